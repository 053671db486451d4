"""BM25 against rank_bm25: the same scores, the same results, and an answer where it has none."""

import numpy as np
import pytest
import rank_bm25
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.ranking.bm25 import BM25
from retrieval.ranking.scores import best

terms = st.sampled_from("abcdefgh")
corpora = st.lists(st.lists(terms, max_size=12), max_size=40)
queries = st.lists(st.sampled_from("abcdefghxy"), max_size=8)
parameters = st.tuples(st.floats(0.01, 3), st.floats(0, 1), st.floats(0, 1))
kinds = st.sampled_from(["okapi", "nonnegative"])

CORPUS = [["甲", "乙"], ["乙", "丙", "丙"], [], ["甲", "乙"], ["丁"], ["戊"], ["己"]]


def their_scores(corpus, query, k1=1.5, b=0.75, epsilon=0.25):
    """rank_bm25's scores; its 0/0 for an empty text (b = 1) is no score, so 0."""
    if not any(corpus):
        return np.zeros(len(corpus))
    with np.errstate(invalid="ignore"):
        scores = rank_bm25.BM25Okapi(corpus, None, k1, b, epsilon).get_scores(query)
    return np.nan_to_num(scores)


@settings(deadline=None)
@given(corpora, queries, parameters)
def test_scores_are_those_of_rank_bm25(corpus, query, values):
    scores = BM25(corpus, None, *values).get_scores(query)
    assert scores.dtype == np.float64
    np.testing.assert_allclose(scores, their_scores(corpus, query, *values), rtol=0, atol=1e-9)


@settings(deadline=None)
@given(corpora, queries, st.none() | st.integers(-50, 50))
def test_results_are_those_of_rank_bm25_with_ties_to_the_lowest_id(corpus, query, n):
    order = np.argsort(-their_scores(corpus, query), kind="stable")
    # It divides by zero where no text has a term.
    expected = order[:n].tolist() if any(corpus) else []
    assert BM25(corpus).get_top_n(query, range(len(corpus)), n) == expected


@settings(deadline=None)
@given(corpora.filter(bool), queries, st.data())
def test_scores_of_some_texts_are_those_of_all(corpus, query, data):
    ids = data.draw(st.lists(st.integers(0, len(corpus) - 1)))
    bm25 = BM25(corpus)
    assert bm25.get_batch_scores(query, ids) == [bm25.get_scores(query)[i] for i in ids]


@settings(deadline=None)
@given(corpora.filter(any))
def test_the_attributes_are_those_of_rank_bm25(corpus):
    ours, theirs = BM25(corpus), rank_bm25.BM25Okapi(corpus)
    assert ours.corpus_size == theirs.corpus_size
    assert ours.avgdl == theirs.avgdl
    assert ours.average_idf == theirs.average_idf
    assert ours.doc_len == theirs.doc_len
    assert ours.doc_freqs == theirs.doc_freqs
    assert list(ours.idf.items()) == list(theirs.idf.items())


@settings(deadline=None)
@given(corpora, queries, kinds, st.integers(0, 50))
def test_top_gives_the_best_scores_above_zero(corpus, query, kind, n):
    bm25 = BM25(corpus, idf=kind)
    scores = bm25.get_scores(query).tolist()
    rounded = (round(score, 9) for score in scores)
    expected = sorted((-score, i) for i, score in enumerate(rounded) if score > 0)[:n]
    ids, found = bm25.top(query, n)
    assert ids.tolist() == [i for _, i in expected]
    assert found.tolist() == pytest.approx([-score for score, _ in expected], abs=1e-9)


@settings(deadline=None)
@given(corpora, queries)
def test_with_the_nonnegative_idf_exactly_the_texts_that_match_are_found(corpus, query):
    ids, _ = BM25(corpus, idf="nonnegative").top(query, len(corpus))
    assert sorted(ids.tolist()) == [i for i, text in enumerate(corpus) if set(text) & set(query)]


@pytest.mark.parametrize(("size", "n"), [(1, 1), (255, 10), (5_000, 10), (5_121, 3), (5_121, 40)])
@pytest.mark.parametrize("levels", [1, 3, 1_000_000])
def test_the_best_are_those_of_a_full_sort(size, n, levels):
    scores = np.random.default_rng(size).integers(0, levels, size) / levels
    assert best(scores, n).tolist() == np.argsort(-scores, kind="stable")[:n].tolist()


def test_nonnegative_idf_is_lucenes():
    idf = BM25(CORPUS, idf="nonnegative").idf
    assert idf["丁"] == pytest.approx(np.log(1 + 6.5 / 1.5))
    assert idf["乙"] == pytest.approx(np.log(1 + 4.5 / 3.5))


@pytest.mark.parametrize("corpus", [[], [[]], [[], [], []]])
def test_a_corpus_without_terms_has_no_results(corpus):
    bm25 = BM25(corpus)
    assert bm25.get_scores(["甲"]).tolist() == [0.0] * len(corpus)
    assert bm25.get_batch_scores(["甲"], []) == []
    assert bm25.top(["甲"], 5)[0].tolist() == []
    assert bm25.avgdl == 0
    assert bm25.idf == {}


def test_a_repeated_term_counts_as_often_as_it_is_repeated():
    bm25 = BM25(CORPUS)
    np.testing.assert_allclose(bm25.get_scores(["甲"] * 3), 3 * bm25.get_scores(["甲"]))


def test_corpus_and_query_may_be_iterators():
    bm25 = BM25(iter(CORPUS))
    assert bm25.get_scores(iter("丙")).tolist() == BM25(CORPUS).get_scores(["丙"]).tolist()


def test_a_tokenizer_cuts_the_texts():
    assert BM25(["a b", "b"], lambda text: text.split()).doc_freqs == [{"a": 1, "b": 1}, {"b": 1}]


def test_misuse_is_an_error():
    bm25 = BM25(CORPUS)
    with pytest.raises(ValueError, match="index corpus"):
        bm25.get_top_n(["甲"], ["one document"])
    with pytest.raises(IndexError):
        bm25.get_batch_scores(["甲"], [len(CORPUS)])
    with pytest.raises(ValueError, match="unknown idf"):
        BM25(CORPUS, idf="negative")


def test_small_numbers_are_stored_small_and_large_ones_are_kept():
    small = BM25(CORPUS).shards[0].postings
    assert (small.ids.dtype, small.columns.dtype) == (np.uint16, np.uint8)
    large = BM25([["a"]] * 70_000 + [["b", *["a"] * 99]])
    assert (large.shards[0].postings.ids.dtype, len(large.shards[0].postings.columns)) == (
        np.uint32,
        0,
    )
    assert np.flatnonzero(large.get_scores(["b"])).tolist() == [70_000]


def test_more_texts_than_two_bytes_count_score_as_rank_bm25_does():
    """Their postings are packed: the text and what it is scored by are one number."""
    words = "甲乙丙丁戊己庚"
    corpus = [
        [words[number % size] for size in range(1, 3 + number % 5)] for number in range(66_000)
    ]
    ours, theirs = BM25(corpus), rank_bm25.BM25Okapi(corpus)
    assert not len(ours.shards[0].postings.columns)
    assert ours.doc_freqs == theirs.doc_freqs
    for query in (["乙", "己"], ["丙", "丁", "戊", "己", "庚"]):
        scores = theirs.get_scores(query)
        np.testing.assert_allclose(ours.get_scores(query), scores, rtol=0, atol=1e-9)
        ids, found = ours.top(query, 50)
        np.testing.assert_allclose(found, scores[ids], rtol=0, atol=1e-8)
        assert found.min() >= np.sort(scores)[-50] - 1e-8


def test_very_long_texts_keep_their_frequencies_and_lengths():
    postings = BM25([["a"] * 3_000, ["a", *["b"] * 2_000], ["b"]]).shards[0].postings
    texts, frequencies = postings.of(0)
    assert (texts.tolist(), frequencies.tolist()) == ([0, 1], [3_000, 1])
    assert postings.text_lengths.tolist() == [3_000, 2_001, 1]


def plain_score(corpus, extras, query, k1, b):
    """BM25 with the non-negative idf, as its formula says; extras count in all but the length."""
    texts = [[*text, *more] for text, more in zip(corpus, extras, strict=True)]
    average = sum(map(len, corpus)) / len(corpus) or 1.0
    scores = [0.0] * len(texts)
    for term in query:
        n = sum(term in text for text in texts)
        idf = np.log1p((len(texts) - n + 0.5) / (n + 0.5))
        for i, text in enumerate(texts):
            tf = text.count(term)
            scores[i] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * len(corpus[i]) / average))
    return scores


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.lists(terms, max_size=6)] * 2), min_size=1, max_size=12), queries)
def test_extra_terms_count_in_everything_but_the_length(texts, query):
    corpus, extras = zip(*texts, strict=True)
    bm25 = BM25(corpus, None, 0.9, 0.4, idf="nonnegative", extras=extras)
    expected = plain_score(corpus, extras, query, 0.9, 0.4)
    np.testing.assert_allclose(bm25.get_scores(query), expected, rtol=0, atol=1e-9)
    assert bm25.doc_len == [len(text) for text in corpus]


@settings(deadline=None)
@given(corpora, queries)
def test_without_extra_terms_nothing_changes(corpus, query):
    same = BM25(corpus, extras=[[] for _ in corpus]).get_scores(query)
    assert same.tolist() == BM25(corpus).get_scores(query).tolist()


def test_there_are_extra_terms_for_every_text_or_for_none():
    with pytest.raises(ValueError, match="zip"):
        BM25(CORPUS, extras=[["甲"]])
