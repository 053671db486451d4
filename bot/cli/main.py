"""The command line: one module a command in `bot.cli`, wired here.

What a command needs beyond its options is imported when it runs.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.cli.options import FOUND, NOT_FOUND, discard, fail, language_for, texts_for
from bot.cli.parser import ChineseParser
from bot.messages.texts import Language, as_language
from retrieval.errors import EngineError

# Each command and its module here.
COMMANDS = {
    "ask": "ask",
    "find": "find",
    "cite": "cite",
    "verify": "verify",
    "docs": "docs",
    "check": "check",
    "index": "index",
    "engine": "engine",
    "forget": "forget",
    "bot": "serve",
    "eval": "evaluate",
}

# What a shell reports for a program that a closed pipe or Ctrl-C ended.
PIPE_CLOSED, INTERRUPTED = 141, 130


# Objects that are made before Python looks for those that keep each other alive: an answer needs
# fewer, and looking takes a tenth of its time.
_GC_THRESHOLD = 1_000_000
# Modules that, once they are used, have something to do at the end of a process.
_TO_BE_TOLD = {"concurrent.futures", "logging", "multiprocessing.util"}


def program() -> int:
    """`main` for a process that does nothing else, begun and ended with no more than it needs."""
    gc.set_threshold(_GC_THRESHOLD)
    # The thread that numpy's BLAS begins waits by spinning, and no matrix here is large enough.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = main()
    if code in (FOUND, NOT_FOUND) and _is_alone():
        # All is written; what is left is to take down all that was built, one by one.
        os._exit(code)
    gc.freeze()
    return code


def _is_alone() -> bool:
    """Whether there are no threads, nor logs or processes, that would have to be told of the end.

    rank_bm25 imports `threading` and begins none.
    """
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and not _TO_BE_TOLD.intersection(sys.modules)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 found, 1 not found, 2 a usage or library error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    args = argparse.Namespace(lang=None)
    try:
        code = _run(arguments, args)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        discard(1)
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except EngineError as error:
        return fail(texts_for(args).error(error))
    except OSError as error:
        discard(1)
        texts = texts_for(args)
        reason = texts.files.reason(error.strerror or type(error).__name__)
        return fail(texts.answers.output_failed.format(reason=reason))
    return code


def _run(arguments: Sequence[str] | None, args: argparse.Namespace) -> int:
    """Parse `arguments` into `args` and run the command; help and usage errors end here too."""
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        parser = build_parser(given[0] if given else "", language_for(_language(given)))
        if not given:
            parser.print_help()
            return FOUND
        _, unknown = parser.parse_known_args(given, args)
        if any(argument.startswith("-") for argument in unknown):
            # The usage of the command that was meant, not of all.
            args.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        if unknown:
            # Words may stand on both sides of an option.
            args.parser.parse_intermixed_args(given[1:], args)
        code: int = args.run(args)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else FOUND
    return code


def _language(given: Sequence[str]) -> str | None:
    """The language that the arguments ask for, before they are parsed."""
    for argument, following in zip(given, [*given, ""][1:], strict=True):
        if argument.startswith("--lang"):
            return as_language(following if argument == "--lang" else argument.partition("=")[2])
    return None


def build_parser(chosen: str = "", language: Language = "en") -> argparse.ArgumentParser:
    """The commands and their options; `run` of the parsed arguments runs the command, whose parser
    is their `parser`.

    Of a command that is `chosen` already, no others: a question should not wait for them.
    """
    parser_of = ChineseParser if language == "zh" else argparse.ArgumentParser
    parser = parser_of(
        prog="wenju",
        description="Ask a folder of Chinese documents a question; get the sentence that answers "
        "it, word for word, with its citation.",
    )
    parser.add_argument("--version", action=_Version, help="print the version and exit")
    # With its name given, argparse need not make it up from a usage message.
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="wenju"
    )
    for command in [chosen] if chosen in COMMANDS else COMMANDS:
        import_module(f"bot.cli.{COMMANDS[command]}").add_to(commands)
    for own in commands.choices.values():
        own.set_defaults(parser=own)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"wenju {version('wenju')}")
        parser.exit()
