"""Fillers behind words: no character is lost, and no offset moves out of its sentence."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.fillers import Filler, origins, settled

TEXT = "联　系　人：周　敏，电话。"


def test_fillers_stand_behind_the_letters_that_they_stood_among():
    assert settled(TEXT, [Filler(1, 5), Filler(3, 5), Filler(7, 9)]) == "联系人　　：周敏　，电话。"
    assert settled("田　壮", [Filler(1, 3)]) == "田壮　"
    assert settled("田　壮 于　洋", [Filler(1, 3), Filler(5, 7)]) == "田壮　 于洋　"
    assert settled("二十\n一人", [Filler(2, 4)]) == "二十一\n人"
    assert settled(TEXT, []) == TEXT


@st.composite
def texts(draw):
    """A text and fillers in it, each of which stays in its sentence."""
    text = draw(st.text("田壮于洋 　，。\u200b", max_size=30))
    places = draw(st.sets(st.integers(0, 29)))
    fillers = []
    for place in sorted(places):
        if place < len(text) and text[place] != "。":
            end = f"{text}。".index("。", place)
            fillers.append(Filler(place, draw(st.integers(place + 1, max(end, place + 1)))))
    return text, fillers


@given(texts())
def test_every_character_is_still_there_and_knows_where_it_stood(drawn):
    text, fillers = drawn
    found, came = settled(text, fillers), origins(text, fillers)
    assert "".join(text[place] for place in came) == found
    assert sorted(came) == [*range(len(text))]


@given(texts())
def test_no_character_leaves_its_sentence(drawn):
    found = settled(*drawn).split("。")
    assert [*map(sorted, found)] == [*map(sorted, drawn[0].split("。"))]
