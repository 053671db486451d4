"""What goes between the processes that read files and those that ask for them, as JSON.

What comes back was made of a file that nobody vouches for: nothing in it is taken on trust but its
text, and nothing in it is ever run.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NamedTuple

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    UNRECOGNISED,
    Block,
    Drawn,
    Extracted,
    LibraryMissing,
    Limits,
    Recognised,
    RecognisedLine,
    Refused,
    Sought,
    Unknown,
)

# Points: more than any page is wide or high, infinity and what is no number too.
_FARTHEST = 1e6


class Found(NamedTuple):
    """What a file turned out to be, and what was made of it."""

    format: str
    extracted: Extracted


Outcome = Found | Drawn | Recognised
"""What comes of a request."""


class Request(NamedTuple):
    """A file to be read, with what was `recognised` on its pages; or a page of it to be drawn,
    where something is `sought`; or a `page` to be recognised."""

    path: str
    name: str
    limits: Limits
    sought: Sought | None = None
    page: int = 0
    recognised: Mapping[int, Recognised] = UNRECOGNISED


def sent(request: Request) -> bytes:
    """What asks for a file, in one line."""
    pages = {page: recognised_as_told(each) for page, each in request.recognised.items()}
    told = {**request._asdict(), "limits": asdict(request.limits), "recognised": pages}
    return json.dumps(told).encode() + b"\n"


def requested(line: bytes) -> Request:
    """The request that was `sent`."""
    asked = json.loads(line)
    sought = asked["sought"] and Sought(*asked["sought"])
    pages = {int(page): as_recognised(each) for page, each in asked["recognised"].items()}
    limits = Limits(**asked["limits"])
    return Request(asked["path"], asked["name"], limits, sought, asked["page"], pages)


def packed(outcome: Outcome | Exception) -> bytes:
    """What is sent of an outcome. Exceptions of other kinds than the frame's are not sent."""
    match outcome:
        case Found(format_name, extracted):
            told: dict[str, Any] = {"format": format_name, **_told(extracted)}
        case Drawn(png, marked):
            told = {"png": b64encode(png).decode(), "marked": marked}
        case Recognised():
            told = {"recognised": recognised_as_told(outcome)}
        case Refused(reason=reason):
            told = {"refused": reason}
        case Unknown(kind=kind):
            told = {"unknown": kind}
        case LibraryMissing(library=library):
            told = {"missing": library}
        case _:
            raise TypeError(type(outcome).__name__)
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


class Garbled(Exception):
    """An answer that none of the readers gives."""


def unpacked(answer: bytes) -> Found:
    """What was found. Raises what the reader raised; Garbled if it is no answer."""
    with _received(answer) as told:
        extracted = Extracted(
            blocks=tuple(map(_block, told["blocks"])),
            properties={_text(name): _text(value) for name, value in told["properties"].items()},
            pages=_number(told["pages"]),
            warnings=tuple(
                ReadingWarning(WarningCode(code), *map(_number, own))
                for code, *own in told["warnings"]
            ),
            encoding=_text(told["encoding"]),
            unreadable=_number(told["unreadable"]),
        )
        return Found(_text(told["format"]), extracted)


def unpacked_picture(answer: bytes) -> Drawn:
    """What was drawn. Raises as `unpacked` does."""
    with _received(answer) as told:
        return Drawn(b64decode(told["png"]), bool(told["marked"]))


def unpacked_recognised(answer: bytes) -> Recognised:
    """What was recognised. Raises as `unpacked` does."""
    with _received(answer) as told:
        return as_recognised(told["recognised"])


def recognised_as_told(page: Recognised) -> list[Any]:
    """What was recognised on a page, for JSON."""
    return [page.width, page.height, page.lines]


def as_recognised(told: Any) -> Recognised:
    """What was told of a page. Garbled if it is nothing of the kind."""
    try:
        width, height, lines = told
        own = (RecognisedLine(_text(text), *map(_length, rest)) for text, *rest in lines)
        return Recognised(_length(width), _length(height), tuple(own))
    except (TypeError, ValueError) as error:
        raise Garbled from error


def _length(told: object) -> float:
    if not isinstance(told, int | float) or not abs(told) < _FARTHEST:
        raise TypeError(type(told).__name__)
    return float(told)


def _block(told: list[Any]) -> Block:
    text, kind, level, page, turns, row = told
    own = tuple((_number(start), _number(turned)) for start, turned in turns) if turns else ()
    return Block(_text(text), Kind(kind), _number(level), _number(page), own, _number(row))


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError(type(told).__name__)
    return told


def _number(told: object) -> int:
    if not isinstance(told, int):
        raise TypeError(type(told).__name__)
    return told


@contextmanager
def _received(answer: bytes) -> Iterator[dict[str, Any]]:
    """The answer, if it is no exception; what is amiss with it while it is looked at is Garbled."""
    try:
        told: dict[str, Any] = json.loads(answer.decode("utf-8", "surrogatepass"))
        for name, kind in _EXCEPTIONS.items():
            if name in told:
                raise kind(_text(told[name]))
        yield told
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Garbled from error


_EXCEPTIONS = {"refused": Refused, "unknown": Unknown, "missing": LibraryMissing}


def _told(extracted: Extracted) -> dict[str, Any]:
    return {
        "blocks": extracted.blocks,
        "properties": dict(extracted.properties),
        "pages": extracted.pages,
        "warnings": extracted.warnings,
        "encoding": extracted.encoding,
        "unreadable": extracted.unreadable,
    }
