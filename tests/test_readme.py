"""What the READMEs tell people to type works, and what they show is what there is."""

import contextlib
import io
import re
import shlex

import pytest
from samples import SEEDS
from tools import write_docs

from bot.cli.main import COMMANDS, build_parser

ROOT = SEEDS.parent
FRONT = ROOT / "README.md"
HIDDEN = ROOT / ".github"
PAGES = [
    FRONT,
    *(
        ROOT / room / "README.md"
        for room in ("bot", "retrieval", "tests", "retrieval/engines/opensearch")
    ),
    *sorted(HIDDEN.glob("*.md")),
]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:^|&&|[|;])\s*(?:\.venv/bin/)?wenju\s+([^|;&>\n]*)", re.MULTILINE)
TYPED = sorted(
    {
        line.strip()
        for text in TEXTS.values()
        for language, block in BLOCK.findall(text)
        if language == "sh"
        for line in COMMAND.findall(block)
    }
)
LINK = re.compile(r"\]\(([^)#\s]+)?(#[^)\s]+)?\)")
# A file in a table or a sentence, as the page's own room or the whole project knows it.
NAMED = re.compile(r"`([\w./]+/|[\w./]*\w\.(?:py|toml|java|png|svg|txt))`")
# What is in other folders than ours.
FOREIGN = re.compile(r"\.wenju.*|library/")


@pytest.mark.parametrize("line", TYPED)
def test_every_command_can_be_typed(line):
    arguments = shlex.split(line.partition(" < ")[0], comments=True)
    if {"--help", "--version"} & {*arguments}:
        with pytest.raises(SystemExit, match="0"):
            build_parser().parse_args(arguments)
    else:
        assert build_parser().parse_args(arguments).run


def test_every_command_is_shown():
    shown = {line.split()[0] for line in TYPED}
    assert {*COMMANDS} <= shown
    assert all(f"| `wenju {name}` |" in TEXTS["README.md"] for name in COMMANDS)


@pytest.mark.parametrize("path", write_docs.DOCS, ids=lambda path: path.parent.name)
def test_help_and_settings_are_those_of_the_program(path):
    assert not write_docs.stale(path), "run python tests/tools/write_docs.py"


def test_help_of_every_command_and_the_settings_are_shown():
    shown = write_docs.shown(TEXTS["bot/README.md"])
    assert sorted(shown) == sorted(["help wenju", *(f"help {c}" for c in COMMANDS), "settings"])


def test_other_help_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- help docs -->\n```text\nusage: wenju docs\n```\n<!-- end -->\n", "utf-8")
    assert write_docs.stale(page)
    page.write_text(write_docs.written(page.read_text("utf-8")), "utf-8")
    assert not write_docs.stale(page)
    page.write_text(page.read_text("utf-8").replace("--furniture", "--furnitures"), "utf-8")
    assert write_docs.stale(page)


def test_help_is_as_wide_as_a_terminal_of_eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert max(map(len, write_docs.help_of("ask").splitlines())) <= 80


def test_both_set_ups_are_there_to_be_pasted():
    start = "python3 -m venv .venv && .venv/bin/pip install -e "
    lines = TEXTS["README.md"].splitlines()
    assert any(line.startswith(f"{start}. && .venv/bin/wenju ask ") for line in lines)
    # .ci/run takes the first line with these words for the command that runs the tests.
    tests = next(line for line in lines if "pip install -e '.[test]'" in line)
    assert tests.startswith(f"{start}'.[test]' && .venv/bin/pytest")


def test_the_front_page_is_short():
    assert TEXTS["README.md"].count("\n") <= 220


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name):
    page = ROOT / name
    for target, anchor in LINK.findall(TEXTS[name]):
        if target.startswith("https://"):
            continue
        linked = (page.parent / target) if target else page
        assert linked.exists(), target
        assert not anchor or anchor[1:] in anchors(linked.read_text("utf-8")), anchor


@pytest.mark.parametrize("name", TEXTS)
def test_files_that_are_named_are_there(name):
    room = (ROOT / name).parent
    for path in NAMED.findall(BLOCK.sub("", TEXTS[name])):
        places = (ROOT / path, room / path, *room.glob(f"*/{path}"))
        assert FOREIGN.fullmatch(path) or any(place.exists() for place in places), path


def test_the_example_in_python_prints_what_is_shown(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = BLOCK.findall(TEXTS["retrieval/README.md"])
    languages = [language for language, _ in blocks]
    at = languages.index("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks[at][1], "retrieval/README.md", "exec"), {})
    assert languages[at + 1] == "text"
    assert printed.getvalue() == blocks[at + 1][1]


@pytest.mark.parametrize("script", sorted((ROOT / "tests" / "benchmarks").glob("*.*")))
def test_every_benchmark_is_explained(script):
    assert f"`{script.name}`" in TEXTS["tests/README.md"]


def anchors(text):
    """The anchors of a page's headings, as the hosts of repositories make them."""
    headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
