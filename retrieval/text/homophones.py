"""What a mistyped word may have been: words that sound alike, and what pinyin may stand for.

鸭金 sounds like 押金, and guojielu is 国界路. Only what a library holds comes into question:
candidates grow a character at a time, each pair of characters held.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from retrieval.text.folding import data
from retrieval.text.patterns import lazy

Counted = Callable[[Sequence[str]], Sequence[int]]
"""In how many passages each of some terms stands."""

# Candidates that are kept while they grow, those of the most frequent pairs; what is longer is no
# word.
_KEPT = 300
_LONGEST = 6
_LETTERS = lazy("[a-z]{4,36}")


def sounding_like(word: str, pairs: Counted) -> list[str]:
    """What sounds like a folded Chinese word, tones too, made of pairs of characters that are held;
    half of its characters are its own, as they are where somebody chose a wrong one."""
    grown = _grown([_alike(character) for character in word], pairs)
    most = len(word) // 2
    return [
        text
        for text in grown
        if 0 < sum(one != other for one, other in zip(text, word, strict=True)) <= most
    ]


def spelled(letters: str, pairs: Counted) -> list[str]:
    """What folded letters may be the pinyin of, made of pairs of characters that are held."""
    if _LETTERS.fullmatch(letters) is None:
        return []
    syllables = _toneless()
    found: list[str] = []
    for cut in sorted(_cuts(letters, syllables, _LONGEST), key=len):
        found += _grown([syllables[each] for each in cut], pairs)
    return found


def in_letters(word: str) -> tuple[str, ...]:
    """The syllables, without tones, that the characters of a folded Chinese word are mostly read
    as; none if the reading of one is not known."""
    found = tuple(_reading().get(character, "") for character in word)
    return found if all(found) else ()


def _grown(choices: Sequence[Sequence[str]], pairs: Counted) -> list[str]:
    """The texts of one character of each of `choices`, each pair held."""
    if not 2 <= len(choices) <= _LONGEST:
        return []
    found = dict.fromkeys(choices[0], 0)
    for following in choices[1:]:
        ends = dict.fromkeys(text[-1] for text in found)
        both = [one + other for one, other in product(ends, following)]
        held = {pair: n for pair, n in zip(both, pairs(both), strict=True) if n}
        grown = {
            text + other: held[text[-1] + other]
            for text in found
            for other in following
            if text[-1] + other in held
        }
        found = dict(sorted(grown.items(), key=lambda each: -each[1])[:_KEPT])
    return list(found)


def _alike(character: str) -> str:
    """The characters that are mostly read like one, itself among them."""
    return next((own for own, _ in _readings().values() if character in own), character)


def _cuts(letters: str, syllables: Mapping[str, str], most: int) -> Iterator[tuple[str, ...]]:
    """The ways to cut letters into syllables, at `most` so many."""
    if not letters:
        yield ()
    for end in range(1, min(len(letters), 6) + 1) if most else ():
        if letters[:end] in syllables:
            for rest in _cuts(letters[end:], syllables, most - 1):
                yield (letters[:end], *rest)


@cache
def _readings() -> Mapping[str, tuple[str, str]]:
    """Syllable with its tone -> the characters that are mostly read so, those that also are."""
    found = {}
    for line in data("readings.txt"):
        syllable, mostly, also = f"{line} ".split(" ", 2)
        found[syllable] = (mostly, also.strip())
    return found


@cache
def _reading() -> Mapping[str, str]:
    """Character -> the syllable, without its tone, that it is mostly read as."""
    return {c: syllable[:-1] for syllable, (mostly, _) in _readings().items() for c in mostly}


@cache
def _toneless() -> Mapping[str, str]:
    """Syllable without its tone -> the characters that are read so."""
    found: dict[str, str] = {}
    for syllable, (mostly, also) in _readings().items():
        found[syllable[:-1]] = found.get(syllable[:-1], "") + mostly + also
    return found
