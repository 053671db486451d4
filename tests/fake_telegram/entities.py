"""Message entities: spans of a text in UTF-16 units, and the tidying that Telegram does to them.

Telegram never stores a text as it was sent: control characters become spaces, the ends are
trimmed, and entities that overlap in a way that it does not know are split, merged or dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["MAX_ENTITIES", "Entity", "cut", "limited", "tidy", "utf16_length"]

MAX_ENTITIES = 100
"""Telegram keeps so many entities of a message and silently forgets the others."""

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
CODES = ("code", "pre")
_HIDDEN_DATA = ("text_link", "text_mention", "custom_emoji")
_FIRST_OF_EQUALS = {"blockquote": 0, "expandable_blockquote": 0, "pre": 10, "code": 20}
_FIRST_OF_EQUALS |= {style: 90 + place for place, style in enumerate(STYLES)}
_FIRST_OF_EQUALS |= {"text_link": 49, "text_mention": 49, "custom_emoji": 99}
_VANISHING = {"\r", *map(chr, range(0x2028, 0x202F)), "\u0333", "\u033f", "\u030a"}
_BLANK = " \n"


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of a text, `offset` and `length` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        """The offset just after the span."""
        return self.offset + self.length

    def to_json(self) -> dict[str, Any]:
        """Return the Bot API's object, without the `user` that a text mention needs."""
        fields = ("type", "offset", "length", "url", "language", "custom_emoji_id")
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units of `text`: Telegram's measure of everything."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, offset: int, length: int) -> str:
    """Return the slice of `text` that an entity of this UTF-16 `offset` and `length` covers."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def tidy(text: str, entities: Iterable[Entity] = ()) -> tuple[str, list[Entity]]:
    """Return `text` and `entities` as Telegram would store them.

    Spaces and line ends are trimmed at the end, and at the start up to the first entity.
    """
    text, moved = _cleaned(text, entities)
    text, moved = _trimmed(text, _without_blank(text, _unentangled(moved)))
    return text, in_order(moved)


def limited(entities: Sequence[Entity]) -> list[Entity]:
    """Return the entities that Telegram keeps: at most 100, styles being the first to go."""
    plain = [entity for entity in entities if entity.type not in STYLES]
    styles = [entity for entity in entities if entity.type in STYLES]
    return in_order([*plain, *styles][:MAX_ENTITIES])


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Return `entities` outermost first, in Telegram's order."""
    return sorted(
        entities, key=lambda one: (one.offset, -one.length, _FIRST_OF_EQUALS.get(one.type, 50))
    )


def _cleaned(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    kept: list[str] = []
    moved_to = [0]
    for character in text:
        clean = _clean(character)
        kept.append(clean)
        end = moved_to[-1] + utf16_length(clean)
        moved_to.extend([end] * utf16_length(character))
    moved = []
    for entity in entities:
        start, end = moved_to[entity.offset], moved_to[entity.end]
        if end > start:
            moved.append(replace(entity, offset=start, length=end - start))
    return "".join(kept), moved


def _clean(character: str) -> str:
    if character in _VANISHING:
        return ""
    return " " if character < " " and character != "\n" else character


def _unentangled(entities: list[Entity]) -> list[Entity]:
    """Links, code and the like never nest; quotes never nest; code holds no styles."""
    quotes = _disjoint(entity for entity in entities if entity.type in QUOTES)
    plain = _disjoint(e for e in entities if e.type not in QUOTES and e.type not in STYLES)
    plain = [entity for entity in plain if not any(_tears(entity, quote) for quote in quotes)]
    codes = [entity for entity in plain if entity.type in CODES]
    styles = []
    for style in STYLES:
        spans = [(entity.offset, entity.end) for entity in entities if entity.type == style]
        for start, end in _minus(_joined(spans), [(code.offset, code.end) for code in codes]):
            styles.append(Entity(style, start, end - start))
    return in_order([*quotes, *plain, *styles])


def _disjoint(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in in_order(entities):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _tears(entity: Entity, quote: Entity) -> bool:
    apart = entity.end <= quote.offset or entity.offset >= quote.end
    inside = quote.offset <= entity.offset and entity.end <= quote.end
    return not apart and not inside


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _minus(spans: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    left = spans
    for begin, finish in holes:
        pieces = []
        for start, end in left:
            pieces += [(start, min(end, begin)), (max(start, finish), end)]
        left = [(start, end) for start, end in pieces if start < end]
    return left


def _without_blank(text: str, entities: list[Entity]) -> list[Entity]:
    """Drop what covers only white space, and let nothing visible start with it."""
    kept = []
    for entity in entities:
        covered = cut(text, entity.offset, entity.length)
        if entity.type in _HIDDEN_DATA:
            kept.append(entity)
        elif stripped := covered.lstrip(_BLANK):
            lead = len(covered) - len(stripped)
            kept.append(replace(entity, offset=entity.offset + lead, length=entity.length - lead))
    return kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(_BLANK)
    end = utf16_length(text)
    first = min((entity.offset for entity in entities), default=end)
    lead = min(len(text) - len(text.lstrip(_BLANK)), first)
    trimmed = []
    for entity in entities:
        length = min(entity.end, end) - entity.offset
        if length > 0:
            trimmed.append(replace(entity, offset=entity.offset - lead, length=length))
    return text[lead:], trimmed
