"""Characters that stand inside words and are none of them: 田　壮, 二十<line end>一.

Moved behind the words that they stand in, they part nothing any longer, and no sentence gets longer
or shorter by it: a slice between two marks holds the same characters.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.text.patterns import lazy

# Soft hyphens, characters without width, marks of direction, byte order marks.
INVISIBLE = lazy("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Filler(NamedTuple):
    """The offset of a character that stands inside a word, and that behind which the word ends."""

    place: int
    behind: int


def settled(text: str, fillers: Sequence[Filler]) -> str:
    """`text` with `fillers`, in order, behind their words. The same length, always."""
    if not fillers:
        return text
    found, past = [], 0
    for start, end, own in _stretches(fillers):
        found += [text[past:start], *(text[place] for place in _order(start, end, own))]
        past = end
    return "".join((*found, text[past:]))


def replaced(text: str, places: Sequence[int], character: str) -> str:
    """`text` with a character in place of those at these offsets, which are in order."""
    if not places:
        return text
    edges = [0, *(edge for place in places for edge in (place, place + 1)), None]
    return character.join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


def origins(text: str, fillers: Sequence[Filler]) -> Sequence[int]:
    """For every character of `settled(text, fillers)`, its offset in `text`."""
    if not fillers:
        return range(len(text))
    found = [*range(len(text))]
    for start, end, own in _stretches(fillers):
        found[start:end] = _order(start, end, own)
    return found


def _stretches(fillers: Sequence[Filler]) -> Iterator[tuple[int, int, list[Filler]]]:
    """Where fillers and what they move behind stand, apart from each other, with the fillers."""
    own: list[Filler] = []
    end = -1
    for filler in fillers:
        if own and filler.place >= end:
            yield own[0].place, end, own
            own = []
        own.append(filler)
        end = max(end if len(own) > 1 else -1, filler.behind)
    if own:
        yield own[0].place, end, own


def _order(start: int, end: int, fillers: Sequence[Filler]) -> list[int]:
    """The offsets from `start` to `end` as they come to stand."""
    keys = {place: 2 * place + 1 for place in range(start, end)}
    keys.update((place, 2 * behind) for place, behind in fillers)
    return sorted(range(start, end), key=keys.__getitem__)
