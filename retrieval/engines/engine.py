"""What ranks the passages of an index and counts its terms: one protocol, with two homes.

One is in this process (`ranking.embedded`), one in an OpenSearch cluster (`engines.opensearch`).

All that is said of a question before it is searched for, and whatever is read closely after it, is
the same for both.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from retrieval.index.arrays import Flags, Floats
from retrieval.index.file_table import DocumentRef
from retrieval.weights import DOCUMENT, PAIRS, WORDS

WEIGHTS = {
    "words": WORDS,
    "bigrams": 1.0,
    "pairs": PAIRS,
    "document_words": WORDS * DOCUMENT,
    "document_bigrams": DOCUMENT,
}
"""What a field counts beside bigrams of the passage."""

Weights = Mapping[str, float]
"""Terms, each with what it counts beside its idf."""


class PassageHit(NamedTuple):
    """A passage that a question found: its document, its number there, its score."""

    document: DocumentRef
    passage: int
    score: float


class TermQuery(NamedTuple):
    """What is searched for: the terms for each lexicon (`index.segments.LEXICONS`); what those of
    them count that are the question's `context`; and for some fields groups of `near` terms, of
    each of which a text scores the best alone."""

    terms: Mapping[str, Sequence[str]]
    context: Weights
    near: Mapping[str, Sequence[Weights]]


class Engine(Protocol):
    """Ranks the passages of an index, and counts. Immutable; may be shared by threads.

    The fields are those of `index.segments.FIELDS`; a passage scores the sum over them of `WEIGHTS`
    times BM25 (`ranking.bm25`), with the statistics of all passages there are, and of all documents
    for fields of documents. Documents that the table of files does not know any more do not count.
    """

    def __len__(self) -> int:
        """How many passages there are to search."""

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""

    @property
    def topic(self) -> Floats:
        """What the library is about (see `index.topic`)."""

    def search(
        self, query: TermQuery, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """The `limit` best passages that hold a term of `query`, best first; of equal ones the
        first by path and place. `among` says for each segment which of its documents may be
        found."""

    def idf(self, field: str, terms: Sequence[str]) -> list[float]:
        """The idf of terms in a field; of those that no text holds, the highest."""

    def counted(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many texts of a field each of some terms stands, perhaps with those of documents
        that are gone."""

    def bigrams_with(self, character: str) -> tuple[str, ...]:
        """The bigrams of Chinese characters with this one in them that passages hold."""

    def having(self, pairs: Iterable[str]) -> list[Flags]:
        """For each segment, which documents hold every one of these pairs of characters, side by
        side or with blanks between: all that do, and perhaps some in whose title alone they
        stand."""

    def expect(self, refs: Sequence[DocumentRef]) -> None:
        """These documents are read next, in this order."""

    def nearest(self, bigrams: Sequence[str], limit: int) -> list[DocumentRef]:
        """The `limit` documents that hold most of these bigrams of characters, best first.

        A bigram weighs its idf, once in the document and once more in the passage that holds most
        of them, however often it stands there. Of many the rarest are looked for.
        """
