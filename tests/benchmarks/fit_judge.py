"""The weights of `retrieval.excerpts.judge`, fitted and cross-validated.

    python tests/benchmarks/fit_judge.py FOLDER [--keep FILE] [--without NAME ...] [--each]

FOLDER holds ncp, cmrc, drcd and seeds as `quality.py` reads them, and asked: questions in people's
own words. Prints the weights as they stand in the module, then figures of five folds by question:
what was fitted on four is tried on the fifth. --each prints them without each number in turn, and
--keep keeps what the questions found in a file, so that the next run need not ask again.
"""

import argparse
import hashlib
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from judging.fit import (
    ANSWER_GROUPS,
    PERHAPS_GROUPS,
    RANKED_BY,
    Floats,
    Ranked,
    logistic,
    matrix,
    ranking,
)
from judging.gather import OPENINGS, Asked, Gatherer

FOLDS = 5
JUDGED_BY = (
    "strength size margin headed characters run kind_missing document_words unknown lacks_name "
    "length topic"
).split()
# What tells nothing of the topic, and what tells that alone.
ANSWERS_ALONE, TOPICS_ALONE = ("size", "kind_missing", "unknown"), ("topic", "document_words")
# Of a library's own questions so many may be withheld as an answer, and of those about something
# else so many are to be "none"; in hundredths.
WITHHELD, NONE = 5.0, 85.0


def fold(asked: Asked) -> int:
    """Which of the folds a question is in, in every library alike."""
    return int(hashlib.sha1(asked.id.encode()).hexdigest(), 16) % 1000 % FOLDS


class Judged:
    """Questions ranked and judged by weights that were fitted without them, as asking does it: for
    an answer by their own words, if those find none for the topic with neighbours too."""

    def __init__(self, every: Sequence[Asked], ranked_by: Sequence[str], by: Sequence[str]) -> None:
        folds = np.array([fold(each) for each in every])
        orders = [
            ranking([each for each, f in zip(every, folds, strict=True) if f != n], ranked_by)
            for n in range(FOLDS)
        ]
        self.own = [Ranked(each, orders[fold(each)], ranked_by) for each in every]
        self.widened = widened(self.own, [orders[fold(each)] for each in every], ranked_by)
        self.groups = np.array([each.group for each in every])
        self.libraries = np.array([each.library for each in every])
        answers = self._scores(folds, by, topic=False)
        topics = self._scores(folds, by, topic=True)
        own = [self.of("own", library) for library in ("ncp", "drcd")]
        self.least = min(float(np.percentile(answers[each], WITHHELD)) for each in own)
        foreign = [self.of("foreign", library) for library in ("ncp", "cmrc")]
        self.topical = max(float(np.percentile(topics[each], NONE)) for each in foreign)
        contradicted = np.array(
            [each.numbers is not None and each.contradicts for each in self.own]
        )
        self.scores = answers - self.least
        self.answer = (answers >= self.least) & ~contradicted
        self.shown = [
            own if answers else wide
            for own, wide, answers in zip(self.own, self.widened, self.answer, strict=True)
        ]
        self.perhaps = self.answer | (topics >= self.topical) | (answers >= self.least)

    def of(self, group: str, library: str | None = None) -> np.ndarray:
        """Which questions are of a group."""
        found: np.ndarray = self.groups == group
        return found if library is None else found & (self.libraries == library)

    def _scores(self, folds: np.ndarray, by: Sequence[str], *, topic: bool) -> Floats:
        ranked = self.widened if topic else self.own
        scores = np.full(len(ranked), -99.0)
        groups = PERHAPS_GROUPS if topic else ANSWER_GROUPS
        by = judged_by(by, topic=topic)
        for n in range(FOLDS):
            others = [each for each, f in zip(ranked, folds, strict=True) if f != n]
            bias, weights = logistic(others, by, groups, topic=topic)
            places = [i for i in np.flatnonzero(folds == n) if ranked[i].numbers is not None]
            scores[places] = bias + matrix([ranked[i] for i in places], by) @ weights
        scores[[each.asked.part_alone for each in ranked]] = 99.0
        return scores

    def figures(self) -> dict[str, float | int | None]:
        """The figures that the judge is measured by, in hundredths."""
        first = np.array([each.first for each in self.shown])
        three = np.array([bool(each.right) for each in self.shown])
        there = np.array([each.asked.there for each in self.own])
        found: dict[str, float | int | None] = {}
        for name in ("questions", "colloquial"):
            these, none = self.of(name) & there, self.of(name) & ~there
            found |= {
                f"{name} first": share((self.answer & first)[these]),
                f"{name} right first": share((self.perhaps & first)[these]),
                f"{name} in three": share((self.perhaps & three)[these]),
                f"{name} withheld": share(~self.perhaps[these]),
                f"{name} misled": share((self.answer & ~three)[these]),
                f"{name} absent misled": int(self.answer[none].sum()),
            }
        found["ncp absent misled"] = share(self.answer[self.of("absent")])
        for library in ("ncp", "cmrc"):
            these = self.of("foreign", library)
            found |= {f"foreign to {library} misled": share(self.answer[these])}
            found |= {f"foreign to {library} none": share(~self.perhaps[these])}
        for library in ("ncp", "cmrc", "drcd", "seeds"):
            found[f"own of {library} answered"] = share(self.answer[self.of("own", library)])
        for group in ("own of few", "absent of few", "foreign of few", "informal of few"):
            found[f"{group} answered"] = share(self.answer[self.of(group)])
        plain = {
            each.asked.id: self.answer[n]
            for n, each in enumerate(self.own)
            if each.asked.group == "plain"
        }
        for form in OPENINGS:
            kept = [
                self.answer[n]
                for n, each in enumerate(self.own)
                if each.asked.group == f"opened {form}" and plain[each.asked.id]
            ]
            found[form] = share(np.array(kept))
        return found

    def reliability(self) -> list[str]:
        """How often the first window answers, by confidence, where an answer may be there."""
        told = [
            (1 / (1 + np.exp(-score)), ranked.first)
            for score, ranked in zip(self.scores, self.shown, strict=True)
            if ranked.asked.group in ("own", "questions", "colloquial", "absent", "foreign")
        ]
        lines = ["| confidence | questions | first window answers, % |", "|---|--:|--:|"]
        for low in np.arange(0.0, 1.0, 0.1):
            inside = [right for c, right in told if low <= c < low + 0.1]
            lines.append(
                f"| {low:.1f}–{low + 0.1:.1f} | {len(inside)} | {share(np.array(inside))} |"
            )
        return lines


def widened(own: Sequence[Ranked], orders: Sequence[Floats], by: Sequence[str]) -> list[Ranked]:
    """Each with neighbours of its words, where they are looked for."""
    return [
        Ranked(each.asked.wide, order, by) if each.asked.wide else each
        for each, order in zip(own, orders, strict=True)
    ]


def judged_by(names: Sequence[str], *, topic: bool) -> list[str]:
    """Those of the numbers that are weighed."""
    left_out = ANSWERS_ALONE if topic else TOPICS_ALONE
    return [name for name in names if name not in left_out]


def share(flags: np.ndarray) -> float | None:
    return round(100 * float(flags.mean()), 1) if len(flags) else None


def source(name: str, names: Sequence[str], weights: Floats) -> str:
    """A table of weights as it stands in the module."""
    lines = [f'    "{each}": {weight:.2f},' for each, weight in zip(names, weights, strict=True)]
    return "\n".join([f"{name} = {{", *lines, "}"])


def print_weights(
    every: Sequence[Asked], judged: Judged, ranked_by: Sequence[str], by: Sequence[str]
) -> None:
    """The weights fitted to all questions; the thresholds let as many through as in the folds."""
    order = ranking(every, ranked_by)
    print(source("RANKING", ranked_by, order))
    own = [Ranked(each, order, ranked_by) for each in every]
    wide = widened(own, [order] * len(own), ranked_by)
    for name, ranked, groups, topic in (
        ("ANSWER", own, ANSWER_GROUPS, False),
        ("PERHAPS", wide, PERHAPS_GROUPS, True),
    ):
        names = judged_by(by, topic=topic)
        bias, weights = logistic(ranked, names, groups, topic=topic)
        weights = weights.round(2)
        scores = np.array(
            [-99.0 if r.numbers is None else bias + matrix([r], names)[0] @ weights for r in ranked]
        )
        if topic:
            level = max(
                float(np.percentile(scores[judged.of("foreign", each)], NONE))
                for each in ("ncp", "cmrc")
            )
        else:
            level = min(
                float(np.percentile(scores[judged.of("own", each)], WITHHELD))
                for each in ("ncp", "drcd")
            )
        print(source(name, names, weights))
        print(f"_{name}_BIAS = {bias - level:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--each", action="store_true")
    args = parser.parse_args()
    if args.keep and args.keep.exists():
        every = pickle.loads(args.keep.read_bytes())
    else:
        every = list(Gatherer(args.folder).every())
        if args.keep:
            args.keep.write_bytes(pickle.dumps(every))
    ranked_by = [name for name in RANKED_BY if name not in args.without]
    by = [name for name in JUDGED_BY if name not in args.without]
    judged = Judged(every, ranked_by, by)
    print_weights(every, judged, ranked_by, by)
    print(f"\n| of {len(every)} questions | |\n|---|--:|")
    for name, value in judged.figures().items():
        print(f"| {name} | {value} |")
    print("", *judged.reliability(), sep="\n")
    for left in dict.fromkeys([*ranked_by, *by]) if args.each else ():
        fewer = [name for name in ranked_by if name != left], [name for name in by if name != left]
        print(left, Judged(every, *fewer).figures())


if __name__ == "__main__":
    main()
