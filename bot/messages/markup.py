"""What a reader sees of a document: its words, without the marks of Markdown around them."""

from retrieval import Document, Excerpt, as_read


def seen(document: Document, start: int, end: int) -> str:
    """What stands in the document there, as it is meant to be read."""
    (piece,) = as_read(document, start, end)
    return piece


def header_of(excerpt: Excerpt) -> str:
    """The header above the rows of an excerpt, as it is meant to be read; "" without one."""
    return seen(excerpt.document, *excerpt.header).strip("\n") if excerpt.header else ""
