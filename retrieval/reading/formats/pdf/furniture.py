"""Headers, footers and page numbers: what repeats at the edges of pages."""

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.reading.formats.pdf.lines import Line, PdfPage

# The share of a page's height, at the top and at the bottom, where they stand.
_EDGE = 0.11
# Lines that repeat on so many pages; in a short file, on half of them, but on two at least.
_REPEATED, _SHARE, _LEAST = 3, 0.5, 2
_PAGE_NUMBER = re.compile(
    r"[\s—–\-·•―－_~～]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|[ivxlcIVXLC]{1,7}|第?[一二三四五六七八九十百]+页?)[\s—–\-·•―－_~～]*"
)


def furniture(lines: Sequence[Line], pages: Sequence[PdfPage]) -> set[int]:
    """The places in `lines` of what stands at an edge and is a number or repeats, digits aside;
    and of what lies across the page."""
    heights = {page.number: page.height for page in pages}
    edges = {
        place: (line.baseline < heights[line.page] / 2, _masked(line.text))
        for place, line in enumerate(lines)
        if not _EDGE <= line.baseline / heights[line.page] <= 1 - _EDGE
    }
    on_pages = {(lines[place].page, *key) for place, key in edges.items()}
    counted = Counter((top, text) for _, top, text in on_pages)
    enough = max(_LEAST, min(_REPEATED, len(pages) * _SHARE))
    return {
        place
        for place, key in edges.items()
        if counted[key] >= enough or _PAGE_NUMBER.fullmatch(lines[place].text)
    } | {place for place, line in enumerate(lines) if line.aside}


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))
