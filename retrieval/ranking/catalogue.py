"""What all the documents of an index say about themselves, and which of them filters leave in."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from retrieval.filters.filters import admission
from retrieval.filters.versions import superseded, version
from retrieval.index.arrays import Flags
from retrieval.index.segments import Segment
from retrieval.models import Filter, Version

if TYPE_CHECKING:
    from retrieval.filters.filters import Card

_KEPT = 64


class Catalogue:
    """The cards of all documents, read when a filter first asks, without their texts.

    Threads may share it.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        # No methods of this object, which would hold it, and it them.
        cards = cache(partial(_cards, tuple(segments)))
        self.admitted = lru_cache(maxsize=_KEPT)(partial(_admitted, cards))
        """For each segment, which documents the hard ones among these filters leave in."""
        self.version = lru_cache(maxsize=_KEPT)(partial(_version, cards))
        """The version that is in force on a day, of the documents that these filters leave in."""
        self.titles = cache(partial(_titles, cards))
        """The titles of all documents, `plain`."""


def _admitted(
    cards: "Callable[[], list[list[Card]]]", filters: tuple[Filter, ...]
) -> tuple[Flags, ...]:
    admits = admission(filters)
    flags = tuple(np.array([admits(card) for card in own], np.bool_) for own in cards())
    for wanted in filters:
        if isinstance(wanted.value, Version):
            _drop(cards(), flags, wanted.value.day)
    return flags


def _drop(cards: "Sequence[Sequence[Card]]", flags: Sequence[Flags], day: date) -> None:
    """Leave out the documents that are not in force on `day` where another version is."""
    places = [(s, n) for s, own in enumerate(flags) for n in np.flatnonzero(own).tolist()]
    for number in superseded([cards[s][n] for s, n in places], day):
        segment, document = places[number]
        flags[segment][document] = False


def _version(
    cards: "Callable[[], list[list[Card]]]", filters: tuple[Filter, ...], day: date
) -> Version | None:
    admits = admission(filters)
    return version([card for own in cards() for card in own if admits(card)], day)


def _titles(cards: "Callable[[], list[list[Card]]]") -> tuple[str, ...]:
    return tuple(card.title for own in cards() for card in own)


def _cards(segments: Sequence[Segment]) -> "list[list[Card]]":
    """The cards of each segment's documents."""
    from retrieval.filters.filters import card_of

    stored = [map(each.facts, range(each.documents)) for each in segments]
    return [[card_of(*each.described, each.years) for each in own] for own in stored]
