"""What is understood of a question: each field, and what a reader is told is there or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval import QuestionEmpty
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.questions import CONTEXT, WHOLE, matched, understand, unseen
from retrieval.text.folding import fold

ANALYZER = Analyzer()


def asked(question):
    return understand(question, ANALYZER)


def shown(question):
    return tuple(forms[0] for forms in asked(question).shown)


def test_what_is_asked_keeps_its_place():
    question = asked("请问一下，物业费怎么收？谢谢")
    assert question.asking == "     物业费怎么收   "
    assert question.text.split() == ["物业费", "收"]
    assert question.asking[slice(*question.asked)] == "怎么"
    assert question.words == ("物业费", "收") or "物业" in question.words


def test_what_is_said_beside_it_weighs_less():
    question = asked("我家住三楼。电梯费怎么收？")
    assert "三楼" in question.context
    assert question.weight("三楼") == CONTEXT
    assert "电梯" not in question.context
    assert question.weight("电梯") == 1
    assert question.parts == ()


def test_two_questions_in_one_are_its_parts():
    question = asked("水费和电费分别是多少")
    assert [part.text.split()[0] for part in question.parts] == ["水费", "电费分别是"]
    assert "电费" in question.parts[0].context
    assert not {"水费", "电费"} & question.context


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("有哪些措施", WHOLE),
        ("第二点是什么", 2),
        ("水库由谁管理", None),
        ("办理流程有几步", WHOLE),
        ("注意事项有几点", WHOLE),
        ("要求有几点", WHOLE),
        ("图书馆几点开门", None),
    ],
)
def test_the_item_of_a_list(question, item):
    assert asked(question).item == item


@pytest.mark.parametrize("which", ["第一项", "第2步", "第三点", "第四个方面"])
def test_which_item_is_asked_for_is_nothing_to_look_for(which):
    question = asked(f"{which}工作任务是什么")
    assert question.words == asked("工作任务是什么").words
    assert question.shown == asked("工作任务是什么").shown
    assert asked(f"{which}是什么").words


def test_facts_about_a_document():
    assert "published_on" in asked("这份文件是哪天发布的").facts
    assert asked("水库由谁管理").facts == frozenset()


def test_the_kind_the_shapes_and_the_unit_of_an_answer():
    question = asked("2023年粮食产量是多少吨")
    assert question.kind.name == "count"
    assert [shape.name for shape in question.shapes] == ["number"]
    assert question.unit.search("十二万吨")
    assert (asked("谁管水库").kind, asked("谁管水库").unit) == (None, None)


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ("C型净水机多少钱", "models", ("c型",)),
        ("南岭镇的人口是多少", "places", ("南岭镇",)),
        ("南岭镇有多少人口", "places", ("南岭镇",)),
        ("西湖街道的电话", "places", ("西湖街道",)),
        ("乡村有多少人口", "places", ()),
        ("2021年和二〇二二年粮食产量各是多少", "years", {2021, 2022}),
        ("广东省的水库由谁管理", "names", (("广东",),)),
        ("峪茂铁路全长多少公里", "names", (("峪茂",),)),
        ("垭溪车站几点关门", "names", (("垭溪",),)),
        ("地铁站离学校多远", "names", ()),
        ("科技公司怎么申请补贴", "names", ()),
        ("我们公司放几天假", "names", ()),
        ("什么是C++", "names", (("c++",),)),
        ("第12号令是什么", "numbers", (("12",),)),
        ("水库由谁管理", "every", ()),
    ],
)
def test_what_an_answer_must_be_about(question, field, value):
    assert getattr(asked(question).required, field) == value


@pytest.mark.parametrize(
    ("question", "word"), [("什么是C++", "c++"), ("C#怎么学", "c#"), ("wenju v1.2是什么", "v1.2")]
)
def test_names_with_signs_are_words(question, word):
    assert word in asked(question).words


@pytest.mark.parametrize(
    ("question", "character"),
    [("珀", "珀"), ("雪?", "雪"), ("水库", None), ("a", None), ("1", None)],
)
def test_a_character_alone_is_looked_for_in_words(question, character):
    assert asked(question).lone_character == character


def test_other_forms_of_a_number_are_searched_for_beside_its_own():
    question = asked("30日内交多少钱")
    assert "三十" in question.other_words or "三十日" in question.other_words
    assert "30" in question.words
    assert asked("水库由谁管理").other_words == ()


@pytest.mark.parametrize(
    ("cut", "known", "words"),
    [("停盲道怎么罚", {"盲道"}, ("停", "盲道")), ("停盲道怎么罚", set(), ("停盲", "道"))],
)
def test_words_are_cut_where_the_library_knows_one(cut, known, words):
    assert understand(cut, ANALYZER, known.__contains__).words[:2] == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("C型净水机多少钱", ("c型", "净水机")),
        ("南岭镇的人口是多少", ("南岭镇", "人口")),
        ("帮我查一下图书馆的开放时间", ("图书馆", "开放")),
        ("请问一下，几日开放", ("开放",)),
        ("珀", ("珀",)),
        ("雪是什么", ("雪",)),
        ("4月2号开的啥会", ("4", "2", "开")),
        ("帮我查一下长是什么", ("长",)),
        ("的", ("的",)),
        ("什么", ("什么",)),
    ],
)
def test_what_a_reader_is_told_is_there_or_not(question, words):
    assert shown(question) == words


@pytest.mark.parametrize(
    ("question", "debris", "told"),
    [
        ("供暖期从哪天开始", "期从", "期"),
        ("水库的坝高为多少", "高为", "高"),
        ("为了什么", "为了", "为了"),
    ],
)
def test_what_a_preposition_was_taken_into_is_looked_for_without_it(question, debris, told):
    words = understand(question, ANALYZER).words
    assert told in words
    assert debris == told or debris not in words


@pytest.mark.parametrize(
    ("question", "debris"),
    [("几日开放", "日开"), ("我查图书馆的地址", "我查"), ("水库的坝长是多少", "长是")],
)
def test_no_debris_of_cutting_is_shown(question, debris):
    assert debris not in shown(question)
    assert shown(question)


def test_all_that_is_shown_is_there_or_not():
    found, missing = matched(asked("业委会30日内换届的地点"), "业主委员会三十天内换届。")
    assert "业委会" in found
    assert "30" in found or "30日" in found
    assert missing == ("地点",)


def test_where_every_word_stands_somewhere_what_no_sentence_holds_is_unseen():
    question = asked("水库由谁管理")
    assert unseen(question, "水库。管理。", ["水库。", "管理。"]) == ("管理",)
    assert unseen(question, "水库管理。", ["水库管理。"]) == ("谁",)
    assert unseen(question, "水库。", ["水库。"]) == ("管理",)


@given(
    st.lists(st.one_of(st.text(max_size=9), contents, st.sampled_from("吗什么多少？2024年"))).map(
        "".join
    )
)
def test_a_question_is_whole_or_empty(text):
    folded = fold(text)
    try:
        question = asked(text)
    except QuestionEmpty:
        assert not ANALYZER.words(folded)
        return
    for each in (question, *question.parts):
        assert len(each.asking) == len(each.text) == len(folded)
        assert each.words
        assert each.shown
        assert set(each.context) <= {*each.words, *each.bigrams, *each.pairs}
        found, missing = matched(each, folded)
        assert len(found) + len(missing) == len({forms[0] for forms in each.shown})


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("酒驾罚多少", ("酒驾",)),
        ("水库办法什么时候生效", ("水库", "办法")),
        ("水库的定义", ("水库",)),
        ("什么是水库", ("水库",)),
        ("酒驾罚款多少", ("酒驾", "罚款")),
        ("什么时候生效", ("生效",)),
    ],
)
def test_what_asks_for_a_provision_is_not_looked_for(question, words):
    """But for what says which, and where there is nothing else."""
    assert asked(question).words == words
