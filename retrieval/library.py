"""Library: open a folder, ask it a question. The one path through everything else."""

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from retrieval import excerpts
from retrieval.analysis import Query, example, fold, parse
from retrieval.citations import cite, paragraph_at, paragraph_id, parse_id
from retrieval.errors import (
    DocumentError,
    LibraryEmpty,
    LibraryNotFound,
    QuestionTooLong,
)
from retrieval.excerpts import Window, highlights
from retrieval.index import Index
from retrieval.models import Answer, Document, Excerpt, Hit, Kind, Paragraph, Passage
from retrieval.passages import split
from retrieval.reading import is_readable, read_document
from retrieval.sentences import clauses, sentences, units

MAX_QUESTION = 2000
MAX_CHARS = 200
MAX_CITED = 1000
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
        # os.path answers False for a name that is too long or not ours to see; Path raises.
        if not os.path.isdir(root):  # noqa: PTH112
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

    def cite(self, text: str, *, max_chars: int = MAX_CITED) -> tuple[Excerpt, ...]:
        """The sentences, or paragraphs, that the citation id `text` names; none if unknown.

        The same words in several places share an id, and all of the places are given. Of a long
        paragraph, the whole sentences within its first `max_chars` characters.
        """
        key, number = parse_id(text)
        found = []
        for document, paragraph in self._cited.get(key, ()):
            spans = units(document.text, paragraph.start, paragraph.end, max_chars)
            if number is None:
                ends = [end for _, end in spans if end - paragraph.start <= max_chars]
                found.append(self.excerpt(document, paragraph.start, max(ends)))
                continue
            spans = sentences(document.text, paragraph.start, paragraph.end)
            if 1 <= number <= len(spans):
                found.append(self.excerpt(document, *spans[number - 1]))
        return tuple(found)

    def restore(
        self, path: str, sha256: str, start: int, end: int, marked: Sequence[tuple[int, int]]
    ) -> Excerpt | None:
        """The excerpt that stood there, or None when the document is gone or has changed.

        `marked` are its highlights, as offsets from `start`.
        """
        for document in self.documents:
            if document.path == path and document.sha256 == sha256:
                highlights = tuple((start + a, start + b) for a, b in marked)
                return self.excerpt(document, start, end, highlights)
        return None

    def excerpt(
        self, document: Document, start: int, end: int, marked: tuple[tuple[int, int], ...] = ()
    ) -> Excerpt:
        """That slice of one of the library's documents, with its citation."""
        passages = self.passages(document)
        at = bisect_right(passages, start, key=lambda passage: passage.start) - 1
        citation = cite(document, passages[max(at, 0)].section, start, end)
        return Excerpt(document, start, end, 0.0, marked, citation)

    def neighbours(self, excerpt: Excerpt) -> tuple[str, str]:
        """The text of the paragraph that `excerpt` stands in, or the next one, on either side."""
        document = excerpt.document
        first = paragraph_at(document, excerpt.start)
        last = paragraph_at(document, excerpt.end - 1)
        before, after = first.start, last.end
        if before == excerpt.start:
            before = document.paragraphs[max(first.number - 2, 0)].start
        if after == excerpt.end:
            after = document.paragraphs[min(last.number, len(document.paragraphs) - 1)].end
        text = document.text
        return text[before : excerpt.start].strip(), text[excerpt.end : after].strip()

    @cached_property
    def _cited(self) -> dict[str, list[tuple[Document, Paragraph]]]:
        """Where the words of each paragraph's id stand."""
        found: dict[str, list[tuple[Document, Paragraph]]] = {}
        for document in self.documents:
            for paragraph in document.paragraphs:
                words = document.text[paragraph.start : paragraph.end]
                found.setdefault(paragraph_id(words), []).append((document, paragraph))
        return found

    def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the library answers, made from what its documents state."""
        found: list[str] = []
        for document in self.documents:
            for question, clause in self._stated(document):
                if len(found) == count:
                    return tuple(found)
                answer = self.ask(question, limit=1)
                if any(clause in excerpt.text for excerpt in answer.excerpts):
                    found.append(question)
                    break
        return tuple(found)

    def _stated(self, document: Document) -> Iterator[tuple[str, str]]:
        """Questions about numbers that `document` states, each with the clause that answers it."""
        for passage in self.passages(document):
            for start, end in clauses(document.text, passage.start, passage.end):
                clause = document.text[start:end]
                question = example(clause) if passage.kind is Kind.BODY else None
                if question:
                    yield question, clause

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
