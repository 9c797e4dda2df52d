"""Bitbucket Cloud's REST API, version 2.0 (https://developer.atlassian.com/cloud/bitbucket/rest/)."""

import re
from urllib.parse import quote

import hooks
from host import Refusal

OWN = r"/2\.0/repositories/([^/]+)/([^/]+)"
STATES = {"open": "OPEN", "merged": "MERGED", "closed": "DECLINED"}
BUILDS = {"pending": "INPROGRESS", "success": "SUCCESSFUL", "failure": "FAILED", "skipped": "STOPPED"}


def error(message, **more):
    return {"type": "error", "error": {"message": message, **more}}


UNAUTHORIZED = error("Token is invalid, expired, or not supported for this endpoint.")
NOT_FOUND = error("Resource not found")


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    return {}


def repository(world, request, workspace, slug):
    if f"{workspace}/{slug}" not in world.repositories:
        raise Refusal(404, error(f"Repository {workspace}/{slug} not found"))
    return world.repositories[f"{workspace}/{slug}"]


def pull_of(found, number):
    if int(number) not in found.pulls:
        raise Refusal(404, NOT_FOUND)
    return found.pulls[int(number)]


def user(name):
    return {"type": "user", "nickname": name, "display_name": name, "uuid": "{" + name + "}"}


def end(found, branch, sha):
    """Commits are abbreviated, as the host does."""
    return {"branch": {"name": branch}, "commit": {"type": "commit", "hash": sha[:12]},
            "repository": {"type": "repository", "full_name": found.path, "name": found.name}}


def participant(review):
    is_approved = review.verdict == "approved"
    return {"type": "participant", "user": user(review.account), "role": "PARTICIPANT", "approved": is_approved,
            "state": "approved" if is_approved else "changes_requested", "participated_on": review.at}


def pull_json(world, found, pull):
    last = {review.account: review for review in pull.reviews}
    return {
        "type": "pullrequest", "id": pull.number, "title": pull.title, "summary": {"raw": pull.body, "markup": "markdown"},
        "description": pull.body, "state": STATES[pull.state], "author": user(pull.author), "draft": False,
        "source": end(world.source(found, pull), pull.head, pull.sha),
        "destination": end(found, pull.base, found.branches.get(pull.base, "")),
        "merge_commit": {"type": "commit", "hash": pull.merge_commit[:12]} if pull.merge_commit else None,
        "closed_by": user(pull.merged_by) if pull.merged_by else None, "reviewers": [], "close_source_branch": False,
        "participants": [participant(review) for review in last.values()], "task_count": 0, "comment_count": 0,
        "created_on": pull.created, "updated_on": pull.updated, "links": {},
    }


def page(request, entries):
    number, size = request.page("pagelen", 10, 50)
    body = {"values": entries[(number - 1) * size:number * size], "page": number, "pagelen": size, "size": len(entries)}
    if number * size < len(entries):
        query = "&".join(f"{key}={quote(value, safe='')}"
                         for key, value in {**request.query, "page": str(number + 1)}.items())
        body["next"] = f"http://{request.headers['Host']}{request.path}?{query}"
    return 200, body


def show(world, request, workspace, slug):
    found = repository(world, request, workspace, slug)
    return 200, {"type": "repository", "full_name": found.path, "name": found.name}


def branch(world, request, workspace, slug, name):
    found = repository(world, request, workspace, slug)
    if name not in found.branches:
        raise Refusal(404, error(f'Branch "{name}" not found'))
    return 200, {"type": "branch", "name": name, "target": {"type": "commit", "hash": found.branches[name]}}


def delete_branch(world, request, workspace, slug, name):
    found = repository(world, request, workspace, slug)
    if name not in found.branches:
        raise Refusal(404, error(f'Branch "{name}" not found'))
    del found.branches[name]
    return 204, None


def commit(world, request, workspace, slug, start):
    found = repository(world, request, workspace, slug)
    for sha in found.parents:
        if sha.startswith(start):
            return 200, {"type": "commit", "hash": sha}
    raise Refusal(404, error("Commit not found"))


def pulls(world, request, workspace, slug):
    found = repository(world, request, workspace, slug)
    wanted = dict(re.findall(r'([a-z.]+)="([^"]*)"', request.query.get("q", "")))
    chosen = [p for p in found.pulls.values() if wanted.get("state", "OPEN") == STATES[p.state]
              if wanted.get("source.branch.name") in (None, p.head)
              if wanted.get("destination.branch.name") in (None, p.base)]
    return page(request, [pull_json(world, found, p) for p in chosen])


def create(world, request, workspace, slug):
    """One of the same branches is not opened twice: the host answers the one that is there, with the new text."""
    found, body = repository(world, request, workspace, slug), request.body
    head, base = body["source"]["branch"]["name"], body["destination"]["branch"]["name"]
    source = world.repositories[body["source"].get("repository", {}).get("full_name", found.path)]
    for field, name, place in (("source", head, source), ("destination", base, found)):
        if name not in place.branches:
            raise Refusal(400, error("Bad request", fields={field: [f"branch not found: {name}"]}))
    text = body.get("summary", {}).get("raw", "")
    for pull in found.open_pulls(head, base, source):
        pull.title, pull.body = body["title"], text
        return 201, pull_json(world, found, pull)
    if not found.ahead(source.branches[head], found.branches[base]):
        raise Refusal(400, error("There are no changes to be pulled"))
    return 201, pull_json(world, found, found.open(head, base, body["title"], text, request.account, source=source))


def read(world, request, workspace, slug, number):
    found = repository(world, request, workspace, slug)
    return 200, pull_json(world, found, pull_of(found, number))


def edit(world, request, workspace, slug, number):
    found, body = repository(world, request, workspace, slug), request.body
    pull = pull_of(found, number)
    if len(body["title"]) > 255:
        raise Refusal(400, error("Bad request", fields={"title": ["Ensure this value has at most 255 characters"]}))
    pull.title, pull.body = body["title"], body.get("summary", {}).get("raw", pull.body)
    return 200, pull_json(world, found, pull)


def decline(world, request, workspace, slug, number):
    found = repository(world, request, workspace, slug)
    pull = pull_of(found, number)
    if pull.state != "open":
        raise Refusal(400, error("This pull request is already closed."))
    pull.state = "closed"
    return 200, pull_json(world, found, pull)


def merge(world, request, workspace, slug, number):
    """Merges whatever the head is now."""
    found = repository(world, request, workspace, slug)
    pull = pull_of(found, number)
    if pull.state != "open":
        raise Refusal(400, error("This pull request is already closed."))
    if found.unmet(pull):
        raise Refusal(400, error("Merge checks failed: at least 1 successful build is required, and none failed or pending"))
    found.merge(pull, "squash" if request.body["merge_strategy"] == "squash" else "merge", request.account)
    return 200, pull_json(world, found, pull)


def whoami(world, request):
    """The account of a person's token; one of a repository is not supported here."""
    if request.token.startswith("repository-"):
        raise Refusal(401, UNAUTHORIZED)
    return 200, user(request.account)


def comment_json(comment):
    app = {"type": "app_user", "kind": "repository_access_token", "uuid": "{app}", "display_name": "Sluice"}
    who = app if comment.account == "repository" else user(comment.account)
    return {"type": "pullrequest_comment", "id": comment.id, "user": who, "deleted": False,
            "content": {"type": "rendered", "raw": comment.text, "markup": "markdown"}}


def comments(world, request, workspace, slug, number):
    """Those that were deleted stay, without their words."""
    pull = pull_of(repository(world, request, workspace, slug), number)
    gone = {"type": "pullrequest_comment", "id": 0, "user": user("sluice"), "deleted": True, "content": {"raw": ""}}
    return page(request, [gone] + [comment_json(comment) for comment in pull.comments])


def add_comment(world, request, workspace, slug, number):
    pull = pull_of(repository(world, request, workspace, slug), number)
    text = request.body["content"]["raw"]
    if len(text) > 32768:
        raise Refusal(400, error("Bad request", fields={"content": ["Ensure this value has at most 32768 characters"]}))
    return 201, comment_json(world.comment(pull, text, request.account))


def edit_comment(world, request, workspace, slug, number, identity):
    pull = pull_of(repository(world, request, workspace, slug), number)
    comment = world.own_comment([pull], identity, request.account)
    if comment is None:
        raise Refusal(403, error("You do not have access to edit this comment."))
    comment.text = request.body["content"]["raw"]
    return 200, comment_json(comment)


def status_json(entry):
    return {"type": "build", "key": entry["name"], "name": entry["name"], "state": BUILDS[entry["state"]],
            "description": entry["summary"], "url": entry["address"] or "https://example.com/",
            "created_on": entry["at"], "updated_on": entry["at"]}


def statuses(world, request, workspace, slug, sha):
    found = repository(world, request, workspace, slug)
    return page(request, [status_json(entry) for entry in found.latest(sha)])


def post_status(world, request, workspace, slug, sha):
    found, body = repository(world, request, workspace, slug), request.body
    if len(body["key"]) > 40 or len(body.get("description", "")) > 255:
        raise Refusal(400, error("Bad request", fields={"key": ["Ensure this value has at most 40 characters"]}))
    states = {word: state for state, word in BUILDS.items()}
    found.post(sha, body["key"], states[body["state"]], body.get("description"), body["url"])
    return 201, status_json(found.latest(sha)[-1])


ROUTES = [
    ("GET", r"/2\.0/user", whoami),
    ("GET", OWN, show),
    ("GET", OWN + r"/refs/branches/([^/]+)", branch),
    ("DELETE", OWN + r"/refs/branches/([^/]+)", delete_branch),
    ("GET", OWN + r"/commit/([^/]+)", commit),
    ("GET", OWN + r"/pullrequests", pulls),
    ("POST", OWN + r"/pullrequests", create),
    ("GET", OWN + r"/pullrequests/(\d+)", read),
    ("PUT", OWN + r"/pullrequests/(\d+)", edit),
    ("POST", OWN + r"/pullrequests/(\d+)/decline", decline),
    ("POST", OWN + r"/pullrequests/(\d+)/merge", merge),
    ("GET", OWN + r"/pullrequests/(\d+)/comments", comments),
    ("POST", OWN + r"/pullrequests/(\d+)/comments", add_comment),
    ("PUT", OWN + r"/pullrequests/(\d+)/comments/(\d+)", edit_comment),
    ("GET", OWN + r"/commit/([^/]+)/statuses", statuses),
    ("POST", OWN + r"/commit/([^/]+)/statuses/build", post_status),
] + hooks.bitbucket_cloud(OWN, repository, pull_json, NOT_FOUND)
