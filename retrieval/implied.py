"""What a passage means without saying it: the phrases it is found by beside its own words.

They are the words that metadata is asked for with, and the other forms of what its document
abbreviates. No passage gets longer by them.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from retrieval.abbreviations import abbreviations, other_forms
from retrieval.analysis import fold
from retrieval.facts import asked_as
from retrieval.models import Passage


def implied(passages: Iterable[Passage]) -> Iterator[list[str]]:
    """The phrases of each of `passages`, folded. Quickest with those of a document together."""
    for document, own in groupby(passages, key=lambda passage: passage.document):
        pairs = abbreviations(fold(document.text))
        for passage in own:
            phrases = other_forms(fold(passage.text), pairs) if pairs else []
            asked = fold(asked_as(passage))
            yield [*phrases, asked] if asked else phrases
