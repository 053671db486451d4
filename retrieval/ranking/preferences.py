"""Preferences: documents that a question would rather have move up, and nothing is lost by it."""

from collections.abc import Iterable, Sequence

from retrieval.filters.filters import meets
from retrieval.models import Document, Filter, FilterKind, folded
from retrieval.text.folding import fold
from retrieval.weights import PREFERRED

Met = frozenset[Filter]


class Preferences:
    """The filters of a question that are not hard."""

    def __init__(self, filters: Iterable[Filter]) -> None:
        self._wanted = tuple(each for each in filters if not each.hard)

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def met(self, document: Document) -> Met:
        """Those that a document meets."""
        if not self._wanted:
            return frozenset()
        phrases = [each for each in self._wanted if each.kind is FilterKind.PHRASE]
        met = {each for each in phrases if fold(str(each.value)) in folded(document)}
        if len(phrases) < len(self._wanted):
            from retrieval.filters.filters import card_of

            card = card_of(document.title, document.metadata)
            met |= {each for each in self._wanted if each not in phrases and meets(card, each)}
        return frozenset(met)

    def telling(self, met: Sequence[Met]) -> tuple[Filter, ...]:
        """Those that some documents meet and others do not: the rest change nothing."""
        return tuple(each for each in self._wanted if len({each in own for own in met}) > 1)


def boost(met: Met) -> float:
    """What a document gains, as a share of the best one's score: for each kind once."""
    return sum(PREFERRED[kind] for kind in {each.kind for each in met})


NO_PREFERENCES = Preferences(())
