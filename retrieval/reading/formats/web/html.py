"""Web pages, parsed as browsers do (HTML5): all text that is seen, in its order."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

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
from retrieval.reading.formats.web.lines import Piece, clean, pieces_of
from retrieval.reading.formats.web.pages import blocks, title_of, whole

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = frozenset(
    "script style noscript template iframe noembed noframes object svg select option button "
    "textarea canvas video audio map rt rp".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What stands in these is text, tags and all.
_LITERAL = frozenset(("xmp", "plaintext"))
# Behind 662, a bare 1 that refers to a note would make it 6621.
_REFERENCE = re.compile(r"\s*(?:\d{1,3}|[*†‡]{1,3})\s*")
# All of these, what may be hidden, and what may refer to a note.
_APART = ", ".join(
    (*sorted(_SKIPPED | _LITERAL), "sup", "[hidden]", '[style*="none" i]', '[style*="hidden" i]')
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)")
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
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)


def read(data: bytes, limits: Limits, url: str = "", encoding: str = "") -> Extracted:
    """The text of a web page; `url` and `encoding` as whoever saved it tells them, "" if unknown.

    `limits` are kept by what comes before and after: the text of a page is no longer than it.
    """
    decoded = _decoded(data, encoding)
    page = _parsed(decoded.text, limits)
    properties = _properties(page, decoded.text, url)
    head = page.css_first("title")
    told = clean(head.text())[:_LONGEST] if head is not None else ""
    has_script = page.css_first("script") is not None
    pieces = pieces_of(_seen(page))
    if has_script and _is_waiting(pieces):
        raise Refused(SCRIPT_ONLY)
    title = title_of(pieces, told, properties.get("title", ""))
    return Extracted(
        blocks=blocks(pieces, title),
        properties={**properties, **({"title": title} if title else {})},
        encoding=decoded.encoding,
        unreadable=decoded.unreadable,
    )


def chapter(data: bytes, limits: Limits) -> list[Block]:
    """The blocks of a page that nothing surrounds: a part of a book."""
    return [*whole(pieces_of(_seen(_parsed(_decoded(data, "").text, limits))))]


def _parsed(text: str, limits: Limits) -> "LexborHTMLParser":
    # 15 ms, and only where there are pages.
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if len(text) > limits.characters:
        raise past(CHARACTERS, limits.characters)
    try:
        return LexborHTMLParser(text)
    except SelectolaxError as error:
        # All is HTML to HTML5: nothing else keeps it from being parsed.
        raise MemoryError from error


def _decoded(data: bytes, encoding: str) -> Decoded:
    """UTF-8 if it is valid; Big5 where it is declared; else whatever it looks like."""
    declared = _CHARSET.search(data[:_HEAD].lower())
    name = encoding.lower() or (declared[1].decode() if declared else "")
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


def _seen(page: "LexborHTMLParser") -> str:
    """A page as its parser writes it, from which what is not seen is taken out."""
    body = page.body
    if body is None:
        return ""
    for node in body.css(_APART):
        if node.tag in _LITERAL:
            node.replace_with(node.text())
        elif node.tag in _SKIPPED or _is_hidden(node) or _is_reference(node):
            node.decompose(recursive=False)
    return body.html or ""


def _is_hidden(node: "LexborNode") -> bool:
    own = node.attributes
    return "hidden" in own or bool(_HIDDEN.search(own.get("style") or ""))


def _is_reference(node: "LexborNode") -> bool:
    """Whether a node is a raised number alone that leads to a note."""
    if node.tag != "sup" or not _REFERENCE.fullmatch(words := node.text()):
        return False
    links = [*node.css("a"), *filter(None, [node.parent])]
    return any(
        link.tag == "a" and "#" in (link.attributes.get("href") or "") and link.text() == words
        for link in links
    )


def _is_waiting(pieces: list[Piece]) -> bool:
    words = "".join(piece.text for piece in pieces)
    return not words or bool(_WAITING.fullmatch(words))


def _properties(page: "LexborHTMLParser", text: str, url: str) -> dict[str, str]:
    """What a page says about itself, by the names of fields."""
    said: dict[str, str] = {}
    for each in page.css("meta"):
        own = each.attributes
        name = (own.get("name") or own.get("property") or "").strip().lower()
        content = clean(own.get("content") or "") if name in _KNOWN else ""
        if content and len(content) <= _LONGEST:
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
