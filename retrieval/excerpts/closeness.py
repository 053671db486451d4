"""How close a document that is read closely comes to a question, beyond its BM25 score."""

from collections.abc import Sequence

from retrieval.analysis.analyzer import Query
from retrieval.analysis.names import holds, named
from retrieval.excerpts.relevance import Reading, Terms
from retrieval.text.folding import folded
from retrieval.text.patterns import lazy
from retrieval.weights import CLOSEST_SENTENCE, HEAD, HEAD_CHARACTERS, NAMES, RUNS

_PART = lazy(r"\w+")
# A run of n characters counts n to this power: 2 counts a long one too much, 1 all alike.
_LONGER = 1.5


class Closeness:
    """Compares documents with one question."""

    def __init__(self, query: Query, terms: Terms) -> None:
        self._terms = terms
        self._parts = _PART.findall(query.text)
        self._names = named(query)

    def of(self, readings: Sequence[Reading]) -> float:
        """What the document of `readings` gains, as a share of the best one's score; at least 0."""
        document = readings[0].sheet.document
        text = "\n".join(reading.sheet.folded for reading in readings)
        head = folded(document)[:HEAD_CHARACTERS]
        return (
            CLOSEST_SENTENCE * max(reading.closest() for reading in readings)
            + RUNS * runs(self._parts, text)
            + HEAD * self._terms.share(head)
            + NAMES * holds(self._names, text)
        )


def runs(parts: Sequence[str], text: str) -> float:
    """How much of a question stands in `text` in one piece, 0 to 1: Σ n^1.5 / N^1.5.

    Each of its `parts` is cut from the left into the longest runs that `text` holds, of n ≥ 2
    characters; N is the length of all parts.
    """
    found = [length for part in parts for length in _runs(part, text)]
    whole = sum(map(len, parts))
    return float(sum(length**_LONGER for length in found) / max(whole, 1) ** _LONGER)


def _runs(part: str, text: str) -> list[int]:
    lengths = []
    start = 0
    while start < len(part) - 1:
        end = start + 2
        while end <= len(part) and part[start:end] in text:
            end += 1
        length = end - 1 - start
        if length >= 2:
            lengths.append(length)
        start += length
    return lengths
