"""Webhooks as each host registers them, and as it tells of a merge request: with its own proof over the very bytes."""

import base64
import hashlib
import hmac
import itertools
import json
import threading
import urllib.request
import uuid

from host import Refusal

CREATED = {"gitea": "opened", "github": "opened", "gitlab": "open", "bitbucketCloud": "pullrequest:created",
           "bitbucketDataCenter": "pr:opened", "azureDevOps": "git.pullrequest.created"}
NUMBERS = itertools.count(1)


def send(url, body, headers):
    """Hosts do not wait for what a webhook's receiver answers, and this one gives up at once."""
    data = json.dumps(body).encode()
    made = headers(data) | {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, made, method="POST")

    def deliver():
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except OSError:
            pass

    threading.Thread(target=deliver, daemon=True).start()


def digest(secret, data):
    return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def delivery():
    return str(uuid.uuid4())


def clones(path):
    return {"full_name": path, "clone_url": f"https://127.0.0.1/{path}.git", "ssh_url": f"git@127.0.0.1:{path}.git"}


def add(found, hook):
    """Registers what is called with each merge request that is opened; answers its number."""
    number = next(NUMBERS)
    found.hooks[str(number)] = hook
    return number


def removal(find, missing):
    def remove(world, request, *parts):
        *names, number = parts
        if find(world, request, *names).hooks.pop(number, None) is None:
            raise Refusal(404, missing)
        return 204, None

    return remove


def gitea(own, find, pull_json, missing):
    def register(world, request, owner, name):
        found, body = find(world, request, owner, name), request.body
        url, secret = body["config"]["url"], body["config"].get("secret", "")

        def told(pull):
            event = {"action": CREATED["gitea"], "number": pull.number, "pull_request": pull_json(world, found, pull),
                     "repository": clones(found.path)}
            send(url, event, lambda data: {"X-Gitea-Event": "pull_request", "X-Gitea-Delivery": delivery(),
                                           "X-Gitea-Signature": digest(secret, data)})

        active = body.get("active", False) and "pull_request" in body.get("events", [])
        return 201, {"id": add(found, told if active else lambda pull: None), "type": body["type"], "active": active,
                     "events": body.get("events", []), "config": {"url": url, "content_type": "json"}}

    return [("POST", own + r"/hooks", register), ("DELETE", own + r"/hooks/(\d+)", removal(find, missing))]


def github(own, find, pull_json, missing):
    def register(world, request, owner, name):
        found, body = find(world, request, owner, name), request.body
        url, secret = body["config"]["url"], body["config"].get("secret", "")

        def tell(event, body):
            send(url, body | {"repository": clones(found.path)}, lambda data: {
                "X-GitHub-Event": event, "X-GitHub-Delivery": delivery(),
                "X-Hub-Signature-256": "sha256=" + digest(secret, data)})

        def told(pull):
            if "pull_request" in body.get("events", ["push"]):
                tell("pull_request", {"action": CREATED["github"], "number": pull.number,
                                      "pull_request": pull_json(world, found, pull)})

        number = add(found, told)
        tell("ping", {"zen": "Keep it logically awesome.", "hook_id": number})
        return 201, {"id": number, "type": "Repository", "name": "web", "active": True, "events": body["events"]}

    return [("POST", own + r"/hooks", register), ("DELETE", own + r"/hooks/(\d+)", removal(find, missing))]


def gitlab(own, find, pull_json, missing):
    def register(world, request, identity):
        found, body = find(world, request, identity), request.body

        def told(pull):
            urls = {"git_ssh_url": f"git@127.0.0.1:{found.path}.git", "git_http_url": f"http://127.0.0.1/{found.path}.git"}
            event = {"object_kind": "merge_request", "project": {"id": found.id, **urls},
                     "object_attributes": {"iid": pull.number, "action": CREATED["gitlab"], "state": "opened"}}
            send(body["url"], event, lambda data: {
                "X-Gitlab-Event": "Merge Request Hook", "X-Gitlab-Event-UUID": delivery(),
                "X-Gitlab-Token": body.get("token", "")})

        wanted = body.get("merge_requests_events", False)
        return 201, {"id": add(found, told if wanted else lambda pull: None), "url": body["url"],
                     "merge_requests_events": wanted}

    return [("POST", own + r"/hooks", register), ("DELETE", own + r"/hooks/(\d+)", removal(find, missing))]


def bitbucket_cloud(own, find, pull_json, missing):
    def register(world, request, workspace, slug):
        found, body = find(world, request, workspace, slug), request.body

        def told(pull):
            if CREATED["bitbucketCloud"] in body["events"]:
                event = {"pullrequest": pull_json(world, found, pull), "repository": {"full_name": found.path}}
                send(body["url"], event, lambda data: {
                    "X-Event-Key": CREATED["bitbucketCloud"], "X-Request-UUID": delivery(),
                    "X-Hub-Signature": "sha256=" + digest(body["secret"], data)})

        return 201, {"type": "webhook_subscription", "uuid": "{%s}" % add(found, told), "url": body["url"],
                     "active": body["active"], "events": body["events"]}

    return [("POST", own + r"/hooks", register), ("DELETE", own + r"/hooks/\{(\d+)\}", removal(find, missing)),
            ("DELETE", own + r"/hooks/%7B(\d+)%7D", removal(find, missing))]


def bitbucket_data_center(own, find, pull_json, missing):
    def register(world, request, key, slug):
        found, body = find(world, request, key, slug), request.body

        def told(pull):
            if CREATED["bitbucketDataCenter"] in body["events"]:
                event = {"eventKey": CREATED["bitbucketDataCenter"], "pullRequest": pull_json(world, found, pull)}
                send(body["url"], event, lambda data: {
                    "X-Event-Key": CREATED["bitbucketDataCenter"], "X-Request-Id": delivery(),
                    "X-Hub-Signature": "sha256=" + digest(body["configuration"]["secret"], data)})

        # The description knows no `id` of it, and every client reads it.
        return 200, {"id": add(found, told), "name": body["name"], "url": body["url"], "active": body["active"],
                     "events": body["events"]}

    return [("POST", own + r"/webhooks", register), ("DELETE", own + r"/webhooks/(\d+)", removal(find, missing))]


def azure_devops(find_by_id, pull_json, missing):
    """Subscriptions are the organization's, and name the repository among what they want of the publisher."""

    def register(world, request, organization):
        body = request.body
        found, to = find_by_id(world, body["publisherInputs"]["repository"]), body["consumerInputs"]

        def told(pull):
            if body["eventType"] != CREATED["azureDevOps"]:
                return
            resource = pull_json(world, found, pull)
            parent, _, name = found.path.rpartition("/")
            resource["repository"]["remoteUrl"] = f"https://127.0.0.1/{parent}/_git/{name}"
            secret = f'{to["basicAuthUsername"]}:{to["basicAuthPassword"]}'.encode()
            send(to["url"], {"id": delivery(), "eventType": body["eventType"], "resource": resource},
                 lambda data: {"Authorization": "Basic " + base64.b64encode(secret).decode()})

        number = add(found, told)
        shown = {key: value for key, value in body.items() if key != "consumerInputs"}
        return 200, {**shown, "id": f"00000000-0000-4000-8000-{number:012}"}

    def remove(world, request, organization, identity):
        number = str(int(identity.rpartition("-")[2]))
        for found in world.repositories.values():
            if found.hooks.pop(number, None):
                return 204, None
        raise Refusal(404, missing)

    own = r"/([^/]+)/_apis/hooks/subscriptions"
    return [("POST", own, register), ("DELETE", own + r"/([0-9a-f-]+)", remove)]
