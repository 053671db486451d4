"""Whether a quotation is what is written: nothing changed is ever called verbatim."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS, document

from retrieval import Library
from retrieval.errors import QuotationTooLong, QuotationTooShort
from retrieval.models import Kind
from retrieval.verification.models import SourceCheck, Variation, Verdict

TEXTS = {name: (SEEDS / name).read_text("utf-8") for name in (REPORT, ARTICLE)}
# Page furniture is not searched, and so not found by itself.
FURNITURE = {
    text: {
        at
        for paragraph in document(text).paragraphs
        if paragraph.kind is Kind.FURNITURE
        for at in range(paragraph.start, paragraph.end)
    }
    for text in TEXTS.values()
}
SENTENCE = "满都拉口岸过货量突破662万吨,同比增长72.4%。"
TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"


@pytest.fixture(scope="module")
def library():
    return Library.open(SEEDS)


@st.composite
def slices(draw, least=4):
    """A stretch of a seed of at least `least` characters, from anywhere to anywhere."""
    text = draw(st.sampled_from([*TEXTS.values()]))
    length = draw(st.one_of(st.integers(least, 30), st.integers(least, len(text))))
    start = draw(st.integers(0, len(text) - length))
    words = text[start : start + length]
    assume(len(words.strip()) >= least)
    body = {*range(start, start + length)} - FURNITURE[text]
    assume(sum(text[at].isalnum() for at in body) >= min(least, 4))
    return words


def stands(quotation):
    """Whether a text holds the quotation, by brute force: as it is, or its parts in order."""
    words = quotation.strip()
    parts = [re.escape(part.strip()) for part in re.split("…+|[.]{3,}", words)]
    joined = re.compile(".*?".join(parts), re.DOTALL)
    return any(words in text or joined.search(text) for text in TEXTS.values())


@settings(max_examples=60)
@given(slices())
def test_what_is_written_is_verbatim(library, words):
    found = library.verify(words)
    assert found.verdict is Verdict.VERBATIM
    excerpt = found.matches[0].excerpt
    if len(found.matches) == 1:
        assert excerpt.text == words.strip()
    assert excerpt.document.text[excerpt.start : excerpt.end] == excerpt.text
    assert excerpt.citation.start == excerpt.start


@settings(max_examples=60)
@given(slices(), st.data())
def test_what_is_changed_is_never_verbatim(library, words, data):
    at = data.draw(st.integers(0, len(words)))
    drop = data.draw(st.integers(0, 2))
    put = data.draw(st.one_of(st.text(max_size=2), st.sampled_from(["的", "，", "6", " ", "\n"])))
    changed = words[:at] + put + words[at + drop :]
    assume(len(changed.strip()) >= 4)
    try:
        verdict = library.verify(changed).verdict
    except QuotationTooShort:
        return
    assert (verdict is Verdict.VERBATIM) <= stands(changed)


@settings(max_examples=50)
@given(slices(8), st.data())
def test_one_changed_character_is_found_and_shown(library, words, data):
    places = [match.start() for match in re.finditer("[一-龥]", words)]
    assume(len(places) >= 6)
    at = data.draw(st.sampled_from(places))
    found = library.verify(words[:at] + "囧" + words[at + 1 :])
    assert found.verdict is Verdict.DIFFERING
    if found.matches:
        said = [found.quotation[d.start : d.end] for m in found.matches for d in m.differences]
        assert any("囧" in part for part in said)


@settings(max_examples=50)
@given(st.sampled_from([*TEXTS.values()]), st.data())
def test_two_parts_joined(library, text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4).map(sorted))
    one, gap, other = (text[a:b] for a, b in pairwise(cuts))
    words = [re.sub(r"\W", "", piece) for piece in (one, gap, other)]
    assume(min(map(len, words)) >= 4)
    assume(len(one) + len(other) < 4900)
    # Side by side somewhere, they are one phrase, and the ellipsis leaves out nothing.
    assume(words[0] + words[2] not in re.sub(r"\W", "", text))
    found = library.verify(f"{one.strip()}……{other.strip()}")
    assert found.verdict is Verdict.VERBATIM
    assert 0 < found.left_out <= 5000


@pytest.mark.parametrize(
    ("quotation", "variations"),
    [
        ("满都拉口岸过货量突破662万吨，同比增长72.4%。", [Variation.WIDTH]),
        ("满都拉口岸过货量突破662万吨。同比增长72.4%。", [Variation.PUNCTUATION]),
        ("满都拉口岸过货量突破662万吨同比增长72.4%", [Variation.PUNCTUATION]),
        ("满都拉口岸 过货量突破662万吨,\n同比增长72.4%。", [Variation.SPACE]),
        ("満都拉口岸過貨量突破662萬噸,同比增長72.4%。", None),
        ("滿都拉口岸過貨量突破662萬噸,同比增長72.4%。", [Variation.SCRIPT]),
        ("满都拉口岸过货量突破６６２万吨,同比增长７２.４%。", [Variation.WIDTH]),
        ("满都拉口岸……过货量突破662万吨", [Variation.PUNCTUATION]),
    ],
)
def test_the_same_words_written_otherwise(library, quotation, variations):
    found = library.verify(quotation)
    if variations is None:
        # 満 is Japanese, no form of 满 in Chinese.
        assert found.verdict is Verdict.DIFFERING
        return
    assert (found.verdict, [*found.variations]) == (Verdict.SAME_WORDS, variations)
    assert found.matches[0].excerpt.text.startswith("满都拉口岸")


@pytest.mark.parametrize(
    ("quotation", "said", "written"),
    [
        ("满都拉口岸过货量突破672万吨,同比增长72.4%", ["672"], ["662"]),
        ("满都拉口岸过货量突破662万吨,同比增长724%", ["724%"], ["72.4%"]),
        ("满都拉口岸过货量突破662万吨,同比增长72。", ["72"], ["72.4%"]),
        ("满都拉港口过货量突破662万吨", ["港口"], ["口岸"]),
        ("口岸过货量首次突破662万吨", ["首次"], [""]),
    ],
)
def test_differences(library, quotation, said, written):
    found = library.verify(quotation)
    assert found.verdict is Verdict.DIFFERING
    [match] = found.matches
    text = match.excerpt.document.text
    joined = "".join(found.quotation[d.start : d.end] for d in match.differences)
    assert joined == "".join(said)
    assert "".join(text[d.source_start : d.source_end] for d in match.differences) == "".join(
        written
    )


@pytest.mark.parametrize("dots", ["……", "…", "...", "......", "［…］", "[……]", "（……）", " … "])
def test_every_ellipsis_joins(library, dots):
    found = library.verify(f"满都拉口岸{dots}同比增长72.4%")
    assert found.verdict is Verdict.VERBATIM
    assert [match.excerpt.text for match in found.matches] == ["满都拉口岸", "同比增长72.4%"]
    assert found.left_out == len("过货量突破662万吨,")


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("唱支山歌，四处飘……", Verdict.VERBATIM),
        ("唱支山歌，四处飘…", Verdict.VERBATIM),
        ("唱支山歌，四处飘...", Verdict.SAME_WORDS),
        ("四处飘……近日传播开来", Verdict.SAME_WORDS),
        ("四处飘……”近日传播开来", Verdict.VERBATIM),
        ("唱支山歌……近日传播开来", Verdict.VERBATIM),
        ("……”近日……开来。", Verdict.VERBATIM),
        ("……近日传播开来", Verdict.SAME_WORDS),
        ("……传播开来。", Verdict.VERBATIM),
    ],
)
def test_an_ellipsis_of_the_source_itself(tmp_path, quotation, verdict):
    (tmp_path / "1.txt").write_text("“唱支山歌，四处飘……”近日传播开来。", "utf-8")
    library = Library.open(tmp_path, index=tmp_path / ".index")
    assert library.verify(quotation).verdict is verdict


def test_words_from_here_and_there_are_no_quotation(library):
    found = library.verify("包头……2024……会议")
    assert found.verdict is not Verdict.VERBATIM
    assert library.verify("同比……72.4%").verdict is Verdict.VERBATIM


def test_an_ellipsis_at_the_ends_stands_for_the_rest(library):
    assert library.verify("……过货量突破662万吨……").verdict is Verdict.VERBATIM


def test_parts_in_another_order_are_not_verbatim(library):
    found = library.verify("同比增长72.4%……满都拉口岸过货量")
    assert found.verdict is Verdict.DIFFERING
    assert [part.verdict for part in found.parts] == [Verdict.VERBATIM] * 2


def test_parts_of_two_documents_are_not_verbatim(library):
    ending = TEXTS[ARTICLE].strip()[-20:]
    found = library.verify(f"满都拉口岸过货量突破662万吨……{ending}")
    assert found.verdict is Verdict.DIFFERING
    places = [part.matches[0].excerpt.document.path for part in found.parts]
    assert places == [REPORT, ARTICLE]


def test_sentences_of_two_documents_are_not_verbatim(library):
    line = next(line for line in reversed(TEXTS[ARTICLE].split("\n")) if line.count("。") == 1)
    assert library.verify(f"{SENTENCE}{line}").verdict is Verdict.DIFFERING


@pytest.mark.parametrize("cut", ["tjzz", "jzzs@126.c", "24-12-1", "58130"])
def test_a_quotation_may_begin_and_end_within_a_word(library, cut):
    assert any(cut in text for text in TEXTS.values())
    assert library.verify(cut).verdict is Verdict.VERBATIM


@pytest.mark.parametrize("quotation", ["的" * 4000, "的……" * 1000, "民族团结……" * 800, "a" * 5000])
def test_what_repeats_itself_takes_no_long_time(library, quotation):
    begun = time.process_time()
    library.verify(quotation)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "quotation",
    ["今天天气很好我们去公园玩吧", "zebra quagga okapi", "量子计算机在零下二百七十度工作。"],
)
def test_not_found(library, quotation):
    found = library.verify(quotation)
    assert (found.verdict, found.matches) == (Verdict.NOT_FOUND, ())


@pytest.mark.parametrize("quotation", ["", "   ", "发展", "发展。", "，。！？——"])
def test_too_short(library, quotation):
    with pytest.raises(QuotationTooShort):
        library.verify(quotation)


def test_too_long(library):
    with pytest.raises(QuotationTooLong):
        library.verify("发" * 5001)
    assert library.verify("发" * 5000).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("source", "standing"),
    [
        (TITLE, SourceCheck.THERE),
        (TITLE.removeprefix("关于"), SourceCheck.THERE),
        ("铸牢中华民族共同体意识工作情况的报告", SourceCheck.THERE),
        ("關於鑄牢中華民族共同體意識促進各民族廣泛交往交流交融工作情況的報告", SourceCheck.THERE),
        ("市工业和信息化局", SourceCheck.THERE),
        ("政府工作报告", SourceCheck.UNKNOWN),
        ("报告", SourceCheck.UNKNOWN),
    ],
)
def test_the_source(library, source, standing):
    claim = library.verify(SENTENCE, source).claim
    assert (claim.source, claim.standing) == (source, standing)


def test_words_that_stand_elsewhere(library):
    other = next(d for d in library.documents if d.path == ARTICLE)
    found = library.verify(SENTENCE, other.title)
    assert found.verdict is Verdict.VERBATIM
    assert found.claim.standing is SourceCheck.ELSEWHERE
    assert [document.path for document in found.claim.documents] == [ARTICLE]
    assert not found.holds


def test_the_source_named_is_the_place_shown(tmp_path):
    for name in ("甲", "乙", "丙"):
        (tmp_path / f"{name}.txt").write_text(f"{name}市工作报告全文\n\n{SENTENCE}\n", "utf-8")
    library = Library.open(tmp_path, index=tmp_path / ".index")
    found = library.verify(SENTENCE, "甲市工作报告全文")
    assert found.matches[0].excerpt.document.path == "甲.txt"
    assert {e.document.path for e in found.elsewhere} == {"丙.txt", "乙.txt"}
    assert found.holds


def test_what_the_source_named_says_counts(tmp_path):
    (tmp_path / "1.txt").write_text(f"甲市工作报告全文\n\n{SENTENCE}\n", "utf-8")
    (tmp_path / "2.txt").write_text(f"乙市工作报告全文\n\n{SENTENCE.replace(',', '、')}\n", "utf-8")
    library = Library.open(tmp_path, index=tmp_path / ".index")
    assert library.verify(SENTENCE).verdict is Verdict.VERBATIM
    found = library.verify(SENTENCE, "乙市工作报告全文")
    assert (found.verdict, found.claim.standing) == (Verdict.SAME_WORDS, SourceCheck.THERE)


def test_few_words_among_many_documents(tmp_path):
    """Words that stand apart everywhere and together in one document are found there."""
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(
            "团结合作。民族发展。族团。团结。民族。", "utf-8"
        )
    (tmp_path / "99.txt").write_text(f"{'民族发展，' * 50}民族团结合", "utf-8")
    library = Library.open(tmp_path, index=tmp_path / ".index")
    assert library.verify("民族团结").verdict is Verdict.VERBATIM
    assert library.verify("民族，团结").verdict is Verdict.SAME_WORDS
