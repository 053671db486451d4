"""PDF: positioned characters -> lines -> paragraphs, each with the pages it stands on.

`pdfium` gives characters with their boxes, `lines` puts them on baselines, `grid` and `tables` read
what has lines drawn around it, `columns` finds what stands side by side and where margins are,
`furniture` what repeats at the edges of pages, `paragraphs` joins lines that go on, `printed` says
what became of all; `picture` shows a page with words of it marked.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from retrieval.reading.formats.frame import (
    PAGES,
    UNRECOGNISED,
    Drawn,
    Extracted,
    Limits,
    Recognised,
    Refused,
    Sought,
    past,
)
from retrieval.reading.formats.pdf.lines import PdfPage, page_of
from retrieval.reading.formats.pdf.picture import drawn
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.printed import extracted, with_recognised

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from retrieval.reading.formats.pdf.pdfium import Pdf

# Pixels a point, and at most for a page's longer side: 144 dots an inch tell letters apart.
_DOTS, _LONGEST = 2.0, 4000


def read(
    data: bytes, limits: Limits, recognised: Mapping[int, Recognised] = UNRECOGNISED
) -> Extracted:
    """The paragraphs of a PDF, with what was `recognised` on pages without text; of pictures alone
    nothing but how many pages there are. Refused: a password, damage, too many pages."""
    with _opened(data) as pdf:
        if pdf.pages > limits.pages:
            raise past(PAGES, limits.pages)
        pages, title, complete = list(_pages(pdf)), pdf.title(), pdf.complete
    return extracted(with_recognised(pages, recognised), title, complete=complete)


def look(data: bytes, number: int) -> Pixels:
    """A page of a PDF as it looks, for whoever recognises what stands on it. Raises Refused."""
    with _opened(data) as pdf:
        with pdf.page(number) as characters:
            scale = min(_DOTS, _LONGEST / max(characters.width, characters.height, 1.0))
        return pdf.picture(number, scale)


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
