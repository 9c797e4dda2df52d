"""GitHub's REST API of 2022-11-28, as an Enterprise Server has it below /api/v3 (https://docs.github.com/rest)."""

from urllib.parse import quote

import githubApp
import githubGraph
from githubApp import account  # noqa: F401, the server asks for it
from githubGraph import subject  # noqa: F401, and for this
import hooks
from host import Refusal, now

DOCUMENTATION = "https://docs.github.com/rest"
UNAUTHORIZED = {"message": "Bad credentials", "documentation_url": DOCUMENTATION}
NOT_FOUND = {"message": "Not Found", "documentation_url": DOCUMENTATION}
OWN = r"/api/v3/repos/([^/]+)/([^/]+)"


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    left = control.limits.get(request.token, [5000, 0])
    headers = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": str(max(0, left[0] - 1)),
               "X-RateLimit-Reset": str(left[1]), "X-RateLimit-Resource": "core"}
    if left[0] <= 0:
        raise Refusal(403, {"message": "API rate limit exceeded for user ID 1.", "documentation_url": DOCUMENTATION},
                      headers)
    left[0] -= 1
    return headers


def refused(words, status=422, errors=None):
    body = {"message": words, "documentation_url": DOCUMENTATION}
    return Refusal(status, {**body, "errors": errors} if errors else body)


def repository(world, request, owner, name):
    path = f"{owner}/{name}"
    if path in world.renamed:
        target = request.target.replace(f"/{path}", "/" + world.renamed[path], 1)
        raise Refusal(301 if request.method == "GET" else 307, {"message": "Moved Permanently"}, {"Location": target})
    if path not in world.repositories:
        raise Refusal(404, NOT_FOUND)
    return world.repositories[path]


def pull_of(found, number):
    if int(number) not in found.pulls:
        raise Refusal(404, NOT_FOUND)
    return found.pulls[int(number)]


def user(world, name):
    return {"login": name, "id": world.account_id(name), "type": "User", "site_admin": False}


def end(world, found, branch, sha):
    return {"label": f"{found.owner}:{branch}", "ref": branch, "sha": sha, "user": user(world, found.owner),
            "repo": {"id": found.id, "name": found.name, "full_name": found.path}}


def pull_json(world, found, pull, whole=True):
    merged = pull.state == "merged"
    address = f"http://127.0.0.1/{found.path}/pull/{pull.number}"
    body = {
        "id": pull.number + 100, "number": pull.number, "state": "open" if pull.state == "open" else "closed",
        "title": pull.title, "body": pull.body, "user": user(world, pull.author), "html_url": address, "url": address,
        "labels": [{"id": found.label(name), "name": name, "color": "ededed"} for name in pull.labels],
        "requested_reviewers": [user(world, name) for name in pull.reviewers], "draft": False,
        "head": end(world, world.source(found, pull), pull.head, pull.sha),
        "base": end(world, found, pull.base, found.branches.get(pull.base, "")),
        "created_at": pull.created, "updated_at": pull.updated, "closed_at": None, "merged_at": pull.merged_at,
        # Of an open one GitHub names a trial merge here.
        "merge_commit_sha": pull.merge_commit or "0" * 40,
    }
    if whole:
        body |= {"merged": merged, "mergeable": pull.state == "open" or None,
                 "mergeable_state": "blocked" if pull.state == "open" and found.unmet(pull) else "clean",
                 "merged_by": user(world, pull.merged_by) if merged else None}
    return body


def page(request, entries):
    number, size = request.page("per_page", 30, 100)
    headers = {}
    if number * size < len(entries):
        query = "&".join(f"{key}={quote(value, safe='')}"
                         for key, value in {**request.query, "page": str(number + 1)}.items())
        headers["Link"] = f'<http://{request.headers["Host"]}{request.path}?{query}>; rel="next"'
    return entries[(number - 1) * size:number * size], headers


def show(world, request, owner, name):
    found = repository(world, request, owner, name)
    return 200, {"id": found.id, "name": found.name, "full_name": found.path, "default_branch": found.default}


def reference(world, request, owner, name, ref):
    found = repository(world, request, owner, name)
    branch = ref.removeprefix("heads/")
    if branch not in found.branches:
        raise Refusal(404, NOT_FOUND)
    return 200, {"ref": "refs/" + ref, "object": {"type": "commit", "sha": found.branches[branch]}}


def delete_reference(world, request, owner, name, ref):
    found = repository(world, request, owner, name)
    branch = ref.removeprefix("heads/")
    if branch not in found.branches:
        raise refused("Reference does not exist")
    if branch == found.default:
        raise refused("Cannot delete the default branch")
    del found.branches[branch]
    return 204, None


def pulls(world, request, owner, name):
    found, query = repository(world, request, owner, name), request.query
    head = query.get("head", "").partition(":")
    chosen = [p for p in reversed(found.pulls.values())
              if query.get("state", "open") == "all" or (p.state == "open") == (query.get("state", "open") == "open")
              if "head" not in query or (head[0], head[2]) == (world.source(found, p).owner, p.head)
              if query.get("base") in (None, p.base)]
    shown, headers = page(request, chosen)
    return 200, [pull_json(world, found, p, whole=False) for p in shown], headers


def create(world, request, owner, name):
    found, body = repository(world, request, owner, name), request.body
    owner, _, head = body["head"].rpartition(":")
    source, base = world.head(found, owner or found.owner), body["base"]
    for field, branch, place in (("head", head, source), ("base", base, found)):
        if place is None or branch not in place.branches:
            raise refused("Validation Failed", errors=[{"resource": "PullRequest", "field": field, "code": "invalid"}])
    words = None
    if found.open_pulls(head, base, source):
        words = f"A pull request already exists for {source.owner}:{head}."
    elif not found.ahead(source.branches[head], found.branches[base]):
        words = f"No commits between {base} and {head}"
    if words:
        raise refused("Validation Failed", errors=[{"resource": "PullRequest", "code": "custom", "message": words}])
    pull = found.open(head, base, body["title"], body.get("body"), request.account, source=source)
    return 201, pull_json(world, found, pull)


def read(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    body = pull_json(world, found, pull_of(found, number))
    tag = f'W/"{abs(hash(str(body)))}"'
    if request.headers.get("If-None-Match") == tag:
        return 304, None, {"ETag": tag}
    return 200, body, {"ETag": tag}


def edit(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, body = pull_of(found, number), request.body
    if "state" in body:
        if pull.state == "merged":
            raise refused("Validation Failed", errors=[
                {"resource": "PullRequest", "code": "invalid", "field": "state"}])
        pull.state = body["state"]
    if len(body.get("title", "")) > 256 or len(body.get("body", "")) > 65536:
        raise refused("Validation Failed", errors=[{"resource": "PullRequest", "code": "custom",
                                                    "message": "title is too long (maximum is 256 characters)"}])
    pull.title, pull.body, pull.updated = body.get("title", pull.title), body.get("body", pull.body), now()
    return 200, pull_json(world, found, pull)


def merge(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, body = pull_of(found, number), request.body
    if pull.state != "open":
        raise refused("Pull Request is not mergeable", 405)
    if body.get("sha", pull.sha) != pull.sha:
        raise refused("Head branch was modified. Review and try the merge again.", 409)
    unmet = found.unmet(pull)
    if unmet:
        state = {None: "is expected.", "pending": "is pending.", "failure": "is failing."}[unmet[1]]
        raise refused(f'Required status check "{unmet[0]}" {state}', 405)
    if found.queue:
        raise refused("Changes must be made through the merge queue", 405)
    words = "\n\n".join(filter(None, [body.get("commit_title"), body.get("commit_message")]))
    found.merge(pull, body.get("merge_method", "merge"), request.account, words)
    return 200, {"sha": pull.merge_commit, "merged": True, "message": "Pull Request successfully merged"}


def reviews(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    states = {"approved": "APPROVED", "changesRequested": "CHANGES_REQUESTED"}
    entries = [{"id": review.id, "user": user(world, review.account), "state": states[review.verdict], "body": "",
                "commit_id": review.head, "submitted_at": review.at} for review in pull_of(found, number).reviews]
    return 200, *page(request, entries)


def ask(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull = pull_of(found, number)
    for account in request.body["reviewers"]:
        if account not in world.accounts:
            raise refused("Reviews may only be requested from collaborators. One or more of the users or teams you "
                          "specified is not a collaborator of the repository.")
        if account not in pull.reviewers:
            pull.reviewers.append(account)
    return 201, pull_json(world, found, pull, whole=False)


def whoami(world, request):
    if request.account.endswith("[bot]"):
        raise refused("Resource not accessible by integration", 403)
    return 200, user(world, request.account)


def comment_json(world, comment):
    return {"id": comment.id, "user": user(world, comment.account), "body": comment.text}


def comments(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    return 200, *page(request, [comment_json(world, comment) for comment in pull_of(found, number).comments])


def add_comment(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    long_comment(request.body["body"])
    return 201, comment_json(world, world.comment(pull_of(found, number), request.body["body"], request.account))


def edit_comment(world, request, owner, name, identity):
    found = repository(world, request, owner, name)
    comment = world.own_comment(found.pulls.values(), identity, request.account)
    if comment is None:
        raise Refusal(404, NOT_FOUND)
    long_comment(request.body["body"])
    comment.text = request.body["body"]
    return 200, comment_json(world, comment)


def long_comment(text):
    if len(text) > 65536:
        raise refused("Validation Failed", errors=[{"resource": "IssueComment", "code": "unprocessable", "field": "data",
                                                    "message": "Body is too long (maximum is 65536 characters)"}])


def label_list(found, pull):
    return [{"id": found.label(name), "name": name, "color": "ededed"} for name in pull.labels]


def add_labels(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull = pull_of(found, number)
    pull.labels += [label for label in request.body["labels"] if label not in pull.labels]
    return 200, label_list(found, pull)


def drop_label(world, request, owner, name, number, label):
    found = repository(world, request, owner, name)
    pull = pull_of(found, number)
    if label not in pull.labels:
        raise Refusal(404, {"message": "Label does not exist", "documentation_url": DOCUMENTATION})
    pull.labels.remove(label)
    return 200, label_list(found, pull)


def status_json(world, entry):
    return {"id": entry["id"], "context": entry["name"], "state": entry["state"], "description": entry["summary"],
            "target_url": entry["address"] or "https://example.com/", "created_at": entry["at"], "updated_at": entry["at"],
            "creator": user(world, "sluice")}


def combined(world, request, owner, name, sha):
    """`build` is an app's check run here, and the combined status does not have those."""
    found = repository(world, request, owner, name)
    entries = [entry for entry in found.latest(sha) if entry["name"] != "build"]
    shown, headers = page(request, [status_json(world, entry) for entry in entries])
    return 200, {"state": "pending", "sha": sha, "total_count": len(entries), "statuses": shown}, headers


def runs(world, request, owner, name, sha):
    found = repository(world, request, owner, name)
    entries = [entry for entry in found.latest(sha) if entry["name"] == "build"]
    shown, headers = page(request, [
        {"id": entry["id"], "name": entry["name"], "head_sha": sha,
         "status": "in_progress" if entry["state"] == "pending" else "completed",
         "conclusion": None if entry["state"] == "pending" else entry["state"], "html_url": None,
         "started_at": entry["at"], "completed_at": None, "app": None, "pull_requests": []} for entry in entries])
    return 200, {"total_count": len(entries), "check_runs": shown}, headers


def post_status(world, request, owner, name, sha):
    found, body = repository(world, request, owner, name), request.body
    if sha not in found.parents:
        raise refused(f"No commit found for SHA: {sha}")
    if len(body.get("description") or "") > 140:
        raise refused("Validation Failed", errors=[{"resource": "Status", "code": "custom", "field": "description",
                                                    "message": "description is too long (maximum is 140 characters)"}])
    found.post(sha, body.get("context", "default"), body["state"], body.get("description"), body.get("target_url"))
    return 201, status_json(world, found.latest(sha)[-1])


ROUTES = githubApp.ROUTES + githubGraph.ROUTES + [
    ("GET", r"/api/v3/user", whoami),
    ("GET", OWN, show),
    ("GET", OWN + r"/git/ref/([^/]+)", reference),
    ("DELETE", OWN + r"/git/refs/([^/]+)", delete_reference),
    ("GET", OWN + r"/pulls", pulls),
    ("POST", OWN + r"/pulls", create),
    ("GET", OWN + r"/pulls/(\d+)", read),
    ("PATCH", OWN + r"/pulls/(\d+)", edit),
    ("PUT", OWN + r"/pulls/(\d+)/merge", merge),
    ("GET", OWN + r"/pulls/(\d+)/reviews", reviews),
    ("POST", OWN + r"/pulls/(\d+)/requested_reviewers", ask),
    ("GET", OWN + r"/issues/(\d+)/comments", comments),
    ("POST", OWN + r"/issues/(\d+)/comments", add_comment),
    ("PATCH", OWN + r"/issues/comments/(\d+)", edit_comment),
    ("POST", OWN + r"/issues/(\d+)/labels", add_labels),
    ("DELETE", OWN + r"/issues/(\d+)/labels/([^/]+)", drop_label),
    ("GET", OWN + r"/commits/([^/]+)/status", combined),
    ("GET", OWN + r"/commits/([^/]+)/check-runs", runs),
    ("POST", OWN + r"/statuses/([^/]+)", post_status),
] + hooks.github(OWN, repository, pull_json, NOT_FOUND)
