"""A stretch of text laid beside the text that it comes closest to, and where they differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein

# Edits are searched for no further from the densest stretch than this share of what is looked for,
# and this many characters.
_MARGIN, _LEAST_MARGIN = 0.5, 16
# With a third of the characters changed, 4 of 9 pairs are left; below this share, nothing is near.
# Of fewer characters than this there are too few pairs to tell.
_HELD, _BRIEF = 0.25, 16
# A word of letters or a number is one thing; of Chinese each character is.
_TOKEN = re.compile(r"[0-9a-z]+(?:[.,:/][0-9]+)*[%‰]?|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Alignment:
    """`text[start:end]` is at `distance` (insertions, deletions, replacements) of what was
    looked for, and nothing else near it is closer."""

    start: int
    end: int
    distance: int


@dataclass(frozen=True, slots=True)
class Edit:
    """`one[start:end]` stands where the other has `other[other_start:other_end]`; either may be
    empty."""

    start: int
    end: int
    other_start: int
    other_end: int


def locate(wanted: str, text: str) -> Alignment | None:
    """The stretch of `text` nearest to `wanted`, which is not empty, by edit distance.

    None where no stretch has the character pairs of `wanted` that one with a third of it changed
    would have. Exact within the part of `text` where the most character pairs of `wanted` stand;
    the time grows with len(wanted)² at worst. Myers (1999), "A fast bit-vector algorithm for
    approximate string matching based on dynamic programming", with long integers as bit vectors.
    RapidFuzz's `partial_ratio_alignment` looks at stretches of one length only, and takes cubic
    time on text that repeats itself (https://github.com/rapidfuzz/RapidFuzz/issues/430).
    """
    densest = _densest(wanted, text)
    if densest is None:
        return None
    first, past = densest
    end, distance = _nearest_end(wanted, text[first:past])
    # The same backwards from there finds where it begins.
    length, _ = _nearest_end(wanted[::-1], text[first : first + end][::-1], anchored=True)
    return Alignment(first + end - length, first + end, distance)


def _densest(wanted: str, text: str) -> tuple[int, int] | None:
    """The part of `text` that holds the most character pairs of `wanted`, with room around it.

    None if that is hardly any.
    """
    margin = int(len(wanted) * _MARGIN) + _LEAST_MARGIN
    size = len(wanted) - 1
    if len(wanted) < _BRIEF or len(text) <= len(wanted):
        return 0, len(text)
    held = np.isin(_pairs(text), _pairs(wanted))
    upto = np.concatenate(([0], np.cumsum(held)))
    counts = upto[size:] - upto[:-size]
    start = int(np.argmax(counts))
    if counts[start] < _HELD * size:
        return None
    return max(start - margin, 0), start + len(wanted) + margin


def _pairs(text: str) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    return codes[:-1] << np.uint64(32) | codes[1:]


def _nearest_end(wanted: str, text: str, *, anchored: bool = False) -> tuple[int, int]:
    """Where the stretch of `text` that is nearest to `wanted` ends, and its distance.

    `anchored`: it begins where `text` does. The first of several, but a last character that is
    replaced rather than missing.
    """
    places: dict[str, int] = {}
    for number, character in enumerate(wanted):
        places[character] = places.get(character, 0) | 1 << number
    mask, top = (1 << len(wanted)) - 1, 1 << (len(wanted) - 1)
    # One bit a row of the column: one more, or one less, than the row above.
    more, less = mask, 0
    distance = nearest = len(wanted)
    end = first = 0
    for at, character in enumerate(text, start=1):
        equal = places.get(character, 0)
        vertical = equal | less
        diagonal = (((equal & more) + more) ^ more) | equal
        rises = less | (mask & ~(diagonal | more))
        falls = more & diagonal
        distance += bool(rises & top) - bool(falls & top)
        rises, falls = (rises << 1 | anchored) & mask, falls << 1 & mask
        more, less = falls | (mask & ~(vertical | rises)), rises & vertical
        if distance < nearest:
            nearest, end, first = distance, at, at
        elif distance == nearest and at == end + 1 <= first + nearest:
            end = at
    return end, nearest


def edits(one: str, other: str) -> list[Edit]:
    """The fewest edits that make `other` of `one`, in whole words and numbers.

    A run of white space is as good as another. Edits with one token between them are one.
    """
    tokens, others = _tokens(one), _tokens(other)
    found: list[Edit] = []
    for change in Levenshtein.opcodes([t for t, _ in tokens], [t for t, _ in others]):
        if change.tag == "equal":
            continue
        start, end = _span(tokens, change.src_start, change.src_end, len(one))
        other_start, other_end = _span(others, change.dest_start, change.dest_end, len(other))
        found.append(Edit(start, end, other_start, other_end))
    return _joined(found)


def _tokens(text: str) -> list[tuple[str, int]]:
    """The tokens of `text`, and where each begins."""
    found = ((match[0], match.start()) for match in _TOKEN.finditer(text))
    return [(" " if token.isspace() else token, start) for token, start in found]


def _span(tokens: list[tuple[str, int]], first: int, past: int, length: int) -> tuple[int, int]:
    """The offsets of `tokens[first:past]` in a text of `length` characters."""
    starts = [tokens[n][1] if n < len(tokens) else length for n in (first, past)]
    return starts[0], starts[1]


def _joined(found: list[Edit]) -> list[Edit]:
    joined = found[:1]
    for before, edit in pairwise(found):
        if edit.start - before.end == 1 == edit.other_start - before.other_end:
            last = joined[-1]
            joined[-1] = Edit(last.start, edit.end, last.other_start, edit.other_end)
        else:
            joined.append(edit)
    return joined


def closest(wanted: str, texts: Sequence[str], least: float) -> list[tuple[float, int]]:
    """Which of `texts` are at least so much like `wanted`, and how much, from 0 to 1.

    Alike is what characters they have in common, in order, as a share of both.
    """
    found = (
        (Indel.normalized_similarity(wanted, text, score_cutoff=least), number)
        for number, text in enumerate(texts)
    )
    return [(likeness, number) for likeness, number in found if likeness]
