"""OFD (GB/T 33190): glyphs where they are printed, joined as those of a PDF are.

`container` finds the pages in the package, `objects` what is drawn on them, `layout` which glyphs
stand on a line together. Seals, annotations and attachments are left out.
"""

from collections.abc import Iterator

from retrieval.reading.formats.frame import PAGES, Extracted, Limits, past
from retrieval.reading.formats.ofd.container import Container, OfdPage
from retrieval.reading.formats.ofd.layout import OfdCharacters
from retrieval.reading.formats.ofd.objects import Drawing
from retrieval.reading.formats.packages import Package
from retrieval.reading.formats.pdf.lines import PdfPage, page_of
from retrieval.reading.formats.pdf.printed import extracted


def read(data: bytes, limits: Limits) -> Extracted:
    """The paragraphs of an OFD. Refused: damage, pictures alone, too many pages or characters."""
    container = Container(Package(data, limits))
    pages = list(container.pages(limits.pages + 1))
    if len(pages) > limits.pages:
        raise past(PAGES, limits.pages)
    return extracted(list(_read(pages, limits)), container.title, complete=True)


def _read(pages: list[OfdPage], limits: Limits) -> Iterator[PdfPage]:
    """Every page; one that is not in the package is empty, and has no size."""
    room = limits.characters
    for number, page in enumerate(pages, 1):
        if page.contents:
            drawing = Drawing(page, room, limits)
            room -= len(drawing.glyphs)
            yield page_of(OfdCharacters(drawing), number)
        else:
            yield PdfPage(number, 0.0, 0.0, ())
