"""Text -> terms. Words, character bigrams; what leaves a question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache, lru_cache, partial
from itertools import accumulate, groupby, pairwise
from operator import add

from retrieval.analysis.segmenter import Segmenter
from retrieval.analysis.stop_words import is_stop_character, is_stop_word
from retrieval.analysis.synonyms import Synonyms
from retrieval.models import Document, Kind
from retrieval.text.fillers import Filler, settled
from retrieval.text.folding import data, fold
from retrieval.text.patterns import lazy
from retrieval.text.spacing import across_lines, inside_words

WORD = lazy(r"[^\W_]")
# Of the question words, those that stand where the answer would: 吗, 是否 and 请问 do not.
_ASKS_FOR = (*"什哪多几何怎谁啥", "wh", "how")
# Those that make a question of a sentence without a mark: 请问 and 这篇 do not.
_ASKS = (*_ASKS_FOR, *"吗呢否", "是不是", "有没有", "有无")
# Those of one character that stand before any word; 何 is a surname too.
_ASKS_ALONE = frozenset("谁啥哪几")
# What is longer is no question: its cuts are not kept.
_QUESTION = 100
_NO_SYNONYMS = Synonyms()


class Script(IntEnum):
    """What a character is to bigrams: none of a word, a Chinese one, or a letter or digit."""

    NONE = 0
    HAN = 1
    OTHER = 2


def script(character: str) -> Script:
    """What a character is; the extensions in the supplementary planes are Chinese too."""
    if (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    ):
        return Script.HAN
    return Script.OTHER if character.isalnum() else Script.NONE


def bigrams(folded: str) -> list[str]:
    """The character bigrams of `folded` in order; runs of letters and digits are kept whole.

    A Chinese character that stands alone is a term of its own.
    """
    terms: list[str] = []
    for kind, characters in groupby(folded, script):
        run = "".join(characters)
        if kind is Script.HAN and len(run) > 1:
            terms += map(add, run, run[1:])
        elif kind is not Script.NONE:
            terms.append(run)
    return terms


def pairs(terms: list[str]) -> list[str]:
    """Each two adjacent terms as one."""
    return [f"{one} {other}" for one, other in pairwise(terms)]


class Analyzer:
    """Cuts texts and questions into terms as one library does: with its own words and synonyms.

    `user_dictionary` is folded text in jieba's format. Immutable; may be shared by threads.
    """

    def __init__(self, user_dictionary: str = "", synonyms: Synonyms = _NO_SYNONYMS) -> None:
        self._synonyms = synonyms
        # The words of groups are words, whatever jieba knows.
        known = [user_dictionary, *synonyms.words] if synonyms.words else [user_dictionary]
        self._segmenter = segmenter("\n".join(known))
        # A question is cut a dozen times while it is understood; a text is cut once.
        self._cut_question = lru_cache(maxsize=16)(self._segmenter.cut)
        self._asking_words = lru_cache(maxsize=16)(self._find_question_words)

    @property
    def version(self) -> str:
        """Names everything that the terms of a text depend on beside the text."""
        return f"{self._segmenter.version} {self._synonyms.groups}"

    def words(self, folded: str) -> list[str]:
        """The words of `folded` in order: jieba's tokens that hold a letter, digit or character.

        A group of synonyms stands for each of its words.
        """
        words = []
        for tokens, group in self.tokens(folded):
            words += [group] if group else [token for token in tokens if any(map(script, token))]
        return words

    def tokens(self, folded: str) -> Iterator[tuple[list[str], str | None]]:
        """`folded` in pieces: each word of a group, with its term; between them jieba's tokens."""
        for text, group in self._split(folded):
            yield ([text], group) if group else (self._cut(text), None)

    def cut(self, folded: str) -> list[str]:
        """jieba's tokens of a folded question, white space and marks too: joined, the text."""
        return self._cut(folded)

    def bigrams(self, folded: str) -> list[str]:
        """The character bigrams of `folded` in order, but for words that a group stands for."""
        return self._terms(folded, bigrams)

    def forms(self, term: str, said: str = "") -> tuple[str, ...]:
        """What stands in a text for a term: itself, or the words of a group, those `said` first."""
        return self._synonyms.forms(term, said=said)

    def knows(self, word: str) -> bool:
        """Whether a dictionary holds the word."""
        return self._segmenter.likelihood(word) is not None

    def characters(self, folded: str) -> list[str]:
        """The characters of `folded` that tell something alone, and the groups between them."""
        return self._terms(folded, _telling)

    def asks(self, folded: str) -> bool:
        """Whether a sentence looks like a question: it ends like one, or asks for something."""
        spans = self.question_words(folded)
        return folded.rstrip().endswith("?") or any(_any(_ASKS, folded[a:b]) for a, b in spans)

    def says(self, folded: str) -> bool:
        """Whether a sentence has words beside those that ask or tell nothing."""
        return not all(map(is_stop_word, self.words(self.without_question_words(folded))))

    def asking_word(self, folded: str) -> tuple[int, int] | None:
        """Where the first word stands that asks for something: 谁, not 吗."""
        spans = self.question_words(folded)
        return next((span for span in spans if _any(_ASKS_FOR, folded[slice(*span)])), None)

    def without_question_words(self, folded: str) -> str:
        """`folded` with spaces in place of its question words; the same length."""
        text = list(folded)
        for start, end in self.question_words(folded):
            text[start:end] = " " * (end - start)
        return "".join(text)

    def question_words(self, folded: str) -> Sequence[tuple[int, int]]:
        """Where question words stand that begin and end with a word, the longest that do."""
        return self._asking_words(folded)

    def _find_question_words(self, folded: str) -> Sequence[tuple[int, int]]:
        edges = self._edges(folded) | self._inner_edges(folded)
        found: list[tuple[int, int]] = []
        for start in sorted(edges):
            if found and start < found[-1][1]:
                continue
            fitting = (
                start + len(word)
                for word in _question_words().get(folded[start : start + 1], ())
                if folded.startswith(word, start) and start + len(word) in edges
            )
            end = next(fitting, None)
            if end is not None:
                found.append((start, end))
        return found

    def _inner_edges(self, folded: str) -> set[int]:
        """Where a word that asks ends inside of what was cut as one and is no word: 谁付."""
        tokens = self._cut(folded)
        starts = accumulate(map(len, tokens), initial=0)
        return {
            start + 1
            for start, token in zip(starts, tokens, strict=False)
            if len(token) == 2 and token[0] in _ASKS_ALONE and not self.knows(token)
        }

    def _cut(self, folded: str) -> list[str]:
        if len(folded) > _QUESTION:
            return self._segmenter.cut(folded)
        return list(self._cut_question(folded))

    def _terms(self, folded: str, cut: Callable[[str], Iterable[str]]) -> list[str]:
        """The terms of `folded`: those that `cut` finds, and the groups between them."""
        terms: list[str] = []
        for text, group in self._split(folded):
            terms += (group,) if group else cut(text)
        return terms

    def _split(self, folded: str) -> Iterator[tuple[str, str | None]]:
        if not self._synonyms.words:
            return iter([(folded, None)] if folded else [])
        return self._synonyms.split(folded, cache(partial(self._edges, folded)))

    def _edges(self, folded: str) -> set[int]:
        """Where words begin and end."""
        return {0, *accumulate(map(len, self._cut(folded)))}


@lru_cache(maxsize=4)
def segmenter(user_dictionary: str) -> Segmenter:
    """The segmenter that knows these words as well: one for all who want the same."""
    return Segmenter(user_dictionary)


def _telling(text: str) -> list[str]:
    """The characters that tell something when they stand alone."""
    return [c for c in text if c.isalnum() and not is_stop_character(c)]


def _any(marks: Iterable[str], text: str) -> bool:
    return any(map(text.__contains__, marks))


def is_question(text: str) -> bool:
    """Whether `text` looks like a question: it ends like one, or asks for something."""
    return Analyzer().asks(fold(text))


@cache
def _question_words() -> dict[str, tuple[str, ...]]:
    """The question words by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(data("question_words.txt"), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in found.items()}


def fillers_of(document: Document) -> list[Filler]:
    """What stands inside words in the text of `document` and is none of them, in order. Wide gaps
    part the cells of rows."""
    text = fold(document.text)
    found = fillers_in(text)
    for row in document.paragraphs if found else ():
        if row.kind is Kind.ROW:
            inside = {each.place for each in found if row.start <= each.place < row.end}
            wide = {each for each in inside if each - 1 in inside or each + 1 in inside}
            found = [each for each in found if each.place not in wide]
    return sorted((*found, *across_lines(text, document.wraps, _knows)))


def fillers_in(folded: str) -> list[Filler]:
    """The same for a folded text without line ends inside words."""
    return inside_words(folded, _knows)


def _knows(word: str) -> bool:
    return segmenter("").likelihood(word) is not None


def joined(folded: str) -> str:
    """A folded text with its fillers behind the words that they stand in; always as long."""
    return settled(folded, fillers_in(folded))
