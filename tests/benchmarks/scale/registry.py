"""The engines by the names that the command line knows, each loaded when it is asked for."""

from importlib import import_module

ENGINES = {
    "words": ("ours", "Words"),
    "recipe": ("ours", "Recipe"),
    "rank_bm25": ("engines", "RankBM25"),
    "rank-bm25-rs": ("engines", "RankBM25Rust"),
    "bm25s": ("engines", "BM25S"),
    "bm25s-numba": ("engines", "BM25SNumba"),
    "tantivy": ("engines", "Tantivy"),
    "tantivy-uncounted": ("engines", "TantivyUncounted"),
    "fts5": ("engines", "SQLite"),
    "scatter": ("scatter", "Scatter"),
    "scatter-partition": ("scatter", "ScatterPartition"),
}
# Those that search the index of another.
BUILT_BY = {"tantivy-uncounted": "tantivy", "scatter-partition": "scatter", "apart": "recipe"}
# This checkout of wenju in a process of its own, and the one that it is compared with.
APART, BEFORE = "apart", "before"
_compared = {}


def compare_with(checkout):
    """Let both be found: the names of the engines, given the folder of an earlier checkout."""
    from scale.checkout import Apart, Before

    _compared.update({APART: Apart, BEFORE: Before.at(checkout)})
    return [*_compared]


def find(name):
    """The class of an engine."""
    if name in _compared:
        return _compared[name]
    module, kind = ENGINES[name]
    return getattr(import_module(f"scale.{module}"), kind)
