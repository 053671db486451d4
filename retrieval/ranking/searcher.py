"""The search: a passage's score is a sum of BM25 scores.

Words, character bigrams and pairs of words of the passage, words and bigrams of its whole document,
in which the title counts more. The document tells which text is meant, the passage where in it.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Query, bigrams
from retrieval.index.documents import DocumentStore
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.postings import Floats, Ids, nonnegative_idf
from retrieval.index.segments import Segment, TermField, trusting
from retrieval.index.terms import Keys, keys_of, pair_key, term_key
from retrieval.models import Filter, Hit
from retrieval.ranking.catalogue import Catalogue
from retrieval.ranking.maxscore import top
from retrieval.ranking.scorer import DocumentBoost, Looked, Scorer, gain_of
from retrieval.weights import DOCUMENT, DOCUMENT_B, K1, PAIRS, WORDS, B

# Scores closer than this are a tie: they may have been added up in another order.
_DIGITS = 9
_ROUNDED = 10.0**-_DIGITS
_RAREST = 96

_NONE = np.empty(0, np.intp)

Flags = NDArray[np.bool_]


class PassageHit(NamedTuple):
    """A passage that a query found: its document's place, its own number there, its score."""

    place: DocumentRef
    passage: int
    score: float


class Searcher:
    """Searches the documents on a shelf. Immutable; may be shared by threads."""

    def __init__(self, segments: Sequence[Segment], files: FileTable) -> None:
        self.shelf = DocumentStore(segments, files)
        self._catalogue = Catalogue(segments)
        self._segments = tuple(segments)
        # The largest first: what it holds is a bound for the others.
        numbers = range(len(self._segments))
        self._order = sorted(numbers, key=lambda number: -self._segments[number].passages)
        documents = [_gone(each, files.documents(n)) for n, each in enumerate(segments)]
        self._gone_documents = documents
        self._gone = [_passages(each, ids) for each, ids in zip(segments, documents, strict=True)]
        self._words = self._scorer("words", self._gone, WORDS, B)
        self._bigrams = self._scorer("bigrams", self._gone, 1.0, B)
        self._pairs = self._scorer("pairs", self._gone, PAIRS, B)
        self._whole = (
            self._scorer("document_words", documents, WORDS * DOCUMENT, DOCUMENT_B),
            self._scorer("document_bigrams", documents, DOCUMENT, DOCUMENT_B),
        )

    def _scorer(self, name: str, gone: Sequence[Ids], weight: float, b: float) -> Scorer:
        fields = [segment.fields[name] for segment in self._segments]
        return Scorer(fields, gone, weight, b)

    def __len__(self) -> int:
        """How many passages there are to search."""
        return self._words.size

    def search(
        self, query: Query, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """The `limit` best passages that hold a term of `query`, best first.

        Of equal ones the first by path and place. `among` says for each shard which of its
        documents may be found.
        """
        with trusting(self._segments):
            words = self._numbers("words", map(term_key, query.words))
            bigrams = self._numbers("bigrams", map(term_key, query.bigrams))
            pairs = self._numbers("pairs", map(pair_key, query.pairs))
            passages = [
                (self._words, self._words.look(words)),
                (self._bigrams, self._bigrams.look(bigrams)),
                (self._pairs, self._pairs.look(pairs)),
            ]
            whole = [
                (s, s.look(numbers))
                for s, numbers in zip(self._whole, (words, bigrams), strict=True)
            ]
            found: list[tuple[float, int, int]] = []
            floor = 0.0
            for number in self._order:
                barred = self._barred(number, among)
                gain = self._gain(number, whole)
                terms = [
                    term for scorer, looked in passages for term in scorer.terms(looked, number)
                ]
                ids, scores = top(terms, len(gain.owners), limit, floor - _ROUNDED, gain, barred)
                rounded = np.round(scores, _DIGITS).tolist()
                found += zip(rounded, [number] * len(ids), ids.tolist(), strict=True)
                found.sort(key=lambda each: -each[0])
                if len(found) >= limit:
                    floor = found[limit - 1][0]
                    found = [each for each in found if each[0] >= floor]
            return self._spots(found)[:limit]

    def among(self, filters: Iterable[Filter]) -> list[Flags]:
        """For each shard, which documents the hard ones among `filters` leave in."""
        hard = tuple(each._replace(span=None) for each in filters if each.hard)
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

    def holding(self, folded: str, limit: int) -> list[DocumentRef]:
        """The `limit` documents that hold most of the character bigrams of a text, best first.

        A bigram weighs its idf, once in the document and once more in the passage that holds most
        of them, however often it stands there. Of a long text the rarest bigrams are looked for.
        """
        with trusting(self._segments):
            keys = keys_of(sorted(set(bigrams(folded))))
            idf = np.array(self._bigrams.look(self._numbers("bigrams", keys.tolist())).idf)
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
            found.sort(key=lambda each: (-each[0], self.shelf.path(each[1])))
            return [place for _, place in found[:limit]]

    def hit(self, spot: PassageHit) -> Hit:
        """The passage that was found, loaded. IndexDamaged if it cannot be."""
        with trusting(self._segments):
            return Hit(self.shelf.at(spot.place).searched[spot.passage], spot.score)

    def ideal(self, query: Query) -> float:
        """The scale of scores: what a passage that held every term of `query` without end, in a
        document that did, would score if terms were as rare among documents as among passages.

        A term that no passage holds weighs like the rarest; pairs of words are left out.
        """
        words, bigrams = (float(idf.sum()) for idf in self.weights(query))
        return (K1 + 1) * (1 + DOCUMENT) * (WORDS * words + bigrams)

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""
        return float(nonnegative_idf(len(self), np.zeros(1, np.int64))[0])

    def weights(self, query: Query) -> tuple[Floats, Floats]:
        """The idf of the words and of the bigrams of `query`."""
        with trusting(self._segments):
            words = self._numbers("words", map(term_key, query.words))
            bigrams = self._numbers("bigrams", map(term_key, query.bigrams))
            looked = self._words.look(words), self._bigrams.look(bigrams)
            return np.array(looked[0].idf), np.array(looked[1].idf)

    def _numbers(self, lexicon: str, keys: Iterable[int]) -> list[list[int]]:
        """The numbers of terms in each segment."""
        keys = list(keys)
        return [segment.fields[lexicon].lexicon.find(keys) for segment in self._segments]

    def _gain(self, number: int, whole: Sequence[tuple[Scorer, Looked]]) -> DocumentBoost:
        """What passages of a segment gain by their documents."""
        segment = self._segments[number]
        terms = [term for scorer, looked in whole for term in scorer.terms(looked, number)]
        return gain_of(terms, segment.owners, segment.firsts)

    def _barred(self, shard: int, among: Sequence[Flags] | None) -> Ids:
        """The passages of a shard that may not be found."""
        if among is None:
            return self._gone[shard]
        barred = np.flatnonzero(~among[shard][self._segments[shard].owners])
        return np.union1d(barred, self._gone[shard])

    def _spots(self, found: Sequence[tuple[float, int, int]]) -> list[PassageHit]:
        """As spots in order: the highest first, then by path, then by place in the document."""
        spots = []
        for score, shard, passage in found:
            segment = self._segments[shard]
            document = int(segment.owners[passage])
            number = passage - int(segment.firsts[document])
            spots.append(PassageHit(DocumentRef(shard, document), number, score))
        spots.sort(key=lambda spot: -spot.score)
        ordered = []
        for _, own in groupby(spots, lambda spot: spot.score):
            tied = list(own)
            if len(tied) > 1:
                tied.sort(key=lambda spot: (self.shelf.path(spot.place), spot.passage))
            ordered += tied
        return ordered


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
