"""What the README tells people to type works, and the help it shows is the help there is."""

import argparse
import re
import shlex

import pytest
from samples import SEEDS

from bot.cli.main import build_parser

README = (SEEDS.parent / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:^|&&|[|;])\s*(?:\.venv/bin/)?wenju\s+([^|;&>\n]*)", re.MULTILINE)
HELP = [block for block in BLOCKS if block.startswith("usage: wenju")]
TYPED = [line for block in BLOCKS if block not in HELP for line in COMMAND.findall(block)]


@pytest.mark.parametrize("line", TYPED)
def test_every_command_can_be_typed(line):
    arguments = shlex.split(line, comments=True)
    if {"--help", "--version"} & {*arguments}:
        with pytest.raises(SystemExit, match="0"):
            build_parser().parse_args(arguments)
    else:
        assert build_parser().parse_args(arguments).run


def parsers(parser):
    """The parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from parsers(command)


def words(text):
    """The words of `text` without its line breaks, which differ between versions of Python."""
    return " ".join(text.replace("- ", "-").split())


@pytest.mark.parametrize("shown", HELP, ids=lambda text: text.split("[")[0])
def test_the_help_shown_is_the_help_there_is(shown):
    assert words(shown) in {words(parser.format_help()) for parser in parsers(build_parser())}


def test_every_command_is_shown():
    shown = {line.split()[0] for line in TYPED if not line.startswith("-")}
    commands = {parser.prog.removeprefix("wenju ") for parser in parsers(build_parser())}
    assert commands - {"wenju"} <= shown


def test_both_set_ups_are_there_to_be_pasted():
    start = "python3 -m venv .venv && .venv/bin/pip install -e "
    assert f"{start}. && .venv/bin/wenju ask " in README
    assert f"{start}'.[test]' && .venv/bin/pytest" in README
