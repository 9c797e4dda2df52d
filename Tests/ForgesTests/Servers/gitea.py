"""Gitea's REST API, version 1, as Gitea 1.22 behaves (routers/api/v1/repo of go-gitea/gitea)."""

import hooks
from host import Refusal, now

UNAUTHORIZED = {"message": "invalid username, password or token", "url": "/api/swagger"}
NOT_FOUND = {"message": "The target couldn't be found.", "url": "/api/swagger", "errors": []}
OWN = r"/api/v1/repos/([^/]+)/([^/]+)"


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("token ") if value.startswith("token ") else None


def limit(control, request):
    return {}


def repository(world, request, owner, name):
    path = f"{owner}/{name}"
    if path in world.renamed:
        target = request.target.replace(f"/{path}", "/" + world.renamed[path], 1)
        raise Refusal(301 if request.method == "GET" else 307, None, {"Location": target})
    if path not in world.repositories:
        raise Refusal(404, NOT_FOUND)
    return world.repositories[path]


def pull_of(repository, number):
    if int(number) not in repository.pulls:
        raise Refusal(404, NOT_FOUND)
    return repository.pulls[int(number)]


def user(world, name):
    return {"id": world.account_id(name), "login": name, "full_name": "", "email": f"{name}@example.com"}


def end(repository, branch, sha, number):
    """Of the repository that has the branch."""
    exists = branch in repository.branches
    return {"label": branch, "ref": branch if exists else f"refs/pull/{number}/head", "sha": sha,
            "repo_id": repository.id, "repo": {"id": repository.id, "name": repository.name,
                                               "full_name": repository.path}}


def pull_json(world, repository, pull):
    merged = pull.state == "merged"
    return {
        "id": pull.number + 100, "number": pull.number, "state": "open" if pull.state == "open" else "closed",
        "title": pull.title, "body": pull.body, "user": user(world, pull.author), "is_locked": False, "comments": 0,
        "html_url": f"http://127.0.0.1/{repository.path}/pulls/{pull.number}",
        "labels": [label_json(repository, name) for name in pull.labels],
        "requested_reviewers": [user(world, name) for name in pull.reviewers] or None,
        "head": end(world.source(repository, pull), pull.head, pull.sha, pull.number),
        "base": end(repository, pull.base, repository.branches.get(pull.base, ""), pull.number),
        "mergeable": pull.state == "open", "merged": merged, "merged_at": pull.merged_at,
        "merge_commit_sha": pull.merge_commit, "merged_by": user(world, pull.merged_by) if merged else None,
        "created_at": pull.created, "updated_at": pull.updated, "closed_at": None, "due_date": None, "milestone": None,
    }


def label_json(repository, name):
    return {"id": repository.label(name), "name": name, "color": "2b6cb0", "description": "", "url": ""}


def page(request, entries, default=30):
    number, size = request.page("limit", default, 50)
    shown = entries[(number - 1) * size:number * size]
    headers = {"X-Total-Count": str(len(entries))}
    if number * size < len(entries):
        query = "&".join(f"{key}={value}" for key, value in {**request.query, "page": number + 1}.items())
        headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return 200, shown, headers


def show(world, request, owner, name):
    found = repository(world, request, owner, name)
    return 200, {"id": found.id, "name": found.name, "full_name": found.path, "default_branch": found.default}


def version(world, request):
    return 200, {"version": "1.22.6"}


def branch(world, request, owner, name, branch):
    found = repository(world, request, owner, name)
    if branch not in found.branches:
        raise Refusal(404, NOT_FOUND)
    return 200, {"name": branch, "commit": {"id": found.branches[branch], "message": ""}, "protected": False,
                 "required_approvals": 0, "enable_status_check": bool(found.required),
                 "status_check_contexts": found.required, "user_can_push": True, "user_can_merge": True}


def delete_branch(world, request, owner, name, branch):
    found = repository(world, request, owner, name)
    if branch not in found.branches:
        raise Refusal(404, NOT_FOUND)
    if branch == found.default:
        raise Refusal(403, {"message": "can not delete default branch", "url": "/api/swagger"})
    del found.branches[branch]
    return 204, None


def pulls(world, request, owner, name):
    found = repository(world, request, owner, name)
    state = request.query.get("state", "open")
    chosen = [p for p in found.pulls.values() if state == "all" or (p.state == "open") == (state == "open")]
    chosen.sort(key=lambda p: -p.number)
    status, shown, headers = page(request, chosen)
    return status, [pull_json(world, found, p) for p in shown], headers


def pair(world, request, owner, name, base, head):
    """The first one of these branches, whatever its state: the query has no order and no filter for it."""
    found = repository(world, request, owner, name)
    path, _, head = head.rpartition(":")
    for pull in found.pulls.values():
        if (pull.base, pull.head, pull.head_repository) == (base, head, path or found.path):
            return 200, pull_json(world, found, pull)
    raise Refusal(404, NOT_FOUND)


def create(world, request, owner, name):
    found, body = repository(world, request, owner, name), request.body
    owner, _, head = body["head"].rpartition(":")
    source, base = world.head(found, owner or found.owner), body["base"]
    if (source, head) == (found, base):
        raise Refusal(422, {"message": "Invalid PullRequest: There are no changes between the head and the base"})
    if source is None or head not in source.branches or base not in found.branches:
        raise Refusal(404, NOT_FOUND)
    for pull in found.open_pulls(head, base, source):
        raise Refusal(409, {"message": f"pull request already exists for these targets [id: {pull.number + 100}, "
                                       f"issue_id: {pull.number}, head_repo_id: {source.id}, base_repo_id: {found.id}, "
                                       f"head_branch: {head}, base_branch: {base}]", "url": "/api/swagger"})
    if not found.ahead(source.branches[head], found.branches[base]):
        raise Refusal(422, {"message": "Invalid PullRequest: There are no changes between the head and the base",
                            "url": "/api/swagger"})
    pull = found.open(head, base, body["title"], body.get("body"), request.account, source=source)
    return 201, pull_json(world, found, pull)


def read(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    return 200, pull_json(world, found, pull_of(found, number))


def edit(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, body = pull_of(found, number), request.body
    if "state" in body:
        if pull.state == "merged":
            raise Refusal(412, {"message": "cannot change state of this pull request, it was already merged",
                                "url": "/api/swagger"})
        pull.state = body["state"]
    if len(body.get("title", "")) > 255:
        raise Refusal(422, {"message": "[Title]: MaxSize", "url": "/api/swagger"})
    pull.title, pull.body, pull.updated = body.get("title", pull.title), body.get("body", pull.body), now()
    return 201, pull_json(world, found, pull)


def merge(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, body = pull_of(found, number), request.body
    if pull.state == "closed":
        raise Refusal(404, NOT_FOUND)
    if pull.state == "merged":
        raise Refusal(405, {"message": "", "url": "/api/swagger"})
    if body.get("merge_when_checks_succeed") and found.unmet(pull):
        # The head is not compared, and not kept.
        if pull.queued:
            raise Refusal(409, {"message": "pull request is already scheduled to auto merge when checks succeed "
                                           f"[pull_id: {pull.number + 100}]", "url": "/api/swagger"})
        pull.queued = {"method": body["Do"], "by": request.account}
        pull.events.append("pull_scheduled_merge")
        return 201, None
    if found.unmet(pull):
        raise Refusal(405, {"message": "not allowed to merge [reason: Not all required status checks successful]",
                            "url": "/api/swagger"})
    if body.get("head_commit_id") and body["head_commit_id"] != pull.sha:
        raise Refusal(409, {"message": "head out of date", "url": "/api/swagger"})
    words = "\n\n".join(filter(None, [body.get("MergeTitleField"), body.get("MergeMessageField")]))
    found.merge(pull, body["Do"], request.account, words)
    return 200, None


def cancel(world, request, owner, name, number):
    pull = pull_of(repository(world, request, owner, name), number)
    if pull.queued is None:
        raise Refusal(404, NOT_FOUND)
    pull.queued = None
    pull.events.append("pull_cancel_scheduled_merge")
    return 204, None


def timeline(world, request, owner, name, number):
    """Enough of it that what counts is on the second page."""
    pull = pull_of(repository(world, request, owner, name), number)
    entries = ["label"] * 60 + pull.events
    return page(request, [{"id": i, "type": kind, "body": ""} for i, kind in enumerate(entries, 1)])


def reviews(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, states = pull_of(found, number), {"approved": "APPROVED", "changesRequested": "REQUEST_CHANGES"}
    entries = [{"id": review.id, "user": user(world, review.account), "team": None, "body": "",
                "state": states[review.verdict], "commit_id": review.head, "submitted_at": review.at,
                "stale": review.head != pull.sha, "official": True, "dismissed": False} for review in pull.reviews]
    return page(request, entries)


def ask(world, request, owner, name, number):
    pull = pull_of(repository(world, request, owner, name), number)
    for account in request.body["reviewers"]:
        if account not in world.accounts:
            raise Refusal(404, {"message": f"user does not exist [uid: 0, name: {account}]", "url": "/api/swagger"})
        if account not in pull.reviewers:
            pull.reviewers.append(account)
    return 201, []


def whoami(world, request):
    return 200, user(world, request.account)


def comment_json(world, comment):
    return {"id": comment.id, "user": user(world, comment.account), "body": comment.text, "assets": []}


def comments(world, request, owner, name, number):
    pull = pull_of(repository(world, request, owner, name), number)
    return 200, [comment_json(world, comment) for comment in pull.comments]


def add_comment(world, request, owner, name, number):
    pull = pull_of(repository(world, request, owner, name), number)
    return 201, comment_json(world, world.comment(pull, request.body["body"], request.account))


def edit_comment(world, request, owner, name, identity):
    found = repository(world, request, owner, name)
    comment = world.own_comment(found.pulls.values(), identity, request.account)
    if comment is None:
        raise Refusal(403, {"message": "", "url": "/api/swagger"})
    comment.text = request.body["body"]
    return 200, comment_json(world, comment)


def labels(world, request, owner, name):
    found = repository(world, request, owner, name)
    return page(request, [label_json(found, label) for label in found.labels])


def make_label(world, request, owner, name):
    return 201, label_json(repository(world, request, owner, name), request.body["name"])


def own_labels(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    return 200, [label_json(found, label) for label in pull_of(found, number).labels]


def add_labels(world, request, owner, name, number):
    found = repository(world, request, owner, name)
    pull, names = pull_of(found, number), {identity: label for label, identity in found.labels.items()}
    pull.labels += [names[i] for i in request.body["labels"] if i in names and names[i] not in pull.labels]
    return 200, [label_json(found, label) for label in pull.labels]


def drop_label(world, request, owner, name, number, identity):
    found = repository(world, request, owner, name)
    pull = pull_of(found, number)
    pull.labels = [label for label in pull.labels if found.labels[label] != int(identity)]
    return 204, None


def status_json(world, entry):
    return {"id": entry["id"], "context": entry["name"], "status": entry["state"], "description": entry["summary"],
            "target_url": entry["address"] or "", "created_at": entry["at"], "updated_at": entry["at"],
            "creator": user(world, "sluice"), "url": ""}


def combined(world, request, owner, name, sha):
    found = repository(world, request, owner, name)
    _, entries, _ = page(request, found.latest(sha))
    return 200, {"state": "pending", "sha": sha, "total_count": len(entries), "url": "", "commit_url": "",
                 "repository": None, "statuses": [status_json(world, entry) for entry in entries] or None}


def post_status(world, request, owner, name, sha):
    found, body = repository(world, request, owner, name), request.body
    found.post(sha, body["context"], body["state"], body.get("description"), body.get("target_url"))
    return 201, status_json(world, found.latest(sha)[-1])


ROUTES = [
    ("GET", r"/api/v1/version", version),
    ("GET", r"/api/v1/user", whoami),
    ("GET", OWN, show),
    ("GET", OWN + r"/branches/([^/]+)", branch),
    ("DELETE", OWN + r"/branches/([^/]+)", delete_branch),
    ("GET", OWN + r"/pulls", pulls),
    ("POST", OWN + r"/pulls", create),
    ("GET", OWN + r"/pulls/(\d+)", read),
    ("PATCH", OWN + r"/pulls/(\d+)", edit),
    ("POST", OWN + r"/pulls/(\d+)/merge", merge),
    ("DELETE", OWN + r"/pulls/(\d+)/merge", cancel),
    ("GET", OWN + r"/issues/(\d+)/timeline", timeline),
    ("GET", OWN + r"/pulls/(\d+)/reviews", reviews),
    ("POST", OWN + r"/pulls/(\d+)/requested_reviewers", ask),
    ("GET", OWN + r"/pulls/([^/]+)/([^/]+)", pair),
    ("GET", OWN + r"/issues/(\d+)/comments", comments),
    ("POST", OWN + r"/issues/(\d+)/comments", add_comment),
    ("PATCH", OWN + r"/issues/comments/(\d+)", edit_comment),
    ("GET", OWN + r"/labels", labels),
    ("POST", OWN + r"/labels", make_label),
    ("GET", OWN + r"/issues/(\d+)/labels", own_labels),
    ("POST", OWN + r"/issues/(\d+)/labels", add_labels),
    ("DELETE", OWN + r"/issues/(\d+)/labels/(\d+)", drop_label),
    ("GET", OWN + r"/commits/([^/]+)/status", combined),
    ("POST", OWN + r"/statuses/([^/]+)", post_status),
] + hooks.gitea(OWN, repository, pull_json, NOT_FOUND)
