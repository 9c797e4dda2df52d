"""What a test does on a server, whatever its vendor: what befalls the next requests, and what was asked so far."""

import re
from dataclasses import dataclass, field


class Refusal(Exception):
    """An answer other than success, in the vendor's own words."""

    def __init__(self, status, body=None, headers=None):
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


@dataclass
class Fault:
    """Befalls requests of a token whose method and target match: `status` answers without acting, `lost` acts and cuts
    the line, `lostStatus` acts and answers something else, `silent` says nothing until the client goes, `mute` acts and
    does so. The first `after` pass."""

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


class Orders:
    """A world has a `lock`, and `tokens` that stand for accounts. Subclasses add a `do_` for each order of theirs."""

    def __init__(self, world):
        self.world, self.faults, self.requests, self.violations = world, [], [], []
        self.answers, self.limits, self.held = [], {}, 0
        self.delay, self.times = 0, []

    def sync(self):
        """What happened behind the server's back is taken in before each request; nothing here."""

    def aside(self, vendor, request):
        """What answers a request that no description has to know; nothing here."""

    def fault(self, method, target, token):
        return next((fault for fault in self.faults if fault.takes(method, target, token)), None)

    def do(self, order):
        """One order of a test; answers JSON."""
        return getattr(self, "do_" + order.pop("do"))(**order)

    def do_account(self, token, name):
        """Whom a token stands for."""
        self.world.tokens[token] = name

    def do_revoke(self, token):
        del self.world.tokens[token]

    def do_delay(self, seconds):
        """From now on each answer takes so long."""
        self.delay = seconds

    def do_times(self, target):
        """When each request that matches came, seconds since 1970, and its method and target."""
        return [entry for entry in self.times if re.search(target, entry[2])]

    def do_held(self):
        """How many requests waited, or wait, for their client to go."""
        return self.held

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
