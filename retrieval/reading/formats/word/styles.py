"""The styles of a Word document: what a paragraph has from its style, and from those it is based
on."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.reading.formats.word.xml import W, is_on, value, whole

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])")
_NO_HEADING = 9


class Style(NamedTuple):
    """What one style says itself. `outline` is a level from 0, 9 for none; None where silent."""

    based_on: str
    name: str
    outline: int | None
    numbering: Element | None
    hidden: bool | None


class Styles:
    """All of them, by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        # Thousands of paragraphs share a few styles.
        self.level = cache(self._level)
        """The level of heading, from 1, that a style makes; 0 for none."""
        self.numbering = cache(self._numbering)
        """The `numPr` of a style, with the id of the style that has it, if one has."""
        self.is_hidden = cache(self._is_hidden)
        """Whether a style hides its text."""
        self.default = ""
        """The style of paragraphs that name none."""
        for each in root.iter(f"{W}style") if root is not None else ():
            identity = each.get(f"{W}styleId", "")
            self._styles[identity] = _style(each)
            is_default = each.get(f"{W}default") in ("1", "true", "on")
            if is_default and each.get(f"{W}type") == "paragraph":
                self.default = identity

    def name(self, identity: str) -> str:
        """What the style is called, in lower case."""
        return self._styles[identity].name if identity in self._styles else ""

    def _level(self, identity: str) -> int:
        for style in self._chain(identity):
            if style.outline is not None:
                return style.outline + 1 if style.outline < _NO_HEADING else 0
            if named := _HEADING.fullmatch(style.name):
                return int(named[1])
        return 0

    def _numbering(self, identity: str) -> tuple[str, Element] | None:
        for own, style in self._named_chain(identity):
            if style.numbering is not None:
                return own, style.numbering
        return None

    def _is_hidden(self, identity: str) -> bool:
        told = (style.hidden for style in self._chain(identity) if style.hidden is not None)
        return next(told, False)

    def _chain(self, identity: str) -> Iterator[Style]:
        return (style for _, style in self._named_chain(identity))

    def _named_chain(self, identity: str) -> Iterator[tuple[str, Style]]:
        """A style and those that it is based on; each once, should they go round."""
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield identity, self._styles[identity]
            identity = self._styles[identity].based_on


def _style(each: Element) -> Style:
    paragraph, run = each.find(f"{W}pPr"), each.find(f"{W}rPr")
    outline = value(paragraph.find(f"{W}outlineLvl")) if paragraph is not None else ""
    hidden = run.find(f"{W}vanish") if run is not None else None
    return Style(
        value(each.find(f"{W}basedOn")),
        value(each.find(f"{W}name")).lower(),
        whole(outline),
        paragraph.find(f"{W}numPr") if paragraph is not None else None,
        None if hidden is None else is_on(hidden),
    )
