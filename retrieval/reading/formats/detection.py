"""Which format a file is of, from its content; among texts alone its name says what marks it up."""

import re
from collections.abc import Container, Iterable
from enum import StrEnum

from retrieval.reading import MARKDOWN, ROWS

HEAD = 4096
"""Bytes from the beginning that tell formats apart."""


HTML = (".html", ".htm", ".xhtml", ".shtml")


class Format(StrEnum):
    """What a file turns out to be. Of the last two, what is inside tells more."""

    TXT = "txt"
    MARKDOWN = "md"
    HTML = "html"
    MHTML = "mhtml"
    PDF = "pdf"
    CSV = "csv"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    RTF = "rtf"
    PPTX = "pptx"
    EPUB = "epub"
    ODT = "odt"
    PNG = "png"
    JPG = "jpg"
    TIF = "tif"
    DOC = "doc"
    OFD = "ofd"
    ZIP = "zip"
    OLE = "ole"

    @property
    def is_text(self) -> bool:
        """Whether the text is the file's own, read here and now."""
        return self in (Format.TXT, Format.MARKDOWN, Format.CSV)


_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WHITE = b"\xef\xbb\xbf \t\r\n\x0c\0"
# What may stand before <html> and is none of it: a declaration, comments. Ends of comments are
# looked for with no way back.
_BEFORE = re.compile(rb"(?:\s+|<\?xml[^>]*>|<!--(?:[^-]|-(?!->))*-->)*+", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.I)
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)*+", re.I)
_WEB_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)


# What files begin with whose format is known by that alone.
_MARKS = {
    b"PK\x03\x04": Format.ZIP,
    b"PK\x05\x06": Format.ZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Format.OLE,
    b"\x89PNG": Format.PNG,
    b"\xff\xd8\xff": Format.JPG,
    b"II*\0": Format.TIF,
    b"MM\0*": Format.TIF,
}
# The same, behind white space.
_STARTS = {b"%PDF-": Format.PDF, b"{\\rtf": Format.RTF}


def format_of(head: bytes, name: str) -> Format:
    """The format of a file that begins with the bytes `head`, HEAD of them if it has so many."""
    plain = _plain(head)
    start = plain.lstrip(_WHITE)
    marked = [kind for mark, kind in _STARTS.items() if start.startswith(mark)]
    marked += [kind for mark, kind in _MARKS.items() if head.startswith(mark)]
    if marked:
        return marked[0]
    before = _BEFORE.match(start)
    if _HTML.match(start, before.end() if before else 0):
        return Format.HTML
    headers = _MIME.match(start)
    if headers and _WEB_ARCHIVE.search(headers[0]):
        return Format.MHTML
    lower = name.lower()
    if lower.endswith(HTML):
        return Format.HTML
    if lower.endswith(ROWS):
        return Format.CSV
    return Format.MARKDOWN if lower.endswith(MARKDOWN) else Format.TXT


def _plain(head: bytes) -> bytes:
    """The head in an encoding that keeps ASCII as it is."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode("utf-8", "replace")
    return head


# What files begin with that no reader knows, whatever they are called.
_UNREAD = {
    b"GIF8": "gif",
    b"\x1f\x8b": "gz",
    b"Rar!\x1a": "rar",
    b"7z\xbc\xaf": "7z",
}


def format_unread(head: bytes) -> str | None:
    """What the name of a file that begins with `head` should end in, if no reader knows it."""
    return next((kind for mark, kind in _UNREAD.items() if head.startswith(mark)), None)


# What the parts of a package of one format are called, in lower case, and what that is.
_PARTS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("ofd.xml", "ofd"),
    ("meta-inf/container.xml", "epub"),
    ("content.xml", "odt"),
)
# What the streams of a compound file are called; who holds another's, holds it in a folder.
_STREAMS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}


def format_in_zip(names: Iterable[str]) -> str:
    """What a ZIP of parts with these names is: what its own name would end in."""
    plain = [name.replace("\\", "/").lstrip("./").lower() for name in names]
    return next((kind for part, kind in _PARTS if any(n.startswith(part) for n in plain)), "zip")


def format_in_ole(names: Container[str]) -> str:
    """The same of a compound file of these streams; "encrypted" for a newer format behind a
    password."""
    return next((kind for name, kind in _STREAMS.items() if name in names), "ole")


def streams_in(data: bytes) -> list[str]:
    """The streams that a compound file may have, as far as that is seen without opening it."""
    return [name for name in _STREAMS if name.encode("utf-16-le") in data]
