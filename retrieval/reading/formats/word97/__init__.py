"""Word 97 to 2003 ([MS-DOC]): `.doc`, and what WPS writes as `.wps`.

The text lies in pieces (`pieces`); what its characters and paragraphs look like stands apart, by
their places in the file (`looks`), as do styles and lists (`styles`, `lists`). `paragraphs` cuts
the text where paragraphs, cells and rows end.

What Word shows is what is read, as of its newer documents: the numbers that it computes, the
results of fields. Text boxes and notes come behind the body, headers and footers as furniture.
"""

from collections.abc import Iterator

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.compound import opened
from retrieval.reading.formats.frame import OLD_WORD, PASSWORD, Extracted, Limits, Refused
from retrieval.reading.formats.word.blocks import as_edges
from retrieval.reading.formats.word97.lists import Lists
from retrieval.reading.formats.word97.looks import Looks
from retrieval.reading.formats.word97.paragraphs import Story
from retrieval.reading.formats.word97.pieces import Header, Pieces
from retrieval.reading.formats.word97.styles import StyleSheet

_MAIN, _DATA = "WordDocument", "Data"
_OLDER, _LOCKED, _SECOND = 0x00C1, 0x0100, 0x0200
_MAX_TITLE = 200


def read(data: bytes, limits: Limits) -> Extracted:  # noqa: ARG001 - as every reader
    """The text of a Word document. Refused: a password, Word 95 or older, damage."""
    with opened(data) as file:
        header = Header(file.stream(_MAIN))
        if header.version < _OLDER:
            raise Refused(OLD_WORD)
        if header.flags & _LOCKED:
            raise Refused(PASSWORD)
        table = file.stream("1Table" if header.flags & _SECOND else "0Table")
        more = file.stream(_DATA)
    pieces = Pieces(header, table)
    story = Story(
        pieces, Looks(header, table, pieces, more), StyleSheet(header, table), Lists(header, table)
    )
    return _extracted(story, header, table)


def _extracted(story: Story, header: Header, table: bytes) -> Extracted:
    lengths = header.stories()
    body = story.blocks(*lengths["text"], Kind.BODY)
    boxes = story.blocks(*lengths["boxes"], Kind.NOTE)
    notes = [
        block
        for name in ("footnotes", "endnotes")
        for block in story.blocks(*lengths[name], Kind.NOTE)
    ]
    edges = [
        block
        for name in ("headers", "boxes in headers")
        for block in story.blocks(*lengths[name], Kind.FURNITURE)
    ]
    title = "".join(story.titles)
    return Extracted(
        blocks=(*body, *boxes, *notes, *as_edges(edges)),
        properties={"title": title} if 0 < len(title) <= _MAX_TITLE else {},
        warnings=tuple(_warnings(story.hidden, header.comments(table))),
    )


def _warnings(hidden: int, comments: int) -> Iterator[ReadingWarning]:
    counted = ((WarningCode.HIDDEN, hidden), (WarningCode.COMMENTS, comments))
    return (ReadingWarning(code, amount=amount) for code, amount in counted if amount)
