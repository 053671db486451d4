"""Plain text: a paragraph is a non-empty line."""

from retrieval.reading.formats.frame import Block, Extracted


def read(text: str) -> Extracted:
    """Every line of `text`, blank ones too, so that the document's text is this one."""
    blank = Block("")
    return Extracted(tuple(Block(line) if line else blank for line in text.split("\n")))
