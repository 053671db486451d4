"""Other search engines behind one protocol, each set up as its manual shows for Chinese.

An engine whose library is not installed raises ImportError (or FileNotFoundError) when it is made.
"""

import logging
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

LIMIT = 300
WINDOW = 200


class Found(NamedTuple):
    """The numbers of the texts that were found, best first, with their scores.

    `window` is what the engine's own highlighter shows of the first, "" if it has none.
    """

    hits: list[tuple[int, float]]
    window: str = ""


class Engine(Protocol):
    """Searches a list of texts."""

    def index(self, texts: Sequence[str]) -> None:
        """Take in `texts`; they go by their place in the list."""

    def search(self, question: str) -> Found:
        """The best texts for `question`, at most LIMIT."""


@cache
def _jieba() -> Any:
    """jieba with its cache in a folder of our own, quiet."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.dt.tmp_dir = tempfile.mkdtemp(prefix="wenju-quality-")
    jieba.initialize()
    shutil.rmtree(jieba.dt.tmp_dir)
    return jieba


@cache
def cut(text: str) -> tuple[str, ...]:
    """`jieba.lcut` as it comes, punctuation and all."""
    return tuple(_jieba().lcut(text))


def words(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation and white space."""
    return [word.lower() for word in cut(text) if any(map(str.isalnum, word))]


def _best(scores: Any) -> list[tuple[int, float]]:
    """The numbers and scores of an array, highest first, ties in order, zeros left out."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")[:LIMIT]
    return [(int(i), float(scores[i])) for i in order if scores[i] > 0]


class RankBM25:
    """rank_bm25 on `jieba.lcut`, as most bots do it."""

    def __init__(self) -> None:
        from rank_bm25 import BM25Okapi

        self._class = BM25Okapi

    def index(self, texts: Sequence[str]) -> None:
        self._bm25 = self._class([list(cut(text)) for text in texts])

    def search(self, question: str) -> Found:
        scores = self._bm25.get_scores(_jieba().lcut(question))
        # As its get_top_n orders them: whatever comes first, even with a score of nothing.
        return Found([(int(i), float(scores[i])) for i in scores.argsort()[::-1][:LIMIT]])


class BM25S:
    """bm25s on words, its defaults."""

    def __init__(self) -> None:
        import bm25s

        self._library = bm25s

    def index(self, texts: Sequence[str]) -> None:
        self._bm25 = self._library.BM25()
        self._bm25.index([words(text) for text in texts], show_progress=False)

    def search(self, question: str) -> Found:
        known = [word for word in words(question) if word in self._bm25.vocab_dict]
        return Found(_best(self._bm25.get_scores(known)) if known else [])


class Tantivy:
    """tantivy on words that white space parts, with its own snippets."""

    def __init__(self) -> None:
        import tantivy

        self._library = tantivy

    def index(self, texts: Sequence[str]) -> None:
        schema = self._library.SchemaBuilder()
        schema.add_text_field("text", stored=True, tokenizer_name="whitespace")
        schema.add_integer_field("number", stored=True)
        self._schema = schema.build()
        index = self._library.Index(self._schema)
        writer = index.writer(num_threads=1)
        for number, text in enumerate(texts):
            spaced = " ".join(word.lower() for word in cut(text))
            writer.add_document(self._library.Document(text=spaced, number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, question: str) -> Found:
        library = self._library
        terms = [library.Query.term_query(self._schema, "text", word) for word in words(question)]
        query = library.Query.boolean_query([(library.Occur.Should, term) for term in terms])
        found = self._searcher.search(query, LIMIT).hits
        documents = [self._searcher.doc(address) for _, address in found]
        hits = [(d["number"][0], score) for d, (score, _) in zip(documents, found, strict=True)]
        if not hits:
            return Found([])
        snippets = library.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        # Its characters are bytes: three each, and half a space, which goes afterwards.
        snippets.set_max_num_chars(WINDOW * 7 // 2)
        window = snippets.snippet_from_doc(documents[0]).fragment()
        return Found(hits, window.replace(" ", ""))


class SQLite:
    """FTS5 with its bm25() and snippet(), which shows at most 64 tokens."""

    def index(self, texts: Sequence[str]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{self.tokenizer}')")
        rows = enumerate(self.stored(text) for text in texts)
        self._db.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", rows)

    def search(self, question: str) -> Found:
        query = " OR ".join(f'"{term.replace(chr(34), "")}"' for term in self.terms(question))
        if not query:
            return Found([])
        ranked = "SELECT rowid, -rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        hits = self._db.execute(ranked, (query, LIMIT)).fetchall()
        if not hits:
            return Found([])
        shown = "SELECT snippet(t, 0, '', '', '', 64) FROM t WHERE t MATCH ? AND rowid = ?"
        with closing(self._db.execute(shown, (query, hits[0][0]))) as rows:
            return Found(hits, rows.fetchone()[0].replace(" ", ""))

    tokenizer: str

    def stored(self, text: str) -> str:
        raise NotImplementedError

    def terms(self, question: str) -> list[str]:
        raise NotImplementedError


class SQLiteWords(SQLite):
    """FTS5 on jieba's words, parted by spaces."""

    tokenizer = "unicode61"

    def stored(self, text: str) -> str:
        return " ".join(cut(text))

    def terms(self, question: str) -> list[str]:
        return words(question)


class SQLiteTrigrams(SQLite):
    """FTS5's own way for languages without spaces."""

    tokenizer = "trigram"

    def stored(self, text: str) -> str:
        return text

    def terms(self, question: str) -> list[str]:
        return [question[i : i + 3] for i in range(len(question) - 2)]


class Lucene:
    """Lucene in a Java process of its own; the latency includes the pipe."""

    folder = Path("/usr/share/java")
    source = Path(__file__).with_name("LuceneSearch.java")

    def __init__(self, analyzer: str) -> None:
        names = "core analyzers-common analyzers-smartcn highlighter memory queries".split()
        jars = [max(self.folder.glob(f"lucene-{name}-[0-9]*.jar"), default=None) for name in names]
        if None in jars or not shutil.which("java"):
            raise FileNotFoundError("liblucene8-java or java is not installed")
        path = ":".join(map(str, jars))
        self._command = ["java", "-Xmx1g", "-cp", path, str(self.source), analyzer]

    def index(self, texts: Sequence[str]) -> None:
        self._java = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        for line in (str(len(texts)), *texts):
            self._write(line)
        if self._read() != "ready":
            raise RuntimeError("Lucene did not start")

    def search(self, question: str) -> Found:
        self._write(question)
        numbers, _, window = self._read().partition("\t")
        pairs = (hit.split(":") for hit in numbers.split())
        return Found([(int(number), float(score)) for number, score in pairs], window)

    def __del__(self) -> None:
        if hasattr(self, "_java"):
            self._java.kill()
            self._java.wait()

    def _write(self, line: str) -> None:
        assert self._java.stdin
        self._java.stdin.write(" ".join(line.split()) + "\n")
        self._java.stdin.flush()

    def _read(self) -> str:
        assert self._java.stdout
        return self._java.stdout.readline().rstrip("\n")


class Cjk(Lucene):
    """Lucene's CJKAnalyzer: bigrams."""

    def __init__(self) -> None:
        super().__init__("org.apache.lucene.analysis.cjk.CJKAnalyzer")


class SmartChinese(Lucene):
    """Lucene's SmartChineseAnalyzer: words of a hidden Markov model."""

    def __init__(self) -> None:
        super().__init__("org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer")


ENGINES: dict[str, type[Engine]] = {
    "rank_bm25, `jieba.lcut`": RankBM25,
    "bm25s, jieba words": BM25S,
    "tantivy, jieba words": Tantivy,
    "SQLite FTS5, jieba words": SQLiteWords,
    "SQLite FTS5, trigram": SQLiteTrigrams,
    "Lucene 8, CJKAnalyzer": Cjk,
    "Lucene 8, SmartChinese": SmartChinese,
}


def chunks(text: str, size: int = WINDOW) -> Iterator[str]:
    """The lines of `text`, longer ones cut behind a sentence's end to at most `size` characters."""
    for line in filter(None, map(str.strip, text.splitlines())):
        start = 0
        while start < len(line):
            end = start + size
            if end < len(line):
                last = max(line.rfind(mark, start, end) for mark in "。!?!?;;")
                end = last + 1 if last >= start else end
            yield line[start:end]
            start = end
