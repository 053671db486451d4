"""Word documents (.docx): ECMA-376, read from their parts with nothing but the standard library.

What Word shows is what is read: the numbers that it computes, what was inserted, the results of
fields. What it does not show is left out: what was deleted, hidden text, comments, the code of
fields. Text boxes come behind the body, and then the notes that it refers to; at the end, as
furniture, the headers and footers of its pages.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, Block, Extracted, Limits, Refused
from retrieval.reading.formats.packages import Package, parsed
from retrieval.reading.formats.word.blocks import MAX_HEADING, as_edges, as_paragraph, as_row
from retrieval.reading.formats.word.counting import joined
from retrieval.reading.formats.word.lists import Numbering
from retrieval.reading.formats.word.runs import BREAK, Runs
from retrieval.reading.formats.word.styles import Styles
from retrieval.reading.formats.word.xml import (
    MC,
    W,
    chosen,
    is_on,
    number,
    transitional,
    value,
    whole,
)

_MAIN = "word/document.xml"
_OFFICE = "/officeDocument"
_CORE = "docProps/core.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MAX_TITLE = 200
_DEEPEST = 60
# Parts that hold what stands at the edges of pages.
_EDGE = re.compile(r"(header|footer)(\d{0,5})\.xml")
# Blocks at the beginning among which a title stands; styles of titles.
_HEAD = 30
_TITLES = ("title", "标题")
# Named once: every paragraph is asked for them.
_PARAGRAPH, _TABLE, _CONTROL = f"{W}p", f"{W}tbl", f"{W}sdt"
_PROPERTIES, _STYLE, _MARK, _VANISH = f"{W}pPr", f"{W}pStyle", f"{W}rPr", f"{W}vanish"
_DELETED, _OUTLINE, _NUMBERING = f"{W}del", f"{W}outlineLvl", f"{W}numPr"
_WRAPPERS = frozenset(f"{W}{name}" for name in ("customXml", "ins", "moveTo", "smartTag"))
_DROPPED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_ELSEWHERE = frozenset(f"{W}{name}" for name in ("altChunk", "subDoc"))


def read(data: bytes, limits: Limits) -> Extracted:
    """The text of a Word document."""
    package = Package(data, limits)
    main = _main_part(package)
    folder = posixpath.dirname(main)

    def part(name: str) -> Element | None:
        path = posixpath.join(folder, name)
        return _xml(package, path) if path in package.names else None

    body = _xml(package, main).find(f"{W}body")
    if body is None:
        raise Refused(DAMAGED)
    reader = _Reader(Styles(part("styles.xml")), Numbering(part("numbering.xml")))
    reader.body(body)
    reader.notes({kind: part(f"{kind}s.xml") for kind in ("footnote", "endnote")})
    reader.edges(part(name) for name in _edges(package, folder))
    comments = part("comments.xml")
    return Extracted(
        blocks=tuple(reader.blocks),
        properties=_properties(package, reader),
        warnings=tuple(_warnings(reader, len(comments) if comments is not None else 0)),
    )


def _main_part(package: Package) -> str:
    """The name of the part that holds the body."""
    if _MAIN in package.names:
        return _MAIN
    if "_rels/.rels" in package.names:
        for each in package.xml("_rels/.rels"):
            target = each.get("Target", "").lstrip("/")
            if each.get("Type", "").endswith(_OFFICE) and target in package.names:
                return target
    raise Refused(DAMAGED)


def _edges(package: Package, folder: str) -> list[str]:
    """The names of the parts that stand at the edges of pages, as they are counted."""
    names = (posixpath.relpath(name, folder or ".") for name in package.names)
    found = ((_EDGE.fullmatch(name), name) for name in names)
    return [
        name
        for _, _, name in sorted((m[1] == "footer", int(m[2] or 0), name) for m, name in found if m)
    ]


def _xml(package: Package, name: str) -> Element:
    return parsed(transitional(package.part(name)))


def _properties(package: Package, reader: "_Reader") -> dict[str, str]:
    """The title by its style, or else the one that Word was told, if it stands in the text: many a
    template has its own. The dates there are those of the typing, the author is the typist."""
    title = "".join(reader.titles)
    title = title if len(title) <= _MAX_TITLE else ""
    if not title and _CORE in package.names:
        told = "".join(package.xml(_CORE).findtext(_TITLE, "").split())
        head = "".join(block.text for block in reader.blocks[:_HEAD])
        title = told if told in "".join(head.split()) else ""
    return {"title": title} if title else {}


def _warnings(reader: "_Reader", comments: int) -> Iterator[ReadingWarning]:
    counted = (
        (WarningCode.HIDDEN, reader.runs.hidden),
        (WarningCode.COMMENTS, comments),
        (WarningCode.EXTERNAL, reader.elsewhere),
        (WarningCode.TOO_DEEP, reader.too_deep),
    )
    return (ReadingWarning(code, amount=amount) for code, amount in counted if amount)


class _Reader:
    """Walks the parts of a document and gathers `blocks`.

    `elsewhere` counts the parts that are not in the file, or in another format; `too_deep` those
    that no document needs to nest so deeply.
    """

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.blocks: list[Block] = []
        self.titles: list[str] = []
        """The first lines that have the style of titles, up to one that has another."""
        self._titled: int | None = None
        self.runs = Runs(styles)
        self.elsewhere = self.too_deep = 0
        self._styles = styles
        self._numbering = numbering
        self._kind = Kind.BODY
        self._depth = 0
        # What stands before a paragraph mark that was deleted goes on in the next paragraph.
        self._begun = ""

    def body(self, body: Element) -> None:
        """Read the body, and then the text boxes in it."""
        self._walk(body)
        self._kind = Kind.NOTE
        self._boxes()

    def _boxes(self) -> None:
        """Read the text boxes that were met, which may hold others."""
        while self.runs.boxes:
            boxes, self.runs.boxes = self.runs.boxes, []
            for box in boxes:
                if isinstance(box, str):
                    self._add(box)
                else:
                    self._walk(box)

    def notes(self, parts: dict[str, Element | None]) -> None:
        """Read the notes that were referred to, in the order of the references."""
        self._kind = Kind.NOTE
        known = {
            (kind, note.get(f"{W}id", "")): note
            for kind, part in parts.items()
            for note in (part if part is not None else ())
        }
        for name in dict.fromkeys(self.runs.notes):
            if name in known:
                self._walk(known[name])

    def edges(self, parts: Iterable[Element | None]) -> None:
        """Read headers and footers: each line once, and none that only counts pages."""
        blocks, titles = self.blocks, self.titles
        self.blocks, self.titles, self._kind = [], [], Kind.FURNITURE
        for part in parts:
            self._walk(part if part is not None else ())
        self._boxes()
        found = as_edges(self.blocks)
        self.blocks, self.titles = [*blocks, *found], titles

    def _walk(self, around: Iterable[Element]) -> None:
        """Read what stands one below the other: paragraphs, tables, and what encloses some."""
        if self._depth > _DEEPEST:
            self.too_deep += 1
            return
        self._depth += 1
        for each in around:
            if each.tag == _PARAGRAPH:
                self._paragraph(each)
            elif each.tag == _TABLE:
                for row in _inside(each, "tr"):
                    self._row(row)
            elif each.tag == _CONTROL:
                self._control(each)
            elif each.tag in _WRAPPERS or each.tag == f"{MC}AlternateContent":
                self._walk(each if each.tag in _WRAPPERS else chosen(each))
            elif each.tag in _DROPPED:
                self.runs.drop(each)
            else:
                self.elsewhere += each.tag in _ELSEWHERE
        self._depth -= 1

    def _control(self, control: Element) -> None:
        """Content with a frame around it; a table of contents is one too."""
        content = control.find(f"{W}sdtContent")
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        before = self._kind
        if "Table of Contents" in value(gallery):
            self._kind = Kind.FURNITURE
        self._walk(content if content is not None else ())
        self._kind = before

    def _paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find(_PROPERTIES)
        style = value(properties.find(_STYLE)) if properties is not None else ""
        style = style or self._styles.default
        in_contents = self.runs.in_contents or self._styles.name(style).startswith("toc ")
        text = self._begun + self.runs.text(paragraph, style)
        mark = properties.find(_MARK) if properties is not None else None
        if mark is not None and mark.find(_DELETED) is not None:
            self._begun = text
            return
        self._begun = ""
        is_hidden = mark is not None and is_on(mark.find(_VANISH))
        label = "" if is_hidden and not text else self._label(properties, style)
        if in_contents or self.runs.in_contents:
            self._add(joined(label, text), Kind.FURNITURE)
            return
        level = self._level(properties, style)
        is_title = self._styles.name(style) in _TITLES and len(text) <= MAX_HEADING
        for line in text.split(BREAK):
            if words := line.strip():
                goes_on = self._titled in (None, len(self.blocks))
                self._add(joined(label, words), level=level)
                if is_title and goes_on:
                    self.titles.append(words)
                    self._titled = len(self.blocks)
                label = ""

    def _label(self, properties: Element | None, style: str) -> str:
        """The number that Word shows before the paragraph."""
        own = properties.find(_NUMBERING) if properties is not None else None
        styled = self._styles.numbering(style)
        instance = value(own.find(f"{W}numId")) if own is not None else ""
        if not instance and styled:
            instance = value(styled[1].find(f"{W}numId"))
        if not instance or instance == "0":
            return ""
        told = own.find(f"{W}ilvl") if own is not None else None
        if told is not None:
            return self._numbering.label(instance, number(told, "val"))
        owner = styled[0] if styled else style
        level = self._numbering.level_of_style(instance, owner)
        if level is None and styled:
            level = number(found, "val") if (found := styled[1].find(f"{W}ilvl")) is not None else 0
        return self._numbering.label(instance, level or 0)

    def _level(self, properties: Element | None, style: str) -> int:
        """The level of heading, from 1, that a paragraph is on; 0 for none."""
        own = value(properties.find(_OUTLINE)) if properties is not None else ""
        if (level := whole(own)) is not None:
            return level + 1 if level < 9 else 0
        return self._styles.level(style)

    def _add(self, text: str, kind: Kind | None = None, level: int = 0) -> None:
        words = " ".join(text.split(BREAK)).strip()
        if words:
            self.blocks.append(as_paragraph(words, kind or self._kind, level))

    def _row(self, row: Element) -> None:
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(_DELETED) is not None:
            self.runs.drop(row)
            return
        repeated = properties.find(f"{W}tblHeader") if properties is not None else None
        cells = [*map(self._cell, _inside(row, "tc"))]
        self.blocks += as_row(cells, self._kind, is_header=is_on(repeated))

    def _cell(self, cell: Element) -> list[Block]:
        """The blocks of a cell; none of one that only goes on with the one above it."""
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and value(merge) in ("", "continue"):
            return []
        before, self.blocks = self.blocks, []
        self._walk(cell)
        found, self.blocks = self.blocks, before
        return found


def _inside(around: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, whatever encloses them."""
    for each in around:
        if each.tag == f"{W}{name}":
            yield each
        elif each.tag == _CONTROL:
            content = each.find(f"{W}sdtContent")
            yield from _inside(content, name) if content is not None else ()
        elif each.tag in _WRAPPERS:
            yield from _inside(each, name)
