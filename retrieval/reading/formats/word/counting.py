"""The numbers that Word computes when it shows a paragraph: 一、（一）第一条 1.1.

Nothing of them stands in a document's text: paragraphs name a list and a level, the lists are
defined in a part of their own, and every paragraph counts on from those before it (ECMA-376, 17.9;
[MS-DOC], 2.4.6.4).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from retrieval.reading.formats.word.numbers import written

_PLACE = re.compile(r"%([1-9])")
# What may end a number and needs no space behind it.
_CLOSING = re.compile(r"[^\w\s]$")
BULLET = "bullet"


class Level(NamedTuple):
    """A level of a list: the number that it begins with, its form by the names of `numbers`, and
    what is written, with `%1` for the number of the first level.

    `legal`: numbers of all levels are Arabic. `restart`: it counts anew behind a paragraph of that
    level or a higher one, from 1; None for any higher one. `style` is that of its paragraphs.
    """

    start: int
    form: str
    text: str
    legal: bool = False
    restart: int | None = None
    hidden: bool = False
    style: str = ""


class Counter:
    """Counts the paragraphs of all lists; it is asked once for each, in order."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(
        self, levels: Mapping[int, Level], level: int, key: tuple[str, str], again: int | None
    ) -> str:
        """The number of the next paragraph at that level, as it is shown; "" for bullets and where
        there is no such level.

        `key` names the list that counts on, and the instance of it: where that begins, it begins
        with `again`, if that is a number.
        """
        own = levels.get(level)
        if own is None:
            return ""
        counts = self._count(levels, level, key, again)
        if own.form == BULLET or own.hidden:
            return ""

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            if at not in levels or at > level:
                return ""
            count = counts.get(at, levels[at].start)
            return written(count, "decimal" if own.legal else levels[at].form)

        return _PLACE.sub(shown, own.text)

    def _count(
        self, levels: Mapping[int, Level], level: int, key: tuple[str, str], again: int | None
    ) -> dict[int, int]:
        """The counts of all levels of a list after one more at `level`."""
        name, instance = key
        counts = self._counts.setdefault(name, {})
        if again is not None and (instance, level) not in self._begun:
            counts[level] = again
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((instance, level))
        for deeper in [each for each in counts if each > level]:
            if _restarts(levels.get(deeper), deeper, level):
                del counts[deeper]
        return counts


def joined(label: str, text: str) -> str:
    """A number and what it stands before, parted where they would run into each other."""
    if not label or not text:
        return text
    runs_on = label[-1] in ".．" and text[0].isdigit()
    return label + text if _CLOSING.search(label) and not runs_on else f"{label.rstrip()} {text}"


def _restarts(deeper: Level | None, its_level: int, used: int) -> bool:
    """Whether a level counts anew after a paragraph at a higher one."""
    if deeper is None or deeper.restart is None:
        return used < its_level
    return deeper.restart > used
