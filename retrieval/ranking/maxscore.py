"""The best texts for a query over postings, without adding up what cannot make a difference.

MaxScore (Turtle and Flood, Query Evaluation: Strategies and Optimizations, 1995), on arrays: terms
that can add much are added up; once the rest of them cannot lift a text that has none of those
among the best, only the few texts that are still in reach are looked up in the rest. Where a bound
is known from the start, those few are all that is touched; otherwise all texts are added up first.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate as summed
from math import inf
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Floats, Ids, Small
from retrieval.index.postings import changes, ranges
from retrieval.ranking.scores import TextsSought, WeightedTerm, accumulate, listed

# Terms that may add up to this share of the highest score wait for a first bound: of 0.07 to 0.4,
# 0.15 and 0.2 were the fastest at 100,000 and a million passages. While more texts than `_REACH`
# are in reach, a quarter of what waits goes on waiting: looking so many up would cost what adding
# up does.
_WAITING = 0.15
_FURTHER = 0.25
_REACH = 1 << 11
# Where a bound is known already, what may add up to half of it waits as well.
_SAFE = 0.5
# Listing and sorting postings costs so many times what adding up does, by text.
_SORTING = 16
# With more postings than one for so many texts, looking at all texts is faster.
_DENSE = 3
# Texts out of reach are left out before the next term is looked up, unless there are so few.
_FEW = 1 << 7
_LANES = 4
_TINY = 1e-300
_NONE = np.empty(0, np.intp)
# Terms over documents come late if they can add no more than this share together, and if they have
# so many postings: those of shorter ones are added up as fast as they are looked up.
_LATE = 0.03
_LONG = 1 << 10
# Scores closer than this are a tie: they may have been added up in another order.
_DIGITS = 9
_ROUNDED = 10.0**-_DIGITS
# A bound that rounding cannot make too high.
_JUST_BELOW = 1 - 1e-12


class DocumentBoost(NamedTuple):
    """What passages boost by the document that they belong to: `boosts` by document, none of them
    negative; the `owners` of the passages, ascending; the first passage of each document, and one
    past the last; and terms over the documents that come on top, `late`: for those passages that
    they can still bring in.
    """

    boosts: Floats
    owners: Ids
    firsts: Ids
    late: Sequence[WeightedTerm] = ()

    @property
    def left(self) -> float:
        """What the late terms can add at the most."""
        return sum([term.most for term in self.late])


def boost_of(terms: Sequence[WeightedTerm], owners: Ids, firsts: Ids) -> DocumentBoost:
    """What passages boost by terms over their documents. Terms that many documents hold say little
    of any of them and make most of the work: they come late."""
    left = _LATE * sum([term.most for term in terms])
    now: list[WeightedTerm] = []
    late: list[WeightedTerm] = []
    for term in sorted(terms, key=lambda term: term.most):
        is_late = term.most <= left and term.size >= _LONG
        left -= term.most if is_late else 0.0
        (late if is_late else now).append(term)
    return DocumentBoost(accumulate(now, len(firsts) - 1), owners, firsts, late)


class ShardSearch(NamedTuple):
    """A search in one shard: its number, the terms, how many texts it has, those that are `barred`
    from being found, and what texts boost by their documents."""

    number: int
    terms: Sequence[WeightedTerm]
    size: int
    barred: Ids
    boost: DocumentBoost | None = None


def best_of_shards(searches: Iterable[ShardSearch], limit: int) -> list[tuple[float, int, int]]:
    """The `limit` best texts of all shards and what ties with the last: score, shard, text.

    The highest score first, rounded: they may have been added up in another order. The best of the
    largest shard are a bound for the others.
    """
    found: list[tuple[float, int, int]] = []
    floor = 0.0
    for each in sorted(searches, key=lambda search: -search.size):
        ids, scores = top(each.terms, each.size, limit, floor - _ROUNDED, each.boost, each.barred)
        rounded = np.round(scores, _DIGITS).tolist()
        found += zip(rounded, [each.number] * len(ids), ids.tolist(), strict=True)
        found.sort(key=lambda one: -one[0])
        if 0 < limit <= len(found):
            floor = found[limit - 1][0]
            found = [one for one in found if one[0] >= floor]
    return found


class _Search(NamedTuple):
    """What `top` is asked: the terms that can add most come first; `rest` is what those from each
    on can add together, with what comes late, and that alone at the end."""

    terms: Sequence[WeightedTerm]
    rest: Sequence[float]
    size: int
    limit: int
    boost: DocumentBoost | None
    barred: Ids

    def first(self, waiting: float) -> int:
        """How many terms come before those that can add so little together."""
        found = (n for n, left in enumerate(self.rest) if left <= waiting)
        return next(found, len(self.terms))


def top(
    terms: Sequence[WeightedTerm],
    size: int,
    limit: int,
    floor: float = 0.0,
    boost: DocumentBoost | None = None,
    barred: Ids = _NONE,
) -> tuple[Ids, Floats]:
    """The ids and the scores of the `limit` best of `size` texts that hold any of the terms.

    A text scores the sum of its terms and its `boost`. In no order; texts that tie with the last
    one, or all but tie, are there too; none that scores below `floor`, none that is `barred`.
    """
    if not terms:
        return _NONE, np.empty(0)
    terms = sorted(terms, key=lambda term: -term.most)
    late = boost.left if boost else 0.0
    rest = [*summed((term.most for term in reversed(terms)), initial=late)][::-1]
    search = _Search(terms, rest, size, limit, boost, barred)
    floor = max(floor, 0.0) * _JUST_BELOW
    found = _in_reach(search, floor) if floor > 0 else None
    return found or _added_up(search, floor)


def _in_reach(search: _Search, least: float) -> tuple[Ids, Floats] | None:
    """What `top` finds, where no text below `least` is wanted; None if adding up is faster.

    A text in reach has one of the first terms, or its document lifts it much.
    """
    boost = search.boost
    done = search.first(least * (_JUST_BELOW if boost is None else _SAFE))
    count = sum([term.size for term in search.terms[:done]])
    if count * _SORTING > search.size:
        return None
    others = _NONE if boost is None else _lifted(boost, least - search.rest[done])
    if len(others) * _SORTING > search.size:
        return None
    ids, scores, total = _summed_up(search, done, others)
    near = (total >= least - search.rest[done]).nonzero()[0]
    return _finished(search, done, ids.take(near), scores.take(near), least)


def _added_up(search: _Search, floor: float) -> tuple[Ids, Floats]:
    """What `top` finds, by adding up for all texts what can add much."""
    terms, rest = search.terms, search.rest
    done = search.first(max(_WAITING * rest[0], _SAFE * floor))
    ids, added = listed(terms[:done])
    scores = np.bincount(ids, added, search.size).astype(np.float64, copy=False)
    scores[search.barred] = -inf
    while True:
        least, near = _near(search, ids, scores, done, floor)
        others = _untouched(search.boost, scores, least - rest[done])
        if done == len(terms) or (others is not None and len(near) + len(others) <= _REACH):
            if others is not None and len(others):
                near = np.sort(np.concatenate([near, others]))
            return _finished(search, done, near, scores.take(near), least)
        before, done = done, max(done + 1, search.first(rest[done] * _FURTHER))
        more, added = listed(terms[before:done])
        ids = np.concatenate([ids, more])
        scores += np.bincount(more, added, search.size)


def _summed_up(search: _Search, done: int, others: Ids) -> tuple[Ids | Small, Floats, Floats]:
    """The texts that have any of the first terms, and `others`, ascending; what they score for
    these terms; and with what they boost."""
    ids: Ids | Small
    ids, scores = listed(search.terms[:done])
    if len(others):
        # Without any of the first terms, nothing tells how large the numbers may be.
        ids = np.concatenate([ids, others.astype(ids.dtype)]) if len(ids) else others
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
    boost = search.boost
    return ids, scores, scores + boost.boosts.take(boost.owners.take(ids)) if boost else scores


def _near(
    search: _Search, ids: Small, scores: Floats, done: int, floor: float
) -> tuple[float, Ids | Small]:
    """A bound for the scores that are wanted, and the texts, ascending, from which it can be
    reached, of those that have any of the terms so far: `ids`, once for every term."""
    rest, limit, boost = search.rest[done], search.limit, search.boost
    touched, total, times = _touched(search, ids, scores, done)
    least = max(floor, _bound(total, limit * times) * _JUST_BELOW)
    near = touched.compress(total >= max(least - rest, _TINY))
    near.sort()
    near = near.compress(changes(near))
    total = _boosted(scores.take(near), near, boost)
    least = max(least, _nth(total, limit) * _JUST_BELOW)
    return least, near.compress(total >= least - rest)


def _touched(
    search: _Search, ids: Small, scores: Floats, done: int
) -> tuple[Ids | Small, Floats, int]:
    """The texts that have any of the terms so far, or all of them; what they score with what they
    boost; and how often a text is among them at the most."""
    boost = search.boost
    if len(ids) * _DENSE <= search.size:
        return ids, _boosted(scores.take(ids), ids, boost), done
    if boost is None:
        return _all(search.size), scores, 1
    touched = (scores > 0).nonzero()[0]
    return touched, _boosted(scores.take(touched), touched, boost), 1


@lru_cache(maxsize=32)
def _all(size: int) -> Ids:
    return np.arange(size)


def _boosted(scores: Floats, ids: Ids | Small, boost: DocumentBoost | None) -> Floats:
    """What texts score with what they boost."""
    if boost is not None:
        scores += boost.boosts.take(boost.owners.take(ids))
    return scores


def _untouched(boost: DocumentBoost | None, scores: Floats, needed: float) -> Ids | None:
    """The texts that have none of the terms so far and may still be in reach; None if they may be
    all. `needed` is the boost that this takes."""
    if needed <= 0:
        return None
    if boost is None:
        return _NONE
    ids = _lifted(boost, needed)
    if len(ids) > _REACH:
        return None
    return ids.compress(scores.take(ids) == 0.0)


def _lifted(boost: DocumentBoost, needed: float) -> Ids:
    """The texts of the groups that boost so much."""
    groups = (boost.boosts >= needed).nonzero()[0]
    starts = boost.firsts.take(groups).astype(np.intp)
    return ranges(starts, boost.firsts.take(groups + 1) - starts)


def _finished(
    search: _Search, done: int, ids: Ids | Small, found: Floats, least: float
) -> tuple[Ids, Floats]:
    """The texts `ids`, ascending, that have `found` so far, looked up in the other terms."""
    boost = search.boost
    boosts = None if boost is None else boost.boosts.take(boost.owners.take(ids))
    sought = TextsSought(ids)
    for term, left in zip(search.terms[done:], search.rest[done + 1 :], strict=True):
        if not len(ids):
            break
        found += sought.in_term(term)
        if len(ids) > _FEW:
            near = ((found if boosts is None else found + boosts) >= least - left).nonzero()[0]
            ids, found = ids.take(near), found.take(near)
            boosts = None if boosts is None else boosts.take(near)
            sought = TextsSought(ids)
    if boost is None or boosts is None:
        return _best(ids, found, least, search.limit)
    total = found + boosts
    near = ((found > 0) & (total >= least - boost.left)).nonzero()[0]
    ids, total = ids.take(near), total.take(near)
    return _best(ids, _with_late(total, ids, boost), least, search.limit)


def _with_late(scores: Floats, ids: Ids | Small, boost: DocumentBoost) -> Floats:
    """What texts score with the terms that come late."""
    owners = boost.owners.take(ids)
    if len(ids) > _REACH:
        return scores + accumulate(boost.late, len(boost.boosts)).take(owners)
    sought = TextsSought(owners)
    for term in boost.late:
        scores += sought.in_term(term)
    return scores


def _best(ids: Ids | Small, scores: Floats, least: float, limit: int) -> tuple[Ids, Floats]:
    """The `limit` best of these, and what ties with the last of them; none below `least`."""
    kept = scores >= max(least, _nth(scores, limit) * _JUST_BELOW)
    return ids[kept].astype(np.intp, copy=False), scores[kept]


def _bound(scores: Floats, n: int) -> float:
    """A score that at least `n` of these reach, if not the highest there is."""
    rows = len(scores) // (_LANES * n) if n else 0
    if rows < 2:
        return _nth(scores, n)
    # Of the highest in each of some columns, `n` reach the `n`-th.
    size = rows * _LANES * n
    return _nth(scores[:size].reshape(rows, -1).max(axis=0), n)


def _nth(scores: Floats, n: int) -> float:
    """The n-th highest score, or 0 if there is none."""
    if not 0 < n <= len(scores):
        return 0.0
    return float(np.partition(scores, len(scores) - n)[len(scores) - n])
