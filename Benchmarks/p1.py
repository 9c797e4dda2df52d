"""P1: one bump into a repository of 20,000 files, from the release recorded to the server's post-receive hook.

Against the floor (the bytes of such a push, replayed over a session that is authenticated already), against a bare
`git push` of a commit that is ready, and against the peers' way: clone --depth 1, edit, commit, push. The three use one
shared SSH session; nothing of them starts with a handshake.
"""
import shutil
import time

from harness.conversation import CommandLine, Replay, allow_recording
from harness.daemon import Daemon
from harness.images import Images
from harness.repositories import add_commit, folder_of, monorepo, values

APPLICATION = 2468
FILE = f"{folder_of(APPLICATION)}/values.yaml"


def measure(servers, samples, options):
    template = monorepo(f"{servers.work}/git/template.git", options.files)
    repositories = {name: template.copy(f"{servers.work}/git/{name}.git")
                    for name in ("ours", "recorded", "git", "clone")}
    key, conversation = allow_recording(servers)
    daemon = Daemon(servers, "p1", credentials=[(servers.url("recorded"), key)])
    images = Images(servers, "p1/app")
    images.push("1.0.0")
    for name in ("ours", "recorded"):
        daemon.environment(name, name)
        daemon.pipeline(name, "p1/app", [(name, FILE, None)])
    control, master = servers.open_master()
    daemon.start()
    try:
        contenders = Contenders(servers, daemon, images, repositories, control)
        # The first release, which makes the mirrors; then the push that is recorded.
        daemon.wait_for_verified(2)
        floor = repositories["recorded"].copy(f"{servers.work}/git/floor.git")
        contenders.record()
        contenders.replay = Replay(floor, control, conversation)
        for number in range(-2, options.samples):
            order = [contenders.ours, contenders.floor, contenders.git, contenders.clone]
            for contender in order[number % 4:] + order[:number % 4]:
                seconds = contender(f"1.1.{number + 2}")
                # The first two rounds are for warming up.
                if number >= 0:
                    samples.add(contender.__name__, seconds)
    finally:
        daemon.stop()
        master.terminate()
        master.wait()
    samples.ratio("floor", "ours", "floor", 1.3)
    samples.ratio("git", "ours", "git", 0.6)
    samples.ratio("clone", "ours", "clone", 1 / 30, digits=3)


class Contenders:
    """Each answers the seconds from its start to the time stamp of the server's hook."""

    def __init__(self, servers, daemon, images, repositories, control):
        self.servers = servers
        self.daemon = daemon
        self.images = images
        self.repositories = repositories
        self.command_line = CommandLine(servers, control)
        self.ready = repositories["git"].copy(f"{servers.work}/ready.git")
        self.replay = None

    def record(self):
        last = self.daemon.last_record()
        self.images.push("1.0.1")
        for name in ("ours", "recorded"):
            self.daemon.scan(name)
        self.daemon.wait_for_verified(2, last)

    def ours(self, tag):
        repository = self.repositories["ours"]
        known, last = len(repository.pushes()), self.daemon.last_record()
        self.images.push(tag)
        self.daemon.scan("ours")
        end = repository.next_push(known)
        # The daemon reads the server's report and notes what became of it; the next contender has the machine for itself.
        self.daemon.wait_for_verified(1, last)
        return end - self.daemon.recorded("released", "ours", last)[0][0]

    def floor(self, _):
        return self.replay.push()

    def git(self, tag):
        repository = self.repositories["git"]
        add_commit(self.ready, FILE, values("app", tag))
        known = len(repository.pushes())
        start = time.time()
        self.command_line.run("push", "-q", self.servers.url("git"), "main", folder=self.ready.path)
        return repository.next_push(known) - start

    def clone(self, tag):
        repository, folder = self.repositories["clone"], f"{self.servers.work}/checkout"
        known = len(repository.pushes())
        start = time.time()
        self.command_line.run("clone", "-q", "--depth", "1", self.servers.url("clone"), folder)
        with open(f"{folder}/{FILE}", "w", encoding="utf-8") as file:
            file.write(values("app", tag))
        self.command_line.run("commit", "-q", "-a", "-m", "Bump", folder=folder)
        self.command_line.run("push", "-q", folder=folder)
        seconds = repository.next_push(known) - start
        shutil.rmtree(folder)
        return seconds
