"""The Python side of the benchmark of edits: ruamel.yaml's round trip, and python-hcl2's.

Answers each line of standard input, `edit FILE SELECTOR VALUE` between tabs, with the seconds that reading the text,
setting the value and writing the text again take. The file is read, and the packages are loaded, outside of the time.
"""
import io
import sys
import time

import hcl2
from ruamel.yaml import YAML


def main():
    for line in sys.stdin:
        _, file, selector, value = line.rstrip("\n").split("\t")
        with open(file, encoding="utf-8") as source:
            text = source.read()
        edit = edit_yaml if file.endswith(".yaml") else edit_hcl
        start = time.perf_counter()
        written = edit(text, selector.split("."), value)
        seconds = time.perf_counter() - start
        if value not in written:
            sys.exit(f"{file}: {selector} was not set to {value}")
        print(seconds, flush=True)


def edit_yaml(text, path, value):
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    document = yaml.load(text)
    node = document
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def edit_hcl(text, path, value):
    kind, label, attribute = path
    document = hcl2.loads(text)
    block = next(block[f'"{label}"'] for block in document[kind] if f'"{label}"' in block)
    block[attribute] = f'"{value}"'
    return hcl2.dumps(document)


main()
