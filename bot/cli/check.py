"""`wenju check`: what became of every file of the library."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.cli.options import (
    FAILED,
    FOUND,
    NOT_FOUND,
    add_shared_options,
    fail,
    library_opened,
    texts_for,
)
from bot.output.checks import CheckWriter, standing
from retrieval import LibraryEmpty, WenjuError, located
from retrieval.evaluation.file_checks import FileCheck, check, check_empty

DESCRIPTION = """Say what became of every file: its format, encoding and pages, the title, date and
number found in it, how many headings and passages, how much of its text search leaves out, and what
may be wrong with it. Every character of a document is in a passage or left out. Exit code: 0 if all
files of known formats could be read, 1 if one could not, 2 for an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("check", help="check every file", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.add_argument(
        "--dropped", action="store_true", help="show the text that search leaves out"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        found = checks(args)
    except WenjuError as error:
        return fail(texts_for(args).error(error))
    return FAILED if found is None else _show(args, found)


def checks(args: argparse.Namespace) -> Iterator[FileCheck] | None:
    """What became of the files of the library that the arguments name; None if they name none.

    Trouble with the index is said on standard error. Raises what `Library.open` does, but for a
    library without documents: of its files there is something to say.
    """
    try:
        library = library_opened(args)
    except LibraryEmpty as error:
        root, _ = located(error.path)
        return check_empty(root, error)
    if library is None:
        return None
    if library.trouble:
        fail(texts_for(args).error(library.trouble, library.newer))
    return check(library)


def _show(args: argparse.Namespace, found: Iterator[FileCheck]) -> int:
    """Print what was found of each file; the exit code."""
    texts = texts_for(args)
    writer = CheckWriter(texts, dropped=args.dropped)
    encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"
    counts: Counter[str] = Counter()
    for each in found:
        print(writer.json(each, encoding) if args.json else writer.text(each), flush=True)
        counts.update(standing(each))
    if not args.json:
        print(writer.summary(counts))
    return NOT_FOUND if counts["failed"] else FOUND
