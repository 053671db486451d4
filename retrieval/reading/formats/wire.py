"""What goes between the processes that read files and those that ask for them, as JSON.

What comes back was made of a file that nobody vouches for: nothing in it is taken on trust but its
text, and nothing in it is ever run.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any, NamedTuple

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    Block,
    Drawn,
    Extracted,
    LibraryMissing,
    Limits,
    Refused,
    Sought,
    Unknown,
)


class Found(NamedTuple):
    """What a file turned out to be, and what was made of it."""

    format: str
    extracted: Extracted


class Request(NamedTuple):
    """A file to be read, or, where something is `sought`, a page of it to be drawn."""

    path: str
    name: str
    limits: Limits
    sought: Sought | None = None


def sent(request: Request) -> bytes:
    """What asks for a file, in one line."""
    told = {**request._asdict(), "limits": asdict(request.limits)}
    return json.dumps(told).encode() + b"\n"


def requested(line: bytes) -> Request:
    """The request that was `sent`."""
    asked = json.loads(line)
    sought = asked["sought"] and Sought(*asked["sought"])
    return Request(asked["path"], asked["name"], Limits(**asked["limits"]), sought)


def packed(outcome: Found | Drawn | Exception) -> bytes:
    """What is sent of an outcome. Exceptions of other kinds than the frame's are not sent."""
    match outcome:
        case Found(format_name, extracted):
            told: dict[str, Any] = {"format": format_name, **_told(extracted)}
        case Drawn(png, marked):
            told = {"png": b64encode(png).decode(), "marked": marked}
        case Refused(reason=reason):
            told = {"refused": reason}
        case Unknown(kind=kind):
            told = {"unknown": kind}
        case LibraryMissing(library=library):
            told = {"missing": library}
        case _:
            raise TypeError(type(outcome).__name__)
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(answer: bytes) -> Found:
    """What was found. Raises what the reader raised; ValueError if it is no answer."""
    told = _received(answer)
    extracted = Extracted(
        blocks=tuple(
            Block(text, Kind(kind), level, page, tuple((start, turned) for start, turned in turns))
            for text, kind, level, page, turns in told["blocks"]
        ),
        properties=told["properties"],
        pages=told["pages"],
        warnings=tuple(ReadingWarning(WarningCode(code), *own) for code, *own in told["warnings"]),
        encoding=told["encoding"],
        unreadable=told["unreadable"],
    )
    return Found(told["format"], extracted)


def unpacked_picture(answer: bytes) -> Drawn:
    """What was drawn. Raises as `unpacked` does."""
    told = _received(answer)
    return Drawn(b64decode(told["png"]), bool(told["marked"]))


def _received(answer: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.decode("utf-8", "surrogatepass"))
    if "refused" in told:
        raise Refused(told["refused"])
    if "unknown" in told:
        raise Unknown(told["unknown"])
    if "missing" in told:
        raise LibraryMissing(told["missing"])
    return told


def _told(extracted: Extracted) -> dict[str, Any]:
    return {
        "blocks": extracted.blocks,
        "properties": dict(extracted.properties),
        "pages": extracted.pages,
        "warnings": extracted.warnings,
        "encoding": extracted.encoding,
        "unreadable": extracted.unreadable,
    }
