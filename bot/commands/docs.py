"""`wenju docs`: list the library."""

import argparse
from typing import Any

from bot.commands.console import (
    FAILED,
    FOUND,
    open_library,
    shared_options,
    terminal_for,
    texts_for,
)

DESCRIPTION = "List the documents: title, date, source, number of passages, file."


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "docs", parents=[shared_options()], help="list the library", description=DESCRIPTION
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    library = open_library(args)
    if library is None:
        return FAILED
    terminal = terminal_for(args, library)
    counts = [len(library.passages(document)) for document in library.documents]
    for document, count in zip(library.documents, counts, strict=True):
        print(terminal.document(document, count))
    texts = texts_for(args)
    print(texts.documents.format(documents=len(counts), passages=sum(counts)))
    return FOUND
