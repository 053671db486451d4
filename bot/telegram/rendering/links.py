"""Links to the page that a document came from, scrolled to the words that were quoted."""

import ipaddress
import re
from urllib.parse import quote, urlsplit

from retrieval import Excerpt

# The characters that a link looks for, and those at which it may stop: browsers find whole words.
FRAGMENT, SHORTEST = 40, 8
_STOP = re.compile(r"[，。；：、！？,.;:!?\s]")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]){_LABEL}")
_NO_URL = re.compile(r"[\s<>\"\x00-\x1f\x7f]")
MAX_URL = 1000


def source_url(excerpt: Excerpt) -> str | None:
    """The page the document came from, scrolled to the excerpt, if the document names one."""
    url = excerpt.citation.url
    if not url or not is_web_address(url):
        return None
    fragment = quote(_beginning(excerpt.text), safe="").replace("-", "%2D")
    return f"{url.partition('#')[0]}#:~:text={fragment}"


def is_web_address(url: str) -> bool:
    """Whether `url` is one that Telegram lets a button open; it refuses the message otherwise."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and port != 0 and not parts.username
    return plain and len(url) <= MAX_URL and not _NO_URL.search(url) and _is_host(host)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            return bool(_HOST.fullmatch(host.encode("idna").decode()))
        except UnicodeError:
            return False
    return True


def _beginning(text: str) -> str:
    """The first words of the first line, up to where a clause ends if it does in time."""
    line = re.split(r"[\n\t]", text, maxsplit=1)[0]
    if len(line) <= FRAGMENT:
        return line.strip()
    stops = [m.start() for m in _STOP.finditer(line, SHORTEST, FRAGMENT)]
    return line[: stops[-1] if stops else FRAGMENT].strip()
