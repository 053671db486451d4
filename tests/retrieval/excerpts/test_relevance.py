"""How much of a question stands in a sentence, and what that is worth."""

import numpy as np
import pytest
from laid_out import asked, reading, terms

from retrieval.excerpts.relevance import Closeness, Terms, occurrences, runs
from retrieval.weights import (
    BEFORE,
    CHARACTERS,
    CLOSEST_SENTENCE,
    COVERAGE,
    FACT,
    FAR,
    HEAD,
    NAMES,
    NEAR_CHARACTERS,
    RUNS,
    SHAPE,
    SUBJECT,
)


def test_a_term_stands_where_it_stands_overlapping_too():
    assert occurrences("水水水库", "水水") == [0, 1]
    assert occurrences("水库", "大坝") == []


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("水库大坝", 1.0),
        ("水库，大坝", 2 * 2**1.5 / 4**1.5),
        ("水库大，坝", 3**1.5 / 4**1.5),
        ("水，库，大，坝", 0.0),
        ("", 0.0),
    ],
)
def test_runs_count_more_the_longer_they_are(text, share):
    assert runs(["水库大坝"], text) == pytest.approx(share)


def test_runs_are_cut_from_the_left_and_of_each_part():
    assert runs(["水库", "大坝"], "大坝水库") == pytest.approx(2 * 2**1.5 / 4**1.5)
    assert runs(["水库大"], "水库，库大") == pytest.approx(2**1.5 / 3**1.5)
    assert runs([], "水库") == 0.0


def test_a_question_is_shared_out_among_its_words_bigrams_and_characters():
    found = terms(asked("水库 大坝"))
    assert found.sizes == (2, 2, 4)
    assert found.plain.tolist() == pytest.approx([0.25] * 4 + [0.0] * 4)
    assert found.share("水库和大坝") == pytest.approx(1.0)
    assert found.share("水库") == pytest.approx(0.5)
    assert found.share("水，库") == pytest.approx(0.0)
    assert found.about("").tolist() == pytest.approx([1 / 6] * 4 + [1 / 12] * 4)
    assert found.about("水库").sum() == pytest.approx(1.0)
    low, high = found.about("水库")[:2]
    assert low / high == pytest.approx(SUBJECT)


def test_a_rare_word_weighs_more():
    query = asked("水库 大坝")
    found = Terms.of(query, np.array([3.0, 1.0]), np.array([3.0, 1.0]))
    assert found.share("水库") == pytest.approx(0.75)


def test_words_beside_the_word_that_asks_weigh_more():
    query = asked("水库的大坝有多高")
    near = dict(zip(query.words, terms(query).weights.tolist(), strict=False))
    assert near["大坝"] > near["水库"] > FAR
    gap = query.asked[0] - query.asking.index("水库") - 2
    assert near["水库"] == pytest.approx(FAR + (1 - FAR) * np.exp(-gap / NEAR_CHARACTERS))
    behind = asked("谁修建了水库")
    found = dict(zip(behind.words, terms(behind).weights.tolist(), strict=False))
    assert found["修建"] == pytest.approx(1.0)
    assert set(terms(asked("水库大坝")).weights.tolist()) == {1.0}


def test_what_sentences_hold_of_the_question():
    read = reading("水库在山里。大坝很高。", "水库 大坝")
    assert read.closest() == pytest.approx(0.5)
    held = read.coverage(read.layout.first, read.layout.past)
    assert reading("水库和大坝。", "水库 大坝").closest() == pytest.approx(1.0)
    assert held.sum() == pytest.approx(1.0)
    both = read.coverage(np.array([0]), np.array([2]))
    assert both.tolist() == pytest.approx([1.0])
    assert read.share("大坝") == pytest.approx(held[1])


def test_the_terms_of_the_subject_weigh_less():
    text = "关于水库的通知\n\n这里说的是别的事情大家都知道呀。\n\n水库在山里。\n\n大坝很高。"
    read = reading(text, "水库 大坝")
    first, second = read.coverage(read.layout.first, read.layout.past)[-2:]
    assert second > first > 0


def test_a_sentence_scores_by_what_it_and_the_one_before_hold():
    read = reading("水库在山里。人们很好。大坝很高。", "水库 大坝")
    held = read.coverage(read.layout.first, read.layout.past)
    assert (read.scores() - read.layout.prior).tolist() == pytest.approx(
        [COVERAGE * held[0], BEFORE * held[0], COVERAGE * held[2]]
    )


def test_a_sentence_of_the_shape_that_is_asked_for_scores_more():
    read = reading("水库在山里。水库有三百亩。", "水库的面积是多少")
    held = read.coverage(read.layout.first, read.layout.past)
    more = read.scores() - read.layout.prior - COVERAGE * held
    assert more.tolist() == pytest.approx([0.0, BEFORE * held[0] + SHAPE])
    # A question that asks for two shapes adds once.
    both = reading("水库在三百亩的青石镇。", "水库有多少，在哪里")
    alone = both.coverage(both.layout.first, both.layout.past)
    assert (both.scores() - both.layout.prior).tolist() == pytest.approx(
        [COVERAGE * alone[0] + SHAPE]
    )


def test_the_fact_that_is_asked_for_scores_more_and_no_other():
    text = "关于修建水库的通知\n\n发布日期：2024年3月1日\n来源：县水利局\n\n今年要修建水库。\n"
    scores = reading(text, "文章的来源是哪里").scores()
    plain = reading(text, "文章的").scores()
    lines = [line for line in text.split("\n") if line]
    best = lines[int(scores.argmax())]
    assert best == "来源：县水利局"
    assert scores.max() - plain.max() > FACT / 2
    other = reading(text, "文章发布的日期").scores()
    assert lines[int(other.argmax())] == "发布日期：2024年3月1日"


def test_words_that_a_sentence_means_count_as_if_it_held_them():
    text = "青石县水库管理条例（以下简称条例）通过了。\n别的话。\n条例从明年起施行。"
    read = reading(text, "水库管理")
    held = read.coverage(read.layout.first, read.layout.past)
    assert held[2] > held[1] == 0


def close(text, question):
    query = asked(question)
    return Closeness(query, terms(query)).of([reading(text, question)])


def test_how_close_a_document_is():
    nothing = "这里说的是别的事情，谁都知道。"
    assert close(f"{nothing}别的话。", "水库 大坝") == pytest.approx(NAMES)
    assert close(f"{nothing}水库。别的。", "水库 大坝") == pytest.approx(
        NAMES + CLOSEST_SENTENCE / 2 + CHARACTERS / 2 + RUNS * 2**1.5 / 4**1.5
    )
    assert close(f"今天的水库。{nothing}", "水库") == pytest.approx(
        NAMES + CLOSEST_SENTENCE + CHARACTERS + RUNS + HEAD
    )
    assert close(f"{nothing}西边。", "广东 水库") == pytest.approx(0.0)


def test_the_closest_of_several_readings_counts():
    query = asked("水库 大坝")
    nothing = "这里说的是别的事情，大家都知道。"
    texts = (f"{nothing}别的。", f"{nothing}水库和大坝。")
    readings = [reading(text, "水库 大坝") for text in texts]
    of = Closeness(query, terms(query)).of
    assert of(readings) == pytest.approx(of(readings[1:]))
