"""What comes back with a hit says what was sent of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engines.opensearch.mapping import KINDS, content_id, packed, unpacked

NUMBER = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_columns_come_back_as_they_were_sent_in_any_order(kind, data):
    fields = len(KINDS[kind])
    counts = st.tuples(*[NUMBER] * (2 * fields))
    texts = data.draw(st.lists(st.tuples(st.text(), NUMBER, counts), max_size=9))
    ids = [content_id(path, 0, "") for path, _, _ in texts]
    numbers = [number for _, number, _ in texts]
    told = np.array([own for *_, own in texts], np.int64).reshape(len(texts), 2 * fields).T
    sent = packed(kind, ids, np.array(numbers, np.int64), [*told[:fields]], [*told[fields:]])
    assert "=" not in "".join(sent)  # the engine leaves it out
    order = data.draw(st.permutations(range(len(texts))))
    found = unpacked(kind, [sent[n] for n in order])
    assert found.documents == [ids[n] for n in order]
    assert found.numbers == [numbers[n] for n in order]
    assert found.lengths.tolist() == told[:fields][:, order].tolist()
    assert found.sent.tolist() == told[fields:][:, order].tolist()
