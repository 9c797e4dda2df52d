"""What a test does on a host that runs pipelines: people, pushes, runners."""

from orders import Orders
from runs import Repository, World


class Control(Orders):
    def __init__(self):
        super().__init__(World())

    def do(self, order):
        order = dict(order)
        if order.get("repository") in self.world.repositories:
            order["repository"] = self.world.repositories[order["repository"]]
        return super().do(order)

    def do_create(self, path, start, gated=False, traits=(), git=None):
        self.world.repositories[path] = Repository(path, start, gated, traits=set(traits), git=git)

    def do_push(self, repository, revision):
        self.world.push(repository, revision)

    def do_hold(self, repository, held):
        """Whether what is asked for stays as it is."""
        repository.held = held
        for run in repository.runs if not held else []:
            if run.status == "pending":
                self.world.advance(repository, run)

    def do_fail(self, repository, words):
        repository.failure = words

    def do_begin(self, repository, source, revision=None, variables=None, plans=False):
        """Somebody else starts a pipeline."""
        return self.world.begin(repository, source, revision, variables, plans_only=plans).id

    def do_set(self, repository, index, **fields):
        """Any state of a pipeline, counted from the first or the last."""
        for name, value in fields.items():
            setattr(repository.runs[index], name, value)

    def do_job(self, repository, index, name, **fields):
        for job in repository.runs[index].jobs:
            if job.name == name:
                for field, value in fields.items():
                    setattr(job, field, value)

    def do_traits(self, repository, traits):
        repository.traits = set(traits)

    def do_drift(self, repository, create, update, delete):
        """Somebody changes what Terraform has made."""
        repository.drift = (create, update, delete)

    def do_again(self, repository, index):
        self.world.again(repository, repository.runs[index])

    def do_finish(self, repository, index):
        self.world.advance(repository, repository.runs[index])

    def do_play(self, repository, index):
        """A person lets the last job run."""
        self.world.release(repository, repository.runs[index])

    def do_live(self, repository):
        return repository.live

    def do_count(self, repository):
        return len(repository.runs)

    def do_given(self, repository, index):
        return {**repository.runs[index].variables, **repository.runs[index].inputs}
