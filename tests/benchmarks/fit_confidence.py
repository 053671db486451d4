"""Fits the weights of `retrieval.ranking.confidence` and prints what each of them is worth.

    python tests/benchmarks/fit_confidence.py EVAL [SEEDS]

EVAL holds ncp, cmrc and drcd, each with library/ and questions.jsonl, and ncp/absent.jsonl; SEEDS
is a library for EVAL/seeds/questions.jsonl. Libraries of 1 to 1,000 documents are drawn from ncp
and cmrc. A question is "own" to those that hold its document, "absent" to those of its kind that do
not, and "foreign" to those of the other kind. Fitted on one half of the questions, by the hash of
their ids, reported on the other half; drcd, absent.jsonl and the seeds are only reported.

Two steps. The direction: own against absent and foreign, which every kind, every size and both sets
weigh alike in. The threshold, BIAS and SIZE: own against foreign alone, as what is lost with a
refused answer counts OWN times what is lost with an answer to nothing.
"""

import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Analyzer
from retrieval.library import CANDIDATES, Library
from retrieval.models import Document
from retrieval.ranking.confidence import Evidence, weigh
from retrieval.ranking.searcher import Searcher

sys.path.append(str(Path(__file__).parents[1]))
from samples import index_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

PARTS = ("strength", "lead", "held", "unknown", "lacking", "size")
KINDS = {"own": 1.0, "absent": 0.6, "foreign": 0.4}
OWN = 2.5
# Keeps the log-odds small where the parts of the sets are all but told apart.
RIDGE = 3e-3
SIZES = (10, 20, 50, 120, 220, 500, 1100, 2000)
# (documents, how often), then (passages, how often).
BY_DOCUMENTS = ((1, 40), (2, 20), (3, 20), (4, 20), (5, 20))
BY_PASSAGES = ((30, 30), (76, 20), (150, 12), (300, 8), (700, 4), (1500, 3), (2500, 1), (4000, 2))
ASKED = 60


@dataclass(frozen=True)
class Question:
    id: str
    text: str
    document: str | None

    @property
    def reported(self) -> bool:
        """Whether it is of the half that is reported on."""
        return bool(hashlib.sha256(self.id.encode()).digest()[0] & 1)


@dataclass(frozen=True)
class Asked:
    """One question put to one library."""

    library: str
    drawn: bool
    question_set: str
    kind: str
    reported: bool
    evidence: Evidence


def read_questions(path: Path) -> list[Question]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Question(line["id"], line["question"], line["document"]) for line in lines]


def draws(
    library: Library, asked: set[str | None], dice: random.Random
) -> Iterator[list[Document]]:
    """Parts of a library: some by the number of documents, some by that of passages."""
    size = {d.path: len(library.passages(d)) for d in library.documents}
    usual = float(np.median(list(size.values())))
    for number, times in BY_DOCUMENTS:
        for _ in range(times):
            some = [d for d in library.documents if d.path in asked and size[d.path] >= usual]
            yield dice.sample(some, number)
    for passages, times in BY_PASSAGES:
        if passages > 0.9 * sum(size.values()):
            continue
        for _ in range(times):
            order = dice.sample(library.documents, len(library.documents))
            ends = np.cumsum([size[d.path] for d in order])
            yield order[: int(np.searchsorted(ends, passages)) + 1]


def ask(library: str, drawn: bool, index: Searcher, name: str, kind: str,
        questions: Sequence[Question]) -> list[Asked]:  # fmt: skip
    found: list[Asked] = []
    for question in questions:
        query = Analyzer().parse(question.text)
        evidence = weigh(query, index.search(query, CANDIDATES), CANDIDATES, index)
        found.append(Asked(library, drawn, name, kind, question.reported, evidence))
    return found


def sampled(name: str, library: Library, own: list[Question], other: str,
            foreign: list[Question]) -> Iterator[Asked]:  # fmt: skip
    """Questions put to libraries that are drawn from `library`."""
    dice = random.Random(1)
    for documents in draws(library, {q.document for q in own}, dice):
        paths = {document.path for document in documents}
        part = index_of(documents)
        mine = [q for q in own if q.document in paths]
        others = [q for q in own if q.document not in paths]
        number = ASKED if len(part) < 1000 else 3 * ASKED
        yield from ask(name, True, part, name, "own", mine[: 4 * ASKED])
        some = dice.sample(others, min(number, len(others)))
        yield from ask(name, True, part, name, "absent", some)
        yield from ask(name, True, part, other, "foreign", dice.sample(foreign, number))


def collect(folder: Path, seeds: Path | None) -> list[Asked]:
    names = ("ncp", "cmrc", "drcd")
    libraries = {name: Library.open(folder / name / "library") for name in names}
    questions = {name: read_questions(folder / name / "questions.jsonl") for name in names}
    found: list[Asked] = []
    for name, other in (("ncp", "cmrc"), ("cmrc", "ncp")):
        found += sampled(name, libraries[name], questions[name], other, questions[other])
    for name, library in libraries.items():
        whole = index_of(list(library.documents))
        for other in names:
            kind = "own" if other == name else "foreign"
            found += ask(name, False, whole, other, kind, questions[other])
        if name == "ncp":
            absent = read_questions(folder / "ncp" / "absent.jsonl")
            found += ask(name, False, whole, name, "absent", absent)
    if seeds:
        library = Library.open(seeds)
        whole = index_of(list(library.documents))
        for question in read_questions(folder / "seeds" / "questions.jsonl"):
            kind = "own" if question.document else "absent"
            found += ask("seeds", False, whole, "seeds", kind, [question])
    return found


def features(asked: Sequence[Asked]) -> Floats:
    """One row for each, one column for each of PARTS."""
    rows = [
        (e.strength, e.lead, e.held, e.unknown, float(e.lacking), np.log(e.passages))
        for e in (a.evidence for a in asked)
    ]
    return np.array(rows, np.float64)


def class_weights(asked: Sequence[Asked], kinds: dict[str, float]) -> Floats:
    """Every set, size and kind weighs alike, but for `kinds`."""
    keys = [(a.library, int(np.digitize(a.evidence.passages, SIZES)), a.kind) for a in asked]
    totals: dict[tuple[str, int, str], int] = {key: keys.count(key) for key in set(keys)}
    return np.array([kinds.get(key[2], 0.0) / totals[key] for key in keys])


def regression(x: Floats, y: Floats, weights: Floats) -> Floats:
    """Bias and weights of a logistic regression, by Newton's method."""
    weights = weights / weights.sum()
    rows = np.column_stack([np.ones(len(x)), x])
    ridge = RIDGE * np.diag([0.0, *x.var(axis=0)])
    found = np.zeros(rows.shape[1])
    for _ in count():
        p = 1 / (1 + np.exp(-rows @ found))
        gradient = rows.T @ (weights * (y - p)) - ridge @ found
        curvature = (rows * (weights * p * (1 - p))[:, None]).T @ rows + ridge
        step = np.linalg.solve(curvature, gradient)
        found = found + step
        if float(np.abs(step).max()) < 1e-6:
            return found
    raise AssertionError


def fit(asked: Sequence[Asked], columns: Sequence[int]) -> Floats:
    """Bias and the weight of every part, 0 for those not in `columns`; the last is the size's."""
    asked = [a for a in asked if a.drawn and not a.reported and a.evidence.strength > 0]
    x, y = features(asked), np.array([float(a.kind == "own") for a in asked])
    direction = regression(x[:, columns], y, class_weights(asked, KINDS))[1:]
    score = x[:, columns] @ direction
    line = np.column_stack([score, x[:, -1]])
    bias, scale, size = regression(line, y, class_weights(asked, {"own": OWN, "foreign": 1.0}))
    found = np.zeros(1 + len(PARTS))
    found[0] = bias
    found[1 + np.array(columns)] = scale * direction
    found[-1] += size
    return found


def log_odds(asked: Sequence[Asked], weights: Floats) -> Floats:
    x = features(asked)
    return np.where(x[:, 0] > 0, weights[0] + x @ weights[1:], -np.inf)


def auroc(own: Floats, other: Floats) -> float:
    """The share of pairs in which the own question has the higher score; ties count half."""
    ranked = np.sort(other)
    below = np.searchsorted(ranked, own) + np.searchsorted(ranked, own, side="right")
    return float(below.mean() / (2 * len(ranked)))


def line(scores: Floats, own: Mask, other: Mask) -> str:
    kept, rejected = (scores[own] >= 0).mean(), (scores[other] < 0).mean()
    return f"{100 * auroc(scores[own], scores[other]):6.2f} {100 * kept:5.1f}/{100 * rejected:5.1f}"


def comparisons(asked: Sequence[Asked]) -> Iterator[tuple[str, Mask, Mask]]:
    """Name, own and other questions of every pair that is reported."""

    def mask(library: str, questions: str, kind: str, half: bool | None, drawn: bool) -> Mask:
        wanted = (library, questions, kind, drawn)
        return np.array([
            (a.library, a.question_set, a.kind, a.drawn) == wanted and half in (None, a.reported)
            for a in asked
        ])  # fmt: skip

    for name, other in (("ncp", "cmrc"), ("cmrc", "ncp")):
        for half in (False, True):
            own = mask(name, name, "own", half, True)
            side = "report" if half else "fit"
            yield f"{side} {name} parts: {other}", own, mask(name, other, "foreign", half, True)
            yield f"{side} {name} parts: absent", own, mask(name, name, "absent", half, True)
    for name, other in (("ncp", "cmrc"), ("ncp", "drcd"), ("cmrc", "ncp")):
        own = mask(name, name, "own", True, False)
        foreign = mask(name, other, "foreign", None if other == "drcd" else True, False)
        yield f"report {name}: {other}", own, foreign
    own = mask("ncp", "ncp", "own", True, False)
    yield "report ncp: absent.jsonl", own, mask("ncp", "ncp", "absent", None, False)
    own = mask("drcd", "drcd", "own", None, False)
    yield "drcd: ncp", own, mask("drcd", "ncp", "foreign", None, False)
    yield "drcd: cmrc", own, mask("drcd", "cmrc", "foreign", None, False)
    own = mask("seeds", "seeds", "own", None, False)
    yield "seeds", own, mask("seeds", "seeds", "absent", None, False)


def by_size(asked: Sequence[Asked], scores: Floats) -> Iterator[str]:
    for name in ("ncp", "cmrc"):
        for size in range(len(SIZES) + 1):
            here = np.array([
                a.drawn and a.reported and a.library == name
                and int(np.digitize(a.evidence.passages, SIZES)) == size for a in asked
            ])  # fmt: skip
            own, absent, foreign = (
                here & np.array([a.kind == kind for a in asked]) for kind in KINDS
            )
            if own.any():
                passages = [a.evidence.passages for a, at in zip(asked, here, strict=True) if at]
                yield (
                    f"{name:5} {min(passages):5}-{max(passages):<5} {own.sum():4} own"
                    f"  foreign {line(scores, own, foreign)}  absent {line(scores, own, absent)}"
                )


def main(folder: str, seeds: str | None = None) -> None:
    asked = collect(Path(folder), Path(seeds) if seeds else None)
    pairs = [(name, own, other) for name, own, other in comparisons(asked) if own.any()]
    for number in range(1, len(PARTS)):
        columns = [*range(number), len(PARTS) - 1]
        weights = fit(asked, columns)
        scores = log_odds(asked, weights)
        print(f"\n+ {PARTS[number - 1]}   (AUROC, kept/rejected at 0.5)")
        for name, own, other in pairs:
            print(f"  {name:26} {line(scores, own, other)}")
    print("\nBy the number of passages, report half")
    print(*by_size(asked, scores), sep="\n")
    print("\nBIAS", round(float(weights[0]), 2))
    for part, weight in zip(PARTS, weights[1:], strict=True):
        print(part.upper(), round(float(weight), 2))


if __name__ == "__main__":
    main(*sys.argv[1:])
