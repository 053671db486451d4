"""Web pages, parsed as browsers do (HTML5): all text that is seen, in its order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import DocumentNotText
from retrieval.reading.encoding import Decoded, decode
from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    SCRIPT_ONLY,
    Extracted,
    Limits,
    Refused,
    past,
)
from retrieval.reading.formats.web_pages import SURROUNDS, Element, Piece, blocks, title_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = frozenset(
    "script style noscript template head iframe object svg select option button textarea input "
    "canvas video audio map rt rp -comment !doctype".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul caption ucapcontent".split()
)
_ASIDE = ("footer", "nav", "aside")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WHITE = re.compile(r"[ \t\r\n\f\u200b\ufeff]+")
# A line of the source that ends between two Chinese characters parts nothing.
_CHINESE = r"[\u3000-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_CHINESE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_CHINESE})")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_BIG5 = ("big5", "big5-hkscs", "big5hkscs", "cp950", "x-x-big5")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
# What a page says until a script has made it.
_WAITING = re.compile(
    r"(?:页面)?(?:正在|数据)?(?:加载|载入|跳转|loading)\W*.{0,20}"
    r"|.{0,60}(?:启用|开启|enable|支持)\W*java ?script.{0,60}",
    re.I,
)
_HEAD = 4096

# What pages say about themselves, by the names that official sites agreed on and others use.
_NAMES = {
    "title": ("articletitle",),
    "published_on": ("pubdate", "publishdate", "article:published_time", "firstpublishedtime"),
    "source": ("contentsource", "source"),
    "url": ("og:url",),
}


def read(data: bytes, limits: Limits, url: str = "", encoding: str = "") -> Extracted:
    """The text of a web page; `url` and `encoding` as whoever saved it tells them, "" if unknown.

    `limits` are kept by what comes before and after: the text of a page is no longer than it.
    """
    # 15 ms, and only where there are pages.
    from selectolax.lexbor import LexborHTMLParser

    decoded = _decoded(data, encoding)
    if len(decoded.text) > limits.characters:
        raise past(CHARACTERS, limits.characters)
    page = LexborHTMLParser(decoded.text)
    walk = _Walk()
    if page.body is not None:
        walk.through(page.body)
    if _is_made_by_script(page, walk.pieces):
        raise Refused(SCRIPT_ONLY)
    properties = _properties(page, decoded.text, url)
    head = page.css_first("title")
    told = _clean(head.text()) if head is not None else ""
    title = title_of(walk.pieces, told, properties.get("title", ""))
    return Extracted(
        blocks=blocks(walk.pieces, walk.elements, title),
        properties={**properties, **({"title": title} if title else {})},
        encoding=decoded.encoding,
        unreadable=decoded.unreadable,
    )


def _decoded(data: bytes, encoding: str) -> Decoded:
    """UTF-8 if it is valid; Big5 where it is declared; else whatever it looks like."""
    declared = _CHARSET.search(data[:_HEAD])
    name = (encoding or (declared[1].decode() if declared else "")).lower()
    try:
        if name in _BIG5 and not _is_utf8(data):
            return Decoded(data.decode("big5hkscs", "replace"), 0, "big5hkscs")
        return decode(data, Path())
    except DocumentNotText as error:
        raise Refused(DAMAGED) from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_made_by_script(page: "LexborHTMLParser", pieces: list[Piece]) -> bool:
    words = "".join(piece.text for piece in pieces)
    return page.css_first("script") is not None and (not words or bool(_WAITING.fullmatch(words)))


def _properties(page: "LexborHTMLParser", text: str, url: str) -> dict[str, str]:
    """What a page says about itself, by the names of fields."""
    said: dict[str, str] = {}
    for each in page.css("meta"):
        own = each.attributes
        name = (own.get("name") or own.get("property") or "").strip().lower()
        content = _clean(own.get("content") or "")
        if name and content:
            said.setdefault(name, content)
    found = {
        field: next((said[name] for name in names if name in said), "")
        for field, names in _NAMES.items()
    }
    canonical = page.css_first("link[rel=canonical]")
    saved = _SAVED.search(text[:_HEAD])
    found["url"] = (
        (canonical.attributes.get("href") or "" if canonical is not None else "")
        or found["url"]
        or url
        or (saved[1] if saved else "")
    )
    return {name: value for name, value in found.items() if value}


@lru_cache(maxsize=1000)
def _surrounds(names: str) -> bool:
    """Whether an element of these names stands around the main part: pages repeat them."""
    return bool(SURROUNDS.search(names))


def _clean(text: str) -> str:
    """Without white space that a browser does not show."""
    if "\n" in text:
        text = _WRAPPED.sub("", text)
    return _WHITE.sub(" ", text).strip(" \u3000\xa0")


@dataclass(slots=True)
class _Place:
    """An element that is being gone through: `element` and `tag` are those of the innermost one
    around it that begins a line, `row` and `cell` those of the table; -1 for none."""

    node: "LexborNode"
    element: int = -1
    tag: str = ""
    row: int = -1
    cell: int = -1
    is_block: bool = True
    is_link: bool = False
    is_verbatim: bool = False


class _Walk:
    """Goes through the elements of a page and gathers `pieces` of text, and the `elements` that
    begin lines, numbered as they begin.

    Without recursion: pages may be nested as deeply as they are long.
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.elements: list[Element] = []
        self._words: list[str] = []
        self._linked = 0

    def through(self, root: "LexborNode") -> None:
        """Go through `root` and all that is in it."""
        around = [self._block(root, "body", {}, _Place(root))]
        node = root.first_child
        while around:
            place = around[-1]
            if node is None:
                if place.is_block:
                    self._end_line(place)
                around.pop()
                node = place.node.next if around else None
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._add(node.text_content or "", place)
            elif tag == "br":
                self._end_line(place)
            elif tag not in _SKIPPED and (inside := self._inside(node, tag, place)):
                around.append(inside)
                node = node.first_child
                continue
            node = node.next

    def _inside(self, node: "LexborNode", tag: str, place: _Place) -> _Place | None:
        """The place inside an element; None if that is not seen."""
        own = node.attributes
        if own and ("hidden" in own or ("style" in own and _HIDDEN.search(own["style"] or ""))):
            return None
        if tag in _BLOCKS:
            self._end_line(place)
            return self._block(node, tag, own, place)
        is_link = place.is_link or tag == "a"
        inner = (place.element, place.tag, place.row, place.cell)
        return _Place(node, *inner, False, is_link, place.is_verbatim)

    def _block(
        self, node: "LexborNode", tag: str, own: Mapping[str, str | None], place: _Place
    ) -> _Place:
        """The place inside an element that begins a line."""
        names = f"{own.get('class') or ''} {own.get('id') or ''}" if own else ""
        surrounds = tag in _ASIDE or (len(names) > 1 and _surrounds(names))
        number = len(self.elements)
        self.elements.append(Element(place.element, surrounds))
        return _Place(
            node,
            element=number,
            tag=tag,
            row=number if tag == "tr" else place.row,
            cell=number if tag in ("td", "th") else place.cell,
            is_link=place.is_link,
            is_verbatim=place.is_verbatim or tag == "pre",
        )

    def _add(self, text: str, place: _Place) -> None:
        lines = text.split("\n") if place.is_verbatim else [text]
        for number, line in enumerate(lines):
            if number:
                self._end_line(place)
            self._words.append(line)
            if place.is_link:
                self._linked += len(line.strip())

    def _end_line(self, place: _Place) -> None:
        if not self._words:
            return
        if words := _clean("".join(self._words)):
            self.pieces.append(
                Piece(words, self._linked, place.element, place.tag, place.row, place.cell)
            )
        self._words.clear()
        self._linked = 0
