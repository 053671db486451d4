"""What a setting's value may be: a checked value out of text or TOML.

A `ValueKind` names what it expects and parses it, raising ValueError for anything else.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import nan
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from retrieval import is_readable

_BETWEEN = re.compile(r"[\s,，、;]+")


@dataclass(frozen=True, slots=True)
class ValueKind:
    """`expected` completes the sentence "that is not …"."""

    expected: str
    parse: Callable[[object], object]


def whole(low: int, high: int) -> ValueKind:
    """A whole number from `low` to `high`; underscores may group digits."""

    def parse(value: object) -> int:
        number = int(value) if isinstance(value, str) and value.isascii() else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ValueError(value)
        return number

    return ValueKind(f"a whole number from {low:,} to {high:,}", parse)


def decimal(low: float, high: float) -> ValueKind:
    """A number from `low` to `high`."""

    def parse(value: object) -> float:
        numeric = value if isinstance(value, int | float | str) else nan
        number = nan if isinstance(value, bool) else float(numeric)
        if not low <= number <= high:
            raise ValueError(value)
        return number

    return ValueKind(f"a number from {low:,} to {high:,}", parse)


def choice(*words: str) -> ValueKind:
    """One of `words`."""

    def parse(value: object) -> str:
        if value not in words or not isinstance(value, str):
            raise ValueError(value)
        return value

    return ValueKind(" or ".join(words), parse)


def _switch(value: object) -> bool:
    words = {"1": True, "0": False, "on": True, "off": False, "true": True, "false": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in words:
        raise ValueError(value)
    return words[value.lower()]


def _ids(value: object) -> frozenset[int]:
    """Ids, separated by commas or white space; the full-width comma is one too."""
    parts: Iterable[object] = [value]
    if isinstance(value, str):
        parts = (part for part in _BETWEEN.split(value) if part)
    elif isinstance(value, list):
        parts = value
    return frozenset(_id(part) for part in parts)


def _id(value: object) -> int:
    number = int(value) if isinstance(value, str) and value.isascii() else value
    # Telegram's ids have at most 52 significant bits.
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < abs(number) < 1 << 52:
        raise ValueError(value)
    return number


def _kinds(value: object) -> frozenset[str]:
    """What names of files end in, without the point; apart as ids are."""
    parts = value if isinstance(value, list) else _BETWEEN.split(_text(value))
    kinds = [_text(part).lower().removeprefix(".") for part in parts if part]
    if not all(is_readable(f"file.{kind}") for kind in kinds):
        raise ValueError(value)
    return frozenset(kinds)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value.strip()


def _token(value: object) -> str:
    token = _text(value)
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        raise ValueError(value)
    return token


def _secret(value: object) -> str:
    """What Telegram accepts as the secret token of a webhook."""
    secret = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ValueError(value)
    return secret


def _path(value: object) -> Path:
    try:
        return Path(_text(value)).expanduser()
    except RuntimeError as error:  # "~name" of nobody
        raise ValueError(value) from error


def _address(schemes: tuple[str, ...]) -> Callable[[object], str]:
    """An address of one of `schemes` with a host; a slash at its end is dropped."""

    def parse(value: object) -> str:
        address = _text(value).rstrip("/")
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError for a port that is none
        strange = parts.query or parts.fragment or re.search(r"[\s\x00-\x1f\\]", address)
        if parts.scheme not in schemes or not parts.hostname or strange:
            raise ValueError(value)
        return address

    return parse


def _server(value: object) -> str:
    address = _address(("http", "https"))(value)
    parts = urlsplit(address)
    # "/bot" and the token are put behind it by the library.
    if parts.username is not None or parts.path.endswith("/bot"):
        raise ValueError(value)
    return address


IDS = ValueKind("numeric ids, separated by commas", _ids)
KINDS = ValueKind("kinds of files that are read, such as pdf,docx", _kinds)
PATH = ValueKind("a path", _path)
SWITCH = ValueKind("1 or 0", _switch)
TOKEN = ValueKind("a bot token as @BotFather gives it, like 123456:ABC-def", _token)
SECRET = ValueKind("1 to 256 letters, digits, _ or -", _secret)
URL = ValueKind("an address like http://127.0.0.1:8081, without /bot", _server)
PROXY = ValueKind(
    "an address like http://127.0.0.1:8080 or socks5://127.0.0.1:1080",
    _address(("http", "https", "socks5", "socks5h")),
)


def default_state() -> Path:
    """The user's data folder."""
    return user_data_path("wenju", appauthor=False)


def expanded(text: str) -> Path:
    """The path in `text`, a leading ~ expanded where there is such a home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
