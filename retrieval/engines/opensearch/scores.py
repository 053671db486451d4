"""Our scores from the engine's, term by term: Lucene's BM25 with rounded lengths, taken apart.

A term that stands tf times in a text of length L scores w · idf · (k1 + 1) · tf / (tf + K), where
K = k1 · (1 − b + b · L / average). From what it scored there follows tf, since all the rest is
known; from tf what it scores here, with the length as it is.
"""

from functools import lru_cache
from math import log1p
from typing import NamedTuple

from retrieval.index.postings import FREQUENCIES, rounded_one
from retrieval.weights import DOCUMENT_B, K1, B

_EXACT = 24
_BITS = 4
_TINY = 1e-9


@lru_cache(maxsize=1 << 14)
def kept(length: int) -> int:
    """What Lucene keeps of how long a text is, in a byte: up to 40 all of it, above four bits of
    what is over 24 (Lucene 9, ``org.apache.lucene.util.SmallFloat.intToByte4``)."""
    over = length - _EXACT
    shift = over.bit_length() - _BITS
    return length if over < 0 or shift <= 0 else _EXACT + (over >> shift << shift)


class TextStatistics(NamedTuple):
    """The `number` of texts that have a field, and how long they are on average."""

    number: int
    average: float

    def idf(self, frequency: int) -> float:
        """Of a term that so many of them hold, by the formula of Lucene, which is ours."""
        return log1p((self.number - frequency + 0.5) / (frequency + 0.5))

    def weighed(self, length: float, b: float) -> float:
        """K of a text of this length."""
        return K1 * (1 - b + b * length / (self.average or 1.0))


class SearchedTerm(NamedTuple):
    """A term of a query, in the field of that name, and what it counts beside its idf."""

    field: str
    token: str
    weight: float


class ScoredField(NamedTuple):
    """A field of terms: of passages or of documents, as the engine has it and as it is."""

    kind: str
    theirs: TextStatistics
    ours: TextStatistics

    def scored(self, term: SearchedTerm, frequency: int) -> "ScoredTerm":
        """A term that so many texts hold."""
        most = term.weight * (K1 + 1)
        own = self.ours.idf(min(frequency, self.ours.number))
        return ScoredTerm(self, most * self.theirs.idf(frequency), most * own)

    def weighed(self, length: int, sent: int) -> tuple[float, float]:
        """K of a text of that length, of which `sent` terms were sent: there and here."""
        b = DOCUMENT_B if self.kind == "documents" else B
        return self.theirs.weighed(kept(sent), b), self.ours.weighed(length, b)


class ScoredTerm(NamedTuple):
    """A term of a query: the most that it scores, there and here."""

    field: ScoredField
    theirs: float
    ours: float

    def score(self, theirs: float, weighed: tuple[float, float]) -> float:
        """What it scores in a text of these K where the engine says that it scores so much."""
        frequency = max(round(theirs * weighed[0] / max(self.theirs - theirs, _TINY)), 1)
        if self.field.kind == "documents":
            frequency = rounded_one(frequency, FREQUENCIES)
        return self.ours * frequency / (frequency + weighed[1])
