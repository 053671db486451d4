"""The engine in this process: postings mapped from the segments, added up by MaxScore."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np

from retrieval.engines.engine import WEIGHTS, PassageHit, TermQuery, Weights
from retrieval.index.arrays import Flags, Floats, Ids, Keys
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.segments import (
    FIELDS,
    LEXICONS,
    TOPIC,
    Segment,
    TermField,
    is_of_documents,
    trusting,
)
from retrieval.index.terms import keys_of, pair_key, term_key
from retrieval.index.topic import topic_of
from retrieval.ranking.bm25 import BM25, QueryTerms, Shard
from retrieval.ranking.maxscore import ShardSearch, best_of_shards, boost_of
from retrieval.ranking.scores import WeightedTerm, best_of
from retrieval.ranking.searcher import Searcher
from retrieval.weights import DOCUMENT_B, K1, B

# Of a long text so many bigrams are looked for, the rarest.
_RAREST = 96

# The characters that a bigram is looked for with, where one stands alone in a question.
_HAN = range(0x4E00, 0xA000)

_NONE = np.empty(0, np.intp)


def searcher_of(segments: Sequence[Segment], files: FileTable) -> Searcher:
    """A searcher of these segments that ranks them here."""
    return Searcher(segments, files, EmbeddedEngine(segments, files))


class EmbeddedEngine:
    """An `Engine` over segments.

    `fields` are the scorers by the name of their field (`index.segments.FIELDS`), each over all
    segments.
    """

    def __init__(self, segments: Sequence[Segment], files: FileTable) -> None:
        self._segments = tuple(segments)
        self._files = files
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

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""
        return self.fields["words"].idf_of(0)

    @property
    def topic(self) -> Floats:
        """What the library is about (see `index.topic`)."""
        return topic_of(each.arrays.facts[TOPIC] for each in self._segments)

    def search(
        self, query: TermQuery, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """See `Engine.search`."""
        with trusting(self._segments):
            asked = self._asked(query)
            near = {
                name: [self._weighing(name, group) for group in groups]
                for name, groups in query.near.items()
            }
            searches = [self._in_segment(number, asked, among, near) for number in self._numbers]
            return self._hits(best_of_shards(searches, limit))[:limit]

    def _asked(self, query: TermQuery) -> dict[str, QueryTerms]:
        """The terms as each field has them; words and bigrams are looked up once."""
        asked = {}
        for lexicon, fields in LEXICONS.items():
            terms = query.terms[lexicon]
            numbers = self.fields[lexicon].numbers(terms)
            for name in fields:
                found = self.fields[name].look(numbers)
                if query.context:
                    counts = [query.context.get(term, 1.0) for term in terms]
                    idf = [own * count for own, count in zip(found.idf, counts, strict=True)]
                    found = found._replace(idf=idf)
                asked[name] = found
        return asked

    def _weighing(self, field: str, counts: Weights) -> QueryTerms:
        """Terms that count so much beside their idf."""
        scorer = self.fields[field]
        terms = scorer.look(scorer.numbers([*counts]))
        idf = [each * n for each, n in zip(terms.idf, counts.values(), strict=True)]
        return terms._replace(idf=idf)

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
            scorer = self.fields[name]
            found = documents if is_of_documents(name) else passages
            found += scorer.weighted(terms, number, WEIGHTS[name])
            for group in near.get(name, ()):
                found += best_of(scorer.weighted(group, number, WEIGHTS[name]))
        segment = self._segments[number]
        boost = boost_of(documents, segment.owners, segment.firsts)
        return ShardSearch(number, passages, segment.passages, self._barred(number, among), boost)

    @property
    def _numbers(self) -> range:
        return range(len(self._segments))

    def idf(self, field: str, terms: Sequence[str]) -> list[float]:
        """See `Engine.idf`."""
        with trusting(self._segments):
            scorer = self.fields[field]
            return scorer.look(scorer.numbers(terms)).idf

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

    def having(self, pairs: Iterable[str]) -> list[Flags]:
        """See `Engine.having`."""
        with trusting(self._segments):
            found = [np.ones(segment.documents, np.bool_) for segment in self._segments]
            for pair in dict.fromkeys(pairs):
                for flags, segment in zip(found, self._segments, strict=True):
                    flags &= segment.holding(pair)
            return found

    def expect(self, refs: Sequence[DocumentRef]) -> None:
        """See `Engine.expect`: they are mapped."""

    def nearest(self, bigrams: Sequence[str], limit: int) -> list[DocumentRef]:
        """The `limit` documents that hold most of the character bigrams of a text, best first.

        A bigram weighs its idf, once in the document and once more in the passage that holds most
        of them, however often it stands there. Of a long text the rarest bigrams are looked for.
        """
        with trusting(self._segments):
            keys = keys_of(sorted(set(bigrams)))
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
            found.sort(key=lambda each: (-each[0], self._files.name(each[1])))
            return [place for _, place in found[:limit]]

    def _barred(self, number: int, among: Sequence[Flags] | None) -> Ids:
        """The passages of a segment that may not be found."""
        if among is None:
            return self._gone[number]
        barred = ~among[number][self._segments[number].owners]
        barred[self._gone[number]] = True
        return np.flatnonzero(barred)

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
                tied.sort(key=lambda hit: (self._files.name(hit.document), hit.passage))
            ordered += tied
        return ordered


def _shard(field: TermField, key: Callable[[str], int], gone: Ids) -> Shard:
    """The texts of a field in one segment; terms are words, or what stands for them: their keys."""

    def find(terms: Sequence[str | int]) -> list[int]:
        return field.lexicon.find([t if isinstance(t, int) else key(t) for t in terms])

    return Shard(find, field.lexicon.terms, field.postings, field.total, gone)


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
