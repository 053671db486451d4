"""Paragraphs and rows of Word, in whichever form they are stored, as blocks."""

import re
from collections.abc import Sequence

from retrieval.models import Kind
from retrieval.reading.formats.frame import Block

# Headings that are longer, or end like a sentence, are text that was given a heading's looks.
MAX_HEADING = 100
_SENTENCE_ENDS = ("。", "；", ";", "，")
# Where the cells of a row together are longer, or one holds several paragraphs, each is a block.
_MAX_ROW = 400
# Lines of a cell that is narrower than its words: 入　党 over 时　间.
_SHORT_LINES, _SHORT_LINE = 4, 12
# What tells a line at the edge of pages from their number.
_LETTER = re.compile(r"[^\W\d_]")


def as_paragraph(text: str, kind: Kind, level: int) -> Block:
    """A paragraph of that `kind`; a heading if it has a `level`, from 1, and may be one."""
    is_heading = level and len(text) <= MAX_HEADING and not text.endswith(_SENTENCE_ENDS)
    if is_heading and kind is Kind.BODY:
        return Block(text, Kind.HEADING, level)
    return Block(text, kind)


def as_row(cells: Sequence[list[Block]], kind: Kind, *, is_header: bool = False) -> list[Block]:
    """A row of a table: one block, if its cells are short and simple, else their blocks.
    `is_header`: it is marked as one that names the columns."""
    lines = [_line(cell) for cell in cells]
    # Without empty ones in front of it, a cell would stand below another column.
    whole = "\t".join(lines).rstrip("\t")
    fit = all(line for line, cell in zip(lines, cells, strict=True) if cell)
    if fit and sum(map(bool, cells)) > 1 and len(whole) <= _MAX_ROW:
        is_row = kind is Kind.BODY
        return [Block(whole, Kind.ROW if is_row else kind, int(is_row and is_header))]
    return [block for cell in cells for block in cell]


def as_edges(blocks: Sequence[Block]) -> list[Block]:
    """Headers and footers: each line once, and none that only counts pages."""
    lines = dict.fromkeys(block.text for block in blocks if _LETTER.search(block.text))
    return [Block(line, Kind.FURNITURE) for line in lines]


def _line(cell: list[Block]) -> str:
    """A cell in one line, if it fits; "" if it does not."""
    texts = [block.text for block in cell]
    if len(texts) > _SHORT_LINES or any(block.kind is Kind.ROW for block in cell):
        return ""
    if len(texts) > 1 and any(len(text) > _SHORT_LINE for text in texts):
        return ""
    return " ".join(text.replace("\t", " ") for text in texts)
