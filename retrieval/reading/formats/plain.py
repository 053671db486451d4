"""Plain text: a paragraph is a non-empty line."""

from retrieval.reading.formats.frame import Block, Extracted


def read(text: str) -> Extracted:
    """Every line of `text`, blank ones too, so that the document's text is this one."""
    return Extracted(tuple(map(Block, text.split("\n"))))
