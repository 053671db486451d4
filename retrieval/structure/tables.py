"""Tables: which lines of a text are rows, and which row heads those below it.

A row is a paragraph of the kind ROW; a row that is a header has a level, as a heading has. Where a
format tells neither, adjacent lines are rows that are cut alike by pipes, tabs, commas or blanks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.models import Document, Kind, Paragraph, Span
from retrieval.structure.headers import is_header, is_valued
from retrieval.text.patterns import lazy

HEADER = 1
# A line of these alone parts a header from its rows.
_RULE = lazy(r"(?=.*[-=─━])[|│┃｜+:=\-─━┼├┤┌┐└┘┬┴\s]+")
# Rows that are looked at to tell whether they are any.
_LOOKED_AT = 50
_LONGEST_LINE = 2000
_SENTENCE, _LABEL = frozenset("。；！？"), (":", "：")
_BLANK = " \u3000\u00a0"
_GAP = f"[{_BLANK}]"

Rows = Sequence[Sequence[str]]
"""Rows, each its cells."""


class _Cut(NamedTuple):
    """A way to part cells: by what, how long they may be, whether sentences may stand in them, and
    whether rows may lack cells at their end."""

    by: re.Pattern[str]
    longest: int
    prose: bool
    ragged: bool

    def cells(self, line: str) -> list[str]:
        """The cells of a line; fewer than two if it is no row."""
        if len(line) > _LONGEST_LINE:
            return []
        # A row begins with empty cells, but tabs behind it are no more.
        line = line.rstrip().lstrip(_BLANK) if self is _TABS else line.strip()
        found = [cell.strip() for cell in self.by.split(line)]
        if self is _PIPES:
            found = found[not found[0] : len(found) - (not found[-1])]
        if any(len(cell) > self.longest for cell in found):
            return []
        if not self.prose and (
            not _SENTENCE.isdisjoint(line) or any(each.endswith(_LABEL) for each in found)
        ):
            return []
        return found


_PIPES = _Cut(lazy(r"(?<!\\)[|│┃｜]"), 1000, prose=True, ragged=True)
_TABS = _Cut(lazy(r"[ ]*\t[ ]*"), 1000, prose=True, ragged=True)
# Not those in quotes: "甲,乙",3.
_COMMAS = _Cut(lazy(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*\Z)"), 60, prose=False, ragged=False)
_GAPS = _Cut(lazy(_GAP + "{2,}"), 40, prose=False, ragged=True)
_BLANKS = _Cut(lazy(_GAP + "+"), 20, prose=False, ragged=False)


def _are_piped(rows: Rows) -> bool:
    return len(rows) > 2


def _are_tabbed(rows: Rows) -> bool:
    return len(rows) > 2 or len(rows[0]) > 2


def _are_set_apart(rows: Rows) -> bool:
    """Only with a header, or a column of values: lines of a poem are cut alike too."""
    return len(rows) > 2 and (is_header(rows) or _have_values(rows))


def _are_spaced(rows: Rows) -> bool:
    """Words with a blank between them are prose but below a header, with values."""
    return len(rows) > 2 and is_header(rows) and _have_values(rows[1:])


def _have_values(rows: Rows) -> bool:
    columns = range(min(map(len, rows)))
    return any(all(is_valued(row[n]) for row in rows) for n in columns)


_CUTS: tuple[tuple[_Cut, Callable[[Rows], bool]], ...] = (
    (_PIPES, _are_piped),
    (_TABS, _are_tabbed),
    (_COMMAS, _are_set_apart),
    (_GAPS, _are_set_apart),
    (_BLANKS, _are_spaced),
)


def with_rows(text: str, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The `paragraphs` of a text that somebody typed, those that are rows marked as such, headers
    with a level, and the rules between them as furniture."""
    marked = {each.number: each for run in _adjacent(text, paragraphs) for each in _rows(text, run)}
    return [marked.get(each.number, each) for each in paragraphs]


def with_headers(
    text: str, paragraphs: Sequence[Paragraph], *, goes_on: bool = False
) -> list[Paragraph]:
    """`paragraphs` with the header of each table marked whose rows a format tells and its header
    not: cells are parted by tabs. `goes_on`: a table that they begin with began before them."""
    marked = list(paragraphs)
    for run in _runs(paragraphs):
        if goes_on and run[0] is paragraphs[0]:
            continue
        lines = [_TABS.cells(text[p.start : p.end]) for p in run[:_LOOKED_AT]]
        if not any(p.level for p in run) and len(run) > 1 and is_header(lines):
            marked[run[0].number - 1] = run[0]._replace(level=HEADER)
    return marked


def headers(document: Document, opened: Span | None = None) -> tuple[dict[int, Span], Span | None]:
    """For each row, by the number of its paragraph, where its header stands, of a header itself;
    and the header that holds behind the last one. `opened` holds before the first, from a volume
    before.

    A header holds up to the next one, a blank line, or what is no row.
    """
    text, found = document.text, dict[int, Span]()
    header = opened
    above: Paragraph | None = None
    in_header = False
    for paragraph in document.paragraphs:
        if paragraph.kind is Kind.ROW:
            parted = above is not None and text.count("\n", above.end, paragraph.start) > 1
            if paragraph.level:
                first = header[0] if header and in_header and not parted else paragraph.start
                header = (first, paragraph.end)
            elif parted:
                header = None
            in_header = bool(paragraph.level)
            if header:
                found[paragraph.number] = header
        elif paragraph.kind is not Kind.FURNITURE:
            header, in_header = None, False
        above = paragraph
    return found, header


def cells(line: str) -> list[str]:
    """The cells of a row, however they are parted."""
    return next((found for cut, _ in _CUTS if len(found := cut.cells(line)) > 1), [line])


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """The rows that stand one below the other."""
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.kind is Kind.ROW:
            run.append(paragraph)
        elif run and paragraph.kind is not Kind.FURNITURE:
            yield run
            run = []
    if run:
        yield run


def _adjacent(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Lines of body text without a blank one between them, two at least."""
    run: list[Paragraph] = []
    for above, paragraph in pairwise((*paragraphs[:1], *paragraphs)):
        if text.count("\n", above.end, paragraph.start) > 1 or not _may_be_row(text, paragraph):
            if len(run) > 1:
                yield run
            run = []
        if _may_be_row(text, paragraph):
            run.append(paragraph)
    if len(run) > 1:
        yield run


def _may_be_row(text: str, paragraph: Paragraph) -> bool:
    return paragraph.kind is Kind.BODY or _is_rule(text, paragraph)


def _is_rule(text: str, paragraph: Paragraph) -> bool:
    return _RULE.fullmatch(text, paragraph.start, paragraph.end) is not None


def _rows(text: str, run: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The rows, and the rules between them, in adjacent lines."""
    first = 0
    while first < len(run) - 1:
        table = _table(text, run, first)
        yield from table
        first += len(table) or 1


def _table(text: str, run: Sequence[Paragraph], first: int) -> list[Paragraph]:
    """The table that begins with the line `first` of adjacent ones, if one does."""
    rules = [_is_rule(text, each) for each in run[first : first + 3]]
    if rules[0] and len(run) - first < 3:
        return []
    top = first + rules[0]
    for cut, is_table in _CUTS:
        members, lines = _members(text, run, top, cut, _LOOKED_AT)
        ruled = len(members) > 1 and rules[top - first + 1 :][:1] == [True]
        if len(lines) < 2 or not (ruled or is_table(lines)):
            continue
        members, _ = _members(text, run, top, cut, len(run))
        level = HEADER if ruled or is_header(lines) else 0
        rows = [m if _is_rule(text, m) else m._replace(kind=Kind.ROW) for m in members]
        rows[0] = rows[0]._replace(level=level)
        if not any(lines[0]):
            rows[0] = rows[0]._replace(kind=Kind.FURNITURE, level=0)
        whole = [*run[first:top], *rows]
        return [m._replace(kind=Kind.FURNITURE) if _is_rule(text, m) else m for m in whole]
    return []


def _from_first_cell(
    text: str, paragraph: Paragraph, cut: _Cut, most: int
) -> tuple[Paragraph, list[str]]:
    """A line from its first cell on, and its cells: with the empty ones in front, if it has no more
    than `most` so; else tabs in front indent it."""
    own = cut.cells(text[paragraph.start : paragraph.end])
    begin = paragraph.start
    while cut is _TABS and begin and text[begin - 1] == "\t":
        begin -= 1
    if begin == paragraph.start or len(own) < 2:
        return paragraph, own
    whole = cut.cells(text[begin : paragraph.end])
    return (paragraph._replace(start=begin), whole) if len(whole) <= most else (paragraph, own)


def _members(
    text: str, run: Sequence[Paragraph], first: int, cut: _Cut, most: int
) -> tuple[list[Paragraph], list[list[str]]]:
    """The lines from `first` on that are cut like that one, with rules, and their cells."""
    members: list[Paragraph] = []
    lines: list[list[str]] = []
    for paragraph in run[first : first + most]:
        if not (members and _is_rule(text, paragraph)):
            width = len(lines[0]) if lines else 0
            paragraph, line = _from_first_cell(text, paragraph, cut, width or _LONGEST_LINE)
            width = width or len(line)
            if len(line) < 2 or len(line) > width or (len(line) < width and not cut.ragged):
                break
            lines.append(line)
        members.append(paragraph)
    return members, lines
