"""The lines drawn around the cells of tables."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from retrieval.reading.formats.pdf.geometry import Box

# Points by which drawn lines fall short of each other, and text stands over them.
_PLAY = 2.0


class Grid:
    """Ruling lines, upright and across; a cell is what four of them enclose."""

    def __init__(self, rules: Iterable[Box]) -> None:
        sized = [(rule, rule.right - rule.left, rule.bottom - rule.top) for rule in rules]
        self._upright = [rule for rule, width, height in sized if height > max(width, _PLAY)]
        self._across = [rule for rule, width, height in sized if width > max(height, _PLAY)]
        # Those that are met at a height, or below a point, in whole points: text comes in lines.
        self._at_height: dict[int, tuple[list[float], list[float]]] = {}
        self._at_place: dict[int, list[float]] = {}

    @property
    def has_uprights(self) -> bool:
        """Whether there is a line that may part what stands side by side."""
        return bool(self._upright)

    def parts(self, left: float, right: float, height: float) -> bool:
        """Whether an upright line stands between `left` and `right` at this height."""
        lefts, _ = self._met_at(height)
        first = bisect_left(lefts, left - _PLAY / 2)
        return first < len(lefts) and lefts[first] <= right + _PLAY / 2

    def cell(self, left: float, right: float, height: float) -> Box | None:
        """What encloses text from `left` to `right` at this height, if there is something."""
        lefts, rights = self._met_at(height)
        before, behind = bisect_right(rights, left + _PLAY), bisect_left(lefts, right - _PLAY)
        if not before or behind == len(lefts):
            return None
        left, right = rights[before - 1], lefts[behind]
        tops = self._met_below((left + right) / 2)
        above = bisect_right(tops, height)
        if not 0 < above < len(tops):
            return None
        return Box(left, tops[above - 1], right, tops[above])

    def _met_at(self, height: float) -> tuple[list[float], list[float]]:
        """The left and the right edges of the upright lines at this height, in order."""
        at = round(height)
        if at not in self._at_height:
            met = [
                (left, right)
                for left, top, right, bottom in self._upright
                if top - _PLAY <= at <= bottom + _PLAY
            ]
            lefts, rights = sorted(left for left, _ in met), sorted(right for _, right in met)
            self._at_height[at] = lefts, rights
        return self._at_height[at]

    def _met_below(self, place: float) -> list[float]:
        """How far down the lines across stand that pass over or under this place, in order."""
        at = round(place)
        if at not in self._at_place:
            self._at_place[at] = sorted(
                rule.top for rule in self._across if rule.left - _PLAY <= at <= rule.right + _PLAY
            )
        return self._at_place[at]
