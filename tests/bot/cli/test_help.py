"""Help, usage and usage errors: in the reader's language, and of the command that is meant."""

import argparse
import re
from unicodedata import east_asian_width

import pytest
from shell import at_a_terminal, wenju

from bot.cli.main import COMMANDS, build_parser
from bot.cli.parser import ChineseParser
from bot.messages.help import HELP, USAGE

WORDS = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")


def parsers(language):
    whole = build_parser(language=language)
    yield whole
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def sentences(parser):
    """All that the help of a parser says, as it stands in the program."""
    yield parser.description
    for group in parser._action_groups:
        yield from (group.title, group.description)
    for action in parser._actions:
        yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (choice.help for choice in action._choices_actions)


def test_every_sentence_of_the_help_is_there_in_chinese():
    said = {" ".join(s.split()) for p in parsers("en") for s in sentences(p) if s}
    assert said - HELP.keys() == set()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_unless_the_locale_or_the_option_is_english(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for given in ([*command.split(), "--help"], [*command.split(), "-h", "--lang", "zh"]):
        ran = wenju(*given, LANG="zh_CN.UTF-8")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"{USAGE}wenju")
        assert "显示这份帮助" in ran.out
        assert not WORDS.search(ran.out)
    for line in ran.out.splitlines():
        assert sum(1 + (east_asian_width(c) in "WF") for c in line) <= 80
    assert wenju(*command.split(), "--help", LANG="en_GB.UTF-8").out.startswith("usage: wenju")
    if command:
        assert wenju(command, "--lang=en", "--help").out.startswith("usage: wenju")


def test_wenju_alone_prints_help():
    ran = wenju()
    assert (ran.code, ran.err, ran.out) == (0, "", wenju("--help").out)
    assert "建立索引" in ran.out


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (["ask", "--nope", "x"], "不认识的参数：--nope"),
        (["ask", "--limit"], "--limit：后面要有一个值"),
        (["ask", "--limit", "0"], "--limit：'0' 不是 1 到 999999 的整数"),
        (["ask", "--min-confidence", "2"], "--min-confidence：'2' 不是 0 到 1 的数"),
        (["cite"], "缺少参数：ID"),
        (["docs", "--furniture=1"], "--furniture：后面不要写值：'1'"),
        (["forget", ""], "PATH：路径是空的；. 表示整个文件夹"),
        (["verify", "--l"], "--l 不明确，可能是：--library, --lang, --lines"),
    ],
)
def test_a_usage_error_is_chinese_and_shows_the_usage_of_its_own_command(given, fault):
    ran = wenju(*given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{USAGE}wenju {given[0]} ")
    said = ran.err.splitlines()[-1]
    assert said.startswith(f"wenju {given[0]}: ")
    assert fault.replace("--", "") in said.replace("--", "")


@pytest.mark.parametrize("given", [["cite", "--format", "pdf", "b7qk2"], ["nope"]])
def test_a_choice_that_is_none_names_those_that_are(given):
    ran = wenju(*given)
    assert ran.code == 2
    assert re.search(r"没有 '(pdf|nope)' 这一项，可以是：.*(gbt7714|verify)", ran.err)


def test_in_english_a_wrong_option_shows_the_usage_of_its_own_command_too():
    ran = wenju("ask", "--nope", "x", "--lang", "en")
    assert ran.err.startswith("usage: wenju ask ")
    assert ran.err.endswith("wenju ask: error: unrecognized arguments: --nope\n")


def test_a_command_of_its_own_kind_is_made_for_each_command():
    assert all(isinstance(parser, ChineseParser) for parser in parsers("zh"))


@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 1)], ids=["Ctrl-C", "Ctrl-D"])
def test_what_ends_the_prompt_ends_with_a_new_line(key, code):
    ran = at_a_terminal("ask", typed=[key], TERM="dumb")
    assert ran.code == code
    assert ran.out.endswith("\r\n")
    assert ran.out.rstrip().endswith(("问>", "问> \n^C", "^C"))


def test_what_the_system_says_is_said_in_chinese(tmp_path):
    ran = wenju("verify", "--file", tmp_path)
    assert "不是普通文件" in ran.complaint
    ran = wenju("eval", "--questions", tmp_path / "none.jsonl")
    assert re.search("[a-z]{3} [a-z]{3}", ran.complaint.replace(str(tmp_path), "")) is None
