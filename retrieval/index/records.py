"""A document as the index keeps it: read, split and cut into words, in one string of bytes.

    head     `_HEAD`: CRC-32 of facts and lengths, and of the rest; then the lengths of the parts
    facts    path, metadata, volume, fillers, phrases that passages imply, where groups of synonyms
             stand
    spans    six tables: paragraphs, sections, passages, clauses, lists and their items
    text
    tokens   their lengths
    ids      uint64: the numbers of the paragraphs' ids (`retrieval.text.ids`)

All but the ids are packed (`index.packing`), each for itself: who wants one unpacks no other.

Cutting into words costs thirty times what indexing does, so that a record is also what saves doing
it again: it depends on the text, the analyzer and the format, and on nothing else but the path.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import fillers_in
from retrieval.errors import RecordDamaged
from retrieval.index.arrays import CodePoints, Ints, Keys, Numbers
from retrieval.index.packing import (
    packed_facts,
    packed_lengths,
    packed_tables,
    packed_text,
    unpacked_facts,
    unpacked_lengths,
    unpacked_tables,
    unpacked_text,
    wording,
)
from retrieval.index.terms import code_points
from retrieval.models import (
    Document,
    Field,
    Kind,
    Metadata,
    Origin,
    Paragraph,
    Passage,
    ReadingWarning,
    Section,
    Span,
    WarningCode,
    folded,
)
from retrieval.structure import lists
from retrieval.structure.clauses import rows_of
from retrieval.structure.volumes import paragraph_key
from retrieval.structure.years import headed_years
from retrieval.text.fillers import Filler, settled
from retrieval.text.folding import fold
from retrieval.text.volumes import Volume

_HEAD = struct.Struct("<7I")
_LENGTHS = 5
_KINDS = tuple(Kind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_FURNITURE = _NUMBERS[Kind.FURNITURE]
# Numbers that a paragraph, a section, a passage, a clause, a list and an item are kept in; those of
# a passage without a header.
_WIDTHS, _NO_HEADER = (4, 4, 7, 5, 4, 2), (0, 0)

Row = tuple[int, ...]
Cut = Iterable[tuple[Sequence[str], str | None]]
"""A text in pieces: tokens, or one word of a group of synonyms with the term that stands for it."""


_NO_CLAUSES = np.empty((0, 5), np.int32)


class SplitDocument:
    """A document and its passages, in order, furniture included. Never changed.

    `clauses` are those of a record: as `retrieval.structure.clauses` has them, shape (clauses, 5);
    `ids` the numbers of its paragraphs' ids; `lists` the tables of its lists (`structure.lists`).
    """

    def __init__(
        self,
        document: Document,
        passages: tuple[Passage, ...],
        clauses: NDArray[np.int32] = _NO_CLAUSES,
        ids: Keys | None = None,
        lists: Sequence[Numbers] = (),
    ) -> None:
        self.document = document
        self.passages = passages
        self.clauses = clauses
        self.ids = ids
        self.lists = lists

    def passage_at(self, offset: int) -> Passage:
        """The passage that holds `offset`, or the last one above it."""
        index = bisect_right(self.passages, offset, key=lambda passage: passage.start)
        return self.passages[max(index - 1, 0)]

    def key_of(self, number: int) -> int:
        """The number of the id of the paragraph with that number."""
        if self.ids is None:
            return paragraph_key(self.document, self.document.paragraph(number))
        return int(self.ids[number - 1 - self.document.volume.paragraphs])

    @cached_property
    def searched(self) -> tuple[Passage, ...]:
        """The passages that search reads."""
        return tuple(each for each in self.passages if each.kind is not Kind.FURNITURE)


class CodedTexts(NamedTuple):
    """What a record is indexed by: the texts of the passages that are searched, then phrases that
    they imply, then the title.

    `codes` are their code points, one text behind the other; `sizes` their lengths; `owners` the
    number of the passage for each text, -1 for the title; the first `passages` of the texts are
    passages. `cuts` are the lengths of their tokens;
    `groups` the tokens, by number, that a group of synonyms stands for, with its term.
    """

    codes: CodePoints
    sizes: Ints
    owners: Ints
    passages: int
    cuts: Ints
    groups: tuple[tuple[int, str], ...]


def encode(
    split_document: SplitDocument, phrases: Sequence[Sequence[str]], cut: Callable[[str], Cut]
) -> bytes:
    """The record of a document; `phrases` are those that each of its searched passages implies.

    `cut` cuts a folded text.
    """
    searched = split_document.searched
    implied = [(number, phrase) for number, own in enumerate(phrases) for phrase in own if phrase]
    document = split_document.document
    whole, title = folded(document), fold(document.title)
    title_fillers = fillers_in(title)
    texts = [whole[passage.start : passage.end] for passage in searched]
    texts += [fold(phrase) for _, phrase in implied]
    lengths: list[int] = []
    groups: list[tuple[int, str]] = []
    for text in (*texts, settled(title, title_fillers)):
        for tokens, group in cut(text):
            if group:
                groups.append((len(lengths), group))
            lengths += map(len, tokens)
    words = {"implied": implied, "groups": groups, "title_fillers": title_fillers}
    facts = {**words, **_facts(split_document)}
    return _packed(split_document, facts, lengths)


def is_same(content: bytes | memoryview, document: Document) -> bool:
    """Whether the record is of this very document, wherever it stands."""
    known = StoredDocument(content).split().document
    return (known.sha256, known.metadata, known.paragraphs, known.origin, known.volume) == (
        document.sha256,
        document.metadata,
        document.paragraphs,
        document.origin,
        document.volume,
    )


def moved(content: bytes | memoryview, path: str) -> bytes | None:
    """The record of the same document under another path; None if that changes its terms."""
    record = StoredDocument(content)
    if record.facts["title"] is None:
        return None
    return _sealed([packed_facts({**record.facts, "path": path}, _known()), *record.parts[1:]])


def _packed(split_document: SplitDocument, facts: dict[str, Any], lengths: Sequence[int]) -> bytes:
    document = split_document.document
    tables = zip(_spans(split_document), _WIDTHS, strict=True)
    parts = [
        packed_facts(facts, _known()),
        packed_tables([np.array(rows, np.int32).reshape(-1, width) for rows, width in tables]),
        packed_text(document.text),
        packed_lengths(lengths),
        np.array([paragraph_key(document, each) for each in document.paragraphs], "<u8").tobytes(),
    ]
    return _sealed(parts)


@cache
def _known() -> bytes:
    """How the facts of most documents are worded."""
    words: dict[str, Any] = {"implied": [], "groups": [], "title_fillers": []}
    return wording({**words, **_facts(SplitDocument(Document("", "", Metadata(), "", ()), ()))})


def facts_of(content: bytes | memoryview) -> bytes:
    """A record of which there are only the facts, made of a whole one. RecordDamaged if its facts
    are not what was written."""
    first, *others = StoredDocument(content, facts_alone=True).parts
    return _sealed([first, *(b"" for _ in others)])


def _sealed(parts: Sequence[bytes | memoryview]) -> bytes:
    facts, *rest = parts
    lengths = struct.pack(f"<{_LENGTHS}I", *map(len, parts))
    body = b"".join(rest)
    checksums = zlib.crc32(facts, zlib.crc32(lengths)), zlib.crc32(body)
    return b"".join((struct.pack("<2I", *checksums), lengths, facts, body))


def _facts(split_document: SplitDocument) -> dict[str, Any]:
    document = split_document.document
    metadata = document.metadata
    sections = _numbered(split_document.passages)
    return {
        "path": document.path,
        "sha256": document.sha256,
        "title": metadata.title,
        "issued_on": metadata.issued_on and metadata.issued_on.isoformat(),
        "source": metadata.source,
        "document_number": metadata.document_number,
        "url": metadata.url,
        "fields": [(each.name, each.value, each.start, each.end) for each in metadata.fields],
        "origin": document.origin,
        "years": sorted(headed_years(document, sections)),
        "fillers": document.fillers,
        "wraps": document.wraps,
        "volume": document.volume,
        "headings": [(n, s.heading) for s, n in sections.items() if s.heading is not None],
    }


def _spans(split_document: SplitDocument) -> tuple[Sequence[Row], ...]:
    sections = _numbered(split_document.passages)
    return (
        [(p.start, p.end, _NUMBERS[p.kind], p.level) for p in split_document.document.paragraphs],
        [(s.start, s.end, s.level, sections[s.parent] if s.parent else -1) for s in sections],
        [
            (
                p.paragraph,
                sections[p.section] if p.section else -1,
                p.start,
                p.end,
                _NUMBERS[p.kind],
                *(p.header or _NO_HEADER),
            )
            for p in split_document.passages
        ],
        list(rows_of(split_document.passages)),
        *lists.as_tables(lists.find(split_document.passages)),
    )


def _numbered(passages: Iterable[Passage]) -> dict[Section, int]:
    """The sections that passages stand in, and those around them, with their numbers."""
    sections: dict[Section, int] = {}
    for passage in passages:
        _number(passage.section, sections)
    return sections


def _number(section: Section | None, numbers: dict[Section, int]) -> None:
    """Give `section` a number, and the sections around it lower ones."""
    if section is not None and section not in numbers:
        _number(section.parent, numbers)
        numbers[section] = len(numbers)


class StoredDocument:
    """Reads a record. RecordDamaged from the constructor if a byte of it was changed; of its facts
    alone with `facts_alone`, of which nothing else is to be asked."""

    def __init__(self, content: bytes | memoryview, *, facts_alone: bool = False) -> None:
        view = memoryview(content)
        if len(view) < _HEAD.size:
            raise RecordDamaged
        checksum, others, *sizes = _HEAD.unpack_from(view)
        edges = list(accumulate(sizes, initial=_HEAD.size))
        parts = [view[a:b] for a, b in pairwise(edges)]
        if zlib.crc32(parts[0], zlib.crc32(view[8 : _HEAD.size])) != checksum:
            raise RecordDamaged
        if not facts_alone and zlib.crc32(view[edges[1] :]) != others:
            raise RecordDamaged
        self.content = view
        self.parts = parts
        facts, self._spans, self._text, self._tokens, self._ids = parts
        self.facts = unpacked_facts(facts, _known())

    @property
    def searched(self) -> int:
        """How many of its passages are searched."""
        return len(self.searched_spans)

    @property
    def ids(self) -> Keys:
        """The numbers of the paragraphs' ids, in order."""
        return np.frombuffer(self._ids, "<u8")

    @property
    def described(self) -> tuple[str, Metadata]:
        """The document's title, or what stands for it, and what it says about itself."""
        return _title(self.facts), _metadata(self.facts)

    @property
    def volume(self) -> Volume:
        """Which part of its file it is."""
        return Volume(*self.facts["volume"])

    @property
    def years(self) -> frozenset[int]:
        """The years that the document's title and headings speak of."""
        return frozenset(self.facts["years"])

    def split(self) -> SplitDocument:
        """The document and its passages."""
        volume = self.volume
        paragraphs, sections, passages, clauses, *others = self._tables()
        document = Document(
            path=self.facts["path"],
            text=self.text,
            metadata=_metadata(self.facts),
            sha256=self.facts["sha256"],
            paragraphs=tuple(
                Paragraph(number, start, end, _KINDS[kind], level)
                for number, (start, end, kind, level) in enumerate(
                    paragraphs.T.tolist(), volume.paragraphs + 1
                )
            ),
            origin=_origin(self.facts),
            fillers=self.fillers,
            wraps=tuple(self.facts["wraps"]),
            volume=volume,
        )
        headings = self._above
        above: list[Section] = []
        for number, (start, end, level, parent) in enumerate(sections.T.tolist()):
            outer = above[parent] if parent >= 0 else None
            above.append(Section(start, end, level, outer, headings.get(number)))
        split = tuple(
            Passage(
                document,
                paragraph,
                above[section] if section >= 0 else None,
                start,
                end,
                _KINDS[kind],
                (header, past) if past else None,
            )
            for paragraph, section, start, end, kind, header, past in passages.T.tolist()
        )
        return SplitDocument(document, split, clauses.T, self.ids, [each.T for each in others])

    @property
    def headings(self) -> list[str]:
        """The headings of its sections, word for word."""
        text, above = self.text, self._above
        starts, ends, *_ = self._tables()[1].tolist()
        spans = enumerate(zip(starts, ends, strict=True))
        return [above.get(number, text[start:end]) for number, (start, end) in spans]

    @property
    def _above(self) -> dict[int, str]:
        """The headings that stand in a volume before, by the numbers of their sections."""
        return dict(self.facts["headings"])

    def _tables(self) -> list[Numbers]:
        return unpacked_tables(self._spans, _WIDTHS)

    @property
    def text(self) -> str:
        """The document's text."""
        return unpacked_text(self._text)

    @property
    def fillers(self) -> tuple[Filler, ...]:
        """The characters of the text that stand inside words and are none of them."""
        return _fillers(self.facts["fillers"])

    @property
    def searched_spans(self) -> list[Span]:
        """Where the passages stand that are searched."""
        _, _, starts, ends, kinds, *_ = self._tables()[2]
        searched = kinds != _FURNITURE
        return [*zip(starts[searched].tolist(), ends[searched].tolist(), strict=True)]

    def texts(self) -> CodedTexts:
        """What it is indexed by."""
        text, spans = settled(self.text, self.fillers), self.searched_spans
        implied = self.facts["implied"]
        texts = [text[a:b] for a, b in spans]
        texts += [phrase for _, phrase in implied]
        texts.append(settled(_title(self.facts), _fillers(self.facts["title_fillers"])))
        return CodedTexts(
            code_points("".join(texts)),
            np.array([len(each) for each in texts], np.intp),
            np.array([*range(len(spans)), *(number for number, _ in implied), -1], np.intp),
            len(spans),
            unpacked_lengths(self._tokens),
            tuple((number, term) for number, term in self.facts["groups"]),
        )


def _fillers(rows: Iterable[Sequence[int]]) -> tuple[Filler, ...]:
    return tuple(Filler(*row) for row in rows)


def _metadata(facts: dict[str, Any]) -> Metadata:
    issued_on = facts["issued_on"]
    return Metadata(
        title=facts["title"],
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
        source=facts["source"],
        document_number=facts["document_number"],
        url=facts["url"],
        fields=tuple(Field(*each) for each in facts["fields"]),
    )


def _origin(facts: dict[str, Any]) -> Origin:
    name, encoding, pages, turns, warnings, rows = facts["origin"]
    return Origin(
        name,
        encoding,
        pages,
        tuple((start, page) for start, page in turns),
        tuple(ReadingWarning(WarningCode(code), *rest) for code, *rest in warnings),
        tuple((start, row) for start, row in rows),
    )


def _title(facts: dict[str, Any]) -> str:
    return Document(facts["path"], "", _metadata(facts), "", ()).title
