"""Neighbours of words: looked for where a question's own words find little, and only there."""

from pathlib import Path

import pytest

from retrieval import Library, Standing
from retrieval.filters.apply import understood

TEXTS = {
    "a.txt": "门诊须知\n\n发热病人先到预检处登记,再由护士引导就诊。\n",
    "b.txt": "食堂\n\n午餐有米饭、面条和三种小菜,两点以后不再供应。\n",
    "c.txt": "图书馆\n\n读者凭证件借阅,每人每次五册,三十天内归还。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("neighbours")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return Library.open(folder, index=Path(f"{folder}-index"))


def found_by(library: Library, question: str, *, exact: bool = False):
    return library.ask(question, min_confidence=0, exact=exact)


def test_a_text_is_found_by_a_neighbour_of_a_word_and_that_is_said(library):
    found = found_by(library, "发烧")
    assert found_by(library, "发烧", exact=True).excerpts == ()
    assert "发热" in found.excerpts[0].text
    assert found.looked_for == ("发热",)


def test_what_is_found_by_neighbours_alone_is_no_answer(library):
    """Of 借书 the table knows 借阅; no list says that they are the same."""
    found = library.ask("借书")
    assert found.standing is not Standing.ANSWER
    assert found_by(library, "借书").looked_for == ("借阅",)


def test_where_own_words_find_much_none_is_looked_for(library):
    finder = library._finder
    own = understood("发热病人先到预检处登记", (), library._analyzer, finder.searcher)
    weak = understood("发烧找谁", (), library._analyzer, finder.searcher)
    assert finder.widened(finder.search(own)) is None
    wide = finder.widened(finder.search(weak))
    assert wide is not None
    assert wide.question.wide
