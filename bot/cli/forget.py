"""`wenju forget`: remove documents from the history of citations."""

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.cli.options import (
    FOUND,
    NOT_FOUND,
    add_shared_options,
    fail,
    library_folder,
    state_folder,
    texts_for,
)
from bot.output.answers import visible_line
from retrieval import History, HistoryError, is_readable

DESCRIPTION = """Remove what the history of citations keeps of a document, or of the documents in a
folder, for good: citations of them can no longer be looked up once the files are gone. The files
themselves are left as they are. Exit code: 0 if anything was removed, 1 if nothing was kept, 2 for
an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "forget",
        help="remove documents from the history of citations",
        description=DESCRIPTION,
    )
    add_shared_options(parser, index=False)
    parser.add_argument(
        "paths",
        nargs="+",
        type=_path,
        metavar="PATH",
        help="a file or folder, in the library or from here",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    folder = library_folder(args)
    if not folder:
        return fail(texts_for(args).files.no_library)
    texts, (root, only) = texts_for(args), _library(Path(folder))
    history = History.open(state_folder())
    documents = paragraphs = 0
    for path in args.paths:
        try:
            names = _names(root, path, only)
            purged = [history.forget(root, name) for name in names]
        except HistoryError as error:
            return fail(texts.error(error))
        if not any(one.documents for one in purged):
            fail(texts.history.forgotten_none.format(path=path))
        elif any((root / name).exists() for name in names):
            fail(texts.history.forgotten_present.format(path=path))
        documents += sum(one.documents for one in purged)
        paragraphs += sum(one.paragraphs for one in purged)
    told = texts.history.forgotten.format(documents=documents, paragraphs=paragraphs)
    print(visible_line(told))
    return FOUND if documents else NOT_FOUND


def _path(text: str) -> str:
    """A path as it was typed. That of a variable that is not set must not mean the whole folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty path; . is the whole library")
    return text


def _library(place: Path) -> tuple[Path, str]:
    """The folder of the library, and the name in it if the library is, or was, that one file."""
    if place.is_dir() or not is_readable(place.name):
        return place, ""
    file = place.resolve()
    return file.parent, file.name


def _names(root: Path, path: str, only: str) -> list[str]:
    """What `path` may be called in the library: as it stands, and as seen from here."""
    if only:
        is_meant = path in (".", only) or Path(path).resolve() == root / only
        return [only] if is_meant else []
    names = [] if Path(path).is_absolute() else [Path(path).as_posix()]
    # Seen from here, it may not be in the library.
    with suppress(ValueError):
        names.append(Path(path).resolve().relative_to(root.resolve()).as_posix())
    return list(dict.fromkeys(names))
