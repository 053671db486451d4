"""Bytes to text, for the encodings that Chinese documents come in."""

import codecs
import io
import re
from pathlib import Path

from retrieval.errors import DocumentNotText

# UTF-8 first: text of any length in another encoding is almost never valid UTF-8. GB18030 reads
# GB2312 and GBK as well.
ENCODINGS = ("utf-8-sig", "gb18030")

# Control characters that no text editor writes. A stray one occurs in real documents; many, or a
# NUL, mean that the bytes are no text.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROL_SHARE = 0.01


def decode(data: bytes, path: Path) -> str:
    """The text of `data` with its line ends normalised to "\\n" and without a byte order mark.

    UTF-16 is read when a byte order mark declares it, otherwise UTF-8 and then GB18030 as wholes.
    Raises DocumentNotText, naming `path`, for binary data.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as("utf-16", data, path)
    for encoding in ENCODINGS:
        try:
            return _decode_as(encoding, data, path)
        except UnicodeDecodeError:
            continue
    raise DocumentNotText(path)


def _decode_as(encoding: str, data: bytes, path: Path) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise DocumentNotText(path) from None
        raise
    if "\0" in text or len(CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise DocumentNotText(path)
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
