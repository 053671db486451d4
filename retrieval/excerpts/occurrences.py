"""Every place where some words stand: which documents may hold them, and where they do.

Two designs were compared on 105,738 passages (27 million characters). To read all documents takes
0.3 s of the processor, ten times that on a million, found or not. The index names those that may
hold the words by the pairs of characters in them, in a few milliseconds, and these alone are read;
for that it keeps the pairs that its bigrams leave out (`retrieval.indexing.joints`).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Script, script
from retrieval.citing.citations import cite, paragraph_at
from retrieval.errors import QuestionEmpty, QuestionTooLong
from retrieval.filters.filters import allows, of_words, parts_in
from retrieval.filters.parts import located
from retrieval.index.arrays import Flags
from retrieval.index.file_table import DocumentRef
from retrieval.index.records import SplitDocument, StoredDocument
from retrieval.models import Document, Excerpt, Filter, Order, Span
from retrieval.ranking.searcher import Searcher
from retrieval.text.blanks import BLANK, is_blank, without_fillers
from retrieval.text.fillers import Filler
from retrieval.text.folding import fold

Watch = Callable[[list[DocumentRef]], Iterable[DocumentRef]]
"""Gives the documents that are to be looked into one by one, and may count them."""

NEAR = 50
"""Characters between several words that are near each other, all together at most."""
MAX_WORDS = 2000


# An end of a line may be one inside a word, which counts as a blank.
_GAPS = {" ": f"{BLANK}+", "\n": f"(?:\n|{BLANK}+)"}


class Occurrence(NamedTuple):
    """A place: `marks` are where the words stand in it, one behind the other."""

    start: int
    end: int
    marks: tuple[Span, ...]

    def moved(self, by: int) -> "Occurrence":
        """The same place in another text."""
        marks = tuple((start + by, end + by) for start, end in self.marks)
        return Occurrence(self.start + by, self.end + by, marks) if by else self


class DocumentOccurrences:
    """The places in one document, in order, never overlapping; of a large file in all its volumes.

    What a list of documents shows is there without reading the document's structure. `places` are
    where they stand in the text of the file.
    """

    def __init__(self, found: Sequence[tuple[StoredDocument, tuple[Occurrence, ...]]]) -> None:
        record, _ = found[0]
        self.path: str = record.facts["path"]
        self.title, self.metadata = record.described
        self.places = tuple(
            place.moved(record.volume.offset) for record, own in found for place in own
        )
        self._records = [record for record, own in found for _ in own]
        self._split = lru_cache(maxsize=2)(StoredDocument.split)

    @property
    def document(self) -> Document:
        """The document, or the volume with the first of the places."""
        return self._split(self._records[0]).document

    def excerpts(self, first: int = 0, past: int | None = None) -> Iterator[Excerpt]:
        """The places with their citations, from one number to another."""
        chosen = slice(first, past)
        for record, place in zip(self._records[chosen], self.places[chosen], strict=True):
            yield self._excerpt(self._split(record), place.moved(-record.volume.offset))

    def _excerpt(self, split: SplitDocument, place: Occurrence) -> Excerpt:
        document = split.document
        section = split.passage_at(place.start).section
        citation = cite(document, section, place.start, place.end, split.ids)
        return Excerpt(document, place.start, place.end, 0.0, place.marks, citation)


class Query(ABC):
    """What is looked for in all documents."""

    @abstractmethod
    def places(self, text: str, fillers: Sequence[Filler] = ()) -> Iterator[Occurrence]:
        """Where it stands in a text with these fillers, in order."""

    def candidates(self, _: Searcher, /) -> list[Flags] | None:
        """For each segment the documents that may hold it; None where each may."""
        return None

    def search(
        self, searcher: Searcher, filters: Sequence[Filter], order: Order, watched: Watch
    ) -> Iterator[DocumentOccurrences]:
        """The documents that hold it, each with all of its places, as they are found.

        What `filters` ask for of words, the paragraph of a place has to meet.
        """
        among = searcher.among(filters)
        if (holding := self.candidates(searcher)) is not None:
            among = [own & flags for own, flags in zip(among, holding, strict=True)]
        refs = searcher.documents.refs(among)
        if order is not Order.PATH:
            refs = _ordered(searcher, refs, order)
        searcher.engine.expect(refs)
        for _, volumes in groupby(watched(refs), key=searcher.documents.path):
            records = map(searcher.documents.stored, volumes)
            found = ((record, self._within(record, filters)) for record in records)
            if held := [(record, places) for record, places in found if places]:
                yield DocumentOccurrences(held)

    def _within(self, record: StoredDocument, filters: Sequence[Filter]) -> tuple[Occurrence, ...]:
        """The places in one document that filters leave in."""
        places = tuple(self.places(record.text, record.fillers))
        if places and (of_words(filters) or parts_in(filters)):
            return tuple(_left_in(record.split(), places, filters))
        return places


class Words(Query):
    """Each of `words` as it is written, but for width, case, Traditional characters and blanks
    beside Chinese characters; between letters any number of blanks is one. A place is in one line,
    but for words that the end of a line parts, and where `words` have ends of lines.

    With several, one where all stand, in any order, with at most `near` characters between them;
    with `either`, each place of any. Raises QuestionEmpty and QuestionTooLong.
    """

    def __init__(self, words: Sequence[str], *, either: bool = False, near: int = NEAR) -> None:
        said = checked([*map(_trimmed, words)])
        self._near = near
        self._single = either or len(said) == 1
        self._needed = tuple(tuple(_pairs(each)) for each in said)
        if not self._single:
            self._needed = (tuple(pair for own in self._needed for pair in own),)
        patterns = [_pattern(each) for each in sorted(said, key=len, reverse=True)]
        self._patterns = [*map(re.compile, ["|".join(patterns)] if self._single else patterns)]

    def candidates(self, searcher: Searcher, /) -> list[Flags] | None:
        """Those that hold all pairs of characters of a word, or of all words."""
        if not all(self._needed):
            return None
        found = [searcher.having(pairs) for pairs in self._needed]
        return [np.logical_or.reduce(own) for own in zip(*found, strict=True)]

    def places(self, text: str, fillers: Sequence[Filler] = ()) -> Iterator[Occurrence]:
        """Where the words stand in a text, in order."""
        folded = fold(without_fillers(text, fillers))
        if self._single:
            for match in self._patterns[0].finditer(folded):
                yield Occurrence(*match.span(), (match.span(),))
            return
        yield from self._together(folded)

    def _together(self, folded: str) -> Iterator[Occurrence]:
        """The shortest stretches that hold all of the words, none of them twice."""
        every = enumerate(self._patterns)
        spans = [(found.span(), number) for number, own in every for found in own.finditer(folded)]
        last: dict[int, Span] = {}
        for span, number in sorted(spans):
            last[number] = span
            if len(last) < len(self._patterns):
                continue
            marks = tuple(_united(last.values()))
            start, end = marks[0][0], marks[-1][1]
            between = end - start - sum(b - a for a, b in marks)
            if between <= self._near and "\n" not in folded[start:end]:
                yield Occurrence(start, end, marks)
                last = {}


def checked(words: Sequence[str]) -> tuple[str, ...]:
    """Each of the words once. Raises QuestionEmpty if one, or all, are empty; QuestionTooLong."""
    said = tuple(dict.fromkeys(words))
    if not said or not all(said):
        raise QuestionEmpty
    if (length := sum(map(len, said))) > MAX_WORDS:
        raise QuestionTooLong(length, MAX_WORDS)
    return said


def _ordered(searcher: Searcher, refs: Iterable[DocumentRef], order: Order) -> list[DocumentRef]:
    def key(ref: DocumentRef) -> tuple[int, bytes]:
        title, metadata = searcher.documents.stored(ref).described
        if order is Order.DATE:
            day = metadata.issued_on
            return (-day.toordinal() if day else 0, b"")
        # The common characters of GB 2312 stand there by their sound.
        return (0, title.encode("gb18030", "replace"))

    return sorted(refs, key=key)


def _left_in(
    split: SplitDocument, places: Iterable[Occurrence], filters: Sequence[Filter]
) -> Iterator[Occurrence]:
    """The places that filters leave in by what stands around them."""
    document, words, parts = split.document, of_words(filters), parts_in(filters)
    wanted = [found[1] for part in parts if (found := located(split.passages, part))]
    for place in places:
        inside = not parts or any(a <= place.start and place.end <= b for a, b in wanted)
        if inside and words:
            paragraph = paragraph_at(document, place.start)
            inside = allows(document.text[paragraph.start : paragraph.end], words)
        if inside:
            yield place


def _trimmed(words: str) -> str:
    """Folded, without blanks around them and beside Chinese characters, others one blank each."""
    kept: list[str] = []
    blank = False
    for character in fold(words).strip():
        if is_blank(character):
            blank = True
            continue
        if blank and kept and not (_is_chinese(kept[-1]) or _is_chinese(character)):
            kept.append(" ")
        blank = False
        kept.append(character)
    return "".join(kept)


def _pattern(words: str) -> str:
    """A pattern of trimmed words in a folded text."""
    found = re.escape(words[0])
    for one, other in pairwise(words):
        if _is_chinese(one) or _is_chinese(other):
            found += f"{BLANK}*"
        found += _GAPS.get(other) or re.escape(other)
    return found


def _pairs(words: str) -> Iterator[str]:
    """The pairs of characters in trimmed words that an index can tell."""
    for pair in pairwise(words):
        if Script.NONE not in map(script, pair):
            yield "".join(pair)


def _is_chinese(character: str) -> bool:
    return script(character) is Script.HAN


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, those that overlap as one."""
    first, *rest = sorted(spans)
    start, end = first
    for one in rest:
        if one[0] >= end:
            yield start, end
            start = one[0]
        end = max(end, one[1])
    yield start, end
