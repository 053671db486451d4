"""Books (.epub, EPUB 3.3): the chapters as they are read, each a page of HTML."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    PASSWORD,
    Block,
    Extracted,
    Limits,
    Refused,
    past,
)
from retrieval.reading.formats.packages import Package, plain_name
from retrieval.reading.formats.web import html

_CONTAINER, _LOCKED = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_LONGEST = 200


def read(data: bytes, limits: Limits) -> Extracted:
    """The text of a book, without its table of contents. Refused: chapters behind a lock."""
    package = Package(data, limits)
    name = next((e.get("full-path", "") for e in _all(package, _CONTAINER, "rootfile")), "")
    if name not in package.names:
        raise Refused(DAMAGED)
    book = package.xml(name)
    blocks: list[Block] = []
    room = limits.characters
    locked = {unquote(e.get("URI", "")) for e in _all(package, _LOCKED, "CipherReference")}
    for part in _chapters(book, posixpath.dirname(name)):
        if part in locked:
            raise Refused(PASSWORD)
        if part in package.names:
            found = html.chapter(package.part(part), limits)
            room -= sum(len(block.text) for block in found)
            if room < 0:
                raise past(CHARACTERS, limits.characters)
            blocks += found
    return Extracted(tuple(blocks), dict(_properties(book)))


def _chapters(book: Element, folder: str) -> Iterator[str]:
    """The names of the parts that are read one after the other."""
    items = {each.get("id", ""): each for each in book.iter() if plain_name(each) == "item"}
    for each in book.iter():
        item = items.get(each.get("idref", "")) if plain_name(each) == "itemref" else None
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in item.get("properties", "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _properties(book: Element) -> Iterator[tuple[str, str]]:
    """What the book says that it is called, and who published it."""
    for name, field in (("title", "title"), ("publisher", "source")):
        told = next((each.text or "" for each in book.iter() if plain_name(each) == name), "")
        words = " ".join(told.split())
        if words and len(words) <= _LONGEST:
            yield field, words


def _all(package: Package, part: str, kind: str) -> Iterator[Element]:
    if part in package.names:
        yield from (each for each in package.xml(part).iter() if plain_name(each) == kind)
