"""Characters that stand inside words and are none of them: 田　壮, 通<zero width>知.

Moved behind the words that they stand in, they part nothing any longer, and no sentence gets longer
or shorter by it: a slice between two marks holds the same characters.
"""

from collections.abc import Iterator, Sequence

from retrieval.text.patterns import lazy

# Soft hyphens, characters without width, marks of direction, byte order marks.
INVISIBLE = lazy("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WORD = lazy(r"[^\W_]")


def settled(text: str, fillers: Sequence[int]) -> str:
    """`text` with the characters at these offsets, in order, behind the letters that follow them.

    The same length, always.
    """
    if not fillers:
        return text
    return "".join(text[start:end] for start, end in _moved(text, fillers))


def origins(text: str, fillers: Sequence[int]) -> Sequence[int]:
    """For every character of `settled(text, fillers)`, its offset in `text`."""
    if not fillers:
        return range(len(text))
    return [place for start, end in _moved(text, fillers) for place in range(start, end)]


def _moved(text: str, fillers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The slices of `text` in the order in which they come to stand."""
    waiting: list[int] = []
    start = 0
    for filler in (*fillers, len(text)):
        if waiting and (end := _end_of_word(text, start, filler)) < filler:
            yield start, end
            yield from ((place, place + 1) for place in waiting)
            waiting, start = [], end
        if start < filler:
            yield start, filler
        waiting.append(filler)
        start = filler + 1
    yield from ((place, place + 1) for place in waiting[:-1])


def _end_of_word(text: str, start: int, end: int) -> int:
    """Where the letters end that `text[start:end]` begins with."""
    while start < end and _WORD.match(text, start):
        start += 1
    return start
