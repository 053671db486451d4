"""Other documents with the words that answer: what is there several times is shown once."""

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.citing.citations import paragraph_at
from retrieval.index.documents import DocumentStore
from retrieval.models import Document
from retrieval.text.sentences import sentences

# So many of the places are named; the others are counted.
NAMED = 5
# What is shorter, such as a heading, stands in many documents that are no copies.
SHORTEST = 12


class Place(NamedTuple):
    """A paragraph of a file, by its number from 1, and the `volume` in which it begins."""

    path: str
    paragraph: int
    volume: int = 0


def place_of(document: Document, start: int) -> Place:
    """The paragraph that holds `start`."""
    return Place(document.path, paragraph_at(document, start).number, document.volume.number)


def places(documents: DocumentStore, document: Document, start: int, end: int) -> Sequence[Place]:
    """The first of each other file's paragraphs that are those of `document.text[start:end]`.

    In the order of their paths, one a file; none of what is short. Paragraphs are the same by
    their words (`retrieval.text.ids`), whatever their white space and width.
    """
    if end - start < SHORTEST:
        return ()
    first, last = paragraph_at(document, start), paragraph_at(document, max(start, end - 1))
    found: list[dict[str, Place]] = []
    for number in range(first.number, last.number + 1):
        key = documents.of(document).key_of(number)
        others = documents.others_with(key, document.path)
        found.append({path: Place(path, *where) for path, *where in reversed(others)})
        if not others:
            return ()
    everywhere = set(found[0]).intersection(*found[1:])
    return [found[0][path] for path in sorted(everywhere)]


def same_sentence(document: Document, start: int, copy: Document, place: Place) -> tuple[int, int]:
    """Where in the paragraph `place` of `copy` the sentence stands that `start` is in."""
    own = paragraph_at(document, start)
    spans = sentences(document.text, own.start, own.end)
    number = sum(first <= start for first, _ in spans) - 1
    other = copy.paragraph(place.paragraph)
    there = sentences(copy.text, other.start, other.end)
    return there[min(max(number, 0), len(there) - 1)]
