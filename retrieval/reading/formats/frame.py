"""What a reader of a format gives, and the limits that it is held to.

A reader is a function `read(data: bytes, limits: Limits) -> Extracted` in a module of its own. It
runs in a process that may be ended at any moment (`workers`), gets nothing but bytes, follows
nothing out of them, and gives nothing but what can be written as JSON. The same bytes always give
the same `Extracted`; when a reader comes to give another, `retrieval.reading.VERSION` is raised.

It raises `Refused` where the file cannot be read as a whole, and says what is missing from a file
that can be read in `Extracted.warnings`. Any other exception is taken for a damaged file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from retrieval.models import Kind, Origin, ReadingWarning


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: bytes on disk; bytes of all that is unpacked, as declared and as it
    turns out; pages; characters of text; seconds; bytes of memory."""

    size: int = 256 << 20
    unpacked: int = 256 << 20
    pages: int = 5000
    characters: int = 64 << 20
    seconds: float = 60.0
    memory: int = 2 << 30


class Block(NamedTuple):
    """A stretch of text without line breaks: what becomes one paragraph.

    `kind` is BODY unless the format itself tells more: HEADING with its `level` from 1, ROW of a
    table with "\\t" between its cells and a `level` of 1 if it is marked as a header, NOTE for what
    stands outside the flow (footnotes, text boxes), CAPTION, FURNITURE for what repeats on pages or
    surrounds the main part of a web page.
    `page` is the number, from 1, of the page where it begins, 0 in formats without pages; `turns`
    are the offsets in `text` at which it goes on on another page, each with that page's number.
    `row` is the number, from 1, of the row of a sheet that it is, 0 for what is none.
    """

    text: str
    kind: Kind = Kind.BODY
    level: int = 0
    page: int = 0
    turns: tuple[tuple[int, int], ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader made of a file.

    The document's text is the texts of the `blocks`, joined by "\\n"; paragraph n is the n-th block
    that is not blank. Readers of formats other than text give no blank blocks, and none with
    white space at its edges.

    `properties` are what the file says about itself outside its text, by the names that
    `retrieval.reading.metadata.LABELS` gives to fields (title, source, published_on, url …): they
    count only where the text is silent. Of a title that is not to be trusted nothing is said.
    `pages` is how many there are, 0 in formats without; `warnings` ascend by page. `encoding` is
    that of the bytes, "" where the format has no choice; `unreadable` is how many U+FFFD stand for
    bytes that are no text.
    """

    blocks: tuple[Block, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    pages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()
    encoding: str = ""
    unreadable: int = 0

    @property
    def text(self) -> str:
        """The text of the document."""
        return "\n".join(block.text for block in self.blocks)

    def origin(self, format_name: str) -> Origin:
        """Where the text came from, with the page of every offset."""
        turns: list[tuple[int, int]] = []
        offset = 0
        for block in self.blocks if self.pages else ():
            for start, page in ((0, block.page), *block.turns):
                if page and (not turns or turns[-1][1] != page):
                    turns.append((offset + start, page))
            offset += len(block.text) + 1
        return Origin(
            format_name, self.encoding, self.pages, tuple(turns), self.warnings, self._rows()
        )

    def _rows(self) -> tuple[tuple[int, int], ...]:
        """Where rows begin that do not follow the one before, or what is no row, with numbers."""
        found: list[tuple[int, int]] = []
        offset, expected = 0, 0
        for block in self.blocks:
            if block.row != expected:
                found.append((offset, block.row))
            expected = block.row + 1 if block.row else 0
            offset += len(block.text) + 1
        return tuple(found)


class Refused(Exception):
    """The file cannot be read, for a `reason` that `bot.messages.files` has a sentence for.

    One of the constants below, or "more than {} …" with a number in the place of the braces.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


PASSWORD = "protected by a password"  # noqa: S105 - what is said of a file
DAMAGED = "damaged or cut off"
OLD_WORD = "from Word 95 or older"
DOCTYPE = "declares entities of its own"
NO_TEXT = "pictures of pages, without text"
PIXELS = "more than {} million pixels"
SCRIPT_ONLY = "made by a script, without text of its own"
UNPACKED = "more than {} MiB unpacked"
PAGES = "more than {} pages"
CHARACTERS = "more than {} characters"
SECONDS = "takes more than {} seconds"
MEMORY = "takes more than {} MiB of memory"


def past(reason: str, limit: float) -> Refused:
    """That a limit is passed: `reason` is one of those with braces."""
    number = int(limit) >> 20 if "MiB" in reason else int(limit)
    return Refused(reason.format(number))


class Unknown(Exception):
    """The file is of a `kind` that no reader knows: what the names of such files end in."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class LibraryMissing(Exception):
    """The `library` that reads this format is not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(library)
        self.library = library


class RecognisedLine(NamedTuple):
    """A line that a program recognised in a picture, lengths as in `pdf.geometry`."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


class Recognised(NamedTuple):
    """What a program recognised on a page of that size, from the top down."""

    width: float
    height: float
    lines: tuple[RecognisedLine, ...] = ()


UNRECOGNISED: Mapping[int, Recognised] = MappingProxyType({})
"""What is known of the pages of a file, by their numbers, where none was recognised."""


class Sought(NamedTuple):
    """The words to mark on a page of a file, and how many characters stand on it before them.

    Neither counts white space; of words that stand there more than once, the nearest are meant.
    """

    page: int
    text: str
    before: int = 0


class Drawn(NamedTuple):
    """A page as PNG; `marked` tells whether the words were found on it."""

    png: bytes
    marked: bool
