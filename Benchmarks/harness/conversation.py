"""The floor under every push: the very bytes of one, sent again over a session that is authenticated already."""
import glob
import os
import shutil
import subprocess
import time

from .mux import Channel
from .servers import run

# The daemon's own push is recorded by a forced command in front of git-receive-pack.
RECORDER = """#!/bin/bash
case $SSH_ORIGINAL_COMMAND in
git-receive-pack*) tee "{file}" | sh -c "$SSH_ORIGINAL_COMMAND" ;;
*) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
esac
"""


def allow_recording(servers):
    """A second key, whose pushes are written down; answers its file and where the bytes of the last push are."""
    key, script, file = servers.key("recorder"), f"{servers.work}/recorder", f"{servers.work}/conversation"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "recorder", "-f", key)
    with open(script, "w", encoding="utf-8") as text:
        text.write(RECORDER.format(file=file))
    os.chmod(script, 0o755)
    with open(f"{key}.pub", encoding="ascii") as public, \
            open(servers.key("deploy_ed25519.pub"), "a", encoding="ascii") as allowed:
        allowed.write(f'command="{script}" {public.read()}')
    return key, file


class Replay:
    """A repository that is set back to where the recorded push began before each time."""

    def __init__(self, repository, control, conversation):
        self.repository = repository
        self.control = control
        with open(conversation, "rb") as file:
            self.bytes = file.read()
        self.base = repository.head()
        # What it has so far goes into a pack: all that is loose later is what a push brought.
        repository.git("repack", "-d", "-q")

    def push(self):
        """Answers how long it took until the server's hook ran."""
        self._reset()
        known = len(self.repository.pushes())
        start = time.time()
        channel = Channel(self.control, f"git-receive-pack '{self.repository.path}'")
        while (length := int(channel.output.read(4), 16)) != 0:
            channel.output.read(length - 4)
        channel.input.write(self.bytes)
        channel.output.read()
        channel.close()
        return self.repository.next_push(known) - start

    def _reset(self):
        self.repository.git("update-ref", "refs/heads/main", self.base)
        # Were it left, the server would have less to write.
        for folder in glob.glob(f"{self.repository.path}/objects/??"):
            shutil.rmtree(folder)


class CommandLine:
    """Git's own command line, over the shared session."""

    def __init__(self, servers, control):
        ssh = f"ssh -F none -p {servers.ssh_port} -S {control} -o BatchMode=yes"
        self.environment = {**os.environ, "GIT_SSH_COMMAND": ssh, "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.com",
                            "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.com"}

    def run(self, *arguments, folder=None):
        subprocess.run(["git", *(["-C", folder] if folder else []), *arguments], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
