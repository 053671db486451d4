"""Rooms import from below, third parties stay in theirs, files and functions stay small."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest
from samples import SEEDS

ROOT = SEEDS.parent
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("bot", "retrieval")
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in FILES.items()}

# The floors from the ground up: a room may use what stands below it, rooms of one floor each other
# unless that makes a circle. `__init__` is the front door.
FLOORS = {
    "retrieval": """
        errors weights paths
        text
        models
        reading structure
        verification
        analysis
        index
        citing
        filters
        engines
        indexing
        ranking
        excerpts
        library
        evaluation suggestions
        __init__
    """,
    "bot": """
        settings messages logs
        output
        telegram
        cli
        __main__
    """,
}

# The only modules that import a third party, where that is settled.
THIRD_PARTIES = {
    "jieba": ("retrieval.analysis.segmenter", "retrieval.analysis.dictionary"),
    "rank_bm25": ("retrieval.ranking.bm25",),
    "re2": ("retrieval.excerpts.expressions",),
    "rapidfuzz": ("retrieval.verification.alignment",),
    "markdown_it": ("retrieval.reading.formats.markdown",),
    "rapidocr": ("retrieval.reading.formats.scans.engine",),
    "PIL": ("retrieval.reading.formats.scans.images",),
    "opensearchpy": ("retrieval.engines.opensearch.transport",),
    "olefile": ("retrieval.reading.formats.compound",),
    "selectolax": ("retrieval.reading.formats.web.html",),
    "pypdfium2": ("retrieval.reading.formats.pdf.pdfium",),
    "xlrd": ("retrieval.reading.formats.sheets.xls",),
    "platformdirs": ("retrieval.paths", "bot.settings.values"),
    "tqdm": ("bot.output.progress",),
    "watchfiles": ("bot.telegram.watching",),
    "cryptography": ("bot.telegram.unanswered",),
    "tornado": ("bot.telegram.transport.webhook",),
    "socksio": ("bot.telegram.transport.errors",),
}


def imports(name):
    """The modules that `name` imports anywhere in it, for type checkers too."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                # From outside, `from retrieval import examples` is the public name.
                outside = node.module == "retrieval" and not name.startswith("retrieval")
                yield inner if inner in FILES and not outside else node.module


def floor(name):
    """The package of a module of ours, and the number of the floor that its room is on."""
    package, _, rest = name.partition(".")
    room = rest.partition(".")[0] or "__init__"
    floors = [line.split() for line in FLOORS[package].strip().split("\n")]
    found = [number for number, rooms in enumerate(floors) if room in rooms]
    assert len(found) == 1, f"{name} is on no floor"
    return package, found[0]


@pytest.mark.parametrize("name", [name for name in FILES if name != "bot"])
def test_imports_come_from_the_floors_below(name):
    package, own = floor(name)
    for imported in imports(name):
        if imported in FILES and imported != package:
            other, below = floor(imported)
            assert (other, package) != ("bot", "retrieval"), imported
            assert other != package or below <= own, imported
        assert not (package == "retrieval" and imported.startswith("telegram"))


@pytest.mark.parametrize("rooms", [False, True], ids=["modules", "rooms"])
def test_there_is_no_circle(rooms):
    def named(module):
        # `bot.telegram` is a house of its own.
        depth = 3 if module.startswith("bot.telegram.") else 2
        return ".".join(module.split(".")[:depth]) if rooms else module

    graph = {}
    for name in FILES:
        used = {named(n) for n in imports(name) if n in FILES and n not in FLOORS}
        graph.setdefault(named(name), set()).update(used - {named(name)})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_bot_knows_retrieval_by_its_front_door():
    doors = ("retrieval.errors", "retrieval.models", "retrieval.evaluation")
    for name in FILES:
        if name.startswith("bot"):
            used = {n for n in imports(name) if n.startswith("retrieval.")}
            assert not [n for n in used if not n.startswith(doors)], name


@pytest.mark.parametrize("party", THIRD_PARTIES)
def test_third_parties_are_imported_in_one_place(party):
    users = {n for n in FILES if any(i.split(".")[0] == party for i in imports(n))}
    assert users
    assert users <= set(THIRD_PARTIES[party])


def test_telegram_is_known_to_the_bot_only_and_not_to_the_command_line():
    for name in FILES:
        if any(i.split(".")[0] == "telegram" for i in imports(name)):
            assert name.startswith(("bot.telegram", "bot.logs")), name


def test_chats_are_not_written_as_terminals_are():
    for name in FILES:
        if name.startswith("bot.telegram"):
            assert not [used for used in imports(name) if used.startswith("bot.output")], name


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_are_short_and_say_what_they_are(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 500
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("name", FILES)
def test_functions_are_short(name):
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node) is not None
            first = node.body[1] if documented and len(node.body) > 1 else node.body[0]
            length = node.end_lineno - (first.lineno if documented else node.lineno) + 1
            assert length <= 40, f"{name}.{node.name} has {length} lines"


def test_nothing_else_stands_at_the_top():
    wanted = {"pyproject.toml", "README.md", "LICENSE", "bot", "retrieval", "seeds", "tests"}
    assert {path.name for path in ROOT.iterdir() if path.name[0] != "."} == wanted
