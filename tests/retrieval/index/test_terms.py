"""Every term is found by its key, and no other."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.index.terms import BITS, Lexicon, buckets_of, lower_bits

LAST = (1 << BITS) - 1
# Keys are spread evenly; these are too, and then some that stand close together or at the edges.
spread = st.integers(0, LAST)
crowded = st.integers(0, 40) | st.integers(LAST - 40, LAST)
keys = st.sets(spread, max_size=60) | st.sets(crowded | spread, max_size=200)


@given(keys, st.sets(crowded | spread, max_size=20))
@example({0, LAST}, {1})
@example(set(range(0, LAST, LAST // 500)), {5})
def test_terms_are_found_by_their_keys(known, others):
    own = np.array(sorted(known), np.uint64)
    lexicon = Lexicon(lower_bits(own), buckets_of(own))
    numbers = {key: number for number, key in enumerate(own.tolist())}
    assert lexicon.terms() == own.tolist()
    half = 1 << BITS - 1
    parts = lexicon.between(0, half), lexicon.between(half, 1 << BITS)
    assert [len(part) for part in parts] == [int((own < half).sum()), int((own >= half).sum())]
    asked = sorted(known | others)
    expected = [numbers.get(key, -1) for key in asked]
    assert lexicon.find(asked) == expected
    assert lexicon.numbers(np.array(asked, np.uint64)).tolist() == expected
    many = np.array(asked * 200, np.uint64)
    assert lexicon.numbers(many).tolist() == expected * 200
