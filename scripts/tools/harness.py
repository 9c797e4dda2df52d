"""What the harnesses share: the daemon as a child, repositories on the SSH server, the git command line. Standard library only."""
import argparse
import getpass
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import push_image

FILE = "apps/{}/values.yaml"
HOOK = """#!/bin/bash
while read -r old new ref; do echo "$EPOCHREALTIME $PWD $new"; done >>"LOG" 2>/dev/null || true
"""


class Miss(Exception):
    """Something that has to be true is not."""


def require(truth, what):
    if not truth:
        raise Miss(what)


def say(text):
    print(text, flush=True)


def parser(doc):
    """The arguments that the shell script passes on, to which each harness adds its own."""
    arguments = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--work", required=True, help="folder with keys/ and git/, made by scripts/servers.sh")
    arguments.add_argument("--registry", required=True, help="host:port of a registry without TLS")
    arguments.add_argument("--ssh-port", type=int, required=True, help="port of the SSH server on loopback")
    arguments.add_argument("--seed", type=int, default=1, help="of everything that is chosen at random")
    return arguments


def run(body):
    """Runs a harness; ends with 1 where something is not true. SIGTERM ends it as an exception, so that all is cleaned up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        body()
    except Miss as miss:
        sys.exit(f"NOT TRUE: {miss}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(seconds, what, test, every=0.1, alive=lambda: True):
    """The first true answer of `test`; a miss after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = test()
        if answer:
            return answer
        require(alive(), f"the daemon ended before {what}")
        require(time.monotonic() < end, f"within {seconds:.0f} s {what}")
        time.sleep(every)


def percentile(samples, share):
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Repository:
    """A bare repository of the SSH server."""

    def __init__(self, work, name, port):
        self.name = name
        self.path = work / "git" / f"{name}.git"
        self.url = f"ssh://{getpass.getuser()}@localhost:{port}{self.path}"

    def git(self, *arguments, check=True):
        done = subprocess.run(["git", "--git-dir", self.path, *arguments], capture_output=True, text=True)
        require(not check or done.returncode == 0, f"git {' '.join(arguments)} in {self.name}: {done.stderr.strip()}")
        return done.stdout

    def create(self, files, slow=None):
        """One commit with these files; pushes are noted with their time in git/pushes.log, and take `slow` seconds."""
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.path], check=True)
        self.git("config", "core.logAllRefUpdates", "true")
        self.git("config", "gc.auto", "0")
        (self.path.parent / "pushes.log").touch()
        hook = self.path / "hooks" / "post-receive"
        hook.write_text(HOOK.replace("LOG", str(self.path.parent / "pushes.log")))
        hook.chmod(0o755)
        if slow:
            hook = self.path / "hooks" / "pre-receive"
            hook.write_text(f"#!/bin/sh\nexec sleep {slow}\n")
            hook.chmod(0o755)
        stream = "commit refs/heads/main\ncommitter Start <start@example.com> 1700000000 +0000\ndata 5\nStart\n"
        for path, text in files.items():
            stream += f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
        subprocess.run(["git", "--git-dir", self.path, "fast-import", "--quiet"], input=stream.encode(), check=True)

    def tip(self):
        return self.git("rev-parse", "main").strip()

    def count(self):
        return int(self.git("rev-list", "--count", "main"))

    def promotions(self):
        """Sluice's commits, oldest first: dictionaries of hash, subject, signature and trailers."""
        names = ("Promotion", "Pipeline", "Stage", "Release", "Artifact", "Hold")
        trailers = "%x1f".join(f"%(trailers:key=Sluice-{name},valueonly,separator=%x2c)" for name in names)
        text = self.git("log", "--reverse", "--topo-order", f"--format=%H%x1f%P%x1f{trailers}%x1e", "main")
        found = []
        for record in text.split("\x1e"):
            fields = record.strip("\n").split("\x1f")
            if len(fields) < 8 or not fields[2]:
                continue
            commit = dict(zip(("hash", "parents") + names, fields))
            commit["tag"] = commit["Artifact"].rsplit("@", 1)[0].rsplit(":", 1)[-1]
            found.append(commit)
        return found


def values(image, tag, digest):
    return f'replicas: 2\n\nimage:\n  repository: {image}\n  tag: "{tag}"    # set by Sluice\n  digest: {digest}\n'


class World:
    """A configuration with the servers of one run, and the daemon that serves it."""

    def __init__(self, options):
        self.work = pathlib.Path(options.work)
        self.registry = options.registry
        self.ssh_port = options.ssh_port
        self.binary = os.environ["SLUICE_BINARY"]
        self.port = free_port()
        self.environment = dict(
            os.environ, ADMIN_TOKEN="harness-admin-token-0123456789", SLUICE_TOKEN="harness-admin-token-0123456789",
            SLUICE_SERVER=f"http://127.0.0.1:{self.port}", NO_COLOR="1")
        self.environment.pop("SLUICE_CRASH_POINT", None)
        self.daemon = None
        self.starts = 0
        self.tags = {}
        self.pushed_at = {}

    def repository(self, name, port=None):
        return Repository(self.work, name, port or self.ssh_port)

    def push_tag(self, image, tag):
        digest = push_image.push(self.registry, image, tag)
        self.pushed_at[image, tag] = time.time()
        self.tags.setdefault(image, []).append((tag, digest))
        return digest

    def declared(self, repository, pipeline):
        text = repository.git("show", f"main:{FILE.format(pipeline)}")
        return text.split('tag: "', 1)[1].split('"', 1)[0], text.split("digest: ", 1)[1].split()[0]

    def configure(self, environments, pipelines, interval="1s", ports=(), more=""):
        """Writes sluice.yaml, environments/ and pipelines/.

        environments: name -> text of the file; pipelines: name -> (image, text of `stages`); more: of sluice.yaml.
        """
        user = getpass.getuser()
        known = (self.work / "keys/known_hosts").read_text()
        key = known.split(" ", 1)[1]
        for port in ports:
            known += f"[localhost]:{port} {key}"
        (self.work / "keys/known_hosts").write_text(known)
        credentials = "".join(
            f"  - {{ for: 'ssh://{user}@localhost:{port}', key: 'file:keys/deploy_ed25519', knownHosts: keys/known_hosts }}\n"
            for port in (self.ssh_port, *ports))
        (self.work / "sluice.yaml").write_text(
            f"listen: 127.0.0.1:{self.port}\nstore: sqlite:state/sluice.db\ninterval: {interval}\n"
            "git:\n  mirrors: state/mirrors\n  author: { name: Sluice, email: sluice@example.com }\n"
            "  signing: { ssh: file:keys/signing_ed25519 }\n"
            f"credentials:\n{credentials}"
            f"registries:\n  {self.registry}: {{ plainHTTP: true }}\n"
            "users:\n  admin: { token: env:ADMIN_TOKEN }\nroles:\n  - { who: admin, role: admin }\n"
            f"{more}")
        for folder in ("environments", "pipelines"):
            (self.work / folder).mkdir(exist_ok=True)
        for name, text in environments.items():
            (self.work / "environments" / f"{name}.yaml").write_text(text)
        for name, (image, stages) in pipelines.items():
            (self.work / "pipelines" / f"{name}.yaml").write_text(
                f"sources:\n  app:\n    image: {self.registry}/{image}\n    policy: {{ semver: '*' }}\n"
                f"edits:\n  - file: {FILE.format(name)}\n"
                '    set: { image.tag: "${app.tag}", image.digest: "${app.digest}" }\n'
                f"stages:\n{stages}")
        self.sluice("validate")

    def sluice(self, *arguments, check=True):
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.work, env=self.environment, capture_output=True, text=True, timeout=120)
        require(not check or done.returncode == 0,
                f"sluice {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def status(self):
        """Each stage's status by (pipeline, environment)."""
        answer = json.loads(self.sluice("status", "-o", "json"))
        return {(line["pipeline"], stage["stage"]["environment"]): stage for line in answer for stage in line["stages"]}

    def is_settled(self):
        """Whether every stage has what it should have, and that is a release."""
        return all(stage["phase"] == "settled" and stage.get("current", {}).get("release") for stage in self.status().values())

    def start(self, crash_point=None):
        environment = dict(self.environment)
        if crash_point:
            environment["SLUICE_CRASH_POINT"] = crash_point
        self.starts += 1
        with open(self.work / "sluice.log", "ab") as log:
            log.write(f"--- start {self.starts}, crash point {crash_point}\n".encode())
            log.flush()
            self.daemon = subprocess.Popen([self.binary, "serve"], cwd=self.work, env=environment, stdout=log, stderr=log)

    def is_alive(self):
        return self.daemon.poll() is None

    def is_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
                return b" 200 " in connection.recv(64)
        except OSError:
            return False

    def start_ready(self):
        self.start()
        wait_until(60, "the daemon is ready", self.is_ready, alive=self.is_alive)

    def stop(self):
        """SIGTERM: a clean end within ten seconds."""
        self.daemon.terminate()
        try:
            status = self.daemon.wait(12)
        except subprocess.TimeoutExpired:
            raise Miss("the daemon ends within 10 s of SIGTERM") from None
        require(status == 0, f"the daemon ends cleanly on SIGTERM; it ended with {status}")

    def kill(self):
        if self.daemon and self.is_alive():
            self.daemon.kill()
            self.daemon.wait()

    def explain(self, lines=25):
        """What a person looks at first where something is not true: the status, while the daemon lives, and the log's end."""
        if self.daemon and self.is_alive():
            say(self.sluice("status", check=False))
        say("\n".join((self.work / "sluice.log").read_text(errors="replace").splitlines()[-lines:]))
