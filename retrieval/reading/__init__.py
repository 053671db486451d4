"""A file becomes a `Document`; one module a format."""

from collections.abc import Callable
from pathlib import Path

from retrieval.errors import DocumentUnreadable
from retrieval.models import Document
from retrieval.reading import markdown, plain
from retrieval.reading.encoding import decode

Reader = Callable[[str, str], Document]

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}

MAX_BYTES = 256 * 2**20

__all__ = ["READERS", "is_readable", "read_document"]


def is_readable(path: Path) -> bool:
    """Whether the file's name says that one of the readers knows its format."""
    return path.suffix.lower() in READERS


def read_document(path: Path, name: str) -> Document:
    """The document in the file at `path`, to be known as `name` (relative, forward slashes).

    Raises DocumentUnreadable when the system gives no bytes, DocumentNotText when the bytes are
    no text.
    """
    text = decode(_bytes(path), path)
    return READERS[path.suffix.lower()](text, name)


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
