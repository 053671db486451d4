"""Tables in Markdown and a plot in SVG, from results."""

from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path

from scale.ratios import growth, ratios
from scale.registry import APART, BEFORE
from scale.results import Results, Row, Scale

HEADER = (
    "| | p50 ms | p99 ms | p50 by turns | build s | disk MiB | memory MiB (of it mapped) | load ms "
    "| one question, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)
# Of an earlier checkout, each a ratio.
COMPARED = {"p50": "p50", "p99": "p99", "by_turns": "p50 by turns", "disk": "disk"}
OURS = "#c8102e"
# Dark enough for their names on white; far from ours.
OTHERS = (
    "#1f6fb4",
    "#2e8540",
    "#8a5a00",
    "#6b4fa0",
    "#007c89",
    "#5c5c5c",
    "#a0468c",
    "#3f4f8f",
    "#704214",
)


def tables(results: Results) -> Iterator[str]:
    """All of it, in Markdown."""
    yield f"{results.date}, {results.machine}; {results.versions}\n\n    {results.command}"
    for scale in results.scales:
        yield from _table(scale)
    found = list(ratios(results))
    if found:
        yield "\n### Ratios\n\n| | paragraphs | measured | wanted |\n|---|--:|--:|--:|"
        for ratio, value in found:
            yield f"| {ratio.what} | {ratio.size:,} | {_number(value, 1)} | {ratio.limit} |"
    for title, what, times, more in growth(results):
        limit = _number(more, 1)
        yield f"| {title}: {what}, times as much | × {limit} | {_number(times, 1)} | ≤ {limit} |"


def _table(scale: Scale) -> Iterator[str]:
    yield (
        f"\n### {scale.paragraphs:,} paragraphs: {scale.passages:,} passages in "
        f"{scale.documents:,} documents ({scale.bytes / 1e6:.0f} MB), {scale.questions} questions, "
        f"load average {scale.busy:.1f} before\n\n{HEADER}"
    )
    rows = sorted(scale.rows.values(), key=lambda row: row.p50 or float("inf"))
    yield from (_line(row, scale.questions) for row in rows)
    for name, seconds in scale.starts.items():
        yield f"| `{name}` | | | | | | | | {seconds * 1000:.0f} |"
    if scale.throughput:
        rates = (f"{name} {rate:.2f}" for name, rate in scale.throughput.items())
        yield f"\nRaw text, MB of UTF-8 a second: {', '.join(rates)}."
    yield from _sizes(scale)
    agreed = [f"{row.title}: {row.agreement}" for row in rows if row.agreement]
    if agreed:
        yield f"\nBeside rank_bm25 with the same parameters: {'; '.join(agreed)}."


def _sizes(scale: Scale) -> Iterator[str]:
    """What an index takes, and what this checkout takes beside an earlier one."""
    whole, apart, before = (scale.rows.get(name) for name in ("recipe", APART, BEFORE))
    if whole and whole.disk:
        yield f"\nThe index as it ranks: {whole.disk / scale.bytes:.3f} × the text."
    if apart and before and apart.p50 and before.p50:
        ratios = (getattr(apart, name) / getattr(before, name) for name in COMPARED)
        figures = (
            f"{what} {ratio:.2f} ×" for what, ratio in zip(COMPARED.values(), ratios, strict=True)
        )
        yield (
            f"\nBeside {before.title}: {', '.join(figures)}; the same first excerpt for "
            f"{before.alike:.1%} of the questions."
        )


def _line(row: Row, questions: int) -> str:
    if row.problem:
        return f"| {row.title} | {row.problem} | | | | | | | |"
    fewer = f" ({row.questions} questions)" if (row.questions or questions) < questions else ""
    memory = _number(row.private, 2**-20)
    if row.mapped:
        memory += f" ({_number(row.mapped, 2**-20)})"
    cells = (
        _number(row.p50, 1) + fewer,
        _number(row.p99, 1),
        _number(row.by_turns, 1),
        _number(row.build, 1),
        _number(row.disk, 2**-20),
        memory,
        _number(row.load, 1000),
        _number(row.start, 1000),
    )
    return f"| {row.title} | {' | '.join(cells)} |"


def _number(value: float | None, factor: float) -> str:
    """Three digits that count, or a dash."""
    if value is None:
        return "–"
    value *= factor
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{places}f}"


def plot(results: Results, path: Path) -> None:
    """Latency against passages, both logarithmic; a line an engine, named at its end."""
    import matplotlib as mpl

    mpl.use("svg")
    # The same picture, byte for byte; its words as words.
    mpl.rcParams.update({"svg.hashsalt": "wenju", "svg.fonttype": "none"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    ends, colors = [], cycle(OTHERS)
    for title, sizes, times in _lines(results):
        ours = title.startswith("**")
        style = {"color": OURS if ours else next(colors), "linewidth": 2.6 if ours else 1.3}
        axes.loglog(sizes, times, marker="o", markersize=4, **style)
        ends.append((sizes[-1], times[-1], title.replace("**", ""), style["color"]))
    for (x, y, name, color), place in zip(ends, _apart(ends), strict=True):
        axes.annotate(name, (x, y), xytext=(1.12 * x, place), color=color, va="center", size=9)
    axes.set_xlabel("passages")
    axes.set_ylabel("milliseconds for the best ten, median")
    axes.set_title(f"{results.date}, {results.machine}", size=9, loc="left")
    axes.grid(visible=True, which="major", color="#e4e4e4")
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)


def _lines(results: Results) -> Iterator[tuple[str, list[int], list[float]]]:
    scales = sorted(results.scales, key=lambda scale: scale.passages)
    rows = chain.from_iterable(scale.rows.items() for scale in scales)
    titles = dict.fromkeys(row.title for name, row in rows if name not in (APART, BEFORE))
    for title in titles:
        points = [
            (scale.passages, row.p50)
            for scale in scales
            for row in scale.rows.values()
            if row.title == title and row.p50
        ]
        if points:
            yield title, [x for x, _ in points], [y for _, y in points]


def _apart(ends: list[tuple[int, float, str, str]]) -> list[float]:
    """Heights of the names, moved up where they would touch."""
    heights = [0.0] * len(ends)
    below: dict[int, float] = {}
    for number in sorted(range(len(ends)), key=lambda n: ends[n][1]):
        x, y, _, _ = ends[number]
        heights[number] = below[x] = max(y, below.get(x, 0.0) * 1.45)
    return heights
