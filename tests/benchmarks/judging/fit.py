"""Regressions: a softmax over the windows of a question, and logistic ones over questions."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from judging.gather import Asked
from retrieval.excerpts.evidence import WindowEvidence

Floats = NDArray[np.float64]

RANKED_BY = "words sentence headed characters kind kind_close unit stated run score".split()
# How much a question of each group counts when windows are ranked; those of ncp, whose answers are
# the longest, are fewer than those of the other libraries.
RANKING_GROUPS = {"own": 1.0, "own ncp": 2.0, "questions": 4.0, "colloquial": 1.0}

# How much each group counts in all when the first window is judged. "own" and "own of few" end on
# their library and "~" where the right document was found and not the right window, "wrong" stands
# for a first window that does not answer.
ANSWER_GROUPS = {
    "own ncp": 1.0, "own cmrc": 0.5, "own drcd": 1.5, "own seeds": 0.2, "own ncp~": 0.4,
    "own cmrc~": 0.05, "own drcd~": 0.05, "own of few ncp": 0.7, "own of few cmrc": 0.5,
    "own of few ncp~": 0.3, "own of few cmrc~": 0.05, "questions": 2.0, "absent": 1.0,
    "absent of few ncp": 0.7, "absent of few cmrc": 0.4, "foreign": 8.0, "foreign of few": 1.0,
    "informal": 1.0, "informal of few": 0.5, "asked absent": 1.0, "questions wrong": 1.0,
    "colloquial wrong": 3.0,
}  # fmt: skip
PERHAPS_GROUPS = {
    "own ncp": 0.15, "own cmrc": 0.1, "own drcd": 0.1, "own seeds": 0.03, "own ncp~": 0.1,
    "own of few ncp": 0.12, "own of few cmrc": 0.1, "own of few ncp~": 0.06, "questions": 1.0,
    "colloquial": 2.0, "absent": 0.015, "absent of few ncp": 0.015, "absent of few cmrc": 0.015,
    "foreign": 4.0, "foreign of few": 0.3, "informal": 0.5, "informal of few": 0.06,
    "asked absent": 0.03, "questions wrong": 0.5, "colloquial wrong": 1.0,
}  # fmt: skip

# How much weights are held back: of an answer, of the topic.
RIDGE = {False: 3e-3, True: 1e-2}


def numbers_of(asked: Asked, names: Sequence[str]) -> Floats:
    """The evidence in the windows of a question; shape (windows, names)."""
    return np.array([[getattr(case.window, name) for name in names] for case in asked.cases])


def ranking(every: Sequence[Asked], names: Sequence[str], ridge: float = 0.005) -> Floats:
    """The weights of `names` that rank the windows that answer first, by Newton's method.

    Of those that a question's own words find: an answer is always one of them.
    """
    cases = [
        (numbers_of(each, names), np.array(each.right, float), counts)
        for each in every
        if (counts := _counts(each)) and any(each.right) and len(each.cases) > 1
    ]
    scale = np.concatenate([numbers for numbers, _, _ in cases]).std(axis=0) + 1e-9
    weights = np.zeros(len(names))
    if "score" in names:
        # Towards the order that there is without evidence.
        weights[names.index("score")] = scale[names.index("score")]
    prior = weights.copy()
    for _ in range(100):
        slope, curve, total = np.zeros_like(weights), np.zeros((len(weights),) * 2), 0.0
        for numbers, right, counts in cases:
            scaled = numbers / scale
            share = _softmax(scaled @ weights)
            wanted = right * share
            slope += counts * (wanted / max(wanted.sum(), 1e-12) - share) @ scaled
            mean = share @ scaled
            curve += counts * ((scaled * share[:, None]).T @ scaled - np.outer(mean, mean))
            total += counts
        step = np.linalg.solve(
            curve / total + ridge * np.eye(len(weights)), slope / total - ridge * (weights - prior)
        )
        weights = weights + step
        if abs(step).max() < 1e-6:
            break
    return weights / scale


def _counts(asked: Asked) -> float:
    return RANKING_GROUPS.get(f"{asked.group} {asked.library}", RANKING_GROUPS.get(asked.group, 0))


def _softmax(scores: Floats) -> Floats:
    shares: Floats = np.exp(scores - scores.max())
    return shares / shares.sum()


class Ranked:
    """A question with its windows in the order of some weights, and the numbers of the first."""

    def __init__(self, asked: Asked, weights: Floats, names: Sequence[str]) -> None:
        self.asked = asked
        self.numbers: Mapping[str, float] | None = None
        self.right: Sequence[int] = ()
        self.document_right = False
        if asked.cases:
            scores = numbers_of(asked, names) @ weights
            order = np.argsort(-scores, kind="stable").tolist()
            margin = float(_softmax(scores).max())
            self.numbers = asked.cases[order[0]]._replace(margin=margin).numbers()
            self.right = [n for n, place in enumerate(order[:3]) if asked.right[place]]
            self.document_right = asked.in_document[order[0]]
            self.contradicts = asked.cases[order[0]].document.contradicts

    @property
    def first(self) -> bool:
        """Whether the first window answers."""
        return 0 in self.right

    def label(self, *, topic: bool) -> tuple[float, str] | None:
        """Whether it is an answer, or with `topic` about what is asked, and its group; None if it
        cannot be said."""
        group, library = self.asked.group, self.asked.library
        if self.numbers is None:
            return None
        if group in ("own", "own of few"):
            if self.first:
                return 1.0, f"{group} {library}"
            return (1.0, f"{group} {library}~") if self.document_right else None
        if group in ("questions", "colloquial"):
            if not self.asked.there:
                return 0.0, "asked absent"
            return (1.0, group) if self.first else (float(topic), f"{group} wrong")
        return 0.0, f"{group} {library}" if group == "absent of few" else group


def logistic(
    every: Sequence[Ranked],
    names: Sequence[str],
    groups: Mapping[str, float],
    *,
    topic: bool,
) -> tuple[float, Floats]:
    """Bias and weights of `names`, each group counting in all what `groups` says."""
    labelled = [(each, each.label(topic=topic)) for each in every]
    told = [(r, found) for r, found in labelled if found and groups.get(found[1], 0) > 0]
    sizes = Counter(group for _, (_, group) in told)
    values = matrix([ranked for ranked, _ in told], names)
    wanted = np.array([label for _, (label, _) in told])
    counts = np.array([groups[group] / sizes[group] for _, (_, group) in told])
    counts /= counts.sum()
    mean = counts @ values
    scale = np.sqrt(counts @ (values - mean) ** 2) + 1e-9
    scaled = np.column_stack([np.ones(len(values)), (values - mean) / scale])
    penalty = RIDGE[topic] * np.diag([0.0] + [1.0] * len(names))
    weights = np.zeros(scaled.shape[1])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (counts * (wanted - likely)) - penalty @ weights
        curve = (scaled * (counts * likely * (1 - likely))[:, None]).T @ scaled + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if abs(step).max() < 1e-6:
            break
    plain: Floats = weights[1:] / scale
    return float(weights[0] - plain @ mean), plain


def matrix(every: Sequence[Ranked], names: Sequence[str]) -> Floats:
    """The numbers of the first windows; shape (questions, names)."""
    numbers = [each.numbers or {} for each in every]
    return np.array([[found[name] for name in names] for found in numbers])


assert set(RANKED_BY) <= set(WindowEvidence._fields)
