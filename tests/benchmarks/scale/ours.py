"""wenju behind the adapter of the benchmark, over the words alone and as it ranks.

The only module of the benchmark that knows how wenju keeps an index.
"""

# ruff: noqa: PTH118, PTH123 - pathlib takes milliseconds to import

import os

from scale.engines import Engine


class Words(Engine):
    """BM25 over the words of passages."""

    name = "**wenju**, words"
    idf = "nonnegative"

    def build(self, corpus, folder):
        from retrieval.weights import K1, B

        _store(folder, words=_bm25(corpus.words, K1, B))

    def load(self, folder):
        self._words = _stored(folder)["words"]

    def cut(self, text):
        from retrieval.analysis import Analyzer

        return Analyzer().parse(text).words

    def search(self, query, k):
        return self._words.top(query, k)


class Recipe(Engine):
    """The whole ranking: words, bigrams and pairs of passages, words and bigrams of documents."""

    name = "**wenju**, as it ranks"
    is_alike = False

    def build(self, corpus, folder):
        from retrieval.weights import DOCUMENT_B, K1, B

        _store(
            folder,
            owners=corpus.owners,
            words=_bm25(corpus.words, K1, B),
            bigrams=_bm25(corpus.bigrams, K1, B),
            pairs=_bm25(corpus.pairs, K1, B),
            document_words=_bm25(corpus.whole(corpus.words), K1, DOCUMENT_B),
            document_bigrams=_bm25(corpus.whole(corpus.bigrams), K1, DOCUMENT_B),
        )

    def load(self, folder):
        self._fields = _stored(folder)

    def cut(self, text):
        from retrieval.analysis import Analyzer

        return Analyzer().parse(text)

    def query(self, question):
        return self.cut(question.text)

    def search(self, query, k):
        import numpy as np

        from retrieval.postings import best
        from retrieval.weights import DOCUMENT, PAIRS, WORDS

        fields = self._fields
        scores = WORDS * fields["words"].get_scores(query.words)
        scores += fields["bigrams"].get_scores(query.bigrams)
        held = scores > 0
        scores += PAIRS * fields["pairs"].get_scores(query.pairs)
        whole = WORDS * fields["document_words"].get_scores(query.words)
        whole += fields["document_bigrams"].get_scores(query.bigrams)
        total = np.where(held, scores + (DOCUMENT * whole)[fields["owners"]], 0.0)
        ids = best(total, k)
        return ids, total[ids]


def _bm25(texts, k1, b):
    from retrieval.bm25 import BM25

    return BM25(texts, k1=k1, b=b, idf="nonnegative")


def _store(folder, **fields):
    import pickle

    with open(os.path.join(folder, "fields.pickle"), "wb") as file:
        pickle.dump(fields, file, pickle.HIGHEST_PROTOCOL)


def _stored(folder):
    import pickle

    with open(os.path.join(folder, "fields.pickle"), "rb") as file:
        return pickle.load(file)
