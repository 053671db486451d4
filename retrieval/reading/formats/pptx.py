"""Slides (.pptx): ECMA-376, part 1, 19; a slide is a page and a section by its title.

What is shown is what is read: slides that are hidden are left out. What the speaker is to say
follows its slide, as a note.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, PAGES, Block, Extracted, Limits, Refused, past
from retrieval.reading.formats.packages import Package, plain_name
from retrieval.reading.formats.pdf.words import before
from retrieval.reading.formats.word.blocks import as_row

_MAIN = "ppt/presentation.xml"
_CORE, _TITLE = "docProps/core.xml", "{http://purl.org/dc/elements/1.1/}title"
_TITLES, _EDGES = ("title", "ctrTitle"), ("dt", "ftr", "sldNum", "hdr", "sldImg")
_GROUPS = frozenset({"spTree", "grpSp"})
_OFF, _EITHER = ("0", "false"), "AlternateContent"
_DEEPEST = 60


def read(data: bytes, limits: Limits) -> Extracted:
    """The text of a presentation."""
    package = Package(data, limits)
    if _MAIN not in package.names:
        raise Refused(DAMAGED)
    parts = [part for part in _slides(package) if part in package.names]
    if len(parts) > limits.pages:
        raise past(PAGES, limits.pages)
    blocks: list[Block] = []
    hidden = 0
    for number, part in enumerate(parts, 1):
        slide = package.xml(part)
        if slide.get("show") in _OFF:
            hidden += 1
        else:
            blocks += _slide(package, part, slide, number)
    warnings = (ReadingWarning(WarningCode.HIDDEN_PARTS, amount=hidden),) if hidden else ()
    properties = _properties(package, blocks)
    return Extracted(tuple(blocks), properties, pages=len(parts), warnings=warnings)


def _slides(package: Package) -> Iterator[str]:
    """The names of the parts that are slides, in their order."""
    places = package.references(_MAIN)
    for each in package.xml(_MAIN).iter():
        if plain_name(each) == "sldId":
            reference = next((v for k, v in each.attrib.items() if k.endswith("}id")), "")
            yield places.get(reference, ("", ""))[1]


def _slide(package: Package, part: str, slide: Element, number: int) -> Iterator[Block]:
    shapes = [*_shapes(slide, 0)]
    titles = [shape for shape in shapes if _place(shape) in _TITLES]
    for shape in (*titles, *(shape for shape in shapes if shape not in titles)):
        for block in _shape(shape):
            yield block._replace(page=number)
    for kind, place in package.references(part).values():
        if kind in ("notesSlide", "diagramData") and place in package.names:
            own = Kind.NOTE if kind == "notesSlide" else Kind.BODY
            for block in _beside(package.xml(place)):
                yield block._replace(page=number, kind=own)


def _beside(root: Element) -> Iterator[Block]:
    """The paragraphs of notes, and of drawings that a program lays out."""
    shapes = [*_shapes(root, 0)]
    for around in (s for s in shapes if _place(s) not in _EDGES) if shapes else (root,):
        yield from (Block(line) for line in _paragraphs(around))


def _shapes(around: Element, depth: int) -> Iterator[Element]:
    """What stands on a slide, that of groups too."""
    for each in around if depth < _DEEPEST else ():
        if plain_name(each) in ("sp", "graphicFrame"):
            yield each
        elif plain_name(each) in _GROUPS or plain_name(each) == "cSld":
            yield from _shapes(each, depth + 1)
        elif plain_name(each) == _EITHER:
            # The first of these that a program understands; the last is for those that know none.
            drawn = ([*_shapes(way, depth + 1)] for way in each)
            yield from next(filter(None, drawn), ())


def _shape(shape: Element) -> Iterator[Block]:
    place = _place(shape)
    rows = [each for each in shape.iter() if plain_name(each) == "tr"]
    if rows:
        for row in rows:
            cells = [each for each in row if plain_name(each) == "tc"]
            yield from as_row([[Block(x) for x in _paragraphs(cell)] for cell in cells], Kind.BODY)
    elif place in _TITLES:
        title = ""
        for line in _paragraphs(shape):
            title = before(title, line) + line if title else line
        if title:
            yield Block(title, Kind.HEADING, 1)
    elif place != "sldNum":
        kind = Kind.FURNITURE if place in _EDGES else Kind.BODY
        yield from (Block(line, kind) for line in _paragraphs(shape))


def _place(shape: Element) -> str:
    """What a shape is there for, as far as the layout knows it: title, body …"""
    found = next((each for each in shape.iter() if plain_name(each) == "ph"), None)
    return found.get("type", "body") if found is not None else ""


def _paragraphs(around: Element) -> Iterator[str]:
    """The lines of text inside an element."""
    for each in around.iter():
        if plain_name(each) == "p":
            parts = (_words(inner) for inner in each)
            for line in "".join(parts).split("\n"):
                if words := line.strip():
                    yield words


def _words(inner: Element) -> str:
    """The text of a run, or of a field; a line break."""
    if plain_name(inner) == "br":
        return "\n"
    if plain_name(inner) in (_EITHER, "m"):
        # A formula, and behind it the picture of one.
        formula = inner[0] if plain_name(inner) == _EITHER and len(inner) else inner
        return "".join(each.text or "" for each in formula.iter() if plain_name(each) == "t")
    if plain_name(inner) not in ("r", "fld"):
        return ""
    text = "".join(each.text or "" for each in inner if plain_name(each) == "t")
    return text.replace("\n", " ").replace("\x0b", "\n")


def _properties(package: Package, blocks: list[Block]) -> dict[str, str]:
    """The title that the file tells, if it stands on the first slide; else that slide's."""
    first = [block for block in blocks if block.page == 1]
    told = package.xml(_CORE).findtext(_TITLE, "") if _CORE in package.names else ""
    words = "".join(told.split())
    if words and words in "".join("".join(block.text.split()) for block in first):
        return {"title": words}
    titles = [block.text for block in first if block.kind is Kind.HEADING]
    return {"title": titles[0]} if titles else {}
