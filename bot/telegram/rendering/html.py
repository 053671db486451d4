"""Text for Telegram's parser of HTML, cut to the length that Telegram allows."""

import re
from html import escape, unescape

_TAG = re.compile("<[^>]*>")


def escaped(text: str) -> str:
    """`text` so that Telegram shows it as it is."""
    return escape(text, quote=False)


def plain(html: str) -> str:
    """The text that Telegram shows of `html`."""
    return unescape(_TAG.sub("", html))


def utf16_length(text: str) -> int:
    """The length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, units: int) -> str:
    """`text`, or its beginning with … where it is longer than `units` UTF-16 units."""
    if utf16_length(text) <= units:
        return text
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * max(units - 1, 0)]
    return head.decode("utf-16-le", "ignore") + "…"


def clipped_front(text: str, units: int) -> str:
    """`text`, or its end with … where it is longer than `units` UTF-16 units."""
    return text if utf16_length(text) <= units else "…" + clipped(text[::-1], units)[-2::-1]


def clipped_line(text: str, units: int) -> str:
    """`text` on one line, or its beginning with … where it is longer than `units` UTF-16 units."""
    return clipped(" ".join(text.split()), units)
