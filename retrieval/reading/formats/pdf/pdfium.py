"""PDFium, the one place that talks to it: characters with their boxes, and pages as pictures.

Lengths as in `geometry`. PDFium must be used by one thread at a time.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from retrieval.reading.formats.frame import DAMAGED, PASSWORD, Refused
from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.words import UNREADABLE

_LOCKED = raw.FPDF_ERR_PASSWORD
# Not what PDFium writes for a hyphen that only the layout put at the end of a line (`words`).
_CONTROL = re.compile(r"[\x00\x01\x03-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_UNWRITTEN = re.compile(r"[\ud800-\udfff]")
# What the objects of a file hang from, and where an object begins.
_CATALOG, _OBJECT_BEGINS = re.compile(rb"/Type\s*/Catalog\b"), re.compile(rb"\b(\d+)\s(\d+)\sobj\b")
_LONGEST_CATALOG = 4096
_ENCRYPTED = re.compile(rb"/Filter\s*/Standard\b")
# Text that is drawn in this mode is not seen: recognition puts it over the picture of a page.
_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
# In quarter turns, by how much text may lean that is meant to stand straight.
_SLANT = 0.05
# A path no wider or no higher than this is a ruling line; pages of more lines are drawings.
_RULE, _DRAWING = 2.5, 4000


def _address(pointer: object) -> int | None:
    """Where a pointer points to."""
    return ctypes.cast(pointer, ctypes.c_void_p).value  # type: ignore[arg-type]


def _quick(function: object, result: type, *arguments: type) -> Callable[..., Any]:
    """A function of PDFium that takes pointers as numbers, for what is asked most often: making
    them objects, and looking at those, takes a third of the time of a call."""
    return ctypes.CFUNCTYPE(result, *arguments)(_address(function) or 0)


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_OBJECT = _quick(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_TYPE = _quick(raw.FPDFPageObj_GetType, _INT, _POINTER)
_BOUNDS = _quick(raw.FPDFPageObj_GetBounds, _INT, *[_POINTER] * 5)
_SHINES_THROUGH = _quick(raw.FPDFPageObj_HasTransparency, _INT, _POINTER)
_LOOSE_BOX = _quick(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_ORIGIN = _quick(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_GENERATED = _quick(raw.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_UNMAPPED = _quick(raw.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_ANGLE = _quick(raw.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _INT)


class _Drawn(NamedTuple):
    """A picture or a line; `covers`: it hides text that was drawn before."""

    box: Box
    picture: bool
    covers: bool


class Characters:
    """The characters of one page in the order of its content: `text[i]` stands in `box(i)`.

    PDFium adds blanks and line ends of its own (`generated`); they have no width.
    """

    def __init__(self, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> None:
        self.width, self.height = page.get_size()
        self.text = _text(text_page)
        self._page, self._raw = page, text_page.raw
        self._text = _address(text_page.raw)
        self._turned = page.get_rotation()
        self._bounds = self._left, _, _, self._top = page.get_cropbox()
        # Where PDFium writes what it is asked for.
        self._rectangle = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._to_rectangle, *self._to_point = map(
            ctypes.addressof, (self._rectangle, self._x, self._y)
        )

    def box(self, index: int) -> Box:
        """From the point where the character begins to where the next one would."""
        found = self._rectangle
        _LOOSE_BOX(self._text, index, self._to_rectangle)
        if self._turned:
            return self._turned_box(found.left, found.bottom, found.right, found.top)
        left, top = self._left, self._top
        return Box(found.left - left, top - found.top, found.right - left, top - found.bottom)

    def baseline(self, index: int) -> float:
        """How far below the upper edge the character stands."""
        _ORIGIN(self._text, index, *self._to_point)
        x, y = self._x.value, self._y.value
        return self._turned_box(x, y, x, y).top if self._turned else float(self._top - y)

    def generated(self, index: int) -> bool:
        """Whether the layout made PDFium add this character; the file does not have it."""
        return bool(_GENERATED(self._text, index) == 1)

    def garbled(self, index: int) -> bool:
        """Whether the file's font does not say which letter the character shows."""
        return bool(_UNMAPPED(self._text, index) == 1)

    def slanted(self, index: int) -> bool:
        """Whether the character stands neither upright nor on its side."""
        quarters = float(_ANGLE(self._text, index)) / (math.pi / 2)
        return abs(quarters - round(quarters)) > _SLANT

    def invisible(self, index: int) -> bool:
        """Whether the character is there to be found, not to be seen; on a page with a picture."""
        if not self._has_pictures:
            return False
        drawn = raw.FPDFText_GetTextObject(self._raw, index)
        return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE

    def pictured(self, *, over_text: bool = False) -> float:
        """The share of the page that its largest picture covers, from 0 to 1.

        With `over_text`, of those that are drawn over text and let nothing shine through.
        """
        areas = [
            self._area(drawn.box)
            for drawn in self._drawn
            if drawn.picture and (drawn.covers or not over_text)
        ]
        return float(max(areas, default=0.0) / max(self.width * self.height, 1.0))

    def rules(self) -> list[Box]:
        """The straight lines that are drawn upright or across, boxes by their four edges."""
        found: list[Box] = []
        for box in (drawn.box for drawn in self._drawn if not drawn.picture):
            left, top, right, bottom = box
            if right - left <= _RULE or bottom - top <= _RULE:
                found.append(box)
            else:
                found += [Box(left, top, right, top), Box(left, bottom, right, bottom)]
                found += [Box(left, top, left, bottom), Box(right, top, right, bottom)]
        return found if len(found) <= _DRAWING else []

    def _area(self, box: Box) -> float:
        """How much of the page `box` covers."""
        width = min(box.right, self.width) - max(box.left, 0.0)
        height = min(box.bottom, self.height) - max(box.top, 0.0)
        return float(max(width, 0.0) * max(height, 0.0))

    @cached_property
    def _has_pictures(self) -> bool:
        return any(drawn.picture for drawn in self._drawn)

    @cached_property
    def _drawn(self) -> "list[_Drawn]":
        """The page's pictures and lines; those within other objects are left out."""
        edges = (ctypes.c_float * 4)()
        to_edges = [ctypes.addressof(edges) + place * 4 for place in range(4)]
        page, found, after_text = _address(self._page.raw), [], False
        text, path, image = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE
        for index in range(raw.FPDFPage_CountObjects(self._page.raw)):
            drawn = _OBJECT(page, index)
            kind = _TYPE(drawn)
            if kind == text:
                after_text = True
            elif kind in (path, image):
                _BOUNDS(drawn, *to_edges)
                picture = kind == image
                covers = picture and after_text and not _SHINES_THROUGH(drawn)
                found.append(_Drawn(self._turned_box(*edges), picture, covers))
        return found

    def _turned_box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0, x1, y1 = self._bounds
        if not self._turned:
            return Box(left - x0, y1 - top, right - x0, y1 - bottom)
        if self._turned == 90:
            return Box(bottom - y0, left - x0, top - y0, right - x0)
        if self._turned == 180:
            return Box(x1 - right, bottom - y0, x1 - left, top - y0)
        return Box(y1 - top, x1 - right, y1 - bottom, x1 - left)


class Pdf:
    """An open file; `pages` is how many it says it has, `complete` whether it has its end."""

    def __init__(self, document: pdfium.PdfDocument, *, complete: bool) -> None:
        self._document = document
        self.pages = len(document)
        self.complete = complete

    def title(self) -> str:
        """What the file says that it is called; often it is called otherwise."""
        return str(self._document.get_metadata_value("Title"))

    @contextmanager
    def page(self, number: int) -> Iterator[Characters]:
        """The characters of a page, numbered from 1. Refused when it cannot be read."""
        try:
            page = self._document[number - 1]
            with closing(page), closing(page.get_textpage()) as text_page:
                yield Characters(page, text_page)
        except pdfium.PdfiumError as error:
            raise Refused(DAMAGED) from error

    def picture(self, number: int, scale: float) -> Pixels:
        """A page as it looks, `scale` pixels a point. Refused when it cannot be drawn."""
        try:
            with closing(self._document[number - 1]) as page:
                bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
                with closing(bitmap):
                    return Pixels(
                        bitmap.width, bitmap.height, bitmap.stride, bytearray(bitmap.buffer)
                    )
        except pdfium.PdfiumError as error:
            raise Refused(DAMAGED) from error


@contextmanager
def opened(data: bytes) -> Iterator[Pdf]:
    """The PDF in `data`, to be closed. Refused: it takes a password to open it, or is damaged."""
    complete = True
    try:
        document = _document(data)
    except Refused as error:
        # PDFium finds the objects of a file again whose table of them is wrong or missing, but not
        # without a trailer: one that has lost its end is given another, behind its last object.
        if error.reason == PASSWORD or not (root := _root(data)):
            raise
        whole = data.rfind(b"endobj") + len(b"endobj")
        document = _document(data[:whole] + b"\ntrailer\n<</Root %d %d R>>\n" % root)
        complete = False
    with closing(document):
        yield Pdf(document, complete=complete)


def _document(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused(PASSWORD if error.err_code == _LOCKED else DAMAGED) from error


def _root(data: bytes) -> tuple[int, int] | None:
    """The number and generation of the object that all of a file hangs from; None if it is gone, or
    the file was encrypted, with what its trailer said."""
    catalogs = list(_CATALOG.finditer(data))
    if not catalogs or _ENCRYPTED.search(data):
        return None
    at = catalogs[-1].start()
    begun = list(_OBJECT_BEGINS.finditer(data, max(at - _LONGEST_CATALOG, 0), at))
    return (int(begun[-1][1]), int(begun[-1][2])) if begun else None


def _text(page: pdfium.PdfTextPage) -> str:
    """What PDFium reads on a page, a code point for each character.

    A blank stands for characters that control something, U+FFFD for those that have no letter.
    """
    count = page.count_chars()
    text = str(page.get_text_range()) if count > 0 else ""
    if len(text) != count:
        # Characters without a letter are left out of a page's text: ask for each.
        codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(max(count, 0)))
        text = "".join(chr(code) if 0 < code < 0x110000 else UNREADABLE for code in codes)
    return _UNWRITTEN.sub(UNREADABLE, _CONTROL.sub(" ", text))
