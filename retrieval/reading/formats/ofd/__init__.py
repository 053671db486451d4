"""OFD (GB/T 33190): glyphs where they are printed, joined as those of a PDF are.

`container` finds the pages in the package, `objects` what is drawn on them, `layout` which glyphs
stand on a line together. Seals, annotations and attachments are left out. What pages are pictures
of is recognised as on those of a PDF.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from retrieval.reading.formats.frame import (
    PAGES,
    UNRECOGNISED,
    Extracted,
    Limits,
    Recognised,
    past,
)
from retrieval.reading.formats.ofd.container import Container, OfdPage
from retrieval.reading.formats.ofd.layout import OfdCharacters
from retrieval.reading.formats.ofd.objects import Drawing
from retrieval.reading.formats.packages import Package
from retrieval.reading.formats.pdf.lines import PdfPage, page_of
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.printed import extracted, with_recognised
from retrieval.reading.formats.scans.images import drawn


def read(
    data: bytes, limits: Limits, recognised: Mapping[int, Recognised] = UNRECOGNISED
) -> Extracted:
    """The paragraphs of an OFD, with what was `recognised` on pages without text; of pictures alone
    nothing but how many pages there are. Refused: damage, too many pages or characters."""
    container = Container(Package(data, limits))
    pages = list(container.pages(limits.pages + 1))
    if len(pages) > limits.pages:
        raise past(PAGES, limits.pages)
    shown = with_recognised(_read(pages, limits), recognised)
    return extracted(shown, container.title, complete=True)


def look(data: bytes, number: int, limits: Limits) -> Pixels:
    """The pictures on a page of an OFD, for whoever recognises what they show. Refused: damage, or
    pictures that cannot be drawn."""
    container = Container(Package(data, limits))
    page = next(islice(container.pages(number), number - 1, None), OfdPage())
    drawing = Drawing(page, limits.characters, limits)
    shown = (
        (held, picture.box)
        for picture in drawing.pictures
        if (held := container.media(page.media.get(picture.shows, ""))) is not None
    )
    return drawn(drawing.width, drawing.height, shown)


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
