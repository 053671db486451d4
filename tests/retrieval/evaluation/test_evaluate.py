"""Measures against tables by hand, answers folded, outcomes, TREC runs."""

import builtins
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library
from retrieval.errors import MeasuresMissing
from retrieval.evaluation.evaluate import (
    Miss,
    QuestionOutcome,
    evaluate,
    is_visible,
    score,
    stands_in,
    trec_run,
)
from retrieval.evaluation.measures import auroc, percentile, ranking_measures
from retrieval.evaluation.question_set import LabelledQuestion
from retrieval.models import Hit

TEXTS = {
    "口岸.txt": "满都拉口岸过货量突破662万吨。",
    "旅游.txt": "15家研学旅游基(营)地入选自治区名单。",
    "招聘 会.txt": "全年举办招聘会398场次。",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return Library.open(folder)


def question(text, *answers, document=None, id_=None):
    return LabelledQuestion(id_ or text, text, answers, document)


# --- measures


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([1], {"R@1": 1, "R@3": 1, "R@5": 1, "R@10": 1, "RR@10": 1}),
        ([2, 1], {"R@1": 1 / 2, "R@3": 1, "R@5": 1, "R@10": 1, "RR@10": 3 / 4}),
        ([4, 6, 3], {"R@1": 0, "R@3": 1 / 3, "R@5": 2 / 3, "R@10": 1, "RR@10": 3 / 12}),
        ([10, 11], {"R@1": 0, "R@3": 0, "R@5": 0, "R@10": 1 / 2, "RR@10": 1 / 20}),
        ([None, 1], {"R@1": 1 / 2, "R@3": 1 / 2, "R@5": 1 / 2, "R@10": 1 / 2, "RR@10": 1 / 2}),
        ([None], {"R@1": 0, "R@3": 0, "R@5": 0, "R@10": 0, "RR@10": 0}),
    ],
)
def test_measures_of_rankings(ranks, expected):
    rankings = {
        str(n): ["right" if place == rank else f"wrong {place}" for place in range(1, 13)]
        for n, rank in enumerate(ranks)
    }
    right = dict.fromkeys(rankings, "right")
    assert ranking_measures(right, rankings) == pytest.approx(expected)


def test_a_question_that_finds_nothing_counts_as_missed():
    assert ranking_measures({"1": "a", "2": "a"}, {"1": ["a"], "2": []})["R@10"] == 0.5


def test_nothing_expected_has_no_measures():
    assert ranking_measures({}, {}) == {}


def test_without_the_library_of_measures_the_error_says_so(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "ir_measures":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MeasuresMissing):
        ranking_measures({"1": "a"}, {"1": ["a"]})


values = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]) | st.floats(0, 1), max_size=12)


@given(values, values)
def test_auroc_is_how_often_a_positive_is_above_a_negative(positives, negatives):
    pairs = [(p, n) for p in positives for n in negatives]
    if not pairs:
        assert auroc(positives, negatives) is None
        return
    above = sum(1.0 if p > n else 0.5 if p == n else 0.0 for p, n in pairs) / len(pairs)
    assert auroc(positives, negatives) == pytest.approx(above, abs=1e-12)


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [
        ([1], [0], 1),
        ([0], [1], 0),
        ([1], [1], 0.5),
        ([3, 1], [2], 0.5),
        ([], [1], None),
        ([1], [], None),
    ],
)
def test_auroc_by_hand(positives, negatives, expected):
    assert auroc(positives, negatives) == expected


@pytest.mark.parametrize(
    ("numbers", "share", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.5, 7),
        ([7], 0.99, 7),
        ([4, 1, 3, 2], 0.5, 2),
        ([5, 1, 3], 0.5, 3),
        (range(1, 101), 0.99, 99),
        (range(1, 102), 0.99, 100),
        (range(1, 11), 0, 1),
    ],
)
def test_percentiles_are_nearest_ranks(numbers, share, expected):
    assert percentile(list(numbers), share) == expected


# --- answers


@pytest.mark.parametrize(
    ("answers", "excerpt", "visible"),
    [
        (["662万吨"], "突破662万吨。", True),
        (["662 万 吨"], "突破６６２万吨。", True),
        (["15家研学旅游基(营)地"], "１５家研学旅游基（营）地", True),
        (["第一行第二行"], "第一行\n\u3000\u3000第二行", True),
        (["ω-force"], "光荣和ω－force", True),
        (["Abc"], "abc", False),
        (["没有", "口岸"], "满都拉口岸", True),
        (["没有"], "满都拉口岸", False),
        ([], "满都拉口岸", False),
    ],
)
def test_answers_are_seen_whatever_their_white_space_and_width(answers, excerpt, visible):
    assert is_visible(answers, excerpt) is visible


# --- outcomes


def test_an_outcome_says_where_document_and_answer_stand(library):
    (outcome,) = evaluate(
        library, [question("满都拉口岸的过货量是多少?", "662 万吨", document="口岸.txt")]
    )
    assert (outcome.rank, outcome.visible, outcome.found, outcome.misses) == (1, 1, True, ())
    assert outcome.seconds > 0
    assert outcome.excerpts[0].document.path == "口岸.txt"


def test_what_is_marked_holds_an_answer_or_does_not(tmp_path):
    (tmp_path / "a.txt").write_text("全市通车里程很长。满都拉口岸过货量突破662万吨。", "utf-8")
    wanted = "满都拉口岸的过货量是多少?"
    asked = [question(wanted, answer, document="a.txt") for answer in ("662万吨", "里程", "水库")]
    outcomes = [*evaluate(Library.open(tmp_path), asked)]
    assert [outcome.visible for outcome in outcomes] == [1, 1, None]
    assert [outcome.marked for outcome in outcomes] == [True, False, False]


def test_ranking_and_excerpts_are_there_when_it_refuses(library):
    asked = question(
        "飞往火星的宇宙飞船哪天起飞,船票卖多少钱,从哪个口岸上船", "662万吨", document="口岸.txt"
    )
    (outcome,) = evaluate(library, [asked])
    assert not outcome.found
    assert outcome.paths == ("口岸.txt",)
    assert outcome.misses == (Miss.REFUSED,)


def test_what_cannot_be_asked_is_refused_and_missed(library):
    outcomes = list(evaluate(library, [question("😀", "a", document="口岸.txt"), question("?!")]))
    assert [outcome.ranking for outcome in outcomes] == [(), ()]
    assert outcomes[0].misses == (Miss.DOCUMENT, Miss.ANSWER, Miss.REFUSED)
    assert outcomes[1].misses == ()


def test_scores_of_a_set_by_hand(library):
    scores = score(
        list(
            evaluate(
                library,
                [
                    question("满都拉口岸的过货量是多少?", "662万吨", document="口岸.txt"),
                    question("全年举办招聘会多少场次?", "61场", document="招聘 会.txt"),
                    question("研学旅游基地入选名单", document="不在.txt"),
                    question("zebra quagga okapi"),
                    question("口岸过货量突破"),
                ],
            )
        )
    )
    assert (scores.questions, scores.answerable) == (5, 3)
    assert scores.recall == pytest.approx(dict.fromkeys((1, 3, 5, 10), 2 / 3))
    assert scores.mrr == pytest.approx(2 / 3)
    # Two questions name an answer; one of the answers is wrong.
    assert (scores.visible_first, scores.visible_three, scores.marked) == (0.5, 0.5, 0.5)
    assert (scores.kept, scores.refused) == (1, 0.5)
    assert 0.5 <= scores.auroc <= 1
    assert 0 < scores.p50 <= scores.p99


def test_scores_are_none_where_no_question_counts(library):
    scores = score(list(evaluate(library, [question("zebra quagga")])))
    assert (scores.answerable, scores.refused) == (0, 1)
    assert set(scores.recall.values()) == {None}
    assert {scores.mrr, scores.visible_first, scores.visible_three, scores.kept} == {None}
    assert scores.auroc is None
    assert score([]).p50 is None


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        (["662万吨"], True),
        (["满都拉口岸过貨量突破662万吨"], True),
        (["满都拉口岸进出口货物突破662万吨"], False),
        (["没有", "６６２ 万吨"], True),
        ([], False),
        ([" "], False),
    ],
)
def test_an_answer_that_was_copied_with_a_slip_stands_in_its_document(answers, stands):
    assert stands_in(answers, TEXTS["口岸.txt"]) is stands


def test_an_answer_may_stand_in_another_document_than_the_one_named(library):
    asked = question("满都拉口岸的过货量是多少?", "662万吨", document="旅游.txt")
    (outcome,) = evaluate(library, [asked])
    assert (outcome.rank == 1, outcome.in_first_document) == (False, True)
    (other,) = evaluate(library, [question("口岸过货量", "398场次", document="口岸.txt")])
    assert not other.in_first_document


def test_a_first_excerpt_ends_with_a_sentence_or_not(library):
    (outcome,) = evaluate(library, [question("满都拉口岸的过货量是多少?")])
    assert outcome.ends_whole
    first = outcome.excerpts[0]
    cut = replace(outcome, excerpts=(first._replace(end=first.end - 2),))
    assert not cut.ends_whole
    assert not replace(outcome, excerpts=()).ends_whole


# --- runs


def hit(library, path, value):
    (document,) = (d for d in library.documents if d.path == path)
    return Hit(library.passages(document)[0], value)


def test_a_run_has_six_fields_whatever_the_names(library):
    ranking = (hit(library, "招聘 会.txt", 3.5), hit(library, "口岸.txt", 0.25))
    asked = question("x", id_="a b\t100%\u3000c")
    lines = list(
        trec_run([QuestionOutcome(asked, ranking, (), 1.0, found=True, seconds=0.1)], "tag")
    )
    assert lines == [
        "a%20b%09100%25%E3%80%80c Q0 招聘%20会.txt 1 3.5 tag",
        "a%20b%09100%25%E3%80%80c Q0 口岸.txt 2 0.25 tag",
    ]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_the_scores_of_a_run_fall_in_single_precision(library, numbers):
    import numpy as np

    best = hit(library, "口岸.txt", 0.0).passage
    ranking = tuple(Hit(best, value) for value in sorted(numbers, reverse=True))
    outcome = QuestionOutcome(question("x"), ranking, (), 1.0, found=True, seconds=0.1)
    written = [np.float32(line.split(" ")[4]) for line in trec_run([outcome], "tag")]
    assert all(above > below for above, below in pairwise(written))
