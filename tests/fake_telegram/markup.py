"""Telegram's HTML: a parser as strict as Telegram's own.

    >>> parse_html("a <b>bold</b> word")
    ('a bold word', [Entity(type='bold', offset=2, length=4, ...)])

It is a scanner over bytes and not an HTML parser, for that is what Telegram's is: it knows a
dozen tags and four named entities, takes `</>` for any end tag, and counts in bytes when it
complains. Nesting that Telegram knows no entity for is not an error; the inner one is dropped.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .entities import Entity, tidy, utf16_length
from .errors import ParseError
from .tags import ATTRIBUTES, TAGS, OpenTag, close_tag

__all__ = ["parse_html"]

_SPACE = b" \t\r\n\v"
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*));?")
_LONGEST_NUMBER = 10
_ATTRIBUTE_NAME = re.compile(rb"[^ \t\r\n\v=>/\"']*")
_NAME_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")
_TAG_NAME = re.compile(rb"[^ \t\r\n\v>]*")
_BLANK = re.compile(rb"[ \t\r\n\v]*")
_TEXT = re.compile(rb"[^&<]+")
_NO_TEXT = "Text must not contain null bytes"
_HALF_PAIR = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return the plain text and the entities that Telegram makes of `text`.

    Both are tidied as Telegram stores them (see `entities.tidy`); the text may come out empty.
    Raises ParseError, with Telegram's own words, for everything that Telegram refuses.
    """
    if "\0" in text:
        raise ParseError(_NO_TEXT)
    try:
        source = text.encode()
    except UnicodeEncodeError:
        raise ParseError("Strings must be encoded in UTF-8") from None
    scanner = _Scanner(source)
    plain = scanner.run()
    return tidy(plain, (_plain_code(entity) for entity in scanner.entities))


def _plain_code(entity: Entity) -> Entity:
    """A language belongs to a block of code only."""
    return entity if entity.type == "pre" else replace(entity, language=None)


class _Scanner:
    """One pass over the bytes of a message; `entities` is full after `run`."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.position = 0
        self.plain: list[str] = []
        self.offset = 0
        self.open: list[OpenTag] = []
        self.entities: list[Entity] = []

    def run(self) -> str:
        """Return the plain text, or raise ParseError."""
        while self.position < len(self.source):
            if match := _TEXT.match(self.source, self.position):
                self._write(match.group().decode())
                self.position = match.end()
            elif self._next() == b"&":
                self._write(self._reference())
            elif self.source.startswith(b"</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            tag = self.open[-1].tag
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.plain)

    def _next(self) -> bytes:
        return self.source[self.position : self.position + 1]

    def _take(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self.source, self.position)
        if match is None:
            return b""
        self.position = match.end()
        return match.group()

    def _write(self, piece: str) -> None:
        self.plain.append(piece)
        self.offset += utf16_length(piece)

    def _reference(self) -> str:
        """Decode one character reference; an unknown one is text, as in Telegram."""
        match = _REFERENCE.match(self.source, self.position)
        value = _referred(match) if match else ""
        if match is None or not value:
            self.position += 1
            return "&"
        if "\ud800" <= value <= "\udfff":
            raise ParseError(_HALF_PAIR)
        self.position = match.end()
        return value

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        name = self._take(_TAG_NAME)
        if not self._next():
            raise ParseError(f"Unclosed start tag at byte offset {begin}")
        tag = name.decode(errors="replace").lower()
        if tag not in TAGS:
            raise ParseError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._next() != b">":
            self._take(_BLANK)
            if self._next() != b">":
                argument = self._attribute(tag, begin) or argument
        self.position += 1
        if tag == "span" and argument != "spoiler":
            where = f"at byte offset {begin}"
            raise ParseError(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(OpenTag(tag, argument, self.offset, len(self.plain)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Read one attribute; return what it says about the tag, if anything."""
        name = self._take(_ATTRIBUTE_NAME).decode(errors="replace")
        if not name:
            raise ParseError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._take(_BLANK)
        expands = "1" if (tag, name) == ("blockquote", "expandable") else ""
        if self._next() not in (b"=", b""):
            return expands
        if self._next() == b"=":
            self.position += 1
            self._take(_BLANK)
        if not self._next():
            raise ParseError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value()
        if not self._next():
            raise ParseError(f"Unclosed start tag at byte offset {begin}")
        prefix = ATTRIBUTES.get((tag, name))
        if prefix is None or not value.startswith(prefix):
            return expands
        return value.removeprefix(prefix)

    def _value(self) -> str:
        quote = self._next()
        begin = self.position
        if quote not in (b"'", b'"'):
            token = self._take(_NAME_TOKEN)
            if self._next() not in (b">", *(bytes([space]) for space in _SPACE)):
                raise ParseError(f"Unexpected end of name token at byte offset {begin}")
            return token.decode().lower()
        end = self.source.find(quote, begin + 1)
        end = len(self.source) if end < 0 else end
        self.position = min(end + 1, len(self.source))
        return _REFERENCE.sub(
            lambda match: (_referred(match) or match.group().decode()).encode(errors="replace"),
            self.source[begin + 1 : end],
        ).decode(errors="replace")

    def _end_tag(self) -> None:
        begin = self.position
        where = f"at byte offset {begin}"
        if not self.open:
            raise ParseError(f"Unexpected end tag {where}")
        self.position += 2
        found = self._take(_TAG_NAME).decode(errors="replace").lower()
        self._take(_BLANK)
        if self._next() != b">":
            raise ParseError(f"Unclosed end tag {where}")
        self.position += 1
        opened = self.open.pop()
        if found not in ("", opened.tag):
            raise ParseError(
                f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{found}>"'
            )
        covered = "".join(self.plain[opened.begin :])
        close_tag(opened, covered, self.offset - opened.offset, self.entities)


def _referred(match: re.Match[bytes]) -> str:
    """Return the character that a reference stands for, or nothing if Telegram knows none."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, "")
    digits = len(match.group().rstrip(b";"))
    number = int(hexadecimal or b"0", 16) if decimal is None else int(decimal or b"0")
    return chr(number) if 0 < number < 0x10FFFF and digits < _LONGEST_NUMBER else ""
