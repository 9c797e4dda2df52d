"""What a test does on Argo CD: its administrators, the controller, the repository that it follows, and the cluster."""

import json

from argocd import World, application_json
from orders import Orders


class Control(Orders):
    def __init__(self):
        super().__init__(World())

    def do(self, order):
        order = dict(order)
        app = None
        if "application" in order:
            app = order["application"] = self.world.applications[order["application"]]
        answer = super().do(order)
        if app:
            self.world.publish(app)
        return answer

    def do_account(self, token, name, prefix=""):
        """`prefix`: of the applications that it sees."""
        self.world.tokens[token], self.world.prefixes[token] = name, prefix

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

    def do_tell(self, application, **lies):
        """Streams tell of the application as it never was: each member is the path of one of its own, which an empty text
        takes away."""
        shown = json.loads(json.dumps(application_json(application)))
        for path, value in lies.items():
            *steps, last = path.split(".")
            place = shown
            for step in steps:
                place = place.setdefault(step, {})
            place[last] = value
            if value == "":
                del place[last]
        self.world.tell(shown, "MODIFIED")

    def do_await_listeners(self, token, count):
        """Answers once so many streams listen with a token."""
        self.world.listening.wait_for(lambda: self.do_listeners(token) == count, timeout=60)
        return self.do_listeners(token)

    def do_opened(self, token):
        """How many streams a token has begun."""
        return self.world.opened[token]

    def do_listeners(self, token):
        return sum(listener.token == token for listener in self.world.listeners)

    def do_cut(self, token):
        """Ends the streams of a token."""
        for listener in self.world.listeners:
            if listener.token == token:
                listener.events.put(None)

    def do_deafen(self, token, deaf):
        """Whether a token's streams are told nothing."""
        for listener in self.world.listeners:
            if listener.token == token:
                listener.is_deaf = deaf

    def do_applied(self, application):
        """What was made live by accounts other than people's, in order."""
        return [entry["revisions"][application.followed] for entry in application.history if entry["by"] != "alice"]
