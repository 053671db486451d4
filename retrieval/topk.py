"""The best texts for a query over postings, without adding up what cannot make a difference.

MaxScore (Turtle and Flood, Query Evaluation: Strategies and Optimizations, 1995), on arrays: terms
that can add much are added up for all texts; once the rest of them cannot lift a text that has none
of those among the best, only the few texts that are still in reach are looked up in the rest.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate as summed
from typing import NamedTuple

import numpy as np

from retrieval.postings import Floats, Ids, WeightedTerm, accumulate, ranges

# Terms that may add up to this share of the highest score wait for a first bound. While more texts
# than `_REACH` are in reach, a quarter of what waits goes on waiting: looking so many up would cost
# what adding up does. Of 0.04 to 0.4, 0.08 to 0.15 were the fastest at 100,000 passages.
_WAITING = 0.1
_FURTHER = 0.25
_REACH = 1 << 11
# Where a bound is known already, what may add up to half of it waits as well.
_SAFE = 0.5
# Texts out of reach are left out before the next term is looked up, unless there are so few.
_FEW = 1 << 6
_LANES = 1 << 8
_TINY = 1e-300
_NONE = np.empty(0, np.intp)
# A bound that rounding cannot make too high.
_JUST_BELOW = 1 - 1e-12


class Gain(NamedTuple):
    """What texts gain by the group that they belong to: `gains` by group, none of them negative;
    the `owners` of the texts, ascending; and the first text of each group, and one past the last.
    """

    gains: Floats
    owners: Ids
    firsts: Ids


def top(
    terms: Sequence[WeightedTerm],
    size: int,
    limit: int,
    floor: float = 0.0,
    gain: Gain | None = None,
    barred: Ids = _NONE,
) -> tuple[Ids, Floats]:
    """The ids and the scores of the `limit` best of `size` texts that hold any of the terms.

    A text scores the sum of its terms and its `gain`. In no order; texts that tie with the last
    one, or all but tie, are there too; none that scores below `floor`, none that is `barred`.
    """
    terms = sorted(terms, key=lambda term: -term.most)
    rest = [*summed((term.most for term in reversed(terms)), initial=0.0)][::-1]
    waiting = max(_WAITING * rest[0], _SAFE * floor)
    done = next(n for n, left in enumerate(rest) if left <= waiting)
    scores = accumulate(terms[:done], size)
    while True:
        scores[barred] = 0.0
        ids, total = _added_up(scores, gain)
        least, near = _near(total, rest[done], floor, limit)
        if done == len(terms):
            return _best(ids[near], total[near], least, limit)
        others = _untouched(scores, gain, least - rest[done], barred)
        if others is not None and len(near) + len(others) <= _REACH:
            ids = np.sort(np.concatenate([ids[near], others])) if len(others) else ids[near]
            return _finished(terms[done:], rest[done:], ids, scores[ids], gain, least, limit)
        waiting = rest[done] * _FURTHER
        before, done = done, next(n for n, left in enumerate(rest) if left <= waiting)
        scores += accumulate(terms[before:done], size)


def _near(total: Floats, rest: float, floor: float, limit: int) -> tuple[float, Ids]:
    """A bound for the scores that are wanted, and the places from which it can be reached."""
    least = floor * _JUST_BELOW
    if least - rest > 0:
        near = np.flatnonzero(total >= least - rest)
        if len(near) <= _REACH:
            return least, near
    least = max(floor, _bound(total, limit)) * _JUST_BELOW
    return least, np.flatnonzero(total >= max(least - rest, _TINY))


def _added_up(scores: Floats, gain: Gain | None) -> tuple[Ids, Floats]:
    """The texts that have any of the terms so far, or all of them, and what they score."""
    if gain is None:
        return _all(len(scores)), scores
    touched = np.flatnonzero(scores > 0)
    return touched, scores[touched] + gain.gains[gain.owners[touched]]


@lru_cache(maxsize=32)
def _all(size: int) -> Ids:
    return np.arange(size)


def _untouched(scores: Floats, gain: Gain | None, needed: float, barred: Ids) -> Ids | None:
    """The texts that have none of the terms so far and may still be in reach; None if they may be
    all. `needed` is the gain that this takes."""
    if needed <= 0:
        return None
    if gain is None:
        return _NONE
    groups = np.flatnonzero(gain.gains >= needed)
    starts = gain.firsts[groups].astype(np.intp)
    sizes = gain.firsts[groups + 1] - starts
    if int(sizes.sum()) > _REACH:
        return None
    ids = ranges(starts, sizes)
    ids = np.setdiff1d(ids, barred) if len(barred) else ids
    return np.asarray(ids[scores[ids] == 0.0])


def _finished(
    terms: Sequence[WeightedTerm],
    rest: Sequence[float],
    ids: Ids,
    found: Floats,
    gain: Gain | None,
    least: float,
    limit: int,
) -> tuple[Ids, Floats]:
    """The texts `ids`, ascending, that have `found` so far, looked up in the other terms."""
    gains = None if gain is None else gain.gains[gain.owners[ids]]
    for term, left in zip(terms, rest[1:], strict=True):
        found += _looked_up(term, ids)
        if len(ids) > _FEW:
            near = np.flatnonzero((found if gains is None else found + gains) >= least - left)
            ids, found = ids[near], found[near]
            gains = None if gains is None else gains[near]
    if gains is None:
        return _best(ids, found, least, limit)
    held = found > 0
    return _best(ids[held], (found + gains)[held], least, limit)


def _best(ids: Ids, scores: Floats, least: float, limit: int) -> tuple[Ids, Floats]:
    """The `limit` best of these, and what ties with the last of them; none below `least`."""
    kept = scores >= max(least, _nth(scores, limit) * _JUST_BELOW)
    return ids[kept], scores[kept]


def _bound(scores: Floats, limit: int) -> float:
    """A score that at least `limit` texts reach, if not the highest there is."""
    rows = len(scores) // _LANES
    if rows < 2 or limit > _LANES:
        return _nth(scores, limit)
    # The highest of every 256th score: as many of them as `limit` reach the `limit`-th of them.
    return _nth(scores[: rows * _LANES].reshape(rows, _LANES).max(axis=0), limit)


def _nth(scores: Floats, n: int) -> float:
    """The n-th highest score, or 0 if there are fewer."""
    if len(scores) < n:
        return 0.0
    return float(np.partition(scores, len(scores) - n)[len(scores) - n])


def _looked_up(term: WeightedTerm, ids: Ids) -> Floats:
    """What the term adds to each of these texts."""
    places = np.searchsorted(term.ids, ids.astype(term.ids.dtype))
    held = term.ids.take(places, mode="clip") == ids
    found: Floats = term.table.take(term.codes.take(places, mode="clip"))
    found *= term.weight * held
    return found
