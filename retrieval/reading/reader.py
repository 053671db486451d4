"""Reads a file by its format: its bytes, its text, its document."""

from pathlib import Path
from typing import NamedTuple

from retrieval.errors import DocumentUnreadable
from retrieval.models import Document
from retrieval.reading import MARKDOWN, markdown, plain
from retrieval.reading.encoding import decode

MAX_BYTES = 256 * 2**20


class ReadDocument(NamedTuple):
    """A document, and how many U+FFFD stand in its text for what could not be read."""

    document: Document
    unreadable: int


def read_document(path: Path, name: str) -> Document:
    """The document in the file at `path`, to be known as `name` (relative, forward slashes).

    Raises DocumentUnreadable when the system gives no bytes, DocumentNotText when the bytes are
    no text.
    """
    return read_file(path, name).document


def read_file(path: Path, name: str) -> ReadDocument:
    """As `read_document`, with how well it could be read."""
    text, unreadable = decode(_bytes(path), path)
    return ReadDocument(read_text(text, name), unreadable)


def read_text(text: str, name: str) -> Document:
    """The document with this text, in the format that `name` ends in."""
    read = markdown.read if name.lower().endswith(MARKDOWN) else plain.read
    return read(text, name)


def _bytes(path: Path) -> bytes:
    try:
        # A pipe or a device would block or never end.
        if not path.is_file():
            raise DocumentUnreadable(path, "not a regular file" if path.exists() else "gone")
        if path.stat().st_size > MAX_BYTES:
            raise DocumentUnreadable(path, f"larger than {MAX_BYTES // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(path, error.strerror or type(error).__name__) from error
