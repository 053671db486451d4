"""A group of synonyms is one term: whichever of its words is written, nothing else changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import document, index_of

from retrieval.analysis.analyzer import Analyzer, fold
from retrieval.analysis.questions import matched, understand
from retrieval.analysis.synonyms import Synonyms
from retrieval.excerpts.windows import highlights

GROUPS = (
    ("国家发改委", "发改委", "国家发展和改革委员会"),
    ("检查站", "卡子"),
    ("口岸", "国门"),
    ("社保", "社会保险"),
    ("猫", "喵星人"),
    ("gdp", "国内生产总值"),
    ("税务总局", "国税(总局)"),
)
ANALYZER = Analyzer(synonyms=Synonyms(GROUPS))

slow = settings(max_examples=30)
groups = st.sampled_from(GROUPS)
filling = st.sampled_from(["货运量", "每天开放", "2024年", "由谁负责", "", "的", "abc"])
marks = st.sampled_from("，。；、 \n")


@st.composite
def twice(draw):
    """A text written with some words of groups, and with others of the same groups."""
    one, other = "", ""
    for group in draw(st.lists(groups, max_size=5)):
        between = draw(marks) + draw(filling) + draw(marks)
        one += between + draw(st.sampled_from(group))
        other += between + draw(st.sampled_from(group))
    end = draw(marks) + draw(filling)
    return one + end, other + end


@slow
@given(twice())
def test_the_terms_are_the_same_whichever_word_is_written(texts):
    one, other = map(fold, texts)
    assert ANALYZER.words(one) == ANALYZER.words(other)
    assert ANALYZER.bigrams(one) == ANALYZER.bigrams(other)


@slow
@given(st.lists(twice(), min_size=1, max_size=4), st.permutations(GROUPS).map(lambda g: g[:2]))
def test_scores_are_the_same_whichever_word_is_written(texts, asked):
    ones, others = zip(*texts, strict=True)
    for question in zip(*(group[:2] for group in asked), strict=True):
        understood = understand(" ".join(question), ANALYZER)
        assert scores(ones, understood) == scores(others, understood)


def scores(texts, understood, analyzer=ANALYZER):
    """The best score in each text, 0 where there is none."""
    documents = [document("标题\n\n说明：" + text.replace("\n", " ")) for text in texts]
    index = index_of(documents, analyzer)
    found = [0.0] * len(texts)
    for hit in index.search(understood, 1000):
        found[hit.document.document] = max(found[hit.document.document], hit.score)
    return [round(score, 9) for score in found]


WORDS = ["alpha", "beta", "gamma", "delta", "omega"]


@slow
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_group_never_lowers_a_passage_that_holds_only_the_other_word(texts):
    joined = [" ".join(words) for words in texts]
    plain, grouped = Analyzer(), Analyzer(synonyms=Synonyms([("alpha", "beta")]))
    without = scores(joined, understand("alpha gamma", plain), plain)
    within = scores(joined, understand("alpha gamma", grouped), grouped)
    for words, before, after in zip(texts, without, within, strict=True):
        if "alpha" not in words:
            assert after >= before
            assert (after > before) == ("beta" in words)


def test_a_group_has_the_frequencies_summed_and_the_document_frequency_of_the_union():
    """As if one of its words stood wherever any does."""
    groups = Analyzer(synonyms=Synonyms([("alpha", "beta")]))
    texts = ["alpha beta gamma", "beta delta", "gamma delta delta", "alpha"]
    single = [text.replace("beta", "alpha") for text in texts]
    plain = Analyzer()
    assert scores(texts, understand("beta", groups), groups) == scores(
        single, understand("alpha", plain), plain
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由国家发改委负责", ["国家发改委"]),
        ("由國家發改委負責", ["国家发改委"]),
        ("国家发展和改革委员会、财政部", ["国家发展和改革委员会"]),
        ("口岸的卡子", ["口岸", "卡子"]),
        ("出口岸线", []),
        ("社保费", ["社保"]),
        ("养老社会保险金", ["社会保险"]),
        ("熊猫", []),
        ("一只猫。", ["猫"]),
        ("ＧＤＰ增长", ["gdp"]),
        ("2024gdp", ["gdp"]),
        ("gdpr", []),
        ("国税（总局）公告", ["国税(总局)"]),
        ("", []),
    ],
)
def test_words_of_groups_are_found_as_words(text, found):
    folded = fold(text)
    assert [t for t in _pieces(folded) if t[1]] == [(w, _term(w)) for w in found]
    assert "".join(piece for piece, _ in _pieces(folded)) == folded


def _pieces(folded):
    return list(Synonyms(GROUPS).split(folded, lambda: ANALYZER._edges(folded)))


def _term(word):
    return "=" + next(group[0] for group in GROUPS if word in group)


@given(st.text())
def test_without_groups_a_text_is_one_piece(text):
    assert list(Synonyms().split(text, set)) == ([(text, None)] if text else [])


@given(st.text(alphabet="国家发改委检查站卡子口岸社保gdp，出线猫 "))
def test_pieces_are_the_text(text):
    assert "".join(piece for piece, _ in _pieces(text)) == text


@pytest.mark.parametrize(
    ("question", "context", "hits", "misses"),
    [
        ("发改委的职责", "国家发展和改革委员会的职责", ("发改委", "职责"), ()),
        ("國家發改委的職責", "国家发改委", ("国家发改委",), ("职责",)),
        ("卡子开放时间", "口岸开放", ("开放",), ("卡子",)),
    ],
)
def test_a_synonym_that_hits_is_matched_under_the_askers_word(question, context, hits, misses):
    assert matched(understand(question, ANALYZER), context) == (hits, misses)


def test_highlights_mark_the_synonym_that_stands_in_the_text():
    text = "第一段。国家发展和改革委员会设检查站。"
    question = understand("发改委的卡子", ANALYZER)
    marked = highlights(document(text), 4, len(text), question)
    assert [text[a:b] for a, b in marked] == ["国家发展和改革委员会", "检查站"]
