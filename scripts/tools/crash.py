"""Kills the daemon without mercy, again and again, while tags arrive; then lets the git command line judge.

Three pipelines pass dev, staging and prod with `queue: every`: each tag must become exactly one commit in each stage.
"""
import collections
import random
import signal
import subprocess
import threading
import time

from harness import FILE, Miss, World, parser, require, run, say, values, wait_until

PHASES = ("intentSaved", "commitMade", "packSent", "answerUnread", "effectRecorded", "handOffRequested")
ANYWHERE = "anyMoment"
PIPELINES = ("alpha", "beta", "gamma")
STAGES = ("dev", "staging", "prod")
BACKLOG = 12
# As long as the daemon waits for a server that does not answer; a phase that takes longer to come is a stall.
PATIENCE = 60


class Load:
    """Pushes tags all the while, held back only where a pipeline is more than BACKLOG tags behind."""

    def __init__(self, world, repositories, random):
        self.world = world
        self.last = repositories[-1]
        self.random = random
        self.done = threading.Event()
        self.failure = None
        self.thread = threading.Thread(target=self.push)

    def push(self):
        try:
            turn = 0
            while not self.done.is_set():
                arrived = collections.Counter(commit["Pipeline"] for commit in self.last.promotions())
                for name in PIPELINES:
                    sent = len(self.world.tags[f"shop/{name}"]) - 1
                    if sent - arrived[name] < BACKLOG:
                        turn += 1
                        self.world.push_tag(f"shop/{name}", f"1.{turn // 100}.{turn % 100}")
                self.done.wait(self.random.uniform(0.1, 0.5))
        except (Exception, SystemExit) as failure:
            self.failure = failure

    def end(self):
        self.done.set()
        if self.thread.ident:
            self.thread.join()


def schedule(kills, random):
    """Each phase equally often, and a seventh at any moment, in seeded order."""
    kinds = [(PHASES + (ANYWHERE,))[turn % 7] for turn in range(kills)]
    random.shuffle(kinds)
    return [(kind, random.choice((1, 1, 2, 3, 5))) for kind in kinds]


def kill_once(world, kind, turn, random):
    world.start(None if kind == ANYWHERE else f"{kind}:{turn}")
    try:
        if kind == ANYWHERE:
            time.sleep(random.uniform(0.05, 4))
            require(world.is_alive(), f"the daemon lives until it is killed; it ended with {world.daemon.returncode}")
            world.kill()
        else:
            status = world.daemon.wait(PATIENCE)
            require(status == -signal.SIGKILL, f"the daemon dies by SIGKILL at {kind}; it ended with {status}")
    except subprocess.TimeoutExpired:
        raise Miss(f"within {PATIENCE} s the daemon reaches {kind} for time {turn}") from None


def settled(world, repositories):
    expected = sum(len(world.tags[f"shop/{name}"]) - 1 for name in PIPELINES)
    return all(repository.count() - 1 >= expected for repository in repositories)


def judge(world, repositories):
    """Everything by the git command line, from the server's repositories."""
    promotions = []
    for repository in repositories:
        stage = repository.name
        require(not repository.git("fsck", "--full", "--strict", "--no-dangling").strip(), f"git fsck has nothing to say of {stage}")
        commits = repository.promotions()
        require(len(commits) == repository.count() - 1, f"{stage} has no commits but those of promotions")
        require(repository.git("rev-list", "--min-parents=2", "main") == "", f"{stage} has no merges")
        moves = repository.git("reflog", "show", "--format=%H", "main").split()[::-1]
        for old, new in zip(moves, moves[1:]):
            repository.git("merge-base", "--is-ancestor", old, new)
        signers = f"gpg.ssh.allowedSignersFile={world.work}/keys/allowed_signers"
        marks = repository.git("-c", signers, "log", "--format=%G?", "-n", str(len(commits)), "main").split()
        require(set(marks) == {"G"}, f"all commits of {stage} are signed; git says {collections.Counter(marks)}")
        promotions += commits
        for name in PIPELINES:
            wanted = [tag for tag, _ in world.tags[f"shop/{name}"][1:]]
            mine = [commit for commit in commits if commit["Pipeline"] == name]
            found = [commit["tag"] for commit in mine]
            require({commit["Stage"] for commit in mine} == {stage}, f"{name}'s commits in {stage} name that stage")
            lost = [tag for tag in wanted if tag not in found]
            twice = [tag for tag, count in collections.Counter(found).items() if count > 1]
            require(found == wanted, f"{name}/{stage} has each tag once and in order; lost {lost}, twice {twice}, has {found}")
            digests = dict(world.tags[f"shop/{name}"])
            for commit in mine:
                text = repository.git("show", f"{commit['hash']}:{FILE.format(name)}")
                image = f"{world.registry}/shop/{name}"
                require(text == values(image, commit["tag"], digests[commit["tag"]]),
                        f"{name}/{stage} at {commit['hash']} declares {commit['tag']}, and no other byte changed")
            require(world.declared(repository, name) == world.tags[f"shop/{name}"][-1], f"{name}/{stage} declares the last tag")
    keys = [commit["Promotion"] for commit in promotions]
    require(len(set(keys)) == len(keys), "trailers Sluice-Promotion are unique over all repositories")
    return promotions


def hand_offs(world, promotions):
    """Each promotion into prod was handed off, at its own commit: at least once, by the program's own notes."""
    noted = {tuple(line.split()) for line in (world.work / "hand-offs").read_text().splitlines()}
    for commit in promotions:
        if commit["Stage"] == "prod":
            require(any(commit["Promotion"] == key for key, _ in noted), f"{commit['Promotion']} was handed off")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    options = arguments.parse_args()
    chosen = random.Random(options.seed)
    world = World(options)
    repositories = [world.repository(stage) for stage in STAGES]
    images = {name: f"shop/{name}" for name in PIPELINES}
    first = {name: world.push_tag(image, "1.0.0") for name, image in images.items()}
    for repository in repositories:
        repository.create({
            FILE.format(name): values(f"{world.registry}/{image}", "1.0.0", first[name]) for name, image in images.items()})
    program = world.work / "hand-off.sh"
    program.write_text(f'#!/bin/sh\necho "$SLUICE_PROMOTION $SLUICE_REVISION" >>{world.work}/hand-offs\n')
    program.chmod(0o755)
    environments = {repository.name: f"repository: {repository.url}\n" for repository in repositories}
    environments["prod"] += f"reconciler:\n  command: {{ argv: [{program}] }}\n"
    stages = "".join(
        f"  - environment: {stage}\n    queue: every\n" + (f"    after: [{STAGES[place - 1]}]\n" if place else "")
        for place, stage in enumerate(STAGES))
    world.configure(environments, {name: (image, stages) for name, image in images.items()})

    load = Load(world, repositories, random.Random(options.seed + 1))
    counts = collections.Counter()
    began = time.monotonic()
    try:
        world.start_ready()
        wait_until(60, "every stage has its first version", world.is_settled, alive=world.is_alive)
        world.kill()
        load.thread.start()
        for number, (kind, turn) in enumerate(schedule(options.kills, chosen), 1):
            kill_once(world, kind, turn, chosen)
            counts[kind] += 1
            require(load.failure is None, f"tags can be pushed: {load.failure}")
            if number % 20 == 0:
                say(f"{number} kills, {time.monotonic() - began:.0f} s, {sum(map(len, world.tags.values()))} tags")
        load.end()
        world.start_ready()
        wait_until(300, "every tag has its commit in every stage", lambda: settled(world, repositories), 0.5, world.is_alive)
        wait_until(60, "every stage is settled", world.is_settled, 0.5, world.is_alive)
        world.sluice("audit", "verify")
        world.stop()
        promotions = judge(world, repositories)
        hand_offs(world, promotions)
    except Miss:
        world.explain()
        raise
    finally:
        load.end()
        world.kill()
    tags = sum(len(pushed) - 1 for pushed in world.tags.values())
    for kind in PHASES + (ANYWHERE,):
        say(f"{kind:<18}{counts[kind]:>5} kills")
    least = min(15, options.kills // 7)
    require(all(counts[phase] >= least for phase in PHASES), f"each phase had at least {least} kills")
    require(len(promotions) == tags * len(STAGES), "commits = tags × stages")
    say(f"crash seed={options.seed} kills={options.kills} tags={tags} stages={len(STAGES)} commits={len(promotions)} "
        f"lost=0 twice=0 seconds={time.monotonic() - began:.0f} met")


run(main)
