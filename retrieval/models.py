"""The nouns of the project, as frozen data: tuples with names. `_replace` gives a changed copy.

Every offset is a code point offset into `Document.text`, half-open (`start` inclusive, `end`
exclusive). Text is stored once, in the document; everything else points into it.
"""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from retrieval.tuples import NamedTuple

if TYPE_CHECKING:
    from retrieval.filters.filters import Filter


class Kind(StrEnum):
    """What a stretch of a document is. Every code point has one kind, or is white space."""

    BODY = "body"
    CAPTION = "caption"
    HEADING = "heading"
    METADATA = "metadata"
    FURNITURE = "furniture"


class Field(NamedTuple):
    """A fact that a document states about itself, and the line where it stands."""

    name: str
    value: str
    start: int
    end: int


class Metadata(NamedTuple):
    """What a document says about itself; every fact that is stated is also in `fields`."""

    title: str | None = None
    issued_on: date | None = None
    source: str | None = None
    document_number: str | None = None
    url: str | None = None
    fields: tuple[Field, ...] = ()


class Paragraph(NamedTuple):
    """A non-empty line, or what another format calls a paragraph.

    `start` and `end` leave out the white space around it. `level` is the depth of a heading whose
    format marks it (1 is the highest), else 0.
    """

    number: int
    start: int
    end: int
    kind: Kind
    level: int = 0


class Document(NamedTuple):
    """One file, read. `path` is relative to the library, with forward slashes.

    `sha256` is the hexadecimal hash of `text` in UTF-8; `paragraphs` are numbered from 1 and cover
    every character that is not white space. Equal to itself alone: to compare texts takes long.
    """

    path: str
    text: str
    metadata: Metadata
    sha256: str
    paragraphs: tuple[Paragraph, ...]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __repr__(self) -> str:
        return f"Document(path={self.path!r}, sha256={self.sha256!r})"

    @property
    def title(self) -> str:
        """The title that the document gives itself, else its file name without the ending."""
        return self.metadata.title or self.path.rpartition("/")[2].rpartition(".")[0] or self.path

    def line_at(self, offset: int) -> int:
        """The number, from 1, of the line in the file that holds `offset`."""
        return self.text.count("\n", 0, offset) + 1


class Section(NamedTuple):
    """What stands under a heading; `start` and `end` are the heading's own.

    `level` is the depth from 1; `parent` is None at the top of the tree. Equal to itself alone.
    """

    start: int
    end: int
    level: int
    parent: "Section | None" = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __repr__(self) -> str:
        return f"Section(start={self.start}, end={self.end}, level={self.level})"

    def path(self, document: Document) -> tuple[str, ...]:
        """The headings from the top down to this one, word for word, without Markdown's marks."""
        above = self.parent.path(document) if self.parent else ()
        return (*above, document.text[self.start : self.end].strip("#* \t\u3000"))


class Passage(NamedTuple):
    """A stretch inside one paragraph: the unit of search.

    `section` is the innermost section around it (a heading belongs to the section it opens), or
    None above the first heading. Passages never overlap.
    """

    document: Document
    paragraph: int
    section: Section | None
    start: int
    end: int
    kind: Kind = Kind.BODY

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class Hit(NamedTuple):
    """A passage that a query found; `score` grows with relevance and has no unit."""

    passage: Passage
    score: float


class Citation(NamedTuple):
    """Where an excerpt stands, in terms that a stranger can check by hand.

    `id` depends on the words alone. `section` lists the headings above, outermost first;
    `paragraph` is the first paragraph of the excerpt, `last_paragraph` the last; `line` is None in
    formats without lines, `page` in formats without pages. `start` and `end` are offsets into the
    text whose hash is `sha256`.
    """

    id: str
    title: str
    issued_on: date | None
    source: str | None
    document_number: str | None
    section: tuple[str, ...]
    paragraph: int
    last_paragraph: int
    path: str
    line: int | None
    page: int | None
    start: int
    end: int
    sha256: str
    url: str | None


class Excerpt(NamedTuple):
    """A slice of a document offered as an answer, never edited or joined.

    `score` compares the excerpts of one answer: the odds that it answers, relative to the first's.
    `highlights` are offsets into the document, in order and apart, inside the excerpt. Where it
    answers with a list, `items_left` is how many of the items stand behind it and are not shown.
    """

    document: Document
    start: int
    end: int
    score: float
    highlights: tuple[tuple[int, int], ...]
    citation: Citation
    items_left: int = 0

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class Answer(NamedTuple):
    """What a library has to say to a question.

    `excerpts` answer it, best first, and never overlap; when nothing does, they are empty and
    `nearest` holds what came closest. `confidence` is between 0 and 1. `matched` and `missing` are
    the question's terms that stand, or do not stand, in the best excerpt and its citation.
    `filters` are those that were applied: the hard ones, and the preferences that told apart what
    was found.
    """

    question: str
    confidence: float
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    nearest: tuple[Excerpt, ...] = ()
    filters: "tuple[Filter, ...]" = ()

    @property
    def found(self) -> bool:
        return bool(self.excerpts)

    @property
    def limited(self) -> bool:
        """Whether some filter that was applied is hard."""
        return any(each.hard for each in self.filters)
