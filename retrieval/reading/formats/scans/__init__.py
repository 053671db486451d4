"""Pictures of pages (.png, .jpg, .tif, and pages of PDFs): what a program recognises on them.

`images` takes files of pictures apart, `engine` recognises lines, in a process of its own
(`recogniser`), a page at a time, since a page takes seconds: `retrieval.reading.recognition` keeps
what came of each.
"""

from collections.abc import Mapping

from retrieval.reading.formats.detection import Format
from retrieval.reading.formats.frame import PAGES, Extracted, Limits, Recognised, past
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.printed import extracted, recognised_page
from retrieval.reading.formats.scans.images import Images

FORMATS = frozenset((Format.PNG, Format.JPG, Format.TIF))

# A page is there, whatever was recognised on it.
_NOTHING = Recognised(1.0, 1.0)


def read(data: bytes, limits: Limits, recognised: Mapping[int, Recognised]) -> Extracted:
    """The paragraphs that were recognised on the pages of a file of pictures; without any, nothing
    but how many pages there are."""
    with Images(data) as images:
        count = images.count
    if count > limits.pages:
        raise past(PAGES, limits.pages)
    numbers = range(1, count + 1)
    pages = [recognised_page(recognised.get(number, _NOTHING), number) for number in numbers]
    return extracted(pages, "", complete=True)


def look(data: bytes, number: int) -> Pixels:
    """A page of a file of pictures."""
    with Images(data) as images:
        return images.page(number)
