import numpy as np
import rank_bm25
from hypothesis import given
from hypothesis import strategies as st

from retrieval.bm25 import BM25

terms = st.sampled_from(list("abcdefgh"))
corpora = st.lists(st.lists(terms, max_size=12), max_size=40)
queries = st.lists(st.sampled_from(list("abcdefghxy")), max_size=8)


@given(corpora, queries, st.floats(0.01, 3), st.floats(0, 1))
def test_scores_are_those_of_rank_bm25(corpus, query, k1, b):
    bm25 = BM25(corpus, k1=k1, b=b)
    if not any(corpus):
        assert bm25.get_scores(query).tolist() == [0.0] * len(corpus)
        return
    theirs = rank_bm25.BM25Okapi(corpus, k1=k1, b=b)
    with np.errstate(invalid="ignore"):
        expected = np.nan_to_num(theirs.get_scores(query))
    np.testing.assert_allclose(bm25.get_scores(query), expected, rtol=0, atol=1e-9)
