"""How much decoded Chinese looks like Chinese: tells an encoding from another that fits as well.

Bytes of Big5 are nearly always valid GBK too, and come out as rare characters (籓芖). What is
written in either is made of common ones almost alone.
"""

import re
from functools import cache

# So many rare characters, with at most so many others between two, are more than names.
_CLOSE, _APART = 8, 3
# From the first of them to the last.
_FARTHEST = (_CLOSE - 1) * (_APART + 1)
# More than may stand between them, and far more quickly found: markup.
_ASCII = re.compile(rf"[\x00-\x7f]{{{_APART + 1},}}")
_ASCII_BYTES = bytes(range(0x80))
_RARE = r"[^\x00-\x7f{}]"


def plausibility(text: str) -> float:
    """The share of common ones among the characters beyond ASCII, from 0 to 1; 1 without any."""
    found = beyond_ascii(text)
    rare = len(_rare().findall(found))
    return (len(found) - rare) / len(found) if found else 1.0


def is_suspect(text: str, odd: str | None = None) -> bool:
    """Whether rare characters stand close together somewhere in a line. Reads all of it in C.

    `odd` is what is left of the text without ASCII, or most of it, where that is known.
    """
    found = beyond_ascii(text) if odd is None else odd
    places = [rare.start() for rare in _rare().finditer(found)]
    # In few texts do so many stand near each other, which is told in a tenth of the time.
    nearest = zip(places, places[_CLOSE - 1 :], strict=False)
    if all(last - first > _FARTHEST for first, last in nearest):
        return False
    return bool(_cluster().search(_ASCII.sub("\n", text)))


def beyond_ascii(text: str) -> str:
    """The characters of `text` that are not of ASCII, in order."""
    coded = text.encode("utf-8", "surrogatepass")
    return coded.translate(None, _ASCII_BYTES).decode("utf-8", "surrogatepass")


@cache
def _rare() -> re.Pattern[str]:
    return re.compile(_RARE.format(re.escape("".join(sorted(_common())))))


@cache
def _cluster() -> re.Pattern[str]:
    rare = _rare().pattern
    return re.compile(rf"(?:{rare}[^\n]{{0,{_APART}}}?){{{_CLOSE}}}")


@cache
def _common() -> frozenset[str]:
    """The first planes of GB2312 and Big5, which hold the common characters, and their symbols."""
    high = range(0xA1, 0xFF)
    gb = _characters("gb2312", [*range(0xA1, 0xAA), *range(0xB0, 0xD8)], [*high])
    big5 = _characters("cp950", [*range(0xA1, 0xC7)], [*range(0x40, 0x7F), *high])
    return gb | big5


def _characters(encoding: str, leads: list[int], trails: list[int]) -> frozenset[str]:
    # In lines, so that a pair that stands for nothing does not spoil the next one.
    pairs = b"\n".join(bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(beyond_ascii(pairs.decode(encoding, "ignore")))
