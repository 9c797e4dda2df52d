"""Azure DevOps' REST API for Git, version 7.1 (https://learn.microsoft.com/rest/api/azure/devops/git/)."""

import base64

import hooks
from host import Refusal

OWN = r"/([^/]+)/([^/]+)/_apis/git/repositories/([^/]+)"
UNAUTHORIZED = {"message": "TF400813: The user is not authorized to access this resource."}
NOT_FOUND = {"message": "The resource cannot be found."}
STATES = {"open": "active", "merged": "completed", "closed": "abandoned"}
CHECKS = {"pending": "pending", "success": "succeeded", "failure": "failed", "skipped": "notApplicable"}
BRANCH = "refs/heads/"


def token(headers):
    value = headers.get("Authorization") or ""
    if not value.startswith("Basic "):
        return None
    return base64.b64decode(value.removeprefix("Basic ")).decode().partition(":")[2]


def limit(control, request):
    return {}


def repository(world, request, organization, project, name):
    path = f"{organization}/{project}/{name}"
    if path not in world.repositories:
        raise Refusal(404, {"message": f"TF401019: The Git repository with name or identifier {name} does not exist or "
                                       "you do not have permissions for the operation you are attempting."})
    return world.repositories[path]


def by_id(world, identity):
    return next(found for found in world.repositories.values() if uuid(found.id) == identity)


def project_of(found):
    return found.path.split("/")[1]


def pull_of(found, number):
    if int(number) not in found.pulls:
        raise Refusal(404, {"message": f"TF401180: The requested pull request was not found: {number}."})
    return found.pulls[int(number)]


def uuid(number):
    return f"00000000-0000-4000-8000-{number:012}"


def user(world, name, **more):
    return {"id": uuid(world.account_id(name)), "displayName": name, "uniqueName": name, **more}


def pull_json(world, found, pull):
    votes = {"approved": 10, "changesRequested": -5}
    last = {review.account: review for review in pull.reviews}
    body = {
        "pullRequestId": pull.number, "codeReviewId": pull.number, "status": STATES[pull.state], "title": pull.title,
        "description": pull.body, "createdBy": user(world, pull.author), "creationDate": pull.created,
        "sourceRefName": BRANCH + pull.head, "targetRefName": BRANCH + pull.base, "isDraft": False,
        "mergeStatus": "rejectedByPolicy" if pull.state == "open" and found.unmet(pull) else "succeeded",
        "labels": [{"id": uuid(found.label(name)), "name": name, "active": True} for name in pull.labels],
        "reviewers": [user(world, name, vote=votes[review.verdict]) for name, review in last.items()],
        "repository": {"id": uuid(found.id), "name": found.name}, "lastMergeSourceCommit": {"commitId": pull.sha},
        "lastMergeCommit": {"commitId": pull.merge_commit or "0" * 40},
    }
    if pull.queued:
        body["autoCompleteSetBy"] = user(world, pull.queued["by"])
    if pull.state == "merged":
        body |= {"closedBy": user(world, pull.merged_by), "closedDate": pull.merged_at}
    return body


def listed(entries):
    return 200, {"value": entries, "count": len(entries)}


def show(world, request, *names):
    found = repository(world, request, *names)
    return 200, {"id": uuid(found.id), "name": found.name, "defaultBranch": BRANCH + found.default,
                 "project": {"id": uuid(0), "name": project_of(found)}}


def references(world, request, *names):
    found, start = repository(world, request, *names), "refs/" + request.query.get("filter", "")
    return listed([{"name": BRANCH + name, "objectId": sha} for name, sha in found.branches.items()
                   if (BRANCH + name).startswith(start)])


def move_references(world, request, *names):
    found = repository(world, request, *names)
    update, = request.body
    name = update["name"].removeprefix(BRANCH)
    moves = found.branches.get(name) == update["oldObjectId"]
    if moves:
        del found.branches[name]
    return listed([{"name": update["name"], "oldObjectId": update["oldObjectId"], "success": moves,
                    "newObjectId": update["newObjectId"], "updateStatus": "succeeded" if moves else "staleOldObjectId"}])


def difference(world, request, *names):
    found = repository(world, request, *names)
    ends = [found.branches.get(request.query[name]) for name in ("targetVersion", "baseVersion")]
    if None in ends:
        raise Refusal(404, {"message": "TF401175: The version descriptor <Branch> could not be resolved to a version."})
    return 200, {"aheadCount": len(found.ahead(*ends)), "behindCount": 0, "allChangesIncluded": True, "changes": []}


def pulls(world, request, *names):
    found, query = repository(world, request, *names), request.query
    head, base = (query.get(f"searchCriteria.{side}RefName") for side in ("source", "target"))
    chosen = [p for p in found.pulls.values() if STATES[p.state] == query.get("searchCriteria.status", "active")
              if head in (None, BRANCH + p.head) and base in (None, BRANCH + p.base)]
    return listed([pull_json(world, found, p) for p in chosen[:int(query.get("$top", 100))]])


def create(world, request, *names):
    """Opens also what changes nothing."""
    found, body = repository(world, request, *names), request.body
    head, base = body["sourceRefName"].removeprefix(BRANCH), body["targetRefName"].removeprefix(BRANCH)
    if head not in found.branches or base not in found.branches:
        raise Refusal(400, {"message": "TF401398: The pull request cannot be activated because the source and/or the "
                                       "target branch no longer exists, or the requested refs are equal."})
    if found.open_pulls(head, base):
        raise Refusal(409, {"message": "TF401179: An active pull request for the source and target branch already exists."})
    return 201, pull_json(world, found, found.open(head, base, body["title"], body.get("description"), request.account))


def read(world, request, organization, project, name, number):
    found = repository(world, request, organization, project, name)
    return 200, pull_json(world, found, pull_of(found, number))


def edit(world, request, organization, project, name, number):
    found, body = repository(world, request, organization, project, name), request.body
    pull = pull_of(found, number)
    if len(body.get("title", "")) > 400 or len(body.get("description", "")) > 4000:
        raise Refusal(400, {"message": "Invalid argument value. Parameter name: A pull request description must be "
                                       "shorter than 4000 characters."})
    if "status" in body:
        if pull.state != "open":
            raise Refusal(409, {"message": "TF401181: The pull request cannot be edited due to its state."})
        complete(found, pull, body, request.account) if body["status"] == "completed" else setattr(pull, "state", "closed")
    if "autoCompleteSetBy" in body:
        auto_complete(world, found, pull, body, request.account)
    pull.title, pull.body = body.get("title", pull.title), body.get("description", pull.body)
    return 200, pull_json(world, found, pull)


METHODS = {"noFastForward": "merge", "squash": "squash", "rebase": "rebase"}


def auto_complete(world, found, pull, body, account):
    """The head is neither compared nor kept."""
    if pull.state != "open":
        raise Refusal(409, {"message": "TF401181: The pull request cannot be edited due to its state."})
    identity = body["autoCompleteSetBy"]["id"]
    if identity == "00000000-0000-0000-0000-000000000000":
        pull.queued = None
    elif identity != uuid(world.account_id(account)):
        raise Refusal(403, {"message": "TF401027: You need the permission to set auto-complete for somebody else."})
    else:
        pull.queued = {"method": METHODS[body["completionOptions"]["mergeStrategy"]], "by": account}
        found.merge_queued()


def complete(found, pull, body, account):
    if body["lastMergeSourceCommit"]["commitId"] != pull.sha:
        raise Refusal(409, {"message": "TF401192: The pull request has been changed since the source commit was read."})
    if found.unmet(pull):
        raise Refusal(403, {"message": "TF402455: Pushes to this branch are not permitted; a status policy is pending."})
    found.merge(pull, METHODS[body["completionOptions"]["mergeStrategy"]], account)


def add_label(world, request, organization, project, name, number):
    found = repository(world, request, organization, project, name)
    pull, label = pull_of(found, number), request.body["name"]
    if label not in pull.labels:
        pull.labels.append(label)
    return 200, {"id": uuid(found.label(label)), "name": label, "active": True}


def drop_label(world, request, organization, project, name, number, label):
    pull = pull_of(repository(world, request, organization, project, name), number)
    if label in pull.labels:
        pull.labels.remove(label)
    return 200, None


def connection(world, request, organization):
    return 200, {"authenticatedUser": user(world, request.account), "authorizedUser": user(world, request.account)}


def thread_json(world, comment):
    """Each comment here begins a thread of its own, and is the first there."""
    first = {"id": 1, "parentCommentId": 0, "author": user(world, comment.account), "content": comment.text,
             "commentType": "text", "isDeleted": False}
    return {"id": comment.id, "comments": [first], "status": "closed", "isDeleted": False}


def threads(world, request, organization, project, name, number):
    pull = pull_of(repository(world, request, organization, project, name), number)
    push = {"id": 900, "comments": [{"id": 1, "commentType": "system", "content": "alice pushed"}], "isDeleted": False}
    return listed([push] + [thread_json(world, comment) for comment in pull.comments])


def add_thread(world, request, organization, project, name, number):
    pull = pull_of(repository(world, request, organization, project, name), number)
    first, = request.body["comments"]
    long_comment(first["content"])
    return 200, thread_json(world, world.comment(pull, first["content"], request.account))


def edit_comment(world, request, organization, project, name, number, thread, identity):
    pull = pull_of(repository(world, request, organization, project, name), number)
    comment = world.own_comment([pull], thread, request.account)
    if comment is None or identity != "1":
        raise Refusal(404, {"message": "TF401232: The comment does not exist, or is not yours."})
    long_comment(request.body["content"])
    comment.text = request.body["content"]
    return 200, thread_json(world, comment)["comments"][0]


def long_comment(text):
    if len(text) > 150_000:
        raise Refusal(400, {"message": "The comment must be shorter than 150000 characters."})


def status_json(entry):
    genre, _, name = entry["name"].rpartition("/")
    return {"id": entry["id"], "state": CHECKS[entry["state"]], "description": entry["summary"],
            "targetUrl": entry["address"], "context": {"name": name, "genre": genre or None}, "creationDate": entry["at"]}


def statuses(world, request, organization, project, name, sha):
    found = repository(world, request, organization, project, name)
    return listed([status_json(entry) for entry in found.latest(sha)])


def post_status(world, request, organization, project, name, sha):
    found, body = repository(world, request, organization, project, name), request.body
    states, context = {word: state for state, word in CHECKS.items()}, body["context"]
    full = f'{context["genre"]}/{context["name"]}' if context.get("genre") else context["name"]
    found.post(sha, full, states[body["state"]], body.get("description"), body.get("targetUrl"))
    return 201, status_json(found.latest(sha)[-1])


ROUTES = [
    ("GET", r"/([^/]+)/_apis/connectionData", connection),
    ("GET", OWN, show),
    ("GET", OWN + r"/refs", references),
    ("POST", OWN + r"/refs", move_references),
    ("GET", OWN + r"/diffs/commits", difference),
    ("GET", OWN + r"/pullrequests", pulls),
    ("POST", OWN + r"/pullrequests", create),
    ("GET", OWN + r"/pullrequests/(\d+)", read),
    ("PATCH", OWN + r"/pullrequests/(\d+)", edit),
    ("POST", OWN + r"/pullRequests/(\d+)/labels", add_label),
    ("DELETE", OWN + r"/pullRequests/(\d+)/labels/([^/]+)", drop_label),
    ("GET", OWN + r"/pullRequests/(\d+)/threads", threads),
    ("POST", OWN + r"/pullRequests/(\d+)/threads", add_thread),
    ("PATCH", OWN + r"/pullRequests/(\d+)/threads/(\d+)/comments/(\d+)", edit_comment),
    ("GET", OWN + r"/commits/([^/]+)/statuses", statuses),
    ("POST", OWN + r"/commits/([^/]+)/statuses", post_status),
] + hooks.azure_devops(by_id, pull_json, {"message": "There is no such subscription."})
