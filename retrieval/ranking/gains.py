"""What texts gain by the groups that they belong to: passages by their documents."""

from collections.abc import Sequence

from retrieval.index.postings import Floats, Ids, WeightedTerm, accumulate
from retrieval.tuples import NamedTuple

# Terms over groups come late if they can add no more than this share together, and if they have so
# many postings: those of shorter ones are added up as fast as they are looked up.
_LATE = 0.03
_LONG = 1 << 10


class Gain(NamedTuple):
    """What texts gain by the group that they belong to: `gains` by group, none of them negative;
    the `owners` of the texts, ascending; the first text of each group, and one past the last; and
    terms over the groups that come on top, `late`: for those texts that they can still bring in.
    """

    gains: Floats
    owners: Ids
    firsts: Ids
    late: Sequence[WeightedTerm] = ()

    @property
    def left(self) -> float:
        """What the late terms can add at the most."""
        return sum([term.most for term in self.late])


def gain_of(terms: Sequence[WeightedTerm], owners: Ids, firsts: Ids) -> Gain:
    """What texts gain by terms over their groups. Terms that many groups hold say little of any of
    them and make most of the work: they come late."""
    left = _LATE * sum([term.most for term in terms])
    now: list[WeightedTerm] = []
    late: list[WeightedTerm] = []
    for term in sorted(terms, key=lambda term: term.most):
        is_late = len(term.ids) >= _LONG and term.most <= left
        left -= term.most if is_late else 0.0
        (late if is_late else now).append(term)
    return Gain(accumulate(now, len(firsts) - 1), owners, firsts, late)
