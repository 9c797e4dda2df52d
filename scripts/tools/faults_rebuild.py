"""Loses the database, again and again, in the middle of five promotions, and after a rollback.

After the restart every stage has its release, the rollback still holds, and nothing is written twice. Every other time
the mirrors are lost too.
"""
import random
import shutil
import time

from harness import FILE, Miss, World, parser, require, run, say, values, wait_until

PIPELINES = ("one", "two", "three", "four", "five")
STAGES = ("dev", "prod")
# How long the servers take for a push, in seconds: it goes on while the daemon is dead, and lands when it lives again.
SLOW = 1.5


def lose(world, everything):
    """What a lost disk leaves of the daemon: nothing, or only the mirrors."""
    world.kill()
    state = world.work / "state"
    if everything:
        shutil.rmtree(state)
    for path in state.glob("sluice.db*"):
        path.unlink()
    world.start_ready()


def has_arrived(world, repositories, tag, stages=STAGES):
    return all(world.declared(repositories[stage], name)[0] == tag for stage in stages for name in PIPELINES)


def push_all(world, tag):
    for name in PIPELINES:
        world.push_tag(f"shop/{name}", tag)


def sequence(repositories, stage, pipeline):
    return [commit for commit in repositories[stage].promotions() if commit["Pipeline"] == pipeline]


def under_way(world):
    """The pipelines with a promotion into some stage."""
    return {name for (name, _), stage in world.status().items() if stage["phase"] in ("waiting", "sending", "deploying")}


def in_the_middle(world, repositories, number, chosen):
    """A new tag for all five; the database is lost while they are on their way."""
    tag = f"1.{number}.0"
    push_all(world, tag)
    wait_until(30, "all five are under way", lambda: len(under_way(world)) == len(PIPELINES), 0.02, world.is_alive)
    time.sleep(chosen.uniform(0, SLOW))
    lose(world, everything=number % 2 == 0)
    wait_until(90, f"every stage has {tag}", lambda: has_arrived(world, repositories, tag), 0.3, world.is_alive)
    wait_until(60, "every stage is settled", world.is_settled, 0.3, world.is_alive)


def after_a_rollback(world, repositories, number):
    """`two` is taken back in prod; the database is lost; newer tags come; only resuming lets them in."""
    prod = repositories["prod"]
    before, new, newer = f"1.{number - 1}.0", f"1.{number}.0", f"1.{number + 1}.0"
    push_all(world, new)
    wait_until(60, f"every stage has {new}", lambda: has_arrived(world, repositories, new), 0.3, world.is_alive)
    wait_until(60, "every stage is settled", world.is_settled, 0.3, world.is_alive)
    world.sluice("rollback", "two/prod", "--release", before, "--reason", "it burns")
    wait_until(60, "the rollback is on the branch", lambda: world.declared(prod, "two")[0] == before, 0.2, world.is_alive)
    require(sequence(repositories, "prod", "two")[-1]["Hold"], "the rollback's commit carries Sluice-Hold")
    lose(world, everything=True)
    push_all(world, newer)
    wait_until(90, f"dev has {newer}", lambda: has_arrived(world, repositories, newer, ["dev"]), 0.3, world.is_alive)
    others = [name for name in PIPELINES if name != "two"]
    wait_until(60, f"the other stages of prod have {newer}",
               lambda: all(world.declared(prod, name)[0] == newer for name in others), 0.3, world.is_alive)
    wait_until(60, "two/prod is held", lambda: world.status()["two", "prod"]["phase"] == "held", 0.3, world.is_alive)
    require(world.declared(prod, "two")[0] == before, f"the rollback to {before} stands")
    lose(world, everything=False)
    wait_until(60, "two/prod is held", lambda: world.status()["two", "prod"]["phase"] == "held", 0.3, world.is_alive)
    require(world.declared(prod, "two")[0] == before, f"the rollback to {before} stands after a second loss")
    world.sluice("resume", "two/prod")
    wait_until(90, f"two/prod has {newer} once it is resumed", lambda: world.declared(prod, "two")[0] == newer, 0.3,
               world.is_alive)
    return before, new, newer


def judge(world, repositories, rounds, rollback):
    keys = []
    for stage, repository in repositories.items():
        require(not repository.git("fsck", "--full", "--strict", "--no-dangling").strip(), f"git fsck has nothing to say of {stage}")
        commits = repository.promotions()
        require(len(commits) == repository.count() - 1, f"{stage} has no commits but those of promotions")
        keys += [commit["Promotion"] for commit in commits]
        for name in PIPELINES:
            found = [commit["tag"] for commit in commits if commit["Pipeline"] == name]
            wanted = [f"1.{number}.0" for number in range(1, rounds + 1)] + list(rollback[1:])
            if (name, stage) == ("two", "prod"):
                wanted[-1:] = [rollback[0], rollback[2]]
            require(found == wanted, f"{name}/{stage} has the commits {wanted}; it has {found}")
            require(world.declared(repository, name) == world.tags[f"shop/{name}"][-1], f"{name}/{stage} has its release")
    require(len(set(keys)) == len(keys), "no promotion is written twice")
    return len(keys)


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=10, help="losses in the middle of five promotions")
    options = arguments.parse_args()
    chosen = random.Random(options.seed)
    world = World(options)
    repositories = {stage: world.repository(stage) for stage in STAGES}
    first = {name: world.push_tag(f"shop/{name}", "1.0.0") for name in PIPELINES}
    for repository in repositories.values():
        repository.create({
            FILE.format(name): values(f"{world.registry}/shop/{name}", "1.0.0", digest) for name, digest in first.items()}, SLOW)
    world.configure(
        {stage: f"repository: {repository.url}\n" for stage, repository in repositories.items()},
        {name: (f"shop/{name}", "  - environment: dev\n  - environment: prod\n    after: [dev]\n") for name in PIPELINES})
    try:
        world.start_ready()
        wait_until(60, "every stage is settled", world.is_settled, alive=world.is_alive)
        for number in range(1, options.rounds + 1):
            in_the_middle(world, repositories, number, chosen)
        rollback = after_a_rollback(world, repositories, options.rounds + 1)
        wait_until(60, "every stage is settled", world.is_settled, 0.3, world.is_alive)
        world.sluice("audit", "verify")
        world.stop()
        commits = judge(world, repositories, options.rounds, rollback)
    except Miss:
        world.explain()
        raise
    finally:
        world.kill()
    say(f"rebuild seed={options.seed} losses={options.rounds + 2} promotions-in-flight={len(PIPELINES)} commits={commits} "
        "twice=0 lost=0 rollback=held met")


run(main)
