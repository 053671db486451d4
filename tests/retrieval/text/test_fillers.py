"""Fillers behind words: no character is lost, and no offset moves out of its sentence."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.fillers import origins, settled

TEXT = "联　系　人：周　敏，电话。"


def test_fillers_stand_behind_the_letters_that_they_stood_among():
    assert settled(TEXT, [1, 3, 7]) == "联系人　　：周敏　，电话。"
    assert settled("田　壮", [1]) == "田壮　"
    assert settled("田　壮 于　洋", [1, 5]) == "田壮　 于洋　"
    assert settled("通\u200b知，", [1]) == "通知\u200b，"
    assert settled(TEXT, []) == TEXT


@given(st.text("田壮于洋 　，。\u200b", max_size=30), st.sets(st.integers(0, 29)))
def test_every_character_is_still_there_and_knows_where_it_stood(text, places):
    fillers = sorted(place for place in places if place < len(text))
    found, came = settled(text, fillers), origins(text, fillers)
    assert "".join(text[place] for place in came) == found
    assert sorted(came) == [*range(len(text))]


@given(st.lists(st.text("田壮于洋 　\u200b", min_size=1, max_size=6), max_size=5), st.data())
def test_no_character_leaves_its_sentence(sentences, data):
    text = "".join(f"{each}。" for each in sentences)
    blanks = [place for place, character in enumerate(text) if character in " 　\u200b"]
    fillers = sorted(data.draw(st.sets(st.sampled_from(blanks)))) if blanks else []
    assert [sorted(each) for each in settled(text, fillers).split("。")] == [
        sorted(each) for each in text.split("。")
    ]
