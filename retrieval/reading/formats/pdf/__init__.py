"""PDF: positioned characters -> lines -> paragraphs, each with the pages it stands on.

`pdfium` gives characters with their boxes, `lines` puts them on baselines, `grid` and `tables` read
what has lines drawn around it, `columns` finds what stands side by side and where margins are,
`furniture` what repeats at the edges of pages, `paragraphs` joins lines that go on, `printed` says
what became of all; `picture` shows a page with words of it marked.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.reading.formats.frame import PAGES, Drawn, Extracted, Limits, Refused, Sought, past
from retrieval.reading.formats.pdf.lines import PdfPage, page_of
from retrieval.reading.formats.pdf.picture import drawn
from retrieval.reading.formats.pdf.printed import extracted

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from retrieval.reading.formats.pdf.pdfium import Pdf


def read(data: bytes, limits: Limits) -> Extracted:
    """The paragraphs of a PDF. Refused: a password, damage, pictures alone, too many pages."""
    with _opened(data) as pdf:
        if pdf.pages > limits.pages:
            raise past(PAGES, limits.pages)
        return extracted(list(_pages(pdf)), pdf.title(), complete=pdf.complete)


def draw(data: bytes, sought: Sought) -> Drawn:
    """The page of a PDF with what is `sought` marked on it. Raises Refused."""
    with _opened(data) as pdf:
        return drawn(pdf, sought)


def _opened(data: bytes) -> "AbstractContextManager[Pdf]":
    # Where PDFium is missing, other formats are read all the same.
    from retrieval.reading.formats.pdf.pdfium import opened

    return opened(data)


def _pages(pdf: "Pdf") -> Iterator[PdfPage]:
    """Every page; one that cannot be read is empty, and has no size."""
    for number in range(1, pdf.pages + 1):
        try:
            with pdf.page(number) as characters:
                page = page_of(characters, number)
        except Refused:
            page = PdfPage(number, 0.0, 0.0, ())
        yield page
