"""Batches hold everything in order, and none holds more than it must."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.batching import batched


@given(st.lists(st.integers(0, 9)), st.integers(1, 20))
def test_batches_are_full_with_their_last_item(items, enough):
    batches = list(batched(items, lambda size: size, enough))
    assert [item for batch in batches for item in batch] == items
    assert all(batches)
    for batch in batches:
        assert sum(batch[:-1]) < enough
    for batch in batches[:-1]:
        assert sum(batch) >= enough
