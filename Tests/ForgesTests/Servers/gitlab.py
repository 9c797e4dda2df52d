"""GitLab's REST API, version 4 (https://docs.gitlab.com/api/merge_requests/)."""

from urllib.parse import quote

import hooks
from host import Refusal, now

UNAUTHORIZED = {"message": "401 Unauthorized"}
NOT_FOUND = {"error": "404 Not Found"}
OWN = r"/api/v4/projects/([^/]+)"
STATES = {"pending": "pending", "running": "pending", "success": "success", "failed": "failure", "skipped": "skipped"}


def token(headers):
    return headers.get("PRIVATE-TOKEN")


def limit(control, request):
    left = control.limits.get(request.token)
    if left is None:
        return {}
    headers = {"RateLimit-Limit": "2000", "RateLimit-Remaining": str(max(0, left[0] - 1)),
               "RateLimit-Reset": str(left[1])}
    if left[0] <= 0:
        raise Refusal(429, "Retry later\n", {**headers, "Retry-After": "17", "Content-Type": "text/plain"})
    left[0] -= 1
    return headers


def project(world, request, identity):
    if identity in world.renamed:
        if request.method != "GET":
            raise Refusal(405, {"message": "Non GET methods are not allowed for moved projects"})
        old, new = quote(identity, safe=""), quote(world.renamed[identity], safe="")
        raise Refusal(301, None, {"Location": request.target.replace(old, new, 1)})
    for found in world.repositories.values():
        if identity in (found.path, str(found.id)):
            return found
    raise Refusal(404, {"message": "404 Project Not Found"})


def pull_of(found, number):
    if int(number) not in found.pulls:
        raise Refusal(404, {"message": "404 Not found"})
    return found.pulls[int(number)]


def user(world, name):
    return {"id": world.account_id(name), "username": name, "name": name, "state": "active", "locked": False,
            "avatar_url": None, "web_url": f"http://127.0.0.1/{name}"}


def detailed_status(found, pull):
    if pull.state != "open":
        return "not_open"
    unmet = found.unmet(pull)
    if unmet:
        return "ci_still_running" if unmet[1] == "pending" else "ci_must_pass"
    return "mergeable"


def pull_json(world, found, pull):
    merged, by = pull.state == "merged", pull.merged_by and user(world, pull.merged_by)
    return {
        "id": pull.number + 1000, "iid": pull.number, "project_id": found.id, "title": pull.title,
        "description": pull.body, "state": "opened" if pull.state == "open" else pull.state,
        "created_at": pull.created, "updated_at": pull.updated, "merged_by": by, "merge_user": by,
        "merged_at": pull.merged_at, "closed_by": None, "closed_at": None, "target_branch": pull.base,
        "source_branch": pull.head, "author": user(world, pull.author), "assignee": None, "assignees": [],
        "reviewers": [user(world, name) for name in pull.reviewers], "source_project_id": world.source(found, pull).id,
        "target_project_id": found.id, "labels": pull.labels, "draft": False, "milestone": None,
        "merge_when_pipeline_succeeds": pull.queued is not None, "merge_status": "can_be_merged",
        "detailed_merge_status": detailed_status(found, pull), "sha": pull.sha,
        "merge_commit_sha": pull.merge_commit if merged and not pull.squashed else None,
        "squash_commit_sha": pull.merge_commit if merged and pull.squashed else None,
        "web_url": f"http://127.0.0.1/{found.path}/-/merge_requests/{pull.number}", "squash": pull.squashed,
        "has_conflicts": False,
    }


def page(request, entries):
    number, size = request.page("per_page", 20, 100)
    headers = {}
    if number * size < len(entries):
        query = "&".join(f"{key}={quote(value, safe='')}"
                         for key, value in {**request.query, "page": str(number + 1)}.items())
        headers["Link"] = f'<http://{request.headers["Host"]}{request.path}?{query}>; rel="next"'
    return 200, entries[(number - 1) * size:number * size], headers


def show(world, request, identity):
    found = project(world, request, identity)
    return 200, {"id": found.id, "path_with_namespace": found.path, "name": found.name, "path": found.name,
                 "default_branch": found.default, "merge_trains_enabled": found.queue}


def users(world, request):
    name = request.query.get("username", "")
    return 200, [user(world, name)] if name in world.accounts else []


def branch(world, request, identity, name):
    found = project(world, request, identity)
    if name not in found.branches:
        raise Refusal(404, {"message": "404 Branch Not Found"})
    return 200, {"name": name, "commit": {"id": found.branches[name]}, "merged": False, "protected": False}


def delete_branch(world, request, identity, name):
    found = project(world, request, identity)
    if name not in found.branches:
        raise Refusal(404, {"message": "404 Branch Not Found"})
    if name == found.default:
        raise Refusal(403, {"message": "403 Forbidden - Protected branch cannot be deleted"})
    del found.branches[name]
    return 204, None


def compare(world, request, identity):
    found = project(world, request, identity)
    ends = [found.branches.get(request.query[name]) for name in ("to", "from")]
    if None in ends:
        raise Refusal(404, {"message": "404 Ref Not Found"})
    return 200, {"commits": [{"id": sha} for sha in found.ahead(*ends)], "diffs": [], "compare_same_ref": False}


def pulls(world, request, identity):
    found, query = project(world, request, identity), request.query
    states = {"opened": "open", "closed": "closed", "merged": "merged"}
    chosen = [
        p for p in reversed(found.pulls.values())
        if query.get("state") in (None, "all") or p.state == states[query["state"]]
        if query.get("source_project_id") in (None, str(world.source(found, p).id))
        if query.get("source_branch") in (None, p.head) and query.get("target_branch") in (None, p.base)
    ]
    status, shown, headers = page(request, chosen)
    return status, [pull_json(world, found, p) for p in shown], headers


def create(world, request, identity):
    """Opens also what changes nothing, and for branches that do not exist, as the host does. Asked of the source's project."""
    source, body = project(world, request, identity), request.body
    found = project(world, request, str(body["target_project_id"])) if "target_project_id" in body else source
    for pull in found.open_pulls(body["source_branch"], body["target_branch"], source):
        raise Refusal(409, {"message": [
            f"Another open merge request already exists for this source branch: !{pull.number}"]})
    if len(body["title"]) > 255:
        raise Refusal(400, {"message": {"title": ["is too long (maximum is 255 characters)"]}})
    sha = source.branches.get(body["source_branch"], "")
    pull = found.open(body["source_branch"], body["target_branch"], body["title"], body.get("description"),
                      request.account, sha, source)
    return 201, pull_json(world, found, pull)


def read(world, request, identity, number):
    found = project(world, request, identity)
    return 200, pull_json(world, found, pull_of(found, number))


def edit(world, request, identity, number):
    found, body = project(world, request, identity), request.body
    pull = pull_of(found, number)
    if body.get("state_event") == "close":
        if pull.state == "merged":
            raise Refusal(405, {"message": "405 Method Not Allowed"})
        pull.state = "closed"
    if len(body.get("title", "")) > 255:
        raise Refusal(400, {"message": {"title": ["is too long (maximum is 255 characters)"]}})
    pull.title, pull.body = body.get("title", pull.title), body.get("description", pull.body)
    pull.labels = [name for name in pull.labels if name not in body.get("remove_labels", [])]
    pull.labels += [name for name in body.get("add_labels", []) if name not in pull.labels]
    if "reviewer_ids" in body:
        pull.reviewers = [world.accounts[number - 1] for number in body["reviewer_ids"]]
    pull.updated = now()
    return 200, pull_json(world, found, pull)


def merge(world, request, identity, number):
    found, body = project(world, request, identity), request.body
    pull = pull_of(found, number)
    if body.get("merge_commit_message") == "":
        raise Refusal(422, {"message": "Merge commit message can't be empty"})
    if pull.state != "open":
        raise Refusal(405, {"message": "405 Method Not Allowed"})
    if body.get("sha", pull.sha) != pull.sha:
        raise Refusal(409, {"message": f"SHA does not match HEAD of source branch: {pull.sha}"})
    method = "squash" if body.get("squash") else "merge"
    if found.unmet(pull):
        if not (body.get("auto_merge") or body.get("merge_when_pipeline_succeeds")):
            raise Refusal(405, {"message": "405 Method Not Allowed"})
        pull.queued = {"method": method, "by": request.account, "forgets": True}
        return 200, pull_json(world, found, pull)
    found.merge(pull, method, request.account, body.get("squash_commit_message") or body.get("merge_commit_message"))
    return 200, pull_json(world, found, pull)


def cancel(world, request, identity, number):
    found = project(world, request, identity)
    pull = pull_of(found, number)
    if pull.queued is None:
        raise Refusal(406, {"message": "406 Not Acceptable"})
    pull.queued = None
    return 201, pull_json(world, found, pull)


def car_json(world, found, pull):
    return {"id": pull.number, "merge_request": {"id": pull.number + 1000, "iid": pull.number, "project_id": found.id},
            "target_branch": pull.base, "status": "fresh"}


def train(world, request, identity, number):
    found = project(world, request, identity)
    pull = pull_of(found, number)
    if not (pull.queued and pull.queued.get("entry")):
        raise Refusal(404, {"message": "404 Not Found"})
    return 200, car_json(world, found, pull)


def board(world, request, identity, number):
    found, body = project(world, request, identity), request.body
    pull = pull_of(found, number)
    if not found.queue:
        raise Refusal(403, {"message": "403 Forbidden"})
    if body.get("sha", pull.sha) != pull.sha:
        raise Refusal(409, {"message": f"SHA does not match HEAD of source branch: {pull.sha}"})
    if pull.state != "open" or pull.queued:
        raise Refusal(400, {"message": "400 Bad request - Failed to merge"})
    is_ready = found.unmet(pull) is None
    pull.queued = {"method": "merge", "by": request.account, "forgets": True, "entry": is_ready}
    return 201 if is_ready else 202, car_json(world, found, pull)


def approvals(world, request, identity, number):
    pull = pull_of(project(world, request, identity), number)
    last = {review.account: review for review in pull.reviews}
    return 200, {"approved": bool(last), "user_has_approved": False, "user_can_approve": False, "approved_by": [
        {"user": user(world, review.account), "approved_at": review.at}
        for review in last.values() if review.verdict == "approved"]}


def whoami(world, request):
    return 200, user(world, request.account)


def note_json(world, comment):
    return {"id": comment.id, "type": None, "body": comment.text, "author": user(world, comment.account), "system": False}


def notes(world, request, identity, number):
    """With what GitLab itself says of events, newest first unless told otherwise."""
    pull = pull_of(project(world, request, identity), number)
    own = {"id": 0, "type": None, "body": "requested review", "author": user(world, "sluice"), "system": True}
    entries = [own] + [note_json(world, comment) for comment in pull.comments]
    return page(request, entries if request.query.get("sort") == "asc" else entries[::-1])


def add_note(world, request, identity, number):
    pull = pull_of(project(world, request, identity), number)
    if len(request.body["body"]) > 1_000_000:
        raise Refusal(400, {"message": {"note": ["is too long (maximum is 1000000 characters)"]}})
    return 201, note_json(world, world.comment(pull, request.body["body"], request.account))


def edit_note(world, request, identity, number, note):
    pull = pull_of(project(world, request, identity), number)
    comment = world.own_comment([pull], note, request.account)
    if comment is None:
        raise Refusal(404, {"message": "404 Note Not Found"})
    comment.text = request.body["body"]
    return 200, note_json(world, comment)


def status_json(world, entry, sha):
    words = {"failure": "failed"}
    return {"id": entry["id"], "sha": sha, "ref": "main", "name": entry["name"], "description": entry["summary"],
            "status": words.get(entry["state"], entry["state"]), "target_url": entry["address"],
            "created_at": entry["at"], "author": user(world, "sluice"), "allow_failure": False}


def statuses(world, request, identity, sha):
    found = project(world, request, identity)
    return page(request, [status_json(world, entry, sha) for entry in found.latest(sha)])


def post_status(world, request, identity, sha):
    """A status that is pending is not changed but by another state; one that has ended is followed by a new one."""
    found, body = project(world, request, identity), request.body
    if sha not in found.parents:
        raise Refusal(404, {"message": "404 Commit Not Found"})
    name, state = body.get("name") or body.get("context") or "default", STATES[body["state"]]
    known = [entry for entry in found.latest(sha) if entry["name"] == name]
    if state == "pending" and known and known[0]["state"] == "pending":
        raise Refusal(400, {"message": 'Cannot transition status via :enqueue from :pending (Reason(s): Status cannot '
                                       'transition via "enqueue")'})
    if len(body.get("description") or "") > 255:
        raise Refusal(400, {"message": {"description": ["is too long (maximum is 255 characters)"]}})
    found.post(sha, name, state, body.get("description"), body.get("target_url"))
    return 201, status_json(world, found.latest(sha)[-1], sha)


ROUTES = [
    ("GET", r"/api/v4/users", users),
    ("GET", r"/api/v4/user", whoami),
    ("GET", OWN, show),
    ("GET", OWN + r"/repository/branches/([^/]+)", branch),
    ("DELETE", OWN + r"/repository/branches/([^/]+)", delete_branch),
    ("GET", OWN + r"/repository/compare", compare),
    ("GET", OWN + r"/merge_requests", pulls),
    ("POST", OWN + r"/merge_requests", create),
    ("GET", OWN + r"/merge_requests/(\d+)", read),
    ("PUT", OWN + r"/merge_requests/(\d+)", edit),
    ("PUT", OWN + r"/merge_requests/(\d+)/merge", merge),
    ("POST", OWN + r"/merge_requests/(\d+)/cancel_merge_when_pipeline_succeeds", cancel),
    ("GET", OWN + r"/merge_trains/merge_requests/(\d+)", train),
    ("POST", OWN + r"/merge_trains/merge_requests/(\d+)", board),
    ("GET", OWN + r"/merge_requests/(\d+)/approvals", approvals),
    ("GET", OWN + r"/merge_requests/(\d+)/notes", notes),
    ("POST", OWN + r"/merge_requests/(\d+)/notes", add_note),
    ("PUT", OWN + r"/merge_requests/(\d+)/notes/(\d+)", edit_note),
    ("GET", OWN + r"/repository/commits/([^/]+)/statuses", statuses),
    ("POST", OWN + r"/statuses/([^/]+)", post_status),
] + hooks.gitlab(OWN, project, pull_json, NOT_FOUND)
