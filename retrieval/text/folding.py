"""Width, case and Traditional characters folded, so that a text is found however it is written.

Folding never moves an offset: it maps one code point to one code point, so a term found in folded
text stands at the same offsets in the text itself.
"""

import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.text.patterns import lazy

# numpy is imported where a text is folded. Measured: imported before the rest, as from here, it
# makes a question from a shell 10 to 15 ms slower.
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DATA = Path(__file__).parents[1] / "data"
# Most of a text, and neither wide nor capitals.
_HAN = slice(0x4E00, 0xA000)
_WORDS = lazy(r"[^\W_]+")


def fold(text: str) -> str:
    """`text` with width, case and Traditional characters folded; the same length, always."""
    table, codes = _table(), _codes(text)
    folded = table.take(codes)
    if not folded.all():
        for code in set(codes[folded == 0].tolist()):
            table[code] = _fold_character(code, table)
        folded = table.take(codes)
    return folded.tobytes().decode("utf-32", "surrogatepass")


def plain(text: str) -> str:
    """Letters, digits and characters alone, folded."""
    return "".join(_WORDS.findall(fold(text)))


@cache
def _table() -> "NDArray[np.uint32]":
    """Code point -> folded code point; 0 for what is looked up when it is first met.

    Of its memory the system gives out only what is used.
    """
    import numpy as np

    table = np.zeros(sys.maxunicode + 1, np.uint32)
    table[_HAN] = np.arange(_HAN.start, _HAN.stop)
    # Thousands of lines of two characters each, behind a comment.
    _, _, lines = _read("traditional.txt").rpartition("#")[2].partition("\n")
    traditional, simplified = _codes(lines.replace("\n", ""))[1:].reshape(-1, 2).T
    table[traditional] = simplified
    # OpenCC's tables lead from one to another.
    table[traditional] = np.where(table[simplified], table[simplified], simplified)
    return table


def _fold_character(code: int, table: "NDArray[np.uint32]") -> int:
    """Width and compatibility forms (NFKC), then case, then Traditional characters.

    Each only where its result is one character.
    """
    character = chr(code)
    for change in (_compatible, str.lower):
        form = change(character)
        character = form if len(form) == 1 else character
    return int(table[ord(character)]) or ord(character)


def _compatible(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def _codes(text: str) -> "NDArray[np.uint32]":
    """The mark of the byte order, then the code points of `text`.

    With the mark, Python need not import a codec. Decoding takes the mark away.
    """
    import numpy as np

    return np.frombuffer(text.encode("utf-32", "surrogatepass"), np.uint32)


def data(name: str) -> list[str]:
    """The lines of a data file of ours that are not comments."""
    return [line for line in _read(name).split("\n") if line and line[0] != "#"]


def data_file(name: str) -> Path:
    """A data file of ours."""
    return _DATA / name


def _read(name: str) -> str:
    return data_file(name).read_text(encoding="utf-8")
