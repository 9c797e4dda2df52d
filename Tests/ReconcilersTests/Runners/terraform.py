"""HCP Terraform's API, version 2, for runs (https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run).

A workspace has the path of its repository. Traits: `noRepository` is not connected to one, `unordered` lists the oldest
first, `busy` refuses to apply."""

from orders import Refusal

UNAUTHORIZED = {"errors": [{"status": "401", "title": "unauthorized"}]}
NOT_FOUND = {"errors": [{"status": "404", "title": "not found"}]}
API = "/api/v2"
STATES = {"pending": "planning", "manual": "planned", "success": "applied", "failed": "errored", "canceled": "discarded"}


def token(headers):
    value = headers.get("Authorization") or ""
    return value.removeprefix("Bearer ") if value.startswith("Bearer ") else None


def limit(control, request):
    return {}


def workspace_of(world, id):
    found = world.look(id.removeprefix("ws-").replace("_", "/"))
    if found is None:
        raise Refusal(404, NOT_FOUND)
    return found


def run_of(world, id):
    for found in world.repositories.values():
        for run in found.runs:
            if run_id(found, run) == id:
                return found, run
    raise Refusal(404, NOT_FOUND)


def run_id(found, run):
    return f"run-{run.id}-{found.path.rsplit('/', 1)[1]}"


def run_json(found, run):
    status = STATES.get(run.status, run.status)
    if run.plans_only and run.status == "success":
        status = "planned_and_finished"
    report = run.jobs[0].report
    return {
        "id": run_id(found, run), "type": "runs",
        "attributes": {
            "status": status, "message": run.inputs.get("message", "Triggered via push"), "has-changes": any(report.values()),
            "plan-only": run.source == "schedule" or run.plans_only, "created-at": f"2026-11-01T00:00:00.{run.id:06}Z",
            "actions": {"is-confirmable": status == "planned"},
        },
        "relationships": {"configuration-version": {
            "data": {"id": f"cv-{run_id(found, run)}-{run.sha}", "type": "configuration-versions"}}},
    }


def workspace(world, request, organization, name):
    for path in world.repositories:
        if path.endswith("/" + name):
            return 200, {"data": {"id": "ws-" + path.replace("/", "_"), "type": "workspaces", "attributes": {"name": name}}}
    raise Refusal(404, NOT_FOUND)


def runs(world, request, id):
    found = workspace_of(world, id)
    shown = [run_json(found, run) for run in found.runs]
    if "unordered" not in found.traits:
        shown.reverse()
    return 200, {"data": shown[:int(request.query.get("page[size]", 20))]}


def create(world, request):
    data = request.body["data"]
    found = workspace_of(world, data["relationships"]["workspace"]["data"]["id"])
    configuration = data["relationships"].get("configuration-version")
    sha = configuration["data"]["id"].rsplit("-", 1)[1] if configuration else None
    attributes = data["attributes"]
    run = world.begin(
        found, "api", sha, None, {"message": attributes["message"]}, plans_only=attributes.get("plan-only", False))
    return 201, {"data": run_json(found, run)}


def show(world, request, id):
    found, run = run_of(world, id)
    return 200, {"data": run_json(found, run)}


def plan(world, request, id):
    _, run = run_of(world, id)
    report = run.jobs[0].report
    return 200, {"data": {"id": "plan-" + id, "type": "plans", "attributes": {
        "status": "finished" if run.status != "pending" else "running", "resource-additions": report["create"],
        "resource-changes": report["update"], "resource-destructions": report["delete"], "has-changes": True}}}


def apply(world, request, id):
    found, run = run_of(world, id)
    if run.status != "manual" or "busy" in found.traits:
        raise Refusal(409, {"errors": [{"status": "409", "title": "conflict", "detail": "transition not allowed"}]})
    world.release(found, run)
    return 202, None


def ingress(world, request, id):
    number, sha = id.removeprefix("cv-").rsplit("-", 1)
    found, _ = run_of(world, number)
    if "noRepository" in found.traits:
        raise Refusal(404, NOT_FOUND)
    return 200, {"data": {"id": "ia-" + number, "type": "ingress-attributes", "attributes": {"commit-sha": sha}}}


ROUTES = [
    ("GET", API + r"/organizations/([^/]+)/workspaces/([^/]+)", workspace),
    ("GET", API + r"/workspaces/([^/]+)/runs", runs),
    ("POST", API + r"/runs", create),
    ("GET", API + r"/runs/([^/]+)", show),
    ("GET", API + r"/runs/([^/]+)/plan", plan),
    ("POST", API + r"/runs/([^/]+)/actions/apply", apply),
    ("GET", API + r"/configuration-versions/([^/]+)/ingress-attributes", ingress),
]
