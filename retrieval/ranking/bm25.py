"""BM25 on rank_bm25's class, with array postings inside: the only import of rank_bm25.

rank_bm25 looks into every text for every term of a query, in Python. Here a term's postings
are arrays, and a query costs no more than the postings of its own terms.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from math import log
from typing import Any, Literal

import numpy as np
import rank_bm25

from retrieval.index.postings import (
    Counts,
    Floats,
    Ids,
    Postings,
    WeightedTerm,
    accumulate,
    best,
    build_postings,
    nonnegative_idf,
    saturation,
)

Idf = Literal["okapi", "nonnegative"]


class BM25(rank_bm25.BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no type hints
    """``rank_bm25.BM25Okapi`` with the same parameters, methods and scores, only faster.

    The differences: an empty corpus, or one of empty texts only, is legal and has no results;
    equal scores rank by the lowest id; misuse raises ValueError or IndexError instead of
    AssertionError; a ``tokenizer`` is called in this process, not in a pool; ``k1``, ``b`` and idf
    are those that it was made with, whatever is assigned to them later.

    ``idf="okapi"`` is rank_bm25's own: ln(N − n + ½) − ln(n + ½), and where that is negative,
    ``epsilon`` times the average over all terms. It is 0 for a term in half of the texts.
    ``idf="nonnegative"`` is ln(1 + (N − n + ½) / (n + ½)), Lucene's: always above 0.

    ``extras`` are further terms of each text, already cut, that count in everything but its
    length: what the text means without saying it. None, or a sequence for every text.
    """

    corpus_size: int
    avgdl: float
    average_idf: float
    postings: Postings

    def __init__(
        self,
        corpus: Iterable[Any],
        tokenizer: Callable[[Any], Sequence[Hashable]] | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
        *,
        idf: Idf = "okapi",
        extras: Sequence[Sequence[Hashable]] = (),
    ) -> None:
        if idf not in ("okapi", "nonnegative"):
            raise ValueError(f"unknown idf: {idf!r}")
        self._idf_kind = idf
        self._extras = extras
        super().__init__(corpus, tokenizer, k1, b, epsilon)

    @cached_property
    def doc_len(self) -> list[int]:
        """The number of terms of every text, without the extra ones."""
        return [int(length) for length in self.postings.lengths]

    @cached_property
    def doc_freqs(self) -> list[dict[Hashable, int]]:
        """For every text, how often each of its terms occurs in it. Made when asked for."""
        counts: list[dict[Hashable, int]] = [{} for _ in range(self.corpus_size)]
        frequencies = self.postings.code_frequencies
        for term, number in self._terms.items():
            ids, codes = self.postings.of(number)
            for place, frequency in zip(ids.tolist(), frequencies[codes].tolist(), strict=True):
                counts[place][term] = frequency
        return counts

    @cached_property
    def idf(self) -> Mapping[Hashable, float]:
        """The idf of every term. Made when asked for."""
        return dict(zip(self._terms, self._idf.tolist(), strict=True))

    def get_scores(self, query: Iterable[Hashable]) -> Floats:
        """The scores of all texts, float64 of shape (corpus_size,).

        A term counts as often as the query repeats it; an unknown term counts nothing.
        """
        numbers = [self._terms.get(term) for term in query]
        terms = [self._term(number) for number in numbers if number is not None]
        return accumulate(terms, self.corpus_size)

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
        if not self._terms:
            return []
        count = len(range(self.corpus_size)[:n])
        return [documents[i] for i in best(self.get_scores(query), count)]

    def top(self, query: Iterable[Hashable], n: int) -> tuple[Ids, Floats]:
        """The ids and the scores of the n best texts with a score above 0, best first."""
        scores = self.get_scores(query)
        ids = best(scores, n)
        found = scores[ids]
        kept = int(np.count_nonzero(found > 0))
        return ids[:kept], found[:kept]

    def _term(self, number: int) -> WeightedTerm:
        ids, codes = self.postings.of(number)
        return WeightedTerm(ids, codes, self._saturation, float(self._idf[number]))

    def _tokenize_corpus(self, corpus: Iterable[Any]) -> list[Sequence[Hashable]]:
        return [self.tokenizer(text) for text in corpus]

    def _initialize(self, corpus: Iterable[Sequence[Hashable]]) -> Counts:
        # The base class has just set these to empty values, which would hide the properties.
        del self.doc_len, self.doc_freqs, self.idf
        self._terms, self.postings = _indexed(list(corpus), self._extras)
        del self._extras
        self.corpus_size = self.postings.size
        self.avgdl = int(self.postings.lengths.sum()) / max(self.corpus_size, 1)
        self._saturation = saturation(self.postings, self.avgdl, self.k1, self.b)
        return self.postings.document_frequencies

    def _calc_idf(self, nd: Counts) -> None:
        if self._idf_kind == "nonnegative":
            self._idf = nonnegative_idf(self.corpus_size, nd)
            self.average_idf = _average(self._idf)
        else:
            self._idf = _plain_idf(self.corpus_size, nd)
            self.average_idf = _average(self._idf)
            self._idf[self._idf < 0] = self.epsilon * self.average_idf


def _indexed(
    texts: Sequence[Sequence[Hashable]], extras: Sequence[Sequence[Hashable]]
) -> tuple[dict[Hashable, int], Postings]:
    """The terms with their numbers, in order of first appearance, and their postings."""
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
    return dict(numbers), postings


def _plain_idf(size: int, frequencies: Counts) -> Floats:
    """ln(N − n + ½) − ln(n + ½), to the last bit as rank_bm25 has it, of terms in ``frequencies``
    of ``size`` texts."""
    distinct, places = np.unique(frequencies, return_inverse=True)
    # numpy's logarithm may differ from rank_bm25's in the last bits.
    logs = [log(size - n + 0.5) - log(n + 0.5) for n in distinct.tolist()]
    idf: Floats = np.array(logs)[places]
    return idf


def _average(idf: Floats) -> float:
    """The same; numpy's pairwise sum may differ in the last bits. 0 of nothing."""
    return float(np.add.accumulate(idf)[-1]) / len(idf) if len(idf) else 0.0
