"""A file becomes a `Document`; one module a format."""

from pathlib import Path

from retrieval.errors import DocumentUnreadable
from retrieval.models import Document

_MARKDOWN = (".md", ".markdown")
SUFFIXES = frozenset({".txt", *_MARKDOWN})
"""What the names of files that can be read end in."""

MAX_BYTES = 256 * 2**20

__all__ = ["SUFFIXES", "is_readable", "read_document", "read_text"]


def is_readable(name: str) -> bool:
    """Whether a file's name says that one of the readers knows its format."""
    stem, point, suffix = name.rpartition(".")
    return bool(stem.strip(".")) and (point + suffix).lower() in SUFFIXES


def read_document(path: Path, name: str) -> Document:
    """The document in the file at `path`, to be known as `name` (relative, forward slashes).

    Raises DocumentUnreadable when the system gives no bytes, DocumentNotText when the bytes are
    no text.
    """
    # The formats are imported where a file is read: most questions need none.
    from retrieval.reading.encoding import decode

    return read_text(decode(_bytes(path), path), name)


def read_text(text: str, name: str) -> Document:
    """The document with this text, in the format that `name` ends in."""
    from retrieval.reading import markdown, plain

    read = markdown.read if name.lower().endswith(_MARKDOWN) else plain.read
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
