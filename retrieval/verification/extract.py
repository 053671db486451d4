"""What a text puts in quotation marks, and the sources that it names for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from retrieval.verification.models import Reason, Skipped
from retrieval.verification.quotation import MAX_QUOTATION, MIN_QUOTATION

_CLOSED_BY = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞", "﹁": "﹂", "﹃": "﹄"}
_CLOSING = {closing: opening for opening, closing in _CLOSED_BY.items()}
# Marks that only ever stand inside others, for an apostrophe looks like one.
_INNER = "‘’"
_STRAIGHT = '"＂'
_MARK = re.compile(f"[{''.join(_CLOSED_BY)}{''.join(_CLOSING)}{_STRAIGHT}]")
# A title, another one inside it allowed.
TITLE = r"《((?:[^《》\n]|《[^《》\n]*》){2,120})》"
# 据《…》，“…”; 《…》指出：“…”: in the same sentence.
_BEFORE = re.compile(rf"{TITLE}[^《》。！？!?；;\n“”「」『』\"]{{0,60}}$")
# “…”（《…》）; “…”——《…》
_AFTER = re.compile(
    rf"^[。，；！？,.]?\s*(?:[（(]|[—–-]+|［|\[)[^《》。“”「」『』\n]{{0,30}}{TITLE}"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between two quotation marks, `text[start:end]`, in the line `text[slice(*line)]`.

    `source` is the one that the text names for it, if any.
    """

    start: int
    end: int
    line: tuple[int, int]
    source: str | None


def quoted(text: str) -> tuple[list[Quoted], list[Skipped]]:
    """What `text` puts in quotation marks, in order, without what stands in others' marks.

    Marks are paired within a line; a line that opens with a mark and leaves it open goes on in the
    next that opens with one, as paragraphs of one long quotation do. Skipped are those that are too
    short, as words so-called are, or too long, and lines whose marks do not pair.
    """
    found: list[Quoted] = []
    skipped: list[Skipped] = []
    lines = [*re.finditer(r"[^\n]+", text)]
    for line, after in zip_longest(lines, lines[1:]):
        pairs = _pairs(line[0], goes_on=after is not None and _opens(after[0]))
        if pairs is None:
            skipped.append(Skipped(line[0].strip(), Reason.UNBALANCED))
            continue
        for start, end in pairs:
            words = line[0][start:end].strip()
            if reason := unfit(words):
                skipped.append(Skipped(words, reason))
                continue
            source = _source(line[0], start - 1, end + 1)
            at = line.start()
            found.append(Quoted(at + start, at + end, line.span(), source))
    return found, skipped


def _source(line: str, start: int, end: int) -> str | None:
    """The source named for the quotation whose marks are `line[start:end]`'s ends."""
    named = _BEFORE.search(line[:start]) or _AFTER.match(line[end:])
    return named[1] if named else None


def unfit(words: str) -> Reason | None:
    """Why `words` cannot be verified as a quotation, if they cannot."""
    if sum(map(str.isalnum, words)) < MIN_QUOTATION:
        return Reason.SHORT
    return Reason.LONG if len(words) > MAX_QUOTATION else None


def _opens(line: str) -> bool:
    return line.lstrip()[:1] in tuple("“「『")


def _pairs(line: str, *, goes_on: bool) -> list[tuple[int, int]] | None:
    """The insides of the outermost pairs of marks; None when the marks do not pair."""
    opened: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for mark, at in _marks(line):
        straight = mark in _STRAIGHT
        if mark in _CLOSED_BY or (straight and not any(m in _STRAIGHT for m, _ in opened)):
            opened.append((mark, at))
            continue
        wanted = mark if straight else _CLOSING[mark]
        if not opened or opened[-1][0] != wanted:
            return None
        _, start = opened.pop()
        if not opened:
            found.append((start + 1, at))
    if opened and goes_on and len(opened) == 1 and _opens(line):
        found.append((opened[0][1] + 1, len(line)))
        opened.clear()
    return None if opened else found


def _marks(line: str) -> Iterator[tuple[str, int]]:
    """The quotation marks of a line, those that only look like one left out."""
    depth = 0
    for match in _MARK.finditer(line):
        mark = match[0]
        if mark in _INNER and not depth:
            continue
        depth += (mark in _CLOSED_BY) - (mark in _CLOSING)
        yield mark, match.start()
