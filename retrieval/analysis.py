"""Text -> terms. Folding, words, character bigrams; what leaves a question.

Folding never moves an offset: it maps one code point to one code point, so a term found in folded
text stands at the same offsets in the text itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from retrieval.errors import QuestionEmpty
from retrieval.segmenter import Segmenter

# Runs that bigrams are cut from (Chinese characters, the extensions in the supplementary planes
# included), and runs that are kept whole (letters and digits of every other script).
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_WORD = re.compile(r"[^\W_]")
_STATED_NUMBER = re.compile(
    rf"([{_HAN}]{{4,16}})\d{{1,6}}(?:\.\d+)?([万亿]?[吨元个家名人场条件项次座所]次?)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be searched: folded and without question words.

    `words` and `bigrams` are in the order of the question, each once.
    """

    text: str
    words: tuple[str, ...]
    bigrams: tuple[str, ...]


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
    return {ord(line[0]): ord(line[1]) for line in _data("traditional.txt")}


def _data(name: str) -> list[str]:
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


def parse(question: str) -> Query:
    """The terms to look for. A question of question words alone is searched for as it is.

    Raises QuestionEmpty when nothing in it can be looked for.
    """
    folded = fold(question)
    asked = _without_question_words(folded)
    text = asked if _WORD.search(asked) else folded
    query = Query(text, tuple(dict.fromkeys(words(text))), tuple(dict.fromkeys(bigrams(text))))
    if not query.words:
        raise QuestionEmpty
    return query


def is_question(text: str) -> bool:
    """Whether `text` looks like a question: it ends like one or holds a question word."""
    folded = fold(text).rstrip()
    return folded.endswith("?") or _without_question_words(folded) != folded


def example(clause: str) -> str | None:
    """The question that `clause` answers with its one number, or None if it states none.

    满都拉口岸过货量突破662万吨 -> 满都拉口岸过货量突破多少万吨?
    """
    match = _STATED_NUMBER.fullmatch(clause.strip("，,。；;、"))
    return f"{match[1]}多少{match[2]}?" if match else None


def _without_question_words(folded: str) -> str:
    """`folded` with spaces in place of its question words; the same length."""
    edges = {0, *accumulate(map(len, segmenter().cut(folded)))}

    def blank(match: re.Match[str]) -> str:
        whole = match.start() in edges and match.end() in edges
        return " " * len(match[0]) if whole else match[0]

    return _question_words().sub(blank, folded)


@cache
def _question_words() -> re.Pattern[str]:
    """Matches question words, the longest first."""
    return re.compile("|".join(sorted(_data("question_words.txt"), key=len, reverse=True)))
