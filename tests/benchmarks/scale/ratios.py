"""What was promised of one run, as ratios of what it measured."""

from collections.abc import Iterator
from typing import NamedTuple

from scale.results import Results, Scale
from scale.throughput import JIEBA, OURS

NUMPY = "python -c 'import numpy'"
SMALL, LARGE = 100_000, 1_000_000
MIB = float(2**20)
OWN = "recipe.beyond"


class Ratio(NamedTuple):
    """The first figure over the second, at so many paragraphs; `limit` says what it should be.

    A figure is `engine.attribute` of a row, or a name among starts or throughputs, or a number.
    """

    what: str
    size: int
    first: str | float
    second: str | float
    limit: str


RATIOS = (
    Ratio(
        "jieba + rank_bm25 / `wenju ask`, whole processes",
        SMALL,
        "rank_bm25.start",
        "recipe.start",
        "≥ 8",
    ),
    # Plain classes, patterns and modules of the standard library are worth the tenths above 1.55.
    Ratio("`wenju ask` / `import numpy`", SMALL, "recipe.start", NUMPY, "≤ 2.0"),
    Ratio("`wenju ask`, private memory beside mapped files, MiB", SMALL, OWN, MIB, "≤ 60"),
    Ratio("tantivy / words, p50", SMALL, "tantivy.p50", "words.p50", "≥ 2"),
    Ratio("the same by turns", SMALL, "tantivy.by_turns", "words.by_turns", "–"),
    Ratio("tantivy, not counting / words, p50", SMALL, "tantivy-uncounted.p50", "words.p50", "–"),
    Ratio("rank-bm25-rs / words, p50", SMALL, "rank-bm25-rs.p50", "words.p50", "≥ 1.3"),
    Ratio("bm25s with numba / words, p50", SMALL, "bm25s-numba.p50", "words.p50", "aim: ≥ 1"),
    Ratio("as it ranks / words, p50", SMALL, "recipe.p50", "words.p50", "≤ 3"),
    Ratio("build of words / tantivy's", SMALL, "words.build", "tantivy.build", "≤ 1"),
    Ratio("build of all fields / tantivy's of words", SMALL, "recipe.build", "tantivy.build", "–"),
    Ratio("`wenju index` / jieba's pool, MB/s", SMALL, OURS, JIEBA, "≥ 0.9"),
    Ratio("tantivy / words, p50", LARGE, "tantivy.p50", "words.p50", "≥ 3"),
    Ratio("the same by turns", LARGE, "tantivy.by_turns", "words.by_turns", "–"),
    Ratio("tantivy, not counting / words, p50", LARGE, "tantivy-uncounted.p50", "words.p50", "–"),
    Ratio("words / compiled scatter, p50", LARGE, "words.p50", "scatter.p50", "≤ 1.3"),
    Ratio(
        "words / compiled scatter, np.argpartition, p50",
        LARGE,
        "words.p50",
        "scatter-partition.p50",
        "–",
    ),
    Ratio("as it ranks / words, p50", LARGE, "recipe.p50", "words.p50", "≤ 3"),
)


FIGURES = {"p50": "latency, p50", "disk": "disk", "private": "memory of one question"}


def ratios(results: Results) -> Iterator[tuple[Ratio, float]]:
    """Those of which both figures were measured."""
    for ratio in RATIOS:
        for scale in results.scales:
            if scale.paragraphs == ratio.size:
                first, second = (_figure(scale, name) for name in (ratio.first, ratio.second))
                if first and second:
                    yield ratio, first / second


def growth(results: Results) -> Iterator[tuple[str, str, float, float]]:
    """Of our engines from the smallest size to the largest: title, figure, how many times as much
    it is, and how many times as many passages there are."""
    scales = sorted(results.scales, key=lambda scale: scale.passages)
    for name in ("words", "recipe"):
        small, large = (scale.rows.get(name) for scale in (scales[0], scales[-1]))
        for attribute, words in FIGURES.items():
            one, other = getattr(small, attribute, None), getattr(large, attribute, None)
            if len(scales) > 1 and one and other:
                more = scales[-1].passages / scales[0].passages
                yield large.title, words, other / one, more


def _figure(scale: Scale, name: str | float) -> float | None:
    if isinstance(name, float):
        return name
    found = (scale.starts | scale.throughput).get(name)
    if found is not None:
        return found
    engine, _, attribute = name.rpartition(".")
    row = scale.rows.get(engine)
    return getattr(row, attribute) if row else None
