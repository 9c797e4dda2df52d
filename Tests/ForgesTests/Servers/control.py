"""What a test does on the host: the people, the machines, and what befalls the next requests."""

import re
from dataclasses import dataclass, field


@dataclass
class Fault:
    """Befalls requests of a token whose method and target match: `status` answers without acting, `lost` acts and cuts
    the line, `lostStatus` acts and answers something else, `silent` says nothing until the client goes. The first
    `after` pass."""

    kind: str
    token: str
    method: str
    target: str
    after: int = 0
    times: int = 1
    status: int = 502
    headers: dict = field(default_factory=dict)
    body: str = ""

    def takes(self, method, target, token):
        if self.times == 0 or token != self.token or not re.fullmatch(self.method, method):
            return False
        if not re.search(self.target, target):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


class Control:
    def __init__(self, world):
        self.world, self.faults, self.requests, self.violations = world, [], [], []
        self.answers, self.limits = [], {}

    def fault(self, method, target, token):
        return next((fault for fault in self.faults if fault.takes(method, target, token)), None)

    def do(self, order):
        """One order of a test; answers JSON."""
        action = getattr(self, "do_" + order.pop("do"))
        repository = self.world.repositories.get(order.pop("repository", None))
        return action(repository, **order) if repository else action(**order)

    def do_create(self, path, base, token):
        self.world.create(path, base)
        self.world.tokens[token] = "sluice"

    def do_account(self, token, name):
        self.world.tokens[token] = name

    def do_revoke(self, token):
        del self.world.tokens[token]

    def do_rename(self, repository, to):
        self.world.repositories[to] = self.world.repositories.pop(repository.path)
        self.world.renamed[repository.path] = to
        repository.path = to
        repository.owner, repository.name = to.rsplit("/", 1)
        for pull in repository.pulls.values():
            pull.head_repository = to

    def do_push(self, repository, branch):
        return repository.push(branch)

    def do_tip(self, repository, branch):
        return repository.branches.get(branch)

    def do_review(self, repository, number, verdict, account):
        self.world.review(repository, repository.pulls[number], verdict, account)

    def do_comment(self, repository, number, text, account):
        self.world.comment(repository.pulls[number], text, account)

    def do_comments(self, repository, number):
        return [[comment.account, comment.text] for comment in repository.pulls[number].comments]

    def do_close(self, repository, number):
        repository.pulls[number].state = "closed"

    def do_merge(self, repository, number):
        repository.merge(repository.pulls[number], "merge", "alice")
        return repository.pulls[number].merge_commit

    def do_require(self, repository, check):
        repository.required.append(check)

    def do_post(self, repository, commit, name, state, summary):
        repository.post(commit, name, state, summary)

    def do_statuses(self, repository, commit):
        return [[entry["name"], entry["state"], entry["summary"]] for entry in repository.latest(commit)]

    def do_count(self, repository):
        return len(repository.pulls)

    def do_fill(self, repository, count):
        """Many open merge requests of other people, with branches of their own."""
        for number in range(count):
            branch = f"people/{number}"
            repository.branches[branch] = sha = repository.commit([repository.branches[repository.default]])
            repository.open(branch, repository.default, f"Change {number}", "", "alice", sha)

    def do_fault(self, **fault):
        self.faults.append(Fault(**fault))

    def do_pending(self, target):
        """How many faults have not befallen anything yet."""
        return sum(fault.times > 0 and fault.target == target for fault in self.faults)

    def do_limit(self, token, remaining, reset):
        self.limits[token] = [remaining, reset]

    def do_requests(self, target):
        """Method, target and whether a token was shown, of every request that matches."""
        return [entry for entry in self.requests if re.search(target, entry[1])]

    def do_answers(self, target):
        return [entry for entry in self.answers if re.search(target, entry[1])]

    def do_violations(self):
        return self.violations
