"""The best texts for a query over postings, without adding up what cannot make a difference.

MaxScore (Turtle and Flood, Query Evaluation: Strategies and Optimizations, 1995), on arrays: terms
that can add much are added up; once the rest of them cannot lift a text that has none of those
among the best, only the few texts that are still in reach are looked up in the rest. Where a bound
is known from the start, those few are all that is touched; otherwise all texts are added up first.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate as summed
from typing import NamedTuple

import numpy as np

from retrieval.postings import Floats, Ids, Small, WeightedTerm, accumulate, listed, ranges

# Terms that may add up to this share of the highest score wait for a first bound. While more texts
# than `_REACH` are in reach, a quarter of what waits goes on waiting: looking so many up would cost
# what adding up does. Of 0.04 to 0.4, 0.08 to 0.15 were the fastest at 100,000 passages.
_WAITING = 0.1
_FURTHER = 0.25
_REACH = 1 << 11
# Where a bound is known already, what may add up to half of it waits as well.
_SAFE = 0.5
# Listing and sorting postings costs so many times what adding up does, by text.
_SORTING = 16
# Texts out of reach are left out before the next term is looked up, unless there are so few.
_FEW = 1 << 7
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


class _Search(NamedTuple):
    """What `top` is asked: the terms that can add most come first; `rest` is what those from each
    on can add together, and 0 at the end."""

    terms: Sequence[WeightedTerm]
    rest: Sequence[float]
    size: int
    limit: int
    gain: Gain | None
    barred: Ids

    def first(self, waiting: float) -> int:
        """How many terms come before those that can add so little together."""
        return next(n for n, left in enumerate(self.rest) if left <= waiting)


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
    search = _Search(terms, rest, size, limit, gain, barred)
    floor = max(floor, 0.0) * _JUST_BELOW
    found = _in_reach(search, floor) if floor > 0 else None
    return found or _added_up(search, floor)


def _in_reach(search: _Search, least: float) -> tuple[Ids, Floats] | None:
    """What `top` finds, where no text below `least` is wanted; None if adding up is faster.

    A text in reach has one of the first terms, or it gains much.
    """
    gain = search.gain
    done = search.first(least * (_JUST_BELOW if gain is None else _SAFE))
    count = sum([len(term.ids) for term in search.terms[:done]])
    if count * _SORTING > search.size:
        return None
    others = _NONE if gain is None else _gaining(gain, least - search.rest[done])
    if len(others) * _SORTING > search.size:
        return None
    ids, scores, total = _summed_up(search, done, others)
    near = (total >= least - search.rest[done]).nonzero()[0]
    return _finished(search, done, ids.take(near), scores.take(near), least)


def _added_up(search: _Search, floor: float) -> tuple[Ids, Floats]:
    """What `top` finds, by adding up for all texts what can add much."""
    rest, gain = search.rest, search.gain
    done = search.first(max(_WAITING * rest[0], _SAFE * floor))
    scores = accumulate(search.terms[:done], search.size)
    while True:
        scores[search.barred] = 0.0
        ids, total = _touched(scores, gain)
        least, near = _near(total, rest[done], floor, search.limit)
        if done == len(search.terms):
            return _best(ids[near], total[near], least, search.limit)
        others = _untouched(scores, gain, least - rest[done], search.barred)
        if others is not None and len(near) + len(others) <= _REACH:
            ids = np.sort(np.concatenate([ids[near], others])) if len(others) else ids[near]
            return _finished(search, done, ids, scores[ids], least)
        before, done = done, search.first(rest[done] * _FURTHER)
        scores += accumulate(search.terms[before:done], search.size)


def _summed_up(search: _Search, done: int, others: Ids) -> tuple[Small, Floats, Floats]:
    """The texts that have any of the first terms, and `others`, ascending; what they score for
    these terms; and with what they gain."""
    ids, scores = listed(search.terms[:done])
    if len(others):
        ids = np.concatenate([ids, others.astype(ids.dtype)])
        scores = np.concatenate([scores, np.zeros(len(others))])
    if len(ids):
        order = ids.argsort(kind="stable")
        ids = ids.take(order)
        is_first = np.ones(len(ids), np.bool_)
        np.not_equal(ids[1:], ids[:-1], out=is_first[1:])
        firsts = is_first.nonzero()[0]
        ids, scores = ids.take(firsts), np.add.reduceat(scores.take(order), firsts)
    if len(search.barred):
        free = np.isin(ids, search.barred, invert=True)
        ids, scores = ids[free], scores[free]
    gain = search.gain
    return ids, scores, scores + gain.gains.take(gain.owners.take(ids)) if gain else scores


def _near(total: Floats, rest: float, floor: float, limit: int) -> tuple[float, Ids]:
    """A bound for the scores that are wanted, and the places from which it can be reached."""
    if floor - rest > 0:
        near = np.flatnonzero(total >= floor - rest)
        if len(near) <= _REACH:
            return floor, near
    least = max(floor, _bound(total, limit) * _JUST_BELOW)
    return least, np.flatnonzero(total >= max(least - rest, _TINY))


def _touched(scores: Floats, gain: Gain | None) -> tuple[Ids, Floats]:
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
    ids = _gaining(gain, needed)
    if len(ids) > _REACH:
        return None
    ids = np.setdiff1d(ids, barred) if len(barred) else ids
    return np.asarray(ids[scores[ids] == 0.0])


def _gaining(gain: Gain, needed: float) -> Ids:
    """The texts of the groups that gain so much."""
    groups = (gain.gains >= needed).nonzero()[0]
    starts = gain.firsts.take(groups).astype(np.intp)
    return ranges(starts, gain.firsts.take(groups + 1) - starts)


def _finished(
    search: _Search, done: int, ids: Ids | Small, found: Floats, least: float
) -> tuple[Ids, Floats]:
    """The texts `ids`, ascending, that have `found` so far, looked up in the other terms."""
    gain = search.gain
    gains = None if gain is None else gain.gains.take(gain.owners.take(ids))
    for term, left in zip(search.terms[done:], search.rest[done + 1 :], strict=True):
        if not len(ids):
            break
        found += _looked_up(term, ids)
        if len(ids) > _FEW:
            near = ((found if gains is None else found + gains) >= least - left).nonzero()[0]
            ids, found = ids.take(near), found.take(near)
            gains = None if gains is None else gains.take(near)
    if gains is None:
        return _best(ids, found, least, search.limit)
    held = found > 0
    return _best(ids[held], (found + gains)[held], least, search.limit)


def _best(ids: Ids | Small, scores: Floats, least: float, limit: int) -> tuple[Ids, Floats]:
    """The `limit` best of these, and what ties with the last of them; none below `least`."""
    kept = scores >= max(least, _nth(scores, limit) * _JUST_BELOW)
    return ids[kept].astype(np.intp, copy=False), scores[kept]


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


def _looked_up(term: WeightedTerm, ids: Ids | Small) -> Floats:
    """What the term adds to each of these texts."""
    places = term.ids.searchsorted(ids.astype(term.ids.dtype, copy=False))
    held = term.ids.take(places, mode="clip") == ids
    found: Floats = term.table.take(term.codes.take(places, mode="clip"))
    found *= term.weight
    found *= held
    return found
