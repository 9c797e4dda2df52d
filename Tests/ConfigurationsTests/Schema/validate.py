"""Holds YAML files against JSON Schemas, and makes wrong files out of right ones. Speaks JSON on its output.

validate.py check SCHEMA FILE        {"errors": [...], "unused": [keys of the schema that the file does not have]}
validate.py mutate SCHEMA FILE       [{"what": ..., "text": ..., "refused": whether the schema refuses it}, ...]
"""

import copy
import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, where PyYAML has YAML 1.1's types."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader)


def used(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield path + (key,)
            yield from used(value, path + (key,))
    elif isinstance(node, list):
        for value in node:
            yield from used(value, path)


def known(schema, path=()):
    """The paths of all keys that a schema allows; None stands for any key."""
    for key, inner in schema.get("properties", {}).items():
        if "not" not in inner:
            yield path + (key,)
            yield from known(inner, path + (key,))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from known(schema["additionalProperties"], path + (None,))
    if "items" in schema:
        yield from known(schema["items"], path)
    for inner in schema.get("anyOf", []):
        yield from known(inner, path)


def fits(path, pattern):
    return len(path) == len(pattern) and all(b is None or a == b for a, b in zip(path, pattern))


def places(node, path=()):
    yield path
    if isinstance(node, dict):
        for key in node:
            yield from places(node[key], path + (key,))
    elif isinstance(node, list):
        for index in range(len(node)):
            yield from places(node[index], path + (index,))


def replaced(document, path, change):
    document = copy.deepcopy(document)
    if not path:
        return change(document)
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = change(parent[path[-1]])
    return document


def mutants(document):
    for path in places(document):
        name = "/".join(map(str, path))
        node = document
        for key in path:
            node = node[key]
        yield f"{name}: null", replaced(document, path, lambda _: None)
        yield f"{name}: lists", replaced(document, path, lambda _: [[[]]])
        yield f"{name}: a boolean", replaced(document, path, lambda old: 7 if isinstance(old, bool) else True)
        yield f"{name}: a strange mapping", replaced(document, path, lambda _: {"strange key": {"strange key": [[]]}})
        if isinstance(node, dict):
            yield f"{name}: one key more", replaced(document, path, lambda old: {**old, "strange key": {"strange key": 1}})
            for key in node:
                yield f"{name}: without {key}", replaced(
                    document, path, lambda old, key=key: {k: v for k, v in old.items() if k != key}
                )


def main(command, schema_path, path):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = load(path)
    if command == "check":
        paths = list(used(document))
        unused = [p for p in known(schema) if not any(fits(q, p) for q in paths)]
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(document)]
        answer = {"errors": errors, "unused": [".".join(k or "*" for k in p) for p in unused]}
    else:
        answer = [
            {"what": what, "text": json.dumps(mutant), "refused": not validator.is_valid(mutant)}
            for what, mutant in mutants(document)
        ]
    json.dump(answer, sys.stdout)


main(*sys.argv[1:])
