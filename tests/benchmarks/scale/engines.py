"""Other search engines behind one adapter, given the same words.

This module and `scale.ours` are loaded by the processes whose start is measured: they import
nothing but what the engine itself needs, when it needs it.
"""

# ruff: noqa: PTH118, PTH123 - pathlib takes milliseconds to import

import os

# What BM25 is set to where it can be set, as in retrieval.weights, which costs an import.
K1, B = 0.9, 0.4
SLOW = 100_000


class Engine:
    """An index in a folder: built there once, loaded from it, searched by words.

    `idf` names the engine's own ("okapi": rank_bm25's; "nonnegative": Lucene's) where its k1 and
    b can be set as well, and then its scores times `factor` are BM25's within `tolerance`.
    """

    name = ""
    libraries = ()
    idf = None
    factor = 1.0
    tolerance = 1e-6
    is_alike = True  # whether it ranks words by BM25, as rank_bm25 does
    starts_alone = True  # whether one question to a fresh process means anything
    largest = 1 << 30  # paragraphs, above which it is asked only if it is named

    def build(self, corpus, folder):
        """Make the index of `corpus` (`scale.building.Corpus`) in an empty folder."""
        raise NotImplementedError

    def load(self, folder):
        """Make ready for questions."""
        raise NotImplementedError

    def cut(self, text):
        """The query of a question, from nothing: what one question to a fresh process needs."""
        import logging

        import jieba

        jieba.setLogLevel(logging.WARNING)
        return [word.lower() for word in jieba.lcut(text) if any(map(str.isalnum, word))]

    def query(self, question):
        """The query of a `scale.questions.Question` whose words are known already."""
        return list(question.words)

    def search(self, query, k):
        """The numbers and the scores of the best `k` texts, best first: two sequences."""
        raise NotImplementedError

    def timed(self, query, k):
        """How many nanoseconds `search` takes."""
        import time

        began = time.perf_counter_ns()
        self.search(query, k)
        return time.perf_counter_ns() - began

    def close(self):
        """Let go of what was loaded elsewhere."""

    def command(self, python, start, name, folder, question):
        """The command that loads the index and answers one question."""
        return [python, start, name, folder, question]


class Pickled(Engine):
    """A class like rank_bm25's, pickled: it has no format of its own."""

    idf = "okapi"

    def _class(self):
        raise NotImplementedError

    def build(self, corpus, folder):
        import pickle

        bm25 = self._class()(corpus.words, k1=K1, b=B)
        with open(os.path.join(folder, "bm25.pickle"), "wb") as file:
            pickle.dump(bm25, file, pickle.HIGHEST_PROTOCOL)

    def load(self, folder):
        import pickle

        with open(os.path.join(folder, "bm25.pickle"), "rb") as file:
            self.bm25 = pickle.load(file)

    def search(self, query, k):
        import numpy as np

        scores = self.bm25.get_scores(query)
        # Their own get_top_n sorts all texts, which takes longer.
        best = np.argpartition(-scores, min(k, len(scores) - 1))[:k]
        best = best[np.argsort(-scores[best], kind="stable")]
        return best, scores[best]


class RankBM25(Pickled):
    name = "rank_bm25"
    libraries = ("rank_bm25", "jieba")
    largest = SLOW

    def _class(self):
        from rank_bm25 import BM25Okapi

        return BM25Okapi


class RankBM25Rust(Pickled):
    name = "rank-bm25-rs"
    libraries = ("rank_bm25_rs", "jieba")

    def _class(self):
        from rank_bm25_rs import BM25Okapi

        return BM25Okapi


class BM25S(Engine):
    name = "bm25s (numpy)"
    libraries = ("bm25s", "jieba")
    idf = "nonnegative"
    factor = K1 + 1
    tolerance = 1e-3  # float32
    largest = SLOW
    backend = "numpy"

    def build(self, corpus, folder):
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene", backend=self.backend)
        bm25.index(corpus.words, show_progress=False)
        bm25.save(folder, show_progress=False)

    def load(self, folder):
        import bm25s

        self._bm25 = bm25s.BM25.load(folder)

    def search(self, query, k):
        known = [word for word in query if word in self._bm25.vocab_dict]
        if not known:
            return [], []
        found = self._bm25.retrieve([known], k=k, show_progress=False)
        return found.documents[0], found.scores[0]


class BM25SNumba(BM25S):
    name = "bm25s (numba)"
    libraries = ("bm25s", "numba", "jieba")
    largest = Engine.largest
    backend = "numba"


class Tantivy(Engine):
    """Term frequencies without positions; the numbers of the texts as a fast field."""

    name = "tantivy"
    libraries = ("tantivy", "jieba")
    # By default it counts all that is found; without, it can leave out what cannot be among the k.
    counts = True

    def build(self, corpus, folder):
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        schema.add_integer_field("number", fast=True)
        index = tantivy.Index(schema.build(), folder)
        writer = index.writer()
        for number, words in enumerate(corpus.words):
            writer.add_document(tantivy.Document(text=" ".join(words), number=number))
        writer.commit()
        writer.wait_merging_threads()

    def load(self, folder):
        import tantivy

        self._library = tantivy
        index = tantivy.Index.open(folder)
        self._schema, self._searcher = index.schema, index.searcher()

    def search(self, query, k):
        library, schema = self._library, self._schema
        terms = [library.Query.term_query(schema, "text", word, "freq") for word in query]
        whole = library.Query.boolean_query([(library.Occur.Should, term) for term in terms])
        hits = self._searcher.search(whole, k, count=self.counts).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return numbers, [score for score, _ in hits]


class TantivyUncounted(Tantivy):
    name = "tantivy, not counting"
    counts = False


class SQLite(Engine):
    """FTS5 without the texts, merged into one segment; every character is part of a word."""

    name = "SQLite FTS5"
    largest = SLOW
    libraries = ("sqlite3", "jieba")

    def build(self, corpus, folder):
        import sqlite3

        db = sqlite3.connect(os.path.join(folder, "fts5.db"))
        tokenizer = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='{tokenizer}')")
        rows = enumerate(" ".join(words) for words in corpus.words)
        with db:
            db.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", rows)
        with db:
            db.execute("INSERT INTO t (t) VALUES ('optimize')")
        db.close()

    def load(self, folder):
        import sqlite3

        path = os.path.join(folder, "fts5.db")
        self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def search(self, query, k):
        terms = " OR ".join('"' + word.replace('"', '""') + '"' for word in query)
        ranked = "SELECT rowid, -rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        hits = self._db.execute(ranked, (terms, k)).fetchall()
        return [number for number, _ in hits], [score for _, score in hits]
