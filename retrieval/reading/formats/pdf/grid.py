"""The lines drawn around the cells of tables."""

from collections.abc import Iterable

from retrieval.reading.formats.pdf.geometry import Box

# Points by which drawn lines fall short of each other, and text stands over them.
_PLAY = 2.0


class Grid:
    """Ruling lines, upright and across; a cell is what four of them enclose."""

    def __init__(self, rules: Iterable[Box]) -> None:
        rules = list(rules)
        self._upright = sorted(rule for rule in rules if rule.height > max(rule.width, _PLAY))
        self._across = sorted(
            (rule for rule in rules if rule.width > max(rule.height, _PLAY)),
            key=lambda rule: rule.top,
        )

    def parts(self, left: float, right: float, height: float) -> bool:
        """Whether an upright line stands between `left` and `right` at this height."""
        return any(
            left - _PLAY / 2 <= rule.left <= right + _PLAY / 2 and rule.top <= height <= rule.bottom
            for rule in self._upright
        )

    def cell(self, left: float, right: float, height: float) -> Box | None:
        """What encloses text from `left` to `right` at this height, if there is something."""
        beside = [r for r in self._upright if r.top - _PLAY <= height <= r.bottom + _PLAY]
        lefts = [rule.right for rule in beside if rule.right <= left + _PLAY]
        rights = [rule.left for rule in beside if rule.left >= right - _PLAY]
        if not lefts or not rights:
            return None
        middle = (max(lefts) + min(rights)) / 2
        over = [r for r in self._across if r.left - _PLAY <= middle <= r.right + _PLAY]
        tops = [rule.top for rule in over if rule.top <= height]
        bottoms = [rule.top for rule in over if rule.top > height]
        if not tops or not bottoms:
            return None
        return Box(max(lefts), max(tops), min(rights), min(bottoms))
