"""P8: from a registry's webhook to the open merge request, on a Git host that takes 20 ms for each answer; and how much the
host is asked for one promotion, from the first call to the merge read back.

What the Git push takes is measured beside it, by the git command line over a session that is authenticated already: the
goal is for what comes on top of it.
"""
import http.client
import json
import os
import statistics
import sys
import time
import types

from harness.conversation import CommandLine
from harness.daemon import Daemon
from harness.images import Images
from harness.repositories import add_commit, folder_of, monorepo, values
from harness.servers import wait_until

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "scripts", "tools"))
from host import TOKEN, Host  # noqa: E402

SECRET = "the secret of the bench's registry"
FILE = f"{folder_of(7)}/values.yaml"
DELAY = 0.02


def measure(servers, samples, options):
    repository = monorepo(f"{servers.work}/git/p8.git", 500)
    plain = repository.copy(f"{servers.work}/git/p8-git.git")
    ready = plain.copy(f"{servers.work}/p8-ready.git")
    host = Host(f"{servers.work}/host.log")
    hosted = types.SimpleNamespace(name="p8", path=repository.path, url=servers.url("p8"))
    host.take(hosted)
    images = Images(servers, "p8/app")
    images.push("1.0.0")
    daemon = Daemon(servers, "p8")
    with open(f"{daemon.folder}/sluice.yaml", "a", encoding="utf-8") as file:
        file.write(f"forges: {{ host: {{ kind: gitea, url: '{host.url}', token: env:FORGE_TOKEN }} }}\n"
                   "webhooks: { registry: { kind: distribution, secret: env:HOOK_SECRET } }\n")
    daemon.write("environments/prod.yaml", f"repository: {hosted.url}\ndelivery: mergeRequest\nforge: host\nmerge: auto")
    daemon.pipeline("app", "p8/app", [("prod", FILE, None)])
    os.environ.update(FORGE_TOKEN=TOKEN, HOOK_SECRET=SECRET)
    control, master = servers.open_master()
    line = CommandLine(servers, control)
    daemon.start()
    try:
        daemon.wait_for_verified(1)
        host.order(do="delay", seconds=DELAY)
        for number in range(-2, options.samples):
            tag, last = f"1.1.{number + 2}", daemon.last_record()
            # A source is scanned at most once a second, however many webhooks name it: that wait is not the one of this.
            time.sleep(1)
            images.push(tag)
            known = len(host.order(do="times", target="."))
            told = hook(daemon, servers.registry, tag)
            wait_until(lambda: len(host.pulls(hosted)) > number + 2, 60, "the merge request is open")
            daemon.wait_for_verified(1, last)
            calls = host.order(do="times", target=".")[known:]
            opened = next(at for at, method, path in calls if method == "POST" and path.endswith("/pulls"))
            merged = next(at for at, method, path in calls if method == "POST" and path.endswith("/merge"))
            add_commit(ready, FILE, values("app", tag))
            start = time.time()
            line.run("push", "-q", servers.url("p8-git"), "main", folder=ready.path)
            pushed = time.time() - start
            if number < 0:
                continue
            samples.add("seconds", opened + DELAY - told)
            samples.add("git", pushed)
            # With the read that says what came of the merge.
            samples.add("calls", sum(at <= merged for at, _, _ in calls) + 1)
    finally:
        daemon.stop()
        master.terminate()
        master.wait()
        host.end()
    push = statistics.median(samples.values["git"])
    samples.goal("p99", 1000 * (samples.percentile("seconds", 0.99) - push), 300, 0, "ms")
    samples.goal("calls", samples.percentile("calls", 1), 8, 0)


def hook(daemon, registry, tag):
    """Tells the daemon of a tag as the registry would, and answers when it had taken it."""
    event = {"events": [{"id": tag, "action": "push", "target": {
        "mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "p8/app", "tag": tag},
        "request": {"host": registry}}]}
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=60)
    connection.request("POST", "/webhooks/registry", json.dumps(event), {
        "Authorization": f"Bearer {SECRET}",
        "Content-Type": "application/vnd.docker.distribution.events.v2+json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status // 100 != 2:
        raise RuntimeError(f"the webhook was answered {answer.status}")
    return time.time()
