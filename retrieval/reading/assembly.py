"""What a format's reader made of a file becomes a `Document`."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from retrieval.models import Document, Kind, Metadata, Paragraph
from retrieval.reading.boilerplate import captions, contents, furniture
from retrieval.reading.formats.detection import Format
from retrieval.reading.formats.frame import Extracted
from retrieval.reading.metadata import closing, describe, labelled
from retrieval.structure.tables import with_headers, with_rows
from retrieval.text.dates import named_date

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
# A row may begin with empty cells.
_ROW = re.compile(r"\t*\S(?:[^\n]*\S)?")


class Portion(NamedTuple):
    """Which part of a file is assembled: whether the file begins and ends in it, the hash of all of
    its text, what it says about itself where it begins, whether the part before ends in a table,
    and what the signature at its end says."""

    first: bool
    last: bool
    sha256: str
    metadata: Metadata
    in_table: bool = False
    signature: Mapping[str, str] = MappingProxyType({})


def assemble(
    extracted: Extracted, name: str, format_name: str, portion: Portion | None = None
) -> Document:
    """The document `name`, with its furniture, captions and metadata told from its body; of a large
    file a `portion`.

    Promises that its paragraphs cover all but white space.
    """
    text = extracted.text
    first, last = (portion.first, portion.last) if portion else (True, True)
    origin = extracted.origin(format_name)
    marked = furniture(text, paragraphs(extracted), head=first, tail=last)
    if origin.has_lines:
        marked = with_rows(text, marked)
    else:
        # A text that somebody typed keeps what was typed; other formats make such tables
        # themselves.
        in_table = portion is not None and portion.in_table
        marked = with_headers(text, contents(text, marked) if first else marked, goes_on=in_table)
    if portion and not first:
        fields, described = labelled(text, marked, signed=last)
        metadata = portion.metadata._replace(fields=fields)
    else:
        metadata, described = describe(
            text,
            marked,
            {**extracted.properties, **(portion.signature if portion else {})},
            trusts_headings=format_name == Format.MARKDOWN,
            # Sheets are named, their workbook is not.
            heads_parts=bool(origin.rows),
            signed=last,
        )
        if metadata.issued_on is None:
            metadata = metadata._replace(issued_on=named_date(name))
    return Document(
        path=name,
        text=text,
        metadata=metadata,
        sha256=portion.sha256 if portion else hash_of([text]),
        paragraphs=tuple(captions(text, described)),
        origin=origin,
    )


def signature(extracted: Extracted) -> dict[str, str]:
    """What the signature says with which a file ends, of which this is the last part."""
    text = extracted.text
    found = closing(text, furniture(text, paragraphs(extracted), head=False))
    return {field.name: field.value for field in reversed(found)}


def hash_of(texts: Iterable[str]) -> str:
    """The hexadecimal hash of some texts, one behind the other, in UTF-8."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def paragraphs(extracted: Extracted) -> list[Paragraph]:
    """The blocks that are not blank, numbered from 1, without the white space around them; rows
    with their empty cells in front."""
    found: list[Paragraph] = []
    offset = 0
    for text, kind, level, *_ in extracted.blocks:
        if text and (line := (_ROW if kind is Kind.ROW else _LINE).search(text)):
            start, end = line.span()
            found.append(Paragraph(len(found) + 1, offset + start, offset + end, kind, level))
        offset += len(text) + 1
    return found
