"""The clauses of a document, as numbers: what sentences are scored and windows are cut by.

A row is the start and the end of a clause, the number of the stretch that one excerpt may span, the
number of the sentence, and that of the passage. Numbers begin with 0 and ascend.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.models import Kind, Passage, flowing
from retrieval.text.sentences import clauses, sentences

Row = tuple[int, int, int, int, int]

# A sentence longer than this counts as its clauses: a window must be able to begin inside it.
# Splitting from 200 on costs a point on policy documents, whose answers are long sentences.
_SPLIT = 400
# A sentence of this length fills an excerpt; a clause longer than that is cut.
FULL = 200


def rows_of(passages: Sequence[Passage]) -> Iterator[Row]:
    """Start, end, flow, sentence and passage of every clause."""
    number = 0
    for flow, members in enumerate(_flows(passages)):
        for owner in members:
            passage = passages[owner]
            text = flowing(passage.document)
            own = (passage.start, passage.end)
            # A row says what it says as a whole.
            spans = [own] if passage.kind is Kind.ROW else sentences(text, *own)
            for start, end in spans:
                long = end - start > _SPLIT
                (_, first), *others = clauses(text, start, end, FULL)
                # It begins with its empty cells, if it is a row.
                for a, b in ((start, first), *others):
                    yield a, b, flow, number, owner
                    number += long
                number += not long


def _flows(passages: Sequence[Passage]) -> Iterator[list[int]]:
    """Runs of passages, by number, that one excerpt may span."""
    numbered = enumerate(passages)
    for (_, kind), run in groupby(numbered, key=lambda pair: (pair[1].section, _kind(pair[1]))):
        members = [number for number, _ in run]
        if kind is Kind.BODY:
            yield members
        elif kind is not Kind.FURNITURE:
            yield from ([number] for number in members)


def _kind(passage: Passage) -> Kind:
    return Kind.BODY if passage.kind is Kind.HEADING else passage.kind
