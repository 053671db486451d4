"""Web pages, parsed as browsers do (HTML5): all text that is seen, in its order."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import DocumentNotText
from retrieval.reading.encoding import Decoded, decode
from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    SCRIPT_ONLY,
    Block,
    Extracted,
    Limits,
    Refused,
    past,
)
from retrieval.reading.formats.web_pages import SURROUNDS, Elements, Piece, blocks, title_of, whole

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
_ASIDE, _CELLS = ("footer", "nav", "aside"), ("td", "th")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What may say so, found without looking at each element.
_MAY_HIDE = '[hidden], [style*="none" i], [style*="hidden" i]'
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
# Of what a page says about itself: more is no title, no name and no address.
_LONGEST = 1000
_ADDRESS = re.compile(rf"https?://\S{{1,{_LONGEST}}}", re.I)

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
    decoded = _decoded(data, encoding)
    page, walk = _parsed(decoded.text, limits)
    if _is_made_by_script(page, walk.pieces):
        raise Refused(SCRIPT_ONLY)
    properties = _properties(page, decoded.text, url)
    head = page.css_first("title")
    told = _clean(head.text())[:_LONGEST] if head is not None else ""
    title = title_of(walk.pieces, told, properties.get("title", ""))
    return Extracted(
        blocks=blocks(walk.pieces, walk.elements, title),
        properties={**properties, **({"title": title} if title else {})},
        encoding=decoded.encoding,
        unreadable=decoded.unreadable,
    )


def chapter(data: bytes, limits: Limits) -> list[Block]:
    """The blocks of a page that nothing surrounds: a part of a book."""
    _, walk = _parsed(_decoded(data, "").text, limits)
    return [*whole(walk.pieces)]


def _parsed(text: str, limits: Limits) -> "tuple[LexborHTMLParser, _Walk]":
    """A page, and what was met on the way through it."""
    # 15 ms, and only where there are pages.
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if len(text) > limits.characters:
        raise past(CHARACTERS, limits.characters)
    try:
        page = LexborHTMLParser(text)
    except SelectolaxError as error:
        # All is HTML to HTML5: nothing else keeps it from being parsed.
        raise MemoryError from error
    walk = _Walk()
    if page.body is not None:
        walk.through(page.body)
    return page, walk


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
        if name and content and len(content) <= _LONGEST:
            said.setdefault(name, content)
    found = {
        field: next((said[name] for name in names if name in said), "")
        for field, names in _NAMES.items()
    }
    canonical = page.css_first("link[rel=canonical]")
    saved = _SAVED.search(text[:_HEAD])
    named = canonical.attributes.get("href") or "" if canonical is not None else ""
    places = (named.strip(), found["url"], url, saved[1] if saved else "")
    # Where a page stands in its own site says nothing without that.
    found["url"] = next((each for each in places if _ADDRESS.fullmatch(each)), "")
    return {name: value for name, value in found.items() if value}


def _clean(text: str) -> str:
    """Without white space that a browser does not show."""
    return _WHITE.sub(" ", _WRAPPED.sub("", text) if "\n" in text else text).strip()


class _Place(NamedTuple):
    """Where text stands: `element` and `tag` are those of the innermost element around it that
    begins a line, `row` and `cell` those of the table; -1 for none."""

    element: int
    tag: str
    row: int
    cell: int
    is_link: bool
    is_verbatim: bool


_BODY = _Place(0, "body", -1, -1, is_link=False, is_verbatim=False)


class _Walk:
    """Goes through the elements of a page and gathers `pieces` of text, and the `elements` that
    begin lines, numbered as they begin.

    Without recursion: pages may be nested as deeply as they are long. Whatever a node is asked
    makes an object, so that it is asked little.
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.elements = Elements([], [])
        self._words: list[str] = []
        self._linked = 0
        # By class and id, which come again and again.
        self._surrounds: dict[tuple[str | None, str | None], bool] = {}

    def through(self, root: "LexborNode") -> None:
        """Go through all that is in `root`, which is seen whatever it says of itself."""
        self._begun(-1, aside=False)
        hidden = {node.mem_id for node in root.css(_MAY_HIDE) if _is_hidden(node)}
        # The place in each element that is seen. A line lasts as long as its element does.
        places = {root.mem_id: _BODY}
        line = _BODY
        nodes = root.traverse(include_text=True)
        next(nodes)
        for node in nodes:
            parent = node.parent
            if parent is None or (place := places.get(parent.mem_id)) is None:
                continue
            tag = node.tag
            if tag == "-text":
                if place.element != line.element:
                    self._end_line(line)
                    line = place
                text = node.text_content or ""
                if self._words or not text.isspace():
                    self._add(text, place)
            elif tag not in _SKIPPED and (own := node.mem_id) not in hidden:
                if tag in _BLOCKS:
                    self._end_line(line)
                    places[own] = line = self._inside(node, tag, place)
                elif tag == "br":
                    self._end_line(line)
                else:
                    places[own] = place if tag != "a" else place._replace(is_link=True)
        self._end_line(line)

    def _inside(self, node: "LexborNode", tag: str, place: _Place) -> _Place:
        """The place inside an element that begins a line."""
        aside = self.elements.aside[place.element] or tag in _ASIDE or self._says_aside(node)
        number = self._begun(place.element, aside=aside)
        row = number if tag == "tr" else place.row
        cell = number if tag in _CELLS else place.cell
        return _Place(number, tag, row, cell, place.is_link, place.is_verbatim or tag == "pre")

    def _says_aside(self, node: "LexborNode") -> bool:
        """Whether an element is named like what surrounds a main part."""
        own = node.attributes
        if not own:
            return False
        names = own.get("class"), own.get("id")
        if names not in self._surrounds:
            said = " ".join(name or "" for name in names)
            self._surrounds[names] = bool(SURROUNDS.search(said))
        return self._surrounds[names]

    def _begun(self, around: int, *, aside: bool) -> int:
        """The number of an element that begins a line."""
        self.elements.around.append(around)
        self.elements.aside.append(aside)
        return len(self.elements.around) - 1

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
            element, tag, row, cell, *_ = place
            self.pieces.append(Piece(words, self._linked, element, tag, row, cell))
        self._words.clear()
        self._linked = 0


def _is_hidden(node: "LexborNode") -> bool:
    own = node.attributes
    return "hidden" in own or bool(_HIDDEN.search(own.get("style") or ""))
