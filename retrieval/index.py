"""Fields of terms over passages and documents, and the search in them.

The score of a passage is the sum of four BM25 scores: words and character bigrams, of the passage
and of its whole document. The document tells which text is meant, the passage where in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import Query, bigrams, fold, words
from retrieval.bm25 import BM25
from retrieval.models import Hit, Kind, Passage
from retrieval.reading.metadata import ASKED_AS

# Robertson and Zaragoza (2009), section 3.4, name the usual ranges; these were the best of a grid
# on Chinese policy documents, and near the best on encyclopedia paragraphs.
K1 = 0.9
B = 0.4

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Field:
    """One kind of terms, over passages and over whole documents."""

    passages: BM25
    documents: BM25

    def idf(self, terms: Iterable[str]) -> Floats:
        """Their idf over passages; a term that no passage holds has the highest there can be."""
        highest = float(np.log1p((self.passages.corpus_size + 0.5) / 0.5))
        return np.array([self.passages.idf.get(term, highest) for term in terms])


class Index:
    """Searches the passages of a library. Immutable once made; may be shared by threads."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = tuple(p for p in passages if p.kind is not Kind.FURNITURE)
        owners: dict[int, int] = {}
        self._owners = np.array(
            [owners.setdefault(id(p.document), len(owners)) for p in self.passages], np.intp
        )
        texts = [fold(passage.text) for passage in self.passages]
        extra = [_asked_as(passage) for passage in self.passages]
        self._words = self._field(words, texts, extra)
        self._bigrams = self._field(bigrams, texts, extra)

    def __len__(self) -> int:
        return len(self.passages)

    def search(self, query: Query, limit: int) -> list[Hit]:
        """The `limit` best passages that hold a term of `query`, best first; ties in order."""
        scores = self._passage_scores(query)
        held = scores > 0
        total = np.where(held, scores + self._document_scores(query)[self._owners], 0.0)
        best = np.argsort(-total, kind="stable")[:limit]
        return [Hit(self.passages[i], float(total[i])) for i in best if held[i]]

    def coverage(self, query: Query) -> float:
        """How much of `query` the best passage holds, from 0 to 1.

        Its BM25 over words and bigrams, as a share of what a passage would score that held every
        term without end; a term that no passage holds weighs like the rarest.
        """
        idf = self._words.idf(query.words).sum() + self._bigrams.idf(query.bigrams).sum()
        best = float(self._passage_scores(query).max(initial=0.0))
        return best / ((K1 + 1) * float(idf))

    def weights(self, query: Query) -> tuple[Floats, Floats]:
        """The idf of the words and of the bigrams of `query`."""
        return self._words.idf(query.words), self._bigrams.idf(query.bigrams)

    def _passage_scores(self, query: Query) -> Floats:
        words_score = self._words.passages.get_scores(query.words)
        return words_score + self._bigrams.passages.get_scores(query.bigrams)

    def _document_scores(self, query: Query) -> Floats:
        words_score = self._words.documents.get_scores(query.words)
        return words_score + self._bigrams.documents.get_scores(query.bigrams)

    def _field(
        self, terms: Callable[[str], list[str]], texts: Sequence[str], extra: Sequence[str]
    ) -> _Field:
        corpus = [terms(text) + terms(more) for text, more in zip(texts, extra, strict=True)]
        whole: list[list[list[str]]] = [[] for _ in range(int(self._owners.max(initial=-1)) + 1)]
        for owner, found in zip(self._owners, corpus, strict=True):
            whole[owner].append(found)
        return _Field(_bm25(corpus), _bm25([list(chain(*found)) for found in whole]))


def _bm25(corpus: list[list[str]]) -> BM25:
    return BM25(corpus, k1=K1, b=B, idf="nonnegative")


def _asked_as(passage: Passage) -> str:
    """The words that people ask for a metadata line with."""
    if passage.kind is not Kind.METADATA:
        return ""
    fields = passage.document.metadata.fields
    named = (ASKED_AS.get(f.name, "") for f in fields if f.start == passage.start)
    return " ".join(named)
