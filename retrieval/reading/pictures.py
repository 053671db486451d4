"""Pages as people see them, for formats that have pages."""

import itertools
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

from retrieval.models import Document
from retrieval.reading.formats.frame import Limits, Sought
from retrieval.reading.formats.workers import reading_process
from retrieval.reading.reader import LIMITS, translated


class Picture(NamedTuple):
    """A page as PNG, and its number; `marked` tells whether the words were found on it."""

    png: bytes
    page: int
    marked: bool


def picture(
    path: Path, document: Document, start: int, end: int, limits: Limits = LIMITS
) -> Picture | None:
    """The page on which document.text[start:end] begins, with the words that stand on it marked.

    `path` is the document's file. None in formats whose pages are not drawn. Raises
    DocumentRefused, DocumentUnknown, DocumentNeedsLibrary and DocumentUnreadable.
    """
    if document.origin.format != "pdf":
        return None
    sought = _sought(document, start, end)
    with translated(path), reading_process:
        png, marked = reading_process.draw(path, document.path, limits, sought)
    return Picture(png, sought.page, marked)


def _sought(document: Document, start: int, end: int) -> Sought:
    """The words as far as they stand on their first page, and how far down that page."""
    turns = document.origin.turns
    place = bisect_right(turns, start, key=lambda turn: turn[0])
    page = turns[place - 1][1]
    end = min(end, turns[place][0]) if place < len(turns) else end
    before, stretches = 0, [*turns, (len(document.text), 0)]
    for (begin, number), (past, _) in itertools.pairwise(stretches):
        if number == page and begin <= start:
            before += len("".join(document.text[begin : min(past, start)].split()))
    return Sought(page, document.text[start:end], before)
