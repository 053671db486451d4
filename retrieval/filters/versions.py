"""Of several versions of one law, the one that is in force on a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from retrieval.filters.filters import Card
from retrieval.filters.law_names import bare
from retrieval.models import Version


def superseded(cards: Sequence[Card], day: date) -> frozenset[int]:
    """The numbers of the cards of laws of which another of `cards` is in force on `day`.

    That is the latest that is in force by then, else the first that will be. Nothing is said of
    laws of which any version does not say its date.
    """
    found: set[int] = set()
    for numbers in _versions(cards):
        days = {n: since for n in numbers if (since := cards[n].since)}
        if len(days) == len(numbers):
            best = max((d for d in days.values() if d <= day), default=min(days.values()))
            found.update(n for n, since in days.items() if since != best)
    return frozenset(found)


def version(cards: Sequence[Card], day: date) -> Version | None:
    """Which version is meant on `day`, with the dates of the others; None if there are none."""
    others = [cards[n].issued_on or cards[n].since for n in superseded(cards, day)]
    return Version(day, tuple(sorted(filter(None, others)))) if others else None


def _versions(cards: Sequence[Card]) -> Iterable[list[int]]:
    """The numbers of cards with one title, where there are several."""
    numbers = sorted(range(len(cards)), key=lambda n: bare(cards[n].title))
    same = (list(some) for _, some in groupby(numbers, key=lambda n: bare(cards[n].title)))
    return (some for some in same if len(some) > 1)
