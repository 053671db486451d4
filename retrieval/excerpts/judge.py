"""Which window answers best, and whether it answers: answer, perhaps, or none.

Two steps on the same evidence (`evidence`). The windows of a question are ranked by a softmax over
`RANKING`. The first of them is judged by two logistic regressions: `ANSWER` (does it answer?) and
`PERHAPS` (is what is asked its topic?), each with its threshold, the same for every library.

The weights are those that `tests/benchmarks/fit_judge.py` prints; what each is worth stands there
and in tests/README.md.
"""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple

import numpy as np

from retrieval.excerpts.evidence import DocumentEvidence, Wanted, WindowEvidence
from retrieval.models import Standing

RANKING = {
    "words": 1.82,
    "sentence": -1.98,
    "headed": 2.21,
    "bigrams": -0.13,
    "characters": 0.71,
    "kind_close": 1.31,
    "unit": 1.87,
    "run": 0.47,
    "score": 0.77,
}
"""What each number of `WindowEvidence` counts when windows are ranked; 0 for the others."""

ANSWER = {
    "strength": 6.22,
    "lead": 4.16,
    "size": -0.21,
    "words": 1.22,
    "characters": 2.29,
    "unknown": -1.29,
    "lacks_name": -1.07,
    "kind_missing": -1.94,
    "margin": 2.52,
    "document_words": 0.29,
}
PERHAPS = {
    "strength": -5.71,
    "lead": 7.26,
    "size": 0.05,
    "words": 1.68,
    "characters": 4.64,
    "unknown": -0.48,
    "lacks_name": -1.28,
    "kind_missing": -0.72,
    "margin": 0.73,
    "document_words": 3.50,
}
_ANSWER_BIAS = -3.24
_PERHAPS_BIAS = -4.70

MIN_CONFIDENCE = 0.5
"""From here on the first window is an answer. Set so that 95 of 100 questions of policy documents
and of encyclopedia paragraphs are answered, and 97 or 98 of 100 about something else are not."""


class SearchEvidence(NamedTuple):
    """What the search says of a window. `strength`: the best passage's score as a share of
    `Searcher.ideal`. `lead`: the same share for what the window's document is ahead of the best one
    that says something else; little if many fit alike. `passages`: the size of the library; the
    larger, the more it holds by chance."""

    strength: float
    lead: float
    passages: int


class Judgement(NamedTuple):
    """What is thought of the first window, and how likely it answers, from 0 to 1."""

    standing: Standing
    confidence: float


def odds(evidence: Sequence[WindowEvidence]) -> list[float]:
    """How likely each window answers, next to the others: a log of odds, up to a constant."""
    return [sum(w * getattr(each, name) for name, w in RANKING.items()) for each in evidence]


def judge(
    wanted: Wanted,
    windows: Sequence[WindowEvidence],
    document: DocumentEvidence,
    search: SearchEvidence,
    least: float | None = None,
) -> Judgement:
    """What the first of `windows` is; `document` and `search` are the evidence for it.

    An answer from the confidence `least` on, by default MIN_CONFIDENCE.
    """
    first = windows[0]
    compared = np.array(odds(windows))
    shares = np.exp(compared - compared.max())
    numbers = {
        "strength": search.strength,
        "lead": search.lead,
        "size": log(max(search.passages, 1)),
        "words": first.words,
        "characters": first.characters,
        "unknown": document.unknown,
        "lacks_name": document.lacks_name,
        "kind_missing": float(wanted.kind is not None) * (1 - first.kind),
        "margin": float(shares.max() / shares.sum()),
        "document_words": document.words,
    }
    confidence = _likelihood(_ANSWER_BIAS, ANSWER, numbers)
    if confidence >= (MIN_CONFIDENCE if least is None else least):
        return Judgement(Standing.ANSWER, confidence)
    topical = _likelihood(_PERHAPS_BIAS, PERHAPS, numbers)
    found = Standing.PERHAPS if max(topical, confidence) >= MIN_CONFIDENCE else Standing.NONE
    return Judgement(found, confidence)


def _likelihood(bias: float, weights: Mapping[str, float], numbers: Mapping[str, float]) -> float:
    return 1 / (1 + exp(-bias - sum(w * numbers[name] for name, w in weights.items())))
