"""Terms add the same to a text, whether they are added up or looked up, however they are kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.postings import build_postings
from retrieval.ranking.scores import TextsSought, WeightedTerm, accumulate, scored

K1, B = 0.9, 0.4


def texts_of(size, chance, terms=3):
    """How often each of some terms stands in each of so many texts, and how long these are."""
    counts = chance.integers(1, 4, (terms, size)) * (chance.random((terms, size)) < 0.01)
    counts[:, chance.integers(0, size, 3)] = 2
    return counts, counts.sum(axis=0) + chance.integers(1, 40, size)


@pytest.mark.parametrize(("size", "is_packed"), [(300, False), (65_536, False), (70_001, True)])
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 1 << 32))
def test_looking_up_finds_what_the_formula_says(size, is_packed, seed):
    chance = np.random.default_rng(seed)
    counts, lengths = texts_of(size, chance)
    numbers, texts = np.nonzero(counts)
    every = (numbers.astype(np.uint64) << np.uint64(20)) | texts.astype(np.uint64)
    packed = np.repeat(every, counts[numbers, texts])
    keys, postings = build_postings(packed, 20, lengths)
    assert (keys.tolist(), postings.shift > 0) == ([0, 1, 2], is_packed)
    found = scored(postings, lengths.mean(), K1, B)
    own = np.unique(chance.integers(0, size, 200)).astype(np.uint32)
    norms = K1 * (1 - B + B * lengths / lengths.mean())
    for number, tf in enumerate(counts):
        term = WeightedTerm(found, *postings.starts[number : number + 2].tolist(), 2.5)
        expected = 2.5 * tf * (K1 + 1) / (tf + norms)
        np.testing.assert_allclose(accumulate([term], size), expected, rtol=1e-12)
        np.testing.assert_allclose(TextsSought(own).in_term(term), expected[own], rtol=1e-12)
