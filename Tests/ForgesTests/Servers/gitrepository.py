"""A repository whose branches are those of a real bare one, to which others push by Git."""

import os
import subprocess

from host import Refusal, Repository, now

AUTHOR = {
    "GIT_AUTHOR_NAME": "Host", "GIT_AUTHOR_EMAIL": "host@example.com",
    "GIT_COMMITTER_NAME": "Host", "GIT_COMMITTER_EMAIL": "host@example.com",
}


class Branches:
    """What `Repository.branches` is, read from Git each time."""

    def __init__(self, git):
        self.git = git

    def items(self):
        lines = self.git("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").splitlines()
        return [tuple(line.rsplit(" ", 1)) for line in lines]

    def get(self, name, default=None):
        return dict(self.items()).get(name, default)

    def __getitem__(self, name):
        return dict(self.items())[name]

    def __contains__(self, name):
        return name in dict(self.items())

    def __iter__(self):
        return iter(dict(self.items()))

    def __setitem__(self, name, sha):
        self.git("update-ref", f"refs/heads/{name}", sha)

    def __delitem__(self, name):
        self.git("update-ref", "-d", f"refs/heads/{name}")


class Commits:
    """What `Repository.parents` is, as far as it is asked which commits there are."""

    def __init__(self, git):
        self.git = git

    def __contains__(self, sha):
        return self.git("cat-file", "-t", sha, ok=(0, 128)).strip() == "commit"

    def __iter__(self):
        return iter(self.git("rev-list", "--all").split())


class GitRepository(Repository):
    def __init__(self, path, number, base, folder):
        self.folder = folder
        super().__init__(path, number, base)

    def git(self, *arguments, ok=(0,)):
        done = subprocess.run(
            ["git", "--git-dir", self.folder, *arguments], capture_output=True, text=True,
            env={**os.environ, **AUTHOR})
        if done.returncode not in ok:
            raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def begin(self, base):
        self.branches, self.parents = Branches(self.git), Commits(self.git)

    def sync(self):
        """Heads of open merge requests stand where Git has them. A folder that is gone was another test's."""
        if not os.path.isdir(self.folder):
            return
        heads = dict(self.branches.items())
        for pull in self.open_pulls():
            sha = heads.get(pull.head)
            if sha and sha != pull.sha:
                pull.sha, pull.updated, pull.queued = sha, now(), None

    def commit(self, parents):
        """One more commit that changes nothing, as unlike any other as its number is."""
        tree = self.git("rev-parse", f"{parents[0]}^{{tree}}").strip()
        words = f"Change {next(self.counter)}"
        return self.git("commit-tree", tree, *(f"-p{parent}" for parent in parents), "-m", words).strip()

    def ahead(self, head, base):
        return self.git("rev-list", f"{base}..{head}").split()

    def merge(self, pull, method, by, message=None):
        tip = self.branches[pull.base]
        tree = self.git("merge-tree", "--write-tree", tip, pull.sha, ok=(0, 1)).splitlines()
        if len(tree) != 1:
            raise Refusal(405, {"message": "Please try again later", "url": ""})
        words = message or f"Merge #{pull.number}"
        if method == "rebase":
            words = self.git("log", "-1", "--format=%B", pull.sha)
        parents = ["-p", tip] + (["-p", pull.sha] if method == "merge" else [])
        commit = self.git("commit-tree", tree[0], *parents, "-m", words).strip()
        self.git("update-ref", f"refs/heads/{pull.base}", commit, tip)
        self.ended(pull, method, by, commit)
