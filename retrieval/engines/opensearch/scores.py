"""Our scores from the engine's, term by term: Lucene's BM25 with rounded lengths, taken apart.

A term that stands tf times in a text of length L scores w · idf · (k1 + 1) · tf / (tf + K), where
K = k1 · (1 − b + b · L / average). From what it scored there follows tf, since all the rest is
known; from tf what it scores here, with the length as it is. A tf that is no whole number tells
that what was known is so no more: the engine has merged, and counts deleted texts no longer.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import log1p
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Counts, Floats, Ids
from retrieval.index.postings import FREQUENCIES, rounded
from retrieval.weights import DOCUMENT_B, K1, B

_EXACT = 24
_BITS = 4
_TINY = 1e-9
# The highest tf that must be whole, and how far it may be from it: the engine's scores have seven
# digits, which give that of 16 to a hundredth.
_WHOLE, _OFF = 16, 0.25


class Replaced(Exception):
    """What answers is other than what the statistics are of."""


def kept(lengths: Counts) -> Counts:
    """What Lucene keeps of how long texts are, in a byte: up to 40 all of it, above four bits of
    what is over 24 (Lucene 9, ``org.apache.lucene.util.SmallFloat.intToByte4``)."""
    over = np.maximum(lengths - _EXACT, 0)
    _, bits = np.frexp(over)
    shift = np.maximum(bits - _BITS, 0)
    return np.where(lengths < _EXACT, lengths, _EXACT + (over >> shift << shift))


class TextStatistics(NamedTuple):
    """The `number` of texts that have a field, and how long they are on average."""

    number: int
    average: float

    def idf(self, frequency: int) -> float:
        """Of a term that so many of them hold, by the formula of Lucene, which is ours."""
        return log1p((self.number - frequency + 0.5) / (frequency + 0.5))


class SearchedTerm(NamedTuple):
    """A term of a query, in the field of that name, and what it counts beside its idf."""

    field: str
    token: str
    weight: float


Group = Sequence[SearchedTerm]
"""Terms of which a text scores the best; one alone for itself."""
Found = Mapping[str, float]
"""What the engine says that some terms score in a text, by their numbers in the query."""


class ScoredField(NamedTuple):
    """A field of terms, as the engine has it and as it is."""

    theirs: TextStatistics
    ours: TextStatistics


class ScoredTerms(NamedTuple):
    """The terms of a query for one kind of texts, with the numbers of their `groups` and of their
    `fields`, and the most that each scores, there and here. `doubted` if what is known of the
    engine's texts may be so no more."""

    kind: str
    fields: Mapping[str, ScoredField]
    numbers: Ids
    groups: Ids
    theirs: Floats
    ours: Floats
    doubted: bool = False

    @classmethod
    def of(
        cls,
        kind: str,
        fields: Mapping[str, ScoredField],
        groups: Sequence[Group],
        counts: Mapping[tuple[str, str], int],
        *,
        doubted: bool = False,
    ) -> "ScoredTerms":
        """Those of `groups`, of which so many texts hold each by its field and token."""
        places = {name: number for number, name in enumerate(fields)}
        numbers, owners, theirs, ours = [], [], [], []
        for group, terms in enumerate(groups):
            for name, token, weight in terms:
                field, count = fields[name], counts[name, token]
                numbers.append(places[name])
                owners.append(group)
                theirs.append(weight * (K1 + 1) * field.theirs.idf(count))
                ours.append(weight * (K1 + 1) * field.ours.idf(min(count, field.ours.number)))
        places_of, groups_of = (np.array(each, np.intp) for each in (numbers, owners))
        most = np.array(theirs), np.array(ours)
        return cls(kind, fields, places_of, groups_of, *most, doubted)

    def scores(self, found: Sequence[Found], lengths: Counts, sent: Counts) -> Floats:
        """What texts score here in which the engine has `found` so much. By field and text,
        `lengths` says how long they are, and `sent` how many of their terms were sent.

        Raises Replaced where they cannot be what the engine has scored, if that is doubted.
        """
        texts = np.repeat(np.arange(len(found)), [*map(len, found)])
        terms = np.array([*map(int, chain.from_iterable(found))], np.intp)
        said = np.array([*chain.from_iterable(each.values() for each in found)], np.float64)
        there, here = self._weighed(lengths, sent)
        places = self.numbers[terms], texts
        left = np.maximum(self.theirs[terms] - said, _TINY)
        told = said * there[places] / left
        frequencies = np.maximum(np.rint(told), 1.0)
        if self.doubted and np.any((np.abs(told - frequencies) > _OFF) & (frequencies < _WHOLE)):
            raise Replaced
        if self.kind == "documents":
            frequencies = rounded(frequencies.astype(np.int64), FREQUENCIES)
        scores = self.ours[terms] * frequencies / (frequencies + here[places])
        best = np.zeros((len(found), self.groups.max(initial=-1) + 1))
        np.maximum.at(best, (texts, self.groups[terms]), scores)
        summed: Floats = best.sum(axis=1)
        return summed

    def _weighed(self, lengths: Counts, sent: Counts) -> tuple[Floats, Floats]:
        """K of each field in each text: there and here."""
        b = DOCUMENT_B if self.kind == "documents" else B
        fields = self.fields.values()
        averages = (
            [field.theirs.average or 1.0 for field in fields],
            [field.ours.average or 1.0 for field in fields],
        )
        there, here = (
            K1 * (1 - b + b * own / np.array(average)[:, None])
            for own, average in zip((kept(sent), lengths), averages, strict=True)
        )
        return there, here
