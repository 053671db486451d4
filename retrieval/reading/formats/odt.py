"""Texts of OpenDocument (.odt): OASIS OpenDocument 1.3, part 3.

What a program shows is what is read, the numbers of lists and headings too; what is hidden, or
deleted in tracked changes, is left out, comments are counted. Text boxes and notes come behind the
body, headers and footers of pages as furniture.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    DAMAGED,
    PASSWORD,
    Block,
    Extracted,
    Limits,
    Refused,
    Unknown,
)
from retrieval.reading.formats.packages import Package, plain_name
from retrieval.reading.formats.word.blocks import as_edges, as_paragraph, as_row
from retrieval.reading.formats.word.counting import Counter, Level, joined

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_OTHERS = {"spreadsheet": "ods", "presentation": "odp", "drawing": "odg", "chart": "odc"}
# How programs write the forms of numbers; in Chinese ones by what they begin with.
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
    "㈠": "chineseCounting",
    "": "none",
}
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_SILENT = frozenset("annotation annotation-end tracked-changes ruby-text hidden-text".split())
_DEEPEST, _MOST_BLANKS = 60, 1000


def read(data: bytes, limits: Limits) -> Extracted:
    """The text of an OpenDocument. Refused: a password; Unknown where it is a sheet or a slide."""
    package = Package(data, limits)
    if _MANIFEST in package.names and b"encryption-data" in package.part(_MANIFEST):
        raise Refused(PASSWORD)
    content = package.xml(_CONTENT)
    styles = package.xml(_STYLES) if _STYLES in package.names else Element("none")
    body = _child(content, "body")
    text = _child(body, "text") if body is not None else None
    if text is None:
        kinds = [plain_name(each) for each in body] if body is not None else []
        known = next((_OTHERS[kind] for kind in kinds if kind in _OTHERS), "")
        raise Unknown(known) if known else Refused(DAMAGED)
    reader = _Reader(content, styles)
    reader.body(text)
    edges = (each for each in styles.iter() if plain_name(each) in ("header", "footer"))
    comments = sum(plain_name(each) == "annotation" for each in content.iter())
    told = ((WarningCode.HIDDEN, reader.hidden), (WarningCode.COMMENTS, comments))
    title = "".join(reader.titles)
    return Extracted(
        blocks=(*reader.blocks, *reader.notes(), *as_edges(reader.edges(edges))),
        properties={"title": title} if title else {},
        warnings=tuple(ReadingWarning(code, amount=count) for code, count in told if count),
    )


class _Listed(NamedTuple):
    """What is around an item of a list: the style that is told, which list it counts on with, and
    how many lists."""

    style: str = ""
    name: str = ""
    depth: int = 0


_UNLISTED = _Listed()


class _Reader:
    """Reads a text and gathers `blocks`; `titles` are the lines that have the style of titles, and
    `hidden` counts the characters that are not shown."""

    def __init__(self, *roots: Element) -> None:
        self.blocks: list[Block] = []
        self.titles: list[str] = []
        self.hidden = 0
        self._kind = Kind.BODY
        self._apart: list[Element] = []
        self._lists: dict[str, dict[int, Level]] = {}
        self._last: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._unseen: set[str] = set()
        self._parents: dict[str, str] = {}
        self._outline: dict[int, Level] = {}
        self._counter = Counter()
        self._depth = 0
        for each in (inner for root in roots for inner in root.iter()):
            self._define(each)

    def _define(self, each: Element) -> None:
        kind, name = plain_name(each), _told(each, "name")
        if kind == "list-style":
            self._lists[name] = dict(_levels(each))
        elif kind == "outline-style":
            self._outline = dict(_levels(each))
        elif kind == "style" and _told(each, "family") in ("paragraph", "text"):
            self._parents[name] = _told(each, "parent-style-name")
            looks = _child(each, "text-properties")
            if looks is not None and _told(looks, "display") == "none":
                self._unseen.add(name)

    def body(self, text: Element) -> None:
        """Read the body."""
        self._walk(text, _UNLISTED)

    def notes(self) -> list[Block]:
        """What was met of text boxes and notes, which may hold others."""
        self.blocks, before, self._kind = [], self.blocks, Kind.NOTE
        while self._apart:
            apart, self._apart = self._apart, []
            for each in apart:
                self._walk(each, _UNLISTED)
        found, self.blocks = self.blocks, before
        return found

    def edges(self, around: Iterable[Element]) -> list[Block]:
        """What stands at the edges of pages."""
        self.blocks, before = [], self.blocks
        for each in around:
            self._walk(each, _UNLISTED)
        found, self.blocks = self.blocks, before
        return found

    def _walk(self, around: Iterable[Element], listed: _Listed) -> None:
        """Read what stands one below the other; `listed` is the list around it."""
        if self._depth > _DEEPEST:
            return
        self._depth += 1
        for each in around:
            kind = plain_name(each)
            if kind in ("p", "h"):
                self._paragraph(each, "")
            elif _told(each, "display") == "none":
                self._leave_out(each)
            elif kind == "list":
                self._list(each, self._counted(each, listed))
            elif kind == "table":
                self._table(each)
            elif kind == "table-of-content":
                before, self._kind = self._kind, Kind.FURNITURE
                self._walk(each, listed)
                self._kind = before
            elif kind not in _SILENT:
                self._walk(each, listed)
        self._depth -= 1

    def _counted(self, each: Element, around: _Listed) -> _Listed:
        """A list: one in another counts with it, others anew unless they say that they go on."""
        style = _told(each, "style-name") or around.style
        if around.depth:
            return _Listed(style, around.name, around.depth + 1)
        name = f"{style} {len(self._names)}"
        if _told(each, "continue-numbering") == "true":
            name = self._last.get(style, name)
        name = self._names.get(_told(each, "continue-list"), name)
        self._last[style] = name
        self._names[_told(each, "id") or name] = name
        return _Listed(style, name, 1)

    def _list(self, around: Element, listed: _Listed) -> None:
        for item in around:
            first = plain_name(item) == "list-item"
            for each in item:
                if plain_name(each) in ("p", "h"):
                    self._paragraph(each, self._label(item, listed) if first else "")
                    first = False
                else:
                    self._walk((each,), listed)

    def _label(self, item: Element, listed: _Listed) -> str:
        style, name, depth = listed
        begins = _told(item, "start-value")
        # Whatever begins at a number of its own is an instance of its own.
        key = (name, f"{name} {id(item)}" if begins else name)
        again = _whole(begins) if begins else None
        return self._counter.label(self._lists.get(style, {}), depth - 1, key, again)

    def _is_hidden(self, each: Element) -> bool:
        """Whether a paragraph or what stands in it is not shown."""
        if not self._unseen.isdisjoint(self._named(_told(each, "style-name"))):
            return True
        return any(
            plain_name(x) == "hidden-paragraph" and _told(x, "is-hidden") == "true" for x in each
        )

    def _leave_out(self, each: Element) -> None:
        self.hidden += sum(len(text.strip()) for text in each.itertext())

    def _paragraph(self, paragraph: Element, label: str) -> None:
        if self._is_hidden(paragraph):
            self._leave_out(paragraph)
            return
        level = _whole(_told(paragraph, "outline-level")) if plain_name(paragraph) == "h" else 0
        if level and not label:
            label = self._counter.label(self._outline, level - 1, ("", ""), None)
        text = "".join(self._words(paragraph, 0))
        is_title = "Title" in self._named(_told(paragraph, "style-name"))
        for line in text.split("\n"):
            if words := line.strip():
                self.blocks.append(as_paragraph(joined(label, words), self._kind, level))
                label = ""
                if is_title and self._kind is Kind.BODY:
                    self.titles.append(words)

    def _named(self, style: str) -> set[str]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            style = self._parents.get(style, "")
        return seen

    def _words(self, around: Element, depth: int) -> Iterator[str]:
        """The text of a paragraph; white space in it is one blank, others are told."""
        yield _blank(around.text)
        for each in around:
            kind = plain_name(each)
            if kind == "s":
                yield " " * min(_whole(_told(each, "c")) or 1, _MOST_BLANKS)
            elif kind == "tab":
                yield "\t"
            elif kind == "line-break":
                yield "\n"
            elif kind in ("note", "text-box"):
                body = _child(each, "note-body")
                self._apart.append(body if body is not None else each)
            elif kind == "frame":
                self._apart += (inner for inner in each if plain_name(inner) == "text-box")
            elif kind == "span" and self._is_hidden(each):
                self._leave_out(each)
            elif kind not in _SILENT and depth < _DEEPEST:
                yield from self._words(each, depth + 1)
            yield _blank(each.tail)

    def _table(self, table: Element, *, is_header: bool = False) -> None:
        for each in table:
            kind = plain_name(each)
            if kind == "table-row":
                cells = [self._cell(cell) for cell in each if plain_name(cell) in _CELLS]
                self.blocks += as_row(cells, self._kind, is_header=is_header)
            elif kind in ("table-header-rows", "table-rows", "table-row-group"):
                self._table(each, is_header=is_header or kind == "table-header-rows")

    def _cell(self, cell: Element) -> list[Block]:
        if plain_name(cell) != "table-cell":
            return []
        before, self.blocks = self.blocks, []
        self._walk(cell, _UNLISTED)
        found, self.blocks = self.blocks, before
        return found


def _levels(style: Element) -> Iterator[tuple[int, Level]]:
    """The levels of a list that have numbers, by their places from 0."""
    for each in style:
        number = _whole(_told(each, "level"))
        if not number or plain_name(each) not in ("list-level-style-number", "outline-level-style"):
            continue
        form = _told(each, "num-format")
        shown = max(number - max(_whole(_told(each, "display-levels")), 1), 0)
        places = ".".join(f"%{at + 1}" for at in range(shown, number)) if form else ""
        yield (
            number - 1,
            Level(
                start=_whole(_told(each, "start-value")) or 1,
                form=_FORMS.get(form[:1], "decimal"),
                text=f"{_told(each, 'num-prefix')}{places}{_told(each, 'num-suffix')}",
            ),
        )


def _blank(text: str | None) -> str:
    return " ".join(text.replace("\n", " ").replace("\t", " ").split(" ")) if text else ""


def _told(element: Element, name: str) -> str:
    """What an attribute tells, whichever namespace it is of."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return next(found, "")


def _child(element: Element, name: str) -> Element | None:
    return next((each for each in element if plain_name(each) == name), None)


def _whole(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 6 else 0
