"""Which segments to merge, and merging them: few large ones are searched faster than many small."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from retrieval.index.file_table import DocumentRef
from retrieval.index.segments import LARGEST, Segment
from retrieval.index.store import IndexState
from retrieval.indexing.segment_merger import Pieces

# Segments are merged into one that has so many times as much in use as each of them: a passage is
# then merged again only a few times, however much is added bit by bit. Who has time wants fewer.
_GROWTH = 2
_GROWTH_IN_PASSING = 4


def due(state: IndexState) -> list[list[int]]:
    """The segments to be merged, by number, group by group; those of which less than half is in use
    come alone. No group has more than `LARGEST` passages in use."""
    return _due(state, LARGEST, _GROWTH)


def due_in_passing(state: IndexState, most: int) -> list[list[int]]:
    """The same for somebody who waits, in groups of at most so many passages."""
    return _due(state, min(most, LARGEST), _GROWTH_IN_PASSING)


def _due(state: IndexState, largest: int, growth: int) -> list[list[int]]:
    used = [*map(state.used_passages, range(len(state.segments)))]
    groups = [
        [n]
        for n, (segment, passages) in enumerate(zip(state.segments, used, strict=True))
        if 2 * passages < segment.passages and passages <= largest
    ]
    small = [n for n in range(len(used)) if 2 * used[n] <= largest and [n] not in groups]
    small.sort(key=used.__getitem__)
    sums = accumulate(used[n] for n in small)
    enough = (n for n, total in enumerate(sums, 1) if total >= growth * used[small[n - 1]])
    packed = _packed(small[: max(enough, default=0)], used, largest)
    return groups + [group for group in packed if len(group) > 1]


Made = Iterable[tuple[int, Segment]]
"""New segments, in any order, each with the number of what it was made of."""


def merge(
    state: IndexState, groups: Sequence[Sequence[int]], make: Callable[[Sequence[Pieces]], Made]
) -> IndexState:
    """`state` with each group of segments as one new one, in which only what is in use is left."""
    replaced = {number for group in groups for number in group}
    kept = [number for number in range(len(state.segments)) if number not in replaced]
    segments = [state.segments[number] for number in kept]
    numbers = {old: new for new, old in enumerate(kept)}
    used = [
        [(number, documents) for number in group if (documents := state.used(number))]
        for group in groups
    ]
    used = [pieces for pieces in used if pieces]
    refs: dict[DocumentRef, DocumentRef] = {}
    planned = [[(state.segments[n], own) for n, own in pieces] for pieces in used]
    for number, segment in make(planned):
        olds = (DocumentRef(n, document) for n, own in used[number] for document in own)
        refs.update({old: DocumentRef(len(segments), new) for new, old in enumerate(olds)})
        segments.append(segment)
    files = state.files.renumbered(refs, numbers)
    return state._replace(segments=tuple(segments), files=files, mark="")


def _packed(segments: Sequence[int], used: Sequence[int], largest: int) -> list[list[int]]:
    """The segments in groups of at most `largest` passages: the largest first, each to the first
    group that has room for it."""
    groups: list[list[int]] = []
    filled: list[int] = []
    for segment in reversed(segments):
        fits = (n for n, passages in enumerate(filled) if passages + used[segment] <= largest)
        group = next(fits, len(groups))
        if group == len(groups):
            groups.append([])
            filled.append(0)
        groups[group].append(segment)
        filled[group] += used[segment]
    return [sorted(group) for group in groups]
