"""The entities that Telegram finds by itself: commands, mentions, hashtags, links, addresses.

Words are Unicode words, so a command or mention with a Chinese character right after it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .entities import QUOTES, STYLES, Entity, in_order, utf16_length

__all__ = ["detect", "with_detected"]

_DOMAINS = "com|org|net|edu|gov|info|dev|io|me|cn|ru|de|uk|jp|hk|tw"
_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9.+_-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b")),
    (
        "url",
        re.compile(
            r"(?<![\w@])https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?'()\[\]{}，。；：！？、）》】]"
        ),
    ),
    (
        "url",
        re.compile(
            rf"(?<![\w@./])(?:[A-Za-z0-9-]+\.)+(?:{_DOMAINS})(?![\w-])(?:/[^\s<>\"，。；！？]*)?"
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}(?![\w#])")),
)


def detect(text: str) -> list[Entity]:
    """Return the entities that Telegram adds to a plain `text`; they never overlap."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return [
        Entity(kind, utf16_length(text[:start]), utf16_length(text[start:end]))
        for start, end, kind in sorted(found)
    ]


def with_detected(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return `entities` and those found in `text` where no link, code or mention stands yet."""
    given = list(entities)
    solid = [one for one in given if one.type not in STYLES and one.type not in QUOTES]
    new = [
        one
        for one in detect(text)
        if all(one.end <= other.offset or other.end <= one.offset for other in solid)
    ]
    return in_order([*given, *new])
