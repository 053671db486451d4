"""Glyphs of an OFD as characters that can be measured: in lines, from left to right.

Programs write a line as one object or as many, digits apart from the words around them; what is
bold they may print twice, a little apart. Which glyphs make up a line, only their places tell.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from retrieval.reading.formats.ofd.objects import Drawing, Glyph
from retrieval.reading.formats.pdf.geometry import Box

# In em. What stands further apart belongs to different cells; baselines nearer than this are one
# line; what stands over each other by more are different lines.
_WIDE_GAP, _ONE_LINE, _OVERLAP = 1.3, 0.4, 0.4
# In em: the same letter of another object, so near, is printed twice.
_TWICE = 0.2
# In em. Letters that stand further apart are two words.
_BETWEEN_WORDS = 0.25
# Private use: a letter that only the font knows.
_PRIVATE = range(0xE000, 0xF900)


class _Piece:
    """Glyphs that follow each other, from left to right."""

    __slots__ = ("baseline", "glyphs", "left", "right", "size")

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self.left = min(glyph.left for glyph in glyphs)
        self.right = max(glyph.left + glyph.width for glyph in glyphs)
        self.baseline, self.size = glyphs[0].baseline, max(glyph.size for glyph in glyphs)


class OfdCharacters:
    """The characters of one page: `text[i]` stands in `box(i)`. Blanks between words and line ends
    are added (`generated`); they have no width.
    """

    def __init__(self, drawing: Drawing) -> None:
        self.width, self.height = drawing.width, drawing.height
        self._drawing = drawing
        self._glyphs: list[Glyph | None] = []
        letters: list[str] = []
        for line in _lines(_pieces(_printed_once(drawing.glyphs))):
            last: Glyph | None = None
            for glyph in line:
                gap = glyph.left - (last.left + last.width) if last else 0.0
                if last and gap > _BETWEEN_WORDS * max(glyph.size, last.size):
                    letters.append(" ")
                    self._glyphs.append(None)
                letters.append(glyph.text)
                self._glyphs.append(glyph)
                last = glyph
            letters.append("\n")
            self._glyphs.append(None)
        self.text = "".join(letters)

    def box(self, index: int) -> Box:
        """Where a character stands; of one that was added, nowhere."""
        glyph = self._glyphs[index]
        if glyph is None:
            return Box(0.0, 0.0, 0.0, 0.0)
        top = glyph.baseline - glyph.size
        return Box(glyph.left, top, glyph.left + glyph.width, glyph.baseline)

    def baseline(self, index: int) -> float:
        glyph = self._glyphs[index]
        return glyph.baseline if glyph else 0.0

    def generated(self, index: int) -> bool:
        return self._glyphs[index] is None

    def invisible(self, index: int) -> bool:
        glyph = self._glyphs[index]
        return glyph is not None and glyph.hidden and bool(self._drawing.pictures)

    def slanted(self, index: int) -> bool:
        glyph = self._glyphs[index]
        return glyph is not None and glyph.slanted

    def garbled(self, index: int) -> bool:
        return ord(self.text[index]) in _PRIVATE

    def pictured(self, *, over_text: bool = False) -> float:
        """The share of the page that its largest picture covers, from 0 to 1.

        With `over_text`, of those that are drawn over text.
        """
        areas = (
            _within(box.left, box.right, self.width) * _within(box.top, box.bottom, self.height)
            for box, _, covers in self._drawing.pictures
            if covers or not over_text
        )
        return max(areas, default=0.0) / max(self.width * self.height, 1.0)

    def rules(self) -> list[Box]:
        return self._drawing.rules


def _within(low: float, high: float, most: float) -> float:
    return max(min(high, most) - max(low, 0.0), 0.0)


def _printed_once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """`glyphs` without those that another object has printed in the same place."""
    printed: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.text.isspace():
            yield glyph
            continue
        near = max(_TWICE * glyph.size, 0.1)
        column, row = int(glyph.left // near), int(glyph.baseline // near)
        around = itertools.product((column - 1, column, column + 1), (row - 1, row, row + 1))
        held = (other for place in around for other in printed.get((glyph.text, *place), ()))
        if any(
            other.item != glyph.item
            and math.hypot(other.left - glyph.left, other.baseline - glyph.baseline) < near
            for other in held
        ):
            continue
        printed[glyph.text, column, row].append(glyph)
        yield glyph


def _pieces(glyphs: Iterable[Glyph]) -> Iterator[_Piece]:
    """The glyphs of each object, cut at wide gaps and where another line begins."""
    for _, own in itertools.groupby(glyphs, key=lambda glyph: glyph.item):
        held: list[Glyph] = []
        blanks: list[Glyph] = []
        for glyph in own:
            if glyph.text.isspace():
                blanks.append(glyph)
                continue
            if held and not _follows(held[-1], glyph):
                yield _Piece(held)
                held, blanks = [], []
            held += [*blanks, glyph] if held else [glyph]
            blanks = []
        if held:
            yield _Piece(held)


def _follows(one: Glyph, other: Glyph) -> bool:
    gap = other.left - one.left - one.width
    near = abs(one.baseline - other.baseline) < _ONE_LINE * min(one.size, other.size)
    return near and -_OVERLAP * one.size < gap < _WIDE_GAP * one.size


def _lines(pieces: Iterable[_Piece]) -> Iterator[list[Glyph]]:
    """The glyphs of each line; lines in the order in which they are begun."""
    lines: list[list[_Piece]] = []
    at_height: dict[int, list[list[_Piece]]] = defaultdict(list)
    for piece in pieces:
        height = round(piece.baseline)
        reach = math.ceil(_ONE_LINE * piece.size)
        near = (line for at in range(height - reach, height + reach + 1) for line in at_height[at])
        line = next((line for line in near if _on_line(piece, line)), None)
        if line is None:
            line = []
            lines.append(line)
            at_height[height].append(line)
        line.append(piece)
    for line in lines:
        line.sort(key=lambda piece: piece.left)
        yield [glyph for piece in line for glyph in piece.glyphs]


def _on_line(piece: _Piece, line: list[_Piece]) -> bool:
    """Whether a piece stands on a line, in room that is free."""
    first = line[0]
    if abs(first.baseline - piece.baseline) >= _ONE_LINE * min(first.size, piece.size):
        return False
    give = _OVERLAP * min(first.size, piece.size)
    return all(
        other.right - give <= piece.left or piece.right <= other.left + give for other in line
    )
