"""What goes between the processes that read files and those that ask for them, as JSON.

What comes back was made of a file that nobody vouches for: nothing in it is taken on trust but its
text, and nothing in it is ever run.
"""

import json
from dataclasses import asdict
from typing import Any, NamedTuple

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    Block,
    Extracted,
    LibraryMissing,
    Limits,
    Refused,
    Unknown,
)


class Found(NamedTuple):
    """What a file turned out to be, and what was made of it."""

    format: str
    extracted: Extracted


def request(path: str, name: str, limits: Limits) -> bytes:
    """What asks for a file, in one line."""
    return json.dumps({"path": path, "name": name, "limits": asdict(limits)}).encode() + b"\n"


def requested(line: bytes) -> tuple[str, str, Limits]:
    """Path, name and limits that `request` was given."""
    asked = json.loads(line)
    return asked["path"], asked["name"], Limits(**asked["limits"])


def packed(outcome: Found | Exception) -> bytes:
    """What is sent of an outcome. Exceptions of other kinds than the frame's are not sent."""
    match outcome:
        case Found(format_name, extracted):
            told: dict[str, Any] = {"format": format_name, **_told(extracted)}
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
    told = json.loads(answer.decode("utf-8", "surrogatepass"))
    if "refused" in told:
        raise Refused(told["refused"])
    if "unknown" in told:
        raise Unknown(told["unknown"])
    if "missing" in told:
        raise LibraryMissing(told["missing"])
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


def _told(extracted: Extracted) -> dict[str, Any]:
    return {
        "blocks": extracted.blocks,
        "properties": dict(extracted.properties),
        "pages": extracted.pages,
        "warnings": extracted.warnings,
        "encoding": extracted.encoding,
        "unreadable": extracted.unreadable,
    }
