"""Windows of parts that a question names: their beginning, or what is asked of them."""

import pytest
from laid_out import asked, reading, texts

from retrieval import Filter, FilterKind
from retrieval.excerpts.part_windows import of_parts
from retrieval.excerpts.windows import windows
from retrieval.models import Part

RULES = (
    "青石县水库管理办法\n\n"
    "第一条 为了管理水库，制定本办法。\n\n"
    "第二条 水库由县水利局管理。水库里不得游泳，也不得捕鱼。违反的罚款五十元。\n\n"
    "第三条 本办法自明年起施行。\n"
)
SECOND = "第二条 水库由县水利局管理。水库里不得游泳，也不得捕鱼。违反的罚款五十元。"


def article(number, span=None):
    return Filter(FilterKind.PART, Part((("条", number),)), hard=True, span=span)


def shown(question, most, *filters, text=RULES):
    read = reading(text, question)
    every = windows([read], {}, most)
    return texts([*of_parts(read.layout.passages, filters, every, most, asked(question))])


def test_the_beginning_of_a_part_comes_first_with_the_sentences_that_fit():
    assert shown("第二条", 100, article(2, (0, 3)))[0] == SECOND
    assert shown("第二条", len(SECOND), article(2, (0, 3)))[0] == SECOND
    assert shown("第二条", len(SECOND) - 1, article(2, (0, 3)))[0] == SECOND[: SECOND.index("违反")]
    assert shown("第二条", 14, article(2, (0, 3)))[0] == "第二条 水库由县水利局管理。"


def test_a_heading_alone_is_no_beginning():
    assert shown("第二条", 9, article(2, (0, 3)))[0] == "第二条 水库由县水"


def test_only_windows_inside_of_the_part_follow():
    found = shown("第二条", 20, article(2, (0, 3)))
    assert len(found) > 1
    assert all(text in SECOND for text in found)


def test_of_a_long_part_what_is_asked_of_it_comes_first():
    found = shown("第二条 罚款多少", 20, article(2, (0, 3)))
    assert found[0] == "违反的罚款五十元。"
    assert "第二条 水库由县水利局管理。" not in found[:1]


@pytest.mark.parametrize(
    "question", ["第二条", "第二条的规定", "第二条是什么内容", "青石县水库管理办法第二条"]
)
def test_the_words_that_name_the_part_and_the_document_ask_nothing_of_it(question):
    start = question.index("第")
    filters = article(2, (start, start + 3))
    assert shown(question, 20, filters)[0] == "第二条 水库由县水利局管理。"


def test_of_a_part_that_fits_all_is_shown_whatever_is_asked():
    assert shown("第二条 罚款多少", 100, article(2, (0, 3)))[0] == SECOND


def test_a_part_that_is_not_there_has_no_windows():
    assert shown("第九条", 100, article(9)) == []


def test_several_parts_are_shown_one_after_the_other():
    found = shown("第三条、第一条", 40, article(3), article(1))
    assert found[0] == "第三条 本办法自明年起施行。"
    assert "第一条 为了管理水库，制定本办法。" in found
    assert not any(text in SECOND for text in found)
