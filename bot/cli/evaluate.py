"""`wenju eval`: score the library on questions whose answers are known."""

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.cli.options import (
    FAILED,
    FOUND,
    add_shared_options,
    fail,
    open_library,
    terminal_for,
    texts_for,
)
from bot.messages.texts import Texts
from bot.output.answers import Terminal, to_json, visible_line
from bot.output.progress import with_bar
from retrieval import Answer, Standing, WenjuError
from retrieval.evaluation.measures import load_measures
from retrieval.evaluation.question_set import LabelledQuestion, read_questions

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.evaluation.evaluate import QuestionOutcome, Scores

DESCRIPTION = """Score the library on questions whose answers are known. FILE has a JSON object a
line: {"id", "question", "answers": [text], "document": path in the library, or null for a question
that nothing in it answers}. Ranking and excerpts are judged without refusals, refusals at the
default confidence. Needs the extra "eval": in the project's folder, pip install -e '.[eval]'."""

TAG = "wenju"


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("eval", help="score a question set", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument(
        "--questions", type=Path, required=True, metavar="FILE", help="questions, as JSON lines"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--run", type=Path, metavar="FILE", dest="run_file", help="write the ranking as a TREC run"
    )
    parser.add_argument(
        "--failures", action="store_true", help="show each miss with what came instead"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    texts = texts_for(args)
    try:
        questions = read_questions(args.questions)
        load_measures()
    except WenjuError as error:
        return fail(texts.error(error))
    library = open_library(args)
    if library is None:
        return FAILED
    _warn_of_absent(questions, library, texts)
    with ExitStack() as stack:
        run_file = None
        if args.run_file:
            # Opened before the questions are asked: a bad name should not cost minutes.
            try:
                run_file = stack.enter_context(args.run_file.open("w", encoding="utf-8"))
            except OSError as error:
                why = texts.files.reason(error.strerror or type(error).__name__)
                reason = f"{args.run_file}: {why}"
                return fail(texts.answers.output_failed.format(reason=reason))
        return _evaluate(args, library, questions, run_file)


def _evaluate(
    args: argparse.Namespace,
    library: "Library",
    questions: tuple[LabelledQuestion, ...],
    run_file: TextIO | None,
) -> int:
    # With it comes numpy, which no list of commands needs.
    from retrieval.evaluation.evaluate import evaluate, score, trec_run

    texts, terminal = texts_for(args), terminal_for(args, library)
    asked = evaluate(library, questions)
    outcomes = tuple(with_bar(asked, len(questions), texts.evaluation.asking))
    if run_file:
        run_file.writelines(f"{line}\n" for line in trec_run(outcomes, TAG))
    scores = score(outcomes)
    missed = [outcome for outcome in outcomes if outcome.misses] if args.failures else []
    if args.json:
        shape = scores_shape(scores)
        if args.failures:
            shape["failures"] = [_failure_shape(outcome) for outcome in missed]
        print(json.dumps(shape))
        return FOUND
    for outcome in missed:
        print(_failure(outcome, texts, terminal))
    print("\n".join(_table(scores, texts)))
    return FOUND


def _warn_of_absent(
    questions: tuple[LabelledQuestion, ...], library: "Library", texts: Texts
) -> None:
    """Say it once when questions name documents that are not there: likely a slip."""
    paths = {document.path for document in library.documents} | {None}
    absent = [question for question in questions if question.document not in paths]
    if absent:
        first = absent[0]
        fail(texts.evaluation.absent.format(count=len(absent), path=first.document, id=first.id))


def _table(scores: "Scores", texts: Texts) -> Iterator[str]:
    """A line a measure: the number in a column, then what it is."""
    own, others = texts.evaluation, scores.questions - scores.answerable
    yield own.questions.format(
        questions=scores.questions, answerable=scores.answerable, others=others
    )
    for cutoff, value in scores.recall.items():
        yield f"{_percent(value)}  {own.recall.format(cutoff=cutoff)}"
    yield f"{_percent(scores.mrr)}  {own.mrr}"
    yield f"{_percent(scores.visible_first)}  {own.visible_first}"
    yield f"{_percent(scores.visible_three)}  {own.visible_three}"
    yield f"{_percent(scores.marked)}  {own.marked}"
    yield f"{_percent(scores.kept)}  {own.kept}"
    yield f"{_percent(scores.refused)}  {own.refused}"
    yield f"{_percent(scores.auroc)}  {own.auroc}"
    latency = own.latency.format(p99=_number(scores.p99).strip())
    yield f"{_number(scores.p50)}    {latency}"


def _percent(share: float | None) -> str:
    return f"{_number(share and share * 100)} %" if share is not None else f"{_number(None)}  "


def _number(value: float | None) -> str:
    return "     –" if value is None else f"{value:6.1f}"


def scores_shape(scores: "Scores") -> dict[str, Any]:
    """The measures by the names that the field gives them; None where no question counts."""
    return {
        "questions": scores.questions,
        "answerable": scores.answerable,
        **{f"R@{cutoff}": value for cutoff, value in scores.recall.items()},
        "MRR@10": scores.mrr,
        "visible@1": scores.visible_first,
        "visible@3": scores.visible_three,
        "marked@1": scores.marked,
        "kept": scores.kept,
        "refused": scores.refused,
        "auroc": scores.auroc,
        "p50_ms": scores.p50,
        "p99_ms": scores.p99,
    }


def _failure_shape(outcome: "QuestionOutcome") -> dict[str, Any]:
    first = _first_excerpt(outcome)
    return {
        "id": outcome.question.id,
        "question": outcome.question.text,
        "misses": outcome.misses,
        "answers": outcome.question.answers,
        "document": outcome.question.document,
        "rank": outcome.rank,
        "confidence": outcome.confidence,
        "first": first and {key: first[key] for key in ("excerpt", "citation")},
    }


def _first_excerpt(outcome: "QuestionOutcome") -> dict[str, Any] | None:
    """The first excerpt in the shape that `wenju ask --json` gives it."""
    answers: list[dict[str, Any]] = json.loads(to_json(_first(outcome)))["answers"]
    return answers[0] if answers else None


def _failure(outcome: "QuestionOutcome", texts: Texts, terminal: Terminal) -> str:
    """The question, what is wrong, what was expected, and the first excerpt with its citation."""
    own, question = texts.evaluation, outcome.question
    misses = own.joiner.join(
        own.misses[miss].format(rank=outcome.rank or "–", confidence=outcome.confidence)
        for miss in outcome.misses
    )
    lines = [f"{question.id}  {question.text}", f"   {misses}"]
    if question.document is not None:
        answers = " | ".join(question.answers)
        lines.append(f"   {own.expected.format(answers=answers, path=question.document)}")
    shown = "".join(f"{visible_line(line)}\n" for line in lines)
    if not outcome.excerpts:
        return f"{shown}   {own.nothing}\n"
    return shown + terminal.answer(_first(outcome)).removeprefix("\n")


def _first(outcome: "QuestionOutcome") -> Answer:
    """The answer that shows nothing but the first excerpt."""
    first = outcome.excerpts[:1]
    return Answer(outcome.question.text, Standing.ANSWER, outcome.confidence, (), (), first)
