"""Pages of fragments -> what a reader gives: for every format in which text stands where it is
printed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, Block, Extracted, Recognised, Refused
from retrieval.reading.formats.pdf.columns import laid_out
from retrieval.reading.formats.pdf.lines import Fragment, PdfPage
from retrieval.reading.formats.pdf.paragraphs import PdfKind, PdfParagraph, paragraphs
from retrieval.reading.formats.pdf.words import UNREADABLE

_KINDS = {
    PdfKind.PROSE: Kind.BODY,
    PdfKind.ROW: Kind.ROW,
    PdfKind.NOTE: Kind.NOTE,
    # The headings themselves stand further on.
    PdfKind.CONTENTS: Kind.FURNITURE,
    PdfKind.FURNITURE: Kind.FURNITURE,
}
# A page is garbled where more than this share of its characters may be others, and so many.
_GARBLED, _FEW = 0.02, 5
# A shorter title may stand in the text by chance.
_TITLE = 4


def extracted(pages: Sequence[PdfPage], title: str, *, complete: bool) -> Extracted:
    """The paragraphs that stand on `pages`, of a file that says that `title` is its own and is
    `complete` or has lost its end; of pictures alone nothing but how many there are. Refused:
    nothing at all."""
    if not any(page.fragments for page in pages):
        if not (complete and any(page.width for page in pages)):
            raise Refused(DAMAGED)
        missing = ReadingWarning(WarningCode.NO_TEXT, 1, len(pages))
        return Extracted((), pages=len(pages), warnings=(missing,))
    blocks = tuple(map(_block, paragraphs(laid_out(pages), pages)))
    return Extracted(
        blocks,
        properties=_properties(title, pages[0]),
        pages=len(pages),
        warnings=tuple(_warnings(pages, complete=complete)),
        unreadable=sum(block.text.count(UNREADABLE) for block in blocks),
    )


def recognised_page(recognised: Recognised, number: int) -> PdfPage:
    """A page with what a program recognised on it."""
    width, height, lines = recognised
    fragments = tuple(Fragment(*line) for line in lines)
    return PdfPage(number, width, height, fragments, recognised=bool(lines))


def with_recognised(
    pages: Iterable[PdfPage], recognised: Mapping[int, Recognised]
) -> list[PdfPage]:
    """The pages, with what was recognised on those without text."""
    return [
        recognised_page(recognised[page.number], page.number)
        if not page.fragments and page.number in recognised
        else page
        for page in pages
    ]


def _block(paragraph: PdfParagraph) -> Block:
    (first, text), *others = paragraph.parts
    turns = []
    for page, part in others:
        turns.append((len(text), page))
        text += part
    return Block(text, _KINDS[paragraph.kind], 0, first, tuple(turns))


def _properties(title: str, first: PdfPage) -> dict[str, str]:
    """The file's own title if the first page has it: else it is a template's, or a program's."""
    text = "".join(fragment.text for fragment in first.fragments)
    bare, seen = ("".join(words.split()) for words in (title, text))
    return {"title": title.strip()} if len(bare) >= _TITLE and bare in seen else {}


def _warnings(pages: Sequence[PdfPage], *, complete: bool) -> Iterator[ReadingWarning]:
    empty = [page for page in pages if not page.fragments]
    # Pictures alone are seen on a page that is there, in a file that is whole.
    lost = _ranges(WarningCode.INCOMPLETE, (p for p in empty if not (complete and p.width)))
    if not complete and not lost:
        yield ReadingWarning(WarningCode.INCOMPLETE)
    found = [
        *lost,
        *_ranges(WarningCode.NO_TEXT, (page for page in empty if complete and page.width)),
        *_ranges(WarningCode.RECOGNISED, (page for page in pages if page.recognised)),
        *_ranges(WarningCode.GARBLED, filter(_is_garbled, pages)),
    ]
    yield from sorted(found, key=lambda warning: warning.first)


def _is_garbled(page: PdfPage) -> bool:
    length = sum(len(fragment.text) for fragment in page.fragments)
    return page.garbled >= max(_FEW, _GARBLED * length)


def _ranges(code: WarningCode, pages: Iterable[PdfPage]) -> list[ReadingWarning]:
    """A warning for each run of pages that follow each other."""
    found: list[ReadingWarning] = []
    for page in pages:
        if found and found[-1].last == page.number - 1:
            found[-1] = found[-1]._replace(last=page.number)
        else:
            found.append(ReadingWarning(code, page.number, page.number))
        if code is WarningCode.GARBLED:
            found[-1] = found[-1]._replace(amount=found[-1].amount + page.garbled)
    return found
