"""Bytes to text, for the encodings that Chinese documents come in.

A byte that is none of the text's, a NUL or half a character at the end is read as U+FFFD and
counted: it does not lose the file.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from retrieval.errors import DocumentGarbled, DocumentNotText
from retrieval.reading.plausibility import is_suspect, plausibility

UTF_8, UTF_16, GB = "utf-8", "utf-16", "gb18030"
"""UTF-8 first: text of any length in another encoding is almost never valid UTF-8. GB18030 reads
GB2312 and GBK as well."""
BIG5 = ("cp950", "big5hkscs")
UNREADABLE = "\ufffd"

# Control characters that no text editor writes. A few stray ones occur in real documents; many mean
# that the bytes are no text.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROLS = bytes(code for code in range(0x20) if CONTROL.match(chr(code)))
_PLAIN = bytes(code for code in range(0x80) if code not in _CONTROLS)
MAX_CONTROL_SHARE, FEW_CONTROLS, LEAST_TEXT = 0.01, 2, 10
# What begins a file that is no text, whatever its name says: PDF, ZIP (and Word), older Word, PNG,
# JPEG, GIF, gzip, RAR, 7-Zip.
_BINARY = (
    *(b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    *(b"\x1f\x8b", b"Rar!\x1a", b"7z\xbc\xaf"),
)
# Of a text in GBK, official ones with rare names too, more is common than this.
_SURELY = 0.97
# By how much another encoding must look better for a line, and by how much for all of them; bytes
# beyond ASCII that are too few to tell.
_MUCH_BETTER, _BETTER = 0.3, 0.1
_TOO_FEW, _FEW = 3, 8
# Characters of a text in UTF-8 that are looked at first for what is not its own, how many of them
# tell, of a line among others of the kind too, and how little of them is common then (of a text
# whose NULs tell that it is in UTF-16, less is not).
_SAMPLE, _LEAST_SAMPLE, _FEW_AMONG, _GARBLED = 2000, 20, 4, 0.75
_BEYOND = re.compile(r"[^\x00-\x7f]")
# Bytes, or characters, of a large file that are looked at at once.
_AT_ONCE = 1 << 21


class Decoded(NamedTuple):
    """A text, how many U+FFFD stand in it for what could not be read, and the encoding of most of
    it."""

    text: str
    unreadable: int = 0
    encoding: str = UTF_8


def decode(data: bytes, path: Path) -> Decoded:
    """The text of `data` with its line ends normalised to "\\n" and without a byte order mark.

    UTF-16 is read when a byte order mark declares it or its NULs tell it, otherwise UTF-8 and then
    GB18030 as wholes; Big5 where that is plain, and each line for itself where encodings are mixed.
    Raises DocumentNotText, naming `path`, for binary data.
    """
    if data.startswith(_BINARY):
        raise DocumentNotText(path)
    # Of a page or a table little: most of it is markup.
    odd = data.translate(None, _PLAIN) if len(data) <= _AT_ONCE else None
    text, unreadable, encoding = _decoded(data, odd, path)
    if encoding == UTF_16:
        controls = sum(_controls(each.encode(UTF_8, "surrogatepass")) for each in _blocks(text))
    else:
        controls = sum(map(_controls, _blocks(data) if odd is None else (odd,)))
    few = controls <= max(FEW_CONTROLS, MAX_CONTROL_SHARE * len(text))
    if not few or controls * LEAST_TEXT > len(text):
        raise DocumentNotText(path)
    if controls and (nuls := text.count("\0")):
        text, unreadable = text.replace("\0", UNREADABLE), unreadable + nuls
    if unreadable and unreadable * 3 > len(text) - text.count("\n"):
        raise DocumentNotText(path)
    return Decoded(_normalised(text), unreadable, encoding)


def _controls(data: bytes) -> int:
    """How many control characters are among some bytes."""
    return len(data) - len(data.translate(None, _CONTROLS))


Long = TypeVar("Long", bytes, str)


def _blocks(long: Long) -> Iterator[Long]:
    """Bytes or a text, so much at a time: what is looked at takes memory of its own."""
    return (long[at : at + _AT_ONCE] for at in range(0, len(long), _AT_ONCE))


def decode_input(data: bytes, encoding: str) -> str:
    """What was piped in: in the terminal's `encoding`, else in GB18030 if that looks like Chinese.

    Line ends are normalised to "\\n".
    """
    text = data.decode(encoding, "replace")
    if UNREADABLE in text:
        other = data.decode(GB, "replace")
        text = other if plausibility(other) > plausibility(text) else text
    return _normalised(text)


def _normalised(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, odd: bytes | None, path: Path) -> Decoded:
    """The text of `data`; `odd` is what of it is not plain ASCII, if that is known."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _replaced(data, UTF_16)
    if b"\0" in data and (unmarked := _unmarked_utf_16(data)):
        return Decoded(unmarked, 0, UTF_16)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(UTF_8)
    except UnicodeDecodeError:
        pass
    else:
        return _without_garbled(text, None if odd is None else odd.decode(UTF_8), path)
    try:
        text = data.decode(GB)
    except UnicodeDecodeError:
        return _by_lines(data)
    return Decoded(text, 0, GB) if plausibility(text) >= _SURELY else _by_lines(data)


def _unmarked_utf_16(data: bytes) -> str | None:
    """The text, if it is one in UTF-16: in the right order of bytes it has no NUL, and its
    characters are common ones, of which it takes some to tell."""
    if len(data) < 2 * _LEAST_SAMPLE:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\0" not in text and plausibility(text) >= _GARBLED:
                return text
    return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), 0, encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, text.count(UNREADABLE), encoding)


def _by_lines(data: bytes) -> Decoded:
    """Each line in UTF-8 if it is valid, else in what most of the others are in, unless another
    encoding is plainly its own."""
    lines = data.split(b"\n")
    valid = [_is_valid(line) for line in lines]
    others = b"\n".join(line for line, is_valid in zip(lines, valid, strict=True) if not is_valid)
    usual = _likeliest(others, GB, _BETTER)
    mixed = any(
        is_valid and not line.isascii() for line, is_valid in zip(lines, valid, strict=True)
    )
    if mixed and _beyond_ascii(others) <= _TOO_FEW:
        usual = UTF_8
    encodings = [
        _likeliest(line, UTF_8, _MUCH_BETTER, (usual,)) if is_valid else _own(line, usual)
        for line, is_valid in zip(lines, valid, strict=True)
    ]
    found = [_replaced(*each) for each in zip(lines, encodings, strict=True)]
    pairs = zip(lines, encodings, strict=True)
    told = Counter(encoding for line, encoding in pairs if not line.isascii())
    most = told.most_common(1)[0][0] if told else usual
    text = "\n".join(each.text for each in found)
    return Decoded(text, sum(each.unreadable for each in found), most)


def _own(line: bytes, usual: str) -> str:
    """The encoding of a line among others that are in the `usual` one."""
    return usual if _beyond_ascii(line) < _FEW else _likeliest(line, usual, _MUCH_BETTER)


def _likeliest(
    data: bytes, usual: str, better: float, others: tuple[str, ...] = (GB, *BIG5, UTF_8)
) -> str:
    """The encoding in which `data` looks most like Chinese, if by so much `better` than usual."""
    if data.isascii():
        return usual
    best, most = usual, plausibility(data.decode(usual, "replace")) + better
    for encoding in others:
        share = plausibility(data.decode(encoding, "replace"))
        if share > most:
            best, most = encoding, share
    return best


def _is_valid(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _beyond_ascii(data: bytes) -> int:
    return sum(byte > 0x7F for byte in data)


def _without_garbled(text: str, odd: str | None, path: Path) -> Decoded:
    """A text in UTF-8, with U+FFFD for what in it is of Big5 that was taken for GBK; `odd` is all
    of it that is not plain ASCII, if that is known.

    Raises DocumentGarbled if that is how it begins, or too much of it.
    """
    if _is_garbled(text[:_SAMPLE]):
        raise DocumentGarbled(path)
    if len(text) <= _SAMPLE:
        return Decoded(text)
    if not (any(map(is_suspect, _blocks(text))) if odd is None else is_suspect(text, odd)):
        return Decoded(text)
    lines = text.split("\n")
    if not _is_garbled("\n".join(filter(is_suspect, lines))):
        return Decoded(text)
    lines = [_BEYOND.sub(UNREADABLE, x) if _is_garbled(x, _FEW_AMONG) else x for x in lines]
    unreadable = sum(line.count(UNREADABLE) for line in lines)
    if unreadable * 3 > len(text):
        raise DocumentGarbled(path)
    return Decoded("\n".join(lines), unreadable)


def _is_garbled(sample: str, least: int = _LEAST_SAMPLE) -> bool:
    """Whether text in UTF-8, at `least` so many characters beyond ASCII of it, was made of Big5
    that was taken for GBK."""
    if sample.isascii() or plausibility(sample) >= _GARBLED:
        return False
    meant = sample.encode(GB, "replace").decode(BIG5[0], "replace")
    is_long = sum(character > "\x7f" for character in sample) >= least
    return is_long and plausibility(meant) >= plausibility(sample) + _MUCH_BETTER
