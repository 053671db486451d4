"""What each tag of Telegram's HTML stands for: from a closed tag to an entity, and back."""

from __future__ import annotations

import html
import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from .entities import Entity, cut, in_order, utf16_length
from .errors import ParseError

__all__ = ["ATTRIBUTES", "TAGS", "OpenTag", "checked_url", "close_tag", "to_html"]

_STYLE_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
}
TAGS = frozenset({*_STYLE_TAGS, "a", "tg-emoji", "code", "pre", "blockquote"})
"""The tags that Telegram knows; any other is an error."""

ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
"""The attributes that mean something, and the prefix their value must have."""

_LARGEST_ID = 2**63
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.)+[^\W\d_][\w-]*\.?|localhost", re.ASCII)


@dataclass(frozen=True, slots=True)
class OpenTag:
    """A start tag that waits for its end; `begin` counts pieces of plain text."""

    tag: str
    argument: str
    offset: int
    begin: int


def close_tag(opened: OpenTag, covered: str, length: int, entities: list[Entity]) -> None:
    """Add to `entities` what `opened` makes of the `covered` text, `length` UTF-16 units."""
    if not length:
        return
    offset, tag, argument = opened.offset, opened.tag, opened.argument
    if tag in _STYLE_TAGS:
        entities.append(Entity(_STYLE_TAGS[tag], offset, length))
    elif tag == "blockquote":
        kind = "expandable_blockquote" if argument else "blockquote"
        entities.append(Entity(kind, offset, length))
    elif tag == "tg-emoji":
        entities.append(Entity(_emoji(argument), offset, length, custom_emoji_id=argument))
    elif tag == "a":
        entities.extend(_links(argument or covered, offset, length))
    else:
        _close_code(tag, argument, Entity(tag, offset, length), entities)


def _emoji(identifier: str) -> str:
    number = int(identifier) if re.fullmatch(r"-?[0-9]+", identifier, re.ASCII) else 0
    if not number or not -_LARGEST_ID <= number < _LARGEST_ID:
        raise ParseError("Invalid custom emoji identifier specified")
    return "custom_emoji"


def _links(target: str, offset: int, length: int) -> list[Entity]:
    parts = urlsplit(target) if target.startswith("tg:") else None
    user = parse_qs(parts.query).get("id", [""])[0] if parts and parts.netloc == "user" else ""
    if user.isascii() and user.isdigit():
        return [Entity("text_mention", offset, length, user_id=int(user))]
    url = checked_url(target)
    return [Entity("text_link", offset, length, url=url)] if url else []


def _close_code(tag: str, argument: str, entity: Entity, entities: list[Entity]) -> None:
    """Make one entity with a language of `pre` and `code` over the same text."""
    inner = entities[-1] if entities else None
    if inner and (inner.offset, inner.length) == (entity.offset, entity.length):
        language = argument if tag == "code" else inner.language
        if {tag, inner.type} == {"code", "pre"} and language:
            entities[-1] = replace(entity, type="pre", language=language)
            return
    entities.append(replace(entity, language=argument or None))


def checked_url(url: str) -> str | None:
    """Return `url` as Telegram would store it, or None when it is no address.

    A bare host gets `http://` and every address without a path gets a slash.
    """
    url = url.strip()
    if url.startswith("tg://"):
        return url if len(url) > len("tg://") else None
    if not re.match(r"(?i)(?:https?|tonsite)://", url):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if not valid or re.search(r"[\s<>]", parts.netloc) or not _is_host(host):
        return None
    return url if parts.path else url.replace(parts.netloc, f"{parts.netloc}/", 1)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            return bool(_HOST.fullmatch(host.encode("idna").decode()))
        except UnicodeError:
            return False
    return True


_WRAPPERS: dict[str, Callable[[Entity], tuple[str, str]]] = {
    "bold": lambda _: ("<b>", "</b>"),
    "italic": lambda _: ("<i>", "</i>"),
    "underline": lambda _: ("<u>", "</u>"),
    "strikethrough": lambda _: ("<s>", "</s>"),
    "spoiler": lambda _: ("<tg-spoiler>", "</tg-spoiler>"),
    "code": lambda _: ("<code>", "</code>"),
    "blockquote": lambda _: ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": lambda _: ("<blockquote expandable>", "</blockquote>"),
    "text_link": lambda entity: (f'<a href="{html.escape(entity.url or "")}">', "</a>"),
    "text_mention": lambda entity: (f'<a href="tg://user?id={entity.user_id}">', "</a>"),
    "custom_emoji": lambda entity: (
        f'<tg-emoji emoji-id="{entity.custom_emoji_id}">',
        "</tg-emoji>",
    ),
    "pre": lambda entity: (
        (f'<pre><code class="language-{html.escape(entity.language)}">', "</code></pre>")
        if entity.language
        else ("<pre>", "</pre>")
    ),
}


def to_html(text: str, entities: Sequence[Entity]) -> str:
    """Return Telegram HTML that parses to `text` and `entities`; found entities are left out."""
    shown = [entity for entity in in_order(entities) if entity.type in _WRAPPERS]
    edges = sorted({0, utf16_length(text), *(edge for e in shown for edge in (e.offset, e.end))})
    written: list[str] = []
    stack: list[Entity] = []
    for start, end in zip(edges, edges[1:] or edges, strict=False):
        wanted = [entity for entity in shown if entity.offset <= start < entity.end]
        _nest(stack, wanted, written)
        written.append(html.escape(cut(text, start, end - start), quote=False))
    _nest(stack, [], written)
    return "".join(written)


def _nest(stack: list[Entity], wanted: list[Entity], written: list[str]) -> None:
    """Close and open tags so that exactly the `wanted` entities are open, outermost first."""
    common = 0
    while common < min(len(stack), len(wanted)) and stack[common] == wanted[common]:
        common += 1
    while len(stack) > common:
        entity = stack.pop()
        written.append(_WRAPPERS[entity.type](entity)[1])
    for entity in wanted[common:]:
        stack.append(entity)
        written.append(_WRAPPERS[entity.type](entity)[0])
