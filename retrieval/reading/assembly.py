"""What a format's reader made of a file becomes a `Document`."""

import hashlib
import re

from retrieval.models import Document, Paragraph
from retrieval.reading.boilerplate import captions, contents, furniture
from retrieval.reading.formats.detection import Format
from retrieval.reading.formats.frame import Extracted
from retrieval.reading.metadata import describe
from retrieval.structure.tables import with_headers, with_rows
from retrieval.text.dates import named_date

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


def assemble(extracted: Extracted, name: str, format_name: str) -> Document:
    """The document `name`, with its furniture, captions and metadata told from its body.

    Promises that its paragraphs cover all but white space.
    """
    text = extracted.text
    origin = extracted.origin(format_name)
    marked = furniture(text, paragraphs(extracted))
    if origin.has_lines:
        marked = with_rows(text, marked)
    else:
        # A text that somebody typed keeps what was typed; other formats make such tables
        # themselves.
        marked = with_headers(text, contents(text, marked))
    metadata, described = describe(
        text,
        marked,
        extracted.properties,
        trusts_headings=format_name == Format.MARKDOWN,
        # Sheets are named, their workbook is not.
        heads_parts=bool(origin.rows),
    )
    if metadata.issued_on is None:
        metadata = metadata._replace(issued_on=named_date(name))
    return Document(
        path=name,
        text=text,
        metadata=metadata,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        paragraphs=tuple(captions(text, described)),
        origin=origin,
    )


def paragraphs(extracted: Extracted) -> list[Paragraph]:
    """The blocks that are not blank, numbered from 1, without the white space around them."""
    found: list[Paragraph] = []
    offset = 0
    for text, kind, level, *_ in extracted.blocks:
        if text and (line := _LINE.search(text)):
            start, end = line.span()
            found.append(Paragraph(len(found) + 1, offset + start, offset + end, kind, level))
        offset += len(text) + 1
    return found
