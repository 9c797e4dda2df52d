"""GitHub's REST API of 2022-11-28 for Actions, as an Enterprise Server has it below /api/v3 (https://docs.github.com/rest/actions).

Traits: `old` answers a dispatch with 204 and refuses `return_run_details`, `quiet` takes that flag and answers 204,
`noRunName` does not show the promotion's id, `unordered` lists the oldest first, `noReviewer` lets the account approve nothing."""

from orders import Refusal

DOCUMENTATION = "https://docs.github.com/rest"
UNAUTHORIZED = {"message": "Bad credentials", "documentation_url": DOCUMENTATION}
NOT_FOUND = {"message": "Not Found", "documentation_url": DOCUMENTATION}
OWN = r"/api/v3/repos/([^/]+)/([^/]+)/actions"
MOMENT = "2026-11-01T00:00:00Z"
STATES = {"pending": ("queued", None), "running": ("in_progress", None), "manual": ("waiting", None),
          "success": ("completed", "success"), "failed": ("completed", "failure"), "canceled": ("completed", "cancelled"),
          "created": ("queued", None)}


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    return {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": "1"}


def refused(words, status=422):
    return Refusal(status, {"message": words, "documentation_url": DOCUMENTATION})


def repository(world, owner, name):
    found = world.look(f"{owner}/{name}")
    if found is None:
        raise Refusal(404, NOT_FOUND)
    return found


def workflow(world, owner, name, file):
    if file not in ("deploy.yaml", "plan.yaml"):
        raise Refusal(404, NOT_FOUND)
    return repository(world, owner, name)


def run_of(found, number):
    for run in found.runs:
        if run.id == int(number):
            return run
    raise Refusal(404, NOT_FOUND)


def state(status):
    """A word of this server's, or one of GitHub's own: `in_progress` or `completed/stale`."""
    if status in STATES:
        return STATES[status]
    word, _, conclusion = status.partition("/")
    return word, conclusion or None


def run_json(found, run):
    status, conclusion = state(run.status)
    shown = run.inputs.get("sluice_promotion", "")
    title = "Deploy" if "noRunName" in found.traits or not shown else f"Deploy {shown}"
    return {
        "id": run.id, "name": "deploy", "display_title": title, "head_branch": run.branch, "head_sha": run.sha,
        "run_number": run.id, "run_attempt": run.attempt, "event": run.source, "status": status,
        "conclusion": conclusion, "workflow_id": 1, "created_at": MOMENT, "updated_at": MOMENT,
        "html_url": f"https://github.example.com/{found.path}/actions/runs/{run.id}",
    }


def show_workflow(world, request, owner, name, file):
    workflow(world, owner, name, file)
    return 200, {"id": 1, "name": "deploy", "path": ".github/workflows/deploy.yaml",
                 "state": "active"}


def dispatch(world, request, owner, name, file):
    found, body = workflow(world, owner, name, file), request.body
    if "old" in found.traits and "return_run_details" in body:
        raise refused('Invalid request.\n\n"return_run_details" is not a permitted key.')
    if body["ref"] != "main":
        raise refused("No ref found for: " + body["ref"])
    if "noDispatch" in found.traits:
        raise refused("Workflow does not have 'workflow_dispatch' trigger")
    unknown = set(body.get("inputs", {})) - {"sluice_promotion", "region"}
    if unknown:
        raise refused(f"Unexpected inputs provided: {sorted(unknown)}")
    run = world.begin(found, "workflow_dispatch", None, None, body.get("inputs"), file, file == "plan.yaml")
    if body.get("return_run_details") and "quiet" not in found.traits:
        return 200, {"workflow_run_id": run.id, "run_url": "https://github.example.com/x", "html_url": "https://github.example.com/y"}
    return 204, None


def runs(world, request, owner, name, file):
    found, query = workflow(world, owner, name, file), request.query
    chosen = [run for run in found.runs if run.workflow == file
              if query.get("branch") in (None, run.branch) and query.get("head_sha") in (None, run.sha)
              if query.get("event") in (None, run.source)]
    if "unordered" not in found.traits:
        chosen.reverse()
    number, size = request.page("per_page", 30, 100)
    page = chosen[(number - 1) * size:number * size]
    return 200, {"total_count": len(chosen), "workflow_runs": [run_json(found, run) for run in page]}


def show(world, request, owner, name, number):
    found = repository(world, owner, name)
    return 200, run_json(found, run_of(found, number))


def jobs(world, request, owner, name, number):
    run = run_of(repository(world, owner, name), number)
    shown = [job for job in run.jobs if not any(o.name == job.name and o.id > job.id for o in run.jobs)]
    entries = []
    for job in shown:
        status, conclusion = state(job.status)
        if status == "waiting":
            status = "queued"
        entries.append({"id": job.id, "run_id": run.id, "head_sha": run.sha, "name": job.name, "status": status,
                        "conclusion": conclusion, "started_at": MOMENT, "completed_at": MOMENT})
    return 200, {"total_count": len(entries), "jobs": entries}


def pending(world, request, owner, name, number):
    found = repository(world, owner, name)
    run = run_of(found, number)
    if run.status != "manual":
        return 200, []
    reviewers = [{"type": "User", "reviewer": {"login": "alice", "id": 1}},
                 {"type": "Team", "reviewer": {"name": "sre", "id": 2}}]
    return 200, [{"environment": {"id": run.id, "name": "production"}, "wait_timer": 0,
                  "wait_timer_started_at": MOMENT, "current_user_can_approve": "noReviewer" not in found.traits,
                  "reviewers": reviewers}]


def review(world, request, owner, name, number):
    found = repository(world, owner, name)
    run = run_of(found, number)
    if run.status != "manual" or request.body["environment_ids"] != [run.id] or "noReviewer" in found.traits:
        raise refused("There were one or more errors approving or rejecting the deployment protection rules")
    world.release(found, run)
    return 200, []


def rerun(world, request, owner, name, number):
    found = repository(world, owner, name)
    world.again(found, run_of(found, number))
    return 201, {}


def annotations(world, request, owner, name, number):
    for run in repository(world, owner, name).runs:
        for job in run.jobs:
            if job.id == int(number) and job.report:
                text = str(job.report).replace("'", '"')
                return 200, [{"path": ".github", "start_line": 1, "end_line": 1, "annotation_level": "notice",
                              "title": "terraform-plan", "message": text, "raw_details": None, "blob_href": "x",
                              "start_column": None, "end_column": None}]
    return 200, []


ROUTES = [
    ("GET", OWN + r"/workflows/([^/]+)", show_workflow),
    ("POST", OWN + r"/workflows/([^/]+)/dispatches", dispatch),
    ("GET", OWN + r"/workflows/([^/]+)/runs", runs),
    ("GET", OWN + r"/runs/(\d+)", show),
    ("GET", OWN + r"/runs/(\d+)/jobs", jobs),
    ("GET", OWN + r"/runs/(\d+)/pending_deployments", pending),
    ("POST", OWN + r"/runs/(\d+)/pending_deployments", review),
    ("POST", OWN + r"/runs/(\d+)/rerun", rerun),
    ("GET", r"/api/v3/repos/([^/]+)/([^/]+)/check-runs/(\d+)/annotations", annotations),
]
