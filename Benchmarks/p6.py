"""P6: 50 new tags a second, of 50 images, each wanted by a pipeline that promotes every version on one branch.

From the release recorded to the hook of the push that brought its commit. The images are stored before; what is pushed
in time is each tag, with a hint to the daemon.
"""
import time

from harness.daemon import Daemon
from harness.images import Images
from harness.repositories import folder_of, monorepo

PIPELINES = 50


def measure(servers, samples, options):
    repository = monorepo(f"{servers.work}/git/p6.git", options.files)
    daemon = Daemon(servers, "p6")
    daemon.environment("prod", "p6")
    images = {f"app-{number:02d}": Images(servers, f"p6/app-{number:02d}") for number in range(PIPELINES)}
    for number, (name, image) in enumerate(images.items()):
        daemon.pipeline(name, f"p6/{name}", [("prod", f"{folder_of(number)}/values.yaml", None)], queue="every")
        image.push("1.0.0")
    ready = [(name, image.store(f"1.1.{number}"))
             for number in range(options.seconds) for name, image in images.items()]
    daemon.start()
    try:
        daemon.wait_for_verified(len(images))
        known, last = len(repository.pushes()), daemon.last_record()
        begin = time.monotonic()
        for number, (name, tag) in enumerate(ready):
            time.sleep(max(0, begin + number / PIPELINES - time.monotonic()))
            tag()
            daemon.scan(name)
        taken = time.monotonic() - begin
        daemon.wait_for_verified(len(ready), last, seconds=120, every=0.5)
        released = daemon.releases(last)
    finally:
        daemon.stop()
    pushes = repository.pushes()[known:]
    for now, old, new in pushes:
        for release in repository.trailers(old, new, "Sluice-Release"):
            samples.add("seconds", now - released.pop(release))
    if released:
        raise RuntimeError(f"{len(released)} releases came to no commit")
    if taken > options.seconds * 1.05:
        raise RuntimeError(f"the tags took {taken:.0f} s instead of {options.seconds}: the registry is too slow")
    samples.add("pushes", len(pushes))
    samples.goal("p99", samples.percentile("seconds", 0.99), 1)
