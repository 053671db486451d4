"""Columns: which lines stand beside each other, in what order they are read, where they end."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from retrieval.reading.formats.pdf.geometry import Margins
from retrieval.reading.formats.pdf.lines import (
    Fragment,
    Line,
    PdfPage,
    line_of,
    on_baselines,
)
from retrieval.reading.formats.pdf.tables import rows, tabled
from retrieval.reading.formats.pdf.words import is_wide

ACROSS, LEFT, RIGHT = 0, 1, 2

# Where the gutter between two columns is looked for, in hundredths of the page's width.
_GUTTERS = sorted(range(36, 65), key=lambda percent: abs(percent - 50))
# A gutter is one if no more than this share of the fragments lies across it, there are so many on
# a page and on either side, and this share of those is prose: as wide as this share of the page.
_ACROSS, _FRAGMENTS, _BESIDE, _PROSE, _PROSE_WIDTH = 0.1, 12, 2, 0.25, 0.3
# Points by which text may stand out into the gutter.
_PLAY = 2.0
# Fragments shorter than this many characters say nothing about columns.
_SHORTEST = 4
# Lines as wide as this share of their column are prose, and mostly end at its margin.
_LONG = 0.5
# Edges nearer than this, in points, are one margin. Lines end together if this share of them does;
# of others, this share ends before the margin. Less than this share of lines begins at no margin.
_BIN, _AT_RIGHT, _HARDLY, _AT_LEFT = 3.0, 0.5, 0.97, 0.04


class Layout(NamedTuple):
    """Lines in the order in which they are read, and the margins of their columns."""

    lines: tuple[Line, ...]
    margins: dict[tuple[int, int], Margins]
    widths: dict[int, int]

    def margins_of(self, line: Line) -> Margins:
        """The margins of the column that `line` stands in, as pages of this width have them."""
        return self.margins[self.widths[line.page], line.column]


def laid_out(pages: Sequence[PdfPage]) -> Layout:
    """The lines of all pages; pages of one width have the same columns."""
    widths = {page.number: round(page.width) for page in pages}
    gutters = _gutters(pages)
    lines = tuple(
        line for page in pages for line in _in_order(_lines(page, gutters.get(page.number)))
    )
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if not line.aside:
            columns.setdefault((widths[line.page], line.column), []).append(line)
    margins = {column: _margins(held) for column, held in columns.items()}
    return Layout(lines, margins, widths)


def _lines(page: PdfPage, gutter: float | None) -> Iterator[Line]:
    fragments = tabled(page.fragments, page.width)
    for in_table, held in groupby(fragments, key=lambda fragment: fragment.cell is not None):
        if in_table:
            yield from rows(list(held), page.number)
        else:
            yield from _prose_lines(held, page.number, gutter)
    if page.watermark:
        yield Line(page.watermark, 0.0, page.width, page.height, 1.0, page.number, aside=True)


def _prose_lines(fragments: Iterable[Fragment], page: int, gutter: float | None) -> Iterator[Line]:
    for column, beside in groupby(fragments, key=lambda fragment: _column(fragment, gutter)):
        for held in on_baselines(list(beside)):
            yield line_of(held, page, column)


def _gutters(pages: Sequence[PdfPage]) -> dict[int, float]:
    """The gutters of pages that have two columns; some have too few lines to tell by themselves."""
    own = {page.number: gutter for page in pages if (gutter := _gutter(page)) is not None}
    usual: dict[int, Counter[float]] = {}
    for page in pages:
        if page.number in own:
            usual.setdefault(round(page.width), Counter())[own[page.number]] += 1
    found = {}
    for page in pages:
        gutter = own.get(page.number)
        if gutter is None and round(page.width) in usual:
            gutter, _ = usual[round(page.width)].most_common(1)[0]
            across = sum(_column(fragment, gutter) == ACROSS for fragment in page.fragments)
            if across > _ACROSS * len(page.fragments):
                continue
        if gutter is not None:
            found[page.number] = gutter
    return found


def _gutter(page: PdfPage) -> float | None:
    """How far right the middle of the room between two columns is, if there are two."""
    found = [each for each in page.fragments if len(each.text) >= _SHORTEST]
    if len(found) < _FRAGMENTS:
        return None
    lefts = sorted(each.left for each in found)
    rights = sorted(each.right for each in found)
    for percent in _GUTTERS:
        gutter = page.width * percent / 100
        left, right = bisect(rights, gutter + _PLAY), len(found) - bisect(lefts, gutter - _PLAY)
        if len(found) - left - right <= _ACROSS * len(found) and min(left, right) >= _BESIDE:
            return gutter if _is_prose_beside(found, gutter, page.width) else None
    return None


def _is_prose_beside(found: Sequence[Fragment], gutter: float, width: float) -> bool:
    """Whether on either side stands prose, not the cells of a table."""
    for side in (LEFT, RIGHT):
        beside = [each for each in found if _column(each, gutter) == side]
        wide = sum(each.right - each.left > _PROSE_WIDTH * width for each in beside)
        if wide < _PROSE * len(beside):
            return False
    return True


def _column(fragment: Fragment, gutter: float | None) -> int:
    if gutter is None or (fragment.left < gutter - _PLAY and fragment.right > gutter + _PLAY):
        return ACROSS
    return LEFT if fragment.right <= gutter + _PLAY else RIGHT


def _in_order(lines: Iterable[Line]) -> Iterator[Line]:
    """Between lines across the page, first what stands left, then what stands right."""
    for across, group in groupby(lines, key=lambda line: line.column == ACROSS):
        held = list(group)
        yield from _downwards(held) if across else sorted(held, key=lambda line: line.column)


def _downwards(lines: Sequence[Line]) -> list[Line]:
    """`lines` as they come, but what was drawn later and stands above comes first.

    Text boxes are drawn last. Stretches that stand beside each other stay one after the other.
    """
    run, runs = 0, []
    for place, line in enumerate(lines):
        run += place > 0 and line.baseline < lines[place - 1].baseline - _PLAY
        runs.append((line.baseline, run, place))
    down = sorted(runs)
    turns = sum(one[1] != other[1] for one, other in pairwise(down))
    return [lines[place] for *_, place in down] if turns <= run + 1 else list(lines)


def _margins(lines: Sequence[Line]) -> Margins:
    """The left margin that lines of some number have; the right one that most of the prose has."""
    span = max(line.right for line in lines) - min(line.left for line in lines)
    prose = [line for line in lines if _is_prose(line) and line.right - line.left > _LONG * span]
    measured = prose or lines
    lefts = Counter(round(line.left / _BIN) for line in measured)
    enough = max(2, _AT_LEFT * len(measured))
    left = min((edge for edge, count in lefts.items() if count >= enough), default=min(lefts))
    return Margins(left * _BIN, _right_margin(sorted(line.right for line in measured)))


def _right_margin(rights: list[float]) -> float:
    """Where lines end when they are set to end together; else where hardly one ends behind."""
    counts = Counter(round(right / _BIN) for right in rights)
    usual = max(counts, key=lambda edge: (counts[edge], edge))
    near = [right for right in rights if abs(round(right / _BIN) - usual) <= 1]
    if len(near) >= _AT_RIGHT * len(rights):
        return median(near)
    return rights[round(_HARDLY * (len(rights) - 1))]


def _is_prose(line: Line) -> bool:
    return not line.row and not line.leader and any(map(is_wide, line.text))
