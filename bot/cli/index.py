"""`wenju index`: bring the index up to date ahead of the questions."""

import argparse
import os
from typing import TYPE_CHECKING, Any

from bot.cli.interruption import interruptible
from bot.cli.options import (
    FAILED,
    FOUND,
    add_shared_options,
    open_library,
    state_folder,
    texts_for,
    whole_number,
)
from bot.messages.texts import Texts
from bot.output.answers import visible_line
from bot.output.progress import sized
from retrieval import IndexOptions, cores

if TYPE_CHECKING:
    from retrieval import Library

DESCRIPTION = """Bring the index up to date, so that no question has to wait for it: only files that
changed are read. It may be interrupted at any time; what is done is kept, and the next run goes on
from there. While another process writes the index, it waits. Exit code: 0 when the index is up to
date, 130 when interrupted, 2 for an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("index", help="index the library", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument(
        "--workers",
        type=whole_number,
        metavar="N",
        help="index in N processes (default: one a core)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    texts = texts_for(args)
    with interruptible(texts) as shown:
        library = open_library(
            args,
            IndexOptions(shown, args.workers or cores(), patient=True, history=state_folder()),
            named=None,
        )
    if library is None:
        return FAILED
    print(_summary(library, texts))
    return FOUND


def _summary(library: "Library", texts: Texts) -> str:
    size = sum(entry.stat().st_size for entry in os.scandir(library.index))
    done = texts.index.done.format(
        documents=len(library.documents),
        passages=library.searched,
        path=library.index,
        size=sized(size),
    )
    skipped = texts.index.skipped.format(count=len(library.skipped)) if library.skipped else ""
    return visible_line(done + skipped)
