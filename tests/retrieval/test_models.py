"""Documents and sections are told apart by what they are, not by what they hold."""

import pickle
from dataclasses import FrozenInstanceError, fields

import pytest
from samples import document

from retrieval.analysis.expansion import FACTS
from retrieval.citing.citations import cite
from retrieval.models import Excerpt, Section
from retrieval.text.folding import fold


def section():
    return Section(0, 2, 2, Section(0, 1, 1))


@pytest.mark.parametrize("make", [lambda: document("一句话。"), section])
def test_they_are_equal_to_themselves_alone(make):
    one, other = make(), make()
    assert one == one
    assert not one != one  # noqa: SIM202
    assert one != other
    assert not one == other  # noqa: SIM201
    assert len({one, one, other}) == 2


@pytest.mark.parametrize("make", [lambda: document("一句话。"), section])
def test_they_never_change_and_can_be_sent_to_another_process(make):
    one = make()
    with pytest.raises(FrozenInstanceError):
        setattr(one, fields(one)[0].name, None)
    assert repr(pickle.loads(pickle.dumps(one))) == repr(one)


def test_they_are_shown_without_what_they_hold():
    assert "一句话" not in repr(document("一句话。"))
    assert repr(section()) == "Section(start=0, end=2, level=2)"


def test_words_for_facts_are_folded():
    assert all(fold(fact.words) == fact.words for fact in FACTS.values())


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("水很深，也很清。", (False, False)),
        ("也很清。", (True, False)),
        ("水很深，", (False, True)),
        ("也很", (True, True)),
        ("路很长", (False, False)),
    ],
)
def test_an_excerpt_says_where_it_cuts_a_sentence(words, cut):
    found = document("山很高。水很深，也很清。\n路很长")
    start = found.text.index(words)
    end = start + len(words)
    excerpt = Excerpt(found, start, end, 0.0, (), cite(found, None, start, end))
    assert (excerpt.text, excerpt.cut) == (words, cut)
