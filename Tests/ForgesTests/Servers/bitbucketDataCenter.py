"""Bitbucket Data Center's REST API (https://developer.atlassian.com/server/bitbucket/rest/)."""

import time

import hooks
from host import Refusal

OWN = r"/rest/api/latest/projects/([^/]+)/repos/([^/]+)"
STATES = {"open": "OPEN", "merged": "MERGED", "closed": "DECLINED"}
BUILDS = {"pending": "INPROGRESS", "success": "SUCCESSFUL", "failure": "FAILED", "skipped": "CANCELLED"}


def errors(message, kind, **more):
    return {"errors": [{"context": None, "message": message, "exceptionName": f"com.atlassian.bitbucket.{kind}", **more}]}


UNAUTHORIZED = errors("Authentication failed. Please check your credentials and try again.",
                      "auth.IncorrectPasswordAuthenticationException")
NOT_FOUND = errors("The requested resource does not exist.", "NoSuchObjectException")


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    return {}


def repository(world, request, key, slug):
    if f"{key}/{slug}" not in world.repositories:
        raise Refusal(404, errors(f"Repository {key}/{slug} does not exist.", "repository.NoSuchRepositoryException"))
    return world.repositories[f"{key}/{slug}"]


def pull_of(found, number):
    if int(number) not in found.pulls:
        raise Refusal(404, errors(f"Pull request {number} does not exist.", "pull.NoSuchPullRequestException"))
    return found.pulls[int(number)]


def user(name):
    return {"name": name, "slug": name, "displayName": name, "type": "NORMAL", "active": True,
            "emailAddress": f"{name}@example.com"}


def reference(found, branch, sha):
    return {"id": f"refs/heads/{branch}", "displayId": branch, "latestCommit": sha, "repository": {
        "id": found.id, "slug": found.name, "name": found.name,
        "project": {"key": found.owner, "name": found.owner, "type": "NORMAL"}}}


def participants(pull):
    words = {"approved": "APPROVED", "changesRequested": "NEEDS_WORK"}
    last = {review.account: review for review in pull.reviews}
    entries = [{"user": user(name), "role": "REVIEWER", "approved": False, "status": "UNAPPROVED"}
               for name in pull.reviewers if name not in last]
    return entries + [
        {"user": user(name), "role": "REVIEWER", "approved": review.verdict == "approved",
         "status": words[review.verdict], "lastReviewedCommit": review.head} for name, review in last.items()]


def version(pull):
    """Changes with the text, the reviewers and the state; a push leaves it as it is."""
    return abs(hash((pull.title, pull.body, tuple(pull.reviewers), pull.state))) % 1000


def pull_json(world, found, pull):
    return {
        "id": pull.number, "version": version(pull), "title": pull.title, "description": pull.body,
        "state": STATES[pull.state], "open": pull.state == "open", "closed": pull.state != "open", "locked": False,
        "draft": False, "createdDate": 1700000000000, "updatedDate": 1700000000000,
        "fromRef": reference(world.source(found, pull), pull.head, pull.sha),
        "toRef": reference(found, pull.base, found.branches.get(pull.base, "")),
        "author": {"user": user(pull.author), "role": "AUTHOR", "approved": False, "status": "UNAPPROVED"},
        "reviewers": participants(pull), "participants": [],
    }


def page(request, entries):
    start, size = int(request.query.get("start", 0)), min(int(request.query.get("limit", 25)), 100)
    shown, last = entries[start:start + size], start + size >= len(entries)
    body = {"values": shown, "size": len(shown), "limit": size, "start": start, "isLastPage": last}
    return 200, body if last else {**body, "nextPageStart": start + size}


def show(world, request, key, slug):
    found = repository(world, request, key, slug)
    return 200, reference(found, found.default, "")["repository"]


def branches(world, request, key, slug):
    found, text = repository(world, request, key, slug), request.query.get("filterText", "").lower()
    return page(request, [
        {"id": f"refs/heads/{name}", "displayId": name, "type": "BRANCH", "latestCommit": sha, "isDefault": False}
        for name, sha in found.branches.items() if text in name.lower()])


def delete_branch(world, request, key, slug):
    found = repository(world, request, key, slug)
    name, point = request.body["name"].removeprefix("refs/heads/"), request.body.get("endPoint")
    if name not in found.branches or point not in (None, found.branches[name]):
        raise Refusal(400, errors(f"{name} is not at {point}.", "branch.BranchDeletionException"))
    del found.branches[name]
    return 204, None


def pulls(world, request, key, slug):
    """`at` is the source of outgoing and the target of incoming ones."""
    found, query = repository(world, request, key, slug), request.query
    branch, side = query.get("at", "").removeprefix("refs/heads/"), query.get("direction", "INCOMING").upper()
    home = getattr(found, "home", found)
    around = [p for p in home.pulls.values() if found in ((home,) if side == "INCOMING" else (world.source(home, p),))]
    chosen = [p for p in around if query.get("state", "OPEN") in ("ALL", STATES[p.state])
              if branch in ("", p.head if side == "OUTGOING" else p.base)]
    return page(request, [pull_json(world, home, p) for p in chosen])


def create(world, request, key, slug):
    found, body = repository(world, request, key, slug), request.body
    head, base = (body[side]["id"].removeprefix("refs/heads/") for side in ("fromRef", "toRef"))
    place = body["fromRef"].get("repository", {})
    source = repository(world, request, place["project"]["key"], place["slug"]) if place else found
    for branch, place in ((head, source), (base, found)):
        if branch not in place.branches:
            raise Refusal(404, errors(f'Repository "{slug}" of project with key "{key}" has no branch "{branch}"',
                                      "repository.NoSuchBranchException"))
    for pull in found.open_pulls(head, base, source):
        raise Refusal(409, errors("Only one pull request may be open for a given source and target branch",
                                  "pull.DuplicatePullRequestException", existingPullRequest=pull_json(world, found, pull)))
    if not found.ahead(source.branches[head], found.branches[base]):
        raise Refusal(409, errors(f"{base} is already up-to-date with branch {head}", "pull.EmptyPullRequestException"))
    pull = found.open(head, base, body["title"], body.get("description"), request.account, source=source)
    return 201, pull_json(world, found, pull)


def read(world, request, key, slug, number):
    found = repository(world, request, key, slug)
    return 200, pull_json(world, found, pull_of(found, number))


def current(request, pull, given):
    if int(given) != version(pull):
        raise Refusal(409, errors("You are attempting to modify a pull request based on out-of-date information.",
                                  "pull.PullRequestOutOfDateException"))


def edit(world, request, key, slug, number):
    found, body = repository(world, request, key, slug), request.body
    pull = pull_of(found, number)
    current(request, pull, body["version"])
    if len(body["title"]) > 255:
        raise Refusal(400, errors("title: Please enter at most 255 characters", "validation.ArgumentValidationException"))
    pull.title, pull.body = body["title"], body.get("description", "")
    reviewed = {review.account for review in pull.reviews}
    pull.reviewers = [entry["user"]["name"] for entry in body.get("reviewers", [])
                      if entry["user"]["name"] not in reviewed]
    return 200, pull_json(world, found, pull)


def decline(world, request, key, slug, number):
    found = repository(world, request, key, slug)
    pull = pull_of(found, number)
    if pull.state == "merged":
        raise Refusal(409, errors("This pull request has already been merged.", "pull.IllegalPullRequestStateException"))
    current(request, pull, request.query["version"])
    pull.state = "closed"
    return 200, pull_json(world, found, pull)


def vetoes(found, pull):
    unmet = found.unmet(pull)
    words = {None: "has not begun", "pending": "is in progress", "failure": "failed"}
    return [{"summaryMessage": "Not all required builds are successful yet",
             "detailedMessage": f"The required builds check {unmet[0]} {words[unmet[1]]}."}] if unmet else []


def mergeability(world, request, key, slug, number):
    found = repository(world, request, key, slug)
    found_vetoes = vetoes(found, pull_of(found, number))
    return 200, {"canMerge": not found_vetoes, "conflicted": False, "outcome": "CLEAN", "vetoes": found_vetoes}


def merge(world, request, key, slug, number):
    """Compares the version alone: a head that moved is merged all the same."""
    found = repository(world, request, key, slug)
    pull = pull_of(found, number)
    if pull.state != "open":
        raise Refusal(409, errors("This pull request is not open.", "pull.IllegalPullRequestStateException"))
    current(request, pull, request.query["version"])
    found_vetoes = vetoes(found, pull)
    methods = {"no-ff": "merge", "squash": "squash", "rebase-ff-only": "rebase"}
    if found_vetoes and request.body.get("autoMerge"):
        pull.queued = {"method": methods[request.body["strategyId"]], "by": request.account, "head": pull.sha}
        return 200, pull_json(world, found, pull)
    if found_vetoes:
        raise Refusal(409, errors(found_vetoes[0]["detailedMessage"], "pull.PullRequestMergeVetoedException",
                                  conflicted=False, vetoes=found_vetoes))
    found.merge(pull, methods[request.body["strategyId"]], request.account)
    return 200, pull_json(world, found, pull)


def auto_merge(world, request, key, slug, number):
    pull = pull_of(repository(world, request, key, slug), number)
    if pull.queued is None:
        raise Refusal(404, errors("Auto-merge was not requested.", "pull.NoSuchAutoMergeRequestException"))
    return 200, {"createdDate": 1700000000000, "fromHash": pull.queued["head"], "toRefId": f"refs/heads/{pull.base}",
                 "strategyId": "no-ff", "autoSubject": False}


def cancel(world, request, key, slug, number):
    pull = pull_of(repository(world, request, key, slug), number)
    if pull.state != "open":
        raise Refusal(409, errors("This pull request is not open.", "pull.IllegalPullRequestStateException"))
    pull.queued = None
    return 204, None


def activities(world, request, key, slug, number):
    found = repository(world, request, key, slug)
    pull = pull_of(found, number)
    entries = [{"id": 1, "action": "OPENED", "createdDate": 1700000000000, "user": user(pull.author)}]
    if pull.state == "merged":
        entries.insert(0, {"id": 2, "action": "MERGED", "createdDate": int(time.time() * 1000),
                           "user": user(pull.merged_by), "commit": {"id": pull.merge_commit}})
    comments = [{"id": 100 + comment.id, "action": "COMMENTED", "commentAction": "ADDED", "createdDate": 1700000000000,
                 "user": user(comment.account), "comment": comment_json(comment)} for comment in pull.comments]
    return page(request, comments[::-1] + entries)


def properties(world, request):
    return 200, {"version": "9.4.1", "displayName": "Bitbucket"}, {"X-AUSERNAME": request.account}


def comment_json(comment):
    return {"id": comment.id, "version": comment.version, "text": comment.text, "author": user(comment.account)}


def long_comment(text):
    if len(text) > 32768:
        raise Refusal(400, errors("text: at most 32768 characters", "validation.ArgumentValidationException"))


def add_comment(world, request, key, slug, number):
    pull = pull_of(repository(world, request, key, slug), number)
    long_comment(request.body["text"])
    return 201, comment_json(world.comment(pull, request.body["text"], request.account))


def edit_comment(world, request, key, slug, number, identity):
    pull = pull_of(repository(world, request, key, slug), number)
    comment = world.own_comment([pull], identity, request.account)
    if comment is None:
        raise Refusal(404, errors(f"Comment {identity} does not exist.", "comment.NoSuchCommentException"))
    if request.body["version"] != comment.version:
        raise Refusal(409, errors("You are attempting to modify a comment based on out-of-date information.",
                                  "comment.CommentOutOfDateException"))
    long_comment(request.body["text"])
    comment.text, comment.version = request.body["text"], comment.version + 1
    return 200, comment_json(comment)


def builds(world, request, sha):
    entries = next((found.latest(sha) for found in world.repositories.values() if sha in found.statuses), [])
    return page(request, [{"key": entry["name"], "name": entry["name"], "state": BUILDS[entry["state"]],
                           "description": entry["summary"], "url": entry["address"]} for entry in entries])


def post_build(world, request, key, slug, sha):
    found, body = repository(world, request, key, slug), request.body
    if len(body.get("description", "")) > 255:
        raise Refusal(400, errors("description: at most 255 characters", "validation.ArgumentValidationException"))
    states = {word: state for state, word in BUILDS.items()}
    found.post(sha, body["key"], states[body["state"]], body.get("description"), body["url"])
    return 204, None


ROUTES = [
    ("GET", r"/rest/api/latest/application-properties", properties),
    ("GET", OWN, show),
    ("GET", OWN + r"/branches", branches),
    ("DELETE", r"/rest/branch-utils/latest/projects/([^/]+)/repos/([^/]+)/branches", delete_branch),
    ("GET", OWN + r"/pull-requests", pulls),
    ("POST", OWN + r"/pull-requests", create),
    ("GET", OWN + r"/pull-requests/(\d+)", read),
    ("PUT", OWN + r"/pull-requests/(\d+)", edit),
    ("POST", OWN + r"/pull-requests/(\d+)/decline", decline),
    ("GET", OWN + r"/pull-requests/(\d+)/merge", mergeability),
    ("POST", OWN + r"/pull-requests/(\d+)/merge", merge),
    ("GET", OWN + r"/pull-requests/(\d+)/auto-merge", auto_merge),
    ("DELETE", OWN + r"/pull-requests/(\d+)/auto-merge", cancel),
    ("GET", OWN + r"/pull-requests/(\d+)/activities", activities),
    ("POST", OWN + r"/pull-requests/(\d+)/comments", add_comment),
    ("PUT", OWN + r"/pull-requests/(\d+)/comments/(\d+)", edit_comment),
    ("GET", r"/rest/build-status/latest/commits/([^/]+)", builds),
    ("POST", OWN + r"/commits/([^/]+)/builds", post_build),
] + hooks.bitbucket_data_center(OWN, repository, pull_json, NOT_FOUND)
