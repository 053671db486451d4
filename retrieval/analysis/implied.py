"""What a passage means without saying it: the phrases it is found by beside its own words.

They are the words that metadata is asked for with, and the other forms of what its document
abbreviates. No passage gets longer by them.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from retrieval.analysis.abbreviations import Abbreviation, abbreviations, other_forms
from retrieval.analysis.expansion import asked_as
from retrieval.models import Document, Passage
from retrieval.text.folding import fold, folded


@lru_cache(maxsize=1024)
def short_forms(document: Document) -> tuple[Abbreviation, ...]:
    """What `document` abbreviates; of the documents used last it is kept."""
    return abbreviations(folded(document))


def implied(passages: Iterable[Passage]) -> Iterator[list[str]]:
    """The phrases of each of `passages`, folded. Quickest with those of a document together."""
    for document, own in groupby(passages, key=lambda passage: passage.document):
        pairs = short_forms(document)
        for passage in own:
            phrases = other_forms(fold(passage.text), pairs) if pairs else []
            asked = asked_as(passage)
            yield [*phrases, asked] if asked else phrases
