"""Windows of lists: from what announces them on, one item alone, and what did not fit in."""

import pytest
from laid_out import PLACE, asked, layouts, terms

from retrieval.excerpts.relevance import Reading
from retrieval.excerpts.windows import windows
from retrieval.weights import LIST

TEXT = (
    "今天大家在一起谈谈别的事情。\n\n修水库的好处如下：\n1.可以浇地。\n2.可以养鱼。\n3.可以发电。\n\n"
    "修大桥的要求如下：\n1.不能太慢。\n2.不能太贵。\n"
)
BENEFITS = "修水库的好处如下：\n1.可以浇地。\n2.可以养鱼。\n3.可以发电。"


def shown(question, most, text=TEXT, lists=True):
    """The best window, and how many items stand behind it."""
    best = every(question, most, text, lists)[0]
    return best.document.text[best.start : best.end], best.items_left


def every(question, most, text=TEXT, lists=True):
    found, query = layouts(text), asked(question)
    [sheet] = found.holding(PLACE, [0], 1)
    read = Reading(sheet, query, terms(query))
    return [*windows([read], {}, most, found.lists(PLACE) if lists else ())]


@pytest.mark.parametrize(
    ("most", "shows", "left"),
    [(100, 33, 0), (33, 33, 0), (32, 25, 1), (25, 25, 1), (24, 17, 2), (17, 17, 2), (9, 9, 3)],
)
def test_a_list_is_shown_from_what_announces_it_and_the_rest_is_counted(most, shows, left):
    text, items_left = shown("水库的好处有哪些", most)
    assert (text, items_left) == (BENEFITS[:shows], left)


def test_a_list_ends_where_it_ends():
    assert shown("水库的好处有哪些", 200) == (BENEFITS, 0)
    assert shown("水库的好处", 200, lists=False)[0] != BENEFITS


def test_the_list_that_is_asked_for_is_the_one_announced_with_the_words():
    assert shown("大桥的要求有哪些", 200)[0].startswith("修大桥的要求如下：")
    assert shown("水库的好处有哪些", 200)[0].startswith("修水库的好处如下：")


@pytest.mark.parametrize(
    ("number", "item"), [("一", "1.可以浇地。"), ("二", "2.可以养鱼。"), ("三", "3.可以发电。")]
)
def test_an_item_is_shown_alone(number, item):
    assert shown(f"水库的好处第{number}点是什么", 200) == (item, 0)


def test_an_item_that_is_not_there_is_not_answered_with_another():
    text, left = shown("大桥的要求第三点是什么", 9)
    assert not text.startswith(("1.", "2."))
    assert left == 0


def test_a_list_about_something_else_is_no_answer():
    lists = every("山塘有哪些", 200)
    plain = every("山塘有哪些", 200, lists=False)
    assert [(w.start, w.end, w.items_left) for w in lists] == [(w.start, w.end, 0) for w in plain]


def test_a_list_scores_more_the_more_its_announcement_holds():
    def behind(question):
        """How far the two lists are apart with the bonus, beyond what they are without."""
        starts = TEXT.index("修水库"), TEXT.index("修大桥")
        found = []
        for lists in (True, False):
            scores = {w.start: w.score for w in every(question, 200, lists=lists)}
            found.append(scores[starts[0]] - scores[starts[1]])
        return found[0] - found[1]

    assert behind("水库有哪些好处") > LIST / 2
    assert abs(behind("好处、要求有哪些")) < LIST / 4


def test_where_no_list_is_asked_for_nothing_changes():
    lists = every("水库的好处是不是很大", 200)
    plain = every("水库的好处是不是很大", 200, lists=False)
    assert [w[2:] for w in lists] == [w[2:] for w in plain]


def test_an_item_scores_as_the_sentence_that_announces_it_if_that_is_higher():
    text = "水库的好处有两点：\n1.浇地。\n2.养鱼。\n\n养鱼是第二点好处。"
    assert shown("水库的好处第二点是什么", 30, text) == ("2.养鱼。", 0)
