"""P2: a hundred bumps that come due at once on one branch, against one: pushes, and seconds from the gates' opening.

All pipelines watch one image; every stage is held until all of them have their plan, and then all holds are lifted.
"""
from harness.daemon import Daemon
from harness.images import Images
from harness.repositories import folder_of, monorepo
from harness.servers import wait_until


def measure(servers, samples, options):
    repository = monorepo(f"{servers.work}/git/p2.git", options.files)
    daemon = Daemon(servers, "p2")
    daemon.environment("prod", "p2")
    many = {f"many-{number:03d}" for number in range(options.bumps)}
    images = {"many": Images(servers, "p2/many"), "one": Images(servers, "p2/one")}
    for number, name in enumerate([*sorted(many), "one"]):
        daemon.pipeline(name, f"p2/{'one' if name == 'one' else 'many'}",
                        [("prod", f"{folder_of(number)}/values.yaml", None)])
    for image in images.values():
        image.push("1.0.0")
    daemon.start()
    try:
        daemon.wait_for_verified(len(many) + 1)
        for number in range(-2, options.samples):
            for image, pipelines in (("many", many), ("one", {"one"})):
                seconds, pushes = bump(daemon, repository, images[image], pipelines, f"1.1.{number + 2}")
                # The first two rounds are for warming up.
                if number >= 0:
                    samples.add(f"{image} seconds", seconds)
                    samples.add(f"{image} pushes", pushes)
    finally:
        daemon.stop()
    samples.goal("pushes", max(samples.values["many pushes"]), 2, digits=0)
    samples.ratio("cost", "many seconds", "one seconds", 3)


def bump(daemon, repository, image, pipelines, tag):
    """Answers the seconds from the first gate's opening to the last push's hook, and the number of pushes."""
    daemon.ask("POST", "/api/v1/hold", {"reason": "the measure begins"})
    image.push(tag)
    for pipeline in pipelines:
        daemon.scan(pipeline)
    wait_until(lambda: are_planned(daemon, pipelines), 60, "every plan is made", every=0.05)
    known, last = len(repository.pushes()), daemon.last_record()
    daemon.ask("POST", "/api/v1/resume", {})
    daemon.wait_for_verified(len(pipelines), last)
    pushes = repository.pushes()[known:]
    return pushes[-1][0] - daemon.recorded("sending", None, last)[0][0], len(pushes)


def are_planned(daemon, pipelines):
    statuses = {status["pipeline"]: status for status in daemon.ask("GET", "/api/v1/pipelines")}
    return all(stage.get("planHash") for name in pipelines for stage in statuses[name]["stages"])
