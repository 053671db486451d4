"""Windows: where they begin, how far they go, which comes first, and what is marked in them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from laid_out import asked, reading, texts
from samples import contents, document, formats

from retrieval.excerpts.windows import highlights, windows
from retrieval.models import Kind
from retrieval.weights import PASSAGE, SENTENCES, TOGETHER

TEXT = "水库在山里，水很深，也很清。人们来看。大坝有三十米高，是新修的。"
QUESTIONS = ("水库大坝有多高", "第二项是什么", "有哪些措施", "标题")


def of(text, question, most, scores=(), suffix=".txt"):
    return [*windows([reading(text, question, suffix)], dict(scores), most)]


def shown(*arguments, **options):
    return texts(of(*arguments, **options))


@settings(max_examples=50)
@given(contents, st.sampled_from(QUESTIONS), st.integers(1, 250) | st.just(250), formats)
def test_windows_begin_with_sentences_and_are_never_too_long(text, question, most, suffix):
    # Of a document that is nothing but furniture no passage is ever found, and so none is read.
    assume(any(each.kind is not Kind.FURNITURE for each in document(text, suffix).paragraphs))
    read = reading(text, question, suffix)
    found = [*windows([read], {}, most)]
    starts, content = read.layout.starts[read.layout.first], read.layout.content
    says = content == np.arange(len(starts))
    assert {*starts[says].tolist()} <= {window.start for window in found} <= {*starts.tolist()}
    if most == 250 and "title" not in read.question.facts:
        says = content < len(starts)
        assert sorted(window.start for window in found) == starts[says].tolist()
    assert all(0 < window.end - window.start <= most for window in found)
    ends = {*read.layout.ends.tolist()}
    assert all(w.end in ends or w.end - w.start == most for w in found)
    assert all(one.score >= other.score for one, other in pairwise(found))
    assert found[:1] == [] or found[0].score == 0


def test_a_window_takes_in_the_clauses_that_fit():
    assert shown(TEXT, "大坝", 200)[0] == TEXT
    firsts = {
        most: sorted(shown(TEXT, "大坝", most), key=TEXT.index)[0] for most in (6, 9, 10, 14, 19)
    }
    assert firsts == {
        6: "水库在山里，",
        9: "水库在山里，",
        10: "水库在山里，水很深，",
        14: "水库在山里，水很深，也很清。",
        19: "水库在山里，水很深，也很清。人们来看。",
    }


def test_a_window_takes_in_whole_sentences_and_cuts_one_that_is_too_long():
    text = "水库在山里。大坝有三十米高，是去年新修的。人多。"
    firsts = {most: sorted(shown(text, "大坝", most), key=text.index)[0] for most in (6, 20, 21)}
    assert firsts == {6: "水库在山里。", 20: "水库在山里。", 21: text[:21]}
    assert "大坝有三十米高，" in shown(text, "大坝", 14)


def test_of_a_sentence_of_two_passages_a_window_takes_in_the_end_or_clauses():
    clause = "水库在很远的山里，"
    text = f"人们来看。{clause * 60}大坝很高。路很长。"
    assert {"人们来看。", clause * 4, "路很长。"} == {*shown(text, "大坝", 40)}
    whole = shown(text, "大坝", 300)
    assert "人们来看。" in whole
    assert [each for each in whole if each.endswith(f"{clause}大坝很高。路很长。")]


def test_a_clause_that_does_not_fit_is_cut():
    assert shown("水库在很远的山里，人们来看。", "水库", 4) == ["水库在很"]


def test_a_window_does_not_leave_its_section():
    text = "一、水库\n\n水库在山里。\n\n二、大坝\n\n大坝很高。"
    found = shown(text, "水库 大坝", 200)
    assert sorted(found, key=text.index)[0] == "一、水库\n\n水库在山里。"


def test_the_window_that_gathers_most_of_the_answer_comes_first():
    text = "人们来看。水库在山里。大坝有三十米高。路很长。"
    assert shown(text, "水库大坝有多高", 16)[0] == "水库在山里。大坝有三十米高。"
    assert shown(text, "水库大坝有多高", 13)[0] == "大坝有三十米高。路很长。"


def test_scores_are_made_of_shares_terms_and_the_passage():
    text = "水库在山里。大坝很高。"
    read = reading(text, "水库 大坝")
    plain = {w.start: w.score for w in windows([read], {}, 6)}
    likely = read.scores()
    held = read.coverage(read.layout.first, read.layout.past)
    difference = SENTENCES * (likely[1] - likely[0]) + TOGETHER * (held[1] - held[0])
    assert plain[6] - plain[0] == pytest.approx(difference, abs=1e-6)


def test_a_window_in_a_passage_that_was_found_scores_more_relative_to_the_best():
    text = "水库在山里。\n\n大坝很高。"
    plain = {w.start: w.score for w in of(text, "水库 大坝", 6)}
    found = {w.start: w.score for w in of(text, "水库 大坝", 6, {0: 2.0, 8: 4.0})}
    shift = (found[8] - found[0]) - (plain[8] - plain[0])
    assert shift == pytest.approx(PASSAGE * (1 - 0.5))


def test_a_sentence_that_is_cut_short_counts_the_square_of_its_part():
    read = reading("水库水库水库水库，水库水库水库水库。", "水库")
    whole, half = (next(windows([read], {}, most)) for most in (18, 9))
    assert (whole.end, half.end) == (18, 9)
    text = "水库的话，别的话。\n\n水库的话呀。"
    one, other = (w for w in sorted(of(text, "水库", 5), key=lambda w: w.start))
    assert one.end - one.start == other.end - other.start == 5
    likely = reading(text, "水库").scores()
    part = SENTENCES * np.log((5 / 9) ** 2 / (5 / 6) ** 2)
    held = one.score - other.score - SENTENCES * (likely[0] - likely[1])
    assert held == pytest.approx(part, abs=1e-6)


def test_windows_of_several_layouts_are_compared():
    first, second = reading("别的话。", "水库"), reading("水库在山里。", "水库")
    found = [*windows([first, second], {}, 50)]
    assert texts(found) == ["水库在山里。", "别的话。"]
    assert [w.items_left for w in found] == [0, 0]


def marked(text, question, start=0, end=None):
    return [
        text[a:b] for a, b in highlights(document(text), start, end or len(text), asked(question))
    ]


def test_words_are_marked_and_bigrams_where_no_word_is():
    assert marked("水库在山里，大坝很高。", "水库大坝") == ["水库", "大坝"]
    assert marked("山里有水。", "水库") == []
    assert marked("图书，书馆。", "图书馆") == ["图书", "书馆"]
    assert marked("图书馆和书馆。", "图书馆") == ["图书馆"]
    assert marked("水库水库，水库", "水库") == ["水库水库", "水库"]


def test_marks_are_in_the_window_and_offsets_of_the_document():
    text = document("水库在山里，水库很深。")
    assert highlights(text, 6, 11, asked("水库")) == ((6, 8),)
    assert highlights(text, 0, 7, asked("水库")) == ((0, 2),)


@settings(max_examples=50)
@given(contents, st.sampled_from(QUESTIONS), st.integers(0, 40), st.integers(0, 80))
def test_marks_are_inside_in_order_and_apart(text, question, start, size):
    read = document(text)
    end = min(start + size, len(read.text))
    start = min(start, end)
    found = highlights(read, start, end, asked(question))
    edges = [start - 1, *(edge for mark in found for edge in mark), end + 1]
    assert all(a < b for a, b in pairwise(edges))
