"""GitLab's REST API, version 4, for pipelines (https://docs.gitlab.com/api/pipelines/, /jobs/, /job_artifacts/).

Traits: `noVariables` refuses pipeline variables, `unordered` lists the oldest first, `noSources` does not say why a pipeline
came about, `elsewhere:URL` keeps artifacts on another host."""

from orders import Refusal

UNAUTHORIZED = {"message": "401 Unauthorized"}
NOT_FOUND = {"error": "404 Not Found"}
OWN = r"/api/v4/projects/([^/]+)"
MOMENT = "2026-11-01T00:00:00.000Z"


def token(headers):
    return headers.get("PRIVATE-TOKEN")


def limit(control, request):
    return {}


def project(world, path):
    found = world.look(path)
    if found is None:
        raise Refusal(404, {"message": "404 Project Not Found"})
    return found


def run_of(found, number):
    for run in found.runs:
        if run.id == int(number):
            return run
    raise Refusal(404, {"message": "404 Not found"})


def basic(found, run):
    shown = {"id": run.id, "iid": run.id, "project_id": 1, "sha": run.sha, "ref": run.branch, "status": run.status,
             "source": run.source, "created_at": MOMENT, "updated_at": MOMENT,
             "web_url": f"https://gitlab.example.com/{found.path}/-/pipelines/{run.id}"}
    if "noSources" in found.traits:
        del shown["source"]
    return shown


def whole(found, run):
    return {**basic(found, run), "before_sha": "0" * 40, "tag": False, "yaml_errors": run.errors}


def job_json(found, run, job):
    return {"id": job.id, "name": job.name, "status": job.status, "stage": "deploy", "ref": run.branch, "tag": False,
            "allow_failure": job.allow_failure, "created_at": MOMENT, "failure_reason": job.reason,
            "pipeline": basic(found, run)}


def pipelines(world, request, path):
    found, query = project(world, path), request.query
    chosen = [run for run in found.runs
              if query.get("ref") in (None, run.branch) and query.get("sha") in (None, run.sha)
              if query.get("source") in (None, run.source)]
    if "unordered" not in found.traits:
        chosen.reverse()
    number, size = request.page("per_page", 20, 100)
    return 200, [basic(found, run) for run in chosen[(number - 1) * size:number * size]]


def create(world, request, path):
    found, body = project(world, path), request.body
    if body["ref"] != "main":
        raise Refusal(400, {"message": {"base": ["Reference not found"]}})
    if "noVariables" in found.traits and body.get("variables"):
        raise Refusal(400, {"message": {"base": ["Insufficient permissions to set pipeline variables"]}})
    if "filtered" in found.traits:
        raise Refusal(400, {"message": {"base": ["Pipeline will not run for the selected trigger. The rules "
                                                 "configuration prevented any jobs from being added to the pipeline, "
                                                 "as they were filtered out."]}})
    variables = {entry["key"]: entry["value"] for entry in body.get("variables", [])}
    plans = "SLUICE_PLAN_ONLY" in variables
    return 201, whole(found, world.begin(found, "api", None, variables, body.get("inputs"), plans_only=plans))


def show(world, request, path, number):
    found = project(world, path)
    return 200, whole(found, run_of(found, number))


def jobs(world, request, path, number):
    found = project(world, path)
    run = run_of(found, number)
    chosen = run.jobs
    if request.query.get("include_retried") != "true":
        chosen = [job for job in run.jobs if not any(o.name == job.name and o.id > job.id for o in run.jobs)]
    page, size = request.page("per_page", 20, 100)
    return 200, [job_json(found, run, job) for job in reversed(chosen)][(page - 1) * size:page * size]


def variables(world, request, path, number):
    run = run_of(project(world, path), number)
    return 200, [{"variable_type": "env_var", "key": key, "value": value, "raw": False}
                 for key, value in run.variables.items()]


def job_of(found, number):
    for run in found.runs:
        for job in run.jobs:
            if job.id == int(number):
                return run, job
    raise Refusal(404, {"message": "404 Not found"})


def play(world, request, path, number):
    found = project(world, path)
    run, job = job_of(found, number)
    if job.status != "manual":
        raise Refusal(400, {"message": "400 Bad request - Unplayable Job"})
    if "protected" in found.traits:
        raise Refusal(403, {"message": "403 Forbidden"})
    world.release(found, run)
    return 200, job_json(found, run, job)


def retry(world, request, path, number):
    found = project(world, path)
    run = run_of(found, number)
    world.again(found, run)
    return 201, whole(found, run)


def artifact(world, request, path, number, file):
    found = project(world, path)
    for trait in found.traits:
        if trait.startswith("elsewhere:"):
            raise Refusal(302, None, {"Location": trait.removeprefix("elsewhere:")})
    _, job = job_of(found, number)
    if job.report is None or file != "plan.json":
        raise Refusal(404, {"message": "404 Not found"})
    return 200, job.report


ROUTES = [
    ("GET", OWN + "/pipelines", pipelines),
    ("POST", OWN + "/pipeline", create),
    ("GET", OWN + r"/pipelines/(\d+)", show),
    ("GET", OWN + r"/pipelines/(\d+)/jobs", jobs),
    ("GET", OWN + r"/pipelines/(\d+)/variables", variables),
    ("POST", OWN + r"/pipelines/(\d+)/retry", retry),
    ("POST", OWN + r"/jobs/(\d+)/play", play),
    ("GET", OWN + r"/jobs/(\d+)/artifacts/(.+)", artifact),
]
