"""Markdown: lines as in plain text, with CommonMark's headings, code and front matter known."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from retrieval.models import Document, Kind, Paragraph
from retrieval.reading.plain import assemble, paragraphs

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
RULE = re.compile(r"[-*_=](?:[ \t]*[-*_=])*")


def read(text: str, name: str) -> Document:
    """The document in Markdown `text`, whose markup stays in it: an excerpt is a slice of it."""
    front = FRONT_MATTER.match(text)
    body = front.end() if front else 0
    return assemble(text, name, list(_marked(text, body, _headings(text, body))))


def _marked(text: str, body: int, levels: dict[int, int]) -> Iterator[Paragraph]:
    line = end = 0
    for paragraph in paragraphs(text):
        line += text.count("\n", end, paragraph.start)
        end = paragraph.start
        if RULE.fullmatch(text, paragraph.start, paragraph.end):
            yield paragraph._replace(kind=Kind.FURNITURE)
        elif paragraph.start < body:
            yield paragraph._replace(kind=Kind.METADATA)
        elif level := levels.get(line):
            yield paragraph._replace(kind=Kind.HEADING, level=level)
        else:
            yield paragraph


def _headings(text: str, start: int) -> dict[int, int]:
    """Line number, from 0, of each heading's first line -> its level."""
    # Blanked rather than removed, so that the parser's line numbers stay those of the file.
    body = re.sub(r"[^\n]", " ", text[:start]) + text[start:]
    # Headings are blocks; parsing the text inside them costs time, quadratic for "![![![…".
    tokens = MarkdownIt("commonmark").disable("inline").parse(body)
    return {t.map[0]: int(t.tag[1:]) for t in tokens if t.type == "heading_open" and t.map}
