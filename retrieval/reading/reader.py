"""Reads a file by its format: its bytes, its text, its document."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import (
    DocumentError,
    DocumentNeedsLibrary,
    DocumentNotText,
    DocumentRefused,
    DocumentUnknown,
    DocumentUnreadable,
)
from retrieval.models import Document, ReadingWarning, WarningCode
from retrieval.reading import ENGINE, NEEDS_ENGINE, TEXTS, recognition
from retrieval.reading.assembly import assemble
from retrieval.reading.encoding import decode
from retrieval.reading.formats import markdown, plain
from retrieval.reading.formats.detection import HEAD, Format, format_of, format_unread
from retrieval.reading.formats.frame import (
    DAMAGED,
    NO_TEXT,
    Extracted,
    LibraryMissing,
    Limits,
    Refused,
    Unknown,
)
from retrieval.reading.formats.sheets import delimited
from retrieval.reading.formats.workers import reading_process
from retrieval.reading.recognition import Told
from retrieval.reading.sidecar import SidecarUnreadable, described

LIMITS = Limits()


class ReadDocument(NamedTuple):
    """A document, and how many U+FFFD stand in its text for what could not be read."""

    document: Document
    unreadable: int


def read_document(path: Path, name: str) -> Document:
    """The document in the file at `path`, to be known as `name` (relative, forward slashes).

    Raises DocumentUnreadable when the system gives no bytes, DocumentNotText when the bytes are no
    text, DocumentUnknown when no reader knows their format, DocumentRefused when the one that does
    cannot read them, and DocumentNeedsLibrary when it is not installed.
    """
    return read_file(path, name).document


def read_file(
    path: Path, name: str, limits: Limits = LIMITS, told: Told = recognition.silent
) -> ReadDocument:
    """As `read_document`, with how well it could be read. `told` is how much of its pages has been
    recognised, where a program does that."""
    head = _bytes(path, limits, HEAD)
    kind = format_of(head, name)
    if not kind.is_text:
        return _read_binary(path, name, limits, told)
    if unread := format_unread(head):
        raise DocumentUnknown(path, unread)
    data = head if len(head) < HEAD else _bytes(path, limits)
    try:
        text, unreadable, encoding = decode(data, path)
    except DocumentNotText as error:
        if name.lower().endswith((*TEXTS,)):
            raise
        # Whoever looks for a document of Word there is not helped by hearing that it is no text.
        raise DocumentRefused(path, DAMAGED) from error
    with translated(path):
        extracted = replace(_lines(text, kind, limits), unreadable=unreadable, encoding=encoding)
    return _described(extracted, path, name, kind)


def _described(extracted: Extracted, path: Path, name: str, kind: str) -> ReadDocument:
    """The document, with what stands beside its file about it."""
    document = assemble(extracted, name, kind)
    try:
        document = replace(document, metadata=described(path, document.metadata))
    except SidecarUnreadable:
        told = document.origin
        own = (*told.warnings, ReadingWarning(WarningCode.SIDECAR))
        document = replace(document, origin=told._replace(warnings=own))
    return ReadDocument(document, extracted.unreadable)


def read_text(text: str, name: str) -> Document:
    """The document with this text, in the format that `name` ends in."""
    kind = format_of(b"", name)
    return assemble(_lines(text, kind), name, kind)


def _lines(text: str, kind: Format, limits: Limits = LIMITS) -> Extracted:
    if kind is Format.CSV:
        return delimited.read(text, limits)
    return markdown.read(text) if kind is Format.MARKDOWN else plain.read(text)


def _read_binary(path: Path, name: str, limits: Limits, told: Told) -> ReadDocument:
    """What the process that reads such files makes of it; of pages that are pictures, what can be
    recognised."""
    with translated(path):
        kind, extracted = reading_process.extract(path, name, limits)
        if pages := recognition.without_text(extracted.warnings):
            if recognition.is_there():
                found = recognition.recognised(path, name, pages, limits, told)
                kind, extracted = reading_process.extract(path, name, limits, found)
            if not extracted.blocks:
                raise _without_text(path, kind, len(pages))
    return _described(extracted, path, name, kind)


def _without_text(path: Path, kind: str, pages: int) -> DocumentError:
    """That a file holds nothing but pictures."""
    if recognition.is_there():
        return DocumentRefused(path, NO_TEXT)
    if kind in (Format.PDF, Format.OFD):
        return DocumentRefused(path, NEEDS_ENGINE.format(pages), ENGINE)
    # Files of pictures are documents for those alone who have them recognised.
    return DocumentNeedsLibrary(path, ENGINE)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What the process that reads the file at `path` raises, as a DocumentError."""
    try:
        yield
    except Refused as error:
        raise DocumentRefused(path, error.reason) from error
    except Unknown as error:
        raise DocumentUnknown(path, error.kind) from error
    except LibraryMissing as error:
        raise DocumentNeedsLibrary(path, error.library) from error
    except OSError as error:
        raise DocumentUnreadable(path, error.strerror or type(error).__name__) from error


def _bytes(path: Path, limits: Limits, most: int = -1) -> bytes:
    """The bytes of the file, or so many from its beginning."""
    try:
        # A pipe or a device would block or never end.
        if not path.is_file():
            raise DocumentUnreadable(path, "not a regular file" if path.exists() else "gone")
        if path.stat().st_size > limits.size:
            raise DocumentUnreadable(path, f"larger than {limits.size // 2**20} MiB")
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise DocumentUnreadable(path, error.strerror or type(error).__name__) from error
