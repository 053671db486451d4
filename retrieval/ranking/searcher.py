"""The search: a passage's score is a sum of BM25 scores.

Words, character bigrams and pairs of words of the passage, words and bigrams of its whole document,
in which the title counts more. The document tells which text is meant, the passage where in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import bigrams
from retrieval.analysis.questions import Question
from retrieval.index.arrays import Flags, Floats, Ids, Keys
from retrieval.index.documents import DocumentStore
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.postings import WeightedTerm, best_of
from retrieval.index.segments import FIELDS, LEXICONS, Segment, TermField, is_of_documents, trusting
from retrieval.index.terms import keys_of, pair_key, term_key
from retrieval.models import Filter, Hit, Version
from retrieval.ranking.bm25 import BM25, QueryTerms, Shard
from retrieval.ranking.catalogue import Catalogue
from retrieval.ranking.maxscore import ShardSearch, best_of_shards, boost_of
from retrieval.ranking.topic import topic_of
from retrieval.text.languages import common_language
from retrieval.weights import DOCUMENT, DOCUMENT_B, K1, PAIRS, WORDS, B

# Documents that are looked at to tell their language, and characters of each.
_LOOKED_AT, _BEGINNING = 20, 2000
# Hardly a text in English is without them.
_ENGLISH = ("the", "to", "is")

# What a field counts beside bigrams of the passage.
WEIGHTS = {
    "words": WORDS,
    "bigrams": 1.0,
    "pairs": PAIRS,
    "document_words": WORDS * DOCUMENT,
    "document_bigrams": DOCUMENT,
}
# Of a long text so many bigrams are looked for, the rarest.
_RAREST = 96

# The characters that a bigram is looked for with, where one stands alone in a question.
_HAN = range(0x4E00, 0xA000)

_NONE = np.empty(0, np.intp)


class PassageHit(NamedTuple):
    """A passage that a question found: its document, its number there, its score."""

    document: DocumentRef
    passage: int
    score: float


class Searcher:
    """Searches the documents of an index. Immutable; may be shared by threads.

    `fields` are the scorers by the name of their field (`index.segments.FIELDS`), each over all
    segments; what a passage scores is the sum of theirs, weighed.
    """

    def __init__(self, segments: Sequence[Segment], files: FileTable) -> None:
        self.documents = DocumentStore(segments, files)
        self._catalogue = Catalogue(segments)
        self._segments = tuple(segments)
        documents = [_gone(each, files.documents(n)) for n, each in enumerate(segments)]
        self._gone_documents = documents
        self._gone = [_passages(each, ids) for each, ids in zip(segments, documents, strict=True)]
        self.fields = {name: self._scorer(name) for name in FIELDS}

    def _scorer(self, name: str) -> BM25:
        of_documents = is_of_documents(name)
        key = pair_key if name == "pairs" else term_key
        gone = self._gone_documents if of_documents else self._gone
        shards = [_shard(s.fields[name], key, g) for s, g in zip(self._segments, gone, strict=True)]
        return BM25(shards, k1=K1, b=DOCUMENT_B if of_documents else B, idf="nonnegative")

    def __len__(self) -> int:
        """How many passages there are to search."""
        return self.fields["words"].corpus_size

    def search(
        self, question: Question, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """The `limit` best passages that hold a term of `question`, best first.

        Of equal ones the first by path and place. `among` says for each segment which of its
        documents may be found.
        """
        with trusting(self._segments):
            asked = self._asked(question)
            near = self._near(question) if question.near else {}
            searches = [self._in_segment(number, asked, among, near) for number in self._numbers]
            return self._hits(best_of_shards(searches, limit))[:limit]

    def _asked(self, question: Question) -> dict[str, QueryTerms]:
        """The terms of `question` as each field has them; words and bigrams are looked up once."""
        apart = (word for word in question.words if word not in question.near)
        terms = {
            "words": (*apart, *question.other_words),
            "bigrams": (*question.bigrams, *question.other_bigrams),
            "pairs": question.pairs,
        }
        asked = {}
        for lexicon, fields in LEXICONS.items():
            numbers = self.fields[lexicon].numbers(terms[lexicon])
            for name in fields:
                found = self.fields[name].look(numbers)
                asked[name] = _weighed(found, question, terms[lexicon])
        return asked

    def _near(self, question: Question) -> dict[str, list[QueryTerms]]:
        """For each field, groups of terms of which a text scores the best: a word of `question`
        that something is near to, with what is. What is no word of the library stands there by the
        rarest of its bigrams: a text that holds all of them holds it."""
        found: dict[str, list[QueryTerms]] = {}
        taken: set[str] = set()
        for word, every in question.near.items():
            near = [each for each in every if each.word not in taken]
            taken.update(each.word for each in near)
            held = self.counted("words", [each.word for each in near])
            words = {word: 1.0} if word in question.words else {}
            words |= {n.word: n.counts for n, count in zip(near, held, strict=True) if count}
            pieces = {self._rarest(n.word): n.counts for n in near if n.word not in words}
            for lexicon, counts in ("words", words), ("bigrams", pieces):
                for name in LEXICONS[lexicon] if counts else ():
                    weight = question.weight(word) * WORDS / WEIGHTS[lexicon]
                    found.setdefault(name, []).append(self._weighing(name, counts, weight))
        return found

    def _weighing(self, field: str, counts: Mapping[str, float], weight: float) -> QueryTerms:
        """Terms that count so much beside their idf."""
        scorer = self.fields[field]
        terms = scorer.look(scorer.numbers([*counts]))
        idf = [each * n * weight for each, n in zip(terms.idf, counts.values(), strict=True)]
        return terms._replace(idf=idf)

    def _rarest(self, text: str) -> str:
        terms = bigrams(text)
        counts = self.counted("bigrams", terms)
        return terms[counts.index(min(counts))]

    def _in_segment(
        self,
        number: int,
        asked: Mapping[str, QueryTerms],
        among: Sequence[Flags] | None,
        near: Mapping[str, Sequence[QueryTerms]],
    ) -> ShardSearch:
        passages: list[WeightedTerm] = []
        documents: list[WeightedTerm] = []
        for name, terms in asked.items():
            found = documents if is_of_documents(name) else passages
            found += self.fields[name].weighted(terms, number, WEIGHTS[name])
            for group in near.get(name, ()):
                found += best_of(self.fields[name].weighted(group, number, WEIGHTS[name]))
        segment = self._segments[number]
        boost = boost_of(documents, segment.owners, segment.firsts)
        return ShardSearch(number, passages, segment.passages, self._barred(number, among), boost)

    @property
    def _numbers(self) -> range:
        return range(len(self._segments))

    def among(self, filters: Iterable[Filter]) -> list[Flags]:
        """For each segment, which documents the hard ones among `filters` leave in."""
        # Wherever it stands in a question, a filter leaves the same documents in.
        hard = tuple(each._replace(span=each.span and (0, 0)) for each in filters if each.hard)
        if hard:
            flags = [each.copy() for each in self._catalogue.admitted(hard)]
        else:
            flags = [np.ones(each.documents, np.bool_) for each in self._segments]
        for own, gone in zip(flags, self._gone_documents, strict=True):
            own[gone] = False
        return flags

    def knows(self, wanted: Filter) -> bool:
        """Whether a hard filter leaves any document in."""
        return any(flags.any() for flags in self.among([wanted]))

    def version(self, wanted: Filter, day: date) -> Version | None:
        """Of several versions of what a hard filter names, the one in force on `day`."""
        return self._catalogue.version((wanted._replace(span=wanted.span and (0, 0)),), day)

    @property
    def titles(self) -> Sequence[str]:
        """The titles of all documents, `plain`."""
        return self._catalogue.titles()

    def has_word(self, word: str) -> bool:
        """Whether a passage holds the word: one that is there, none that is gone."""
        with trusting(self._segments):
            words = self.fields["words"]
            return words.look(words.numbers([word])).idf[0] < self.highest_idf

    @cached_property
    def has_english(self) -> bool:
        """Whether there are texts in English."""
        return all(map(self.has_word, _ENGLISH))

    @cached_property
    def language(self) -> str | None:
        """The language that nearly all of the documents are in; of many, some are looked at."""
        step = max(len(self.documents) // _LOOKED_AT, 1)
        return common_language(each.text[:_BEGINNING] for each in self.documents[::step])

    def counted(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many texts of a field each of some terms stands, those that are gone included."""
        key = pair_key if field == "pairs" else None
        keys = np.array([*map(key, terms)], np.uint64) if key else keys_of(terms)
        found = np.zeros(len(terms), np.int64)
        with trusting(self._segments):
            for segment in self._segments:
                own = segment.fields[field]
                numbers, starts = own.lexicon.numbers(keys), own.postings.starts
                counts = starts.take(numbers + 1) - starts.take(numbers, mode="clip")
                found += np.where(numbers >= 0, counts, 0)
        return found.tolist()

    def bigrams_with(self, character: str) -> tuple[str, ...]:
        """The bigrams of Chinese characters with this one in them that passages hold."""
        pairs = [pair for c in map(chr, _HAN) for pair in (character + c, c + character)]
        with trusting(self._segments):
            numbers = self.fields["bigrams"].numbers(keys_of(pairs).tolist())
        held = np.array(numbers).max(axis=0) >= 0
        return tuple(dict.fromkeys(pairs[n] for n in np.flatnonzero(held).tolist()))

    def holding(self, folded: str, limit: int) -> list[DocumentRef]:
        """The `limit` documents that hold most of the character bigrams of a text, best first.

        A bigram weighs its idf, once in the document and once more in the passage that holds most
        of them, however often it stands there. Of a long text the rarest bigrams are looked for.
        """
        with trusting(self._segments):
            keys = keys_of(sorted(set(bigrams(folded))))
            scorer = self.fields["bigrams"]
            idf = np.array(scorer.look(scorer.numbers(keys.tolist())).idf)
            rarest = np.argsort(-idf, kind="stable")[:_RAREST]
            keys, idf = keys[rarest], idf[rarest]
            found: list[tuple[float, DocumentRef]] = []
            for number, segment in enumerate(self._segments):
                passages = _held(segment.fields["bigrams"], keys, idf)
                scores = _held(segment.fields["document_bigrams"], keys, idf)
                np.maximum.at(best := np.zeros_like(scores), segment.owners, passages)
                scores += best
                scores[self._gone_documents[number]] = 0.0
                last = np.partition(scores, -limit)[-limit] if len(scores) > limit else 0.0
                places = np.flatnonzero((scores > 0) & (scores >= last))
                found += ((float(scores[n]), DocumentRef(number, int(n))) for n in places)
            found.sort(key=lambda each: (-each[0], self.documents.path(each[1])))
            return [place for _, place in found[:limit]]

    def load(self, hit: PassageHit) -> Hit:
        """The passage that was found, loaded. IndexDamaged if it cannot be."""
        with trusting(self._segments):
            return Hit(self.documents.at(hit.document).searched[hit.passage], hit.score)

    def ideal(self, question: Question) -> float:
        """The scale of scores: what a passage that held every term of `question` without end, in a
        document that did, would score if terms were as rare among documents as among passages.

        A term that no passage holds weighs like the rarest; pairs of words are left out.
        """
        words, bigrams = (float(idf.sum()) for idf in self.weights(question))
        return (K1 + 1) * (1 + DOCUMENT) * (WORDS * words + bigrams)

    @cached_property
    def topic(self) -> Floats:
        """What the library is about (see `ranking.topic`)."""
        with trusting(self._segments):
            return topic_of(self._segments)

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""
        return self.fields["words"].idf_of(0)

    def weights(self, question: Question) -> tuple[Floats, Floats]:
        """What the words and the bigrams of `question` weigh: their idf, less in its context."""
        with trusting(self._segments):
            words, bigrams = self.fields["words"], self.fields["bigrams"]
            asked = (
                _weighed(words.look(words.numbers(question.words)), question, question.words),
                _weighed(
                    bigrams.look(bigrams.numbers(question.bigrams)), question, question.bigrams
                ),
            )
            return np.array(asked[0].idf), np.array(asked[1].idf)

    def _barred(self, number: int, among: Sequence[Flags] | None) -> Ids:
        """The passages of a segment that may not be found."""
        if among is None:
            return self._gone[number]
        barred = np.flatnonzero(~among[number][self._segments[number].owners])
        return np.union1d(barred, self._gone[number])

    def _hits(self, found: Iterable[tuple[float, int, int]]) -> list[PassageHit]:
        """As hits in order: the highest first, then by path, then by place in the document."""
        hits = []
        for score, number, passage in found:
            segment = self._segments[number]
            document = int(segment.owners[passage])
            place = passage - int(segment.firsts[document])
            hits.append(PassageHit(DocumentRef(number, document), place, score))
        hits.sort(key=lambda hit: -hit.score)
        ordered = []
        for _, own in groupby(hits, lambda hit: hit.score):
            tied = list(own)
            if len(tied) > 1:
                tied.sort(key=lambda hit: (self.documents.path(hit.document), hit.passage))
            ordered += tied
        return ordered


def _weighed(found: QueryTerms, question: Question, terms: Sequence[str]) -> QueryTerms:
    """The terms that were looked up, those of the question's context with less weight."""
    if not question.context:
        return found
    idf = [each * question.weight(term) for each, term in zip(found.idf, terms, strict=True)]
    return found._replace(idf=idf)


def _shard(field: TermField, key: Callable[[str], int], gone: Ids) -> Shard:
    """The texts of a field in one segment; terms are words, or what stands for them: their keys."""

    def find(terms: Sequence[str | int]) -> list[int]:
        return field.lexicon.find([t if isinstance(t, int) else key(t) for t in terms])

    return Shard(find, field.lexicon.keys.tolist, field.postings, field.total, gone)


def _held(field: TermField, keys: Keys, weights: Floats) -> Floats:
    """For every text the weights of the terms that it holds."""
    found = np.zeros(field.postings.size)
    for number, weight in zip(field.lexicon.numbers(keys).tolist(), weights.tolist(), strict=True):
        if number >= 0:
            found[field.postings.of(number)[0]] += weight
    return found


def _gone(segment: Segment, used: Ids) -> Ids:
    """The documents of a segment that are not there any more."""
    if len(used) == segment.documents:
        return _NONE
    return np.setdiff1d(np.arange(segment.documents), used)


def _passages(segment: Segment, documents: Ids) -> Ids:
    return np.flatnonzero(np.isin(segment.owners, documents)) if len(documents) else _NONE
