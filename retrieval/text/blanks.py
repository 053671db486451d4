"""White space inside a line, and what prints as nothing: between Chinese characters it is no part
of what is written (田　壮 is 田壮)."""

from collections.abc import Sequence

from retrieval.text.fillers import Filler, replaced

# What `str.isspace` calls so, but for the end of a line; then what `retrieval.text.fillers` calls
# invisible.
_BLANKS = (
    "\t\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
BLANK = f"[{_BLANKS}]"
"""A pattern of one of them."""

_SET = frozenset(_BLANKS)


def without_fillers(text: str, fillers: Sequence[Filler]) -> str:
    """`text` with a blank for each of `fillers`: ends of lines that part words are some. The same
    length, always."""
    return replaced(text, [filler.place for filler in fillers], " ")


def is_blank(character: str) -> bool:
    """Whether it is one of them."""
    return character in _SET
