"""The lines drawn around the cells of tables."""

from collections.abc import Iterable

from retrieval.reading.formats.pdf.geometry import Box

# Points by which drawn lines fall short of each other, and text stands over them.
_PLAY = 2.0


class Grid:
    """Ruling lines, upright and across; a cell is what four of them enclose."""

    def __init__(self, rules: Iterable[Box]) -> None:
        rules = list(rules)
        self._upright = [rule for rule in rules if rule.height > max(rule.width, _PLAY)]
        self._across = [rule for rule in rules if rule.width > max(rule.height, _PLAY)]
        # Those that are met at a height, or below a point, in whole points: text comes in lines.
        self._at_height: dict[int, list[Box]] = {}
        self._at_place: dict[int, list[Box]] = {}

    @property
    def has_uprights(self) -> bool:
        """Whether there is a line that may part what stands side by side."""
        return bool(self._upright)

    def parts(self, left: float, right: float, height: float) -> bool:
        """Whether an upright line stands between `left` and `right` at this height."""
        return any(
            left - _PLAY / 2 <= rule.left <= right + _PLAY / 2 for rule in self._met_at(height)
        )

    def cell(self, left: float, right: float, height: float) -> Box | None:
        """What encloses text from `left` to `right` at this height, if there is something."""
        beside = self._met_at(height)
        if not beside:
            return None
        lefts = [rule.right for rule in beside if rule.right <= left + _PLAY]
        rights = [rule.left for rule in beside if rule.left >= right - _PLAY]
        if not lefts or not rights:
            return None
        over = self._met_below((max(lefts) + min(rights)) / 2)
        tops = [rule.top for rule in over if rule.top <= height]
        bottoms = [rule.top for rule in over if rule.top > height]
        if not tops or not bottoms:
            return None
        return Box(max(lefts), max(tops), min(rights), min(bottoms))

    def _met_at(self, height: float) -> list[Box]:
        """The upright lines at this height."""
        if not self._upright:
            return []
        at = round(height)
        if at not in self._at_height:
            self._at_height[at] = [
                rule for rule in self._upright if rule.top - _PLAY <= at <= rule.bottom + _PLAY
            ]
        return self._at_height[at]

    def _met_below(self, place: float) -> list[Box]:
        """The lines across that pass over or under this place."""
        at = round(place)
        if at not in self._at_place:
            self._at_place[at] = [
                rule for rule in self._across if rule.left - _PLAY <= at <= rule.right + _PLAY
            ]
        return self._at_place[at]
