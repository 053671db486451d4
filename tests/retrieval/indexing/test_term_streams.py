"""The terms of whole texts at once are those that are cut one by one for a question."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS, contents

from retrieval.analysis.analyzer import Analyzer, fold
from retrieval.analysis.analyzer import pairs as pairs_of
from retrieval.analysis.synonyms import Synonyms
from retrieval.index import terms as keys
from retrieval.indexing import term_streams as streams
from retrieval.indexing.term_streams import CutTexts

PLAIN = Analyzer()
GROUPED = Analyzer(
    "过货量 5 n\n满都拉口岸",
    Synonyms([("新冠肺炎", "新型冠状病毒", "新冠"), ("口岸", "关口"), ("gdp", "生产总值")]),
)
STRANGE = ["", "a", "新", "新冠在口岸gdp12.5", "（1）x-y 口岸", "𠮷野家𠮷", "gdpr和GDP关口关口"]

texts = st.lists(st.one_of(contents, st.sampled_from(STRANGE)), max_size=6)
analyzers = st.sampled_from([PLAIN, GROUPED])


def cut(analyzer, folded):
    """The texts as `records` keeps them."""
    cuts, groups, terms = [], [], []
    for text in folded:
        for tokens, group in analyzer.tokens(text):
            if group:
                groups.append(len(cuts))
                terms.append(group)
            cuts += map(len, tokens)
    return CutTexts(
        streams.folded_codes(keys.code_points("".join(folded))),
        np.array([len(text) for text in folded], np.intp),
        np.array(cuts, np.intp),
        np.array(groups, np.intp),
        keys.keys_of(terms),
    )


def check(analyzer, raw):
    folded = [fold(text) for text in raw]
    found = cut(analyzer, folded)
    words, bigrams = streams.words(found), streams.bigrams(found)
    pairs = streams.pairs(words)
    for number, text in enumerate(folded):
        own = analyzer.words(text)
        assert words.keys[words.texts == number].tolist() == keys.keys_of(own).tolist()
        expected = [keys.pair_key(pair) for pair in pairs_of(own)]
        assert pairs.keys[pairs.texts == number].tolist() == expected
        # Their order is of no consequence.
        expected = sorted(keys.keys_of(analyzer.bigrams(text)).tolist())
        assert sorted(bigrams.keys[bigrams.texts == number].tolist()) == expected


@settings(max_examples=20)
@given(texts, analyzers)
def test_the_terms_are_those_of_the_analyzer(raw, analyzer):
    check(analyzer, raw)


def test_the_terms_of_real_documents_are_those_of_the_analyzer():
    for name in (REPORT, ARTICLE):
        raw = (SEEDS / name).read_text("utf-8").split("\n")
        check(PLAIN, raw)
        check(GROUPED, raw)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_code_points_fold_as_text_does(text):
    codes = streams.folded_codes(keys.code_points(text))
    assert codes.tolist() == [ord(character) for character in fold(text)]


@given(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=60))
def test_different_terms_have_different_keys_that_fit(terms):
    found = keys.keys_of(terms).tolist()
    assert len(set(found)) == len(terms)
    assert all(key < 1 << keys.BITS for key in found)


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=20))
def test_a_key_depends_on_its_term_alone(terms):
    together = keys.keys_of(terms).tolist()
    assert together == [keys.keys_of([term]).tolist()[0] for term in terms]
    assert together == [keys.term_key(term) for term in terms]


@given(st.text("abc甲乙𠮷", min_size=2, max_size=2))
def test_a_bigram_has_the_key_of_its_word(text):
    codes = keys.code_points(text)
    assert keys.hashed_bigrams(codes[:1], codes[1:]).tolist() == keys.keys_of([text]).tolist()
