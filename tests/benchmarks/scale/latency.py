"""The latency of the best ten: the engines take turns at every question, or every few."""

import gc
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scale.questions import Question

K = 10
LEAST_QUESTIONS = 5


@dataclass(frozen=True)
class Latency:
    """Milliseconds; `questions` is how many different ones there was time for."""

    p50: float
    p99: float
    questions: int


@dataclass(frozen=True)
class Turn:
    """The questions of one engine by their place among all, ready to be searched."""

    engine: Any
    queries: dict[int, Any]


def latencies(
    engines: Mapping[str, Any],
    questions: Sequence[Question],
    rounds: int,
    budget: float,
    at_once: int,
) -> dict[str, Latency]:
    """Of each engine, over `rounds` rounds of all the questions, after one that does not count.

    A turn is `at_once` questions, one after the other. An engine for which all would take longer
    than `budget` seconds gets fewer questions.
    """
    turns = {}
    for name, engine in engines.items():
        turns[name] = _turn(engine, questions, budget / (rounds + 1))
        print(f"  {name}: {len(turns[name].queries)} questions", file=sys.stderr, flush=True)
    taken: dict[str, list[int]] = {name: [] for name in turns}
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for number in range(rounds + 1):
            spent = _round(turns, len(questions), at_once, random.Random(number))
            for name in taken if number else ():
                taken[name] += spent[name]
    finally:
        gc.enable()
        gc.unfreeze()
    return {name: _latency(times, len(turns[name].queries)) for name, times in taken.items()}


def _turn(engine: Any, questions: Sequence[Question], budget: float) -> Turn:
    queries = {n: engine.query(question) for n, question in enumerate(questions)}
    engine.search(queries[0], K)  # compiles, and maps what it maps
    chosen = list(queries)[:: max(len(queries) // LEAST_QUESTIONS, 1)]
    spent = sum(engine.timed(queries[n], K) for n in chosen) / len(chosen) / 1e9
    count = max(min(int(budget / spent), len(queries)), LEAST_QUESTIONS)
    step = len(queries) / min(count, len(queries))
    kept = {int(n * step) for n in range(min(count, len(queries)))}
    return Turn(engine, {n: query for n, query in queries.items() if n in kept})


def _round(
    turns: Mapping[str, Turn], count: int, at_once: int, rng: random.Random
) -> dict[str, list[int]]:
    """One round: nanoseconds by engine. The order changes: who comes after a large engine finds
    the processor's caches full of its data."""
    spent: dict[str, list[int]] = {name: [] for name in turns}
    for start in range(0, count, at_once):
        for name in rng.sample(list(turns), len(turns)):
            turn = turns[name]
            for number in range(start, start + at_once):
                if number in turn.queries:
                    spent[name].append(turn.engine.timed(turn.queries[number], K))
    return spent


def _latency(times: list[int], questions: int) -> Latency:
    times = sorted(times)
    p50, p99 = (times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.99))
    return Latency(p50 / 1e6, p99 / 1e6, questions)
