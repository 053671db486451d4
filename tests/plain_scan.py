"""Every place of some words, character by character: what `retrieval.excerpts.occurrences` is
compared with. No index, no regular expression, and nothing of the code that is tested but folding.
"""

from array import array

from retrieval.text.folding import fold

_NOTHING = set("\xad\u180e\u200b\u200c\u200d\u200e\u200f\ufeff")
_NOTHING |= set(map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A))))


def blank(character: str) -> bool:
    return (character.isspace() and character != "\n") or character in _NOTHING


def chinese(character: str) -> bool:
    code = ord(character)
    return (
        0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )


class Plain:
    """A text without the blanks that do not count, those that do as one; where each came from."""

    def __init__(self, text: str) -> None:
        folded = fold(text)
        kept = [(c, n) for n, c in enumerate(folded) if not blank(c)]
        letters, self.offsets = [], array("L")
        for number, (character, offset) in enumerate(kept):
            before = kept[number - 1] if number else None
            gap = before is not None and before[1] < offset - 1
            if gap and not chinese(before[0]) and not chinese(character):
                letters.append(" ")
                self.offsets.append(before[1] + 1)
            letters.append(character)
            self.offsets.append(offset)
        self.letters = "".join(letters)

    def spans(self, words: str) -> list[tuple[int, int]]:
        """Where words stand, from left to right, none over another."""
        wanted = Plain(words.strip()).letters
        found, at = [], self.letters.find(wanted)
        while at >= 0:
            past = at + len(wanted)
            found.append((self.offsets[at], self.offsets[past - 1] + 1))
            at = self.letters.find(wanted, past)
        return found
