"""What the commands share: options, the library they name, messages, the terminal."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.terminal import Terminal
    from bot.texts import Texts
    from retrieval import DocumentError, Library

FOUND, NOT_FOUND, FAILED = 0, 1, 2


def shared_options() -> argparse.ArgumentParser:
    """The options of every command that reads the library."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--library",
        metavar="DIR",
        help="folder of .txt and .md documents (default: $WENJU_LIBRARY, else ./seeds)",
    )
    shared.add_argument(
        "--lang",
        choices=("zh", "en"),
        help="language of messages (default: English in an English locale, else Chinese)",
    )
    return shared


def open_library(args: argparse.Namespace) -> "Library | None":
    """The library that the arguments name, or None after saying what is wrong with it.

    Files that had to be left out are named on standard error.
    """
    from retrieval import Library, LibraryEmpty, WenjuError

    texts = texts_for(args)
    folder = args.library
    if folder is None:
        folder = os.environ.get("WENJU_LIBRARY") or _seeds()
    if not folder:
        fail(texts.no_library)
        return None
    try:
        library = Library.open(folder)
    except WenjuError as error:
        say_skipped(error.skipped if isinstance(error, LibraryEmpty) else (), texts)
        fail(texts.error(error))
        return None
    say_skipped(library.skipped, texts)
    return library


def say_skipped(skipped: "Iterable[DocumentError]", texts: "Texts") -> None:
    """Name the files that had to be left out, and why."""
    for error in skipped:
        fail(texts.error(error))


def _seeds() -> str | None:
    return "seeds" if Path("seeds").is_dir() else None


def terminal_for(args: argparse.Namespace, library: "Library") -> "Terminal":
    """Writes answers for standard output, in colour if that is a terminal that wants it."""
    from bot.terminal import Terminal

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    colour = sys.stdout is not None and sys.stdout.isatty() and not plain
    return Terminal(texts_for(args), library.root, colour=colour)


def texts_for(args: argparse.Namespace) -> "Texts":
    """The sentences in the language that the arguments or the locale ask for."""
    from bot.texts import TEXTS, language_of

    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return TEXTS[args.lang or language_of(locale)]


def fail(message: str) -> int:
    """Say `message` on standard error, in one line; the exit code of an error."""
    from bot.terminal import visible_line

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
