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
retrieval.errors retrieval.text.patterns retrieval.digests
retrieval.citing retrieval.filtering retrieval.quoting retrieval.storing
retrieval.models
retrieval.verification.models
retrieval.text.ids retrieval.citing.statements retrieval.citing.references retrieval.citing.history_db
retrieval.text.months retrieval.text.numerals retrieval.analysis.expansion retrieval.analysis.dictionary retrieval.analysis.viterbi
retrieval.weights
retrieval.analysis.questions retrieval.filters.date_ranges retrieval.filters.document_numbers
retrieval.analysis.synonyms retrieval.analysis.abbreviations retrieval.text.folding retrieval.analysis.packing
retrieval.paths retrieval.indexing.progress retrieval.batching retrieval.index.arrays
retrieval.analysis.segmenter retrieval.text.sentences retrieval.structure.enumerations retrieval.index.postings
retrieval.analysis.analyzer retrieval.reading retrieval.structure.numbering
retrieval.filters.cards retrieval.filters.issuers retrieval.filters.parts
retrieval.filters.filters
retrieval.filters.parse retrieval.filters.apply retrieval.ranking.preferences
retrieval.text.periods
retrieval.structure.outline retrieval.structure.lists retrieval.analysis.list_questions retrieval.analysis.matching
retrieval.indexing.scan
retrieval.analysis.vocabulary retrieval.analysis.names
retrieval.analysis.implied retrieval.structure.passages retrieval.citing.citations
retrieval.citing.history retrieval.citing.validity
retrieval.citing.in_force
retrieval.verification.wording
retrieval.citing.fate
retrieval.verification.alignment retrieval.verification.attribution retrieval.verification.ellipses
retrieval.verification.quotation retrieval.verification.extract retrieval.verification.variations
retrieval.verification.verify
retrieval.verification.review
retrieval.ranking.bm25 retrieval.ranking.gains retrieval.index.file_table
retrieval.ranking.maxscore
retrieval.index.terms
retrieval.index.lexicon
retrieval.structure.clauses
retrieval.indexing.changes retrieval.index.records retrieval.indexing.term_streams
retrieval.index.segments
retrieval.ranking.catalogue
retrieval.indexing.segment_writer retrieval.indexing.segment_merger retrieval.ranking.scorer retrieval.index.documents
retrieval.index.store
retrieval.ranking.searcher retrieval.excerpts.layout retrieval.indexing.indexer retrieval.indexing.merge_policy
retrieval.indexing.workers
retrieval.indexing.remembering
retrieval.indexing.writing
retrieval.indexing.update
retrieval.ranking.confidence retrieval.excerpts.relevance
retrieval.excerpts.closeness
retrieval.excerpts.list_windows retrieval.excerpts.windows
retrieval.excerpts.part_windows
retrieval.excerpts.finder
retrieval.citing.tracing
retrieval.library
retrieval.suggestions retrieval.evaluation.question_set retrieval.evaluation.measures
retrieval.evaluation.evaluate
retrieval
"""
BOT = """
bot.messages.files bot.messages.vocabulary_texts
bot.messages.answers bot.settings.settings
bot.messages.citations bot.telegram.rendering.html bot.messages.filters bot.messages.index bot.messages.validity_texts
bot.output.progress bot.output.patience bot.output.answers bot.telegram.rendering.answers bot.telegram.admission bot.telegram.store
bot.output.citations bot.telegram.rendering.citations bot.telegram.rendering.filters
bot.messages.quotations
bot.output.quotations bot.telegram.rendering.quotations
bot.handlers
bot.telegram.app
bot.commands
bot.cli.main
bot.__main__
"""

# The only modules that import a third party, where that is settled.
ROOMS = {
    "jieba": ("retrieval.analysis.segmenter",),
    "rank_bm25": ("retrieval.ranking.bm25",),
    "rapidfuzz": ("retrieval.verification.alignment",),
    "markdown_it": ("retrieval.reading.markdown",),
    "platformdirs": ("retrieval.paths", "bot.settings.places"),
    "filelock": ("retrieval.index.store",),
    "tqdm": ("bot.output.progress", "bot.cli.evaluate"),
    "watchfiles": ("bot.telegram.watching",),
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
    plain = (
        "bot.cli.main",
        "bot.commands",
        "bot.output.answers",
        "bot.messages.answers",
        "bot.__main__",
        "retrieval",
    )
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
