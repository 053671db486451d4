"""What the commands share: options, the library they name, messages, the terminal.

All commands import it before their arguments are read, so the library comes by its front door,
which imports a name when it is used: numpy is set up by `bot.cli.main.program` first.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import retrieval
from bot.messages.texts import LANGUAGES, Language, Texts, as_language, language_of, texts_in
from bot.output.answers import Terminal, visible_line
from bot.output.progress import DelayedProgress
from bot.settings.values import default_state, expanded
from retrieval import IndexOptions, cores
from retrieval.errors import DocumentNeedsLibrary

if TYPE_CHECKING:
    from retrieval import DocumentError, Filter, Library

FOUND, NOT_FOUND, FAILED = 0, 1, 2
# Files that could not be read and are named before a question is answered; the rest is counted.
NAMED = 3


def add_shared_options(parser: argparse.ArgumentParser, *, index: bool = True) -> None:
    """The options of every command that reads the library, with or without its index."""
    parser.add_argument(
        "--library",
        metavar="DIR",
        help="folder of documents (text, Word, Excel, slides, PDF, OFD, web pages), or one of them "
        "(default: $WENJU_LIBRARY, else ./seeds)",
    )
    if index:
        parser.add_argument(
            "--index",
            metavar="DIR",
            help="folder of the index (default: $WENJU_INDEX, else one in the cache folder)",
        )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="language of messages (default: English in an English locale, else Chinese)",
    )


def open_library(
    args: argparse.Namespace, options: IndexOptions | None = None, named: int | None = NAMED
) -> "Library | None":
    """The library that the arguments name, or None after saying what is wrong with it.

    What was not read, and trouble with the index, is said on standard error, as `say_trouble` does.
    """
    texts = texts_for(args)
    try:
        library = library_opened(args, options)
    except retrieval.WenjuError as error:
        if isinstance(error, retrieval.LibraryEmpty):
            say_skipped(error.skipped, texts, named)
        fail(texts.error(error))
        return None
    if library is not None:
        say_trouble(library, texts, named)
    return library


def library_opened(
    args: argparse.Namespace, options: IndexOptions | None = None
) -> "Library | None":
    """The library that the arguments name; None after saying that they name none. Raises what
    `Library.open` does."""
    texts = texts_for(args)
    folder = library_folder(args)
    if not folder:
        fail(texts.files.no_library)
        return None
    shown = DelayedProgress(texts)
    try:
        return retrieval.Library.open(
            folder,
            index=chosen_index(args),
            options=options or IndexOptions(shown, cores(), history=state_folder()),
        )
    finally:
        shown.end()


def library_folder(args: argparse.Namespace) -> str | None:
    """The folder that the option names, else the environment, else the seeds if they are here."""
    folder: str | None = args.library
    return os.environ.get("WENJU_LIBRARY") or _seeds() if folder is None else folder


def chosen_index(args: argparse.Namespace) -> Path | None:
    """The folder for the index that the option names, else the environment; None for the cache."""
    named = args.index if args.index is not None else os.environ.get("WENJU_INDEX", "").strip()
    return expanded(named) if named else None


def state_folder() -> Path:
    """Where what lasts is kept: WENJU_STATE, else the user's data folder."""
    named = os.environ.get("WENJU_STATE", "").strip()
    return expanded(named) if named else default_state()


def say_trouble(library: "Library", texts: Texts, named: int | None = None) -> None:
    """Say once what was not read, and what is wrong with the index, if anything.

    Of the files that could not be read so many are `named`, by default all.
    """
    say_skipped((*library.skipped, *library.damaged), texts, named)
    if library.unread:
        fail(texts.files.not_read(library.unread, len(library.skipped)))
    if library.trouble:
        fail(texts.error(library.trouble, library.newer))


def say_skipped(skipped: "Sequence[DocumentError]", texts: Texts, named: int | None = None) -> None:
    """Name so many of the files that were not read, or not whole, and why; count the rest.

    Unless all are to be named, those that wait for one library are counted in one line.
    """
    if named is not None:
        waiting = Counter(library for error in skipped if (library := _library(error)))
        together = {library: count for library, count in waiting.items() if count > 1}
        for library, count in together.items():
            fail(texts.files.waiting(library, count))
        skipped = [error for error in skipped if _library(error) not in together]
    for error in skipped[:named]:
        fail(texts.error(error))
    if left := len(skipped[:0] if named is None else skipped[named:]):
        fail(texts.files.more_skipped.format(count=left))


def _library(error: "DocumentError") -> str:
    """The library that a file waits for; "" if it does not."""
    return error.library if isinstance(error, DocumentNeedsLibrary) else ""


def _seeds() -> str | None:
    return "seeds" if Path("seeds").is_dir() else None


def terminal_for(args: argparse.Namespace, library: "Library") -> Terminal:
    """Writes answers for standard output, in colour if that is a terminal that wants it."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    colour = sys.stdout is not None and sys.stdout.isatty() and not plain
    return Terminal(texts_for(args), library.root, colour=colour)


def texts_for(args: argparse.Namespace) -> Texts:
    """The sentences in the language that the arguments or the locale ask for."""
    return texts_in(language_for(args.lang))


def language_for(chosen: str | None) -> Language:
    """The language of that name, else that of the locale."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return as_language(chosen) or language_of(locale)


def fail(message: str) -> int:
    """Say `message` on standard error, in one line; the exit code of an error."""
    try:
        print("wenju:", visible_line(message), file=sys.stderr)
    except OSError:
        # Nobody can be told; the exit code still says it.
        discard(2)
    return FAILED


def discard(descriptor: int) -> None:
    """So that the interpreter's own flush at exit has nothing left to fail on."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, descriptor)
    os.close(devnull)


def whole_number(text: str) -> int:
    """The value of an option that counts something, from 1 up."""
    if not text.isdecimal() or len(text) > 6 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 999999")
    return int(text)


# Each with the kind of filter that it gives.
_OPTIONS = {
    "source": ("NAME", "only from this source or issuing body"),
    "title": ("TITLE", "only from documents with this in their title or source"),
    "number": ("NUMBER", "only from the document with this number, such as 国办发〔2020〕5号"),
    "part": ("PART", "only from this article or part: 第三条, 第三条第二款, 第二部分, 附件1"),
    "phrase": ("WORDS", "only excerpts with these very words"),
    "without": ("WORD", "no excerpt with this word, nor from a document named with it"),
}


def add_filter_options(parser: argparse.ArgumentParser, *, stated: bool = True) -> None:
    """The options of filters; `stated`: the words that are asked may state some too."""
    group = parser.add_argument_group(
        "filters",
        "Nothing else is answered from. Those that may be given several times: one of the values "
        "of an option is enough, but all phrases must stand there and no word that is left out.",
    )
    group.add_argument("--since", metavar="DATE", help="only documents from then on: 2023, 2024-06")
    group.add_argument("--until", metavar="DATE", help="only documents up to the end of it")
    for name, (value, text) in _OPTIONS.items():
        group.add_argument(f"--{name}", metavar=value, action="append", default=[], help=text)
    if stated:
        group.add_argument(
            "--no-filters", action="store_true", help="take none from the words of the question"
        )


def filters_given(args: argparse.Namespace) -> "tuple[Filter, ...]":
    """The filters of the options. Raises FilterUnreadable and DatesReversed."""
    kinds = [(retrieval.FilterKind(name), getattr(args, name)) for name in _OPTIONS]
    found = [retrieval.option(kind, text) for kind, texts in kinds for text in texts]
    if args.since or args.until:
        found.append(retrieval.between(args.since, args.until, date.today()))
    return tuple(found)


def filters_stated(question: str, args: argparse.Namespace) -> "tuple[Filter, ...]":
    """The filters that the question states, unless they are switched off."""
    return () if args.no_filters else retrieval.read_filters(question, date.today())
