"""What python-hcl2 reads in HCL texts: a JSON array of texts on standard input; on standard output one element for each.

An element is null where python-hcl2 refuses the text, else the list of the values that are no collection, each as
[path, kind, value]: the path of keys and indices, with the blocks of one type as a list; the kind quoted, heredoc, number,
boolean, null or expression; the value as a reader gets it, of an expression nothing.
"""
import json
import re
import sys

import hcl2
from hcl2.utils import process_escape_sequences

TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
HEREDOC = re.compile(r'"<<(-?)([^\r\n]+)\r?\n(.*?)[^\S\n]*\2"', re.S)


def unescaped(text):
    return re.sub(r"([$%])\1\{", r"\1{", text)


def has_template(text):
    return TEMPLATE.search(text) is not None


def flush(text):
    lines = text.splitlines(keepends=True)
    widths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    width = min(widths, default=0)
    return "".join(line[width:] if line.strip() else line for line in lines)


def leaf(value):
    if value is None:
        return "null", "null"
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, (int, float)):
        return "number", repr(float(value))
    heredoc = HEREDOC.fullmatch(value)
    if heredoc:
        if has_template(heredoc[3]):
            return "expression", ""
        text = unescaped(heredoc[3])
        return "heredoc", flush(text) if heredoc[1] else text
    if value.startswith('"') and not has_template(value):
        return "quoted", process_escape_sequences(unescaped(value[1:-1]))
    number = re.fullmatch(r"\$\{(-?[0-9.]+[eE][+-]?[0-9]+)\}", value)
    return ("number", repr(float(number[1]))) if number else ("expression", "")


def name(key):
    if key.startswith("${"):
        return None
    return process_escape_sequences(unescaped(key[1:-1])) if key.startswith('"') else key


def leaves(value, path):
    if isinstance(value, dict):
        for key, child in value.items():
            if key in ("__is_block__", "__comments__", "__inline_comments__") or name(key) is None:
                continue
            yield from leaves(child, path + [name(key)])
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves(child, path + [index])
    else:
        yield [path, *leaf(value)]


def answer(text):
    try:
        return list(leaves(hcl2.loads(text), []))
    except Exception:  # noqa: BLE001: whatever it throws, it refuses the text
        return None


json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
