"""Kills the daemon without mercy at every moment of a merge request's life; then lets the git command line and the host judge.

Three pipelines reach prod by merge requests with `merge: auto` and `queue: every`: each tag must become exactly one merge
request and exactly one merge commit.
"""
import collections
import random
import signal
import subprocess
import time

from harness import FILE, Miss, World, parser, require, run, say, values, wait_until
from host import TOKEN, Host

# The daemon's own moments, and those of the host: whether it acted when its client was killed.
OWN = ("commitMade", "packSent", "branchPushed", "mergeRequestOpened", "mergeAnswered", "effectRecorded")
HELD = {
    "createSent": ("silent", "POST", r"/pulls$"),
    "createUnread": ("mute", "POST", r"/pulls$"),
    "mergeSent": ("silent", "POST", r"/merge$"),
    "mergeUnread": ("mute", "POST", r"/merge$"),
}
PHASES = OWN + tuple(HELD)
PIPELINES = ("alpha", "beta", "gamma")
PATIENCE = 60


def kill_once(world, host, kind):
    """Until the daemon is dead at that moment."""
    if kind in OWN:
        world.start(kind)
        try:
            status = world.daemon.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Miss(f"within {PATIENCE} s the daemon reaches {kind}") from None
        require(status == -signal.SIGKILL, f"the daemon dies by SIGKILL at {kind}; it ended with {status}")
        return
    before = host.held()
    host.hold(*HELD[kind])
    world.start()
    wait_until(PATIENCE, f"the daemon reaches {kind}", lambda: host.held() > before, 0.02, world.is_alive)
    world.kill()


def judge(world, host, repository):
    require(not repository.git("fsck", "--full", "--strict", "--no-dangling").strip(), "git fsck has nothing to say")
    tags = {name: [tag for tag, _ in world.tags[f"shop/{name}"][1:]] for name in PIPELINES}
    wanted = sum(map(len, tags.values()))
    pulls = host.pulls(repository)
    states = collections.Counter(pull[1] for pull in pulls)
    require(states == {"merged": wanted}, f"each of {wanted} tags has one merge request, and it is merged; there are {states}")
    heads = collections.Counter(pull[2] for pull in pulls)
    require(max(heads.values()) == 1, f"each has a branch of its own; twice: {[h for h, n in heads.items() if n > 1]}")
    lines = repository.git("log", "--first-parent", "--format=%H%x1f%P%x1f%(trailers:key=Sluice-Promotion,valueonly)", "main")
    merges = [line.split("\x1f") for line in lines.split("\n") if "\x1f" in line][:-1]
    require(len(merges) == wanted, f"main has one merge for each tag: {len(merges)} of {wanted}")
    require(all(len(parents.split()) == 2 for _, parents, _ in merges), "main has nothing but merges")
    require({commit for commit, _, _ in merges} == {pull[3] for pull in pulls}, "they are the host's")
    keys = [key for _, _, key in merges]
    require(len(set(keys)) == len(keys) and all(keys), "each brings a promotion of its own")
    for name in PIPELINES:
        require(world.declared(repository, name) == world.tags[f"shop/{name}"][-1], f"{name} declares the last tag")
        order = [pull[4] for pull in pulls if f"Promote {name} to" in pull[4]]
        found = [title.split(" to ")[1].split(" in ")[0] for title in order]
        require(found == tags[name], f"{name} has each tag once and in order; has {found}")
    left = repository.git("for-each-ref", "--format=%(refname)", "refs/heads/sluice").split()
    require(not left, f"no branch is left over; {left}")
    return wanted


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int, default=150)
    options = arguments.parse_args()
    chosen = random.Random(options.seed)
    world = World(options)
    repository = world.repository("prod")
    images = {name: f"shop/{name}" for name in PIPELINES}
    first = {name: world.push_tag(image, "1.0.0") for name, image in images.items()}
    repository.create({
        FILE.format(name): values(f"{world.registry}/{image}", "1.0.0", first[name]) for name, image in images.items()})
    host = Host(world.work / "host.log")
    host.take(repository)
    world.environment["FORGE_TOKEN"] = TOKEN
    prod = f"repository: {repository.url}\ndelivery: mergeRequest\nforge: host\nmerge: auto\n"
    stages = "  - environment: prod\n    queue: every\n"
    forges = f"forges:\n  host: {{ kind: gitea, url: '{host.url}', token: env:FORGE_TOKEN }}\n"
    counts = collections.Counter()
    began = time.monotonic()
    turn = 0
    try:
        world.configure({"prod": prod}, {name: (image, stages) for name, image in images.items()}, more=forges)
        world.start_ready()
        wait_until(60, "every stage has its first version", world.is_settled, alive=world.is_alive)
        world.kill()
        plan = [PHASES[number % len(PHASES)] for number in range(options.kills)]
        chosen.shuffle(plan)
        for number, kind in enumerate(plan, 1):
            # Something is always on its way: what a kill delayed goes on in the next life.
            for name in PIPELINES:
                turn += 1
                world.push_tag(images[name], f"1.{turn // 100}.{turn % 100}")
            kill_once(world, host, kind)
            counts[kind] += 1
            if number % 20 == 0:
                say(f"{number} kills, {time.monotonic() - began:.0f} s, {sum(map(len, world.tags.values()))} tags")
        world.start_ready()
        expected = sum(len(pushed) - 1 for pushed in world.tags.values())
        wait_until(600, "every tag is merged",
                   lambda: sum(pull[1] == "merged" for pull in host.pulls(repository)) >= expected, 0.5, world.is_alive)
        wait_until(60, "every stage is settled", world.is_settled, 0.5, world.is_alive)
        wait_until(60, "every branch is gone", lambda: not repository.git("for-each-ref", "refs/heads/sluice"), 0.5, world.is_alive)
        world.sluice("audit", "verify")
        world.stop()
        merges = judge(world, host, repository)
    except Miss:
        world.explain()
        raise
    finally:
        world.kill()
        host.end()
    for kind in PHASES:
        say(f"{kind:<20}{counts[kind]:>5} kills")
    require(all(counts[phase] >= options.kills // len(PHASES) for phase in PHASES), "each phase had its share of kills")
    say(f"crash merge-requests seed={options.seed} kills={options.kills} tags={merges} requests={merges} merges={merges} "
        f"lost=0 twice=0 seconds={time.monotonic() - began:.0f} met")


run(main)
