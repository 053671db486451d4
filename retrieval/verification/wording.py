"""What of a text are its words, as far as a quotation is concerned.

Letters, digits and symbols count; punctuation and white space do not, nor do width, case or
Traditional characters. A mark between two digits is part of the number (3.5, 10:30, 1/3), and
so are %, ‰ and a minus sign: 3.5 and 35 are never the same words. The words of a text keep a
map back to it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.text.folding import fold

# What is left out of words stands as this, so that no offset moves.
_NOTHING = "\0"
# Forms of a character that are the same character: a superscript or a circled digit is not.
_SAME = ("", "<wide", "<narrow", "<small", "<vertical", "<compat", "<noBreak")
_COUNTED = frozenset("%‰‱&@")
# Symbols that are typed as punctuation; box drawing is how many type a dash.
_TYPED = frozenset("~|`^⋯") | {chr(code) for code in range(0x2500, 0x2580)}
_IN_NUMBER = re.compile(r"(?<=[0-9])[^\w\s](?=[0-9])|(?<![0-9a-z\-—–])[-−](?=[0-9])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
# Marks in numbers, as characters of nobody else's; those that only separate are all one.
_MARKS = {".": "\ue0a0", ":": "\ue0a1", "/": "\ue0a2"}
_MINUS, _BETWEEN = "\ue0a3", "\ue0a4"
_GOES_ON = re.compile(f"[{''.join(_MARKS.values())}]?[0-9]+[%‰]?|[%‰]")


@dataclass(frozen=True)
class Wording:
    """The words of a text. `kept` is as long as the text, with NUL for what does not count."""

    kept: str

    @cached_property
    def letters(self) -> str:
        """What counts, in one piece."""
        return self.kept.replace(_NOTHING, "")

    @cached_property
    def offsets(self) -> NDArray[np.intp]:
        """Where in the text each of `letters` stands."""
        codes = np.frombuffer(self.kept.encode("utf-32-le", "surrogatepass"), np.uint32)
        return np.flatnonzero(codes)

    def number_at(self, at: int) -> int | None:
        """The end of the number that `letters[at]` goes on with; None if it goes on with none."""
        goes_on = _GOES_ON.match(self.letters, at)
        return goes_on.end() if goes_on and self.letters[:at][-1:].isdigit() else None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of `letters[start:end]`; nowhere if that is empty."""
        if start >= end:
            return 0, 0
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


# Quotations come in articles, and articles quote one document again and again.
@lru_cache(maxsize=32)
def wording(text: str) -> Wording:
    """The words of `text`."""
    return Wording(_in_numbers(form(text)).translate(_KEPT))


def form(text: str) -> str:
    """`text` with width, case and Traditional characters folded; the same length, always."""
    return text.translate(_FORMS)


def width(text: str) -> str:
    """`text` with width alone folded; the same length, always."""
    return text.translate(_WIDTHS)


def is_mark(character: str) -> bool:
    """Whether a character is neither of the words nor white space: punctuation."""
    return not character.isspace() and form(character).translate(_KEPT) == _NOTHING


def _in_numbers(formed: str) -> str:
    """`formed` with the marks in numbers as characters that count."""
    formed = _THOUSANDS.sub(_NOTHING, formed)
    return _IN_NUMBER.sub(_mark_in_number, formed)


def _mark_in_number(match: re.Match[str]) -> str:
    mark = match[0]
    if mark == _NOTHING:
        return mark
    before = match.string[match.start() - 1 : match.start()]
    return _MARKS.get(mark, _BETWEEN if before.isdigit() else _MINUS)


class _Forms(dict[int, int]):
    """Code point -> its folded form, where that is the same character."""

    def __missing__(self, code: int) -> int:
        kind = unicodedata.decomposition(chr(code)).partition(">")[0]
        same = not kind.startswith("<") or kind in _SAME
        self[code] = ord(fold(chr(code))) if same else code
        return self[code]


class _Widths(dict[int, int]):
    """Code point -> its form of ordinary width."""

    def __missing__(self, code: int) -> int:
        kind, _, plain = unicodedata.decomposition(chr(code)).partition("> ")
        self[code] = int(plain, 16) if kind in ("<wide", "<narrow", "<small") else code
        return self[code]


class _Kept(dict[int, int]):
    """Code point -> itself if it counts, else NUL."""

    def __missing__(self, code: int) -> int:
        self[code] = code if _counts(chr(code)) else 0
        return self[code]


def _counts(character: str) -> bool:
    category = unicodedata.category(character)
    if character in _COUNTED:
        return True
    passing = category[0] in "PZ" or category in ("Cc", "Cf", "Cs", "Sk")
    return not passing and character not in _TYPED and not character.isspace()


_FORMS, _WIDTHS, _KEPT = _Forms(), _Widths(), _Kept()
