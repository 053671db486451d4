"""How much decoded Chinese looks like Chinese: tells an encoding from another that fits as well.

Bytes of Big5 are nearly always valid GBK too, and come out as rare characters (籓芖). What is
written in either is made of common ones almost alone.
"""

import re
from functools import cache

# So many rare characters, with at most so many others between two, are more than names.
_CLOSE, _APART = 8, 3
# More than may stand between them, and far more quickly found: markup.
_ASCII = re.compile(rf"[\x00-\x7f]{{{_APART + 1},}}")


def plausibility(text: str) -> float:
    """The share of common ones among the characters beyond ASCII, from 0 to 1; 1 without any."""
    found = [character for character in text if character > "\x7f"]
    common = _common()
    return sum(character in common for character in found) / len(found) if found else 1.0


def is_suspect(text: str) -> bool:
    """Whether rare characters stand close together somewhere in a line. Reads all of it in C."""
    return bool(_cluster().search(_ASCII.sub("\n", text)))


@cache
def _cluster() -> re.Pattern[str]:
    rare = f"[^\\x00-\\x7f{re.escape(''.join(sorted(_common())))}]"
    return re.compile(rf"(?:{rare}[^\n]{{0,{_APART}}}?){{{_CLOSE}}}")


@cache
def _common() -> frozenset[str]:
    """The first planes of GB2312 and Big5, which hold the common characters, and their symbols."""
    high = range(0xA1, 0xFF)
    gb = _characters("gb2312", [*range(0xA1, 0xAA), *range(0xB0, 0xD8)], [*high])
    big5 = _characters("cp950", [*range(0xA1, 0xC7)], [*range(0x40, 0x7F), *high])
    return gb | big5


def _characters(encoding: str, leads: list[int], trails: list[int]) -> frozenset[str]:
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset("".join(pair.decode(encoding, "ignore") for pair in pairs))
