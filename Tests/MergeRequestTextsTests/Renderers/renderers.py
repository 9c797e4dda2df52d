"""How the hosts' renderers build texts: a JSON array of [dialect, text] on standard input; on standard output for each an object.

`tags`: the HTML's tags in their order, of links and pictures with their targets. `text`: what a person reads, with one space for
each run of white space. cmark-gfm stands for the hosts that render CommonMark, Python-Markdown for Bitbucket Cloud. Raw HTML is
let through, so that a text which brings some of its own is seen.
"""
import html.parser
import json
import sys

import cmarkgfm
import markdown
from cmarkgfm.cmark import Options


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.words = []

    def handle_starttag(self, tag, attributes):
        target = dict(attributes).get("href") or dict(attributes).get("src")
        self.tags.append(f"{tag} {target}" if target else tag)

    def handle_endtag(self, tag):
        self.tags.append(f"/{tag}")

    def handle_comment(self, data):
        self.tags.append("comment")

    def handle_decl(self, declaration):
        self.tags.append("declaration")

    def handle_data(self, data):
        self.words.append(data)


def render(dialect, text):
    if dialect == "bitbucketCloud":
        return markdown.markdown(text, extensions=["tables", "fenced_code"])
    return cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES)


def read(dialect, text):
    reader = Reader()
    reader.feed(render(dialect, text))
    reader.close()
    return {"tags": reader.tags, "text": " ".join("".join(reader.words).split())}


json.dump([read(dialect, text) for dialect, text in json.load(sys.stdin)], sys.stdout)
