"""Generated repositories, and the server's own record of what was pushed to them."""
import os
import shutil
import subprocess

from .servers import run, wait_until

# The first thing that it does is to look at the clock; every contender's push is timed by the same hook.
HOOK = """#!/bin/bash
now=$EPOCHREALTIME
while read -r old new ref; do echo "$now $old $new $ref" >>pushes; done
"""

VALUES = """# Values of {name}.
replicas: 2

image:
  repository: registry.example.com/{name}
  tag: "{tag}"    # set by Sluice
  digest: {digest}
resources:
  limits: {{ cpu: 500m, memory: 256Mi }}
"""

OTHER = """apiVersion: v1
kind: {kind}
metadata:
  name: {name}
  labels: {{ app: {name}, tier: backend }}
"""


class Repository:
    """A bare repository on the server's side."""

    def __init__(self, path):
        self.path = path

    def git(self, *arguments, **options):
        return run("git", "-C", self.path, *arguments, **options).decode().strip()

    def head(self):
        return self.git("rev-parse", "refs/heads/main")

    def pushes(self):
        """Every push so far: when its post-receive hook ran, the old tip, the new tip."""
        try:
            with open(f"{self.path}/pushes", encoding="ascii") as lines:
                return [(float(now), old, new) for now, old, new, _ in map(str.split, lines)]
        except FileNotFoundError:
            return []

    def next_push(self, after, seconds=60):
        """Waits for the push number `after` (from 0), and answers when its hook ran."""
        path = f"{self.path}/pushes"
        least = (after + 1) * 80
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path) >= least and len(self.pushes()) > after,
                   seconds, f"{self.path} gets a push")
        return self.pushes()[after][0]

    def trailers(self, old, new, key):
        """The values of one trailer of all commits that a push brought."""
        return self.git("log", f"--format=%(trailers:key={key},valueonly,separator=)", f"{old}..{new}").split()

    def copy(self, path):
        shutil.copytree(self.path, path, symlinks=True)
        return Repository(path)


def values(name, tag="1.0.0", digest="sha256:" + "0" * 64):
    return VALUES.format(name=name, tag=tag, digest=digest)


def generate(path, files):
    """A bare repository whose branch main has one commit of these files, a mapping from path to text."""
    run("git", "init", "-q", "--bare", "-b", "main", path)
    stream = ["commit refs/heads/main\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 6\nStart\n"]
    for name, text in files.items():
        stream.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    run("git", "-C", path, "fast-import", "--quiet", input="".join(stream).encode())
    # Housekeeping in the middle of a measure would be somebody's bad luck.
    for key, value in {"gc.auto": "0", "receive.autogc": "false"}.items():
        run("git", "-C", path, "config", key, value)
    hook = f"{path}/hooks/post-receive"
    with open(hook, "w", encoding="ascii") as file:
        file.write(HOOK)
    os.chmod(hook, 0o755)
    return Repository(path)


def monorepo(path, count):
    """A repository shaped as teams keep theirs: a folder a team, a folder an application, four files in each."""
    files = {}
    for number in range(count // 4):
        name = application(number)
        folder = folder_of(number)
        files[f"{folder}/values.yaml"] = values(name)
        for kind in ("Deployment", "Service", "Ingress"):
            files[f"{folder}/{kind.lower()}.yaml"] = OTHER.format(kind=kind, name=name)
    return generate(path, files)


def application(number):
    return f"app-{number:05d}"


def folder_of(number):
    return f"teams/team-{number // 50:03d}/{application(number)}"


def add_commit(repository, file, text):
    """Puts a commit with one changed file on main without a work tree: a commit that is ready to be pushed."""
    stream = ("commit refs/heads/main\ncommitter Bench <bench@example.com> now\ndata 4\nBump\n"
              f"from refs/heads/main^0\nM 100644 inline {file}\ndata {len(text.encode())}\n{text}\n")
    subprocess.run(["git", "-C", repository.path, "fast-import", "--quiet", "--date-format=now"],
                   input=stream.encode(), check=True)
