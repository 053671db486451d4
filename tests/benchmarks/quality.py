"""Answers found: wenju beside other search engines, on the same questions in one run.

    python tests/benchmarks/quality.py FOLDER [--half B] [--sets ncp cmrc] [--ours] [--exact]

Prints for every set
- a table beside the other engines: the right document first, among five, MRR; an answer in the
  first excerpt of at most 200 characters; the time a question takes;
- of wenju alone ("excerpts"): an answer in the first excerpt and in one of three; an answer in the
  document that comes first, whichever that is, word for word or 88 % alike; first excerpts that end
  with a sentence; what is marked in the first excerpt ("the marked sentence");
- of questions in people's own words ("asked", and "colloquial" in words that the documents do not
  use): the first excerpt shown answers, called an answer or perhaps; one of three does; nothing is
  shown; it is called an answer and none of the three answers;
- how well its confidence parts the questions that a library answers from others ("refusal").

FOLDER holds ncp, cmrc, drcd and seeds, each with questions.jsonl as `wenju eval` reads them and
library/ (seeds has none: the project's own seeds are its library), ncp/absent.jsonl, and asked with
questions.jsonl, colloquial.jsonl and libraries of their own. What is not there is left out, and so
is an engine that is not installed. Tables are in Markdown. --half keeps half of the questions: the
weights were chosen on one, so the other shows what they are worth. --exact leaves out what is
looked for beside a question's own words: built-in words for the same, and the table of neighbours.

Every other engine ranks whole documents, and chunks: lines cut behind a sentence's end to at most
200 characters. It shows the best chunk of the document it ranks first and, where it has a
highlighter, the first 200 characters that this makes of that document.
"""

import argparse
import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engines import ENGINES, WINDOW, Engine, Found, chunks
from judging.answers import Row as AskedRow
from judging.answers import expected, lines

from retrieval import Library, Standing, read_filters
from retrieval.evaluation.evaluate import QuestionOutcome, Scores, evaluate, is_visible, score
from retrieval.evaluation.measures import auroc, ranking_measures
from retrieval.evaluation.question_set import LabelledQuestion, read_questions

SEEDS = Path(__file__).parents[2] / "seeds"
SETS = ("ncp", "cmrc", "drcd", "seeds")
# (questions that the library cannot answer, library): other subjects, other collections.
FOREIGN = (("ncp", "cmrc"), ("ncp", "drcd"), ("cmrc", "ncp"))
HEADER = (
    "| | R@1 | R@5 | MRR@10 | answer in first excerpt ≤ 200 | in own highlighter's | p50 ms |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)
EXCERPTS = (
    "| | answer in first excerpt | in one of three | in first document | ends at a sentence |\n"
    "|---|--:|--:|--:|--:|"
)
ASKED = "| | right first | in three | nothing shown | misled |\n|---|--:|--:|--:|--:|"
REFUSALS = "| questions | library | AUROC | kept | rejected |\n|---|---|--:|--:|--:|"


@dataclass(frozen=True)
class Row:
    """One line of the table of a set; shares from 0 to 1, None where there is nothing to say."""

    name: str
    recall1: float | None
    recall5: float | None
    mrr: float | None
    excerpt: float | None
    highlighter: float | None
    milliseconds: float | None

    def __str__(self) -> str:
        shares = (self.recall1, self.recall5, self.mrr, self.excerpt, self.highlighter)
        time_ = "–" if self.milliseconds is None else f"{self.milliseconds:.1f}"
        return f"| {self.name} | {' | '.join(map(percent, shares))} | {time_} |"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}"


class Bench:
    """The sets in `folder`, each asked once; `half` keeps one half of the questions, `exact` asks
    by their own words alone."""

    def __init__(self, folder: Path, half: str | None, *, exact: bool = False) -> None:
        self.folder, self.exact = folder, exact
        self._half = half
        self._libraries: dict[str, Library] = {}
        self._outcomes: dict[tuple[str, str], list[QuestionOutcome]] = {}

    def has(self, name: str) -> bool:
        return (self.folder / name / "questions.jsonl").exists()

    def questions(self, name: str) -> list[LabelledQuestion]:
        """The questions of a set, or of "ncp/absent"."""
        file = f"{name}.jsonl" if "/" in name else f"{name}/questions.jsonl"
        found = read_questions(self.folder / file)
        return [q for q in found if self.keeps(q.id)]

    def library(self, name: str) -> Library:
        if name not in self._libraries:
            places = {"seeds": SEEDS, **{n: self.folder / n / "library" for n in SETS[:-1]}}
            place = places.get(name, self.folder / "asked" / name)
            self._libraries[name] = Library.open(place)
        return self._libraries[name]

    def keeps(self, id_: str) -> bool:
        """Whether a question is in the half that is asked."""
        return self._half in (None, half_of(id_))

    def told(self, row: AskedRow) -> tuple[Standing, list[int]]:
        """What the answer to a question in somebody's own words is called, and which of the three
        excerpts shown answer."""
        text = row["question"]
        filters = read_filters(text, date.today())
        answer = self.library(row["library"]).ask(
            text, filters=filters, limit=3, max_chars=WINDOW, exact=self.exact
        )
        shown = [(e.document, e.text) for e in answer.excerpts or answer.nearest]
        answers = expected(row)
        return answer.standing, [n for n, each in enumerate(shown) if answers(*each)]

    def outcomes(self, questions: str, library: str) -> list[QuestionOutcome]:
        """What our library makes of a set of questions."""
        key = questions, library
        if key not in self._outcomes:
            asked = evaluate(self.library(library), self.questions(questions), exact=self.exact)
            self._outcomes[key] = list(asked)
        return self._outcomes[key]


def half_of(id_: str) -> str:
    """ "A" or "B", by a hash that is the same everywhere."""
    return "AB"[hashlib.sha256(id_.encode()).digest()[0] % 2]


def ours(bench: Bench, name: str) -> Row:
    scores: Scores = score(bench.outcomes(name, name))
    return Row(
        "**wenju**",
        scores.recall[1],
        scores.recall[5],
        scores.mrr,
        scores.visible_first,
        None,
        scores.p50,
    )


def theirs(
    name: str, engine: Callable[[], Engine], library: Library, questions: Sequence[LabelledQuestion]
) -> Iterator[Row]:
    """Two rows: documents ranked as wholes, and by their best chunk."""
    documents = library.documents
    parts = [(n, part) for n, d in enumerate(documents) for part in chunks(d.text)]
    wholes, pieces = engine(), engine()
    wholes.index([document.text for document in documents])
    pieces.index([part for _, part in parts])
    whole, chunked = [], []
    for question in questions:
        began = time.perf_counter()
        over_wholes = wholes.search(question.text)
        between = time.perf_counter()
        over_pieces = pieces.search(question.text)
        ended = time.perf_counter()
        # To show an excerpt, an engine that ranks wholes needs both searches.
        order = [number for number, _ in over_wholes.hits]
        whole.append(_shown(order, over_wholes.window, over_pieces, parts, ended - began))
        order = list(dict.fromkeys(parts[number][0] for number, _ in over_pieces.hits))
        chunked.append(_shown(order, "", over_pieces, parts, ended - between))
    paths = [document.path for document in documents]
    yield _row(f"{name}: documents", questions, whole, paths)
    yield _row(f"{name}: chunks", questions, chunked, paths)


@dataclass(frozen=True)
class Shown:
    """What an engine has to show for a question: documents by number, texts, seconds."""

    order: list[int]
    excerpt: str
    window: str
    seconds: float


def _shown(
    order: list[int], window: str, found: Found, parts: list[tuple[int, str]], seconds: float
) -> Shown:
    """With the best chunk of the first document; where none was found, its first."""
    if not order:
        return Shown(order, "", "", seconds)
    best = (parts[number] for number, _ in found.hits)
    excerpt = next((part for owner, part in best if owner == order[0]), None)
    if excerpt is None:
        excerpt = next(part for owner, part in parts if owner == order[0])
    return Shown(order, excerpt[:WINDOW], window[:WINDOW], seconds)


def _row(
    name: str, questions: Sequence[LabelledQuestion], shown: list[Shown], paths: list[str]
) -> Row:
    asked = [(q, s) for q, s in zip(questions, shown, strict=True) if q.document is not None]
    measures = ranking_measures(
        {question.id: question.document or "" for question, _ in asked},
        {question.id: [paths[n] for n in found.order] for question, found in asked},
    )
    named = [(q.answers, s) for q, s in asked if q.answers]
    has_window = any(found.window for found in shown)
    return Row(
        name,
        measures.get("R@1"),
        measures.get("R@5"),
        measures.get("RR@10"),
        _mean([is_visible(answers, found.excerpt) for answers, found in named]),
        _mean([is_visible(answers, found.window) for answers, found in named])
        if has_window
        else None,
        statistics.median(found.seconds for found in shown) * 1000 if shown else None,
    )


def _mean(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def table(bench: Bench, name: str, others: bool) -> Iterator[str]:
    questions, library = bench.questions(name), bench.library(name)
    passages = sum(len(library.passages(document)) for document in library.documents)
    yield (
        f"\n### {name}: {len(questions)} questions, {len(library.documents)} documents, "
        f"{passages} passages\n\n{HEADER}"
    )
    yield str(ours(bench, name))
    for engine, make in ENGINES.items() if others else ():
        try:
            yield from map(str, theirs(engine, make, library, questions))
        except (ImportError, FileNotFoundError) as error:
            print(f"skipped {engine}: {error}", file=sys.stderr)


def marks(bench: Bench, names: Sequence[str]) -> Iterator[str]:
    """What is marked in the first excerpt of each question: whether it holds the whole answer."""
    yield "\n### The marked sentence\n\n| | holds the answer | of its excerpt |\n|---|--:|--:|"
    for name in names:
        outcomes = [o for o in bench.outcomes(name, name) if o.question.answers]
        firsts = [o.excerpts[0] for o in outcomes if o.excerpts]
        spans = [(f.answer, f.end - f.start) for f in firsts]
        shares = [(marked[1] - marked[0]) / whole for marked, whole in spans if marked]
        share = statistics.mean(shares) if shares else None
        yield f"| {name} | {percent(_mean([o.marked for o in outcomes]))} | {percent(share)} |"


def excerpts(bench: Bench, names: Sequence[str]) -> Iterator[str]:
    """What can be read of an answer in the first excerpts and documents."""
    yield f"\n### Excerpts\n\n{EXCERPTS}"
    for name in names:
        every = bench.outcomes(name, name)
        named = [o for o in every if o.question.document is not None and o.question.answers]
        shares = (
            _mean([o.visible == 1 for o in named]),
            _mean([o.visible is not None for o in named]),
            _mean([o.in_first_document for o in named]),
            _mean([o.ends_whole for o in named]),
        )
        yield f"| {name} | {' | '.join(map(percent, shares))} |"


def asked(bench: Bench) -> Iterator[str]:
    """What people's own questions get, of those that can be answered."""
    yield f"\n### Asked by people\n\n{ASKED}"
    for name, file in (("asked", "questions"), ("colloquial", "colloquial")):
        rows = [row for row in lines(bench.folder / "asked" / f"{file}.jsonl") if row["expected"]]
        told = [bench.told(row) for row in rows if bench.keeps(row["id"])]
        shares = (
            _mean([right[:1] == [0] for _, right in told]),
            _mean([bool(right) for _, right in told]),
            _mean([standing is Standing.NONE for standing, _ in told]),
            _mean([standing is Standing.ANSWER and not right for standing, right in told]),
        )
        yield f"| {name} ({len(told)}) | {' | '.join(map(percent, shares))} |"


def refusals(bench: Bench, names: Sequence[str]) -> Iterator[str]:
    """How well confidence parts the questions that a library answers from those it cannot."""
    yield f"\n### Refusal at the one default\n\n{REFUSALS}"
    for name, library in FOREIGN:
        if name in names and library in names:
            own = bench.outcomes(library, library)
            yield _refusal(f"{name} (foreign)", library, own, bench.outcomes(name, library))
    if "ncp" in names:
        own, absent = bench.outcomes("ncp", "ncp"), bench.outcomes("ncp/absent", "ncp")
        yield _refusal("ncp/absent (same topic)", "ncp", own, absent)
    if "seeds" in names:
        seeds = bench.outcomes("seeds", "seeds")
        own = [outcome for outcome in seeds if outcome.question.document is not None]
        other = [outcome for outcome in seeds if outcome.question.document is None]
        yield _refusal("seeds (off topic)", "seeds", own, other)


def _refusal(
    name: str, library: str, own: list[QuestionOutcome], other: list[QuestionOutcome]
) -> str:
    above = auroc([o.confidence for o in own], [o.confidence for o in other])
    kept, rejected = _mean([o.found for o in own]), _mean([not o.found for o in other])
    return f"| {name} | {library} | {percent(above)} | {percent(kept)} | {percent(rejected)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--half", choices=("A", "B"), help="only this half of the questions")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="only these sets")
    parser.add_argument("--ours", action="store_true", help="leave the other engines out")
    parser.add_argument("--exact", action="store_true", help="by the questions' own words alone")
    args = parser.parse_args()
    bench = Bench(args.folder, args.half, exact=args.exact)
    print(f"{time.strftime('%Y-%m-%d')}, half {args.half}" if args.half else time.strftime("%F"))
    names = [*filter(bench.has, args.sets)]
    for name in names:
        for line in table(bench, name, not args.ours):
            print(line, flush=True)
    for line in (*excerpts(bench, names), *marks(bench, names)):
        print(line, flush=True)
    if bench.has("asked"):
        for line in asked(bench):
            print(line, flush=True)
    for line in refusals(bench, names):
        print(line, flush=True)


if __name__ == "__main__":
    main()
