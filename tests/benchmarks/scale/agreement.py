"""Whether engines find the same: each beside rank_bm25's scores of every text."""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from scale.latency import K
from scale.questions import Question

QUESTIONS = 10


def agreement(engines: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, str]:
    """For each engine: "same scores", or the share of rank_bm25's best ten that it finds too.

    Where k1, b and the idf are known, rank_bm25 gets the same, and an engine whose scores differ
    nevertheless is named with the question. Without rank_bm25 nothing is said.
    """
    if "rank_bm25" not in engines:
        return {}
    bm25 = engines["rank_bm25"].bm25
    asked = questions[:: max(len(questions) // QUESTIONS, 1)][:QUESTIONS]
    with _idf(bm25, "okapi"):
        okapi = [bm25.get_scores(question.words) for question in asked]
    with _idf(bm25, "nonnegative"):
        nonnegative = [bm25.get_scores(question.words) for question in asked]
    found = {}
    for name, engine in engines.items():
        if not engine.is_alike:
            continue
        truth = okapi if engine.idf == "okapi" else nonnegative
        found[name] = _compared(engine, asked, truth)
    return found


def _compared(engine: Any, asked: Sequence[Question], truth: list[Any]) -> str:
    shares = []
    for question, scores in zip(asked, truth, strict=True):
        ids, own = engine.search(engine.query(question), K)
        best = np.argsort(-scores, kind="stable")[:K]
        best = best[scores[best] > 0]
        if engine.idf and not _is_same(engine, np.array(ids, int), np.array(own), scores, best):
            return f"OTHER SCORES for {question.text}"
        shares.append(len({*map(int, ids)} & {*best.tolist()}) / max(len(best), 1))
    if engine.idf:
        return "same scores"
    return f"{sum(shares) / len(shares):.0%} of the same ten"


def _is_same(engine: Any, ids: Any, own: Any, scores: Any, best: Any) -> bool:
    """By rank and by text: equal scores may come in any order."""
    own = own[: len(best)] * engine.factor
    return len(own) == len(best) and all(
        np.allclose(own, wanted, rtol=engine.tolerance, atol=engine.tolerance)
        for wanted in (scores[best], scores[ids[: len(best)]])
    )


@contextmanager
def _idf(bm25: Any, kind: str):
    """rank_bm25 with another idf; its own comes back."""
    own = bm25.idf
    if kind == "nonnegative":
        counts: dict[str, int] = dict.fromkeys(own, 0)
        for frequencies in bm25.doc_freqs:
            for term in frequencies:
                counts[term] += 1
        held = np.array(list(counts.values()))
        values = np.log1p((bm25.corpus_size - held + 0.5) / (held + 0.5))
        bm25.idf = dict(zip(counts, values.tolist(), strict=True))
    yield
    bm25.idf = own
