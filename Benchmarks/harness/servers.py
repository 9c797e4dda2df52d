"""The servers that scripts/bench started, and how Git and SSH reach them."""
import getpass
import os
import subprocess
import sys
import time


class Servers:
    def __init__(self, work, binary, registry, ssh_port):
        self.work = work
        self.binary = binary
        self.registry = registry
        self.ssh_port = ssh_port
        self.user = getpass.getuser()

    @property
    def authority(self):
        return f"ssh://{self.user}@localhost:{self.ssh_port}"

    def url(self, repository):
        return f"{self.authority}{self.work}/git/{repository}.git"

    def key(self, name="deploy_ed25519"):
        return f"{self.work}/keys/{name}"

    def ssh_options(self):
        return ["-F", "none", "-p", str(self.ssh_port), "-i", self.key(), "-o", "IdentitiesOnly=yes",
                "-o", f"UserKnownHostsFile={self.work}/keys/known_hosts", "-o", "BatchMode=yes"]

    def open_master(self):
        """One authenticated session that channels are opened over: answers its control socket and its process."""
        socket = f"{self.work}/master"
        process = subprocess.Popen(["ssh", *self.ssh_options(), "-MNS", socket, "localhost"])
        wait_until(lambda: os.path.exists(socket), 10, "the SSH session is open")
        return socket, process


def run(*command, **options):
    """Runs a program, and ends with its words where it fails; answers what it printed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def wait_until(condition, seconds, what, every=0.002):
    """Waits until a condition gives something true, and answers that."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"it took more than {seconds} s until {what}")
        time.sleep(every)
