"""Characters with their boxes -> lines: what stands on one baseline, without the layout's blanks.

A gap wider than WIDE_GAP is a tab: such a line is a row of a table, or of a form.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple, Protocol

from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.grid import Grid
from retrieval.reading.formats.pdf.words import HYPHENS, UNREADABLE, is_wide

# In em, the width of a Chinese character. Justified lines spread their characters by less than
# this; columns of tables stand further apart.
WIDE_GAP = 1.3
# Two blanks where a sentence ends are what is left of an indent: no column begins there.
_AFTER_SENTENCE, _ENDS = 3.0, "。！？；"
# Between Chinese and other letters printers leave a quarter of an em, which nobody wrote.
_SET_APART = 0.4
# In em. What begins so far back is not drawn from left to right: letters of another font may be
# drawn last. Then baselines differ by less than this, and no letters stand over each other by more.
_BACK, _LEVEL, _HALF = -1.5, 0.1, 0.5
# What stands between cells: tabs, or as many blanks of the file's own where no sentence ends.
_CELLS = re.compile(rf"(?<=[^\s{_ENDS}])(?: {{4,}}|\u3000{{2,}})(?=\S)")
# Baselines nearer than this, in em, are one line: indices and other fonts stand higher or lower.
_ONE_LINE = 0.5
# PDFium ends a line with a break, or with a hyphen that only the layout put there.
_WRITTEN_LINES = re.compile(rf"[^\r\n{HYPHENS}]*[{HYPHENS}]|[^\r\n{HYPHENS}]+")
# What tells the size of a line, and where it may be cut.
_IDEOGRAPH, _LETTER = re.compile(r"[\u3400-\u9fff]"), re.compile(r"\S")
_BLANKS = re.compile(r"[ \xa0\u3000\t]+")
# Points by which one may stand over the end of the other.
_OVERLAP = 2.0
# Characters of a line that are measured to learn its size, until two differ by fewer points.
_MEASURED, _ALIKE = 3, 0.1
# Text was recognised where this share of it is invisible and a picture covers this share of the
# page, or where the picture is drawn over the text.
_HIDDEN, _PICTURED = 0.5, 0.5
# Leaders (总则……3): so many dots, or an ellipsis before the number of a page. Most lines have none,
# which two dots of a kind tell sooner.
_LEADER = re.compile(r"[ \t]*(?:[.·•∙⋯…．―_‥]\s?){6,}[ \t]*|[ \t]*…{2,}[ \t]*(?=\d+$)")
_DOTS = re.compile(r"([.·•∙⋯…．―_‥])\s?\1")
_ENDED_BY_PAGE = re.compile(r"(?:\d{1,4}|[ivxlc]{1,6})$")
# A number with its mark, before which nothing stands: what follows it is no other cell.
ENUMERATOR = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[编章节条款项]|[一二三四五六七八九十]+[、.．]"
    r"|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[.．、)）]|\d+(?:\.\d+)+|[①-⑳]"
    r"|[●•◆■▪○◇□➢✓✔\uf000-\uf0ff*-]"
)
# 总　则, 通　知: words of headings set apart letter by letter.
_SPACED_OUT = re.compile(r"(?<!\S)[\u4e00-\u9fff](?:\t[\u4e00-\u9fff])+$")


class Fragment(NamedTuple):
    """A stretch of text without a wide gap; `size` is its em, `baseline` how far down it stands.

    `hidden`, `garbled`, `slanted`: its first character is. `cell`: lines are drawn around it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    hidden: bool = False
    garbled: bool = False
    slanted: bool = False
    cell: Box | None = None


class Cell(NamedTuple):
    """What stands in a cell, whose left edge is at `left`; `room`, in em, is what its last line
    leaves free."""

    left: float
    text: str
    room: float


class Line(NamedTuple):
    """What stands on one baseline of one column.

    `column` is 0 across the page, 1 left and 2 right. `leader`: its dots led to the number of a
    page. `cells`: those of a row of a table that has lines drawn around them. `aside`: it lies
    across the page, as watermarks do.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    page: int
    column: int = 0
    leader: bool = False
    cells: tuple[Cell, ...] = ()
    aside: bool = False

    @property
    def row(self) -> bool:
        """Whether it has cells: something else than prose."""
        if self.cells or "\t" in self.text:
            return True
        blank = "    " in self.text or "\u3000\u3000" in self.text
        return blank and bool(_CELLS.search(self.text))


class PdfPage(NamedTuple):
    """The fragments of a page in the order of its content.

    `recognised`: its text was read off a picture by a program. `garbled` is how many characters
    stand in fragments whose font does not say what it shows. `watermark` lies across the page.
    """

    number: int
    width: float
    height: float
    fragments: tuple[Fragment, ...]
    recognised: bool = False
    garbled: int = 0
    watermark: str = ""


class Measured(Protocol):
    """Characters that can be measured; see `pdfium.Characters`."""

    text: str
    width: float
    height: float

    def box(self, index: int) -> Box: ...
    def baseline(self, index: int) -> float: ...
    def generated(self, index: int) -> bool: ...
    def invisible(self, index: int) -> bool: ...
    def slanted(self, index: int) -> bool: ...
    def garbled(self, index: int) -> bool: ...
    def pictured(self, *, over_text: bool = False) -> float: ...
    def rules(self) -> list[Box]: ...


def page_of(characters: Measured, number: int) -> PdfPage:
    """The page with that number, read."""
    grid = Grid(characters.rules())
    found = list(_fragments(characters, grid))
    fragments = tuple(fragment for fragment in found if not fragment.slanted)
    watermark = "".join(fragment.text for fragment in found if fragment.slanted)
    length = sum(len(fragment.text) for fragment in fragments)
    hidden = sum(len(fragment.text) for fragment in fragments if fragment.hidden)
    seen = hidden <= _HIDDEN * length
    recognised = length > 0 and characters.pictured(over_text=seen) >= _PICTURED
    garbled = sum(len(fragment.text) for fragment in fragments if fragment.garbled)
    size = characters.width, characters.height
    return PdfPage(number, *size, fragments, recognised, garbled, watermark)


def line_of(fragments: Sequence[Fragment], page: int, column: int) -> Line:
    """The line that `fragments`, from left to right, make up."""
    text = fragments[0].text
    for before, after in itertools.pairwise(fragments):
        size = max(before.size, after.size)
        text += _between(text, after.text, (after.left - before.right) / size) + after.text
    if "\t" in text:
        text = _SPACED_OUT.sub(_closed_up, text)
    text, leader = _without_leader(text) if _DOTS.search(text) else (text, False)
    left, right, longest = fragments[0].left, fragments[0].right, fragments[0]
    if len(fragments) > 1:
        longest = max(fragments, key=lambda fragment: len(fragment.text))
        right = max(fragment.right for fragment in fragments)
    return Line(text, left, right, longest.baseline, longest.size, page, column, leader)


def on_baselines(fragments: Sequence[Fragment]) -> Iterator[list[Fragment]]:
    """Those that stand on one line together, from left to right."""
    held: list[Fragment] = []
    for fragment in fragments:
        if held and not _follows(held[-1], fragment):
            yield held
            held = []
        held.append(fragment)
    if held:
        yield held


def _follows(one: Fragment, other: Fragment) -> bool:
    near = abs(one.baseline - other.baseline) < _ONE_LINE * min(one.size, other.size)
    return near and other.left >= one.right - _OVERLAP


def _fragments(characters: Measured, grid: Grid) -> Iterator[Fragment]:
    size = 0.0
    for found in _WRITTEN_LINES.finditer(characters.text):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            end = start + len(words)
            size = _size(characters, start, end, size)
            yield from _parted(characters, grid, start, end, size)


def _parted(
    characters: Measured, grid: Grid, start: int, end: int, size: float
) -> Iterator[Fragment]:
    """The fragments between `start` and `end`, cut at wide gaps and where a line is drawn."""
    text, first, begin = "", start, characters.box(start).left
    for blank in _BLANKS.finditer(characters.text, start, end):
        text += characters.text[max(first, start) : blank.start()]
        start = blank.end()
        left, right = characters.box(blank.start() - 1).right, characters.box(blank.end()).left
        gap = (right - left) / size
        if gap < _BACK and (placed := _in_order(characters, first, end)):
            yield from _in_place(characters, grid, placed, size)
            return
        ended = characters.text[blank.start() - 1] in _ENDS
        most = _AFTER_SENTENCE if ended else WIDE_GAP
        wide = gap > most and len(blank[0]) == 1 and blank[0] != "\u3000"
        if wide or (
            grid.has_uprights
            and grid.parts(left, right, characters.baseline(blank.start() - 1) - size / 3)
        ):
            yield _fragment(characters, grid, text, first, (begin, left), size)
            text, first, begin = "", blank.end(), right
        elif own := [each for each in range(*blank.span()) if not characters.generated(each)]:
            text += "".join(characters.text[each] for each in own).replace("\xa0", " ")
        elif (
            gap > WIDE_GAP
            or ENUMERATOR.fullmatch(text)
            or not _layout_only(characters.text, blank, gap)
        ):
            text += " "
    text += characters.text[max(first, start) : end]
    yield _fragment(characters, grid, text, first, (begin, characters.box(end - 1).right), size)


def _in_order(characters: Measured, start: int, end: int) -> list[tuple[int, Box]]:
    """What is drawn between `start` and `end`, from left to right, each with its box.

    None if it begins before `start`, is not all on one line, or stands over each other.
    """
    baseline, height = characters.baseline(start), characters.box(start).height
    drawn = [each for each in range(start, end) if not characters.text[each].isspace()]
    # Halves of wide marks are blank, and may stand under what comes before.
    placed = sorted(
        ((each, characters.box(each)) for each in drawn), key=lambda one: one[1].left + one[1].right
    )
    level = all(abs(characters.baseline(each) - baseline) < _LEVEL * height for each in drawn)
    apart = all(
        other.left - one.right > -_HALF * height
        for (_, one), (_, other) in itertools.pairwise(placed)
    )
    return placed if level and apart and placed[0][0] == start else []


def _in_place(
    characters: Measured, grid: Grid, placed: Sequence[tuple[int, Box]], size: float
) -> Iterator[Fragment]:
    """The fragments of a line whose characters are not drawn from left to right."""
    first, begin = placed[0]
    text = characters.text[first]
    for (one, left), (other, right) in itertools.pairwise(placed):
        gap = (right.left - left.right) / size
        between = _between(characters.text[one], characters.text[other], gap)
        if between == "\t":
            yield _fragment(characters, grid, text, first, (begin.left, left.right), size)
            first, begin, text, between = other, right, "", ""
        text += between + characters.text[other]
    yield _fragment(characters, grid, text, first, (begin.left, placed[-1][1].right), size)


def _layout_only(text: str, blank: re.Match[str], gap: float) -> bool:
    """Whether what PDFium added between two characters is nothing but a little room."""
    before, after = is_wide(text[blank.start() - 1]), is_wide(text[blank.end()])
    least = WIDE_GAP if before and after else _SET_APART if before or after else 0.0
    return gap < least


def _fragment(
    characters: Measured, grid: Grid, text: str, start: int, edges: tuple[float, float], size: float
) -> Fragment:
    """What begins with the character `start`, between these edges, left and right."""
    left, right = edges
    baseline = characters.baseline(start)
    return Fragment(
        text,
        left,
        right,
        baseline,
        size,
        characters.invisible(start),
        characters.garbled(start) or UNREADABLE in text,
        characters.slanted(start),
        grid.cell(left, right, baseline - size / 3),
    )


def _size(characters: Measured, start: int, end: int, above: float) -> float:
    """The em between `start` and `end`: how wide a Chinese character is, else how high a letter.

    `above` is that of the line before, which most lines have as well.
    """
    for kind, across in ((_IDEOGRAPH, True), (_LETTER, False)):
        # Of a few characters, spread over the line; a formula in it does not count.
        step = max((end - start) // _MEASURED, 1)
        sizes = [above]
        for at in range(start, min(start + _MEASURED * step, end), step):
            found = kind.search(characters.text, at, end)
            if not found:
                break
            box = characters.box(found.start())
            size = box.right - box.left if across else box.bottom - box.top
            if abs(size - sizes[-1]) < _ALIKE:
                return max(size, 1.0)
            sizes.append(size)
        if len(sizes) > 1:
            return max(median(sizes[1:]), 1.0)
    return 1.0


def _between(before: str, after: str, gap: float) -> str:
    """What stands for a gap, in em, between two fragments of a line."""
    if gap > WIDE_GAP:
        return " " if ENUMERATOR.fullmatch(before) else "\t"
    wide = is_wide(before[-1]), is_wide(after[0])
    if all(wide) or (any(wide) and gap < _SET_APART):
        return ""
    return " " if gap > _SET_APART / 2 else ""


def _without_leader(text: str) -> tuple[str, bool]:
    """A line with a tab for its dots; whether they lead to the number of a page."""
    led, count = _LEADER.subn("\t", text)
    if not count:
        return text, False
    led = led.strip()
    return led, bool(_ENDED_BY_PAGE.search(led)) and "\t" in led


def _closed_up(spaced: re.Match[str]) -> str:
    return spaced[0].replace("\t", "")
