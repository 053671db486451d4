"""Few large segments are kept, and no passage is merged again and again for it."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.storing.filing import Filed, Files, Place
from retrieval.storing.merging import due, due_in_passing
from retrieval.storing.segments import LARGEST

sizes = st.lists(st.integers(1, LARGEST), max_size=40)


def state(passages):
    """Parts of so many passages, each of one document."""
    segments = [SimpleNamespace(passages=size, documents=1) for size in passages]
    files = Files.of({f"{n:03}": Filed(1, 1, Place(n, 0)) for n in range(len(passages))})
    return SimpleNamespace(parts=[SimpleNamespace(segment=s) for s in segments], files=files)


def merged(passages, groups):
    gone = {number for group in groups for number in group}
    left = [size for number, size in enumerate(passages) if number not in gone]
    return [*left, *(sum(passages[number] for number in group) for group in groups)]


@given(sizes, st.none() | st.sampled_from([100, 4096, 30_000]))
def test_groups_fit_into_a_segment_and_are_worth_merging(passages, most):
    known = state(passages)
    groups = due(known) if most is None else due_in_passing(known, most)
    used = [number for group in groups for number in group]
    assert len(used) == len(set(used))
    for group in groups:
        assert len(group) > 1
        assert sum(passages[number] for number in group) <= (most or LARGEST)


@given(sizes)
def test_merging_comes_to_an_end_with_few_small_segments(passages):
    while groups := due(state(passages)):
        passages = merged(passages, groups)
    small = sorted(size for size in passages if 2 * size <= LARGEST)
    # Each is larger than all smaller ones together, or they would have been merged.
    assert len(small) <= LARGEST.bit_length()
    assert len(passages) <= 3 + LARGEST.bit_length() + 2 * sum(passages) // LARGEST


@pytest.mark.parametrize(
    ("batch", "count", "most"), [(8_700, 120, 18), (6_600, 16, 2), (630, 16, 1)]
)
def test_what_is_made_at_once_fills_its_segments(batch, count, most):
    passages = [batch] * count + [302]
    assert len(merged(passages, due(state(passages)))) <= most


@pytest.mark.parametrize("find", [due, lambda known: due_in_passing(known, 4096)])
def test_what_is_added_bit_by_bit_is_merged_a_few_times(find):
    passages, moved = [60_000], 0
    for _ in range(1000):
        passages.append(50)
        while groups := find(state(passages)):
            moved += sum(passages[number] for group in groups for number in group)
            passages = merged(passages, groups)
    assert len(passages) <= 40
    assert moved <= 12 * 50 * 1000
