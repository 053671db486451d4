"""What is drawn on a page of an OFD: glyphs, ruling lines and pictures, where they stand.

Every object has a boundary, and a matrix within it; what stands in a composite unit has those of
the unit as well. GB/T 33190, 8.5 and 11. Lengths here are millimetres until they are `Box`es and
`Glyph`s, which are in points.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.reading.formats.frame import CHARACTERS, Limits, past
from retrieval.reading.formats.ofd.container import OfdPage
from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.words import is_wide

_POINT = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
# Units within units: more than any form has.
_DEEPEST = 8
# A page of more lines is a drawing.
_MOST_RULES = 4000
# What encloses objects and has no place of its own.
_AROUND = frozenset({"Layer", "PageBlock"})
_OFF = ("false", "0")
# In em: how wide letters are that are not Chinese, on average and at most.
_LETTER, _WIDEST_LETTER = 0.5, 0.95
# Where no size of the font is told, in millimetres.
_USUAL_SIZE = 3.0
# By how much of their width lines of writing may climb that are meant to stand straight.
_SLANT = 0.05
# A line no wider or no higher than this, in points, is a ruling line.
_RULE = 1.0
# What no printed page needs, and no arithmetic bears.
_FARTHEST = 1e6
_STEP = re.compile(r"g\s+(\S+)\s+(\S+)|(\S+)")
_PATH = re.compile(r"([A-Z])([^A-Z]*)")


class Glyph(NamedTuple):
    """A character at `left` on its `baseline`; `size` is its em, `item` tells which text object it
    belongs to. `hidden`: it is there to be found, not to be seen. `slanted`: it does not stand
    upright."""

    text: str
    left: float
    baseline: float
    width: float
    size: float
    item: int
    hidden: bool
    slanted: bool


class PlacedPicture(NamedTuple):
    """A picture in its place, the id of what it shows, and whether text was drawn before it."""

    box: Box
    shows: str
    over_text: bool


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: "Matrix") -> "Matrix":
        """This one first, then `outer`."""
        e, f = outer.point(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )


class Drawing:
    """All that is drawn on a page, in its order; no more than `room` characters."""

    def __init__(self, page: OfdPage, room: int, limits: Limits) -> None:
        left, top, width, height = _numbers(page.area, _A4)
        self.width, self.height = width * _POINT, height * _POINT
        self.glyphs: list[Glyph] = []
        self.rules: list[Box] = []
        self.pictures: list[PlacedPicture] = []
        self._units = page.units
        self._room, self._limits = room, limits
        self._items = self._depth = 0
        begin = Matrix(_POINT, 0.0, 0.0, _POINT, -left * _POINT, -top * _POINT)
        for content in page.contents:
            self._walk(content, begin)

    def _walk(self, around: Element, outer: Matrix) -> None:
        if self._depth > _DEEPEST:
            return
        self._depth += 1
        for each in around:
            if each.tag in _AROUND:
                self._walk(each, outer)
            elif each.get("Visible") not in _OFF:
                self._object(each, outer)
        self._depth -= 1

    def _object(self, each: Element, outer: Matrix) -> None:
        # What stands many times in units that stand many times is counted, drawn or not.
        self._items += 1
        if self._items + len(self.glyphs) > self._room:
            raise past(CHARACTERS, self._limits.characters)
        if each.tag == "TextObject":
            self.glyphs += _glyphs(each, _placed(each, outer), self._items)
        elif each.tag == "PathObject" and len(self.rules) <= _MOST_RULES:
            self.rules += _rules(each, _placed(each, outer))
        elif each.tag == "ImageObject":
            shows = each.get("ResourceID", "")
            self.pictures.append(PlacedPicture(_boundary(each, outer), shows, bool(self.glyphs)))
        elif each.tag == "CompositeObject":
            unit = self._units.get(each.get("ResourceID", ""))
            for content in unit.iter("Content") if unit is not None else ():
                self._walk(content, _placed(each, outer))


def _placed(each: Element, outer: Matrix) -> Matrix:
    """From the coordinates inside an object to those of the page."""
    left, top, *_ = _numbers(each.get("Boundary", ""), _NOWHERE)
    inner = Matrix(*_numbers(each.get("CTM", ""), Matrix()))
    return inner._replace(e=inner.e + left, f=inner.f + top).within(outer)


def _boundary(each: Element, outer: Matrix) -> Box:
    left, top, width, height = _numbers(each.get("Boundary", ""), _NOWHERE)
    x0, y0 = outer.point(left, top)
    x1, y1 = outer.point(left + width, top + height)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _glyphs(each: Element, place: Matrix, item: int) -> Iterator[Glyph]:
    size, across = _number(each.get("Size"), _USUAL_SIZE), math.hypot(place.a, place.b)
    em, wide = size * math.hypot(place.c, place.d), across * _number(each.get("HScale"), 1.0)
    if not (em > 0 and wide > 0):
        return
    looks = _is_hidden(each), place.a < 0 or abs(place.b) > _SLANT * across
    x = y = 0.0
    for code in each.iter("TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = code.text or ""
        rights = _steps(code.get("DeltaX", ""), len(text))
        downs = _steps(code.get("DeltaY", ""), len(text))
        # What is written downwards is read as a line of its own where it begins.
        downwards = any(downs) and not any(rights)
        at, down = x, y
        for number, letter in enumerate(text):
            step = rights[number] if number < len(rights) and not downwards else None
            width = _width(letter, step, size)
            yield Glyph(letter, *place.point(at, down), width * wide, em, item, *looks)
            at += width if step is None else step
            down += downs[number] if number < len(downs) and not downwards else 0.0


def _width(letter: str, step: float | None, size: float) -> float:
    """How wide a letter is before which the next one stands a `step` further."""
    if is_wide(letter) or letter == "\u3000":
        return min(step, size) if step and step > 0 else size
    # Of these the font knows more, and nobody else: letters of a word follow each other.
    return min(step, _WIDEST_LETTER * size) if step and step > 0 else _LETTER * size


def _is_hidden(each: Element) -> bool:
    drawn = each.get("Fill") not in _OFF or each.get("Stroke") not in (None, *_OFF)
    return each.get("Alpha") == "0" or not drawn


def _steps(told: str, most: int) -> list[float]:
    """From each glyph to the next: a number for one, `g`, how many and a number for several."""
    found: list[float] = []
    for several in _STEP.finditer(told):
        if len(found) >= most:
            break
        count = min(int(_number(several[1], 0.0)), most) if several[1] else 1
        found += [_number(several[2] or several[3], 0.0)] * count
    return found


def _rules(each: Element, place: Matrix) -> Iterator[Box]:
    """The straight lines of a path that lie upright or across."""
    begun = last = (0.0, 0.0)
    for found in _PATH.finditer(each.findtext("AbbreviatedData", "")):
        kind, numbers = found[1], [_number(each, 0.0) for each in found[2].split()]
        point = (numbers[-2], numbers[-1]) if len(numbers) > 1 else begun
        if kind in "LC":
            (x0, y0), (x1, y1) = place.point(*last), place.point(*point)
            if min(abs(x1 - x0), abs(y1 - y0)) <= _RULE:
                yield Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if kind in "MS":
            begun = point
        last = point


def _numbers(told: str, otherwise: Sequence[float]) -> list[float]:
    """The numbers of an attribute; others where it does not give as many."""
    words = told.split()
    return [_number(word, 0.0) for word in words] if len(words) == len(otherwise) else [*otherwise]


def _number(told: str | None, otherwise: float) -> float:
    """A number that pages can have: `otherwise` where none is told, or one that is none."""
    try:
        number = float(told) if told else otherwise
    except ValueError:
        return otherwise
    return number if abs(number) <= _FARTHEST else otherwise
