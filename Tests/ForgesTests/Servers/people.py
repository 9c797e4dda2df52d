"""What people do by the hosts' APIs in a trial, and Sluice never does: commits, approvals of another account, and repositories.

The descriptions that are at hand were trimmed to what Sluice does; these calls are not held against them."""

import re


def subject(world, path):
    """The repository that a path is about, whatever the vendor."""
    for found in world.repositories.values():
        owner, name = found.path.rsplit("/", 1)
        forms = [found.path, found.path.replace("/", "%2F"), f"{owner}/_apis/git/repositories/{name}",
                 f"{owner}/repos/{name}"]
        if any(f"/{form}/" in path + "/" for form in forms):
            return found
    return None


def form(request):
    """The fields of a body of multipart/form-data."""
    return {name.decode(): value.decode() for name, value in re.findall(
        rb'name="([^"]*)"\r\n\r\n(.*?)\r\n--', request.raw, re.DOTALL)}


def pushed(found, branch, start=None):
    assert start is None or branch not in found.branches, "the branch is there already"
    assert start is not None or branch in found.branches, "there is no such branch"
    return found.push(branch)


def contents(world, request, found):
    """GitHub and Gitea."""
    body = request.body
    if request.method == "POST":
        branch, start = body.get("new_branch", body["branch"]), body["branch"] if "new_branch" in body else None
        return 201, {"commit": {"sha": pushed(found, branch, start)}}
    return 201, {"commit": {"sha": pushed(found, body["branch"])}}


def make_reference(world, request, found):
    found.branches[request.body["ref"].removeprefix("refs/heads/")] = request.body["sha"]
    return 201, {"ref": request.body["ref"], "object": {"sha": request.body["sha"]}}


def commits(world, request, found):
    return 201, {"id": pushed(found, request.body["branch"], request.body.get("start_branch"))}


def source(world, request, found):
    fields = form(request)
    assert fields["parents"] in found.parents
    sha = found.push(fields["branch"])
    return 201, None, {"Location": f"http://127.0.0.1/{found.path}/commit/{sha}"}


def browse(world, request, found):
    fields = form(request)
    return 200, {"id": pushed(found, fields["branch"], fields.get("sourceBranch"))}


def references(world, request, found):
    update, = request.body
    found.branches[update["name"].removeprefix("refs/heads/")] = update["newObjectId"]
    return 200, {"value": [{"success": True}]}


def pushes(world, request, found):
    update, = request.body["refUpdates"]
    branch = update["name"].removeprefix("refs/heads/")
    assert found.branches[branch] == update["oldObjectId"]
    return 201, {"commits": [{"commitId": pushed(found, branch)}]}


def approve(world, request, found):
    number = int(re.search(r"/(?:pulls|merge_requests|pullrequests|pull-requests|pullRequests)/(\d+)/", request.path)[1])
    world.review(found, found.pulls[number], "approved", request.account)
    user = {"login": request.account, "nickname": request.account, "name": request.account}
    return 200, {"user": user, "uniqueName": request.account}


def make_repository(world, request):
    """In the account's own name, or in its group's."""
    path = f'{request.account}/{request.body["name"]}'
    world.create(path, request.body.get("default_branch", "main"))
    return 201, {"full_name": path, "path_with_namespace": path}


def delete_repository(world, request, found):
    del world.repositories[found.path]
    return 204, None


MAKING = {("github", "/api/v3/user/repos"), ("gitea", "/api/v1/user/repos"), ("gitlab", "/api/v4/projects")}
ROUTES = [
    ("github", "DELETE", r"/api/v3/repos/[^/]+/[^/]+", delete_repository),
    ("gitea", "DELETE", r"/api/v1/repos/[^/]+/[^/]+", delete_repository),
    ("gitlab", "DELETE", r"/api/v4/projects/[^/]+", delete_repository),
    ("github", "PUT", r".*/contents/.+", contents),
    ("github", "POST", r".*/git/refs", make_reference),
    ("github", "POST", r".*/pulls/\d+/reviews", approve),
    ("gitea", "POST", r".*/contents/.+", contents),
    ("gitea", "POST", r".*/pulls/\d+/reviews", approve),
    ("gitlab", "POST", r".*/repository/commits", commits),
    ("gitlab", "POST", r".*/merge_requests/\d+/approve", approve),
    ("bitbucketCloud", "POST", r".*/src", source),
    ("bitbucketCloud", "POST", r".*/pullrequests/\d+/approve", approve),
    ("bitbucketDataCenter", "PUT", r".*/browse/.+", browse),
    ("bitbucketDataCenter", "POST", r".*/pull-requests/\d+/approve", approve),
    ("azureDevOps", "POST", r".*/pushes", pushes),
    ("azureDevOps", "PUT", r".*/pullRequests/\d+/reviewers/[^/]+", approve),
]


def action(vendor, world, request):
    """What does it; nothing where Sluice does that, too."""
    for name, method, pattern, function in ROUTES:
        if (name, method) == (vendor, request.method) and re.fullmatch(pattern, request.path):
            found = subject(world, request.path)
            return found and (lambda: function(world, request, found))
    if request.method == "POST" and (vendor, request.path) in MAKING:
        return lambda: make_repository(world, request)
    if vendor == "azureDevOps" and request.method == "POST" and request.path.endswith("/refs"):
        if set(request.body[0]["oldObjectId"]) == {"0"}:
            found = subject(world, request.path)
            return found and (lambda: references(world, request, found))
    return None
