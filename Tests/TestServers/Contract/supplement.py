"""What the descriptions lack: calls that are younger than they are, and the third version of OpenAPI."""

import copy

LIST = {"type": "array", "items": {"type": "object"}}


def parameter(name, place="path"):
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


def answered(schema):
    return {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}


def described(parameters, body=None, success="200", answer=None):
    """A call of the documents: its parameters in the path, what its body may have, and how it succeeds."""
    result = {"parameters": [parameter(name) for name in parameters], "responses": {success: {"description": "ok"}}}
    if answer:
        result["responses"][success]["content"] = {"application/json": {"schema": answer}}
    if body:
        result["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return result


def object_of(required="", **properties):
    return {"type": "object", "required": required.split(), "properties": {
        name: kind if isinstance(kind, dict) else {"type": kind} for name, kind in properties.items()}}


TEXTS = {"type": "array", "items": {"type": "string"}}
THREAD = "/{organization}/{project}/_apis/git/repositories/{repositoryId}/pullRequests/{pullRequestId}/threads/{threadId}"

PATHS = {
    "azureDevOps": {
        # https://learn.microsoft.com/rest/api/azure/devops/hooks/subscriptions
        "/{organization}/_apis/hooks/subscriptions": {"post": {
            **described(
                ["organization"],
                object_of("publisherId eventType consumerId consumerActionId publisherInputs consumerInputs",
                          publisherId="string", eventType="string", resourceVersion="string", consumerId="string",
                          consumerActionId="string", publisherInputs="object", consumerInputs="object"),
                answer=object_of("id", id="string")),
            "parameters": [parameter("organization"), {**parameter("api-version", "query"), "required": True}]}},
        "/{organization}/_apis/hooks/subscriptions/{subscriptionId}": {"delete": {
            **described([], success="204"),
            "parameters": [parameter("organization"), parameter("subscriptionId"),
                           {**parameter("api-version", "query"), "required": True}]}},
        # What vsts-http-clients and Microsoft's own command line ask whose token it is.
        "/{organization}/_apis/connectionData": {
            "get": {
                "parameters": [parameter("organization")],
                "responses": answered({"type": "object", "required": ["authenticatedUser"], "properties": {
                    "authenticatedUser": {"type": "object", "properties": {"id": {"type": "string"}}}}}),
            }
        },
        # https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-thread-comments/update
        THREAD + "/comments/{commentId}": {
            "patch": {
                "parameters": [parameter(name) for name in ("organization", "project", "repositoryId", "pullRequestId",
                                                            "threadId", "commentId")]
                + [{**parameter("api-version", "query"), "required": True}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Comment"}}}},
                "responses": answered({"$ref": "#/components/schemas/Comment"}),
            }
        },
    },
    "bitbucketCloud": {
        # Its description has the call, and says of the body only what an example of it is.
        "/repositories/{workspace}/{repo_slug}/hooks": {"post": described(
            ["workspace", "repo_slug"],
            object_of("url events", description="string", url="string", active="boolean", secret="string", events=TEXTS),
            "201", {"$ref": "#/components/schemas/webhook_subscription"})},
    },
    "bitbucketDataCenter": {
        # https://developer.atlassian.com/server/bitbucket/rest/: deleteWebhook
        "/api/latest/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}": {
            "delete": described(["projectKey", "repositorySlug", "webhookId"], success="204")},
    },
    "github": {
        # https://docs.github.com/rest/repos/webhooks
        "/repos/{owner}/{repo}/hooks": {"post": described(
            ["owner", "repo"],
            object_of("", name="string", active="boolean", events=TEXTS, config=object_of(
                "", url="string", content_type="string", secret="string", insecure_ssl="string")),
            "201", object_of("id", id="integer"))},
        "/repos/{owner}/{repo}/hooks/{hook_id}": {"delete": described(["owner", "repo", "hook_id"], success="204")},
        # https://docs.github.com/rest/checks/runs#list-check-run-annotations
        "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": {
            "get": {
                "parameters": [parameter(name) for name in ("owner", "repo", "check_run_id")]
                + [parameter("per_page", "query")],
                "responses": answered(LIST),
            }
        },
        # https://docs.github.com/graphql; githubGraph.py has what is known of its schema.
        "/api/graphql": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {
                    "type": "object", "required": ["query"],
                    "properties": {"query": {"type": "string"}, "variables": {"type": "object"}}}}}},
                "responses": answered({"type": "object"}),
            }
        },
    },
    "gitea": {
        # Gitea 1.21, templates/swagger/v1_json.tmpl: issueGetCommentsAndTimeline.
        "/api/v1/repos/{owner}/{repo}/issues/{index}/timeline": {
            "get": {
                "parameters": [parameter(name) for name in ("owner", "repo", "index")]
                + [parameter(name, "query") for name in ("since", "page", "limit", "before")],
                "responses": answered(LIST),
            }
        },
        # Gitea 1.22, templates/swagger/v1_json.tmpl: repoGetPullRequestByBaseHead.
        "/api/v1/repos/{owner}/{repo}/pulls/{base}/{head}": {
            "get": {
                "parameters": [parameter(name) for name in ("owner", "repo", "base", "head")],
                "responses": {
                    "200": {"description": "PullRequest", "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/PullRequest"}}}},
                    "404": {"description": "not found"},
                },
            }
        }
    },
    "terraform": {
        # https://developer.hashicorp.com/terraform/cloud-docs/api-docs/configuration-versions
        "/configuration-versions/{id}/ingress-attributes": {
            "get": {
                "parameters": [parameter("id")],
                "responses": answered({"type": "object", "required": ["data"]}),
            }
        }
    },
    "gitlab": {
        # https://docs.gitlab.com/api/project_webhooks/#delete-a-project-webhook
        "/api/v4/projects/{id}/hooks/{hook_id}": {"delete": described(["id", "hook_id"], success="204")},
        # https://docs.gitlab.com/api/job_artifacts/#download-a-single-artifact-file-by-job-id
        "/api/v4/projects/{id}/jobs/{job_id}/artifacts/{artifact_path}": {
            "get": {
                "parameters": [parameter(name) for name in ("id", "job_id", "artifact_path")],
                "responses": {"200": {"description": "the file"}},
            }
        },
        # https://docs.gitlab.com/api/users/#list-users
        "/api/v4/users": {
            "get": {
                "parameters": [parameter("username", "query")],
                "responses": {"200": {"description": "users", "content": {"application/json": {"schema": LIST}}}},
            }
        }
    },
}


PARAMETERS = {
    # Which fields are answered, of what grpc-gateway writes as JSON (argoproj/pkg, grpc/http/forwarders.go); what Argo CD's own
    # pages ask with, too.
    "argocd": [("/api/v1/applications", "get", "fields"), ("/api/v1/stream/applications", "get", "fields")],
    # https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
    "github": [("/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", "get", "head_sha")],
    # https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering: any list can be filtered.
    "bitbucketCloud": [
        ("/repositories/{workspace}/{repo_slug}/pullrequests", "get", "q"),
        # https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination: so do the pages of any.
        ("/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments", "get", "pagelen"),
    ]
}


def modern(document):
    """A description of Swagger 2.0 as one of OpenAPI 3.0, as far as the vendors use it."""
    document = copy.deepcopy(document)
    base = document.get("basePath", "").rstrip("/")
    paths = {}
    for path, item in document["paths"].items():
        shared = item.pop("parameters", [])
        paths[base + path] = {method: operation(document, entry, shared) for method, entry in item.items()}
    responses = {name: response(entry) for name, entry in document.get("responses", {}).items()}
    modern = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": paths,
              "components": {"schemas": document.get("definitions", {}), "responses": responses}}
    return renamed(modern)


def wrapped(document):
    """Azure DevOps' says that lists are answered bare; the service puts them into `value`, with a `count`."""
    for item in document["paths"].values():
        for entry in item.values():
            for answer in entry["responses"].values():
                content = answer.get("content", {}).get("application/json")
                if content and content["schema"].get("type") == "array":
                    content["schema"] = {"type": "object", "properties": {"value": content["schema"]}}
    return document


def mend(document):
    """GitLab's says `string` of what its code declares no type for
    (https://docs.gitlab.com/api/projects/: `merge_trains_enabled` is true or false)."""
    for schema in document["components"]["schemas"].values():
        if "merge_trains_enabled" in schema.get("properties", {}):
            schema["properties"]["merge_trains_enabled"] = {"type": "boolean"}


def relaxed(document):
    """Bitbucket Data Center's marks what answers have as what requests need, the address of what it answers as never
    answered, and writes media types with parameters. Bitbucket Cloud's says of many objects that they have no other
    members, and the service sends more."""
    if isinstance(document, list):
        return [relaxed(entry) for entry in document]
    if not isinstance(document, dict):
        return document
    dropped = {"additionalProperties", "readOnly", "writeOnly"} | ({"required"} if "properties" in document else set())
    kinds = {"application/json;charset=UTF-8": "application/json", "*/*": "application/json"}
    return {kinds.get(key, key): relaxed(entry) for key, entry in document.items() if key not in dropped}


def operation(document, entry, shared):
    result = {"parameters": [], "responses": {}}
    for given in shared + entry.get("parameters", []):
        if "$ref" in given:
            given = document["parameters"][given["$ref"].rsplit("/", 1)[1]]
        if given["in"] == "body":
            result["requestBody"] = {"content": {"application/json": {"schema": given["schema"]}}}
        else:
            plain = {key: given[key] for key in ("name", "in", "required") if key in given}
            names = ("type", "format", "enum", "items", "minimum", "maximum")
            plain["schema"] = {key: given[key] for key in names if key in given}
            result["parameters"].append(plain)
    result["responses"] = {status: response(entry) for status, entry in entry["responses"].items()}
    return result


def response(entry):
    if "$ref" in entry:
        return entry
    result = {"description": entry.get("description", "")}
    if "schema" in entry:
        result["content"] = {"application/json": {"schema": entry["schema"]}}
    return result


def renamed(value):
    """References as the third version has them."""
    if isinstance(value, list):
        return [renamed(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    result = {key: renamed(entry) for key, entry in value.items()}
    if isinstance(value.get("$ref"), str):
        target = value["$ref"].replace("#/definitions/", "#/components/schemas/")
        result["$ref"] = target.replace("#/responses/", "#/components/responses/")
    return result
