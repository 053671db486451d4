"""Plain text: a paragraph is a non-empty line."""

import hashlib
import re

from retrieval.models import Document, Kind, Paragraph
from retrieval.reading.boilerplate import captions, furniture
from retrieval.reading.metadata import describe

LINE = re.compile(r"\S(?:[^\n]*\S)?")


def read(text: str, name: str) -> Document:
    """The document in plain `text`. Promises that its paragraphs cover all but white space."""
    return assemble(text, name, paragraphs(text))


def paragraphs(text: str) -> list[Paragraph]:
    """The non-empty lines of `text`, numbered from 1."""
    lines = enumerate(LINE.finditer(text), start=1)
    return [Paragraph(number, *line.span(), Kind.BODY) for number, line in lines]


def assemble(text: str, name: str, found: list[Paragraph]) -> Document:
    """A document of `found`, with its furniture, captions and metadata told from its body."""
    marked = furniture(text, found)
    metadata, described = describe(text, marked)
    return Document(
        path=name,
        text=text,
        metadata=metadata,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        paragraphs=tuple(captions(text, described)),
    )
