"""`wenju ask`: answer one question, or each line of standard input."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import retrieval
from bot.cli.options import (
    FAILED,
    FOUND,
    NOT_FOUND,
    add_filter_options,
    add_shared_options,
    fail,
    filters_given,
    filters_stated,
    open_library,
    terminal_for,
    texts_for,
    whole_number,
)
from bot.messages.texts import Texts
from bot.output.answers import error_json, to_json, visible_line
from retrieval import Answer, Filter, FilterUnreadable, QuestionError, follow_up
from retrieval.errors import DatesReversed, EngineError, IndexDamaged

if TYPE_CHECKING:
    from retrieval import Library

DESCRIPTION = """Print the excerpts that answer, each with its citation. Without QUESTION,
questions come from standard input, one a line. Exit code: 0 if anything was found, 1 if nothing
was, 2 for an error."""

# Bytes; the rest of a longer line (of a device, of a binary file) is passed over unread.
LONGEST_LINE = 2**22

# Seconds until a Ctrl-C is heard that came just before Python began to wait for a line.
_LOOK_AGAIN = 0.25


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("ask", help="answer questions", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="words may be unquoted")
    parser.add_argument(
        "--limit", type=whole_number, default=3, metavar="N", help="at most N excerpts (default: 3)"
    )
    parser.add_argument(
        "--max-chars",
        type=whole_number,
        default=200,
        metavar="N",
        help="at most N characters an excerpt (default: 200)",
    )
    parser.add_argument(
        "--min-confidence",
        type=_share,
        metavar="X",
        help="call it an answer only from X on, from 0 to 1; 0 answers whatever comes first",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="look for the question's own words alone: for none of the same or a similar meaning, "
        "and for none that sounds like one of them",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a question")
    add_filter_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    library = open_library(args)
    if library is None:
        return FAILED
    try:
        given = filters_given(args)
    except (FilterUnreadable, DatesReversed) as error:
        return fail(texts_for(args).filters.error(error))
    respond = _responder(args, library, given)
    if args.question:
        return respond(" ".join(args.question))
    with _interruptible():
        codes = {respond(question) for question in _questions(texts_for(args))}
    return FOUND if FOUND in codes else max(codes, default=NOT_FOUND)


def _responder(
    args: argparse.Namespace, library: "Library", given: tuple[Filter, ...]
) -> Callable[[str], int]:
    """A function that answers one question on standard output and returns its exit code."""
    texts, terminal = texts_for(args), terminal_for(args, library)
    named = not args.question and not _at_a_terminal()
    encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"

    def ask(library: "Library", question: str) -> Answer:
        return library.ask(
            question,
            limit=args.limit,
            max_chars=args.max_chars,
            min_confidence=args.min_confidence,
            filters=(*given, *filters_stated(question, args)),
            exact=args.exact,
        )

    def respond(raw: str) -> int:
        question = raw.encode("utf-8", "replace").decode()
        try:
            try:
                answer = ask(library, question)
            except IndexDamaged:
                # What is damaged is made anew when the library is opened.
                answer = ask(library.refresh(), question)
        except (QuestionError, EngineError) as error:
            if args.json and not args.question:
                print(error_json(question, texts.error(error), encoding), flush=True)
            return fail(texts.error(error))
        if named and not args.json:
            print(visible_line(texts.answers.question.format(question=question)))
        shown = to_json(answer, encoding) if args.json else terminal.answer(answer)
        print(shown, flush=True)
        return FOUND if answer.found else NOT_FOUND

    return respond


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let no Ctrl-C wait for the next line.

    Python looks for one when a signal ends its wait. One that comes between the prompt and the wait
    ends none: a timer's signal does, again and again. Windows has no such timer, nor needs it.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, _LOOK_AGAIN, _LOOK_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _questions(texts: Texts) -> Iterator[str]:
    """The lines of standard input that are not blank; at a terminal, with a prompt, and each as it
    is meant behind the one before it."""
    typed = _at_a_terminal()
    lines = _prompted(texts.answers.prompt) if typed else _lines()
    stripped = (line.removeprefix("\ufeff").strip() for line in lines)
    questions = (line for line in stripped if line)
    yield from _followed(questions, texts) if typed else questions


def _followed(questions: Iterator[str], texts: Texts) -> Iterator[str]:
    """`questions`, those that go on from the one before as they are understood, which is said."""
    former = ""
    for question in questions:
        if meant := follow_up(question, former):
            print(visible_line(texts.answers.followed.format(question=meant)))
        former = meant or question
        yield former


def _at_a_terminal() -> bool:
    """Whether somebody sits there: an answer that goes to a file has no prompt in it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _lines() -> Iterator[str]:
    """The lines of standard input, each up to the longest that is kept."""
    if sys.stdin is None:
        return
    whole = True
    while line := sys.stdin.buffer.readline(LONGEST_LINE):
        if whole:
            yield from retrieval.decode_input(line, sys.stdin.encoding).split("\n")
        whole = line.endswith(b"\n")


def _prompted(prompt: str) -> Iterator[str]:
    """The lines that are typed at the prompt, with line editing where the system has it."""
    with suppress(ImportError):
        import readline  # noqa: F401 - gives input() line editing and history
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print()
            raise


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return share
