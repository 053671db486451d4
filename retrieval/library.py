"""Library: open a folder, ask it a question. The one path through everything else."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from retrieval import excerpts
from retrieval.analysis import Query, fold, parse
from retrieval.citations import cite
from retrieval.errors import (
    DocumentError,
    LibraryEmpty,
    LibraryNotFound,
    QuestionTooLong,
)
from retrieval.excerpts import Window, highlights
from retrieval.index import Index
from retrieval.models import Answer, Document, Excerpt, Hit, Passage
from retrieval.passages import split
from retrieval.reading import is_readable, read_document

MAX_QUESTION = 2000
MAX_CHARS = 200
LIMIT = 3
CANDIDATES = 50
MIN_CONFIDENCE = 0.1


class Library:
    """The documents of a folder, indexed. Immutable once open; may be shared by threads."""

    def __init__(
        self, root: Path, documents: tuple[Document, ...], skipped: tuple[DocumentError, ...]
    ) -> None:
        self.root = root
        self.documents = documents
        self.skipped = skipped
        self._passages = {document.path: tuple(split(document)) for document in documents}
        self._index = Index(p for passages in self._passages.values() for p in passages)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> "Library":
        """The library in `folder` and the folders below it, hidden ones left out.

        A file that cannot be read is left out and named in `skipped`. Raises LibraryNotFound when
        there is no such folder and LibraryEmpty when nothing in it can be read.
        """
        root = Path(folder)
        if not root.is_dir():
            raise LibraryNotFound(root)
        documents, skipped = [], []
        for path in _files(root):
            try:
                documents.append(read_document(path, path.relative_to(root).as_posix()))
            except DocumentError as error:
                skipped.append(error)
        if not any(document.paragraphs for document in documents):
            raise LibraryEmpty(root)
        return cls(root, tuple(documents), tuple(skipped))

    def passages(self, document: Document) -> tuple[Passage, ...]:
        """The passages of one of the library's documents, in order, furniture included."""
        return self._passages[document.path]

    def ask(
        self,
        question: str,
        *,
        limit: int = LIMIT,
        max_chars: int = MAX_CHARS,
        min_confidence: float | None = None,
    ) -> Answer:
        """The excerpts that answer `question`, best first.

        At most `limit` excerpts of at most `max_chars` characters. Below `min_confidence` (by
        default what the size of the library asks for) nothing is found. Raises QuestionEmpty and
        QuestionTooLong.
        """
        if len(question) > MAX_QUESTION:
            raise QuestionTooLong(len(question), MAX_QUESTION)
        query = parse(question)
        confidence = self._index.coverage(query)
        found = tuple(self._excerpts(query, limit, max_chars))
        matched, missing = _matched(query, found[:1])
        if confidence < (MIN_CONFIDENCE if min_confidence is None else min_confidence):
            return Answer(question, confidence, matched, missing, (), found)
        return Answer(question, confidence, matched, missing, found)

    def _excerpts(self, query: Query, limit: int, max_chars: int) -> Iterator[Excerpt]:
        """The best windows over the best documents; none overlaps another."""
        ranked = self._windows(query, limit, max_chars)
        taken: list[Window] = []
        for window in ranked:
            if len(taken) == limit:
                return
            if not any(_overlap(window, other) for other in taken):
                taken.append(window)
                yield _excerpt(window, query)

    def _windows(self, query: Query, limit: int, max_chars: int) -> list[Window]:
        """The windows of the best documents, best first.

        The score is the document's, times how well the window does among the document's own.
        """
        hits = self._index.search(query, CANDIDATES)
        weights = self._index.weights(query)
        ranked: list[Window] = []
        for document, found in list(_by_document(hits).items())[:limit]:
            scores = {hit.passage.start: hit.score for hit in found}
            own = excerpts.windows(self.passages(document), scores, query, weights, max_chars)
            top = found[0].score
            ranked += [replace(w, score=top * w.score / own[0].score) for w in own]
        return sorted(ranked, key=lambda window: -window.score)


def _by_document(hits: list[Hit]) -> dict[Document, list[Hit]]:
    """The hits of each document, in the order of its best one."""
    found: dict[Document, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.passage.document, []).append(hit)
    return found


def _overlap(one: Window, other: Window) -> bool:
    return one.document is other.document and one.start < other.end and other.start < one.end


def _excerpt(window: Window, query: Query) -> Excerpt:
    document, start, end = window.document, window.start, window.end
    return Excerpt(
        document,
        start,
        end,
        window.score,
        highlights(document.text, start, end, query),
        cite(document, window.section, start, end),
    )


def _matched(query: Query, best: tuple[Excerpt, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of `query` that stand in the best excerpt or its citation, and the others."""
    words = [word for word in query.words if len(word) > 1] or list(query.words)
    context = " ".join(
        fold(" ".join((e.text, e.citation.title, *e.citation.section))) for e in best
    )
    matched = tuple(word for word in words if word in context)
    return matched, tuple(word for word in words if word not in context)


def _files(root: Path) -> Iterator[Path]:
    """The files with a readable name below `root`, in order; hidden ones are left out."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith(".") and is_readable(path):
                yield path
