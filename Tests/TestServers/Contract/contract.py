"""Holds requests and answers against a vendor's official description, by openapi-core.

Stricter than a validator: a member of a body or a parameter of a query that the description does not name is a fault,
too. Answers are completed from the description first, so that the servers write only what matters."""

import json
import os
import re

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

import supplement

FILES = {
    "argocd": ("argocd.json", ""),
    "azureDevOps": ("azure-devops.json", ""),
    "bitbucketCloud": ("bitbucket-cloud.json", "/2.0"),
    "bitbucketDataCenter": ("bitbucket-dc.json", "/rest"),
    "gitea": ("gitea.json", ""),
    "github": ("github.json", "/api/v3"),
    "gitlab": ("gitlab.json", ""),
}
HOST = "http://localhost"


class Contract:
    def __init__(self, vendor, folder):
        name, self.prefix = FILES[vendor]
        with open(os.path.join(folder, name)) as file:
            document = json.load(file)
        if "swagger" in document:
            document = supplement.modern(document)
        if vendor == "azureDevOps":
            document = supplement.wrapped(document)
        if vendor.startswith("bitbucket"):
            document = supplement.relaxed(document)
        document["paths"].update(supplement.PATHS.get(vendor, {}))
        for path, method, name in supplement.PARAMETERS.get(vendor, []):
            document["paths"][path][method].setdefault("parameters", []).append(supplement.parameter(name, "query"))
        document["servers"] = [{"url": HOST}]
        self.document, self.paths = document, []
        # All but GitHub send null where their descriptions do not say so.
        self.null_anywhere = vendor != "github"
        self.api = OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))
        for path, item in document["paths"].items():
            pattern = "/".join("[^/]+" if "{" in step else re.escape(step) for step in path.split("/"))
            self.paths.append((path.count("{"), re.compile(pattern), item))
        self.paths.sort(key=lambda entry: entry[0])

    def fault_of_request(self, request):
        """What the description does not know about a request; nothing where it knows it all."""
        operation = self.operation(request)
        if operation is None:
            return "there is no such call"
        known = {p["name"] for p in map(self.resolved, operation["parameters"]) if p["in"] == "query"}
        unknown = [name for name in request.query if name not in known]
        if unknown:
            return f"there is no parameter {unknown[0]}"
        content = self.resolved(operation.get("requestBody", {})).get("content", {})
        if content and isinstance(request.body, dict):
            members = self.members(next(iter(content.values())).get("schema", {}))
            unknown = [name for name in request.body if members is not None and name not in members]
            if unknown:
                return f"there is no member {unknown[0]}"
        elif request.raw and not content:
            return "there is no body"
        try:
            self.api.validate_request(self.mock(request))
        except Exception as error:
            return self.words(error)
        return None

    def fault_of_answer(self, request, status, body):
        response = self.response(request, status)
        if response is None:
            # No description lists every redirect and refusal.
            return None if status >= 300 else f"there is no answer {status}"
        if body is None or not response.get("content"):
            return None
        body = self.whole(body, next(iter(response["content"].values()))["schema"])
        try:
            described = status if str(status) in self.operation(request)["responses"] else 200
            answer = MockResponse(json.dumps(body).encode(), status_code=described, content_type="application/json")
            self.api.validate_response(self.mock(request), answer)
        except Exception as error:
            return f"the answer {status} is not as described: {self.words(error)}"
        return None

    def completed(self, request, status, body):
        """The body with what the description requires and the server does not write."""
        response = self.response(request, status)
        content = (response or {}).get("content", {}).get("application/json")
        return self.filled(body, content["schema"]) if content and body is not None and status < 300 else body

    def operation(self, request):
        path = request.path.removeprefix(self.prefix)
        for _, pattern, item in self.paths:
            if pattern.fullmatch(path) and request.method.lower() in item:
                found = dict(item[request.method.lower()])
                found["parameters"] = item.get("parameters", []) + found.get("parameters", [])
                return found
        return None

    def response(self, request, status):
        responses = (self.operation(request) or {}).get("responses", {})
        found = responses.get(str(status))
        if found is None and status == 201:
            # GitLab's says 200 of some creations.
            found = responses.get("200")
        return self.resolved(found) if found is not None else None

    def mock(self, request):
        path = request.path.removeprefix(self.prefix)
        kind = (request.headers.get("Content-Type") or "application/json").split(";")[0]
        return MockRequest(HOST, request.method.lower(), path, args=request.query, headers=dict(request.headers),
                           data=request.raw or None, content_type=kind)

    def resolved(self, value):
        while isinstance(value, dict) and "$ref" in value:
            target = self.document
            for step in value["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    def members(self, schema):
        """The names that an object may have; nothing where it may have any."""
        schema = self.resolved(schema)
        names = set(schema.get("properties", {}))
        for part in schema.get("allOf", []) + schema.get("anyOf", []) + schema.get("oneOf", []):
            names |= self.members(part) or set()
        return names or None

    def filled(self, value, schema, depth=0):
        schema = self.resolved(schema)
        if isinstance(value, list):
            return [self.filled(entry, schema.get("items", {}), depth) for entry in value]
        if not isinstance(value, dict):
            return value
        result = dict(value)
        for part in self.parts(schema):
            properties = part.get("properties", {})
            for name in part.get("required", []):
                if name not in result:
                    result[name] = self.made(properties.get(name, {}), depth + 1)
            for name in properties:
                if result.get(name) is not None:
                    result[name] = self.filled(result[name], properties[name], depth + 1)
        return result

    def whole(self, value, schema):
        """The value with something in the place of each null that is allowed: validators take `nullable` beside `allOf`
        for "and not null"."""
        schema = self.resolved(schema)
        if isinstance(value, list):
            return [self.whole(entry, schema.get("items", {})) for entry in value]
        if not isinstance(value, dict):
            return value
        result = dict(value)
        for part in self.parts(schema):
            for name, inner in part.get("properties", {}).items():
                if result.get(name) is not None:
                    result[name] = self.whole(result[name], inner)
                elif name in result and (self.null_anywhere or self.resolved(inner).get("nullable") or inner.get("nullable")):
                    result[name] = self.whole(self.made(inner, 0, null=False), inner)
        return result

    def parts(self, schema):
        choices = schema.get("anyOf", [])[:1] + schema.get("oneOf", [])[:1]
        return [schema, *map(self.resolved, schema.get("allOf", []) + choices)]

    def made(self, schema, depth, null=True):
        """Anything that a schema allows, as little as it may be."""
        schema = self.resolved(schema)
        if schema.get("nullable") and null:
            return None
        for key in ("allOf", "anyOf", "oneOf"):
            if schema.get(key):
                return self.made(schema[key][0], depth, null)
        if schema.get("enum"):
            return schema["enum"][0]
        if schema.get("type") == "object" or "properties" in schema:
            return self.filled({}, schema, depth) if depth < 12 else {}
        texts = {"uri": "https://example.com/", "date-time": "2026-01-01T00:00:00Z", "email": "a@example.com",
                 "uuid": "00000000-0000-4000-8000-000000000000"}
        made = {"array": [], "integer": 1, "number": 1, "boolean": False}
        return made.get(schema.get("type"), texts.get(schema.get("format"), "x"))

    def words(self, error):
        causes = [error, error.__cause__, getattr(error.__cause__, "__cause__", None)]
        details = [
            "/".join(map(str, fault.absolute_path)) + ": " + fault.message[:200]
            for cause in causes for fault in getattr(cause, "schema_errors", None) or []
        ]
        return "; ".join(details[:3]) or "; ".join(str(cause) for cause in causes if cause)
