"""What a test does on Argo CD: its administrators, the controller, the repository that it follows, and the cluster."""

from argocd import World
from orders import Orders


class Control(Orders):
    def __init__(self):
        super().__init__(World())

    def do(self, order):
        order = dict(order)
        if "application" in order:
            order["application"] = self.world.applications[order["application"]]
        return super().do(order)

    def do_account(self, token, name):
        self.world.tokens[token] = name

    def do_create(self, **parts):
        self.world.create(**parts)

    def do_push(self, application, revision):
        """The branch moves, as the other side of a promotion's push."""
        application.heads[application.followed] = revision

    def do_move(self, application, revision):
        application.heads[application.followed] = revision
        self.world.operate(application, "alice", [(application.followed, revision)], info=[])
        self.world.finish(application)

    def do_hold(self, application, held):
        """Whether operations stay as they are asked for."""
        application.held = held
        if not held and application.operation:
            self.world.finish(application)

    def do_start(self, application):
        """The controller begins what was asked for, and does not end it."""
        self.world.begin(application)

    def do_end(self, application):
        self.world.finish(application)

    def do_occupy(self, application, user):
        """Somebody else's operation, which ends when it is told to."""
        application.held = True
        self.world.operate(application, user, [], info=[])
        self.world.begin(application)

    def do_health(self, application, status, message=""):
        application.health = (status, message)
        self.world.reconcile(application)

    def do_fail(self, application, words):
        application.next_failure = words

    def do_window(self, application, open):
        application.window_open = open

    def do_condition(self, application, type, message):
        application.conditions = [{"type": type, "message": message}] if type else []

    def do_freeze(self, application, frozen):
        """The controller looks no more: what is asked to be refreshed stays as it was."""
        application.frozen = frozen

    def do_automate(self, application, automated):
        application.automated = automated

    def do_applied(self, application):
        """What was made live by accounts other than people's, in order."""
        return [entry["revisions"][application.followed] for entry in application.history if entry["by"] != "alice"]
