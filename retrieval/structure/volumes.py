"""Paragraphs that stand in several volumes of a large file, `text.volumes.Volume`: parts of one."""

from retrieval.models import Document, Paragraph
from retrieval.text.ids import key_of


def paragraph_key(document: Document, paragraph: Paragraph) -> int:
    """The number of a paragraph's id, which is that of all its words, in other volumes too."""
    begun, unended = document.volume.begun, document.volume.unended
    if begun is not None and paragraph.number == document.paragraphs[0].number:
        return begun
    if unended is not None and paragraph.number == document.paragraphs[-1].number:
        return unended
    return key_of(document.text[paragraph.start : paragraph.end])


def sentences_before(document: Document, paragraph: Paragraph) -> int:
    """How many of a paragraph's sentences stand in the volumes before."""
    is_first = paragraph.number == document.paragraphs[0].number
    return document.volume.sentences if is_first else 0
