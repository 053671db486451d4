"""argparse that speaks Chinese: its own sentences, and those of the commands."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn
from unicodedata import east_asian_width


class ChineseParser(argparse.ArgumentParser):
    """Says help, usage and errors in Chinese. The commands' own parsers are of its kind."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Formatter, **options})

    def format_help(self) -> str:
        """The help, with every sentence in it translated."""
        self._translate()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say how the command is used, and what is wrong; exit with 2."""
        from bot.messages.help import fault_in_chinese

        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {fault_in_chinese(message)}\n")

    def _translate(self) -> None:
        # Where they are kept: argparse has no other way to them.
        self.description = _translated(self.description)
        for group in self._action_groups:
            group.title = _translated(group.title)
            group.description = _translated(group.description)
        for action in self._actions:
            action.help = _translated(action.help)
            if isinstance(action, argparse._SubParsersAction):
                for choice in action._choices_actions:
                    choice.help = _translated(choice.help)


class _Formatter(argparse.HelpFormatter):
    """Breaks lines where Chinese may be broken; a Chinese character is two columns wide."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        from bot.messages.help import USAGE

        super().add_usage(usage, actions, groups, USAGE if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(_wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))


# A word, or one Chinese character, with what may not begin a line.
_PIECE = re.compile(r"(?:[!-~]+|[^ ])[，。；：、）》」”]* ?")


def _wrapped(text: str, width: int) -> Iterable[str]:
    line, used = "", 0
    for piece in _PIECE.findall(" ".join(text.split())):
        wide = sum(1 + (east_asian_width(character) in "WF") for character in piece)
        if line and used + wide > width:
            yield line.rstrip()
            line, used = "", 0
        line, used = line + piece, used + wide
    yield line.rstrip()


def _translated(sentence: str | None) -> str | None:
    # Few runs show help, and the sentences are many.
    from bot.messages.help import in_chinese

    return in_chinese(sentence) if sentence else sentence
