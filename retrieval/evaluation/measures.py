"""Measures of retrieval: of a ranking, of a confidence, of times.

Those of a ranking come from ir-measures (the extra `eval`), which is imported when they are
computed and nowhere else.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from retrieval.errors import MeasuresMissing

if TYPE_CHECKING:
    from types import ModuleType

CUTOFFS = (1, 3, 5, 10)
MRR_CUTOFF = 10


def load_measures() -> "ModuleType":
    """The module ir_measures. Raises MeasuresMissing when it is not installed."""
    try:
        import ir_measures
    except ModuleNotFoundError as error:
        raise MeasuresMissing from error
    return ir_measures


def ranking_measures(
    expected: Mapping[str, str], rankings: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """R@1, R@3, R@5, R@10 and RR@10 by those names; empty when nothing is expected.

    `expected` has the one right document of each question's id, `rankings` the documents that were
    found, best first. With one right document, R@k is the share of questions that have it among
    the first k, and RR@k the mean of 1/rank, 0 beyond k (Voorhees, TREC-8, 1999). Raises
    MeasuresMissing.
    """
    library = load_measures()
    if not expected:
        return {}
    measures = [library.R @ cutoff for cutoff in CUTOFFS] + [library.RR @ MRR_CUTOFF]
    right = [library.Qrel(id_, path, 1) for id_, path in expected.items()]
    found = [
        library.ScoredDoc(id_, path, -float(rank))
        for id_, paths in rankings.items()
        for rank, path in enumerate(paths)
    ]
    values = library.calc_aggregate(measures, right, found)
    return {str(measure): float(value) for measure, value in values.items()}


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """How often a positive is above a negative, ties counting half; None if a class is missing.

    AUROC = (Σ ranks of the positives − p(p+1)/2) / (p·n), with mean ranks for ties: Mann and
    Whitney's U over the number of pairs (Hanley and McNeil, Radiology 143, 1982).
    """
    if not positives or not negatives:
        return None
    values = sorted((*positives, *negatives))
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for rank, value in enumerate(values, start=1):
        first.setdefault(value, rank)
        last[value] = rank
    # Twice the mean rank is a whole number, so the sum is exact.
    doubled = sum(first[value] + last[value] for value in positives)
    count = len(positives)
    return (doubled - count * (count + 1)) / (2 * count * len(negatives))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest of `values` that at least `share` of them do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
