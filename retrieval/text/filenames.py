"""Names for files that others have named: safe on every system, and still readable."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

# Bytes of UTF-8 in a name. File systems take 255, some of them fewer; ".toml" may stand behind it.
LONGEST = 200
UNNAMED = "document"
# What Windows takes in no name, as the same in full width: the title may be read out of it.
_WIDE = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
# Control characters, marks that turn the writing round or are not seen, halves of characters, ends
# of lines and paragraphs.
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Devices to Windows, whatever they end in.
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|$)")
# At the beginning, what hides a file, or makes it that of a program that has a document open.
_HIDING = " .~$"


def safe_name(name: str) -> str:
    """A name for a file that somebody calls `name`: of one folder, neither hidden nor reserved, of
    at most LONGEST bytes, with the same ending.

    Of a path it is the last part. Giving it once more changes nothing.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    seen = "".join(c for c in last if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    stem, ending = _parted(" ".join(seen.translate(_WIDE).split()))
    stem = stem.lstrip(_HIDING).rstrip(" .") or UNNAMED
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return _fitting(stem, ending)


def numbered(name: str) -> Iterator[str]:
    """Other names like a safe `name`: with (2) before the ending, with (3), and so on."""
    stem, ending = _parted(name)
    return (_fitting(stem, f" ({number}){ending}") for number in count(2))


def like(name: str) -> str:
    """What names have in common that mean the same file on some system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _parted(name: str) -> tuple[str, str]:
    """What a name is, and what it ends in, with the point; an ending is short and of one word."""
    stem, point, ending = name.rstrip(" .").rpartition(".")
    is_ending = point and ending.isascii() and ending.isalnum() and len(ending) < LONGEST // 4
    return (stem, point + ending) if is_ending else (name, "")


def _fitting(stem: str, ending: str) -> str:
    """Both together, with as much of the first as there is room for."""
    room = LONGEST - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + ending
