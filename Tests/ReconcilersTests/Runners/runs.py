"""Pipelines as GitLab and GitHub both know them: a repository with a branch, what runs for its commits, and what it makes live."""

import subprocess
import threading
from dataclasses import dataclass, field

ZERO = "0" * 40


@dataclass
class Job:
    id: int
    name: str
    status: str
    allow_failure: bool = False
    reason: str = None
    report: dict = None


@dataclass
class Run:
    id: int
    sha: str
    branch: str
    source: str
    status: str
    variables: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    jobs: list = field(default_factory=list)
    errors: str = None
    attempt: int = 1
    waits: bool = False
    environment: int = 0
    workflow: str = "deploy.yaml"
    plans_only: bool = False


@dataclass
class Repository:
    path: str
    # How the workflow begins: `push` or `dispatch`, and whether somebody has to let it apply.
    start: str = "dispatch"
    gated: bool = False
    # `branch` shows tips of pushes only, as a batch of commits does.
    tip: str = ZERO
    # The folder of a repository whose branch `main` is followed.
    git: str = None
    held: bool = False
    failure: str = None
    runs: list = field(default_factory=list)
    live: list = field(default_factory=list)
    # What a plan finds that somebody has changed: create, update, delete.
    drift: tuple = (0, 0, 0)
    # Servers differ: see the vendors' modules.
    traits: set = field(default_factory=set)


class World:
    """All repositories of a host. Numbers are never used twice."""

    def __init__(self):
        self.lock = threading.RLock()
        self.tokens, self.repositories, self.last = {}, {}, 100

    def number(self):
        self.last += 1
        return self.last

    def look(self, path):
        """A repository; nothing where there is none."""
        repository = self.repositories.get(path)
        if repository and repository.git:
            tip = subprocess.run(["git", "--git-dir", repository.git, "rev-parse", "main"], check=True, capture_output=True)
            self.push(repository, tip.stdout.decode().strip())
        return repository

    def push(self, repository, revision):
        """The branch moves, as the other side of a push; what is there already is no news."""
        if repository.tip == revision:
            return
        repository.tip = revision
        if repository.start == "push":
            self.begin(repository, "push")

    def begin(self, repository, source, sha=None, variables=None, inputs=None, workflow="deploy.yaml", plans_only=False):
        run = Run(self.number(), sha or repository.tip, "main", source, "pending", variables or {}, inputs or {})
        run.workflow, run.plans_only = workflow, plans_only
        run.jobs = [Job(self.number(), "plan", "created", report={"create": 2, "update": 1, "delete": 0}),
                    Job(self.number(), "apply", "created")]
        if plans_only:
            create, update, delete = repository.drift
            run.jobs = [Job(self.number(), "plan", "created", report={"create": create, "update": update, "delete": delete})]
        run.waits = repository.gated and not plans_only
        repository.runs.append(run)
        if not repository.held:
            self.advance(repository, run)
        return run

    def advance(self, repository, run):
        """Runs what can be run, to the end or to where somebody has to do something."""
        if run.plans_only:
            failed, repository.failure = repository.failure, None
            run.jobs[0].status = run.status = "failed" if failed else "success"
            return
        plan, apply = run.jobs[-2:] if len(run.jobs) < 3 else (run.jobs[0], run.jobs[-1])
        plan.status = "success"
        if run.waits:
            apply.status, run.status = "manual", "manual"
            return
        if repository.failure:
            apply.name, repository.failure = repository.failure, None
            apply.status, apply.reason, run.status = "failed", "script_failure", "failed"
            return
        apply.status = run.status = "success"
        repository.live.append(run.sha)

    def release(self, repository, run):
        run.waits = False
        if repository.held:
            run.jobs[-1].status = run.status = "pending"
        else:
            self.advance(repository, run)

    def again(self, repository, run):
        """The jobs that failed are tried again."""
        old = run.jobs[-1]
        run.jobs.append(Job(self.number(), "apply", "pending"))
        old.name = "apply"
        run.status, run.attempt = "pending", run.attempt + 1
        if not repository.held:
            self.advance(repository, run)
