"""The lists of a document in WordprocessingML (ECMA-376, 17.9), for `counting`."""

from xml.etree.ElementTree import Element

from retrieval.reading.formats.word.counting import Counter, Level
from retrieval.reading.formats.word.xml import W, is_on, number, value, whole

# Of what is written around and between the numbers of a paragraph: as much as Word takes.
_LONGEST = 255

_Overrides = dict[int, Element]


class Numbering:
    """The lists of a document; `label` counts, so it is asked once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._styled: dict[str, str] = {}
        self._instances: dict[str, tuple[str, _Overrides]] = {}
        self._counter = Counter()
        for each in root if root is not None else ():
            if each.tag == f"{W}abstractNum":
                self._define(each)
            elif each.tag == f"{W}num":
                own = {number(o, "ilvl"): o for o in each.findall(f"{W}lvlOverride")}
                known = value(each.find(f"{W}abstractNumId"))
                self._instances[each.get(f"{W}numId", "")] = known, own

    def _define(self, each: Element) -> None:
        name = each.get(f"{W}abstractNumId", "")
        levels = each.findall(f"{W}lvl")
        self._lists[name] = {number(level, "ilvl"): _level(level) for level in levels}
        if style := value(each.find(f"{W}styleLink")):
            self._styled[style] = name
        if style := value(each.find(f"{W}numStyleLink")):
            self._links[name] = style

    def level_of_style(self, instance: str, style: str) -> int | None:
        """The level of a list that belongs to a paragraph style."""
        levels = self._levels(instance).items()
        return next((level for level, own in levels if own.style == style), None)

    def label(self, instance: str, level: int) -> str:
        """The number of the next paragraph at that level of a list, as it is shown; "" for bullets
        and where there is no such list."""
        levels = self._levels(instance)
        if level not in levels:
            return ""
        name, overrides = self._instances[instance]
        override = overrides.get(level)
        told = override.find(f"{W}startOverride") if override is not None else None
        again = number(told, "val") if told is not None else None
        return self._counter.label(levels, level, (self._resolved(name), instance), again)

    def _levels(self, instance: str) -> dict[int, Level]:
        """The levels of a list, those that it has of its own instead of those it shares."""
        if instance not in self._instances:
            return {}
        name, overrides = self._instances[instance]
        own = {level: each.find(f"{W}lvl") for level, each in overrides.items()}
        defined = {level: _level(each) for level, each in own.items() if each is not None}
        return {**self._lists.get(self._resolved(name), {}), **defined}

    def _resolved(self, name: str) -> str:
        """The definition that another stands for: a style's."""
        return self._styled.get(self._links.get(name, ""), name)


def _level(each: Element) -> Level:
    start, properties = each.find(f"{W}start"), each.find(f"{W}rPr")
    # Word wraps the forms that it added later in alternatives.
    form = each.find(f"{W}numFmt")
    form = form if form is not None else next(each.iter(f"{W}numFmt"), None)
    return Level(
        start=number(start, "val") if start is not None else 0,
        form=value(form) or "decimal",
        text=value(each.find(f"{W}lvlText"))[:_LONGEST],
        legal=is_on(each.find(f"{W}isLgl")),
        restart=whole(value(each.find(f"{W}lvlRestart"))),
        hidden=properties is not None and is_on(properties.find(f"{W}vanish")),
        style=value(each.find(f"{W}pStyle")),
    )
