"""P9: 5,000 promotions that one Argo CD makes live, followed at once: what the server is asked while nothing happens, and how
soon it is seen that an application has become healthy, 100 of them a second.

Every pipeline's release is declared already, so that nothing is written; the server takes each sync and does not end it
before it is told to. Each application then goes through what Argo CD shows: synced and not healthy yet, and a moment later
healthy. Measured from there to the audit log's word that it is verified.
"""
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time

from harness.daemon import Daemon
from harness.images import Images
from harness.repositories import generate
from harness.servers import wait_until

TESTS = os.path.join(os.path.dirname(__file__), "..", "Tests")
TOKEN = "the token of the bench"
EACH_SECOND = 100


def measure(servers, samples, options):
    names = [f"app-{number:05d}" for number in range(options.applications)]
    repository = generate(f"{servers.work}/git/p9.git", {
        f"apps/{name}.yaml": f"image:\n  tag: 1.0.0 # of {name}\n" for name in names})
    Images(servers, "p9/app").push("1.0.0")
    argocd = ArgoCD()
    daemon = Daemon(servers, "p9")
    daemon.write("environments/prod.yaml", "\n".join([
        f"repository: {servers.url('p9')}", "branch: main", "reconciler:",
        f"  argocd: {{ url: '{argocd.url}', token: env:ARGOCD_TOKEN, application: '${{pipeline}}' }}"]))
    for name in names:
        daemon.write(f"pipelines/{name}.yaml", "\n".join([
            f"sources: {{ app: {{ image: {servers.registry}/p9/app, policy: {{ semver: '>=1.0.0' }} }} }}",
            f"edits: [ {{ file: apps/{name}.yaml, set: {{ image.tag: '${{app.tag}}' }} }} ]",
            "stages: [ { environment: prod } ]"]))
    os.environ["ARGOCD_TOKEN"] = TOKEN
    try:
        argocd.order(do="account", token=TOKEN, name="sluice")
        for name in names:
            argocd.order(do="create", name=name, repository=servers.url("p9"), head="0" * 40)
            argocd.order(do="push", application=name, revision=repository.head())
            argocd.order(do="hold", application=name, held=True)
            argocd.order(do="health", application=name, status="Progressing")
        daemon.start(seconds=300)
        wait_until(lambda: len(argocd.asked("POST")) >= len(names), 600, "everything is told to sync", every=1)
        # Each is read once more before what is told of it is trusted, and the list is compared once.
        time.sleep(options.settle)
        quiet(daemon, argocd, samples, options)
        busy(daemon, argocd, samples, names)
    finally:
        if hasattr(daemon, "process"):
            daemon.stop()
        argocd.end()
    samples.goal("p50", samples.percentile("seconds", 0.5), None, unit="s")
    samples.goal("p99", samples.percentile("seconds", 0.99), 2, unit="s")


def quiet(daemon, argocd, samples, options):
    """Nothing happens: what is asked, and what it takes to wait."""
    before, began, worked = len(argocd.asked("")), time.monotonic(), processor(daemon.process.pid)
    time.sleep(options.quiet)
    taken = time.monotonic() - began
    samples.add("requests a second at rest", (len(argocd.asked("")) - before) / taken)
    samples.add("percent of a processor at rest", 100 * (processor(daemon.process.pid) - worked) / taken)
    samples.add("MB resident", resident(daemon.process.pid))
    samples.goal("rest", samples.median("requests a second at rest"), None, 2, "/s")


def busy(daemon, argocd, samples, names):
    """Each application ends its sync, and is healthy half a second to a second later."""
    random.Random(9).shuffle(names)
    before, began, healthy = len(argocd.asked("")), time.monotonic(), {}

    def make_healthy():
        for number, name in enumerate(names):
            time.sleep(max(0, began + 0.75 + number / EACH_SECOND - time.monotonic()))
            argocd.order(do="health", application=name, status="Healthy")
            healthy[name] = time.time()
    later = threading.Thread(target=make_healthy)
    later.start()
    most = 0
    for number, name in enumerate(names):
        time.sleep(max(0, began + number / EACH_SECOND - time.monotonic()))
        argocd.order(do="end", application=name)
        if number % EACH_SECOND == 0:
            most = max(most, resident(daemon.process.pid))
    later.join()
    taken = time.monotonic() - began
    daemon.wait_for_verified(len(names), seconds=120, every=0.5)
    for pipeline, seen in daemon.verified().items():
        samples.add("seconds", seen - healthy[pipeline])
    samples.add("changes a second", len(names) / taken)
    samples.add("requests a second, busy", (len(argocd.asked("")) - before) / taken)
    samples.goal("busy", samples.median("requests a second, busy"), None, 0, "/s")
    samples.goal("resident", max(most, samples.median("MB resident")), None, 0, "MB")


class ArgoCD:
    """The Argo CD of the tests, in a process of its own."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen([
            sys.executable, "-B", f"{TESTS}/TestServers/Contract/server.py", f"{TESTS}/ReconcilersTests/Servers",
            "argocd", str(self.port)])
        self.connections = threading.local()
        wait_until(self.answers, 30, "the server of Argo CD answers", every=0.05)

    def answers(self):
        try:
            return self.order(do="violations") is not None
        except OSError:
            return False

    def order(self, **order):
        if not hasattr(self.connections, "own"):
            self.connections.own = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection = self.connections.own
        try:
            connection.request("POST", "/_control", json.dumps(order))
            answer = connection.getresponse()
            body = answer.read()
        except BaseException:
            connection.close()
            raise
        if answer.status != 200:
            raise RuntimeError(f"{order} was answered {answer.status}")
        return json.loads(body)["value"]

    def asked(self, method):
        """The requests so far, of one method or of all."""
        return [target for verb, target, _ in self.order(do="requests", target=re.escape("/api/v1/"))
                if method in ("", verb)]

    def end(self):
        self.process.terminate()
        self.process.wait()


def resident(process):
    """Megabytes of memory that a process has."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1000 for line in file if line.startswith("VmRSS"))


def processor(process):
    """Seconds that a process has worked."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
