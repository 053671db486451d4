"""Reads a file by its format: its bytes, its text, its document."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, pairwise, repeat
from pathlib import Path
from typing import NamedTuple, TypeVar

from retrieval.errors import (
    DocumentError,
    DocumentNeedsLibrary,
    DocumentNotText,
    DocumentRefused,
    DocumentUnknown,
    DocumentUnreadable,
)
from retrieval.models import Document, Kind, Metadata, ReadingWarning, WarningCode
from retrieval.reading import ENGINE, NEEDS_ENGINE, TEXTS, recognition, volumes
from retrieval.reading.assembly import Portion, assemble, hash_of, signature
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
# What is looked at for the signature of a large file: code points, and blocks.
_NEAR, _LAST = 2000, 40

_Given = TypeVar("_Given")


class ReadDocument(NamedTuple):
    """A document, and how many U+FFFD stand in its text for what could not be read."""

    document: Document
    unreadable: int


class ReadVolumes(NamedTuple):
    """The same for a file that may be too large for one document: its volumes, in order."""

    documents: Iterator[Document]
    unreadable: int


class _Opened(NamedTuple):
    """What is in a file; with its `text` if that has lines, of which the blocks are not made."""

    kind: str
    extracted: Extracted
    text: str | None = None

    @property
    def length(self) -> int:
        """How long the text is."""
        if self.text is not None:
            return len(self.text)
        return sum(len(block.text) + 1 for block in self.extracted.blocks)

    @property
    def end(self) -> Extracted:
        """The last lines, or blocks."""
        if self.text is None:
            return replace(self.extracted, blocks=self.extracted.blocks[-_LAST:])
        near = max(len(self.text) - _NEAR, 0)
        return self.lines(self.text[max(self.text.find("\n", near), near) :])

    def lines(self, text: str) -> Extracted:
        """What is made of `text`, which is of the file's."""
        return replace(self.extracted, blocks=_lines(text, self.kind).blocks)

    def parts(self) -> "_Parts":
        """The same in parts, where it is large, which are in memory until they are asked for."""
        blocks = self.extracted.blocks
        rest = self._replace(text=None, extracted=replace(self.extracted, blocks=()))
        end = signature(self.end)
        if self.text is not None:
            parts = [*volumes.parts(self.text)]
            sha256 = hash_of(part.text for part in parts)
            lines = map(rest.lines, _given_away(part.text for part in parts))
            return _Parts(self.kind, lines, sha256, end, [part.cut for part in parts])
        sha256 = hash_of(f"\n{each.text}" if n else each.text for n, each in enumerate(blocks))
        own = _given_away(volumes.groups(blocks))
        groups = (replace(rest.extracted, blocks=each) for each in own)
        return _Parts(self.kind, groups, sha256, end, None)


def _given_away(parts: Iterable[_Given]) -> Iterator[_Given]:
    """The same, each in memory until it is asked for."""
    left = deque(parts)
    return (left.popleft() for _ in range(len(left)))


class _Parts(NamedTuple):
    """What is in a large file, in parts; the hash of its text, what the signature says with which
    it ends, and of parts with lines, where they are cut (`volumes.TextPart.cut`)."""

    kind: str
    parts: Iterator[Extracted]
    sha256: str
    signature: Mapping[str, str]
    cuts: Sequence[int | None] | None


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
    return _whole(_opened(path, name, limits, told), path, name)


def read_volumes(
    path: Path, name: str, limits: Limits = LIMITS, told: Told = recognition.silent
) -> ReadVolumes:
    """As `read_file`, in volumes: what is made of a text is no more at a time, however long it is.

    They are made when they are asked for.
    """
    opened = _opened(path, name, limits, told)
    if opened.length <= volumes.LONGEST:
        read = _whole(opened, path, name)
        return ReadVolumes(iter((read.document,)), read.unreadable)
    parts = opened.parts()
    cuts = repeat(None) if parts.cuts is None else parts.cuts
    documents = volumes.numbered(_portions(parts, path, name), cuts, gap=parts.cuts is None)
    return ReadVolumes(documents, opened.extracted.unreadable)


def _whole(opened: _Opened, path: Path, name: str) -> ReadDocument:
    extracted = opened.extracted if opened.text is None else opened.lines(opened.text)
    return ReadDocument(_described(extracted, path, name, opened.kind), extracted.unreadable)


def _portions(read: _Parts, path: Path, name: str) -> Iterator[Document]:
    """The documents of the parts of a large file."""
    portion = Portion(True, False, read.sha256, Metadata(), signature=read.signature)
    for part, behind in pairwise(chain(read.parts, (None,))):
        if part is not None:
            portion = portion._replace(last=behind is None)
            document = _described(part, path, name, read.kind, portion)
            yield document
            in_table = document.paragraphs[-1:] != () and document.paragraphs[-1].kind is Kind.ROW
            portion = portion._replace(first=False, metadata=document.metadata, in_table=in_table)


def _opened(path: Path, name: str, limits: Limits, told: Told) -> _Opened:
    """What is in the file at `path`."""
    head = _bytes(path, limits, HEAD)
    kind = format_of(head, name)
    if not kind.is_text:
        return _Opened(*_read_binary(path, name, limits, told))
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
    if kind is not Format.CSV:
        return _Opened(kind, Extracted((), encoding=encoding, unreadable=unreadable), text)
    with translated(path):
        rows = delimited.read(text, limits)
    return _Opened(kind, replace(rows, unreadable=unreadable, encoding=encoding))


def _described(
    extracted: Extracted, path: Path, name: str, kind: str, portion: Portion | None = None
) -> Document:
    """The document, with what stands beside its file about it."""
    document = assemble(extracted, name, kind, portion)
    if portion and not portion.first:
        return document
    try:
        return replace(document, metadata=described(path, document.metadata))
    except SidecarUnreadable:
        told = document.origin
        own = (*told.warnings, ReadingWarning(WarningCode.SIDECAR))
        return replace(document, origin=told._replace(warnings=own))


def read_text(text: str, name: str) -> Document:
    """The document with this text, in the format that `name` ends in."""
    kind = format_of(b"", name)
    read = delimited.read(text, LIMITS) if kind is Format.CSV else _lines(text, kind)
    return assemble(read, name, kind)


def _lines(text: str, kind: str) -> Extracted:
    return markdown.read(text) if kind == Format.MARKDOWN else plain.read(text)


def _read_binary(path: Path, name: str, limits: Limits, told: Told) -> tuple[str, Extracted]:
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
    return kind, extracted


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
