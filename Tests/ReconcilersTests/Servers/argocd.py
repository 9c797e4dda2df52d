"""Argo CD's REST API as Argo CD 3 behaves (server/application/application.go and controller/appcontroller.go of
argoproj/argo-cd)."""

import collections
import queue
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from orders import Refusal

UNAUTHORIZED = {"error": "no session information", "code": 16, "message": "no session information"}
NOT_FOUND = {"error": "Not Found", "code": 5, "message": "Not Found"}
OWN = "argocd"


@dataclass
class App:
    name: str
    namespace: str
    project: str
    repositories: list
    names: list
    followed: int
    several: bool
    automated: bool
    labels: dict
    owner: str
    heads: list
    targets: list
    applied: list
    compared: list = None
    synced: str = "Unknown"
    health: tuple = ("Healthy", "")
    seen_health: tuple = ("Healthy", "")
    reconciled: str = None
    operation: dict = None
    state: dict = None
    history: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    held: bool = False
    frozen: bool = False
    window_open: bool = True
    next_failure: str = None
    version: int = 0
    git: str = None
    shown: dict = None

    def fetch(self):
        """Follows the branch `main` of a repository where there is one."""
        if self.git:
            tip = subprocess.run(["git", "--git-dir", self.git, "rev-parse", "main"], check=True, capture_output=True)
            self.heads[self.followed] = tip.stdout.decode().strip()


class Listener:
    """Who is told of changes by a stream. One that is deaf is told nothing, as if its buffer was full all the time."""

    def __init__(self, token):
        self.token, self.events, self.is_deaf = token, queue.SimpleQueue(), False


class World:
    """All applications of one Argo CD. Time goes on by a second whenever something happens."""

    def __init__(self):
        self.lock = threading.RLock()
        self.tokens, self.prefixes, self.applications = {}, {}, {}
        self.opened = collections.Counter()
        self.time = datetime(2026, 11, 1, tzinfo=timezone.utc)
        self.version, self.listeners, self.listening = 0, [], threading.Condition(self.lock)

    def permits(self, token, name):
        """Whether lists and streams may show an application to whom a token stands for."""
        return name.startswith(self.prefixes.get(token, ""))

    def publish(self, app):
        """Tells of an application that shows something else than it did; each change has a version of its own."""
        shown = application_json(app)
        shown["metadata"].pop("resourceVersion")
        if shown == app.shown:
            return
        self.version += 1
        app.version, app.shown = self.version, shown
        self.tell(application_json(app), "MODIFIED" if app.version > 1 else "ADDED")

    def tell(self, shown, kind):
        for listener in self.listeners:
            if self.permits(listener.token, shown["metadata"]["name"]) and not listener.is_deaf:
                listener.events.put({"result": {"type": kind, "application": shown}})

    def now(self):
        self.time += timedelta(seconds=1)
        return self.time.isoformat().replace("+00:00", "Z")

    def create(self, name, repository, head, namespace=OWN, project="default", several=False, automated=False,
               labels=None, owner=None, git=None):
        """An application that is live at `head` of `repository`; with several sources a chart comes first. With `git`, the
        folder of a repository, its branch is followed."""
        repositories = ["https://charts.example.com", repository] if several else [repository]
        heads = ["1.0.0", head] if several else [head]
        app = App(name, namespace, project, repositories, ["chart", "values"], len(heads) - 1, several, automated,
                  labels or {}, owner, heads, ["1.0.0", "main"] if several else ["main"], list(heads))
        app.git = git
        self.applications[name] = app
        self.reconcile(app)
        self.publish(app)

    def reconcile(self, app):
        """Compares with the branch, reads the health, and starts what syncs by itself."""
        app.fetch()
        app.compared, app.reconciled = list(app.heads), self.now()
        app.synced = "Synced" if app.applied == app.heads else "OutOfSync"
        app.seen_health = app.health
        failed = app.state and app.state["phase"] == "Failed" and self.revisions(app.state["operation"]) == app.heads
        if app.automated and app.window_open and app.synced == "OutOfSync" and not app.operation and not failed:
            self.operate(app, None, list(enumerate(app.heads)), info=[])

    def revisions(self, operation):
        sync = operation["sync"]
        return sync.get("revisions") or [sync.get("revision")]

    def operate(self, app, user, revisions, info):
        """Asks for an operation; the controller ends it at once unless it is held."""
        wanted = list(app.heads)
        for index, revision in revisions:
            wanted[index] = revision
        sync = {"revisions": wanted} if app.several else {"revision": wanted[0]}
        by = {"username": user} if user else {"automated": True}
        app.operation, app.state = {"sync": sync, "info": info, "initiatedBy": by}, None
        if not app.held:
            self.finish(app)

    def begin(self, app):
        app.held = True
        app.state = {"operation": app.operation, "phase": "Running", "startedAt": self.now(),
                     "message": "waiting for completion of hook"}

    def finish(self, app):
        operation = app.operation
        if not operation:
            return
        revisions = self.revisions(operation)
        result = {"revisions": revisions} if app.several else {"revision": revisions[0]}
        app.state = {"operation": operation, "phase": "Succeeded", "startedAt": self.now(), "finishedAt": self.now(),
                     "message": "successfully synced (all tasks run)", "syncResult": result}
        if app.next_failure:
            app.state.update(phase="Failed", message="one or more objects failed to apply")
            result["resources"] = [{"kind": "Deployment", "name": "api", "namespace": "shop", "status": "SyncFailed",
                                    "version": "v1", "group": "apps", "message": app.next_failure}]
            app.next_failure = None
        else:
            app.applied = list(revisions)
            by = operation["initiatedBy"].get("username")
            app.history.append({"id": len(app.history), "revisions": revisions, "by": by})
        app.operation = None
        if not app.frozen:
            self.reconcile(app)


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    if request.token is not None and request.token not in control.world.tokens:
        words = f"invalid session: token {request.token} is expired"
        raise Refusal(401, {"error": words, "code": 16, "message": words})
    return {}


def refuse(status, code, words):
    raise Refusal(status, {"error": words, "code": code, "message": words})


def found(world, request, name, given):
    app = world.applications.get(name)
    project = given.get("project") or given.get("projects")
    namespace = given.get("appNamespace") or OWN
    if app and app.namespace == namespace and project in (None, "", app.project):
        return app
    if project:
        refuse(404, 5, f'applications.argoproj.io "{name}" not found')
    refuse(403, 7, "permission denied")


def revision_parts(app, revisions):
    return {"revisions": revisions} if app.several else {"revision": revisions[0]}


def application_json(app):
    health, message = app.seen_health
    sources = [{"repoURL": url, "name": name, "targetRevision": target, "path": "apps/shop"}
               for url, name, target in zip(app.repositories, app.names, app.targets)]
    if not app.several:
        sources[0].pop("name")
    spec = {"project": app.project, "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"},
            "syncPolicy": {"automated": {"selfHeal": True}} if app.automated else {}}
    spec.update({"sources": sources} if app.several else {"source": sources[0]})
    status = {
        "sync": {"status": app.synced, **revision_parts(app, app.compared)},
        "health": {"status": health}, "reconciledAt": app.reconciled, "conditions": app.conditions,
        "history": [{"id": entry["id"], "deployedAt": "2026-11-01T00:00:00Z", **revision_parts(app, entry["revisions"])}
                    for entry in app.history],
        "resources": [{"kind": "Deployment", "name": "api", "namespace": "shop", "group": "apps", "version": "v1",
                       "status": app.synced, "health": {"status": health, "message": message}}],
    }
    if app.state:
        status["operationState"] = app.state
    metadata = {"name": app.name, "namespace": app.namespace, "labels": app.labels, "resourceVersion": str(app.version)}
    if app.owner:
        metadata["ownerReferences"] = [{"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet",
                                        "name": app.owner, "uid": "1", "controller": True}]
    result = {"metadata": metadata, "spec": spec, "status": status}
    if app.operation:
        result["operation"] = app.operation
    return result


def selects(selector, labels):
    for part in filter(None, selector.split(",")):
        name, _, value = part.partition("!=" if "!=" in part else "=")
        if (labels.get(name) == value) == ("!=" in part):
            return False
    return True


def applications(world, request):
    project, namespace = request.query.get("projects"), request.query.get("appNamespace")
    chosen = [app for app in world.applications.values()
              if world.permits(request.token, app.name)
              and project in (None, app.project) and namespace in (None, app.namespace)
              and selects(request.query.get("selector", ""), app.labels)]
    items = [application_json(app) for app in chosen]
    if "fields" in request.query:
        fields = {field.removeprefix("items.") for field in request.query["fields"].split(",")} & LISTED
        items = [picked(item, fields) for item in items]
    return 200, {"metadata": {"resourceVersion": str(world.version)}, "items": items}


# The fields of an application that a list can be cut down to (pkg/apiclient/application/forwarder_overwrite.go).
LISTED = {
    "metadata.name", "metadata.namespace", "metadata.annotations", "metadata.labels", "metadata.creationTimestamp",
    "metadata.deletionTimestamp", "spec", "status.sourceHydrator", "status.sync.status", "status.health",
    "status.summary", "status.operationState.startedAt", "status.operationState.finishedAt", "status.resources",
    "operation.sync", "status.operationState.phase", "status.operationState.operation.sync",
}


def picked(value, fields):
    """The members at these paths, and nothing else."""
    if isinstance(value, list):
        return [picked(entry, fields) for entry in value]
    result = {}
    for name, entry in value.items():
        deeper = {field.removeprefix(name + ".") for field in fields if field.startswith(name + ".")}
        if name in fields:
            result[name] = entry
        elif deeper and isinstance(entry, (dict, list)):
            result[name] = picked(entry, deeper)
    return result


def watch(world, request):
    """`Watch` of server/application/application.go: what there is comes first only where no version is named, and what
    happens until somebody listens is told to nobody."""
    listener = Listener(request.token)
    if not request.query.get("resourceVersion"):
        for app in world.applications.values():
            listener.events.put({"result": {"type": "ADDED", "application": application_json(app)}})
    fields = set(request.query["fields"].split(",")) if "fields" in request.query else None
    return 200, events(world, listener, request.query.get("projects"), fields)


def events(world, listener, project, fields):
    with world.lock:
        world.listeners.append(listener)
        world.opened[listener.token] += 1
        world.listening.notify_all()
    try:
        while True:
            try:
                event = listener.events.get(timeout=0.2)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            if project in (None, event["result"]["application"]["spec"]["project"]):
                yield picked(event, fields) if fields else event
    finally:
        with world.lock:
            world.listeners.remove(listener)
            world.listening.notify_all()


def application(world, request, name):
    app = found(world, request, name, request.query)
    if request.query.get("refresh") and not app.frozen:
        world.reconcile(app)
        world.publish(app)
    return 200, application_json(app)


def sync(world, request, name):
    body = request.body
    app = found(world, request, name, body)
    if not app.window_open:
        refuse(403, 7, "cannot sync: blocked by sync window")
    if app.several:
        positions = [int(position) - 1 for position in body.get("sourcePositions", [])]
        wanted = list(zip(positions, body.get("revisions", [])))
    else:
        wanted = [(0, body["revision"])] if body.get("revision") else []
    for index, revision in wanted:
        if app.automated and revision != app.targets[index]:
            refuse(400, 9, f"Cannot sync to {revision}: auto-sync currently set to {app.targets[index]}")
    if app.operation:
        refuse(400, 9, "another operation is already in progress")
    world.operate(app, request.account, wanted, body.get("infos", []))
    world.publish(app)
    return 200, application_json(app)


def windows(world, request, name):
    app = found(world, request, name, request.query)
    deny = [{"kind": "deny", "schedule": "0 22 * * *", "duration": "8h", "manualSync": False}]
    return 200, {"canSync": app.window_open, "activeWindows": [] if app.window_open else deny, "assignedWindows": deny}


def userinfo(world, request):
    return 200, {"loggedIn": True, "username": request.account, "iss": "argocd"}


APP = r"/api/v1/applications/([^/]+)"
ROUTES = [
    ("GET", r"/api/v1/applications", applications),
    ("GET", APP, application),
    ("POST", APP + "/sync", sync),
    ("GET", APP + "/syncwindows", windows),
    ("GET", r"/api/v1/stream/applications", watch),
    ("GET", r"/api/v1/session/userinfo", userinfo),
]
