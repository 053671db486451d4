"""`wenju index`: bring the index up to date ahead of the questions."""

import argparse
import os
import signal
from typing import TYPE_CHECKING, Any

from bot.cli.options import (
    FAILED,
    FOUND,
    add_shared_options,
    fail,
    open_library,
    state_folder,
    texts_for,
    whole_number,
)
from bot.messages.texts import Texts
from bot.output.answers import visible_line
from bot.output.progress import progress, sized
from retrieval import IndexOptions, cores

if TYPE_CHECKING:
    from retrieval import Library

DESCRIPTION = """Bring the index up to date, so that no question has to wait for it: only files that
changed are read. It may be interrupted at any time; what is done is kept, and the next run goes on
from there. While another process writes the index, it waits. Exit code: 0 when the index is up to
date, 130 when interrupted, 2 for an error."""

INTERRUPTED = 130


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
    shown = progress(texts)
    # Who ends it in another way than Ctrl-C is told the same.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        library = open_library(
            args,
            IndexOptions(shown, args.workers or cores(), patient=True, history=state_folder()),
            named=None,
        )
    except KeyboardInterrupt:
        shown.end()
        fail(texts.index.interrupted)
        return INTERRUPTED
    finally:
        shown.end()
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
