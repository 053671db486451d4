"""The nouns of the project, as frozen data.

Every offset is a code point offset into `Document.text`, half-open (`start` inclusive, `end`
exclusive); those of a `Citation` into the text of the file, which is the same but for `Volume`s.
Text is stored once, in the document; everything else points into it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from retrieval.text.fillers import Filler, replaced, settled
from retrieval.text.folding import fold
from retrieval.text.markup import unmarked
from retrieval.text.sentences import begins_sentence, ends_sentence
from retrieval.text.volumes import WHOLE, Volume


class Kind(StrEnum):
    """What a stretch of a document is. Every code point has one kind, or is white space."""

    BODY = "body"
    CAPTION = "caption"
    HEADING = "heading"
    METADATA = "metadata"
    FURNITURE = "furniture"
    ROW = "row"
    """A row of a table; its cells are parted as in the text, in formats other than text by tabs."""
    NOTE = "note"
    """What stands outside the flow of the text: a footnote, a text box."""


class Field(NamedTuple):
    """A fact that a document states about itself, and the line where it stands; `start` and `end`
    are -1 for one that stands beside it (`retrieval.reading.sidecar`)."""

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


class WarningCode(StrEnum):
    """What may be missing from, or wrong with, a text that could be read."""

    NO_TEXT = "no_text"
    """Pages hold pictures alone."""
    RECOGNISED = "recognised"
    """The text of pages was recognised in a picture by a program, behind which it is hidden."""
    GARBLED = "garbled"
    """A font does not say which characters it shows: some of the text may be wrong."""
    INCOMPLETE = "incomplete"
    """Pages are damaged, or the file has lost its end: words may be missing."""
    HIDDEN = "hidden"
    """Characters that the file hides, or marks as deleted, were left out."""
    HIDDEN_PARTS = "hidden_parts"
    """Sheets, rows, columns or slides that the file hides were left out."""
    COMMENTS = "comments"
    """Comments in the margin were left out."""
    EXTERNAL = "external"
    """Parts that are not in the file itself were left out."""
    TOO_DEEP = "too_deep"
    """Parts that are nested too deeply were left out."""
    SIDECAR = "sidecar"
    """What stands beside the file about it cannot be used (`retrieval.reading.sidecar`)."""


class ReadingWarning(NamedTuple):
    """One of them: of the pages from `first` to `last` where these are known, else of the whole
    file; `amount` is how many characters, comments or parts, where they are counted."""

    code: WarningCode
    first: int = 0
    last: int = 0
    amount: int = 0


class Origin(NamedTuple):
    """What a document's text was read from.

    `format` is what such files' names end in ("txt", "docx", "pdf"); `encoding` that of the bytes,
    "" where the format has no choice. `pages` is how many there are, 0 in formats without; `turns`
    are the offsets at which the text comes to be on another page, each with that page's number.
    `rows` are those of rows of sheets that do not follow the row before, each with its number, and
    of what is no row among them, with 0.
    """

    format: str = "txt"
    encoding: str = ""
    pages: int = 0
    turns: tuple[tuple[int, int], ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()

    @property
    def has_lines(self) -> bool:
        """Whether lines of the text are lines of the file."""
        return self.format in ("txt", "md")

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page that holds `offset`; None in formats without pages."""
        index = bisect_right(self.turns, offset, key=lambda turn: turn[0])
        return self.turns[max(index - 1, 0)][1] if self.turns else None

    def is_recognised(self, offset: int) -> bool:
        """Whether the text there was recognised in a picture (OCR), and may be misread."""
        page = self.page_at(offset) or 0
        ranges = (each for each in self.warnings if each.code is WarningCode.RECOGNISED)
        return any(each.first <= page <= each.last for each in ranges)


PLAIN = Origin()
"""Of a text without a file."""


class Paragraph(NamedTuple):
    """A non-empty line, or what another format calls a paragraph.

    `start` and `end` leave out the white space around it. `level` is the depth of a heading whose
    format marks it (1 is the highest), and 1 for a row that is a header; else 0.
    """

    number: int
    start: int
    end: int
    kind: Kind
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Document:
    """One file, read; of a large one a `volume`. `path` is relative to the library, with forward
    slashes.

    `sha256` is the hexadecimal hash of the file's text in UTF-8; `paragraphs` are numbered from 1
    through the file and cover every character that is not white space; `origin` is what the text
    was read from; `fillers` are what stands inside words and is none of them, once it is known;
    `wraps` are the offsets of line ends that end nothing, in order. Equal to itself alone: to
    compare texts takes long.
    """

    path: str
    text: str
    metadata: Metadata
    sha256: str
    paragraphs: tuple[Paragraph, ...]
    origin: Origin = PLAIN
    fillers: tuple[Filler, ...] = ()
    wraps: tuple[int, ...] = ()
    volume: Volume = WHOLE

    def __repr__(self) -> str:
        return f"Document(path={self.path!r}, sha256={self.sha256!r})"

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from others, however often it is loaded."""
        return self.path, self.sha256, self.volume.number

    def paragraph(self, number: int) -> Paragraph:
        """The paragraph with that number."""
        return self.paragraphs[number - 1 - self.volume.paragraphs]

    @property
    def title(self) -> str:
        """The title that the document gives itself, else its file name without the ending."""
        return self.metadata.title or self.path.rpartition("/")[2].rpartition(".")[0] or self.path

    def row_at(self, offset: int) -> int | None:
        """The number, from 1, of the row of a sheet that holds `offset`; None where there are no
        sheets, or what stands there is no row."""
        index = bisect_right(self.origin.rows, offset, key=lambda row: row[0])
        start, row = self.origin.rows[index - 1] if index else (0, 0)
        return row + self.text.count("\n", start, offset) if row else None

    def line_at(self, offset: int) -> int | None:
        """The number, from 1, of the line in the file that holds `offset`; None where the file has
        no lines of text."""
        if not self.origin.has_lines:
            return None
        return self.volume.lines + self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """What stands under a heading; `start` and `end` are the heading's own.

    `level` is the depth from 1; `parent` is None at the top of the tree. `heading` is what one says
    that stands in a volume before, at offsets below 0. Equal to itself alone.
    """

    start: int
    end: int
    level: int
    parent: "Section | None" = None
    heading: str | None = None

    def __repr__(self) -> str:
        return f"Section(start={self.start}, end={self.end}, level={self.level})"

    def words(self, document: Document) -> str:
        """The heading word for word."""
        return document.text[self.start : self.end] if self.heading is None else self.heading

    def path(self, document: Document) -> tuple[str, ...]:
        """The headings from the top down to this one, word for word, without Markdown's marks."""
        above = self.parent.path(document) if self.parent else ()
        heading = self.words(document)
        if document.origin.format == "md":
            heading = unmarked(heading)
        return (*above, heading.strip("#* \t\u3000"))


class Passage(NamedTuple):
    """A stretch inside one paragraph: the unit of search.

    `section` is the innermost section around it (a heading belongs to the section it opens), or
    None above the first heading. `header` is where the header of a row stands, if its table has
    one; of a header, itself. Passages never overlap.
    """

    document: Document
    paragraph: int
    section: Section | None
    start: int
    end: int
    kind: Kind = Kind.BODY
    header: tuple[int, int] | None = None

    @property
    def above(self) -> tuple[int, int] | None:
        """The header that stands above it: of a header none."""
        return self.header if self.header and self.header[1] <= self.start else None

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
    formats without lines, `page` in formats without pages, and in those without either `opening` is
    what the paragraph begins with, else None; of sheets, `row` and `last_row` are the numbers of
    the rows instead. `start` and `end` are offsets into the file's text, whose hash is `sha256`.
    `recognised` says that the text is one that a program read off a picture.
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
    opening: str | None = None
    recognised: bool = False
    row: int | None = None
    last_row: int | None = None


class Excerpt(NamedTuple):
    """A slice of a document offered as an answer, never edited or joined.

    `score` compares the excerpts of one answer: the odds that it answers, relative to the first's.
    `highlights` are offsets into the document, in order and apart, inside the excerpt, and so is
    `answer`, the sentence or sentences of it that answer; None where nothing was asked. Where it
    answers with a list, or begins with the heading above one, `items_left` is how many of the items
    stand behind it, and `items` are where the first sentences of the items stand, those that are
    shown too; of the first of a long list, and of none where all of the list is shown.
    `part` is the number of the part that it answers, from 1, of a question that has several.
    `also` are places where the paragraphs that answer stand in other documents, the first few, and
    `also_left` is how many more there are. `header` is where the header of the rows stands that it
    begins with, or what says what the items cost that it begins with, offsets into the document,
    before its own; None where there is neither.
    `planned`: what answers was only planned for the year that is asked for.
    """

    document: Document
    start: int
    end: int
    score: float
    highlights: tuple[tuple[int, int], ...]
    citation: Citation
    items_left: int = 0
    part: int | None = None
    answer: tuple[int, int] | None = None
    also: tuple[Citation, ...] = ()
    also_left: int = 0
    items: tuple[tuple[int, int], ...] = ()
    header: tuple[int, int] | None = None
    planned: bool = False

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def header_text(self) -> str | None:
        """The header word for word."""
        document = self.document
        return document.volume.words(document.text, self.header) if self.header else None

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether it begins, and whether it ends, inside a sentence."""
        text = flowing(self.document)
        return not begins_sentence(text, self.start), not ends_sentence(text, self.end)


class DateRange(NamedTuple):
    """The days from `first` to `last`, both included; None where it is open."""

    first: date | None
    last: date | None

    def overlaps(self, other: "DateRange") -> bool:
        """Whether any day is in both."""
        return not (self.ends_before(other) or other.ends_before(self))

    def ends_before(self, other: "DateRange") -> bool:
        """Whether all of its days are before all of the other's."""
        return self.last is not None and other.first is not None and self.last < other.first

    def __str__(self) -> str:
        """As an interval of ISO 8601-2: 2024-01-01/2024-12-31, 2023-01-01/.."""
        return f"{self.first or '..'}/{self.last or '..'}"


class DocumentNumber(NamedTuple):
    """`body` is the issuer's mark, 国办发, or empty where only year and number were given; `year`
    is 0 in one without, 国务院令第514号."""

    body: str
    year: int
    number: int

    def names(self, other: "DocumentNumber") -> bool:
        """Whether both can be the same document's: 〔2020〕5号 may be 国办发〔2020〕5号."""
        same = (self.year, self.number) == (other.year, other.number)
        return same and (self.body.endswith(other.body) or other.body.endswith(self.body))

    def __str__(self) -> str:
        year = f"〔{self.year}〕" if self.year else "第"
        return f"{self.body}{year}{self.number}号"


ANNEX, PART, INSERTED = "附件", "部分", "之"


class Part(NamedTuple):
    """Kinds and numbers from the outside in: ((章, 2), (节, 1)).

    第十条之一 is ((条, 10), (之, 1)).
    """

    steps: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        return "".join(
            f"{kind}{n}" if kind in (ANNEX, INSERTED) else f"第{n}{kind}" for kind, n in self.steps
        )


class Version(NamedTuple):
    """The version of a law that is in force on `day`; `others` are the dates of those that are
    not."""

    day: date
    others: tuple[date, ...]

    def __str__(self) -> str:
        return f"{self.day} ({', '.join(map(str, self.others))})"


Span = tuple[int, int]
Value = str | DateRange | DocumentNumber | Part | Version


class FilterKind(StrEnum):
    """What a filter is about."""

    DATES = "dates"
    SOURCE = "source"
    TITLE = "title"
    NUMBER = "number"
    PART = "part"
    PHRASE = "phrase"
    EXCLUDED = "without"
    VERSION = "version"
    """Of several versions of the law that a question names, the one in force."""
    YEARS = "years"
    """Of an answer: the dates that a question named, met by the years that a title or headings
    speak of."""


class Filter(NamedTuple):
    """What was understood: `value` is normalised, and of the type that belongs to the kind.

    `span` is where in the question it stands, with the words that make it hard; None for an option.
    """

    kind: FilterKind
    value: Value
    hard: bool
    span: Span | None = None


class Order(StrEnum):
    """In which order documents are listed: the newest first, by title, or by path."""

    PATH = "path"
    TITLE = "title"
    DATE = "date"


class Standing(StrEnum):
    """Whether excerpts answer: yes; perhaps, which a reader must judge; or not."""

    ANSWER = "answer"
    PERHAPS = "perhaps"
    NONE = "none"


class Answer(NamedTuple):
    """What a library has to say to a question.

    By its `standing`, `excerpts` answer it, best first, and never overlap; or they are empty and
    `nearest` holds what may answer; or both are empty. `confidence` that they answer is between 0
    and 1. `matched` and `missing` are
    the question's terms that stand, or do not stand, in the best excerpt and its citation.
    `filters` are those that were applied: the hard ones, and the preferences that told apart what
    was found. `looked_for` are words in the excerpts that were looked for beside the question's
    own. `language` is that of nearly all documents, zh or en, where nothing answers a question in
    another.
    """

    question: str
    standing: Standing
    confidence: float
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    nearest: tuple[Excerpt, ...] = ()
    filters: tuple[Filter, ...] = ()
    looked_for: tuple[str, ...] = ()
    language: str | None = None

    @property
    def found(self) -> bool:
        """Whether it is answered."""
        return self.standing is Standing.ANSWER

    @property
    def limited(self) -> bool:
        """Whether some filter that was applied is hard."""
        return any(each.hard for each in self.filters)


@lru_cache(maxsize=64)
def folded(document: Document) -> str:
    """The folded text of `document`, its fillers behind their words; as long as the text."""
    return fold(settled(document.text, document.fillers))


@lru_cache(maxsize=64)
def flowing(document: Document) -> str:
    """The text of `document` with blanks for the line ends that end nothing; as long as it."""
    return replaced(document.text, document.wraps, " ")
