"""What Sluice asks GitHub's GraphQL API, and the part of its schema that it uses
(https://docs.github.com/graphql/reference/mutations)."""

import re

# Members of the inputs, with those that must be there marked.
INPUTS = {
    "enablePullRequestAutoMerge": "pullRequestId! expectedHeadOid mergeMethod commitHeadline commitBody authorEmail",
    "disablePullRequestAutoMerge": "pullRequestId!",
    "enqueuePullRequest": "pullRequestId! expectedHeadOid jump",
    "dequeuePullRequest": "id!",
}
TYPES = {"id": "ID!", "head": "GitObjectID", "method": "PullRequestMergeMethod", "headline": "String", "body": "String",
         "owner": "String!", "name": "String!", "number": "Int!"}
FIELDS = {
    "repository", "pullRequest", "id", "state", "headRefOid", "mergeStateStatus", "isMergeQueueEnabled",
    "mergeQueueEntry", "position", "autoMergeRequest", "enabledAt",
}


def subject(request):
    """` owner/name` for a question about one repository."""
    if request.path != "/api/graphql":
        return ""
    variables = request.body["variables"]
    if "id" in variables:
        return " " + variables["id"].partition("_")[2].rpartition("#")[0]
    return f" {variables['owner']}/{variables['name']}"


def failed(*words):
    return 200, {"data": None, "errors": [{"message": text, "type": "UNPROCESSABLE"} for text in words]}


def fault(query, variables):
    """What the schema does not know of a question; nothing where it knows it all."""
    declared = dict(re.findall(r"\$(\w+): (\w+!?)", query))
    if query.count("{") != query.count("}") or query.count("(") != query.count(")"):
        return "the brackets do not match"
    for name, kind in declared.items():
        if TYPES.get(name) != kind or (kind.endswith("!") and name not in variables):
            return f"${name} is no {kind}"
    if set(re.findall(r"\$(\w+)", query)) != set(declared) or not set(variables) <= set(declared):
        return "variables are not as declared"
    body = query[query.index("{"):]
    for name, members in re.findall(r"(\w+)\(input: \{([^}]*)\}\)", body):
        allowed = INPUTS[name].replace("!", "").split()
        given = re.findall(r"(\w+):", members)
        if not set(given) <= set(allowed) or any(m[:-1] not in given for m in INPUTS[name].split() if m.endswith("!")):
            return f"the input of {name} is not as described"
        body = body.replace(members, "")
    unknown = set(re.findall(r"\b[a-z]\w+", re.sub(r"\([^)]*\)", "", body))) - FIELDS - set(INPUTS)
    return f"there is no field {sorted(unknown)[0]}" if unknown else None


def pull_json(found, pull):
    entry, waits = bool(pull.queued and pull.queued.get("entry")), pull.queued is not None
    queue = [p for p in found.open_pulls() if p.queued and p.queued.get("entry")]
    return {
        "id": f"PR_{found.path}#{pull.number}", "headRefOid": pull.sha,
        "state": {"open": "OPEN", "merged": "MERGED", "closed": "CLOSED"}[pull.state],
        "mergeStateStatus": "BLOCKED" if found.unmet(pull) else "CLEAN", "isMergeQueueEnabled": found.queue,
        "mergeQueueEntry": {"state": "QUEUED", "position": queue.index(pull) + 1} if entry else None,
        "autoMergeRequest": {"enabledAt": pull.updated} if waits and not entry else None,
    }


def answer(world, request):
    query, variables = request.body["query"], request.body["variables"]
    words = fault(query, variables)
    if words:
        return 500, {"message": words}
    if query.startswith("query"):
        path = f"{variables['owner']}/{variables['name']}"
        found = world.repositories.get(world.renamed.get(path, path))
        pull = found and found.pulls.get(variables["number"])
        if pull is None:
            return failed("Could not resolve to a PullRequest with the number of " + str(variables["number"]) + ".")
        return 200, {"data": {"repository": {"pullRequest": pull_json(found, pull)}}}
    path, _, number = variables["id"].removeprefix("PR_").rpartition("#")
    found = world.repositories[path]
    pull, name = found.pulls[int(number)], re.search(r"(\w+)\(input", query)[1]
    words = globals()[name](found, pull, variables, request.account)
    return failed(words) if words else (200, {"data": {name: pull_json(found, pull)}})


def refusal(pull, variables):
    if pull.state != "open":
        return "Pull request is closed"
    if variables.get("head", pull.sha) != pull.sha:
        return "Head branch was modified. Review and try the merge again."
    return None


def enablePullRequestAutoMerge(found, pull, variables, account):
    words = refusal(pull, variables)
    if words is None and not found.unmet(pull) and not found.queue:
        words = "Pull request Pull request is in clean status"
    if words is None:
        pull.queued = {"method": variables.get("method", "MERGE").lower(), "by": account}
    return words


def disablePullRequestAutoMerge(found, pull, variables, account):
    if pull.queued is None or pull.queued.get("entry"):
        return "Can't disable auto-merge for this pull request"
    pull.queued = None


def enqueuePullRequest(found, pull, variables, account):
    words = refusal(pull, variables) or (None if found.queue else "Merge queue is not enabled")
    if words is None:
        # A push takes it out again.
        pull.queued = {"method": "merge", "by": "github-merge-queue[bot]", "entry": True, "forgets": True}
    return words


def dequeuePullRequest(found, pull, variables, account):
    if pull.queued is None or not pull.queued.get("entry"):
        return "Pull request is not in the merge queue"
    pull.queued = None


ROUTES = [("POST", r"/api/graphql", answer)]
