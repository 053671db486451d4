"""Few large segments are kept, and no passage is merged again and again for it."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.index.file_table import DocumentRef, FileEntry, FileTable
from retrieval.index.postings import edges
from retrieval.index.segments import LARGEST
from retrieval.index.store import IndexState
from retrieval.indexing.merge_policy import due, due_in_passing

sizes = st.lists(st.integers(1, LARGEST), max_size=40)
documents = st.tuples(st.integers(1, 100) | st.integers(1, LARGEST), st.booleans())
limits = st.none() | st.sampled_from([100, 4096, 30_000])


def state(passages):
    """Segments of so many passages, each of one document."""
    return partly([[(size, True)] for size in passages])


def partly(parts):
    """Segments of documents: how many passages each of these has, and whether it is in use."""
    firsts = [edges([size for size, _ in own]) for own in parts]
    segments = [
        SimpleNamespace(passages=int(own[-1]), documents=len(own) - 1, firsts=own) for own in firsts
    ]
    refs = (
        DocumentRef(n, d) for n, own in enumerate(parts) for d, (_, used) in enumerate(own) if used
    )
    files = FileTable.of({f"{n:03}": FileEntry(1, 1, ref) for n, ref in enumerate(refs)})
    return IndexState(tuple(segments), files)


def groups_of(known, most):
    return due(known) if most is None else due_in_passing(known, most)


def merged(passages, groups):
    gone = {number for group in groups for number in group}
    left = [size for number, size in enumerate(passages) if number not in gone]
    return [*left, *(sum(passages[number] for number in group) for group in groups)]


@given(sizes, limits)
def test_groups_fit_into_a_segment_and_are_worth_merging(passages, most):
    groups = groups_of(state(passages), most)
    used = [number for group in groups for number in group]
    assert len(used) == len(set(used))
    for group in groups:
        assert len(group) > 1
        assert sum(passages[number] for number in group) <= (most or LARGEST)


@given(st.lists(st.lists(documents, min_size=1, max_size=4), max_size=8), limits)
@example([[(1, True), (1, False)]], None)
def test_only_what_is_in_use_counts(parts, most):
    groups = groups_of(partly(parts), most)
    used = [sum(size for size, is_used in own if is_used) for own in parts]
    half = [2 * each < sum(size for size, _ in own) for own, each in zip(parts, used, strict=True)]
    numbers = [number for group in groups for number in group]
    assert len(numbers) == len(set(numbers))
    assert all(sum(used[number] for number in group) <= (most or LARGEST) for group in groups)
    alone = [n for n, each in enumerate(used) if half[n] and each <= (most or LARGEST)]
    assert [group for group in groups if len(group) == 1] == [[number] for number in alone]


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
