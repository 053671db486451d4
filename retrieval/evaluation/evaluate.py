"""How well a library answers a set of questions whose answers are known."""

import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from retrieval.errors import QuestionError
from retrieval.evaluation.measures import CUTOFFS, MRR_CUTOFF, auroc, percentile, ranking_measures
from retrieval.evaluation.question_set import LabelledQuestion
from retrieval.library import Library
from retrieval.models import Excerpt, Hit
from retrieval.verification.alignment import locate

# What would break a line of a TREC run into other fields, or no file in UTF-8 can hold.
_UNSAFE = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# An answer that was copied with slips is still the document's: so much of it is as it stands there.
ALIKE = 0.88
# Documents of a ranking that are kept; what TREC runs usually hold is 100 to 1000.
DEPTH = 100


class Miss(StrEnum):
    """What can be wrong with an outcome."""

    DOCUMENT = "document"  # the right document is not the first
    ANSWER = "answer"  # no answer can be read in the first excerpt
    REFUSED = "refused"  # an answerable question was refused
    KEPT = "kept"  # a question without an answer was not


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What a library made of a question.

    `ranking` holds the best passage of each document, best document first; `excerpts` are those
    of `ask`, or what came nearest when it refused; `seconds` is the time that `ask` took.
    """

    question: LabelledQuestion
    ranking: tuple[Hit, ...]
    excerpts: tuple[Excerpt, ...]
    confidence: float
    found: bool
    seconds: float

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the documents, best first."""
        return tuple(hit.passage.document.path for hit in self.ranking)

    @property
    def rank(self) -> int | None:
        """Where the right document stands, from 1; None if it was not ranked."""
        paths = self.paths
        return paths.index(self.question.document) + 1 if self.question.document in paths else None

    @property
    def visible(self) -> int | None:
        """The number, from 1, of the first excerpt in which an answer can be read, or None."""
        shown = (is_visible(self.question.answers, excerpt.text) for excerpt in self.excerpts)
        return next((number for number, seen in enumerate(shown, start=1) if seen), None)

    @property
    def marked(self) -> bool:
        """Whether an answer can be read in what is marked in the first excerpt."""
        return any(
            is_visible(self.question.answers, first.document.text[slice(*first.answer)])
            for first in self.excerpts[:1]
            if first.answer is not None
        )

    @property
    def in_first_document(self) -> bool:
        """Whether an answer stands in the document ranked first, whichever that is."""
        best = self.ranking[:1]
        return any(stands_in(self.question.answers, hit.passage.document.text) for hit in best)

    @property
    def ends_whole(self) -> bool:
        """Whether the first excerpt ends with a sentence."""
        return any(not excerpt.cut[1] for excerpt in self.excerpts[:1])

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Everything that is wrong with it."""
        if self.question.document is None:
            return (Miss.KEPT,) if self.found else ()
        wrong = {
            Miss.DOCUMENT: self.rank != 1,
            Miss.ANSWER: bool(self.question.answers) and self.visible != 1,
            Miss.REFUSED: not self.found,
        }
        return tuple(miss for miss, is_so in wrong.items() if is_so)


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of a question set; shares from 0 to 1, None where no question counts.

    `recall` (by cutoff) and `mrr` are of the right document over the answerable questions;
    `visible_first`, `visible_three` and `marked` over those that name an answer; `kept` is the
    share of the answerable questions that `ask` answered, `refused` that of the others it refused;
    times are milliseconds.
    """

    questions: int
    answerable: int
    recall: Mapping[int, float | None]
    mrr: float | None
    visible_first: float | None
    visible_three: float | None
    marked: float | None
    kept: float | None
    refused: float | None
    auroc: float | None
    p50: float | None
    p99: float | None


def evaluate(
    library: Library, questions: Iterable[LabelledQuestion], *, exact: bool = False
) -> Iterator[QuestionOutcome]:
    """The outcome of each question, as it is asked, `exact` as `ask` has it; what cannot be asked
    counts as refused."""
    for question in questions:
        began = time.perf_counter()
        try:
            answer = library.ask(question.text, exact=exact)
        except QuestionError:
            yield QuestionOutcome(
                question, (), (), 0.0, found=False, seconds=time.perf_counter() - began
            )
            continue
        seconds = time.perf_counter() - began
        shown = library.ask(question.text, min_confidence=0, exact=exact)
        ranking = library.rank(question.text, DEPTH, exact=exact)
        yield QuestionOutcome(
            question, ranking, shown.excerpts, answer.confidence, answer.found, seconds
        )


def score(outcomes: Sequence[QuestionOutcome]) -> Scores:
    """The measures over `outcomes`. Raises MeasuresMissing."""
    answerable = {o.question.id: o for o in outcomes if o.question.document is not None}
    others = [o for o in outcomes if o.question.document is None]
    ranked = ranking_measures(
        {id_: o.question.document or "" for id_, o in answerable.items()},
        {id_: o.paths for id_, o in answerable.items()},
    )
    named = [o for o in answerable.values() if o.question.answers]
    seen = [o.visible for o in named]
    times = [o.seconds * 1000 for o in outcomes]
    return Scores(
        questions=len(outcomes),
        answerable=len(answerable),
        recall={cutoff: ranked.get(f"R@{cutoff}") for cutoff in CUTOFFS},
        mrr=ranked.get(f"RR@{MRR_CUTOFF}"),
        visible_first=_share(number == 1 for number in seen),
        visible_three=_share(number is not None and number <= 3 for number in seen),
        marked=_share(o.marked for o in named),
        kept=_share(o.found for o in answerable.values()),
        refused=_share(not o.found for o in others),
        auroc=auroc([o.confidence for o in answerable.values()], [o.confidence for o in others]),
        p50=percentile(times, 0.5),
        p99=percentile(times, 0.99),
    )


def is_visible(answers: Iterable[str], excerpt: str) -> bool:
    """Whether one of `answers` stands in `excerpt`, white space and width folded."""
    shown = _folded(excerpt)
    return any(_folded(answer) in shown for answer in answers)


def stands_in(answers: Iterable[str], text: str) -> bool:
    """Whether one of `answers` stands in `text` word for word, or nearly: as many edits as ALIKE
    allows away, white space and width folded."""
    whole = _folded(text)
    wanted = [folded for answer in answers if (folded := _folded(answer))]
    return any(each in whole for each in wanted) or any(_is_near(each, whole) for each in wanted)


def _is_near(wanted: str, text: str) -> bool:
    found = locate(wanted, text)
    return found is not None and found.distance <= (1 - ALIKE) * len(wanted)


def trec_run(outcomes: Iterable[QuestionOutcome], tag: str) -> Iterator[str]:
    """The rankings as lines of a TREC run: question's id, Q0, path, rank, score, tag.

    White space, control characters and % in names are percent-encoded. trec_eval orders by score
    in single precision and not by rank, so a score that would tie is lowered by one step.
    """
    for outcome in outcomes:
        name = _field(outcome.question.id)
        scores = _falling(hit.score for hit in outcome.ranking)
        for rank, (path, value) in enumerate(zip(outcome.paths, scores, strict=True), start=1):
            yield f"{name} Q0 {_field(path)} {rank} {value:.9g} {tag}"


def _share(flags: Iterable[bool]) -> float | None:
    counted = list(flags)
    return sum(counted) / len(counted) if counted else None


def _folded(text: str) -> str:
    """`text` without white space, in NFKC: full width becomes half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _field(name: str) -> str:
    return _UNSAFE.sub(lambda match: quote(match[0], safe="", errors="surrogatepass"), name)


def _falling(scores: Iterable[float]) -> Iterator[float]:
    """`scores` in single precision, each below the one before."""
    import numpy as np

    last = np.float32(np.inf)
    for value in scores:
        last = min(np.float32(value), np.nextafter(last, np.float32(-np.inf)))
        yield float(last)
