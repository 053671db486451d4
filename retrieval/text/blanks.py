"""White space inside a line, and what prints as nothing: between Chinese characters it is no part
of what is written (田　壮 is 田壮)."""

# What `str.isspace` calls so, but for the end of a line; then zero-width marks, the soft hyphen and
# the byte order mark.
_BLANKS = (
    "\t\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\xad"
)
BLANK = f"[{_BLANKS}]"
"""A pattern of one of them."""

_SET = frozenset(_BLANKS)


def is_blank(character: str) -> bool:
    """Whether it is one of them."""
    return character in _SET
