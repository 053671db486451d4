"""Which sentence of an excerpt is marked as the answer, and where several are."""

import pytest
from laid_out import asked, terms
from samples import document

from retrieval.excerpts.marking import Marker
from retrieval.models import Filter, FilterKind, Part
from retrieval.text.folding import fold
from retrieval.weights import RUN


def marked(text, question, start=0, end=None):
    """The words that are marked."""
    understood = asked(question)
    read = document(text)
    end = len(text) if end is None else end
    return read.text[slice(*Marker(understood, terms(understood)).marked(read, start, end))]


PORT = "全市共有口岸三个。满都拉口岸过货量突破662万吨。口岸办公室设在市区。"


def test_the_sentence_with_most_of_the_question_is_marked():
    assert marked(PORT, "满都拉口岸的过货量") == "满都拉口岸过货量突破662万吨。"
    assert marked(PORT, "口岸办公室设在什么地方") == "口岸办公室设在市区。"


def test_what_every_sentence_is_about_tells_none_apart():
    text = "水库建于山间，水库水面宽阔，水库属本县。水库由李明主持设计。水库有鱼。"
    assert marked(text, "谁为水库设计") == "水库由李明主持设计。"


def test_an_answer_of_the_kind_that_is_asked_for_counts():
    text = "服务热线已经公布，全天开通。服务热线已经公布，12345678。"
    assert marked(text, "服务热线号码") == "服务热线已经公布，12345678。"
    assert marked(text, "服务已经公布") == text


def test_a_number_that_the_question_gives_is_no_answer():
    text = "县里绿化补助标准每亩500元。县里绿化补助标准每亩300元。"
    assert "300元" in marked(text, "县里绿化补助标准每亩500元改为多少钱")


SEVERAL = "申请人应当提交材料。身份证原件。户口簿复印件。近期照片两张。" + "另行通知。" * 40


@pytest.mark.parametrize("question", ["申请人提交哪些材料", "申请人提交材料的要求"])
def test_a_question_for_several_things_has_a_run_of_sentences(question):
    found = marked(SEVERAL, question)
    assert found.startswith("申请人应当提交材料。身份证原件。户口簿复印件。")
    assert RUN - len("另行通知。") < len(found) <= RUN


def test_a_question_for_one_thing_has_one_sentence():
    assert marked(SEVERAL, "申请人在何时提交") == "申请人应当提交材料。"


def test_sentences_that_answer_as_well_are_marked_together():
    text = "今天天气很好。甲县水库建成。乙县水库建成。明天下雨。"
    assert marked(text, "水库建成") == "甲县水库建成。乙县水库建成。"


def test_a_sentence_that_points_back_is_marked_with_the_one_before():
    text = "今天天气很好。王平是一位诗人。其作品语言文雅，结构严谨。明天下雨。"
    assert marked(text, "谁的作品结构严谨") == "王平是一位诗人。其作品语言文雅，结构严谨。"
    apart = text.replace("其作品", "李安作品")
    assert marked(apart, "谁的作品结构严谨") == "李安作品语言文雅，结构严谨。"


@pytest.mark.parametrize("question", ["门锁没电了怎么开门", "没电开门的要求"])
def test_the_answer_to_a_question_of_the_document_is_marked_and_no_other(question):
    faq = (
        "问：有几把钥匙？\n答：三把。\n",
        "问：没电了怎么开门？\n答：接充电宝。\n",
        "问：防水吗？\n答：是。",
    )
    assert marked("".join(faq), question) == "答：接充电宝。"


def test_no_run_is_longer_than_it_may_be():
    long = "王平是一位诗人，" * 14 + "名声很大。"
    answer = "其作品语言文雅，结构严谨。"
    assert marked(long + answer, "谁的作品结构严谨") == answer


def test_a_sentence_is_marked_whole_however_long():
    long = "满都拉口岸过货量" + "继续增长，" * 60 + "突破662万吨。"
    assert marked("口岸很远。" + long, "满都拉口岸过货量") == long


def test_of_a_part_asked_for_by_its_number_the_beginning_is_marked():
    """The document may be named, here by its file; what else is asked of it is looked for."""
    text = "第三条\n县级以上单位应当保护水源。\n第三条的解释另行公布，第三条即行生效。"
    read, part = document(text), Filter(FilterKind.PART, Part((("条", 3),)), True, (0, 3))
    named = part._replace(span=(8, 11))
    for question, more, expected in (
        ("第三条", {"part_alone": True}, text[4:]),
        ("document第三条", {"filters": (named,)}, text[4:]),
        ("第三条解释", {"filters": (part,)}, text[18:]),
    ):
        understood = asked(question)._replace(**more)
        start, end = Marker(understood, terms(understood)).marked(read, 0, len(read.text))
        assert read.text[start:end] == expected


def test_only_the_excerpt_counts():
    assert marked(PORT, "满都拉口岸的过货量", 0, 9) == "全市共有口岸三个。"
    assert marked(PORT, "口岸有几个", 9) != "全市共有口岸三个。"
    assert marked(" \n ", "口岸") == " \n "


@pytest.mark.parametrize(
    "text",
    [
        "全市共有口岸三個。滿都拉口岸過貨量突破６６２萬噸！口岸辦公室設在市區。",
        "全市共有口 岸三个。\n\n\u3000\u3000满 都 拉口岸 过货量突破662万吨。\n口岸办公室设在市区。",
    ],
)
def test_other_characters_width_and_spaces_break_nothing(text):
    found = marked(text, "满都拉口岸的过货量")
    assert fold("".join(found.split())).rstrip("!。") == "满都拉口岸过货量突破662万吨"
