"""`wenju engine`: what serves the library, how it is, and how far behind."""

import argparse
import sys
from pathlib import Path
from typing import Any

import retrieval
from bot.cli.interruption import interruptible
from bot.cli.options import (
    FOUND,
    NOT_FOUND,
    add_shared_options,
    chosen_index,
    fail,
    library_folder,
    texts_for,
)
from bot.output.answers import one_line, visible_line
from bot.output.health import health_shape
from bot.output.progress import sized
from retrieval import WenjuError

DESCRIPTION = """Say which engine serves the library, how it is, and what it holds: here, how many
documents and passages, and the size of the index beside that of the text; in a cluster of
OpenSearch, its health, version and nodes, the shards, documents and bytes of both indices, and what
it lacks. How many files are newer than the index is said too; none is indexed. Exit code: 0 if all
is well, 1 if something is missing, behind or unknown, 130 when interrupted, 2 for an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("engine", help="see to the engine", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="first build both indices in the cluster anew, of what it holds, with the shards and "
        "replicas that are set; the old ones answer meanwhile, and the next run goes on with what "
        "was interrupted",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    texts = texts_for(args)
    folder = library_folder(args)
    if not folder:
        return fail(texts.files.no_library)
    place, index = Path(folder), chosen_index(args)
    try:
        if args.rebuild and (code := _rebuild(args, place, index)) != FOUND:
            return code
        found = retrieval.check_engine(place, index)
    except WenjuError as error:
        return fail(texts.error(error))
    if args.json:
        encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"
        print(one_line(health_shape(found, texts.error), encoding))
    else:
        for line in texts.health.lines(found, sized, texts.error):
            print(visible_line(line))
    return FOUND if found.is_well else NOT_FOUND


def _rebuild(args: argparse.Namespace, place: Path, index: Path | None) -> int:
    """Build both indices anew; the exit code, after saying what came of it."""
    texts = texts_for(args)
    with interruptible(texts) as shown:
        is_cluster = retrieval.rebuild_engine(place, index, shown)
    if not is_cluster:
        return fail(texts.health.nothing_to_rebuild)
    if not args.json:
        print(texts.health.rebuilt)
    return FOUND
