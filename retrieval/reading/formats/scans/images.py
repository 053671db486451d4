"""Files of pictures, one picture a page; Pillow, the one place that talks to it."""

import warnings
from io import BytesIO
from typing import Self

from retrieval.reading.formats.frame import DAMAGED, PIXELS, LibraryMissing, Refused, past
from retrieval.reading.formats.pdf.pixels import Pixels

try:
    import PIL.Image
    import PIL.ImageOps
except ModuleNotFoundError:
    # Other formats are read all the same.
    PIL = None

# A page of A3 at 600 dots an inch has 70 million.
_MOST_PIXELS = 100_000_000
# More than this across tells nothing more about letters.
_LONGEST = 4000


class Images:
    """An open file of pictures, to be closed. Refused if it is none; LibraryMissing."""

    def __init__(self, data: bytes) -> None:
        if PIL is None:
            raise LibraryMissing("rapidocr")
        try:
            self._file = PIL.Image.open(BytesIO(data))
            self.count = int(getattr(self._file, "n_frames", 1))
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Refused(DAMAGED) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def page(self, number: int) -> Pixels:
        """The picture with that number, from 1, as it is to be looked at."""
        try:
            self._file.seek(number - 1)
            width, height = self._file.size
            if width * height > _MOST_PIXELS:
                raise past(PIXELS, _MOST_PIXELS / 1e6)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                shown = PIL.ImageOps.exif_transpose(self._file).convert("RGB")
                shown.thumbnail((_LONGEST, _LONGEST))
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Refused(DAMAGED) from error
        return Pixels(shown.width, shown.height, 3 * shown.width, bytearray(shown.tobytes()))
