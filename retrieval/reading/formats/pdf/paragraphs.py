"""Lines -> paragraphs: a line that ends at the right margin goes on in the next."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from retrieval.reading.formats.pdf.columns import LEFT, RIGHT, Layout
from retrieval.reading.formats.pdf.furniture import furniture
from retrieval.reading.formats.pdf.geometry import Margins
from retrieval.reading.formats.pdf.lines import ENUMERATOR, Line, PdfPage
from retrieval.reading.formats.pdf.tables import rejoined
from retrieval.reading.formats.pdf.words import all_wide, before, ends_sentence, first_word, written

# All in em. A line is full when no more than this is left of it: printers squeeze marks at its end,
# and margins are not always kept. Where a sentence ends there as well, a line is full when what
# comes next would not have fitted in what is left, give or take this much.
_LEFT_OVER, _GIVE = 1.6, 0.2
# A line further in than this begins a paragraph, and one as far in as its second hangs.
_INDENT, _SAME = 1.2, 0.6
# How far in, against its number, the text of an item may hang.
_HANG = 6.0
# A line is centred if its middle is this near to that of its column, and it begins this far in.
_MIDDLE, _CENTRED_IN = 1.5, 3.0
# Lines of one paragraph are of one size, by this share.
_SIZES = 0.2
# How far apart two lines of a paragraph stand at most: as a share of the distance that most lines
# of their size have, if so many have the same; else in em.
_APART, _MOST, _FAR = 1.4, 0.5, 2.8
# Paragraphs are marked where, of so large a share of those that surely begin one, the first line
# stands in, or further below than the share by which lines of one paragraph do.
_MARKED, _SPACED = 0.9, 1.15
# Titles are larger than prose by this share, and notes at the foot of a page smaller.
_TITLE, _NOTE = 1.2, 0.92
_NOTE_MARK = re.compile(
    r"[\[［（(〔]\d{1,3}[\]］）)〕]|\d{1,3}(?![\d年月日.．、])\s*\S|[①-⑳❶-❿*＊†]|注[:：释]"
)
_ITEM = re.compile(rf"(?:{ENUMERATOR.pattern})(?!\d)|附件|附表|[表图]\s?\d")
_DIVISION = re.compile(r"第[一二三四五六七八九十百\d]+[编章节]|附件")


class PdfKind(StrEnum):
    """What a paragraph is."""

    PROSE = "prose"
    ROW = "row"
    NOTE = "note"
    CONTENTS = "contents"
    FURNITURE = "furniture"


class PdfParagraph(NamedTuple):
    """`parts` are its text, in order, by the page on which each begins; `size` is its em."""

    parts: tuple[tuple[int, str], ...]
    kind: PdfKind
    size: float

    @property
    def text(self) -> str:
        return "".join(part for _, part in self.parts)


class _Style(NamedTuple):
    """How most of a file is set: the size of its prose, and, by their size, how far apart two lines
    of a paragraph stand at most, and mostly; whether all paragraphs stand in, or further apart."""

    body: float
    apart: dict[int, float]
    pitch: dict[int, float]
    indented: bool = False
    spaced: bool = False

    def most_apart(self, size: float) -> float:
        return self.apart.get(round(size), _FAR * size)

    def stands_off(self, last: Line, line: Line) -> bool:
        """Whether more than the room between two lines of a paragraph parts these."""
        pitch = self.pitch.get(round(last.size), math.inf)
        return line.baseline - last.baseline > _SPACED * pitch


def paragraphs(layout: Layout, pages: Sequence[PdfPage]) -> Iterator[PdfParagraph]:
    """The paragraphs in the order in which they are read.

    What stands at the foot of pages, and then what stands at their edges, follows behind all: so
    nothing comes between what goes on from page to page.
    """
    aside = furniture(layout.lines, pages)
    flow = [line for place, line in enumerate(layout.lines) if place not in aside]
    style = _style(flow, layout)
    notes = _notes(layout.lines, aside, style)
    read = [line for place, line in enumerate(layout.lines) if place not in aside | notes]
    for held in _joined(list(rejoined(read)), layout, style):
        cells, leader = "\t" in held[0].text, held[0].leader
        kind = PdfKind.CONTENTS if leader else PdfKind.ROW if cells else PdfKind.PROSE
        yield _paragraph(held, kind)
    for held in _joined([layout.lines[place] for place in sorted(notes)], layout, style):
        yield _paragraph(held, PdfKind.NOTE)
    for place in sorted(aside):
        yield _paragraph([layout.lines[place]], PdfKind.FURNITURE)


def _joined(lines: Sequence[Line], layout: Layout, style: _Style) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    held: list[Line] = []
    for line in lines:
        if held and not _goes_on(held, line, layout, style):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _notes(lines: Sequence[Line], aside: set[int], style: _Style) -> set[int]:
    """The places of what stands at the foot of a page, is small, and begins with a mark."""
    found: set[int] = set()
    run: list[int] = []
    for place in reversed([place for place in range(len(lines)) if place not in aside]):
        line = lines[place]
        if run and line.page != lines[run[-1]].page:
            run = []
        at_foot = place + 1 == len(lines) or lines[place + 1].page != line.page
        follows = run and run[-1] == place + 1
        small = line.size < _NOTE * style.body and not line.row
        if small and (follows or at_foot or place + 1 in aside):
            run.append(place)
            if _NOTE_MARK.match(line.text):
                found.update(run)
        else:
            run = []
    return found


def _style(lines: Sequence[Line], layout: Layout) -> _Style:
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    gaps: dict[int, list[float]] = {}
    inside: dict[int, list[float]] = {}
    for one, other in itertools.pairwise(lines):
        gap, size = other.baseline - one.baseline, round(one.size)
        if one.page == other.page and round(other.size) == size and 0.5 * size < gap < 4 * size:
            gaps.setdefault(size, []).append(gap)
            if layout.margins_of(one).right - one.right <= _LEFT_OVER * one.size:
                inside.setdefault(size, []).append(gap)
    apart = {size: most for size, found in gaps.items() if (most := _most_apart(found))}
    pitch = {size: median(found) for size, found in inside.items()}
    style = _Style(float(sizes.most_common(1)[0][0]) if sizes else 1.0, apart, pitch)
    begun = list(_surely_begun(lines, layout))
    enough = _MARKED * len(begun)
    indented = sum(_inset(line, layout) > _INDENT * line.size for _, line in begun)
    spaced = sum(style.stands_off(last, line) for last, line in begun)
    return style._replace(indented=indented >= enough, spaced=spaced >= max(enough, 1))


def _surely_begun(lines: Sequence[Line], layout: Layout) -> Iterator[tuple[Line, Line]]:
    """First lines of paragraphs, each with the line above, which ended long before the margin."""
    for last, line in itertools.pairwise(lines):
        margins, size = layout.margins_of(last), last.size
        room = (margins.right - last.right) / size - _LEFT_OVER
        if room <= _LEFT_OVER or (last.page, last.column) != (line.page, line.column):
            continue
        alike = abs(line.size - size) <= _SIZES * size and not (last.row or line.row)
        if alike and room > first_word(line.text) and not _centred(last, margins):
            yield last, line


def _inset(line: Line, layout: Layout) -> float:
    return line.left - layout.margins_of(line).left


def _most_apart(gaps: list[float]) -> float | None:
    """How far apart lines of a paragraph stand at most, if most lines stand equally far apart."""
    usual, _ = Counter(map(round, gaps)).most_common(1)[0]
    near = [gap for gap in gaps if abs(gap - usual) <= 1]
    return _APART * median(near) if len(near) >= _MOST * len(gaps) else None


def _goes_on(held: Sequence[Line], line: Line, layout: Layout, style: _Style) -> bool:
    """Whether `line` belongs to the paragraph that the lines `held` began."""
    last = held[-1]
    if line.row or line.leader or last.row or last.leader:
        return False
    if abs(line.size - last.size) > _SIZES * last.size or not _comes_after(last, line, style):
        return False
    here, there = layout.margins_of(last), layout.margins_of(line)
    unmarked = _is_unmarked(held, line, layout, style)
    return _runs_on(held, line, here, there, unmarked=unmarked) or _title_goes_on(
        last, line, there, style
    )


def _is_unmarked(held: Sequence[Line], line: Line, layout: Layout, style: _Style) -> bool:
    """Whether `line` lacks what paragraphs of this file begin with, and what `held` has."""
    last = held[-1]
    if style.indented:
        inside = _INDENT * line.size
        return _inset(line, layout) <= inside < _inset(held[0], layout)
    here = (last.page, last.column) == (line.page, line.column)
    return style.spaced and here and not style.stands_off(last, line)


def _comes_after(last: Line, line: Line, style: _Style) -> bool:
    """Whether `line` is where the next line of a paragraph would be."""
    if line.page != last.page:
        return True
    if line.column != last.column:
        return (last.column, line.column) == (LEFT, RIGHT)
    if style.spaced and last.size <= _TITLE * style.body and style.stands_off(last, line):
        return False
    apart = style.most_apart(last.size)
    if last.size > _TITLE * style.body:
        apart = max(apart, _FAR * last.size)
    return 0 < line.baseline - last.baseline <= apart


def _runs_on(
    held: Sequence[Line], line: Line, here: Margins, there: Margins, *, unmarked: bool
) -> bool:
    last, size = held[-1], held[-1].size
    ended, item = ends_sentence(last.text) and not unmarked, _ITEM.match(line.text)
    if not _is_full(last, line, here.right, ended):
        return False
    if item and not unmarked and (ended or _DIVISION.match(line.text)):
        return False
    inset = line.left - there.left
    if inset <= _INDENT * size or (not ended and not item and _centred(line, there)):
        return True
    if len(held) > 1:
        return not item and abs(inset - (last.left - here.left)) < _SAME * size
    hangs = _SAME * size < line.left - held[0].left < _HANG * size
    return not item and hangs and bool(_ITEM.match(held[0].text))


def _is_full(last: Line, line: Line, margin: float, ended: bool) -> bool:
    """Whether the first word of `line` had no room at the end of `last`."""
    needed = first_word(line.text)
    room = (margin - last.right) / _step(last)
    return room < needed - _GIVE if ended else room <= max(needed, _LEFT_OVER)


def _step(line: Line) -> float:
    """From one Chinese character to the next: more than their size where they are set apart."""
    if len(line.text) < 2 or not all_wide(line.text):
        return line.size
    return max((line.right - line.left - line.size) / (len(line.text) - 1), line.size)


def _title_goes_on(last: Line, line: Line, margins: Margins, style: _Style) -> bool:
    """Whether both are lines of one title: large, centred, one below the other."""
    large = last.size > _TITLE * style.body and line.page == last.page
    return large and _off_centre(last, margins) < _MIDDLE > _off_centre(line, margins)


def _centred(line: Line, margins: Margins) -> bool:
    inset = line.left - margins.left
    return inset > _CENTRED_IN * line.size and _off_centre(line, margins) < _MIDDLE


def _off_centre(line: Line, margins: Margins) -> float:
    """How far, in em, the middle of a line is from that of its column."""
    return abs((line.left + line.right) - (margins.left + margins.right)) / 2 / line.size


def _paragraph(lines: Sequence[Line], kind: PdfKind) -> PdfParagraph:
    parts: list[tuple[int, str]] = []
    for line in lines:
        if not parts:
            parts.append((line.page, line.text))
            continue
        page, text = parts[-1]
        text = before(text, line.text)
        if page == line.page:
            parts[-1] = (page, text + line.text)
        else:
            parts[-1:] = [(page, text), (line.page, line.text)]
    read = tuple((page, written(text)) for page, text in parts)
    return PdfParagraph(read, kind, lines[0].size)
