"""Which segments to merge, and merging them: few large ones are searched faster than many small."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from retrieval.index.file_table import DocumentRef
from retrieval.index.segments import LARGEST
from retrieval.index.store import SegmentPart, State
from retrieval.indexing.segment_merger import MergedSegment, union

# Parts are merged into one that has so many times as much in use as each of them: a passage is then
# merged again only a few times, however much is added bit by bit. Who has time wants fewer parts.
_GROWTH = 2
_GROWTH_IN_PASSING = 4


def due(state: State) -> list[list[int]]:
    """The parts to be merged, group by group; parts of which less than half is in use come alone,
    and those of which nothing is. No group has more than `LARGEST` passages in use."""
    return _due(state, LARGEST, _GROWTH)


def due_in_passing(state: State, most: int) -> list[list[int]]:
    """The same for somebody who waits, in groups of at most so many passages."""
    return _due(state, min(most, LARGEST), _GROWTH_IN_PASSING)


def _due(state: State, largest: int, growth: int) -> list[list[int]]:
    used = [_used(state, number) for number in range(len(state.parts))]
    groups = [
        [n]
        for n, (part, passages) in enumerate(zip(state.parts, used, strict=True))
        if 2 * passages < part.segment.passages and passages <= largest
    ]
    small = [n for n in range(len(used)) if 2 * used[n] <= largest and [n] not in groups]
    small.sort(key=used.__getitem__)
    sums = accumulate(used[n] for n in small)
    enough = (n for n, total in enumerate(sums, 1) if total >= growth * used[small[n - 1]])
    packed = _packed(small[: max(enough, default=0)], used, largest)
    return groups + [group for group in packed if len(group) > 1]


Pieces = Sequence[tuple[SegmentPart, Sequence[int]]]
"""Documents that become one segment: of each part so many, by their numbers."""

Made = Iterable[tuple[int, SegmentPart]]
"""New parts, in any order, each with the number of what it was made of."""


def merge(
    state: State, groups: Sequence[Sequence[int]], make: Callable[[Sequence[Pieces]], Made]
) -> State:
    """`state` with each group of parts as one new part, in which only what is in use is left."""
    merged = {number for group in groups for number in group}
    kept = [number for number in range(len(state.parts)) if number not in merged]
    parts = [state.parts[number] for number in kept]
    segments = {old: new for new, old in enumerate(kept)}
    used = [
        [(number, documents) for number in group if (documents := _documents(state, number))]
        for group in groups
    ]
    used = [pieces for pieces in used if pieces]
    places: dict[DocumentRef, DocumentRef] = {}
    for number, part in make([[(state.parts[n], own) for n, own in pieces] for pieces in used]):
        olds = (DocumentRef(n, document) for n, own in used[number] for document in own)
        places.update({old: DocumentRef(len(parts), new) for new, old in enumerate(olds)})
        parts.append(part)
    return State(tuple(parts), state.files.renumbered(places, segments))


def merged(pieces: Pieces) -> MergedSegment:
    """One segment of them."""
    return union([(part.segment, own) for part, own in pieces])


def _documents(state: State, number: int) -> list[int]:
    """Those of a part that are in use, in order."""
    return sorted(state.files.documents(number).tolist())


def _used(state: State, number: int) -> int:
    """How many passages of a part are in use."""
    segment = state.parts[number].segment
    documents = state.files.documents(number)
    if len(documents) == segment.documents:
        return segment.passages
    firsts = segment.firsts.astype(int)
    return int((firsts[documents + 1] - firsts[documents]).sum())


def _packed(parts: Sequence[int], used: Sequence[int], largest: int) -> list[list[int]]:
    """The parts in groups of at most `largest` passages: the largest first, each to the first
    group that has room for it."""
    groups: list[list[int]] = []
    filled: list[int] = []
    for part in reversed(parts):
        fits = (n for n, passages in enumerate(filled) if passages + used[part] <= largest)
        group = next(fits, len(groups))
        if group == len(groups):
            groups.append([])
            filled.append(0)
        groups[group].append(part)
        filled[group] += used[part]
    return [sorted(group) for group in groups]
