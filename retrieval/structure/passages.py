"""A document -> passages: its paragraphs, split at headings, items and sentence ends."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from retrieval.models import (
    Document,
    Kind,
    Paragraph,
    Passage,
    Section,
    flowing,
)
from retrieval.structure.numbering import running_items
from retrieval.structure.outline import NOTHING_OPEN, Opened, outline
from retrieval.structure.tables import headers
from retrieval.structure.wrapping import blocks
from retrieval.text.fillers import replaced
from retrieval.text.sentences import units

# Measured: recall of documents hardly moves between 150 and 600 characters.
TARGET = 300


def split(document: Document) -> list[Passage]:
    """The passages of `document` in order; see `continued`."""
    return continued(document)[0]


def continued(document: Document, opened: Opened = NOTHING_OPEN) -> tuple[list[Passage], Opened]:
    """The passages of `document` in order, and what is open behind the last of them; `opened` is
    what is open before the first.

    Promises that every character that is not white space is in exactly one of them, and that none
    spans two paragraphs or two sections; of paragraphs that are lines, those that go on in the next
    line are one with it.
    """
    text = flowing(document)
    # No blank: a heading that shares its line with body text ends there.
    whole = replace(
        document,
        text=replaced(document.text, document.wraps, "\u2060"),
        paragraphs=tuple(blocks(document)),
    )
    plan = outline(whole, opened)
    headed, header_left = headers(whole, opened.header)
    sections = {section.start: section for section in plan.sections}
    cuts = sorted({*plan.items, *_enumerated(whole, plan.sections), *sections})
    found: list[Passage] = []
    current = opened.current
    for paragraph in whole.paragraphs:
        for start, end in _pieces(text, paragraph, cuts, sections):
            current = sections.get(start, current)
            own = _passages(document, paragraph, current, start, end)
            header = headed.get(paragraph.number)
            found += (each._replace(header=header) for each in own) if header else own
    return found, replace(plan.opened, header=header_left)


def _enumerated(document: Document, sections: tuple[Section, ...]) -> list[int]:
    """Where the items of 一是…二是… begin; a list stays inside its section."""
    edges = [0, *(section.end for section in sections), len(document.text)]
    body = [p for p in document.paragraphs if p.kind is Kind.BODY]
    bodies = {p.number for p in body}
    found = [start for a, b in pairwise(edges) for start in running_items(document.text, a, b)]
    starts = [p.start for p in document.paragraphs]
    return [s for s in found if document.paragraphs[bisect_right(starts, s) - 1].number in bodies]


def _pieces(
    text: str, paragraph: Paragraph, cuts: list[int], sections: dict[int, Section]
) -> Iterator[tuple[int, int]]:
    """`paragraph` cut where items and headings begin and where headings end."""
    if paragraph.kind not in (Kind.BODY, Kind.HEADING):
        yield paragraph.start, paragraph.end
        return
    inside = cuts[bisect_right(cuts, paragraph.start) : bisect_right(cuts, paragraph.end - 1)]
    headed = [sections[s].end for s in (paragraph.start, *inside) if s in sections]
    edges = sorted({paragraph.start, *inside, *headed, paragraph.end})
    for start, end in pairwise(edges):
        piece = text[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _passages(
    document: Document, paragraph: Paragraph, section: Section | None, start: int, end: int
) -> Iterator[Passage]:
    if paragraph.kind in (Kind.ROW, Kind.NOTE):
        around = section if paragraph.kind is Kind.ROW else None
        first, *others = _joined(units(flowing(document), start, end, TARGET))
        # A row keeps the empty cells that it begins with.
        for a, b in ((start, first[1]), *others):
            yield Passage(document, paragraph.number, around, a, b, paragraph.kind)
    elif paragraph.kind not in (Kind.BODY, Kind.HEADING):
        around = section if paragraph.kind is Kind.CAPTION else None
        yield Passage(document, paragraph.number, around, start, end, paragraph.kind)
    elif section and start == section.start:
        yield Passage(document, paragraph.number, section, start, end, Kind.HEADING)
    else:
        for a, b in _joined(units(flowing(document), start, end, TARGET)):
            yield Passage(document, paragraph.number, section, a, b, Kind.BODY)


def _joined(pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring `pieces` put together up to the target length."""
    start, end = pieces[0]
    for piece in pieces[1:]:
        if piece[1] - start > TARGET:
            yield start, end
            start = piece[0]
        end = piece[1]
    yield start, end
