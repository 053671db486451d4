"""What can go wrong, as one tree.

    WenjuError
    ├── LibraryError           the folder as a whole cannot be used
    │   ├── LibraryNotFound    no such folder
    │   └── LibraryEmpty       nothing in it that can be read
    ├── DocumentError          one file cannot be used; the others go on
    │   ├── DocumentUnreadable the system refused, or the file vanished
    │   └── DocumentNotText    binary, or in no encoding we know
    └── QuestionError          the question cannot be asked
        ├── QuestionEmpty      nothing in it to look for
        └── QuestionTooLong    longer than a question can be

Each error carries its facts as attributes; the edge (`bot.texts`) turns them into the sentence
that a person reads.
"""

from pathlib import Path


class WenjuError(Exception):
    """The root of every error that this project raises on purpose."""


class LibraryError(WenjuError):
    """The library's folder cannot be used."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class LibraryNotFound(LibraryError):
    """There is no folder at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "no such folder")


class LibraryEmpty(LibraryError):
    """The folder at `path` holds no document that can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "no readable document")


class DocumentError(WenjuError):
    """One file cannot be used as a document."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class DocumentUnreadable(DocumentError):
    """The system would not give the file's bytes; `reason` is its word for why."""


class DocumentNotText(DocumentError):
    """The bytes are no text in an encoding that is read here."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "not text")


class QuestionError(WenjuError):
    """The question cannot be asked."""


class QuestionEmpty(QuestionError):
    """Nothing in the question can be looked for: no letter, digit or character of any script."""

    def __init__(self) -> None:
        super().__init__("nothing to look for")


class QuestionTooLong(QuestionError):
    """The question has `length` characters, more than `limit`."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, more than {limit}")
        self.length = length
        self.limit = limit
