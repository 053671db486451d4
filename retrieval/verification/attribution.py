"""Whether a document is the one that a quotation was said to be from."""

from retrieval.models import Document
from retrieval.verification.alignment import edits
from retrieval.verification.wording import wording

# People leave words of a title out and put the issuer before it, but replace none: a report of
# another year or town is another report. The shares of the shorter name that the other has too,
# and in how many places they may differ.
_CLAIMED, _TITLE, _PLACES = 0.8, 0.9, 3
# Below this many characters a name says too little to be recognised in part.
_LEAST, _LEAST_TITLE, _LEAST_SOURCE = 4, 6, 3


def is_named(document: Document, source: str) -> bool:
    """Whether `source` names the document: by its title, what issued it, or its number.

    Words of a title may be missing, and others stand before it; see `_CLAIMED`.
    """
    claimed = wording(source).letters
    facts = (document.metadata.source, document.metadata.document_number)
    known = [wording(fact).letters for fact in facts if fact]
    if any(_is_source(claimed, name) for name in known):
        return True
    return bool(claimed) and _is_title(claimed, wording(document.title).letters)


def _is_source(claimed: str, name: str) -> bool:
    return claimed == name or (len(claimed) >= _LEAST_SOURCE and claimed in name)


def _is_title(claimed: str, title: str) -> bool:
    if claimed == title:
        return True
    differences = edits(claimed, title)
    replaced = any(d.start < d.end and d.other_start < d.other_end for d in differences)
    if replaced or len(differences) > _PLACES:
        return False
    common = len(claimed) - sum(d.end - d.start for d in differences)
    shortened = len(claimed) >= _LEAST and common >= _CLAIMED * len(claimed)
    return shortened or (len(title) >= _LEAST_TITLE and common >= _TITLE * len(title))
