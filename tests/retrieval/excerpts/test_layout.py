"""A document laid out: its sentences and clauses, what each of them is, what it starts out with."""

import numpy as np
import pytest
from laid_out import PLACE, layout, layouts

from retrieval.analysis.answer_kinds import SHAPES
from retrieval.excerpts.layout import PASSAGES
from retrieval.weights import FIRST, FIRST_THREE, LENGTH, METADATA

TITLED = (
    "关于修建水库的通知\n\n发布日期：2024年3月1日\n来源：县水利局\n\n"
    "今年要在山里修建一座新的水库。\n"
)


def sentences(sheet):
    """The sentences of a layout, as they stand in the document."""
    spans = zip(sheet.starts[sheet.first], sheet.ends[sheet.past - 1], strict=True)
    return [sheet.document.text[a:b] for a, b in spans]


def clauses(sheet):
    return [sheet.document.text[a:b] for a, b in zip(sheet.starts, sheet.ends, strict=True)]


def test_sentences_and_clauses():
    sheet = layout("水库修好了，人们来看。大桥也好了！\n\n再见")
    assert sentences(sheet) == ["水库修好了，人们来看。", "大桥也好了！", "再见"]
    assert clauses(sheet) == ["水库修好了，", "人们来看。", "大桥也好了！", "再见"]
    assert sheet.sentence.tolist() == [0, 0, 1, 2]
    assert (sheet.first.tolist(), sheet.past.tolist()) == ([0, 2, 3], [2, 3, 4])
    assert sheet.owner.tolist() == [0, 0, 1]


def test_an_excerpt_may_span_paragraphs_of_a_section_and_no_more():
    sheet = layout("前言。\n后语。\n\n一、标题\n\n正文。\n\n图1：照片\n\n正文二。")
    flows = dict(zip(clauses(sheet), sheet.flow.tolist(), strict=True))
    assert flows["前言。"] == flows["后语。"] != flows["标题"] == flows["正文。"]
    assert flows["正文。"] < flows["照片"] < flows["正文二。"]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_long_document_is_several_layouts_whose_numbers_begin_with_0(number):
    text = "\n".join(f"第{n}段的话，还有话。" for n in range(PASSAGES * 2 + 5))
    offset = text.index(f"第{number * PASSAGES}段")
    (sheet,) = layouts(text).holding(PLACE, [offset], 1)
    assert sheet.folded.startswith(f"第{number * PASSAGES}段")
    assert len(sheet.passages) == (PASSAGES, PASSAGES, 5)[number]
    assert (sheet.offset, int(sheet.starts[0])) == (offset, offset)
    assert (int(sheet.sentence[0]), int(sheet.owner[0]), int(sheet.first[0])) == (0, 0, 0)
    assert sheet.owner.tolist() == [*range(len(sheet.passages))]
    assert len(sheet.first) == len(sheet.passages)


def test_layouts_are_those_that_hold_the_offsets_in_that_order_and_no_more_than_asked_for():
    text = "\n".join(f"第{n}段的话。" for n in range(PASSAGES * 3))
    starts = [text.index(f"第{PASSAGES * n + 1}段") for n in (2, 0, 2, 1)]
    found = layouts(text)
    assert [s.offset for s in found.holding(PLACE, starts, 9)] == [
        text.index(f"第{PASSAGES * n}段") for n in (2, 0, 1)
    ]
    assert len(found.holding(PLACE, starts, 2)) == 2
    assert found.holding(PLACE, starts, 1)[0] is found.holding(PLACE, starts, 1)[0]


def test_the_subject_is_the_title_and_the_first_words():
    sheet = layout(TITLED)
    assert sheet.subject.split("\n")[0] == "关于修建水库的通知"
    assert "来源" not in sheet.subject


def test_what_a_sentence_starts_out_with():
    body = "这个水库是一个蓄水的好地方。"
    short = "很好。"
    text = "\n".join(["县里的水库", "", short, *[body[:-1] + f"第{n}回。" for n in "一二三四"]])
    sheet = layout(text)
    length = LENGTH * (len(body) + 3) / 200
    assert dict(zip(sentences(sheet), sheet.prior.tolist(), strict=True)) == pytest.approx(
        {
            "县里的水库": LENGTH * 5 / 200 + METADATA,
            short: LENGTH * 3 / 200,
            body[:-1] + "第一回。": length + FIRST + FIRST_THREE,
            body[:-1] + "第二回。": length + FIRST_THREE,
            body[:-1] + "第三回。": length + FIRST_THREE,
            body[:-1] + "第四回。": length,
        }
    )


def test_the_shortest_sentence_that_may_lead_has_thirteen_characters_and_is_not_the_title():
    sheet = layout("今年要在山里修建一座水库。\n")
    assert sheet.prior.max() > 0
    assert layout("今年在山里修建一座水库。\n").prior.max() < 0
    again = layout(
        "今年要在山里修建一座水库\n\n今年要在山里修建一座水库\n\n第一句话说得够长可以当头。"
    )
    assert (again.prior > 0).tolist() == [False, False, True]


def test_a_sentence_of_two_hundred_characters_is_as_low_as_any():
    long = "水" * 199 + "。"
    sheet = layout(f"第一句话说得够长可以当头。\n{long}\n水水水{long}")
    assert sheet.prior[1:].tolist() == [LENGTH + FIRST_THREE] * 2
    assert layout(f"第一句话说得够长可以当头。\n{long[1:]}").prior[1] > LENGTH + FIRST_THREE


def test_only_the_top_of_a_document_leads():
    text = "\n".join(f"第{n}段的话说得够长可以当头。" for n in range(PASSAGES + 5))
    found = layouts(text)
    tops, later = found.holding(PLACE, [0, text.index(f"第{PASSAGES}段")], 2)
    assert (tops.prior > 0).sum() == 3
    assert (later.prior > 0).sum() == 0


def test_facts_are_named_by_the_sentence_that_states_them():
    sheet = layout(TITLED)
    stated = {sentences(sheet)[number]: names for number, names in sheet.facts}
    assert stated["来源：县水利局"] == ("source",)
    assert stated["发布日期：2024年3月1日"] == ("published_on",)
    assert not any("今年" in sentence for sentence in stated)
    assert len(layout("只有正文的话。").facts) == 0


def test_words_that_a_line_of_metadata_is_asked_with_count_for_it():
    sheet = layout(TITLED)
    meant = {clauses(sheet)[clause]: words for clause, words in sheet.implied}
    assert "出处" in meant["来源："]
    assert "日期" in meant["发布日期："]
    assert "今年要在山里修建一座新的水库。" not in meant
    assert len(layout("只有正文的话。").implied) == 0


def test_words_that_were_abbreviated_count_for_the_sentence_that_has_the_short_form():
    text = "青石县水库管理条例（以下简称条例）通过了。\n别的话。\n条例从明年起施行。"
    sheet = layout(text)
    meant = {clauses(sheet)[clause]: words for clause, words in sheet.implied}
    assert meant == {"条例从明年起施行。": "青石县水库管理条例"}


def test_a_shape_is_found_unless_the_question_holds_its_words():
    number = next(shape for shape in SHAPES if shape.name == "number")
    sheet = layout("水库有三百亩。大桥很长。一共2座。")
    assert sheet.shaped(number, "有多少").tolist() == [1.0, 0.0, 1.0]
    assert sheet.shaped(number, "三百亩的水库有多少").tolist() == [0.0, 0.0, 1.0]


def test_places_are_told_by_the_clause_that_holds_them():
    sheet = layout("  水库，大桥。\n\n人。")
    text = sheet.document.text
    places = np.array(
        [
            0,
            text.index("水"),
            text.index("，"),
            text.index("大"),
            text.index("\n"),
            text.index("人"),
        ]
    )
    inside, found = sheet.clauses_at(places)
    assert inside.tolist() == [False, True, True, True, False, True]
    assert found.tolist() == [0, 0, 1, 2]
