"""What a test does on the host: the people and the machines."""

import people
from host import World
from orders import Orders


class Control(Orders):
    def __init__(self):
        super().__init__(World())

    def sync(self):
        for repository in self.world.repositories.values():
            repository.sync()

    def aside(self, vendor, request):
        return people.action(vendor, self.world, request)

    def do(self, order):
        self.sync()
        repository = self.world.repositories.get(order.pop("repository", None))
        action = getattr(self, "do_" + order.pop("do"))
        return action(repository, **order) if repository else action(**order)

    def do_create(self, path, base, token):
        self.world.create(path, base)
        self.world.tokens[token] = "sluice"

    def do_fork(self, repository, path):
        self.world.fork(repository, path)

    def do_host(self, path, base, token, folder):
        """A repository whose branches are those of a bare one on the disk."""
        from gitrepository import GitRepository

        self.world.repositories[path] = GitRepository(path, next(self.world.numbers), base, folder)
        self.world.tokens[token] = "sluice"

    def do_pulls(self, repository):
        """Number, state, head branch, merge commit, title and text of each."""
        return [[p.number, p.state, p.head, p.merge_commit or "", p.title, p.body] for p in repository.pulls.values()]

    def do_app(self, id, **app):
        """A GitHub App: its public key (`n`, `e`), its `installations`, and the `tokens` that it gets one by one."""
        self.world.apps[id] = app

    def do_account(self, token, name):
        self.world.tokens[token] = name

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

    def do_merge(self, repository, number, method="merge"):
        repository.merge(repository.pulls[number], method, "alice")
        return repository.pulls[number].merge_commit

    def do_require(self, repository, check):
        repository.required.append(check)

    def do_queue(self, repository):
        """From now on merges into the base go through the host's queue, or on its train."""
        repository.queue = True

    def do_drop_queued(self, repository):
        """The host lets go of all that it was to merge by itself."""
        for pull in repository.pulls.values():
            pull.queued = None

    def do_merge_queued(self, repository):
        repository.merge_queued()

    def do_post(self, repository, commit, name, state, summary):
        repository.post(commit, name, state, summary)

    def do_statuses(self, repository, commit):
        return [[entry["name"], entry["state"], entry["summary"]] for entry in repository.latest(commit)]

    def do_hooks(self, repository):
        """How many webhooks are registered."""
        return len(repository.hooks)

    def do_exists(self, path):
        return path in self.world.repositories

    def do_count(self, repository):
        return len(repository.pulls)

    def do_fill(self, repository, count):
        """Many open merge requests of other people, with branches of their own."""
        for number in range(count):
            branch = f"people/{number}"
            repository.branches[branch] = sha = repository.commit([repository.branches[repository.default]])
            repository.open(branch, repository.default, f"Change {number}", "", "alice", sha)
