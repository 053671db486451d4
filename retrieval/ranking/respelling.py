"""What a question may have meant to write: a word that no passage holds is read by its sound.

鸭金 becomes 押金 where the library has that, guojielu 国界路, and 张伟 zhang wei.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Script, script
from retrieval.analysis.questions import Question
from retrieval.analysis.stop_words import is_stop_character, is_stop_word
from retrieval.models import Filter
from retrieval.ranking.searcher import Searcher
from retrieval.text.folding import fold
from retrieval.text.homophones import in_letters, sounding_like, spelled

# Of longer texts that are no words of the library so many are cut, to see whether it has them.
_CUT = 50


class Respelling(NamedTuple):
    """`said` in a folded question, and what it may have been. `doubtful`: the dictionary knows what
    was said, so that it may be meant, or the library may not have what it may have been."""

    said: str
    meant: str
    doubtful: bool


def respellings(question: Question, searcher: Searcher, analyzer: Analyzer) -> Iterator[Respelling]:
    """For each word of `question` that no passage holds, the most frequent word of the library
    that sounds like it, if there is one."""
    for said in _unheard(question, searcher, analyzer):
        held = partial(searcher.counted, "bigrams")
        if script(said[0]) is Script.HAN:
            meant = _most_frequent(sounding_like(said, held), searcher, analyzer)
            meant = meant or _in_letters(said, searcher)
        else:
            texts = spelled(said, held)
            meant = _most_frequent(texts, searcher, analyzer) or _phrase(texts, searcher, analyzer)
        guess = None if meant or _is_han(said) else _held_together(texts, searcher)
        if meant or guess:
            yield Respelling(said, meant or guess or "", bool(guess) or analyzer.knows(said))


class Respelt(NamedTuple):
    """A question as it may have been meant, its filters where they stand in that, and the words
    that it got. `doubtful`: one of those is."""

    question: str
    filters: tuple[Filter, ...]
    meant: tuple[str, ...]
    doubtful: bool


def respelt(
    question: str, filters: Sequence[Filter], found: Iterable[Respelling]
) -> Respelt | None:
    """`question` with what was `found`; None if nothing was."""
    folded = fold(question)
    spans: list[tuple[int, int, Respelling]] = []
    for each in found:
        start = folded.find(each.said)
        end = start + len(each.said)
        if start >= 0 and not any(start < b and a < end for a, b, _ in spans):
            spans.append((start, end, each))
    if not spans:
        return None
    for start, end, each in sorted(spans, reverse=True, key=lambda span: span[0]):
        question = question[:start] + each.meant + question[end:]
        filters = [_moved(f, start, len(each.meant) - len(each.said)) for f in filters]
    every = [each for *_, each in spans]
    meant = tuple(each.meant for each in every)
    return Respelt(question, tuple(filters), meant, any(each.doubtful for each in every))


def _moved(given: Filter, place: int, by: int) -> Filter:
    """A filter behind a place in its question, by so many characters."""
    if given.span is None or given.span[0] < place:
        return given
    return given._replace(span=(given.span[0] + by, given.span[1] + by))


def _unheard(question: Question, searcher: Searcher, analyzer: Analyzer) -> Iterator[str]:
    """What stands in a question and in no passage: words; pairs of characters of what is no word;
    a word with a lone character beside it."""
    words = analyzer.words(question.text)
    for word in words:
        if not _is_han(word):
            if word.isascii() and word.isalpha() and not searcher.has_word(word):
                yield word
        elif len(word) > 1 and not is_stop_word(word) and _is_new(word, searcher):
            yield word
            if len(word) > 2 and not analyzer.knows(word):
                yield from filter(partial(_is_new, searcher=searcher), _pairs(word))
    for one, other in pairwise(words):
        both = one + other
        apart = both not in question.text or not _is_han(both) or min(len(one), len(other)) > 1
        if apart or any(is_stop_word(w) or is_stop_character(w) for w in (one, other)):
            continue
        if _is_new(one[-1] + other[0], searcher):
            yield both


def _is_new(word: str, searcher: Searcher) -> bool:
    """Whether no passage holds a Chinese word, nor all of its pairs of characters."""
    return not searcher.has_word(word) and not all(searcher.counted("bigrams", _pairs(word)))


def _most_frequent(texts: Sequence[str], searcher: Searcher, analyzer: Analyzer) -> str | None:
    """Of `texts` the word that most passages hold; None if there is none."""
    words = [text for text in texts if analyzer.knows(text)]
    counts = searcher.counted("bigrams", [text[:2] for text in words]) if words else ()
    return max(zip(counts, words, strict=True), default=(0, None))[1]


def _in_letters(word: str, searcher: Searcher) -> str | None:
    """A Chinese name as texts in English have it, where the library does: beijing, zhang wei; first
    names may come first."""
    syllables = in_letters(word) if searcher.has_english and 1 < len(word) < 5 else ()
    if not syllables:
        return None
    whole, parts = "".join(syllables), (syllables[0], "".join(syllables[1:]))
    if searcher.has_word(whole):
        return whole
    together = [" ".join(parts), " ".join(reversed(parts))]
    counts = zip(searcher.counted("pairs", together), together, strict=True)
    return next((each for count, each in counts if count), None)


def _phrase(texts: Sequence[str], searcher: Searcher, analyzer: Analyzer) -> str | None:
    """Of the first of `texts` those words that stand together in most passages, if any do."""
    found = {}
    for text in texts[:_CUT]:
        together = [" ".join(each) for each in pairwise(analyzer.words(text))]
        found[text] = min(searcher.counted("pairs", together), default=0) if together else 0
    best = max(found, key=found.__getitem__, default=None)
    return best if best and found[best] else None


def _held_together(texts: Sequence[str], searcher: Searcher) -> str | None:
    """Of the first of `texts` the one whose rarest pair of characters is the most frequent, however
    they are cut into words; two characters stand together by chance."""
    counts = {
        text: min(searcher.counted("bigrams", _pairs(text)))
        for text in texts[:_CUT]
        if len(text) > 2
    }
    return max(counts, key=counts.__getitem__, default=None)


def _pairs(word: str) -> list[str]:
    return [one + other for one, other in pairwise(word)]


def _is_han(word: str) -> bool:
    return all(script(character) is Script.HAN for character in word)
