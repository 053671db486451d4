"""Where sentences and clauses end."""

import re
from itertools import pairwise

# A sentence mark takes the closing quotes and brackets behind it along. An ASCII full stop counts
# only after a letter or a Chinese character and before white space: 3.5, 1. and wenju.org are none.
SENTENCE_END = re.compile(
    r"(?:[。！？；!?;…]+|(?<=[^\W\d_])\.(?=\s))[”’」』》）)\]\"'】]*|\n+", re.UNICODE
)
# 1,000 and 10:30 are one thing each.
CLAUSE_END = re.compile(r"(?:[，、：]|(?<!\d)[,:]|[,:](?!\d))+[”’」』》）)\]\"'】]*")


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
    for clause_start, clause_end in _split(text, start, end, CLAUSE_END):
        cuts = range(clause_start, clause_end, limit)
        pieces = [_stripped(text, cut, min(cut + limit, clause_end)) for cut in cuts]
        found += [piece for piece in pieces if piece[0] < piece[1]]
    return found


def _split(text: str, start: int, end: int, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = [start, *(match.end() for match in ends.finditer(text, start, end)), end]
    pieces = (_stripped(text, a, b) for a, b in pairwise(cuts))
    return [piece for piece in pieces if piece[0] < piece[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    if start < end and not text[start].isspace() and not text[end - 1].isspace():
        return start, end
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
