"""Which language a text is in, Chinese or English, as far as its script tells."""

from collections import Counter
from collections.abc import Iterable

from retrieval.text.patterns import lazy

CHINESE, ENGLISH = "zh", "en"
_HAN, _WORDS = lazy("[\u4e00-\u9fff]"), lazy("[a-zA-Z]{2,}")
# The share of texts in a language from which on all count as in it.
_NEARLY_ALL = 0.9


def language_of(text: str) -> str | None:
    """The language of most of a text: a character counts as much as a word; None without either."""
    han, words = len(_HAN.findall(text)), len(_WORDS.findall(text))
    if not han and not words:
        return None
    return CHINESE if han >= words else ENGLISH


def common_language(texts: Iterable[str]) -> str | None:
    """The language that nearly all of `texts` are in; None where there is none."""
    counts = Counter(filter(None, map(language_of, texts)))
    for language, count in counts.most_common(1):
        return language if count >= _NEARLY_ALL * counts.total() else None
    return None
