"""Imports run one way, third parties stay in their rooms, files and functions stay small."""

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

# Lowest first; a module imports from the layers below its own, or from its own without a circle.
# `retrieval.x` covers the modules inside it.
RETRIEVAL = """
retrieval.tuples
retrieval.errors retrieval.patterns retrieval.digests
retrieval.citing retrieval.filtering retrieval.quoting retrieval.storing
retrieval.models
retrieval.quoting.verification
retrieval.citing.ids retrieval.citing.statements retrieval.citing.references retrieval.citing.ledger
retrieval.months retrieval.numerals retrieval.facts retrieval.dictionary retrieval.cutter
retrieval.weights
retrieval.answer_shapes retrieval.filtering.date_ranges retrieval.filtering.document_numbers
retrieval.synonyms retrieval.abbreviations retrieval.folding retrieval.packing
retrieval.storing.cache retrieval.progress retrieval.batching retrieval.storing.arrays
retrieval.segmenter retrieval.sentences retrieval.enumerations retrieval.postings
retrieval.analysis retrieval.reading retrieval.numbering
retrieval.filtering.cards retrieval.filtering.issuers retrieval.filtering.parts
retrieval.filtering.filters
retrieval.filtering.question_filters retrieval.filtering.narrowing retrieval.filtering.preferences
retrieval.citing.periods
retrieval.outline retrieval.lists retrieval.list_questions retrieval.matching
retrieval.storing.folder
retrieval.vocabulary retrieval.names
retrieval.implied retrieval.passages retrieval.citations
retrieval.citing.history retrieval.citing.provisions
retrieval.citing.in_force
retrieval.quoting.wording
retrieval.citing.fate
retrieval.quoting.alignment retrieval.quoting.attribution retrieval.quoting.ellipses
retrieval.quoting.quotation retrieval.quoting.quoted retrieval.quoting.variations
retrieval.quoting.quotations
retrieval.quoting.reviews
retrieval.bm25 retrieval.gains retrieval.storing.filing
retrieval.topk
retrieval.storing.keys
retrieval.storing.lexicon
retrieval.storing.clauses
retrieval.storing.changes retrieval.storing.records retrieval.storing.streams
retrieval.storing.segments
retrieval.filtering.catalogue
retrieval.storing.building retrieval.storing.union retrieval.scorer retrieval.storing.shelf
retrieval.storage
retrieval.index retrieval.sheets retrieval.storing.updating retrieval.storing.merging
retrieval.storing.workers
retrieval.citing.remembering
retrieval.storing.writing
retrieval.indexing
retrieval.confidence retrieval.relevance
retrieval.closeness
retrieval.list_windows retrieval.excerpts
retrieval.filtering.part_windows
retrieval.finder
retrieval.citing.tracing
retrieval.library
retrieval.suggestions retrieval.questions retrieval.measures
retrieval.evaluation
retrieval
"""
BOT = """
bot.reason_texts bot.vocabulary_texts
bot.texts bot.settings
bot.citation_texts bot.clipping bot.filter_texts bot.index_texts bot.validity_texts
bot.progress bot.patience bot.terminal bot.replies bot.limits bot.store
bot.cited bot.cite_replies bot.filter_replies
bot.verify_texts
bot.verified bot.verify_replies
bot.handlers
bot.app
bot.commands
bot.cli
bot.__main__
"""

# The only modules that import a third party, where that is settled.
ROOMS = {
    "jieba": ("retrieval.segmenter",),
    "rank_bm25": ("retrieval.bm25",),
    "rapidfuzz": ("retrieval.quoting.alignment",),
    "markdown_it": ("retrieval.reading.markdown",),
    "platformdirs": ("retrieval.storing.cache", "bot.places"),
    "filelock": ("retrieval.storage",),
    "tqdm": ("bot.progress", "bot.commands.eval"),
    "watchfiles": ("bot.watching",),
}


def imports(name):
    """The modules that `name` imports anywhere in it, but for type checkers."""
    tree = TREES[name]
    ignored = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in ignored:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                # From outside, `from retrieval import examples` is the public name.
                outside = node.module == "retrieval" and not name.startswith("retrieval")
                yield inner if inner in FILES and not outside else node.module


def layer(name, layers):
    """The number of the layer that `name` is in, by its longest prefix; None for none."""
    while name:
        for number, line in enumerate(layers.split("\n")):
            if name in line.split():
                return number
        name = name.rpartition(".")[0]
        if "." not in name:
            return None
    return None


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("retrieval")])
def test_retrieval_imports_from_below(name):
    own = layer(name, RETRIEVAL)
    assert own is not None, f"{name} has no layer here"
    for imported in imports(name):
        assert not imported.startswith(("bot", "telegram"))
        if imported in FILES:
            below = layer(imported, RETRIEVAL)
            assert below is not None, f"{imported} has no layer here"
            assert below <= own, imported


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("bot")])
def test_bot_imports_from_below(name):
    own = layer(name, BOT)
    for imported in imports(name):
        above = layer(imported, BOT) if imported.startswith("bot") else None
        assert None in (own, above) or above <= own, imported


def test_there_is_no_circle():
    graph = {name: {n for n in imports(name) if n in FILES and n != name} for name in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_bot_knows_retrieval_by_its_front_door():
    evaluation = {f"retrieval.{name}" for name in ("evaluation", "measures", "questions")}
    doors = {f"retrieval{name}" for name in ("", ".errors", ".models", ".progress", ".tuples")}
    for name in FILES:
        if name.startswith("bot"):
            used = {n for n in imports(name) if n.startswith("retrieval")}
            assert used <= doors | evaluation, name


@pytest.mark.parametrize("party", ROOMS)
def test_third_parties_are_imported_in_one_place(party):
    users = {n for n in FILES if any(i.split(".")[0] == party for i in imports(n))}
    assert users <= set(ROOMS[party])


def test_telegram_is_known_to_the_bot_only_and_not_to_the_command_line():
    plain = ("bot.cli", "bot.commands", "bot.terminal", "bot.texts", "bot.__main__", "retrieval")
    for name in FILES:
        if any(i.split(".")[0] == "telegram" for i in imports(name)):
            assert not name.startswith(plain)


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_are_short_and_say_what_they_are(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("name", FILES)
def test_functions_are_short(name):
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            assert length <= 40, f"{name}.{node.name} has {length} lines"


def test_nothing_else_stands_at_the_top():
    wanted = {"pyproject.toml", "README.md", "LICENSE", "bot", "retrieval", "seeds", "tests"}
    assert wanted <= {path.name for path in ROOT.iterdir()}
