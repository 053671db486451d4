"""`wenju find`: every place where some words stand."""

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
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
    open_library,
    terminal_for,
    texts_for,
    whole_number,
)
from bot.messages.concordance import counts, table
from bot.output.occurrences import OccurrenceWriter
from bot.output.paging import show
from bot.output.progress import with_bar
from retrieval import FilterUnreadable, Order, QuestionError
from retrieval.errors import DatesReversed, ExpressionsMissing, IndexDamaged

if TYPE_CHECKING:
    from retrieval import DocumentOccurrences, Library

DESCRIPTION = """Print every place where WORDS stand, by document and in order, each with its
citation. Each of WORDS is looked for as it is written, but for width, case, Traditional characters
and blanks beside Chinese characters; several where they are near each other in one line, in any
order. Exit code: 0 if there is any place, 1 if there is none, 2 for an error."""
NEAR, AROUND = 50, 30


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("find", help="find every place", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("words", nargs="+", metavar="WORDS", help="words with blanks in quotes")
    parser.add_argument("--any", action="store_true", help="each place of any of the WORDS")
    parser.add_argument(
        "--regex",
        action="store_true",
        help="WORDS are regular expressions as RE2 writes them, for the text as it is written",
    )
    parser.add_argument(
        "--near",
        type=whole_number,
        default=NEAR,
        metavar="N",
        help="at most N characters between several WORDS (default: 50)",
    )
    parser.add_argument(
        "--context",
        type=_from_zero,
        default=AROUND,
        metavar="N",
        help="N characters of their line on either side (default: 30)",
    )
    parser.add_argument(
        "--count", action="store_true", help="the documents with the number of their places alone"
    )
    parser.add_argument(
        "--sort",
        choices=[*map(str, Order)],
        default=str(Order.PATH),
        help="documents by path (default), by title, or by date, the newest first",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a place")
    form.add_argument("--csv", action="store_true", help="a table for a spreadsheet")
    add_filter_options(parser, stated=False)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    library = open_library(args)
    if library is None:
        return FAILED
    texts = texts_for(args)
    try:
        found = _found(args, library)
    except (FilterUnreadable, DatesReversed, QuestionError, ExpressionsMissing) as error:
        return fail(texts.error(error))
    try:
        places = _print(args, library, found)
    except IndexDamaged as error:
        # What is printed cannot be taken back: it is made anew for the next time.
        library.refresh()
        return fail(texts.error(error))
    return FOUND if places else NOT_FOUND


def _found(args: argparse.Namespace, library: "Library") -> "Iterator[DocumentOccurrences]":
    words = [each.encode("utf-8", "replace").decode() for each in args.words]
    query = (
        retrieval.Expressions(words)
        if args.regex
        else retrieval.Words(words, either=args.any, near=args.near)
    )
    quiet = sys.stdout is None or sys.stdout.isatty()
    shown = partial(_shown, texts_for(args).finding.looking)
    return library.find(
        query,
        filters=filters_given(args),
        order=Order(args.sort),
        watched=iter if quiet else shown,
    )


def _shown(said: str, items: list[Any]) -> Iterable[Any]:
    """With a bar on standard error, where the output goes to a file and takes a moment."""
    return with_bar(items, len(items), said, delay=0.5)


def _print(
    args: argparse.Namespace, library: "Library", found: "Iterator[DocumentOccurrences]"
) -> int:
    """In the form that is asked for; how many places there were."""
    writer = OccurrenceWriter(terminal_for(args, library), texts_for(args), args.context)
    if args.csv:
        _print_table(args, writer, found)
    elif args.json:
        form = writer.json_counts if args.count else writer.json
        encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"
        for line in form(found, encoding):
            print(line, end="")
    else:
        show(writer.counts(found) if args.count else writer.lines(found))
    return writer.places


def _print_table(
    args: argparse.Namespace,
    writer: OccurrenceWriter,
    found: "Iterator[DocumentOccurrences]",
) -> None:
    """In UTF-8 with a mark, whatever the terminal's encoding is: spreadsheets know it by that."""
    texts, counted = texts_for(args), writer.counting(found)
    lines = counts(counted, texts) if args.count else table(counted, texts, args.context)
    stream = sys.stdout.buffer if sys.stdout else io.BytesIO()
    stream.write(b"\xef\xbb\xbf")
    for line in lines:
        stream.write(line.encode("utf-8", "replace"))
    stream.flush()


def _from_zero(text: str) -> int:
    return 0 if text == "0" else whole_number(text)
