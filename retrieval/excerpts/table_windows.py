"""Windows for a question that needs several rows of a table: those that it compares or adds up, or
all where it asks for a column and names no row."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import Question
from retrieval.excerpts.layout import Table
from retrieval.excerpts.relevance import Reading, runs
from retrieval.models import folded
from retrieval.structure.tables import cells
from retrieval.text.patterns import lazy
from retrieval.weights import TABLE

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]

_BETWEEN = r"(?<![同环占])比(?![例率重赛])|相差|差[多几额距]|分别|各[是有为要自]|[更和与跟及、]"
_SUPERLATIVE = r"最[多少高低大小长短贵便快慢早晚重轻远近强弱好差]|排[名第]|前[两三五十\d]"
_PAST = r"超过|[大高低少]于|不[足到]|以[上下]"
_EVERY = r"哪[些几]|所有|全部|都有|(?:多少|几)[个种类人项]"
_SUM = r"合计|总[共计和数]|一共|共[计有]?(?:多少|几)|加起来|平均"
_ROWS = lazy(f"{_BETWEEN}|{_SUPERLATIVE}|{_PAST}|{_EVERY}|{_SUM}")
_COMPARED = lazy(rf"{_SUPERLATIVE}宜?|相差|{_SUM}|总和")
_MOST, _SUMS = lazy(_SUPERLATIVE), lazy(_SUM)
_LEAST = frozenset("最少 最低 最小 最短 最便 最早 最轻 最近".split())
_NUMBER = lazy(r"-?\d+(?:\.\d+)?")
# The row that holds what all others make together.
_TOTAL = lazy(r"[|│┃｜\s*]*(?:合计|总计|总和|小计|共计|total)")


def compared(question: Question) -> list[str]:
    """The words of a question that no table holds and its rows answer: 最高, 合计, 相差."""
    return [match[0] for match in _COMPARED.finditer(question.asking)]


class _Choice(NamedTuple):
    """A run of rows that may answer together, by their sentences; how many are left behind it."""

    first: int
    last: int
    left: int = 0


def prefer_tables(reading: Reading, budget: int, ends: Integers, scores: Floats) -> Integers:
    """For every sentence, how many rows are left behind the window that begins with it.

    Changes `ends` and `scores`, those of the windows, where several rows of a table answer
    together: those that the question names or, if it names none, all that fit into `budget`. Where
    the most of all is asked for and not all fit, it is the row that has it.
    """
    left = np.zeros(len(ends), np.int_)
    layout, plain = reading.layout, scores.copy()
    for table in layout.tables:
        choice = _choice(reading, table, budget)
        if choice is None:
            continue
        first, last, more = choice
        span = layout.first[[first]], layout.past[[last]]
        bonus = TABLE * float(reading.coverage(*span)[0])
        scores[first] = float(plain[table.first : table.past].max()) + bonus
        ends[first], left[first] = layout.ends[span[1][0] - 1], more
    return left


def _choice(reading: Reading, table: Table, budget: int) -> _Choice | None:
    """The rows of a table that answer together; None where one does."""
    layout, asking = reading.layout, reading.question.asking
    rows = range(table.first, table.past)
    if len(rows) == 1 or not reading.words_in(rows[0], rows[-1] + 1).any():
        return None
    named = _named(reading, table)
    if len(named) == 1 or (named and not _ROWS.search(asking)):
        return None
    if not (named or _MOST.search(asking)) and _SUMS.search(asking) and _totals(reading, rows):
        return None
    first, last = (named[0], named[-1]) if named else (rows[0], rows[-1])
    ends = layout.ends[layout.past[first : last + 1] - 1]
    fitting = int(np.searchsorted(ends, layout.starts[layout.first[first]] + budget, side="right"))
    left = last - first + 1 - fitting
    if left and not named and (most := _MOST.search(asking)):
        extreme = _extreme(reading, rows, least=most[0] in _LEAST)
        return None if extreme is None else _Choice(extreme, extreme)
    if fitting < 2 or (named and left):
        return None
    return _Choice(first, first + fitting - 1, left)


def _extreme(reading: Reading, rows: Sequence[int], *, least: bool) -> int | None:
    """The row with the most, or the least, in the column that the question names best; None where
    it names none, or the column has other than numbers."""
    layout, asking = reading.layout, reading.question.asking
    text = folded(layout.document)
    header = layout.passages[layout.owner[rows[0]]].above
    names = cells(layout.document.volume.folded(text, header)) if header else []
    told = [max(runs([name], asking), runs([asking], name)) for name in names]
    column = int(np.argmax(told)) if told else 0
    values = {}
    for row in rows:
        line = text[int(layout.starts[layout.first[row]]) : int(layout.ends[layout.past[row] - 1])]
        cell = cells(line)[column : column + 1]
        numbers = tuple(map(float, _NUMBER.findall(cell[0].replace(",", "")))) if cell else ()
        if numbers and not _TOTAL.match(line):
            values[row] = numbers
    if not told or not told[column] or len(values) * 2 < len(rows):
        return None
    return (min if least else max)(values, key=values.__getitem__)


def _named(reading: Reading, table: Table) -> list[int]:
    """The rows, by sentence, that words of the question name: what stands in few of them.

    A word that several rows have names none of them where another names one of these.
    """
    held = reading.words_in(table.first, table.past)
    count = held.sum(axis=1)
    # 哪一层 names no 一层.
    asked = [f"哪{word}" in reading.question.asking for word in reading.words]
    few = np.flatnonzero((count > 0) & (count * 2 <= held.shape[1]) & ~np.array(asked))
    named: set[int] = set()
    for word in few[np.argsort(count[few], kind="stable")].tolist():
        holders = np.flatnonzero(held[word]).tolist()
        if named.isdisjoint(holders):
            named.update(holders)
    return [table.first + each for each in sorted(named)]


def _totals(reading: Reading, rows: Sequence[int]) -> bool:
    """Whether a row holds the sum of the others."""
    layout = reading.layout
    text = folded(layout.document)
    return any(_TOTAL.match(text, int(layout.starts[layout.first[row]])) for row in rows)
