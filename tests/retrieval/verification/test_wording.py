"""What counts as the words of a text, and the way back to the text."""

import pytest
from hypothesis import given
from samples import arbitrary, contents

from retrieval.verification.wording import form, is_mark, width, wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("满都拉口岸，662万吨。", "满都拉口岸662万吨"),
        ("政 府\n工\u3000作", "政府工作"),
        ("ＡＢＣ１２３", "abc123"),
        ("過貨量", "过货量"),
        ("1,508万元", "1508万元"),
        ("2023—2024年", "2023-2024年"),
        ("10：30", "10:30"),
        ("“红石榴”", "「红石榴」"),
        ("甲——乙", "甲乙"),
    ],
)
def test_the_same_words(one, other):
    assert wording(one).letters == wording(other).letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5亿元", "35亿元"),
        ("72.4%", "72.4"),
        ("增长-5%", "增长5%"),
        ("10:30", "10.30"),
        ("1/3", "1-3"),
        ("1、2", "12"),
        ("第1,23条", "第123条"),
        ("m²", "m2"),
        ("①", "1"),
        ("5+2", "52"),
        ("发展", "发屏"),
    ],
)
def test_other_words(one, other):
    assert wording(one).letters != wording(other).letters


@given(arbitrary)
def test_folding_moves_nothing(text):
    assert len(form(text)) == len(width(text)) == len(wording(text).kept) == len(text)


@given(contents)
def test_the_way_back(text):
    known = wording(text)
    assert len(known.offsets) == len(known.letters)
    for at, letter in zip(known.offsets, known.letters, strict=True):
        assert known.kept[at] == letter
        assert not text[at].isspace()
    if known.letters:
        start, end = known.span(0, len(known.letters))
        assert (start, end) == (known.offsets[0], known.offsets[-1] + 1)


@pytest.mark.parametrize("mark", "，。、；：！？“”「」『』（）《》—…·-,.;:!?\"'~")
def test_marks(mark):
    assert is_mark(mark)


@pytest.mark.parametrize("character", "一aA1１%℃+ \n\u3000")
def test_no_marks(character):
    assert not is_mark(character)


def test_where_a_number_goes_on():
    known = wording("达662万吨，增72.4%。")
    assert known.number_at(2) == 4
    assert known.number_at(4) is None
    at = known.letters.index("7") + 2
    assert known.letters[at : known.number_at(at)].endswith("%")
