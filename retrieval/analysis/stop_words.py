"""Words and characters that say little or nothing of what a question is about."""

from functools import cache

from retrieval.text.folding import data


def is_untold(word: str) -> bool:
    """Whether a word is neither shown as found nor as missing."""
    return word in _words("stop_words.txt")


def is_stop_word(word: str) -> bool:
    """Whether a word says nothing of what a question is about, or little (算, 应该, 规定)."""
    return is_untold(word) or word in _words("light_words.txt")


def is_stop_character(character: str) -> bool:
    """Whether a character tells nothing when it stands alone."""
    return character in _words("stop_characters.txt")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(data(name))
