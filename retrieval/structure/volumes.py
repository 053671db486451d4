"""Paragraphs that stand in several volumes of a large file, `text.volumes.Volume`: parts of one."""

from dataclasses import replace

from retrieval.models import Document, Paragraph
from retrieval.text.ids import key_of

# Characters of the next volume that are looked at with one: as long as a quotation may be.
_REACH = 5000


def with_next(document: Document, behind: Document) -> Document:
    """A volume with the beginning of the one `behind` it: what stands across their edge stands in
    that."""
    start = behind.volume.offset - document.volume.offset
    gap = "\n" * (start - len(document.text))
    paragraphs = [*document.paragraphs]
    for each in behind.paragraphs:
        if each.end > _REACH:
            break
        moved = each._replace(start=each.start + start, end=each.end + start)
        if paragraphs and paragraphs[-1].number == each.number:
            moved = moved._replace(start=paragraphs.pop().start)
        paragraphs.append(moved)
    text = f"{document.text}{gap}{behind.text[:_REACH]}"
    return replace(document, text=text, paragraphs=tuple(paragraphs))


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
