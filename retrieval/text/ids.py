"""Ids of paragraphs: 50 bits of a hash of the words, written in Crockford's base32.

An id depends on the words alone, so it is the same everywhere and outlives moves and renames;
width and white space do not change it. As a number it sorts as its letters do, so that the ids
which begin with some letters are a range of numbers.
"""

import re
import unicodedata
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from retrieval.text.patterns import lazy

# Crockford's base32: no i, l, o or u, which are misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10
# Fewer letters name too much of a library.
SHORTEST = 4
BITS = 5 * LENGTH

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_MISREAD = str.maketrans("ilou", "110v")
# The block of full-width and half-width forms.
_FORMS = frozenset(map(chr, range(0xFF00, 0xFFF0)))
# What people and input methods put around and between the letters.
_MARKS = lazy(r"[-‐-―−_\s\[\]【】]+")
_SENTENCE = lazy(r"(.*?)[.。·]([0-9]{1,6})")
_NUMBER = lazy("[0-9]{1,6}")
_LINK = lazy(r"(?:.*[?&]start=)?c_(?=[0-9a-z])", re.IGNORECASE | re.DOTALL)


class Named(NamedTuple):
    """What somebody who writes an id means: the numbers from `low` to `high`, both included.

    `sentence` counts from 1 within the paragraph; None when no sentence is named.
    """

    low: int
    high: int
    sentence: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is an id with all of its letters."""
        return self.low == self.high


def key_of(text: str) -> int:
    """The number of a paragraph: the first 50 bits of the SHA-256 of its words."""
    words = "".join(text.split())
    # Faster than str.translate: a paragraph has few of them, each many times.
    for form in _FORMS & set(words):
        words = words.replace(form, _ordinary(form))
    digest = sha256(words.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) >> (64 - BITS)


def written(key: int) -> str:
    """The id with this number, as `b7qk2-m4x9d`."""
    letters = "".join(ALPHABET[key >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


def key_named(written_id: str) -> int:
    """The number of an id as `written` writes it."""
    return between(written_id.replace("-", ""))[0]


def read(text: str) -> Named | None:
    """What `text` names: an id or the first letters of one, at least four; None for other text.

    Case, width, hyphen and point may be other or missing, i, l and o may stand for 1, 1 and 0, and
    a link to the citation will do. After all ten letters, digits are the sentence.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = _MARKS.sub("", _LINK.sub("", plain))
    sentence = ""
    if match := _SENTENCE.fullmatch(plain):
        plain, sentence = match.groups()
    elif _NUMBER.fullmatch(plain[LENGTH:]):
        plain, sentence = plain[:LENGTH], plain[LENGTH:]
    letters = plain.replace(".", "").translate(_MISREAD)
    if not SHORTEST <= len(letters) <= LENGTH or not _VALUES.keys() >= set(letters):
        return None
    low, high = between(letters)
    return Named(low, high, int(sentence) if sentence else None)


def between(letters: str) -> tuple[int, int]:
    """The lowest and the highest number of the ids that begin with `letters` of the alphabet."""
    low = 0
    for letter in letters:
        low = low << 5 | _VALUES[letter]
    free = BITS - 5 * len(letters)
    return low << free, (low + 1 << free) - 1


@cache
def _ordinary(form: str) -> str:
    """The ordinary character that is meant by such a form; nothing else is folded, for good."""
    kind, _, folded = unicodedata.decomposition(form).partition(" ")
    return chr(int(folded, 16)) if kind in ("<wide>", "<narrow>") else form
