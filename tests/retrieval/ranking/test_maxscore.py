"""The best texts are those that adding everything up finds, ties included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.postings import narrowest
from retrieval.ranking import maxscore as module
from retrieval.ranking.maxscore import DocumentBoost, boost_of, top
from retrieval.ranking.scores import accumulate, listed, term_of

# Few different values make many ties; sizes on both sides of where other ways are taken.
sizes = st.sampled_from([1, 5, 300, 5000, 20000, 70000])


@st.composite
def searches(draw):
    """Terms over so many texts, what groups of texts boost, and which texts are barred."""
    size = draw(sizes)
    chance = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    terms = [term(draw, size, chance) for _ in range(draw(st.integers(0, 8)))]
    barred = np.flatnonzero(chance.random(size) < draw(st.sampled_from([0.0, 0.3, 1.0])))
    return terms, size, draw(st.none() | boosts(size, chance)), barred


@st.composite
def boosts(draw, size, chance):
    """Groups of neighbouring texts, some of them empty, few of which boost anything at times."""
    count = draw(st.sampled_from([1, 3, 50, 4000]))
    firsts = np.sort(np.append(chance.integers(0, size + 1, count - 1), [0, size]))
    values = chance.integers(0, 4, count) * (chance.random(count) < draw(st.floats(0, 1)))
    owners = np.repeat(np.arange(count), np.diff(firsts)).astype(narrowest(count))
    scale = draw(st.sampled_from([0.1, 5.0, 40.0]))
    late = [term(draw, count, chance) for _ in range(draw(st.integers(0, 3)))]
    return DocumentBoost(values * scale, owners, firsts.astype(np.uint32), late)


def term(draw, size, chance):
    """A term over so many texts, none of which it may be without."""
    dense = draw(st.sampled_from([0.0005, 0.002, 0.05, 0.5, 1.0]))
    ids = np.flatnonzero(chance.random(size) < dense).astype(narrowest(size))
    ids = ids if len(ids) else np.zeros(1, narrowest(size))
    table = draw(st.sampled_from([chance.integers(1, 4, 3) * 1.0, 1 + chance.random(3)]))
    weight = draw(st.sampled_from([0.01, 0.1, 1.0, 10.0]))
    return term_of(ids, weight * table[chance.integers(0, 3, len(ids))])


def held(ids, score=1.0):
    """A term that these texts hold, and that adds so much to each."""
    return term_of(np.array(ids, np.uint32), np.full(len(ids), score))


def added_up(terms, size, boost, barred):
    """The scores of all texts; 0 of those without any term and of those barred."""
    scores = np.zeros(size)
    for term in terms:
        ids, own = listed([term])
        scores[ids] += own
    held = scores > 0
    if boost is not None:
        boosts = boost.boosts + accumulate(boost.late, len(boost.boosts))
        scores[held] += boosts[boost.owners[held]]
    scores[barred] = 0.0
    return scores


@settings(deadline=None, max_examples=150)
@given(searches(), st.sampled_from([1, 3, 50, 400]), st.data())
def test_the_best_are_found_with_all_that_tie(search, limit, data):
    terms, size, boost, barred = search
    expected = added_up(terms, size, boost, barred)
    # A bound that somebody else has found is often close to one of the scores.
    floors = [0.0, 0.2, 8.0, 1e9, *np.sort(expected)[-2 * limit :: limit // 2 + 1].tolist()]
    floor = data.draw(st.sampled_from(floors))
    ids, scores = top(terms, size, limit, floor, boost, barred)
    np.testing.assert_allclose(scores, expected[ids], rtol=1e-12)
    assert len(set(ids.tolist())) == len(ids)
    positive = np.sort(expected[expected > 0])[::-1]
    least = max(floor, positive[limit - 1] if len(positive) >= limit else 0.0)
    wanted = np.flatnonzero((expected > 0) & (expected >= least))
    assert set(wanted.tolist()) <= set(ids.tolist())
    # None is there that does not all but tie with the last.
    assert (scores > 0).all()
    assert (scores >= least * (1 - 1e-9)).all()


@settings(deadline=None)
@given(st.data())
def test_what_comes_late_is_little_and_nothing_is_lost(data):
    chance = np.random.default_rng(data.draw(st.integers(0, 1 << 32)))
    terms = [term(data.draw, 500, chance) for _ in range(data.draw(st.integers(0, 6)))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LONG", 50)
        boost = boost_of(terms, np.arange(500), np.arange(501))
    boosts = boost.boosts + accumulate(boost.late, 500)
    np.testing.assert_allclose(boosts, accumulate(terms, 500), rtol=1e-12)
    assert boost.left <= 0.03 * sum(each.most for each in terms) + 1e-9
    assert all(each.size >= 50 for each in boost.late)


def test_whole_documents_are_found_by_their_gain_alone_beyond_what_two_bytes_count():
    boost = DocumentBoost(
        np.array([0.0, 9.0]), np.repeat([0, 1], [69_998, 2]), np.array([0, 69_998, 70_000])
    )
    found, scores = top([held([3, 69_999], 0.1)], 70_000, 1, 5.0, boost)
    assert (found.tolist(), scores.tolist()) == ([69_999], [9.1])


@pytest.mark.parametrize("floor", [0.0, 0.5])
def test_no_text_that_is_barred_is_found(floor):
    found, _ = top([held([3, 4, 6, 7])], 70_000, 4, floor, barred=np.array([3, 4, 7]))
    assert found.tolist() == [6]


@pytest.mark.parametrize("floor", [0.0, 1.0])
def test_what_rounding_keeps_from_a_tie_is_found(floor):
    terms = [held([5]), held([70], 1 - 1e-13), held([900], 1 - 1e-9)]
    found, _ = top(terms, 1000, 1, floor)
    assert sorted(found.tolist()) == [5, 70]


def test_terms_that_come_late_bring_in_texts_together():
    late = [held([1], 0.04), held([1], 0.04)]
    boost = DocumentBoost(
        np.zeros(2), np.repeat([0, 1], [600, 400]), np.array([0, 600, 1000]), late
    )
    found, _ = top([held([5]), held([700], 0.95)], 1000, 1, boost=boost)
    assert found.tolist() == [700]


def test_few_columns_do_not_make_the_bound_too_high():
    """The best texts hold all terms: among the postings each of them is there several times."""
    chance = np.random.default_rng(4)
    best = np.arange(0, 9000, 4500)
    terms = []
    for weight in (1.0, 0.9, 0.8):
        ids = np.union1d(best, chance.choice(9000, 400, replace=False)).astype(np.uint16)
        terms.append(term_of(ids, weight * np.where(np.isin(ids, best), 1.0, 0.2)))
    expected = added_up(terms, 9000, None, [])
    found, _ = top(terms, 9000, 3)
    assert set(np.flatnonzero(expected >= np.sort(expected)[-3]).tolist()) <= set(found.tolist())
