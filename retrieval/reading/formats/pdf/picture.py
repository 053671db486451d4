"""A page as people see it, the words of a citation marked on it as with a highlighter."""

import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.reading.formats.frame import Drawn, Sought
from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.lines import Measured
from retrieval.reading.formats.pdf.pixels import Pixels

if TYPE_CHECKING:
    from retrieval.reading.formats.pdf.pdfium import Pdf

# 150 dots an inch on A4, which a phone enlarges well; very long pages get fewer.
_WIDTH, _LONGEST = 1240, 3000
# Yellow, through which black stays black; in points, by how much it stands out around the words.
_MARKER, _MARGIN = (255, 235, 100), 1.0
# What becomes of each shade of red, green and blue under it.
_SHADES = [bytes(shade * colour // 255 for shade in range(256)) for colour in _MARKER]
# Words that were put together from several places are looked for in stretches of at least these
# many characters; shorter ones stand in too many places.
_LEAST = 4


def drawn(pdf: "Pdf", sought: Sought) -> Drawn:
    """The page with what is `sought` marked on it. Refused when it cannot be read."""
    with pdf.page(sought.page) as characters:
        boxes = list(_boxes(characters, sought))
        across = _WIDTH / max(characters.width, 1.0)
        scale = min(across, _LONGEST / max(characters.height, 1.0))
    pixels = pdf.picture(sought.page, scale)
    for box in boxes:
        _mark(pixels, box, scale)
    return Drawn(_png(pixels), bool(boxes))


def _boxes(characters: Measured, sought: Sought) -> Iterator[Box]:
    """A box for each stretch of the words that stands on one line."""
    places = [index for index, each in enumerate(characters.text) if not each.isspace()]
    written = "".join(characters.text[index] for index in places)
    held: Box | None = None
    for start, end in _found(written, "".join(sought.text.split()), sought.before):
        for index in places[start:end]:
            box = characters.box(index)
            if held and abs(box.bottom - held.bottom) < held.height / 2 and box.left >= held.left:
                held = held._replace(right=max(held.right, box.right))
            else:
                if held:
                    yield held
                held = box
    if held:
        yield held


def _found(written: str, text: str, before: int) -> Iterator[tuple[int, int]]:
    """Where the stretches of `text` stand in `written`: as few as there can be."""
    at = 0
    while at + _LEAST <= len(text) or (at == 0 and text):
        length = _longest(written, text[at:])
        if length < min(_LEAST, len(text)):
            at += 1
            continue
        start = _nearest(written, text[at : at + length], before + at)
        yield start, start + length
        at += length


def _longest(written: str, text: str) -> int:
    """How many characters from the beginning of `text` stand in `written` in a row."""
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if text[:middle] in written:
            least = middle
        else:
            most = middle - 1
    return least


def _nearest(written: str, text: str, place: int) -> int:
    after = written.find(text, max(place, 0))
    before = written.rfind(text, 0, max(place, 0) + len(text))
    found = [start for start in (before, after) if start >= 0]
    return min(found, key=lambda start: abs(start - place))


def _mark(pixels: "Pixels", box: Box, scale: float) -> None:
    top, bottom = (round(edge * scale) for edge in (box.top - _MARGIN, box.bottom + _MARGIN))
    left, right = (round(edge * scale) for edge in (box.left - _MARGIN, box.right + _MARGIN))
    for row in range(max(top, 0), min(bottom, pixels.height)):
        start = row * pixels.stride + max(left, 0) * 3
        end = row * pixels.stride + min(right, pixels.width) * 3
        for colour, shades in enumerate(_SHADES):
            channel = slice(start + colour, end, 3)
            pixels.data[channel] = pixels.data[channel].translate(shades)


def _png(pixels: "Pixels") -> bytes:
    """As PNG (ISO 15948), the rows stored as they are."""
    rows = (
        pixels.data[start : start + pixels.width * 3]
        for start in range(0, pixels.height * pixels.stride, pixels.stride)
    )
    stored = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(stored)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
