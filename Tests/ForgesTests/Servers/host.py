"""What every Git host has, whatever its API: repositories, branches, merge requests, and people who work on them."""

import hashlib
import itertools
import threading
from dataclasses import dataclass, field
from datetime import datetime, timezone

from orders import Refusal  # noqa: F401: the vendors' answers are refusals of their host


def now():
    return datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass
class Review:
    account: str
    verdict: str  # approved | changesRequested
    head: str
    at: str
    id: int


@dataclass
class Pull:
    number: int
    head: str
    base: str
    title: str
    body: str
    author: str
    sha: str
    head_repository: str
    state: str = "open"  # open | closed | merged
    labels: list = field(default_factory=list)
    reviewers: list = field(default_factory=list)
    reviews: list = field(default_factory=list)
    created: str = field(default_factory=now)
    updated: str = field(default_factory=now)
    merged_by: str = None
    merged_at: str = None
    merge_commit: str = None
    squashed: bool = False
    queued: dict = None
    comments: list = field(default_factory=list)
    events: list = field(default_factory=list)


@dataclass
class Comment:
    id: int
    account: str
    text: str
    version: int = 0


class Repository:
    def __init__(self, path, number, base):
        self.path, self.id, self.default = path, number, base
        self.owner, self.name = path.rsplit("/", 1)
        self.counter = itertools.count(1)
        self.parents, self.branches, self.pulls, self.statuses = {}, {}, {}, {}
        self.labels, self.required, self.queue, self.hooks = {}, [], False, {}
        self.begin(base)

    def begin(self, base):
        self.branches[base] = self.commit([])

    def sync(self):
        """What happened behind the host's back; nothing here."""

    def commit(self, parents):
        sha = hashlib.sha1(f"{self.path} {next(self.counter)}".encode()).hexdigest()
        self.parents[sha] = parents
        return sha

    def push(self, branch):
        base = self.branches.get(branch) or self.branches[self.default]
        self.branches[branch] = sha = self.commit([base])
        for pull in self.heads():
            if pull.state == "open" and pull.head == branch and pull.head_repository == self.path:
                pull.sha, pull.updated = sha, now()
                # Most hosts merge whatever the head is by then; some keep the head of the order, or forget the order.
                if pull.queued and pull.queued.get("forgets"):
                    pull.queued = None
        return sha

    def heads(self):
        """The merge requests that may come from here."""
        return self.pulls.values()

    def ahead(self, head, base):
        """The commits of `head` that `base` does not have."""
        have, left = set(), [base]
        while left:
            sha = left.pop()
            if sha not in have:
                have.add(sha)
                left += self.parents.get(sha, [])
        seen, left = [], [head]
        while left:
            sha = left.pop()
            if sha not in have and sha not in seen:
                seen.append(sha)
                left += self.parents.get(sha, [])
        return seen

    def open_pulls(self, head=None, base=None, source=None):
        """Of a head in `source`, which is the repository itself unless it is a fork."""
        home = (source or self).path
        return [
            p for p in self.pulls.values()
            if p.state == "open" and head in (None, p.head) and base in (None, p.base)
            if head is None or p.head_repository == home
        ]

    def open(self, head, base, title, body, author, sha=None, source=None):
        number, source = len(self.pulls) + 1, source or self
        pull = Pull(number, head, base, title, body or "", author, sha or source.branches[head], source.path)
        self.pulls[number] = pull
        for told in self.hooks.values():
            told(pull)
        return pull

    def merge(self, pull, method, by, message=None):
        tip = self.branches[pull.base]
        commit = self.commit([tip, pull.sha] if method == "merge" else [tip])
        self.branches[pull.base] = commit
        self.ended(pull, method, by, commit)

    def ended(self, pull, method, by, commit):
        pull.merge_commit = commit
        pull.state, pull.merged_by, pull.merged_at, pull.updated = "merged", by, now(), now()
        pull.squashed, pull.queued = method == "squash", None

    def post(self, sha, name, state, summary, address=None):
        entries = self.statuses.setdefault(sha, [])
        entries.append({"id": len(entries) + 1, "name": name, "state": state, "summary": summary or "",
                        "address": address, "at": now()})
        self.merge_queued()

    def merge_queued(self):
        """What the host merges by itself, once nothing stands in its way."""
        for pull in self.open_pulls():
            queued = pull.queued
            if queued and self.unmet(pull) is None and queued.get("head") in (None, pull.sha):
                if self.queue and not queued.get("entry"):
                    queued["entry"] = True
                else:
                    self.merge(pull, queued["method"], queued["by"])

    def latest(self, sha):
        """The newest status of each name."""
        return list({entry["name"]: entry for entry in self.statuses.get(sha, [])}.values())

    def unmet(self, pull):
        """The first required check that did not succeed, and its state; nothing where all did."""
        states = {entry["name"]: entry["state"] for entry in self.latest(pull.sha)}
        for name in self.required:
            if states.get(name) != "success":
                return name, states.get(name)
        return None

    def label(self, name):
        return self.labels.setdefault(name, len(self.labels) + 1)


class Fork(Repository):
    """Has its home's commits, and branches of its own; merge requests from it are its home's."""

    def __init__(self, home, path, number):
        self.home = home
        super().__init__(path, number, home.default)

    def begin(self, base):
        self.parents, self.counter, self.branches = self.home.parents, self.home.counter, dict(self.home.branches)

    def heads(self):
        return self.home.pulls.values()


class World:
    """All repositories of one host, and the accounts that tokens stand for."""

    def __init__(self):
        self.lock = threading.RLock()
        self.repositories, self.renamed, self.tokens, self.apps = {}, {}, {}, {}
        self.accounts = ["sluice", "alice", "bob"]
        # Numbers of repositories are not used again once one was deleted.
        self.numbers, self.reviews, self.comments = itertools.count(1), itertools.count(1), itertools.count(1)

    def create(self, path, base):
        self.repositories[path] = Repository(path, next(self.numbers), base)

    def fork(self, home, path):
        self.repositories[path] = Fork(home, path, next(self.numbers))

    def source(self, home, pull):
        """The repository that has a merge request's head."""
        return self.repositories.get(pull.head_repository, home)

    def head(self, home, owner):
        """The repository of an owner that a merge request into another may come from; nothing where there is none."""
        owned = [r for r in self.repositories.values() if r.owner == owner and home in (r, getattr(r, "home", None))]
        return owned[0] if owned else None

    def account_id(self, name):
        return self.accounts.index(name) + 1 if name in self.accounts else 99

    def review(self, repository, pull, verdict, account):
        pull.reviews.append(Review(account, verdict, pull.sha, now(), next(self.reviews)))
        if account in pull.reviewers:
            pull.reviewers.remove(account)

    def comment(self, pull, text, account):
        pull.comments.append(Comment(next(self.comments), account, text))
        return pull.comments[-1]

    def own_comment(self, pulls, identity, account):
        """A comment that the account may change; nothing where there is none, or it is another's."""
        for pull in pulls:
            for comment in pull.comments:
                if comment.id == int(identity) and comment.account == account:
                    return comment
        return None
