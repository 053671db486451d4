"""Text -> terms. Folding, words, character bigrams; what leaves a question.

Folding never moves an offset: it maps one code point to one code point, so a term found in folded
text stands at the same offsets in the text itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain, pairwise

from retrieval.errors import QuestionEmpty
from retrieval.segmenter import Segmenter

# Runs that bigrams are cut from (Chinese characters, the extensions in the supplementary planes
# included), and runs that are kept whole (letters and digits of every other script).
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_WORD = re.compile(r"[^\W_]")
# Of the question words, those that stand where the answer would: 吗, 是否 and 请问 do not.
_ASKS_FOR = re.compile(r"[什哪多几何怎谁啥]|wh|how")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be searched: folded and without question words.

    `folded` is the whole question; `text` is of the same length, with spaces for the question
    words. `words`, `bigrams`, `pairs` (of adjacent words) and `characters` are in the order of the
    question, each once. `asked` is where the word that asks for something stood, or None.
    """

    folded: str
    text: str
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    pairs: tuple[str, ...]
    characters: tuple[str, ...]
    asked: tuple[int, int] | None


class _Folding(dict[int, int]):
    """Code point -> folded code point, filled as characters are met."""

    def __missing__(self, code: int) -> int:
        folded = self[code] = _fold_character(code)
        return folded


def _fold_character(code: int) -> int:
    """Width and compatibility forms (NFKC), then case; kept where that is not one character."""
    character = chr(code)
    for form in (unicodedata.normalize("NFKC", character), character.lower()):
        character = form if len(form) == 1 else character
    character = character.lower() if len(character.lower()) == 1 else character
    return _simplified().get(ord(character), ord(character))


@cache
def _simplified() -> dict[int, int]:
    """Traditional code point -> Simplified code point, from OpenCC's tables."""
    return {ord(line[0]): ord(line[1]) for line in data("traditional.txt")}


def data(name: str) -> list[str]:
    """The lines of a data file of ours that are not comments."""
    text = (files("retrieval") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` with width, case and Traditional characters folded; the same length, always."""
    return text.translate(_FOLDING)


@cache
def segmenter() -> Segmenter:
    """The segmenter that documents and questions share."""
    return Segmenter()


def words(folded: str) -> list[str]:
    """The words of `folded` in order: jieba's tokens that hold a letter, digit or character."""
    return [token for token in segmenter().cut(folded) if _WORD.search(token)]


def bigrams(folded: str) -> list[str]:
    """The character bigrams of `folded` in order; runs of letters and digits are kept whole.

    A Chinese character that stands alone is a term of its own.
    """
    terms: list[str] = []
    for run in _RUN.findall(folded):
        if len(run) == 1 or not _IS_HAN.match(run):
            terms.append(run)
        else:
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
    return terms


def pairs(terms: list[str]) -> list[str]:
    """Each two adjacent terms as one."""
    return [f"{one} {other}" for one, other in pairwise(terms)]


def parse(question: str) -> Query:
    """The terms to look for. A question of question words alone is searched for as it is.

    Raises QuestionEmpty when nothing in it can be looked for.
    """
    folded = fold(question)
    asked = _without_question_words(folded)
    text = asked if _WORD.search(asked) else folded
    found = words(text)
    if not found:
        raise QuestionEmpty
    return Query(
        folded,
        text,
        words=_once(found),
        bigrams=_once(bigrams(text)),
        pairs=_once(chain.from_iterable(pairs(words(part)) for part in text.split())),
        characters=_once(c for c in text if c.isalnum() and c not in _stop_characters()),
        asked=_asked(folded),
    )


def _once(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))


def _asked(folded: str) -> tuple[int, int] | None:
    """Where the first question word that asks for something stands."""
    found = (m for m in _question_words().finditer(folded) if _ASKS_FOR.search(m[0]))
    return next((m.span() for m in found), None)


def is_question(text: str) -> bool:
    """Whether `text` looks like a question: it ends like one or holds a question word."""
    folded = fold(text).rstrip()
    return folded.endswith("?") or _without_question_words(folded) != folded


def _without_question_words(folded: str) -> str:
    """`folded` with spaces in place of its question words; the same length."""
    edges = {0, *accumulate(map(len, segmenter().cut(folded)))}

    def blank(match: re.Match[str]) -> str:
        whole = match.start() in edges and match.end() in edges
        return " " * len(match[0]) if whole else match[0]

    return _question_words().sub(blank, folded)


@cache
def _stop_characters() -> frozenset[str]:
    return frozenset(data("stop_characters.txt"))


@cache
def _question_words() -> re.Pattern[str]:
    """Matches question words, the longest first."""
    return re.compile("|".join(sorted(data("question_words.txt"), key=len, reverse=True)))
