"""`wenju cite`: the words that a citation names, and what became of them."""

import argparse
import json
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
    state_folder,
    terminal_for,
    texts_for,
)
from bot.messages.texts import Texts
from bot.settings.values import expanded
from retrieval import DocumentError, History

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.output.citations import CitationWriter
    from retrieval import CitationStatus, Library

# The forms that references are printed in, each with its edition of the standard in `retrieval`;
# and those that programs read.
_EDITIONS = {"gbt7714": "CURRENT", "gbt7714-2015": "OF_2015"}
_EXCHANGED = ("csl", "bibtex", "ris")

DESCRIPTION = """Print what each ID names, between its neighbours, with its full reference:
unchanged, moved, changed (the differences marked), or deleted (the words as they were). The first
letters of an ID will do, from four on, if only one begins so. Exit code: 0 if the words of every
ID stand in the documents as they were, 1 if those of any do not, 2 for an error."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("cite", help="look up citations", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("ids", nargs="+", metavar="ID", help="an id as answers give it")
    parser.add_argument(
        "--format",
        choices=("text", *_EDITIONS, *_EXCHANGED, "markdown", "json"),
        default="text",
        metavar="FORM",
        help="text for people (default); gbt7714, the reference by GB/T 7714—2025; gbt7714-2015, "
        "that by the edition of 2015; csl, bibtex or ris, for programs that keep references; "
        "markdown; json, one JSON object an id",
    )
    parser.add_argument(
        "--picture",
        metavar="FILE.png",
        help="also draw the page of a PDF that the words of the ID stand on, with the words marked",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    library = open_library(args)
    if library is None:
        return FAILED
    history = History.open(state_folder())
    statuses = [library.status(asked, history, everywhere=True) for asked in args.ids]
    trouble = next((status.trouble for status in statuses if status.trouble), None)
    if trouble and str(trouble) != str(library.trouble):
        fail(texts_for(args).error(trouble))
    writer = _writer(args, library)
    if args.format in _EXCHANGED:
        _exchange(args.format, writer, statuses)
    else:
        for status in statuses:
            _show(args.format, writer, status)
    if args.picture and _draw(args.picture, library, statuses, texts_for(args)) == FAILED:
        return FAILED
    return FOUND if all(status.stands for status in statuses) else NOT_FOUND


def _draw(path: str, library: "Library", statuses: "Sequence[CitationStatus]", texts: Texts) -> int:
    """Draw the only citation into the file `path`, and say what it shows; the exit code."""
    own = texts.history
    if len(statuses) > 1:
        return fail(own.picture_one_id)
    place = Path(path)
    if place.suffix.lower() not in ("", ".png"):
        return fail(own.picture_kind.format(path=place.with_suffix(".png")))
    try:
        found = map(library.picture, statuses[0].places)
        picture = next(filter(None, found), None)
        if picture is None:
            return fail(own.picture_none)
        expanded(path).write_bytes(picture.png)
    except DocumentError as error:
        return fail(texts.error(error))
    except OSError as error:
        reason = texts.files.reason(error.strerror or type(error).__name__)
        return fail(own.picture_unwritable.format(path=path, reason=reason))
    said = own.picture if picture.marked else own.picture_unmarked
    fail(said.format(path=path, page=picture.page))
    return FOUND


def _writer(args: argparse.Namespace, library: "Library") -> "CitationWriter":
    # With it comes numpy, which no list of commands needs.
    from bot.output.citations import CitationWriter

    terminal, texts = terminal_for(args, library), texts_for(args)
    return CitationWriter(library, terminal, texts, terminal.colour, date.today())


def _show(form: str, writer: "CitationWriter", status: "CitationStatus") -> None:
    encoding = sys.stdout.encoding.lower() if sys.stdout else "utf-8"
    if form == "json":
        print(writer.json(status, encoding), flush=True)
    elif form == "markdown":
        print(writer.markdown(status), flush=True)
    elif form == "text":
        print(writer.text(status), flush=True)
    else:
        if not status.stands:
            fail(writer.status(status))
        for reference in writer.references(status, getattr(retrieval, _EDITIONS[form])):
            print(reference, flush=True)


def _exchange(form: str, writer: "CitationWriter", statuses: "Sequence[CitationStatus]") -> None:
    """Each work once, in one piece that a program can read; what does not stand is said."""
    for status in statuses:
        if not status.stands:
            fail(writer.status(status))
    works = {key: (of, seen) for each in statuses for of, key, seen in writer.publications(each)}
    if form == "csl":
        items = [retrieval.csl(of, key, seen) for key, (of, seen) in works.items()]
        print(json.dumps(items, ensure_ascii=False, indent=2), flush=True)
        return
    write = getattr(retrieval, form)
    said = "".join(write(of, key, seen) for key, (of, seen) in works.items())
    print(said.replace("\r", ""), end="", flush=True)
