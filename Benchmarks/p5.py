"""P5: a daemon with 10,000 pipelines of three stages, each with an image of its own, over 1,000 remotes.

Two full rounds of scans, of which the first is that of the start, and the pauses after them: resident memory at its
highest, and the CPU between scans, from a while after a round's last list, and what the start led to, to the next
round's first. Every stage declares what is wanted already, so nothing is sent. The registry is asked without the usual
pace: the rounds are shorter for it, not cheaper.
"""
import bisect
import os
import time

from harness.daemon import Daemon
from harness.registry import Registry, image
from harness.repositories import generate, values
from harness.servers import wait_until

STAGES = ("dev", "staging", "prod")
# Seconds after that, for the branches that are read about the same time.
SETTLING = 15


def measure(servers, samples, options):
    names = [f"app-{number:05d}" for number in range(options.pipelines)]
    answers, digests = {}, {}
    for name in names:
        digests[name], more = image(f"p5/{name}", "1.0.0")
        answers.update(more)
    registry = Registry(answers, f"{servers.work}/p5.lists")
    daemon = Daemon(servers, "p5", interval=options.interval, registry=registry.name, pace=2000)
    for number in range(options.remotes):
        declare(servers, daemon, number, names[number::options.remotes], digests)
    daemon.start()
    use = Use(daemon.process.pid)
    try:
        third, started = follow(daemon, use, registry, options)
    finally:
        daemon.stop()
        registry.stop()
    for share in use.between(rounds(registry, len(names)), third, started):
        samples.add("cpu between scans, %", 100 * share)
    samples.add("cpu over all, %", 100 * use.share(0, len(use.times) - 1))
    for number in range(1, len(use.times)):
        samples.add("cpu each second, %", 100 * use.share(number - 1, number))
        samples.add("resident MiB", use.resident[number])
    samples.goal("memory", use.highest, 512, digits=0, unit="MiB")
    samples.goal("cpu", max(samples.values["cpu between scans, %"]), 2, digits=1, unit="%")


def declare(servers, daemon, number, names, digests):
    """One remote with the pipelines that live on it."""
    remote = f"p5-{number:04d}"
    generate(f"{servers.work}/git/{remote}.git", {
        f"{name}/{stage}.yaml": values(name, digest=digests[name]) for name in names for stage in STAGES})
    for stage in STAGES:
        daemon.environment(f"{stage}-{number:04d}", remote)
    environments = [f"{stage}-{number:04d}" for stage in STAGES]
    for name in names:
        daemon.pipeline(name, f"p5/{name}", [
            (environment, f"{name}/{stage}.yaml", before)
            for environment, stage, before in zip(environments, STAGES, [None, *environments])])


def follow(daemon, use, registry, options):
    """Until the third round begins: two are over, with the pauses after them. Answers when that was, and when all was
    live."""
    def third():
        use.sample()
        starts = rounds(registry, options.pipelines)
        return len(starts) > 2 and starts[2][0]
    begins = wait_until(third, 3600, f"two rounds are over; the log is {daemon.folder}/log", every=1)
    verified = daemon.recorded("verified")
    if len(verified) < options.pipelines * len(STAGES):
        raise RuntimeError(f"only {len(verified)} stages came to be live; the log is {daemon.folder}/log")
    return begins, verified[-1][0]


def rounds(registry, count):
    """Of each round its first and its last list: the round of a list is how often its repository was listed before."""
    seen, ends = {}, []
    for now, repository in sorted(registry.lists()):
        number = seen[repository] = seen.get(repository, -1) + 1
        if number == len(ends):
            ends.append((now, now, 0))
        first, _, lists = ends[number]
        ends[number] = (first, now, lists + 1)
    # A round that is not whole has no end yet.
    return [(first, last if lists == count else None) for first, last, lists in ends]


class Use:
    """What a process uses, sampled with the time."""

    def __init__(self, process):
        self.process = process
        self.times, self.cpu, self.resident = [], [], []
        self.highest = 0

    def sample(self):
        with open(f"/proc/{self.process}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        self.times.append(time.time())
        self.cpu.append((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
        with open(f"/proc/{self.process}/status", encoding="ascii") as file:
            sizes = {key: int(rest.split()[0]) / 1024 for key, _, rest in (line.partition(":") for line in file)
                     if key in ("VmRSS", "VmHWM")}
        self.resident.append(sizes["VmRSS"])
        self.highest = sizes["VmHWM"]

    def share(self, first, last):
        """The share of one core between two samples."""
        return (self.cpu[last] - self.cpu[first]) / (self.times[last] - self.times[first])

    def between(self, ends, third, started):
        """The share in each pause between two rounds; `started`: when what the start led to was over."""
        shares = []
        for (_, end), start in zip(ends, [ends[1][0], third]):
            first, last = bisect.bisect(self.times, max(end, started) + SETTLING), bisect.bisect(self.times, start) - 1
            if last - first < 5:
                raise RuntimeError("the rounds leave no pause to be measured; --interval has to be longer")
            shares.append(self.share(first, last))
        return shares
