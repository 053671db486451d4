"""Fields of terms over passages and documents, and the search in them.

The score of a passage is a sum of BM25 scores: words, character bigrams and pairs of words of the
passage, words and bigrams of its whole document, in which the title counts more. The document tells
which text is meant, the passage where in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import Analyzer, Query, fold, pairs
from retrieval.bm25 import BM25
from retrieval.implied import implied
from retrieval.models import Hit, Kind, Passage
from retrieval.postings import best
from retrieval.weights import DOCUMENT, DOCUMENT_B, K1, PAIRS, TITLE_REPEATED, WORDS, B

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Field:
    """One kind of terms, over passages and over whole documents."""

    passages: BM25
    documents: BM25

    def idf(self, terms: Iterable[str]) -> Floats:
        """Their idf over passages; a term that no passage holds has the highest there can be."""
        highest = _highest_idf(self.passages.corpus_size)
        return np.array([self.passages.idf.get(term, highest) for term in terms])


class Index:
    """Searches the passages of a library. Immutable once made; may be shared by threads."""

    def __init__(self, passages: Iterable[Passage], analyzer: Analyzer) -> None:
        self.passages = tuple(p for p in passages if p.kind is not Kind.FURNITURE)
        owners: dict[int, int] = {}
        self._owners = np.array(
            [owners.setdefault(id(p.document), len(owners)) for p in self.passages], np.intp
        )
        texts = [fold(passage.text) for passage in self.passages]
        phrases = list(implied(self.passages))
        titles = {id(p.document): fold(p.document.title) for p in self.passages}
        named = [titles[document] for document in owners]
        words = _Terms.of(analyzer.words, texts, phrases, named)
        self._words = self._field(words)
        self._bigrams = self._field(_Terms.of(analyzer.bigrams, texts, phrases, named))
        further = [[pair for phrase in own for pair in pairs(phrase)] for own in words.implied]
        self._pairs = _bm25(map(pairs, words.texts), further)

    def __len__(self) -> int:
        return len(self.passages)

    def search(self, query: Query, limit: int) -> list[Hit]:
        """The `limit` best passages that hold a term of `query`, best first; ties in order."""
        scores = WORDS * self._words.passages.get_scores(query.words)
        scores += self._bigrams.passages.get_scores(query.bigrams)
        held = scores > 0
        scores += PAIRS * self._pairs.get_scores(query.pairs)
        whole = DOCUMENT * self._document_scores(query)
        total = np.where(held, scores + whole[self._owners], 0.0)
        found = best(total, limit)
        return [Hit(self.passages[i], float(total[i])) for i in found if held[i]]

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
        return _highest_idf(len(self))

    def weights(self, query: Query) -> tuple[Floats, Floats]:
        """The idf of the words and of the bigrams of `query`."""
        return self._words.idf(query.words), self._bigrams.idf(query.bigrams)

    def _document_scores(self, query: Query) -> Floats:
        words_score = WORDS * self._words.documents.get_scores(query.words)
        return words_score + self._bigrams.documents.get_scores(query.bigrams)

    def _field(self, terms: "_Terms") -> _Field:
        whole = [[title] * TITLE_REPEATED for title in terms.titles]
        further: list[list[str]] = [[] for _ in whole]
        implied = [list(chain(*phrases)) for phrases in terms.implied]
        for owner, text, more in zip(self._owners, terms.texts, implied, strict=True):
            whole[owner].append(text)
            further[owner] += more
        documents = _bm25((list(chain(*found)) for found in whole), further, DOCUMENT_B)
        return _Field(_bm25(terms.texts, implied), documents)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of the passages, of each phrase that a passage implies, and of the titles."""

    texts: list[list[str]]
    implied: list[list[list[str]]]
    titles: list[list[str]]

    @classmethod
    def of(
        cls,
        cut: Callable[[str], list[str]],
        texts: Sequence[str],
        implied: Sequence[Sequence[str]],
        titles: Sequence[str],
    ) -> "_Terms":
        return cls(
            [cut(text) for text in texts],
            [[cut(phrase) for phrase in phrases] for phrases in implied],
            [cut(title) for title in titles],
        )


def _highest_idf(passages: int) -> float:
    """ln(1 + (N + ½) / ½): BM25's idf of a term that none of N passages holds."""
    return float(np.log1p((passages + 0.5) / 0.5))


def _bm25(corpus: Iterable[list[str]], extras: Sequence[Sequence[str]], b: float = B) -> BM25:
    return BM25(corpus, k1=K1, b=b, idf="nonnegative", extras=extras)
