"""The 款 and 项 of an article: its paragraphs, and the numbered items in them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.models import Span
from retrieval.text.numerals import UP_TO_999, value
from retrieval.text.patterns import lazy

CLAUSE, ITEM = "款", "项"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_BEHIND_MARK = lazy(r"[\s:：、．.*]*")
_LINE = lazy(r"[^\n]*\S[^\n]*")
# A line that ends otherwise goes on in the next one.
_ENDED = lazy('[。；;：:！!？?”"’）)】]$')
_MARK = rf"(?:[（(]\s*(?:{UP_TO_999}|\d{{1,2}})\s*[)）]|\d{{1,2}}[.．、)）](?!\d)|[①-⑳])"
_OPENS_ITEM = lazy(rf"[\s*>-]*{_MARK}")
_ITEM = lazy(rf"(?<![^\s。；;：:，,*>-]){_MARK}")
_NUMERAL = lazy(rf"{UP_TO_999}|\d{{1,2}}|[①-⑳]")


def narrowed(text: str, start: int, end: int, steps: Sequence[tuple[str, int]]) -> Span | None:
    """Where 第二款第三项 (`steps`) stands in an article whose words are `text[start:end]`.

    None if it has none. An item is looked for in all 款 when none is named.
    """
    behind = _BEHIND_MARK.match(text, start, end)
    clauses = [*_clauses(text, behind.end() if behind else start, end)]
    for kind, number in steps:
        if kind == CLAUSE:
            clauses = clauses[number - 1 : number] if number else []
        else:
            found = (_items(text, clause).get(number) for clause in clauses)
            return next(filter(None, found), None)
    return clauses[0] if clauses else None


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """The paragraphs, each with the items below it and the lines that it goes on in."""
    first = last = -1
    for line in _LINE.finditer(text, start, end):
        a, b = _stripped(text, *line.span())
        goes_on = first >= 0 and (
            _OPENS_ITEM.match(text, a, b) is not None or not _ENDED.search(text[last - 1 : last])
        )
        if first >= 0 and not goes_on:
            yield first, last
        first, last = (first if goes_on else a), b
    if first >= 0:
        yield first, last


def _items(text: str, clause: Span) -> dict[int, Span]:
    """The items of a paragraph by their numbers, as far as they count from 1."""
    found: list[int] = []
    for mark in _ITEM.finditer(text, *clause):
        numeral = _NUMERAL.search(mark[0])
        if numeral and _worth(numeral[0]) == len(found) + 1:
            found.append(mark.start())
    edges = [*found, clause[1]]
    return {number: _stripped(text, a, b) for number, (a, b) in enumerate(pairwise(edges), start=1)}


def _worth(numeral: str) -> int:
    return ord(numeral) - ord("①") + 1 if numeral in _CIRCLED else value(numeral)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
