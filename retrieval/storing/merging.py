"""Which segments to merge, and merging them: few large ones are searched faster than many small."""

from collections.abc import Callable, Sequence

from retrieval.storage import Part, State
from retrieval.storing.building import build
from retrieval.storing.filing import Place
from retrieval.storing.segments import LARGEST, Segment

# So many segments of about one size are merged: each passage is merged again only when there are
# four times as many.
_MOST = 4
_GROWTH = 4


def due(state: State, largest: int = LARGEST) -> list[list[int]]:
    """The parts to be merged, group by group; parts of which less than half is in use come alone,
    and those of which nothing is. No group has more than `largest` passages in use."""
    used = [_used(state, number) for number in range(len(state.parts))]
    groups = [
        [n]
        for n, (part, passages) in enumerate(zip(state.parts, used, strict=True))
        if 2 * passages < part.segment.passages and passages <= largest
    ]
    tiers: dict[int, list[int]] = {}
    for number, passages in enumerate(used):
        if 2 * passages <= LARGEST and [number] not in groups:
            tiers.setdefault(_tier(passages), []).append(number)
    for tier in tiers.values():
        if len(tier) >= _MOST:
            groups += (group for group in _packed(tier, used, largest) if len(group) > 1)
    return groups


def merge(
    state: State,
    groups: Sequence[Sequence[int]],
    store: Callable[[Segment], Part],
    done: Callable[[int, int], None],
) -> State:
    """`state` with each group of parts as one new part, in which only what is in use is left.

    `done` is told how many parts have been merged more, and how many bytes that is.
    """
    merged = {number for group in groups for number in group}
    kept = [number for number in range(len(state.parts)) if number not in merged]
    parts = [state.parts[number] for number in kept]
    segments = {old: new for new, old in enumerate(kept)}
    places: dict[Place, Place] = {}
    for group in groups:
        used = [Place(n, d) for n in group for d in sorted(state.files.documents(n).tolist())]
        if used:
            places.update({old: Place(len(parts), n) for n, old in enumerate(used)})
            contents = [_content(state, place) for place in used]
            parts.append(store(Segment(build(contents))))
        done(len(group), 0)
    return State(tuple(parts), state.files.renumbered(places, segments))


def _content(state: State, place: Place) -> memoryview:
    return state.parts[place.segment].segment.content(place.document)


def _used(state: State, number: int) -> int:
    """How many passages of a part are in use."""
    segment = state.parts[number].segment
    documents = state.files.documents(number)
    if len(documents) == segment.documents:
        return segment.passages
    firsts = segment.firsts.astype(int)
    return int((firsts[documents + 1] - firsts[documents]).sum())


def _tier(passages: int) -> int:
    return passages.bit_length() // (_GROWTH.bit_length() - 1)


def _packed(tier: Sequence[int], used: Sequence[int], largest: int) -> list[list[int]]:
    """The parts of a tier, in order, in groups of at most `largest` passages."""
    groups: list[list[int]] = []
    filled = largest
    for number in tier:
        if filled + used[number] > largest:
            groups.append([])
            filled = 0
        groups[-1].append(number)
        filled += used[number]
    return groups
