"""Where an excerpt stands: its lasting id and its place.

An id is ten characters of Crockford's base32 over the SHA-256 of a paragraph's words, then the
sentence: `b7qk2-m4x9d.3`. It depends on the words alone, so it is the same everywhere and outlives
moves and renames; width and white space do not change it.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right

from retrieval.models import Citation, Document, Paragraph, Section
from retrieval.sentences import sentences

# Crockford's base32: no i, l, o or u, which are misread.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 10
_NUMBER = re.compile("[0-9]{1,6}")
_MISREAD = str.maketrans("ilou", "110v")


def paragraph_id(text: str) -> str:
    """The id of a paragraph: 50 bits of the hash of its words, as `b7qk2-m4x9d`."""
    words = "".join(text.split()).translate(_WIDTHS)
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
    bits = int.from_bytes(digest[:8]) >> (64 - 5 * _LENGTH)
    letters = [_ALPHABET[bits >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5)]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def parse_id(text: str) -> tuple[str, int | None]:
    """The paragraph's id and the number of the sentence, if one is named, that `text` means.

    Case, the hyphen and the point may be missing, and i, l and o may stand for 1, 1 and 0. Anything
    that cannot be an id comes back as an id that names nothing.
    """
    plain = "".join(c for c in text.lower() if c not in "-. \t").translate(_MISREAD)
    words, number = plain[:_LENGTH], plain[_LENGTH:]
    key = f"{words[:5]}-{words[5:]}"
    return key, int(number) if _NUMBER.fullmatch(number) else None


def cite(document: Document, section: Section | None, start: int, end: int) -> Citation:
    """The citation of `document.text[start:end]`, which stands in `section`."""
    first, last = paragraph_at(document, start), paragraph_at(document, max(start, end - 1))
    metadata = document.metadata
    words = paragraph_id(document.text[first.start : first.end])
    return Citation(
        id=f"{words}.{_sentence(document, first, start)}",
        title=document.title,
        issued_on=metadata.issued_on,
        source=metadata.source,
        document_number=metadata.document_number,
        section=_below_title(section.path(document) if section else (), document.title),
        paragraph=first.number,
        last_paragraph=last.number,
        path=document.path,
        line=document.line_at(start),
        page=None,
        start=start,
        end=end,
        sha256=document.sha256,
        url=metadata.url,
    )


def paragraph_at(document: Document, offset: int) -> Paragraph:
    """The paragraph that holds `offset`, or the last one above it."""
    index = bisect_right(document.paragraphs, offset, key=lambda paragraph: paragraph.start)
    return document.paragraphs[max(index - 1, 0)]


def _sentence(document: Document, paragraph: Paragraph, offset: int) -> int:
    """The number, from 1, of the sentence of `paragraph` that holds `offset`."""
    found = sentences(document.text, paragraph.start, paragraph.end)
    return max(1, sum(start <= offset for start, _ in found))


def _below_title(path: tuple[str, ...], title: str) -> tuple[str, ...]:
    return path[1:] if path[:1] == (title,) else path


class _Widths(dict[int, str]):
    """Full-width and half-width forms as ordinary ones; nothing else is folded, for good."""

    def __missing__(self, code: int) -> str:
        kind, _, folded = unicodedata.decomposition(chr(code)).partition(" ")
        self[code] = chr(int(folded, 16)) if kind in ("<wide>", "<narrow>") else chr(code)
        return self[code]


_WIDTHS = _Widths()
