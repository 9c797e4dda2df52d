"""A Git host beside the harness's repositories, as Tests/ForgesTests/Servers plays Gitea: real branches, real merges."""
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKEN = "harness-forge-token-0123456789"


class Host:
    def __init__(self, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.links = []
        program = ROOT / "Tests/TestServers/Contract/server.py"
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-B", program, ROOT / "Tests/ForgesTests/Servers", "gitea", str(self.port)],
                stdout=output, stderr=output)
        end = time.monotonic() + 20
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the host does not listen; its log is {log}")
            time.sleep(0.05)

    def answers(self):
        try:
            self.order(do="violations")
            return True
        except OSError:
            return False

    def order(self, **order):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", "/_control", json.dumps(order))
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"the host does not take the order {order['do']}: {answer.status}")
        return json.loads(answer.read())["value"]

    def take(self, repository):
        """Shows a repository, and gives it an address as hosts have them: of an owner and a name."""
        link = pathlib.Path(tempfile.gettempdir()) / f"sluice-{os.getpid()}-{repository.name}.git"
        link.symlink_to(repository.path)
        self.links.append(link)
        repository.url = repository.url.replace(str(repository.path), str(link))
        repository.hosted = str(link)[1:].removesuffix(".git")
        self.order(do="host", path=repository.hosted, base="main", token=TOKEN, folder=str(repository.path))

    def pulls(self, repository):
        """Number, state, head branch, merge commit and title of each merge request."""
        return [pull[:5] for pull in self.order(do="pulls", repository=repository.hosted)]

    def hold(self, kind, method, target):
        """The next such request is acted on (`mute`) or not (`silent`), and its client never hears of it."""
        self.order(do="fault", kind=kind, token=TOKEN, method=method, target=target)

    def held(self):
        return self.order(do="held")

    def end(self):
        self.process.kill()
        self.process.wait()
        for link in self.links:
            link.unlink()
