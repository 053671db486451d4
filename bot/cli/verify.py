"""`wenju verify`: whether quotations stand in the library, word for word."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import retrieval
from bot.cli.options import (
    FAILED,
    FOUND,
    NOT_FOUND,
    add_shared_options,
    fail,
    open_library,
    terminal_for,
    texts_for,
)
from bot.output.quotations import QuotationWriter, to_json
from bot.output.reports import FORMS, Report
from bot.settings.values import expanded
from retrieval import DocumentDamaged, DocumentError, QuotationError, Review, decode_input

if TYPE_CHECKING:
    from retrieval import Library

DESCRIPTION = """Check quotations against the documents: verbatim; the same words, but for
punctuation, white space, width, case or Traditional characters; differing, with the differences
marked as [-quotation-]{+source+}; or not found. An ellipsis (……, ..., ［…］) joins parts that must
stand in one document, in order. Without QUOTE, the text of FILE or of standard input is checked:
what it puts in quotation marks; without any, the whole, or each line. A source named beside a
quotation (据《…》) is checked too. Exit code: 0 if all are verbatim, and stand in the source named,
1 otherwise, 2 for an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("verify", help="check quotations", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument(
        "quote", nargs="*", metavar="QUOTE", help="a quotation of 4 to 5,000 characters, or a text"
    )
    parser.add_argument("--file", metavar="FILE", help="a text that quotes; - is standard input")
    parser.add_argument(
        "--lines", action="store_true", help="each line is a quotation, marks in it or not"
    )
    parser.add_argument(
        "--source", metavar="TITLE", help="where the quotations are said to be from"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a quotation")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="also write a report to hand in, as .html or .md: each quotation with its verdict, "
        "what differs marked, and its source",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    texts = texts_for(args)
    own = texts.quotations
    if args.report and Path(args.report).suffix.lower() not in FORMS:
        return fail(texts.quotations.report["ending"].format(path=args.report))
    try:
        given = _given(args)
    except DocumentError as error:
        reason = texts.files.reason(error.reason)
        return fail(own.unreadable.format(path=args.file, reason=reason))
    library = open_library(args)
    if library is None:
        return FAILED
    source = args.source.strip("《》") if args.source else None
    reviews = []
    for text in given:
        try:
            reviews.append(library.review(text, source, by_line=args.lines))
        except QuotationError as error:
            return fail(own.error(error, text if len(given) > 1 else None))
    review = Review.merged(reviews)
    _show(args, library, review)
    if args.report and _report(args, library, review) == FAILED:
        return FAILED
    return FOUND if review.holds else NOT_FOUND


def _given(args: argparse.Namespace) -> list[str]:
    """The texts to check: the arguments and the file, else standard input. Raises DocumentError."""
    found = [text.encode("utf-8", "replace").decode() for text in args.quote]
    if args.file and args.file != "-":
        document, unreadable = retrieval.read_file(Path(args.file), "quotations.txt")
        if unreadable:
            why = DocumentDamaged.reason_of(unreadable)
            fail(texts_for(args).error(DocumentDamaged(Path(args.file), why)))
        found.append(document.text)
    elif args.file or not found:
        found.append(_piped())
    return found


def _piped() -> str:
    """What stands on standard input, in the terminal's encoding, else in GB18030."""
    return decode_input(sys.stdin.buffer.read(), sys.stdin.encoding) if sys.stdin else ""


def _report(args: argparse.Namespace, library: "Library", review: Review) -> int:
    """Write the report, and say where; the exit code."""
    texts, path = texts_for(args), expanded(args.report)
    article = Path(args.file).name if args.file and args.file != "-" else ""
    report = Report(
        review, article, library.place.resolve().name, len(library.documents), date.today()
    )
    try:
        path.write_text(report.written(path.suffix.lower(), texts), "utf-8", errors="replace")
    except OSError as error:
        reason = texts.files.reason(error.strerror or type(error).__name__)
        return fail(texts.quotations.report["unwritable"].format(path=path, reason=reason))
    fail(texts.quotations.report["written"].format(path=path))
    return FOUND


def _show(args: argparse.Namespace, library: "Library", review: Review) -> None:
    if args.json:
        for line in to_json(review, sys.stdout.encoding.lower() if sys.stdout else "utf-8"):
            print(line, flush=True)
    else:
        text = QuotationWriter(terminal_for(args, library), texts_for(args)).text(review)
        print(text, end="", flush=True)
