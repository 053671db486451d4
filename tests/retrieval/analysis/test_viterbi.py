"""Where several cuts are equally likely, ours is jieba's: on dictionaries made to have many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analysis.dictionary import Model, PackedDictionary, pack
from retrieval.analysis.segmenter import import_jieba
from retrieval.analysis.viterbi import Cutter, _pieces

LEVEL = dict.fromkeys("BEMS", -1.0)
LEVELS = dict.fromkeys("BEMS", LEVEL)
EMIT_NOTHING: dict[str, dict[str, float]] = {state: {} for state in "BEMS"}
levels = st.fixed_dictionaries(dict.fromkeys("BEMS", st.sampled_from([-1.0, -2.0])))
emitted = st.dictionaries(st.sampled_from("甲乙丙"), st.sampled_from([-1.0, -2.0]))


def test_of_equal_routes_the_longer_word_is_taken():
    """1/100 is 10/100 · 10/100, and its logarithm too, to the last bit."""
    words = {"甲": 10, "乙": 10, "甲乙": 1, "乙丙": 10, "甲乙丙": 1, "丙": 0}
    assert tokens(Model(words, 100, EMIT_NOTHING, LEVEL, LEVELS), "甲乙") == ["甲乙"]
    assert tokens(Model(words, 100, EMIT_NOTHING, LEVEL, LEVELS), "甲乙丙") == ["甲乙丙"]


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(dict.fromkeys("BEMS", emitted)),
    levels,
    st.fixed_dictionaries(dict.fromkeys("BEMS", levels)),
    st.text("甲乙丙丁", min_size=4, max_size=9),
)
def test_of_equal_states_jiebas_are_taken(emissions, starts, transitions, text):
    """With few and round numbers, nearly every text has several best ways through the HMM."""
    tokens(Model({}, 100, emissions, starts, transitions), text)


@given(st.text("中龥\u4dff\u9fd5\u9fd6〇ぁé𠀀aZ0+#&._%-，。 \r\n", min_size=1, max_size=48))
def test_short_texts_fall_into_the_pieces_that_long_ones_do(text):
    long = text + "，" * 48
    whole = [piece for piece in _pieces(long) if piece[1]]
    short = list(_pieces(text))
    assert "".join(piece for _, piece in short) == text
    assert [piece for piece in short if piece[0]] == [piece for piece in whole if piece[0]]


def tokens(model, text):
    """The text cut by ours, after checking that jieba does the same with the same model."""
    jieba = import_jieba()
    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = model.frequencies, model.total, True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jieba.finalseg, "emit_P", model.emissions)
        patch.setattr(jieba.finalseg, "start_P", model.starts)
        patch.setattr(jieba.finalseg, "trans_P", model.transitions)
        expected = theirs.lcut(text)
    found = Cutter(PackedDictionary(pack(model))).cut(text)
    assert found == expected
    return found
