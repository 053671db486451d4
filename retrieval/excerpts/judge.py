"""Which window answers best, and whether it answers: answer, perhaps, or none.

Two steps on the same evidence (`evidence`). The windows of a question are ranked by a softmax over
`RANKING`. The first of them is judged by two logistic regressions: `ANSWER` (does it answer?) and
`PERHAPS` (is what is asked its topic?), each with its threshold, the same for every library.

The weights are those that `tests/benchmarks/fit_judge.py` prints; what each is worth stands in
tests/README.md.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from retrieval.excerpts.evidence import DocumentEvidence, WindowEvidence
from retrieval.models import Standing

RANKING = {
    "words": 2.10,
    "sentence": -1.43,
    "headed": 2.20,
    "characters": 0.52,
    "kind": 1.53,
    "kind_close": 0.66,
    "unit": 2.13,
    "stated": 3.48,
    "run": -1.59,
    "score": 0.67,
}
"""What each number of `WindowEvidence` counts when windows are ranked; 0 for the others."""

ANSWER = {
    "strength": 9.99,
    "size": -0.35,
    "margin": 3.54,
    "headed": 2.29,
    "characters": 2.80,
    "run": -2.15,
    "kind_missing": -0.93,
    "unknown": -1.52,
    "lacks_name": -1.22,
    "length": 0.18,
}
PERHAPS = {
    "strength": -2.35,
    "margin": 2.67,
    "headed": 3.30,
    "characters": 3.71,
    "run": -0.56,
    "document_words": 2.36,
    "lacks_name": -1.92,
    "length": 1.13,
    "topic": 0.89,
}
# So that of a library's own questions 95 % and more (ncp, drcd) are answered, and that of questions
# about something else 85 % and more get nothing.
_ANSWER_BIAS = -4.16
_PERHAPS_BIAS = -7.84

MIN_CONFIDENCE = 0.5
"""From here on the first window is an answer, or perhaps one."""
_CONTRADICTED = 0.49
"""The highest confidence in what can be no answer: below MIN_CONFIDENCE."""


class SearchEvidence(NamedTuple):
    """What the search says of the best window. `strength`: the best passage's score as a share of
    `Searcher.ideal`. `passages`: the size of the library; the larger, the more it holds by
    chance. `topic`: how near the question is to what the library is about; 0 where it was not
    looked at, as for an answer."""

    strength: float
    passages: int
    topic: float = 0.0


class Case(NamedTuple):
    """What a window is judged on; `margin` is its share in the softmax over all that were compared,
    `asks_kind` whether an answer of some kind is asked for, `asked` the number of words: shares
    of many say more than those of few. Where neighbours of the question's words were looked for,
    `narrow` is what speaks for it without them."""

    window: WindowEvidence
    document: DocumentEvidence
    search: SearchEvidence
    margin: float
    asks_kind: bool
    asked: int
    narrow: "Case | None" = None

    def numbers(self) -> dict[str, float]:
        """The numbers that ANSWER and PERHAPS weigh."""
        return {
            "strength": self.search.strength,
            "size": log(max(self.search.passages, 1)),
            "margin": self.margin,
            "headed": self.window.headed,
            "characters": self.window.characters,
            "run": self.window.run,
            "kind_missing": float(self.asks_kind and not self.window.kind),
            "document_words": self.document.words,
            "unknown": self.document.unknown,
            "lacks_name": self.document.lacks_name,
            "length": sqrt(self.asked),
            "topic": self.search.topic,
        }


class Judgement(NamedTuple):
    """What is thought of the first window, and how likely it answers, from 0 to 1."""

    standing: Standing
    confidence: float


def odds(evidence: WindowEvidence) -> float:
    """How likely a window answers, next to the others: a log of odds, up to a constant."""
    return float(sum(weight * getattr(evidence, name) for name, weight in RANKING.items()))


def margin(windows: Sequence[WindowEvidence]) -> float:
    """The share of the first of `windows` in the softmax over all of them."""
    compared = [odds(each) for each in windows]
    return 1 / sum(exp(each - compared[0]) for each in compared)


def judge(case: Case, least: float | None = None) -> Judgement:
    """Whether a window answers; it does from the confidence `least` on, by default MIN_CONFIDENCE.

    One that is contradicted never does, nor one that neighbours of the question's words alone have
    found: they tell the topic. At 0 every window is taken for an answer.
    """
    confidence = _likelihood(_ANSWER_BIAS, ANSWER, (case.narrow or case).numbers())
    topical = _likelihood(_PERHAPS_BIAS, PERHAPS, case.numbers())
    if least == 0:
        return Judgement(Standing.ANSWER, confidence)
    by_neighbours = case.narrow is not None and not case.search.strength
    never = case.document.contradicts or by_neighbours or case.window.year < 0
    if never:
        confidence = min(confidence, _CONTRADICTED)
    if confidence >= (MIN_CONFIDENCE if least is None else least) and not never:
        return Judgement(Standing.ANSWER, confidence)
    found = Standing.PERHAPS if max(topical, confidence) >= MIN_CONFIDENCE else Standing.NONE
    return Judgement(found, confidence)


def doubted(judgement: Judgement) -> Judgement:
    """The same of what may be no answer at all: perhaps one, however sure it would be."""
    if judgement.standing is not Standing.ANSWER:
        return judgement
    return Judgement(Standing.PERHAPS, min(judgement.confidence, _CONTRADICTED))


def _likelihood(bias: float, weights: Mapping[str, float], numbers: Mapping[str, float]) -> float:
    return 1 / (1 + exp(-bias - sum(w * numbers[name] for name, w in weights.items())))
