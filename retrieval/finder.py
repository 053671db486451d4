"""From a question to windows: the best passages, their documents read closely, the windows in them.

The index finds passages among all of them; the second stage reads only a few documents, so that a
question costs no more in a large library.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge

from retrieval import excerpts
from retrieval.analysis import Query
from retrieval.excerpts import Window
from retrieval.index import Index
from retrieval.models import Document, Hit, Passage
from retrieval.relevance import Reading, Terms
from retrieval.sheets import Sheets
from retrieval.weights import CLOSEST_SENTENCE, OTHER_DOCUMENT

# The passages that the first stage hands on.
CANDIDATES = 50
# What one question reads closely: documents, and sheets of each. More costs time and finds nothing:
# R@1 and the answers visible in the first excerpt are the same with 3, 5 and 10 documents.
READ = 3
SHEETS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a question found, its best passage, and the scores of all by their start."""

    document: Document
    best: Passage
    score: float
    scores: dict[int, float]
    readings: list[Reading]


class Finder:
    """Finds in the passages of a library, given by path. May be shared by threads."""

    def __init__(self, passages: Mapping[str, tuple[Passage, ...]]) -> None:
        self.index = Index(passage for own in passages.values() for passage in own)
        self._sheets = Sheets(passages)

    def hits(self, query: Query) -> list[Hit]:
        """The best passages, best first."""
        return self.index.search(query, CANDIDATES)

    def ranked(self, query: Query, hits: list[Hit], read: int = READ) -> list[Found]:
        """The documents of `hits`, best first; with readings of the first `read`.

        The first READ are ranked by their readings too, so that `read` does not change the order.
        """
        terms = Terms.of(query, *self.index.weights(query))
        found: list[Found] = []
        for number, (document, own) in enumerate(_by_document(hits).items()):
            scores = {hit.passage.start: hit.score for hit in own}
            most = SHEETS if number < max(read, READ) else 0
            sheets = self._sheets.holding(document.path, scores, most)
            readings = [Reading(sheet, query, terms) for sheet in sheets]
            close = readings if number < READ else []
            closest = max((reading.closest() for reading in close), default=0.0)
            score = own[0].score + CLOSEST_SENTENCE * closest * hits[0].score
            found.append(Found(document, own[0].passage, score, scores, readings))
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
    for window in excerpts.windows(found.readings, found.scores, max_chars):
        yield replace(window, score=window.score - behind)


def _by_document(hits: list[Hit]) -> dict[Document, list[Hit]]:
    """The hits of each document, in the order of its best one."""
    found: dict[Document, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.passage.document, []).append(hit)
    return found


def _overlap(one: Window, other: Window) -> bool:
    return one.document is other.document and one.start < other.end and other.start < one.end
