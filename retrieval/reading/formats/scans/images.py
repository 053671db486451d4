"""Files of pictures, one picture a page; Pillow, the one place that talks to it."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Self

from retrieval.reading import ENGINE
from retrieval.reading.formats.frame import DAMAGED, PIXELS, LibraryMissing, Refused, past
from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.pixels import Pixels

try:
    import PIL.Image
    import PIL.ImageOps

    # How large a picture may be is looked at here.
    PIL.Image.MAX_IMAGE_PIXELS = None
except ModuleNotFoundError:
    # Other formats are read all the same.
    PIL = None

if TYPE_CHECKING:
    from PIL.Image import Image

# A page of A3 at 600 dots an inch has 70 million.
_MOST_PIXELS = 100_000_000
# More than this across tells nothing more about letters.
_LONGEST = 4000
# Pixels a point: 144 dots an inch tell letters apart.
_DOTS = 2.0
# Of a TIFF: what kind of picture one is, and that it is a smaller copy of another.
_KIND, _SMALLER = 254, 1
# What Pillow raises of a picture that is not as it should be.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError)


class Images:
    """An open file of pictures, to be closed. Refused if it is none; LibraryMissing."""

    def __init__(self, data: bytes) -> None:
        with _pillow():
            self._file = PIL.Image.open(BytesIO(data))
            _measure(self._file)
            self._frames = list(_pages(self._file))
        self.count = len(self._frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def page(self, number: int) -> Pixels:
        """The picture with that number, from 1, as it is to be looked at."""
        with _pillow():
            self._file.seek(self._frames[number - 1])
            return _pixels(_shown(self._file))


def drawn(width: float, height: float, pictures: Iterable[tuple[bytes, Box]]) -> Pixels:
    """A page of that size, in points, with pictures in their places; those that Pillow does not
    know are left out. Refused if that leaves none; LibraryMissing."""
    scale = min(_DOTS, _LONGEST / max(width, height, 1.0))
    count = 0
    with _pillow():
        size = (max(round(width * scale), 1), max(round(height * scale), 1))
        page = PIL.Image.new("RGB", size, "white")
        for data, box in pictures:
            left, top, right, bottom = (round(edge * scale) for edge in box)
            place = (max(right - left, 1), max(bottom - top, 1))
            try:
                with PIL.Image.open(BytesIO(data)) as file:
                    page.paste(_shown(file).resize(place), (left, top))
            except _BROKEN:
                continue
            count += 1
    if not count:
        raise Refused(DAMAGED)
    return _pixels(page)


@contextmanager
def _pillow() -> Iterator[None]:
    """What Pillow does about pictures that are not as they should be, as a refusal."""
    if PIL is None:
        raise LibraryMissing(ENGINE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        raise Refused(DAMAGED) from error


def _pages(file: "Image") -> Iterator[int]:
    """The numbers of the pictures that are pages: of a TIFF all but smaller copies of others, of
    other files the first, behind which cameras put what helps to show it."""
    if file.format != "TIFF":
        yield 0
        return
    for number in range(int(getattr(file, "n_frames", 1))):
        file.seek(number)
        if not int(file.tag_v2.get(_KIND, 0)) & _SMALLER:
            yield number


def _measure(file: "Image") -> None:
    """Refuse a picture that is too large."""
    width, height = file.size
    if width * height > _MOST_PIXELS:
        raise past(PIXELS, _MOST_PIXELS / 1e6)


def _shown(file: "Image") -> "Image":
    """A picture as it is to be looked at: upright, on white, with 8 bits a colour. Refused if it is
    too large."""
    _measure(file)
    upright = PIL.ImageOps.exif_transpose(file)
    if upright.mode.startswith(("I", "F")):
        # 16 bits a point: all of it is white to Pillow.
        low, high = upright.getextrema()
        scale = 255 / max(float(high) - float(low), 1.0)
        upright = upright.convert("F").point(lambda grey: grey * scale - low * scale).convert("L")
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        upright = PIL.Image.new("RGB", clear.size, "white")
        upright.paste(clear, mask=clear)
    shown = upright.convert("RGB")
    shown.thumbnail((_LONGEST, _LONGEST))
    return shown


def _pixels(shown: "Image") -> Pixels:
    return Pixels(shown.width, shown.height, 3 * shown.width, bytearray(shown.tobytes()))
