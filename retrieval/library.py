"""Library: open a folder, ask it a question. The one path through everything else."""

import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from math import exp
from pathlib import Path

from retrieval import matching
from retrieval.analysis import Analyzer, Query, fold
from retrieval.citations import cite, paragraph_at, paragraph_id, parse_id
from retrieval.confidence import MIN_CONFIDENCE, confidence, weigh
from retrieval.errors import DocumentError, LibraryEmpty, LibraryNotFound, QuestionTooLong
from retrieval.excerpts import Window, highlights, trimmed
from retrieval.finder import CANDIDATES, Finder
from retrieval.folder import is_inside, walk
from retrieval.implied import implied
from retrieval.list_questions import item_wanted
from retrieval.models import Answer, Document, Excerpt, Hit, Paragraph, Passage
from retrieval.passages import split
from retrieval.reading import read_document
from retrieval.sentences import sentences, units
from retrieval.vocabulary import read_analyzer
from retrieval.weights import LEAST

MAX_QUESTION = 2000
MAX_CHARS = 200
MAX_CITED = 1000
# Passages shown where nothing answers.
NEAREST = 3
LIMIT = 3


class Library:
    """The documents of a folder, indexed. Immutable once open; may be shared by threads."""

    def __init__(
        self,
        root: Path,
        documents: tuple[Document, ...],
        skipped: tuple[DocumentError, ...],
        analyzer: Analyzer,
    ) -> None:
        self.root = root
        self.documents = documents
        self.skipped = skipped
        self._passages = {document.path: tuple(split(document)) for document in documents}
        self._analyzer = analyzer
        self._finder = Finder(self._passages, analyzer)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> "Library":
        """The library in `folder` and the folders below it, hidden ones left out.

        A file that cannot be read is left out and named in `skipped`. Raises LibraryNotFound when
        there is no such folder, LibraryEmpty when nothing in it can be read and VocabularyError
        when its own words or synonyms (`retrieval.vocabulary`) cannot be used.
        """
        root = Path(folder)
        # os.path answers False for a name that is too long or not ours to see; Path raises.
        if not os.path.isdir(root):  # noqa: PTH112
            raise LibraryNotFound(root)
        analyzer = read_analyzer(root)
        documents = []
        paths, skipped = walk(root)
        for path in paths:
            try:
                documents.append(read_document(path, _name(path, root)))
            except DocumentError as error:
                skipped.append(error)
        if not any(document.paragraphs for document in documents):
            raise LibraryEmpty(root, tuple(skipped))
        return cls(root, tuple(documents), tuple(skipped), analyzer)

    def file(self, document: Document) -> Path | None:
        """Where the file of one of the library's documents is.

        None when something else has taken its place: nothing, a pipe, a link out of the folder.
        """
        path = self.root / document.path
        return path if path.is_file() and is_inside(path, self.root) else None

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

        At most `limit` excerpts of at most `max_chars` characters, without those that hardly
        answer next to the first. Below `min_confidence` nothing is found; by default that is
        MIN_CONFIDENCE, whatever the size of the library. At 0 the ranking is given as it is.
        Raises QuestionEmpty and QuestionTooLong.
        """
        query = self._parsed(question)
        hits = self._finder.hits(query)
        windows = islice(self._finder.windows(query, hits, limit, max_chars), limit)
        found = tuple(_excerpt(window, query) for window in windows)
        sure = confidence(weigh(query, hits, CANDIDATES, self._finder.index))
        matched, missing = matching.matched(query, self._context(found[:1]))
        if sure < (MIN_CONFIDENCE if min_confidence is None else min_confidence):
            return Answer(question, sure, matched, missing, (), found[:NEAREST])
        least = 0.0 if min_confidence == 0 else exp(LEAST)
        offered = tuple(excerpt for excerpt in found if excerpt.score >= least)
        return Answer(question, sure, matched, missing, offered)

    def rank(self, question: str, limit: int) -> tuple[Hit, ...]:
        """The best passage of each of the best `limit` documents, in the order that `ask` uses.

        The scores are the documents'. Fewer when fewer hold any term of `question`; none is
        refused. Raises QuestionEmpty and QuestionTooLong.
        """
        query = self._parsed(question)
        ranked = self._finder.ranked(query, self._finder.hits(query))
        return tuple(Hit(found.best, found.score) for found in ranked[:limit])

    def _context(self, best: Sequence[Excerpt]) -> str:
        """The best excerpt with its title, its headings and what it implies, folded."""
        texts: list[str] = []
        for excerpt in best:
            citation = excerpt.citation
            (meant,) = implied([self._passage_at(excerpt.document, excerpt.start)])
            texts += [excerpt.text, citation.title, *citation.section, *meant]
        return fold(" ".join(texts))

    def _passage_at(self, document: Document, offset: int) -> Passage:
        passages = self.passages(document)
        return passages[max(bisect_right(passages, offset, key=lambda p: p.start) - 1, 0)]

    def _parsed(self, question: str) -> Query:
        if len(question) > MAX_QUESTION:
            raise QuestionTooLong(len(question), MAX_QUESTION)
        return self._analyzer.parse(question)

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
        self,
        path: str,
        sha256: str,
        start: int,
        end: int,
        marked: Sequence[tuple[int, int]],
        items_left: int = 0,
    ) -> Excerpt | None:
        """The excerpt that stood there, or None when the document is gone or has changed.

        `marked` are its highlights, as offsets from `start`.
        """
        for document in self.documents:
            if document.path == path and document.sha256 == sha256:
                highlights = tuple((start + a, start + b) for a, b in marked)
                excerpt = self.excerpt(document, start, end, highlights)
                return replace(excerpt, items_left=items_left)
        return None

    def excerpt(
        self, document: Document, start: int, end: int, marked: tuple[tuple[int, int], ...] = ()
    ) -> Excerpt:
        """That slice of one of the library's documents, with its citation."""
        section = self._passage_at(document, start).section
        citation = cite(document, section, start, end)
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


def _excerpt(window: Window, query: Query) -> Excerpt:
    document, start, end = window.document, window.start, window.end
    marks = highlights(document.text, start, end, query)
    if item_wanted(query.folded) is None:
        end = trimmed(document.text, start, end, marks)
    end = start + len(document.text[start:end].rstrip())
    return Excerpt(
        document,
        start,
        end,
        exp(window.score),
        marks,
        cite(document, window.section, start, end),
        window.items_left,
    )


def _name(path: Path, root: Path) -> str:
    """What the document at `path` is called: its path below `root`, as text in any case."""
    # Bytes that are no UTF-8 come as lone surrogates, which nothing can store or send.
    return path.relative_to(root).as_posix().encode("utf-8", "backslashreplace").decode()
