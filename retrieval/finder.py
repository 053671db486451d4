"""From a question to windows: the best passages, their documents read closely, the windows in them.

The index finds passages among all of them; the second stage reads only a few documents, so that a
question costs no more in a large library.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from heapq import merge
from typing import TYPE_CHECKING

from retrieval import excerpts
from retrieval.analysis import Query
from retrieval.closeness import Closeness
from retrieval.excerpts import Window
from retrieval.filing import Place
from retrieval.index import Index, Spot
from retrieval.list_questions import item_wanted
from retrieval.relevance import Reading, Terms
from retrieval.sheets import Sheets
from retrieval.weights import OTHER_DOCUMENT, WITHIN

if TYPE_CHECKING:
    from retrieval.lists import Enumeration

# The passages that the first stage hands on.
CANDIDATES = 50
# What one question reads closely: documents, and sheets of each. ncp R@1 81.1/84.7 with 3,
# 81.1/85.7 with 5, 81.7/85.7 with 10.
READ = 10
SHEETS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a question found: its passages, best first, and its own score.

    `scores` are those of the passages by their start, `readings` and `lists` what was read of it
    closely: nothing of documents that come too late. `lists` only if the question asks for one.
    """

    spots: tuple[Spot, ...]
    score: float
    scores: dict[int, float] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    lists: "tuple[Enumeration, ...]" = ()


class Finder:
    """Finds in the documents of an index. May be shared by threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._sheets = Sheets(index.shelf.at)

    def spots(self, query: Query) -> list[Spot]:
        """The best passages, best first."""
        return self.index.search(query, CANDIDATES)

    def ranked(self, query: Query, spots: list[Spot], read: int = READ) -> list[Found]:
        """The documents of `spots`, best first; with readings of the first `read`.

        Of the first READ, those within reach of the best are ranked by their readings too, whatever
        `read` is.
        """
        terms = Terms.of(query, *self.index.weights(query))
        closeness = Closeness(query, terms)
        found: list[Found] = []
        for number, own in enumerate(_by_document(spots)):
            close = number < READ and own[0].score >= WITHIN * spots[0].score
            if not close and number >= read:
                found.append(Found(own, own[0].score))
                continue
            each = self._read(query, terms, own)
            gain = closeness.of(each.readings) if close else 0.0
            found.append(replace(each, score=own[0].score + gain * spots[0].score))
        return sorted(found, key=lambda each: -each.score)

    def _read(self, query: Query, terms: Terms, spots: tuple[Spot, ...]) -> Found:
        """A document read closely where `spots` are, and where the facts asked for are."""
        place = spots[0].place
        split = self.index.shelf.at(place)
        scores = {split.searched[spot.passage].start: spot.score for spot in spots}
        facts = (f.start for f in split.document.metadata.fields if f.name in query.facts)
        sheets = self._sheets.holding(place, [*facts, *scores], SHEETS)
        readings = tuple(Reading(sheet, query, terms) for sheet in sheets)
        asks = item_wanted(query.folded) is not None
        lists = self._sheets.lists(place) if asks and readings else ()
        return Found(spots, spots[0].score, scores, readings, lists)

    def windows(
        self, query: Query, spots: list[Spot], limit: int, max_chars: int
    ) -> Iterator[Window]:
        """The windows of the best `limit` documents, best first, none overlapping another.

        The first is of the best document; scores are relative to it, a log of odds.
        """
        read = [found for found in self.ranked(query, spots, limit) if found.readings][:limit]
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


def _by_document(spots: list[Spot]) -> list[tuple[Spot, ...]]:
    """The spots of each document, in the order of its best one."""
    found: dict[Place, list[Spot]] = {}
    for spot in spots:
        found.setdefault(spot.place, []).append(spot)
    return [tuple(own) for own in found.values()]


def _overlap(one: Window, other: Window) -> bool:
    same = one.document.path == other.document.path
    return same and one.start < other.end and other.start < one.end
