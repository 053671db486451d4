"""The numbers that Word computes when it shows a paragraph: 一、（一）第一条 1.1.

Nothing of them stands in a document's text: paragraphs name a list and a level, the lists are
defined in a part of their own, and every paragraph counts on from those before it (ECMA-376, 17.9).
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retrieval.reading.formats.word.numbers import written
from retrieval.reading.formats.word.xml import W, is_on, number, value, whole

_PLACE = re.compile(r"%([1-9])")
# Of what is written around and between the numbers of a paragraph: as much as Word takes.
_LONGEST = 255
# What may end a number and needs no space behind it.
_CLOSING = re.compile(r"[^\w\s]$")

_Level = dict[int, Element]


class Numbering:
    """The lists of a document; `label` counts, so it is asked once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _Level] = {}
        self._links: dict[str, str] = {}
        self._styled: dict[str, str] = {}
        self._instances: dict[str, tuple[str, dict[int, Element]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        for each in root if root is not None else ():
            if each.tag == f"{W}abstractNum":
                self._define(each)
            elif each.tag == f"{W}num":
                own = {number(o, "ilvl"): o for o in each.findall(f"{W}lvlOverride")}
                known = value(each.find(f"{W}abstractNumId"))
                self._instances[each.get(f"{W}numId", "")] = known, own

    def _define(self, each: Element) -> None:
        name = each.get(f"{W}abstractNumId", "")
        self._lists[name] = {number(level, "ilvl"): level for level in each.findall(f"{W}lvl")}
        if style := value(each.find(f"{W}styleLink")):
            self._styled[style] = name
        if style := value(each.find(f"{W}numStyleLink")):
            self._links[name] = style

    def level_of_style(self, instance: str, style: str) -> int | None:
        """The level of a list that belongs to a paragraph style."""
        for level, element in self._levels(instance).items():
            if value(element.find(f"{W}pStyle")) == style:
                return level
        return None

    def label(self, instance: str, level: int) -> str:
        """The number of the next paragraph at that level of a list, as it is shown; "" for bullets
        and where there is no such list."""
        levels = self._levels(instance)
        own = levels.get(level)
        if own is None:
            return ""
        counts = self._count(instance, levels, level)
        form = _form(own)
        properties = own.find(f"{W}rPr")
        hidden = properties is not None and is_on(properties.find(f"{W}vanish"))
        if form == "bullet" or hidden:
            return ""
        legal = is_on(own.find(f"{W}isLgl"))

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            if at not in levels or at > level:
                return ""
            count = counts.get(at, _start(levels[at]))
            return written(count, "decimal" if legal else _form(levels[at]))

        return _PLACE.sub(shown, value(own.find(f"{W}lvlText"))[:_LONGEST])

    def _count(self, instance: str, levels: _Level, level: int) -> dict[int, int]:
        """The counts of all levels of a list after one more at `level`."""
        name, overrides = self._instances[instance]
        counts = self._counts.setdefault(self._resolved(name), {})
        override = overrides.get(level)
        again = override.find(f"{W}startOverride") if override is not None else None
        if again is not None and (instance, level) not in self._begun:
            counts[level] = number(again, "val")
        else:
            counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        self._begun.add((instance, level))
        for deeper in [each for each in counts if each > level]:
            if _restarts(levels.get(deeper), deeper, level):
                del counts[deeper]
        return counts

    def _levels(self, instance: str) -> _Level:
        """The levels of a list, those that it has of its own instead of those it shares."""
        if instance not in self._instances:
            return {}
        name, overrides = self._instances[instance]
        return {**self._lists.get(self._resolved(name), {}), **dict(_own(overrides))}

    def _resolved(self, name: str) -> str:
        """The definition that another stands for: a style's."""
        return self._styled.get(self._links.get(name, ""), name)


def joined(label: str, text: str) -> str:
    """A number and what it stands before, parted where they would run into each other."""
    if not label or not text:
        return text
    runs_on = label[-1] in ".．" and text[0].isdigit()
    return label + text if _CLOSING.search(label) and not runs_on else f"{label.rstrip()} {text}"


def _own(overrides: dict[int, Element]) -> Iterator[tuple[int, Element]]:
    for level, override in overrides.items():
        defined = override.find(f"{W}lvl")
        if defined is not None:
            yield level, defined


def _form(level: Element) -> str:
    # Word wraps the forms that it added later in alternatives.
    found = level.find(f"{W}numFmt")
    found = found if found is not None else next(level.iter(f"{W}numFmt"), None)
    return value(found) or "decimal"


def _start(level: Element) -> int:
    found = level.find(f"{W}start")
    return number(found, "val") if found is not None else 0


def _restarts(deeper: Element | None, its_level: int, used: int) -> bool:
    """Whether a level counts anew after a paragraph at a higher one."""
    told = whole(value(deeper.find(f"{W}lvlRestart"))) if deeper is not None else None
    return used < its_level if told is None else told > used
