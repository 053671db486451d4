"""A document laid out in sentences and clauses, as arrays: made once, scored for every question."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import groupby, islice, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.abbreviations import other_forms
from retrieval.analysis.analyzer import joined
from retrieval.analysis.answer_kinds import Shape
from retrieval.analysis.expansion import asked_as, facts_in, headed, short_forms
from retrieval.excerpts.openers import contents, ends_under
from retrieval.index.file_table import DocumentRef
from retrieval.index.records import SplitDocument
from retrieval.models import Kind, Passage, Section, Span, flowing, folded
from retrieval.structure.clauses import FULL
from retrieval.structure.lists import Enumeration, of_tables
from retrieval.structure.provisions import Provision
from retrieval.text.folding import fold
from retrieval.text.patterns import lazy
from retrieval.text.sentences import ends_sentence
from retrieval.weights import FIRST, FIRST_THREE, LEAD_CHARACTERS, LENGTH, METADATA

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]

# A layout holds so many passages, so that a question costs no more in a long document. Most
# documents are one layout.
PASSAGES = 128
_KEPT = 512
# Nearly every sentence ends with one of these.
_MARKS = frozenset("。；！？")
# What an item of a list or a section begins with, folded.
_HAN = "[一二三四五六七八九十]"
_ITEM = lazy(
    rf"{_HAN}{{1,3}}[、.是要]|\((?:{_HAN}{{1,3}}|\d{{1,3}})\)|\d{{1,2}}(?:[、)]|\.(?!\d))"
    rf"|第(?:{_HAN}+|\d+)[条章节项]|[①-⑳●■◆▪•·]|[-*+]\s"
)
# What announces a table.
_ANNOUNCES = lazy(r"(?:[:：]|[如见][下右附]表?|下[表列](?:所示)?)[。.]?\**\Z")
# Shorter ones at the top are bylines and greetings.
_SHORTEST_LEAD = 13


class Table(NamedTuple):
    """The numbers of the sentences of a table's first row and behind its last one, and those of the
    clauses behind which its rows are to be shown too: behind its header, and what announces it."""

    first: int
    past: int
    edges: tuple[int, ...]


class DocumentLayout:
    """Consecutive passages of one document, the first of them behind `before` others.

    `folded` is their text, from `offset` on in the document; `subject` is what the document is
    about: its title and first words, folded.

    `rows` are the clauses (see `structure.clauses`): `starts` and `ends` are their offsets
    in the document; `flow` numbers the stretch that one excerpt may span, by clause; `sentence` is
    the number of a clause's sentence. `first` and `past` are the first clause of each sentence and
    the one behind its last; `owner` is the number of its passage.
    """

    def __init__(self, passages: Sequence[Passage], rows: NDArray[np.int32], before: int) -> None:
        self.passages = passages
        self.document = passages[0].document
        self.offset = passages[0].start
        self.folded = folded(self.document)[self.offset : passages[-1].end]
        self._title = joined(fold(self.document.title))
        self.subject = self._title + "\n" + self.folded[:LEAD_CHARACTERS]
        self._at_the_top = before == 0
        columns: Integers = np.ascontiguousarray(rows.T, np.int_)
        self.starts, self.ends, self.flow, sentence, owner = columns
        self.sentence: Integers = sentence - sentence[:1].sum()
        self.first = np.flatnonzero(np.diff(self.sentence, prepend=-1))
        self.past = np.append(self.first[1:], len(rows))
        self.owner: Integers = owner[self.first] - before
        self._shapes: dict[str, list[tuple[int, str]]] = {}

    @cached_property
    def implied(self) -> Sequence[tuple[int, str]]:
        """Words that sentences mean and do not hold (see `analysis.expansion`), each with the
        clause they count for."""
        # A sentence that names the 《通知》 it stands in does not say more of what its title says.
        pairs = [pair for pair in short_forms(self.document) if not pair.is_title]
        kinds = {passage.kind for passage in self.passages}
        if not pairs and kinds.isdisjoint((Kind.METADATA, Kind.ROW)):
            return ()
        texts = self._texts if pairs else repeat("")
        found = []
        for text, clause, passage in zip(texts, self.first.tolist(), self._owners, strict=False):
            phrases = other_forms(text, pairs) if pairs else []
            if asked := asked_as(passage) or headed(passage):
                phrases.append(asked)
            if phrases:
                found.append((clause, " ".join(phrases)))
        return found

    @cached_property
    def facts(self) -> Sequence[tuple[int, tuple[str, ...]]]:
        """The names of the facts that are stated, each with the sentence that does."""
        return [
            (sentence, facts_in(passage))
            for sentence, passage in enumerate(self._owners)
            if passage.kind is Kind.METADATA
        ]

    @cached_property
    def prior(self) -> Floats:
        """What a sentence scores whatever is asked."""
        kinds = [passage.kind for passage in self._owners]
        lengths = np.array([len(text) for text in self._texts])
        prior = LENGTH * np.minimum(lengths / FULL, 1.0)
        prior[[kind is Kind.METADATA for kind in kinds]] += METADATA
        if self._at_the_top:
            body = list(islice(self._lead(kinds), 3))
            prior[body[:1]] += FIRST
            prior[body] += FIRST_THREE
        return prior

    def _lead(self, kinds: Sequence[Kind]) -> Iterator[int]:
        """The sentences that may say what the document is about, by number."""
        for number, (text, kind) in enumerate(zip(self._texts, kinds, strict=True)):
            if kind is Kind.BODY and len(text) >= _SHORTEST_LEAD and text not in self._title:
                yield number

    @cached_property
    def last_whole(self) -> Integers:
        """For every sentence, the number of the last one up to it that an excerpt may end with, -1
        where there is none: it opens nothing (see `openers`) and is not cut short, as the rows of
        `structure.clauses` have it of a very long one."""
        text = flowing(self.document)
        ends = self.ends[self.past - 1].tolist()
        whole = np.array([text[end - 1] in _MARKS or ends_sentence(text, end) for end in ends])
        number = np.arange(len(ends))
        last: Integers = np.maximum.accumulate(
            np.where(whole & (self.content == number), number, -1)
        )
        return last

    @cached_property
    def reach(self) -> Integers:
        """For every sentence, the clause behind the last one that an excerpt from it may span: of
        its stretch, or of all that stands under a heading with nothing of its own."""
        reach: Integers = np.searchsorted(self.flow, self.flow[self.first], side="right")
        for number, past in ends_under(self.passages):
            sentence = np.searchsorted(self.owner, number)
            end = self.first[np.searchsorted(self.owner, past) :]
            reach[sentence] = end[0] if len(end) else len(self.starts)
        return reach

    @cached_property
    def content(self) -> Integers:
        """For every sentence, the number of the first from it on that says something by itself, the
        number of sentences where there is none (see `openers`)."""
        reach = np.searchsorted(self.first, self.reach).tolist()
        # The rows of a table go with what announces it.
        edges = {int(self.sentence[edge - 1]) for table in self.tables for edge in table.edges}
        return np.array(contents(self._owners, self._texts, reach, edges), np.int_)

    @cached_property
    def above(self) -> Integers:
        """What tells what each sentence is about: the one before it in the same stretch, and the
        headings above it, as numbers of sentences, -1 for none; shape (one and levels, sentences).
        """
        starts = {start: n for n, start in enumerate(self.starts[self.first].tolist())}
        chains = [
            [starts.get(each.start, -1) for each in _chain(passage.section)]
            for passage in self.passages
        ]
        levels = max(map(len, chains))
        padded = np.array([[*each, *[-1] * (levels - len(each))] for each in chains], np.int_)
        flow = self.flow[self.first]
        before = np.arange(-1, len(flow) - 1)
        before[flow[before] != flow] = -1
        found: Integers = np.vstack([before, padded.reshape(len(chains), levels)[self.owner].T])
        return found

    @cached_property
    def tables(self) -> Sequence[Table]:
        """The tables, as far as their rows stand here."""
        found, above = [], -1
        body = (n for n, each in enumerate(self.passages) if each.kind is not Kind.FURNITURE)
        for (is_row, header), run in groupby(body, self._table_of):
            members = list(run)
            if is_row:
                headed = header is not None and self.passages[members[0]].above is None
                rows = members[headed:]
                edges = [members[0]] if headed else []
                edges += [above] if above >= 0 and self._announces(above, members[0]) else []
                if rows:
                    found.append(self._table(rows, edges))
            above = members[-1]
        return found

    def below_header(self, sentence: int, end: int) -> int:
        """The number of the first sentence from that one on that is in no header, if it begins
        before `end`: a header is shown above what begins with its rows."""
        for number in range(sentence, len(self.first)):
            passage = self.passages[self.owner[number]]
            if passage.start >= end:
                break
            if passage.header is None or passage.above:
                return number
        return sentence

    def _table_of(self, number: int) -> tuple[bool, Span | None]:
        passage = self.passages[number]
        return passage.kind is Kind.ROW, passage.header

    def _announces(self, number: int, row: int) -> bool:
        """Whether a passage says that the table with the `row` below it follows."""
        passage = self.passages[number]
        if passage.section is not self.passages[row].section:
            return False
        return passage.kind is Kind.HEADING or (
            passage.kind is Kind.BODY and _ANNOUNCES.search(passage.text) is not None
        )

    def _table(self, rows: Sequence[int], edges: Sequence[int]) -> Table:
        first, past = np.searchsorted(self.owner, (rows[0], rows[-1] + 1)).tolist()
        behind = np.searchsorted(self.owner, np.array(edges, np.int_) + 1) - 1
        return Table(first, past, tuple(self.past[behind].tolist()))

    @cached_property
    def items(self) -> Floats:
        """For every sentence, 1 where it heads something or begins with the mark of an item of a
        list, else 0."""
        starts = (self.starts[self.first] - self.offset).tolist()
        marked = [_ITEM.match(self.folded, start) is not None for start in starts]
        heads = [passage.kind is Kind.HEADING for passage in self._owners]
        return np.logical_or(marked, heads).astype(float)

    @cached_property
    def leads(self) -> Integers:
        """For every sentence that is an item of a list, the number of the one that announces the
        list with a colon; -1 for the others."""
        leads, lead = np.full(len(self.first), -1), -1
        items = self.items.tolist()
        for number, (text, passage) in enumerate(zip(self._texts, self._owners, strict=True)):
            if text.endswith(":"):
                lead = number
            elif items[number] and lead >= 0 and passage.section is self._owners[lead].section:
                leads[number] = lead
            else:
                lead = -1
        return leads

    @cached_property
    def _texts(self) -> Sequence[str]:
        """The sentences, folded."""
        starts, ends = self.starts[self.first], self.ends[self.past - 1]
        spans = zip((starts - self.offset).tolist(), (ends - self.offset).tolist(), strict=True)
        return [self.folded[a:b] for a, b in spans]

    @cached_property
    def _owners(self) -> Sequence[Passage]:
        """The passage of each sentence."""
        return [self.passages[number] for number in self.owner.tolist()]

    def shaped(self, shape: Shape, question: str) -> Floats:
        """For every sentence, 1 where it holds the shape in words that `question` lacks, else 0."""
        if shape.name not in self._shapes:
            found = shape.answered.finditer(self.folded)
            self._shapes[shape.name] = [(self.offset + m.start(), m[0]) for m in found]
        places = [place for place, text in self._shapes[shape.name] if text not in question]
        has = np.zeros(len(self.first))
        _, clauses_with = self.clauses_at(np.array(places, np.int_))
        has[self.sentence[clauses_with]] = 1.0
        return has

    def stating(self, wanted: Provision) -> Floats:
        """For every sentence, 1 where it states the provision that is sought, or is an item of a
        list whose lead does, else 0."""
        has = np.zeros(len(self.first))
        places = [self.offset + start for start, _ in wanted.places(self.folded)]
        _, clauses_with = self.clauses_at(np.array(places, np.int_))
        # np.unique would load all of numpy.ma, which takes a question from a shell 8 ms.
        numbers = sorted({*self.sentence[clauses_with].tolist()})
        for number in numbers[-1:] if wanted.latest else numbers:
            has[number] = wanted.states(self._texts[number])
        if has.any():
            announced = np.flatnonzero(self.leads >= 0)
            has[announced] = np.maximum(has[announced], has[self.leads[announced]])
        return has

    def lead(self, sentence: int, wanted: Provision | None) -> Span | None:
        """Where it stands what announces the list that this sentence is an item of, if it states
        the provision that is sought: from the first sentence of its passage that does."""
        lead = int(self.leads[sentence]) if wanted else -1
        if wanted is None or lead < 0:
            return None
        numbers = range(int(np.searchsorted(self.owner, self.owner[lead])), lead + 1)
        first = next((n for n in numbers if wanted.states(self._texts[n])), None)
        if first is None:
            return None
        return int(self.starts[self.first[first]]), int(self.ends[self.past[lead] - 1])

    def last_within(self, sentence: int, end: int) -> int | None:
        """Where the last sentence from that one on ends that ends by `end`; None if none does."""
        ends = self.ends[self.past[sentence:] - 1]
        fitting = int(np.searchsorted(ends, end, side="right"))
        return int(ends[fitting - 1]) if fitting else None

    def clauses_at(self, places: Integers) -> tuple[NDArray[np.bool_], Integers]:
        """Which of `places` stand in a clause, and for those the clause's number."""
        clause = np.searchsorted(self.starts, places, side="right") - 1
        inside = (clause >= 0) & (places < self.ends[clause])
        return inside, clause[inside]


def _chain(section: Section | None) -> Iterator[Section]:
    """A section and those around it."""
    while section:
        yield section
        section = section.parent


class Layouts:
    """The layouts of a library's documents, made when asked for; the latest used are kept."""

    def __init__(self, load: Callable[[DocumentRef], SplitDocument]) -> None:
        self._load = load
        self._layout = lru_cache(maxsize=_KEPT)(partial(_layout, load))
        self._lists = lru_cache(maxsize=_KEPT)(partial(_lists, load))

    def holding(
        self, place: DocumentRef, offsets: Iterable[int], most: int
    ) -> list[DocumentLayout]:
        """The layouts of a document with the passages that start at `offsets`, the first `most`."""
        starts = [passage.start for passage in self._load(place).passages]
        numbers = dict.fromkeys(bisect_left(starts, offset) // PASSAGES for offset in offsets)
        return [self._layout(place, number) for number in list(numbers)[:most]]

    def lists(self, place: DocumentRef) -> tuple[Enumeration, ...]:
        """The lists of a document."""
        return self._lists(place)


def _lists(
    load: Callable[[DocumentRef], SplitDocument], place: DocumentRef
) -> tuple[Enumeration, ...]:
    split = load(place)
    rows, items = (table.tolist() for table in split.lists)
    return tuple(of_tables(rows, items, split.passages))


def _layout(
    load: Callable[[DocumentRef], SplitDocument], place: DocumentRef, number: int
) -> DocumentLayout:
    """The layout of a document with this number."""
    part = slice(number * PASSAGES, (number + 1) * PASSAGES)
    split = load(place)
    inside = np.searchsorted(split.clauses[:, 4], (part.start, part.stop))
    return DocumentLayout(split.passages[part], split.clauses[slice(*inside)], part.start)
