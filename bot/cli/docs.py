"""`wenju docs`: list the library."""

import argparse
import sys
from typing import Any

from bot.cli.check import checks
from bot.cli.options import (
    FAILED,
    FOUND,
    add_shared_options,
    fail,
    open_library,
    terminal_for,
    texts_for,
)
from bot.output.answers import one_line
from bot.output.checks import document_shape
from retrieval import WenjuError
from retrieval.models import Kind

DESCRIPTION = """List the documents: title, date, source, number of passages, file. The passages
counted are those that search reads; the page furniture that it leaves out is shown on request. As
JSON, all files, those that were not read with the reason."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("docs", help="list the library", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument(
        "--furniture", action="store_true", help="show the lines left out as page furniture"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.json:
        return _as_json(args)
    library = open_library(args, named=None)
    if library is None:
        return FAILED
    terminal = terminal_for(args, library)
    total = 0
    for document in library.documents:
        read, left_out = 0, list[str]()
        for volume in library.documents.volumes(document.path):
            own = [p.text for p in volume.passages if p.kind is Kind.FURNITURE]
            read, left_out = read + len(volume.passages) - len(own), left_out + own
        total += read
        print(terminal.document(document, read, left_out if args.furniture else []))
    texts = texts_for(args)
    print(texts.files.documents.format(documents=len(library.documents), passages=total))
    return FOUND


def _as_json(args: argparse.Namespace) -> int:
    texts = texts_for(args)
    try:
        found = checks(args)
    except WenjuError as error:
        return fail(texts.error(error))
    if found is None:
        return FAILED
    encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"
    for each in found:
        print(one_line(document_shape(each, texts), encoding), flush=True)
    return FOUND
