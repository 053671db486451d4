"""`wenju docs`: list the library."""

import argparse
from typing import Any

from bot.cli.options import FAILED, FOUND, add_shared_options, open_library, terminal_for, texts_for
from retrieval.models import Kind

DESCRIPTION = """List the documents: title, date, source, number of passages, file. The passages
counted are those that search reads; the page furniture that it leaves out is shown on request."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("docs", help="list the library", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument(
        "--furniture", action="store_true", help="show the lines left out as page furniture"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    library = open_library(args, named=None)
    if library is None:
        return FAILED
    terminal = terminal_for(args, library)
    total = 0
    for document in library.documents:
        passages = library.passages(document)
        read = [passage for passage in passages if passage.kind is not Kind.FURNITURE]
        total += len(read)
        left_out = [p.text for p in passages if p.kind is Kind.FURNITURE]
        print(terminal.document(document, len(read), left_out if args.furniture else []))
    texts = texts_for(args)
    print(texts.files.documents.format(documents=len(library.documents), passages=total))
    return FOUND
