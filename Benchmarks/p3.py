"""P3: listing 100,000 tags against curl, and choosing among 1,000,000 semver tags against Masterminds semver in Go.

The registry of this measure answers from prepared bytes. The lists come in pages in the specification's order, in pages
without order, and whole as Debian's docker-registry answers; curl fetches the same bytes, over one connection, knowing
all pages before. Each program times the work alone: starting up and reading the tags' file are not in it. Both have to
come to the same: the lists to the same tags, the choices to the same choice.
"""
import hashlib
import os
import random
import re
import subprocess

from harness.registry import Registry, paged_list, tags_of, whole_list
from harness.servers import run

RANGE = ">=1.0.0 <3.0.0"


def measure(servers, samples, options):
    listing(servers, samples, options)
    selection(servers, samples, options)


def listing(servers, samples, options):
    shuffled = run(options.selection, "generate", str(2 * options.list), "7").decode().split()
    shuffled = list(dict.fromkeys(shuffled))[:options.list]
    lists = {"paged": paged_list("paged", sorted(shuffled)), "unordered": paged_list("unordered", shuffled),
             "whole": whole_list("whole", sorted(shuffled))}
    registry = Registry({request: text for each in lists.values() for request, text in each.items()},
                        f"{servers.work}/p3.lists")
    lister = subprocess.Popen([options.listing, registry.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    expected = {name: digest(tag for text in answers.values() for tag in tags_of(text))
                for name, answers in lists.items()}
    try:
        for number in range(-2, options.samples):
            for name, answers in lists.items():
                ours = listed(lister, name, expected[name])
                theirs = fetched(registry, answers)
                # The first two rounds are for warming up.
                if number >= 0:
                    samples.add(name, ours)
                    samples.add(f"{name} curl", theirs)
    finally:
        lister.stdin.close()
        lister.wait()
        registry.stop()
    samples.ratio("listing", "paged", "paged curl", 1.3)
    # Other registries' ways, for comparison: the goal is for the specification's.
    for name in ("unordered", "whole"):
        samples.ratio(name, name, f"{name} curl")


def digest(tags):
    return hashlib.sha256("".join(f"{tag}\n" for tag in tags).encode()).hexdigest()


def listed(lister, name, expected):
    lister.stdin.write(f"{name}\n".encode())
    lister.stdin.flush()
    seconds, found = re.fullmatch(r"seconds=(\S+) digest=(\S+)\n", lister.stdout.readline().decode()).groups()
    if found != expected:
        raise RuntimeError(f"the list of {name} is not what the registry has")
    return float(seconds)


def fetched(registry, answers):
    """The seconds from curl's connecting to the last byte of the last page, what it does between pages among them."""
    urls = [f"http://{registry.name}{request.removeprefix('GET ')}" for request in answers]
    config = "".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls)
    totals = run("curl", "-q", "-s", "-f", "-w", "%{time_total}\n", "-K", "-", input=config.encode()).split()
    asked = [now for now, _ in registry.lists()[-len(urls):]]
    # Until the last page is asked for by the registry's clock, and one page by curl's.
    return asked[-1] - asked[0] + float(totals[0])


def selection(servers, samples, options):
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
