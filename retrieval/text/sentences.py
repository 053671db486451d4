"""Where sentences and clauses end."""

import re

from retrieval.text.patterns import lazy

# A sentence mark takes the closing quotes and brackets behind it along. An ASCII full stop counts
# only after a letter or a Chinese character and before white space: 3.5, 1. and wenju.org are none.
SENTENCE_END = lazy(
    r"(?:[。！？；!?;…]+|(?<=[^\W\d_])\.(?=\s))[”’」』》）)\]\"'】]*|\n+", re.UNICODE
)
# 1,000 and 10:30 are one thing each.
CLAUSE_END = lazy(r"(?:[，、：]|(?<!\d)[,:]|[,:](?!\d))+[”’」』》）)\]\"'】]*")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets, without the white space around them."""
    return _split(text, start, end, SENTENCE_END)


def units(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Sentences; one longer than `limit` is cut into clauses, and those, if need be, hard."""
    found: list[tuple[int, int]] = []
    for sentence in sentences(text, start, end):
        if sentence[1] - sentence[0] <= limit:
            found.append(sentence)
            continue
        found += clauses(text, *sentence, limit)
    return found


def clauses(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """The clauses of `text[start:end]`; one longer than `limit` is cut hard."""
    found: list[tuple[int, int]] = []
    for clause in _split(text, start, end, CLAUSE_END):
        if clause[1] - clause[0] <= limit:
            found.append(clause)
            continue
        for cut in range(*clause, limit):
            found += _stripped(text, cut, min(cut + limit, clause[1]))
    return found


def _split(text: str, start: int, end: int, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in ends.finditer(text, start, end):
        found += _stripped(text, start, match.end())
        start = match.end()
    return found + _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without the white space around it; nothing if there is nothing else."""
    if start >= end:
        return []
    if text[start].isspace() or text[end - 1].isspace():
        piece = text[start:end]
        end = start + len(piece.rstrip())
        start += len(piece) - len(piece.lstrip())
    return [(start, end)] if start < end else []
