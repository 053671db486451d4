"""Saved web pages with all that belongs to them in one file (MHTML, RFC 2557): the page alone."""

from email import message_from_bytes
from email.message import Message

from retrieval.reading.formats.frame import DAMAGED, Extracted, Limits, Refused
from retrieval.reading.formats.web import html

_PAGES = ("text/html", "application/xhtml+xml")


def read(data: bytes, limits: Limits) -> Extracted:
    """The text of the page that was saved; nothing else in the file is looked at."""
    archive = message_from_bytes(data)
    pages = [part for part in archive.walk() if part.get_content_type() in _PAGES]
    if not pages:
        raise Refused(DAMAGED)
    page = _root(archive, pages)
    content = page.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise Refused(DAMAGED)
    url = page.get("Content-Location") or archive.get("Snapshot-Content-Location") or ""
    told = str(url).strip() if str(url).startswith(("http://", "https://")) else ""
    return html.read(content, limits, told, page.get_content_charset() or "")


def _root(archive: Message, pages: list[Message]) -> Message:
    """The page that the archive names as the one it is of; else the first."""
    start = archive.get_param("start")
    return next((page for page in pages if page.get("Content-ID") == start), pages[0])
