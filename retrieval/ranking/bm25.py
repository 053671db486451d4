"""BM25 on rank_bm25's class, over array postings: the only import of rank_bm25.

rank_bm25 looks into every text for every term of a query, in Python. Here a term's postings are
arrays, mapped from the segments of an index or made of a corpus in memory, and a query costs no
more than the postings of its own terms.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate as accumulated
from itertools import chain
from math import log, log1p
from operator import add, sub
from typing import Any, Literal, NamedTuple

import numpy as np
import rank_bm25

from retrieval.index.arrays import Flags, Floats, Ids
from retrieval.index.postings import Postings, build_postings
from retrieval.ranking.maxscore import ShardSearch, best_of_shards
from retrieval.ranking.scores import ScoredPostings, WeightedTerm, accumulate, best, scored

IdfKind = Literal["okapi", "nonnegative"]

_NONE = np.empty(0, np.intp)


class Shard(NamedTuple):
    """Some of the texts that a scorer ranks: those of a segment, or a corpus in memory.

    `find` gives the numbers of terms, -1 for those that no text holds; `terms` gives all terms in
    the order of their numbers. The texts that are `gone`, by id, ascending, do not count any more.
    `total` is how many terms the texts have together, those that are gone included.
    """

    find: Callable[[Sequence[Any]], Sequence[int]]
    terms: Callable[[], Iterable[Hashable]]
    postings: Postings
    total: int
    gone: Ids = _NONE


class QueryTerms(NamedTuple):
    """The terms of a query as the shards have them: their idf, and by shard where their postings
    begin and end, the same twice for a term that it has not."""

    idf: list[float]
    spans: tuple[list[tuple[int, int]], ...]


class BM25(rank_bm25.BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no type hints
    """``rank_bm25.BM25Okapi`` with the same parameters, methods and scores, over `Shard`s.

    ``corpus`` are texts as rank_bm25 takes them, which become one shard in memory, or the shards of
    an index. Texts have ids from 0 in the order of the shards, those that are gone left out. Terms
    are whatever the texts are made of; those of an index are found by their words or by their keys
    (`index.terms`), which stand for them in ``idf`` and ``doc_freqs``.

    The differences: an empty corpus, or one of empty texts only, is legal and has no results;
    equal scores rank by the lowest id; misuse raises ValueError or IndexError instead of
    AssertionError; a ``tokenizer`` is called in this process, not in a pool; ``k1``, ``b`` and idf
    are those that it was made with, whatever is assigned to them later.

    ``idf="okapi"`` is rank_bm25's own: ln(N − n + ½) − ln(n + ½), and where that is negative,
    ``epsilon`` times the average over all terms. It is 0 for a term in half of the texts.
    ``idf="nonnegative"`` is ln(1 + (N − n + ½) / (n + ½)), Lucene's: always above 0.

    ``extras`` are further terms of each text of a corpus in memory, already cut, that count in
    everything but its length: what the text means without saying it. None, or a sequence for every
    text. Immutable; may be shared by threads.
    """

    corpus_size: int
    avgdl: float
    shards: Sequence[Shard]

    def __init__(
        self,
        corpus: Iterable[Any],
        tokenizer: Callable[[Any], Sequence[Hashable]] | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
        *,
        idf: IdfKind = "okapi",
        extras: Sequence[Sequence[Hashable]] = (),
    ) -> None:
        if idf not in ("okapi", "nonnegative"):
            raise ValueError(f"unknown idf: {idf!r}")
        self._idf_kind = idf
        self._extras = extras
        super().__init__(corpus, tokenizer, k1, b, epsilon)

    @cached_property
    def doc_len(self) -> list[int]:
        """The number of terms of every text, without the extra ones. Made when asked for."""
        lengths = (np.delete(each.postings.text_lengths, each.gone) for each in self.shards)
        return [length for own in lengths for length in own.tolist()]

    @cached_property
    def doc_freqs(self) -> list[dict[Hashable, int]]:
        """For every text, how often each of its terms occurs in it. Made when asked for."""
        counts: list[dict[Hashable, int]] = []
        for shard in self.shards:
            own: list[dict[Hashable, int]] = [{} for _ in range(shard.postings.size)]
            for number, term in enumerate(shard.terms()):
                texts, frequencies = shard.postings.of(number)
                for text, frequency in zip(texts.tolist(), frequencies.tolist(), strict=True):
                    own[text][term] = frequency
            gone = set(shard.gone.tolist())
            counts += (each for text, each in enumerate(own) if text not in gone)
        return counts

    @cached_property
    def idf(self) -> Mapping[Hashable, float]:
        """The idf of every term that a text holds."""
        return _Idf(self)

    @cached_property
    def average_idf(self) -> float:
        """The average idf over all terms, before rank_bm25 lifts the negative ones; 0 of none."""
        rarity = [self._plain_idf(n) for n in self.document_frequencies.values()]
        # numpy's own sum is pairwise and may differ from rank_bm25's in the last bits.
        return float(np.add.accumulate(rarity)[-1]) / len(rarity) if rarity else 0.0

    @cached_property
    def document_frequencies(self) -> Mapping[Hashable, int]:
        """In how many texts each term occurs. Made when asked for."""
        found: dict[Hashable, int] = defaultdict(int)
        for shard, mask in zip(self.shards, self._masks, strict=True):
            postings = shard.postings
            counts = postings.document_frequencies
            if mask is not None:
                every = postings.between(0, len(postings.ids))
                lost = np.cumsum(mask[every], dtype=np.int64)
                counts = counts - np.diff(np.append(0, lost)[postings.starts])
            for term, count in zip(shard.terms(), counts.tolist(), strict=True):
                if count:
                    found[term] += count
        return dict(found)

    def get_scores(self, query: Iterable[Hashable]) -> Floats:
        """The scores of all texts, float64 of shape (corpus_size,).

        A term counts as often as the query repeats it; an unknown term counts nothing.
        """
        asked = self.look(self.numbers([*query]))
        scores = [np.empty(0)]
        for number, shard in enumerate(self.shards):
            own = accumulate(self.weighted(asked, number), shard.postings.size)
            scores.append(np.delete(own, shard.gone) if len(shard.gone) else own)
        return np.concatenate(scores)

    def get_batch_scores(self, query: Iterable[Hashable], doc_ids: Sequence[int]) -> list[float]:
        """The scores of the texts named, in that order. IndexError for an id out of range."""
        scores: list[float] = self.get_scores(query).tolist()
        return [scores[place] for place in doc_ids]

    def get_top_n(
        self, query: Iterable[Hashable], documents: Sequence[Any], n: int | None = 5
    ) -> list[Any]:
        """The first n ``documents`` (one for each text, in order) by their texts' scores, best
        first; n counts as in a slice.

        Texts without any term of the query take part, with the score 0, as in rank_bm25.
        ValueError if the number of documents is not that of the texts.
        """
        if len(documents) != self.corpus_size:
            raise ValueError("The documents given don't match the index corpus!")
        if not any(len(shard.postings.ids) for shard in self.shards):
            return []
        count = len(range(self.corpus_size)[:n])
        return [documents[i] for i in best(self.get_scores(query), count)]

    def top(self, query: Iterable[Hashable], n: int) -> tuple[Ids, Floats]:
        """The ids and the scores of the n best texts with a score above 0, best first, by MaxScore.

        Scores are rounded to 9 decimals; equal ones rank by the lowest id.
        """
        terms = [*query]
        asked = self.look(self.numbers(terms))
        if min(asked.idf, default=0.0) < 0:
            return self._dense_top(terms, n)
        searches = [
            ShardSearch(number, self.weighted(asked, number), shard.postings.size, shard.gone)
            for number, shard in enumerate(self.shards)
        ]
        found = [
            (score, self._starts[number] + text - int(self.shards[number].gone.searchsorted(text)))
            for score, number, text in best_of_shards(searches, n)
        ]
        found.sort(key=lambda each: (-each[0], each[1]))
        scores, ids = zip(*found[:n], strict=True) if found[:n] else ((), ())
        return np.array(ids, np.intp), np.array(scores, np.float64)

    def _dense_top(self, terms: Sequence[Hashable], n: int) -> tuple[Ids, Floats]:
        """What `top` finds where an idf is negative, of which MaxScore knows no bound."""
        scores = np.round(self.get_scores(terms), 9)
        ids = best(scores, n)
        ids = ids[scores[ids] > 0]
        return ids, scores[ids]

    def numbers(self, terms: Sequence[Any]) -> list[Sequence[int]]:
        """The numbers of terms in each shard, -1 where it has not got one."""
        return [shard.find(terms) for shard in self.shards]

    def look(self, numbers: Sequence[Sequence[int]]) -> QueryTerms:
        """Terms by their numbers in each shard.

        One that no text holds has the highest idf there can be. ValueError if more texts hold one
        than there are: what is mapped is not what was written.
        """
        frequencies = [0] * len(numbers[0]) if numbers else []
        spans = []
        for own, bounds, shard, mask in zip(
            numbers, self._bounds, self.shards, self._masks, strict=True
        ):
            found = [(bounds[n], bounds[n + 1]) if n >= 0 else (0, 0) for n in own]
            spans.append(found)
            counts = [end - begin for begin, end in found]
            if mask is not None:
                missing = (int(mask[shard.postings.between(a, b)].sum()) for a, b in found)
                counts = [*map(sub, counts, missing)]
            frequencies = [*map(add, frequencies, counts)]
        if frequencies and not 0 <= min(frequencies) <= max(frequencies) <= self.corpus_size:
            raise ValueError("more texts hold a term than there are")
        return QueryTerms([*map(self.idf_of, frequencies)], tuple(spans))

    def weighted(self, asked: QueryTerms, number: int, weight: float = 1.0) -> list[WeightedTerm]:
        """The terms that texts of a shard hold, those that are gone included; they count `weight`
        times."""
        postings = self._scored(number)
        found = []
        for (begin, end), idf in zip(asked.spans[number], asked.idf, strict=True):
            if begin < end:
                each = weight * idf
                found.append(WeightedTerm(postings, begin, end, each, each * postings.highest))
        return found

    def idf_of(self, frequency: int) -> float:
        """The idf of a term that so many texts hold."""
        if self._idf_kind == "nonnegative":
            return log1p((self.corpus_size - frequency + 0.5) / (frequency + 0.5))
        idf = self._plain_idf(frequency)
        return idf if idf >= 0 else self.epsilon * self.average_idf

    def _plain_idf(self, frequency: int) -> float:
        if self._idf_kind == "nonnegative":
            return self.idf_of(frequency)
        return log(self.corpus_size - frequency + 0.5) - log(frequency + 0.5)

    def _scored(self, number: int) -> ScoredPostings:
        """The postings of a shard with what they score."""
        found = self._tables[number]
        if found is None:
            found = scored(self.shards[number].postings, self.avgdl, self.k1, self.b)
            self._tables[number] = found
        return found

    def _tokenize_corpus(self, corpus: Iterable[Any]) -> list[Sequence[Hashable]]:
        return [self.tokenizer(text) for text in corpus]

    def _initialize(self, corpus: Iterable[Any]) -> None:
        # The base class has just set these to empty values, which would hide the properties.
        del self.doc_len, self.doc_freqs, self.idf
        given = [*corpus]
        mapped = given and all(isinstance(each, Shard) for each in given)
        self.shards = given if mapped else [_in_memory(given, self._extras)]
        del self._extras
        # One after the other, a view gives its numbers faster than an array does.
        self._bounds = [shard.postings.starts.data for shard in self.shards]
        self._masks = [_mask(shard) for shard in self.shards]
        self._tables: list[ScoredPostings | None] = [None] * len(self.shards)
        sizes = [shard.postings.size - len(shard.gone) for shard in self.shards]
        *self._starts, self.corpus_size = accumulated(sizes, initial=0)
        lost = sum(int(each.postings.text_lengths[each.gone].sum()) for each in self.shards)
        total = sum(shard.total for shard in self.shards) - lost
        self.avgdl = total / max(self.corpus_size, 1)

    def _calc_idf(self, nd: None) -> None:
        """Nothing: an idf is calculated when a query asks for it."""


class _Idf(Mapping[Hashable, float]):
    """The idf of the terms of a scorer, each when it is asked for."""

    def __init__(self, scorer: BM25) -> None:
        self._scorer = scorer

    def __getitem__(self, term: Hashable) -> float:
        numbers = self._scorer.numbers([term])
        if all(own[0] < 0 for own in numbers):
            raise KeyError(term)
        return self._scorer.look(numbers).idf[0]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._scorer.document_frequencies)

    def __len__(self) -> int:
        return len(self._scorer.document_frequencies)


def _mask(shard: Shard) -> Flags | None:
    """Which texts are gone; None if none is."""
    if not len(shard.gone):
        return None
    mask = np.zeros(shard.postings.size, bool)
    mask[shard.gone] = True
    return mask


def _in_memory(texts: Sequence[Sequence[Hashable]], extras: Sequence[Sequence[Hashable]]) -> Shard:
    """The shard of a corpus; its terms have numbers in the order in which they first appear."""
    whole = [[*own, *more] for own, more in zip(texts, extras, strict=True)] if extras else texts
    sizes = np.fromiter(map(len, whole), np.int64, len(whole))
    numbers: defaultdict[Hashable, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    stream = map(numbers.__getitem__, chain.from_iterable(whole))
    keys = np.fromiter(stream, np.uint64, int(sizes.sum()))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    bits = len(sizes).bit_length()
    keys <<= np.uint64(bits)
    keys |= np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    _, postings = build_postings(keys, bits, lengths)
    known = dict(numbers)
    return Shard(partial(_numbers, known), known.keys, postings, int(lengths.sum()))


def _numbers(known: Mapping[Hashable, int], terms: Iterable[Hashable]) -> list[int]:
    return [known.get(term, -1) for term in terms]
