"""Texts cut to the length that Telegram allows."""


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
