"""Lines that end because they are full and nothing else ends: typed to a width, or read by OCR.

Sentences and words go on across their ends.
"""

import unicodedata
from itertools import pairwise

from retrieval.models import Document, Kind, Paragraph
from retrieval.structure.numbering import STYLES
from retrieval.text.patterns import lazy

# Fewer lines tell nothing; shorter ones, in columns of which a Chinese character takes two, are
# verses.
_LEAST, _NARROWEST = 3, 24
# A line is full where a word or a mark more would not have fit.
_GIVE = 4
_ENDED = tuple("。！？；：!?;:…”》）)】|")
_MARKS = (*_ENDED, *"，、,.")
_OPENS = lazy("|".join((r"[-*+•·>#|]", "[（(]?[①-⑳]", *STYLES.values())))


def wraps(document: Document) -> list[int]:
    """The offsets of the line ends in a text that end nothing, in order.

    Of the lines with another right under them, half must be as wide as the widest, and most of
    these end without a mark.
    """
    if not document.origin.has_lines:
        return []
    text = document.text
    inner = [
        (one, other)
        for one, other in pairwise(document.paragraphs)
        if one.kind is other.kind is Kind.BODY and text.count("\n", one.end, other.start) == 1
    ]
    widths = [_width(text, one) for one, _ in inner]
    widest = max(widths, default=0)
    if len(inner) < _LEAST or widest < _NARROWEST:
        return []
    full = [pair for pair, w in zip(inner, widths, strict=True) if w >= widest - _GIVE]
    open_ended = sum(text[one.end - 1] not in _MARKS for one, _ in full)
    if len(full) * 2 < len(inner) or open_ended * 2 < len(full):
        return []
    return [text.index("\n", one.end) for one, other in full if _goes_on(text, one, other)]


def blocks(document: Document) -> list[Paragraph]:
    """The paragraphs of `document`; lines that go on in the next one are one with it."""
    found: list[Paragraph] = []
    ends = iter(document.wraps)
    wrap = next(ends, -1)
    for paragraph in document.paragraphs:
        if found and found[-1].end <= wrap < paragraph.start:
            found[-1] = found[-1]._replace(end=paragraph.end)
            wrap = next(ends, -1)
        else:
            found.append(paragraph)
    return found


def _width(text: str, paragraph: Paragraph) -> int:
    line = text[text.rfind("\n", 0, paragraph.start) + 1 : paragraph.end]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _goes_on(text: str, one: Paragraph, other: Paragraph) -> bool:
    """Whether a full line goes on in the next one."""
    ended = text[one.end - 1] in _ENDED
    indented = _indent(text, other) > _indent(text, one)
    return not (ended or indented or _OPENS.match(text, other.start, other.end))


def _indent(text: str, paragraph: Paragraph) -> int:
    return paragraph.start - text.rfind("\n", 0, paragraph.start) - 1
