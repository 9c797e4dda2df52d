"""P3: choosing among 1,000,000 semver tags, against Masterminds semver in Go; both must choose the same.

Each program times the choice alone: reading the tags' file and starting up are not in it.
"""
import os
import re

from harness.servers import run

RANGE = ">=1.0.0 <3.0.0"


def measure(servers, samples, options):
    tags, peer = f"{servers.work}/tags", f"{servers.work}/peer"
    with open(tags, "wb") as file:
        file.write(run(options.selection, "generate", str(options.tags), "7"))
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Selection", "peer")
    run("go", "build", "-o", peer, ".", cwd=source, env={
        **os.environ, "GOPATH": "/usr/share/gocode", "GO111MODULE": "off", "GOCACHE": f"{servers.work}/gocache"})
    for _ in range(options.samples):
        ours, theirs = timed(options.selection, "select", tags, RANGE), timed(peer, tags, RANGE)
        if ours[1] != theirs[1]:
            raise RuntimeError(f"the two choose differently: {ours[1]} and {theirs[1]}")
        samples.add("selection", ours[0])
        samples.add("masterminds", theirs[0])
    samples.ratio("selection", "selection", "masterminds", 1 / 3)


def timed(*command):
    """The seconds and the choice that a program prints."""
    seconds, best = re.fullmatch(r"seconds=(\S+) best=(\S+)\n", run(*command).decode()).groups()
    return float(seconds), best
