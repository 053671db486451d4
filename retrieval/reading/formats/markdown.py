"""Markdown: lines as in plain text, with CommonMark's headings, code and front matter known."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from retrieval.models import Kind
from retrieval.reading.formats.frame import Block, Extracted
from retrieval.text.markup import TAG

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"(?:\s*<!--.*?-->\s*)+", re.DOTALL)
ONLY_TAGS = re.compile(rf"\s*(?:{TAG}\s*)+")
RULE = re.compile(r"[-*_=](?:[ \t]*[-*_=])*")


def read(text: str) -> Extracted:
    """The lines of `text`, whose markup stays in it: an excerpt is a slice of it."""
    front = FRONT_MATTER.match(text)
    body = front.end() if front else 0
    return Extracted(tuple(_marked(text, body, *_structure(text, body))))


def _marked(text: str, body: int, levels: dict[int, int], hidden: set[int]) -> Iterator[Block]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        if RULE.fullmatch(line.strip()) or number in hidden or ONLY_TAGS.fullmatch(line):
            yield Block(line, Kind.FURNITURE)
        elif start < body:
            yield Block(line, Kind.METADATA)
        elif level := levels.get(number):
            yield Block(line, Kind.HEADING, level)
        else:
            yield Block(line)
        start += len(line) + 1


def _structure(text: str, start: int) -> tuple[dict[int, int], set[int]]:
    """The level of each heading, by the number, from 0, of its first line; and the numbers of the
    lines that are comments, which no reader of the page sees."""
    # Blanked rather than removed, so that the parser's line numbers stay those of the file.
    body = re.sub(r"[^\n]", " ", text[:start]) + text[start:]
    # Headings are blocks; parsing the text inside them costs time, quadratic for "![![![…".
    tokens = MarkdownIt("commonmark").disable("inline").parse(body)
    levels = {t.map[0]: int(t.tag[1:]) for t in tokens if t.type == "heading_open" and t.map}
    comments = (t.map for t in tokens if t.type == "html_block" and COMMENT.fullmatch(t.content))
    return levels, {number for lines in comments if lines for number in range(*lines)}
