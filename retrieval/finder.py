"""From a question to windows: the best passages, their documents read closely, the windows in them.

The index finds passages among all of them; the second stage reads only a few documents, so that a
question costs no more in a large library.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge

from retrieval import excerpts
from retrieval.analysis import Analyzer, Query
from retrieval.closeness import Closeness
from retrieval.excerpts import Window
from retrieval.index import Index
from retrieval.list_questions import item_wanted
from retrieval.lists import Enumeration
from retrieval.models import Document, Hit, Passage
from retrieval.relevance import Reading, Terms
from retrieval.sheets import Sheets
from retrieval.weights import OTHER_DOCUMENT, WITHIN

# The passages that the first stage hands on.
CANDIDATES = 50
# What one question reads closely: documents, and sheets of each. ncp R@1 81.1/84.7 with 3,
# 81.1/85.7 with 5, 81.7/85.7 with 10.
READ = 10
SHEETS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a question found, its best passage, and the scores of all by their start.

    `lists` are the document's, if the question asks for one and the document was read.
    """

    document: Document
    best: Passage
    score: float
    scores: dict[int, float]
    readings: list[Reading]
    lists: tuple[Enumeration, ...]


class Finder:
    """Finds in the passages of a library, given by path. May be shared by threads."""

    def __init__(self, passages: Mapping[str, tuple[Passage, ...]], analyzer: Analyzer) -> None:
        self.index = Index((passage for own in passages.values() for passage in own), analyzer)
        self._sheets = Sheets(passages)

    def hits(self, query: Query) -> list[Hit]:
        """The best passages, best first."""
        return self.index.search(query, CANDIDATES)

    def ranked(self, query: Query, hits: list[Hit], read: int = READ) -> list[Found]:
        """The documents of `hits`, best first; with readings of the first `read`.

        Of the first READ, those within reach of the best are ranked by their readings too, whatever
        `read` is.
        """
        terms = Terms.of(query, *self.index.weights(query))
        closeness = Closeness(query, terms)
        asks = item_wanted(query.folded) is not None
        found: list[Found] = []
        for number, (document, own) in enumerate(_by_document(hits).items()):
            scores = {hit.passage.start: hit.score for hit in own}
            close = number < READ and own[0].score >= WITHIN * hits[0].score
            most = SHEETS if close or number < read else 0
            facts = (f.start for f in document.metadata.fields if f.name in query.facts)
            sheets = self._sheets.holding(document.path, [*facts, *scores], most)
            readings = [Reading(sheet, query, terms) for sheet in sheets]
            gain = closeness.of(readings) if close else 0.0
            score = own[0].score + gain * hits[0].score
            lists = self._sheets.lists(document.path) if asks and readings else ()
            found.append(Found(document, own[0].passage, score, scores, readings, lists))
        return sorted(found, key=lambda each: -each.score)

    def windows(
        self, query: Query, hits: list[Hit], limit: int, max_chars: int
    ) -> Iterator[Window]:
        """The windows of the best `limit` documents, best first, none overlapping another.

        The first is of the best document; scores are relative to it, a log of odds.
        """
        read = [found for found in self.ranked(query, hits, limit) if found.readings][:limit]
        taken: list[Window] = []
        every = merge(
            *(_behind(found, read[0], max_chars) for found in read), key=lambda w: -w.score
        )
        for window in every:
            if not any(_overlap(window, other) for other in taken):
                taken.append(window)
                yield window


def _behind(found: Found, best: Found, max_chars: int) -> Iterator[Window]:
    """The windows of a document, lower by as much as it stands behind the best one."""
    behind = OTHER_DOCUMENT * (1 - found.score / best.score)
    for window in excerpts.windows(found.readings, found.scores, max_chars, found.lists):
        yield replace(window, score=window.score - behind)


def _by_document(hits: list[Hit]) -> dict[Document, list[Hit]]:
    """The hits of each document, in the order of its best one."""
    found: dict[Document, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.passage.document, []).append(hit)
    return found


def _overlap(one: Window, other: Window) -> bool:
    return one.document is other.document and one.start < other.end and other.start < one.end
