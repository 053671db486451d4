"""What speaks for and against a window as an answer, as numbers: topic and evidence, not wording.

A word of the question weighs what it tells: its idf here times its rarity in the language, since in
a library of five passages idf says nothing. It is credited where it stands in any form, less where
only its parts stand close together. Which numbers count how much, the weights of `judge` say.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Script, script, segmenter
from retrieval.analysis.expansion import implied
from retrieval.analysis.answer_kinds import AnswerKind
from retrieval.analysis.questions import Question
from retrieval.analysis.stop_words import is_stop_character, is_stop_word
from retrieval.excerpts.relevance import runs
from retrieval.excerpts.windows import Window
from retrieval.models import Passage, folded
from retrieval.text.folding import fold
from retrieval.text.numerals import value
from retrieval.text.quantities import number_forms, stands_in
from retrieval.text.sentences import sentences

Floats = NDArray[np.float64]

# Sentences of a window that are looked at.
_SENTENCES = 12
# Characters from one part of a compound to the next that still make one thing.
_CLOSE = 16
# A word of the kind that is asked for (年龄, 电话, 价格) where an answer of that kind stands.
_KIND_STANDS = 0.8
_RARE = -16.0


class WindowEvidence(NamedTuple):
    """What one window has of a question; shares are from 0 to 1.

    `words`, `bigrams`, `characters`: those in the window with its title and headings, and
    `own_words`, `own_bigrams`, `own_characters` those in the window alone. `sentence`: the most that
    one sentence holds, `headed` with title and headings. `lacks_name`, `lacks_number`: 1 if a name
    or number that the question gives is not there. `kind`: 1 if an answer of the kind asked for is
    there, `kind_close` if it is in the best sentence; `unit` if in the unit asked for. `run`: words
    in the same order without a gap. `score` is the window's own, `length` in 200 characters.
    """

    words: float
    own_words: float
    sentence: float
    headed: float
    bigrams: float
    own_bigrams: float
    characters: float
    own_characters: float
    lacks_name: float
    lacks_number: float
    kind: float
    kind_close: float
    unit: float
    run: float
    score: float
    length: float
    same_document: float
    missing: float
    told: float


class DocumentEvidence(NamedTuple):
    """What the document of a window has: `words`: the share of the words; `unknown`: of those that
    no passage of the library holds and it has not got either; `lacks_name`; `kind_missing`: 1 if an
    answer of the kind asked for is not in the window."""

    words: float
    unknown: float
    lacks_name: float
    other_year: float
    other_model: float
    other_place: float


class Wanted:
    """What of a question must be found, prepared once.

    `words` and `bigrams` are their idf in the library, `highest` that of a term that it has not.
    """

    def __init__(self, question: Question, words: Floats, bigrams: Floats, highest: float) -> None:
        self.question = question
        self.forms = [question.forms(word) for word in question.words]
        rarity = np.array([_weight(forms[0]) for forms in self.forms])
        relative = words / (highest or 1.0)
        self.weights = rarity * (0.25 + 0.75 * relative)
        self.weights /= self.weights.sum() or 1.0
        self.order = np.argsort(-self.weights, kind="stable")
        self.unheard = relative >= 1 - 1e-9
        stopped = [0.3 if any(map(is_stop_character, b)) else 1.0 for b in question.bigrams]
        self.bigrams = bigrams * np.array(stopped) if len(bigrams) else bigrams
        self.bigrams = self.bigrams / (self.bigrams.sum() or 1.0)
        self.bigram_forms = [question.forms(bigram) for bigram in question.bigrams]
        self.characters = [c for c in question.characters if len(c) == 1]
        self.kind = question.kind
        self.unit = question.unit
        self.names, self.numbers = question.names, question.numbers
        self.parts = re.findall(r"\w+", question.text)
        asks = self.kind is not None and self.kind.asked
        self.asking = np.array(
            [bool(asks and len(f[0]) <= 6 and asks.search(f[0])) for f in self.forms], bool
        )

    def credits(self, text: str) -> Floats:
        """How much of each word stands in a folded text."""
        found = np.array([credit(forms, text) for forms in self.forms])
        if self.kind is not None and self.asking.any() and self.kind.answered.search(text):
            found = np.maximum(found, _KIND_STANDS * self.asking)
        return found

    def share(self, held: Floats) -> float:
        """How much of the question that is."""
        return float(self.weights @ held)


class Context(NamedTuple):
    """Where a window stands: its passage's headings with the title, and what that implies."""

    headings: str
    meant: str


def context_of(window: Window, passage: Passage) -> Context:
    """What stands above the window that begins in `passage`, folded."""
    document = window.document
    above = window.section.path(document) if window.section else ()
    (meant,) = implied([passage])
    return Context(fold("\n".join((document.title, *above))), "\n".join(meant))


def window_evidence(
    wanted: Wanted, window: Window, context: Context, same_document: bool
) -> WindowEvidence:
    """The evidence in one window."""
    text = window.document.text
    own = folded(window.document)[window.start : window.end]
    whole = "\n".join((context.headings, own, context.meant))
    here, all_of_it = wanted.credits(own), wanted.credits(whole)
    above = np.array([credit(forms, context.headings) for forms in wanted.forms])
    best, headed, kind_close = 0.0, 0.0, 0.0
    most = -1.0
    base = window.start
    for start, end in sentences(text, window.start, window.end)[:_SENTENCES]:
        sentence = own[start - base : end - base]
        held = wanted.credits(sentence)
        share = wanted.share(held)
        best = max(best, share)
        headed = max(headed, wanted.share(np.maximum(held, above)))
        if share > most:
            most = share
            kind_close = _answers(wanted.kind, sentence)
    names = [any(stands_in(form, whole) for form in forms) for forms in wanted.names]
    numbers = [any(stands_in(form, whole) for form in forms) for forms in wanted.numbers]
    in_whole = np.array([any(map(whole.__contains__, f)) for f in wanted.bigram_forms], bool)
    in_own = np.array([any(map(own.__contains__, f)) for f in wanted.bigram_forms], bool)
    characters = wanted.characters
    return WindowEvidence(
        words=wanted.share(all_of_it),
        own_words=wanted.share(here),
        sentence=best,
        headed=headed,
        bigrams=float(wanted.bigrams @ in_whole),
        own_bigrams=float(wanted.bigrams @ in_own),
        characters=_mean([c in whole for c in characters]),
        own_characters=_mean([c in own for c in characters]),
        lacks_name=float(not all(names) or not all(numbers)),
        lacks_number=float(not all(numbers)),
        kind=_answers(wanted.kind, own),
        kind_close=kind_close,
        unit=float(bool(wanted.unit and wanted.unit.search(own))),
        run=runs(wanted.parts, whole),
        score=window.score,
        length=len(own) / 200,
        same_document=float(same_document),
        missing=float((wanted.weights * (1 - all_of_it)).max(initial=0.0)),
        told=float(all_of_it[wanted.order[:2]].mean()) if len(wanted.order) else 0.0,
    )


def document_evidence(wanted: Wanted, window: Window, context: Context) -> DocumentEvidence:
    """The evidence in the whole document of a window."""
    whole = "\n".join((folded(window.document), context.headings, context.meant))
    held = wanted.credits(whole)
    names = [*wanted.names, *wanted.numbers]
    return DocumentEvidence(
        words=wanted.share(held),
        unknown=float(wanted.weights @ (wanted.unheard * (1 - held))),
        lacks_name=float(not all(any(stands_in(f, whole) for f in forms) for forms in names)),
        other_year=float(_other_year(wanted, window, context, whole)),
        other_model=float(_other(_MODEL, wanted.question.text, window, context, whole)),
        other_place=float(_other(_PLACE, wanted.question.text, window, context, whole)),
    )


_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?=年|[-/.]\d|(?!\d))|([一二][〇○零一二三四五六七八九]{3})年")
_MODEL = re.compile(r"(?<![a-z0-9])(?:[a-z]\d+|[a-z]+-?\d+|[a-z])(型|号|款|类|级|座|栋|线|区)(?![a-z0-9])")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2}(镇|乡|村|路|街道|小区|县)")


def _years(text: str) -> set[int]:
    return {value(m[1] or m[2]) for m in _YEAR.finditer(text)}


def _other_year(wanted: Wanted, window: Window, context: Context, whole: str) -> bool:
    asked = _years(wanted.question.text)
    if not asked or asked & _years(whole):
        return False
    own = folded(window.document)[window.start : window.end]
    return bool(_years(context.headings + own))


def _other(pattern: re.Pattern[str], question: str, window: Window, context: Context, whole: str) -> bool:
    own = context.headings + folded(window.document)[window.start : window.end]
    for match in pattern.finditer(question):
        if match[0] in whole:
            continue
        if any(other[1] == match[1] for other in pattern.finditer(own)):
            return True
    return False


def credit(forms: Sequence[str], text: str) -> float:
    """How much of a word, by its forms, stands in a folded text, from 0 to 1.

    1 as it is written, or as another form of its number; less for its characters in order with gaps
    (业委会 in 业主委员会) or its parts within a few characters of each other.
    """
    best = 0.0
    for form in forms:
        if stands_in(form, text):
            return 1.0
        best = max(best, _partly(form, text))
    return best


def _partly(form: str, text: str) -> float:
    size = len(form)
    if size < 2 or any(script(c) is not Script.HAN for c in form) or len(number_forms(form)) > 1:
        return 0.0
    if size == 2:
        return _of_two(form, text)
    if _gapped(form).search(text):
        return 0.85
    pieces = _pieces(form, text)
    got = sum(map(len, pieces))
    if not got:
        return 0.0
    rest = [c for c in form if not any(c in piece for piece in pieces)]
    close = 0.95 if _are_close(pieces, text) else 0.7
    return min(1.0, close * (got + 0.5 * sum(c in text for c in rest)) / size)


def _of_two(form: str, text: str) -> float:
    if _gapped(form).search(text) or form[::-1] in text:
        return 0.6
    there = [c in text and not is_stop_character(c) for c in form]
    return 0.3 if all(there) else 0.2 if any(there) else 0.0


@lru_cache(maxsize=1 << 10)
def _gapped(form: str) -> re.Pattern[str]:
    """The characters of a word in order, with gaps of at most two."""
    return re.compile(r"[^\s,。;，；]{0,2}?".join(map(re.escape, form)))


def _pieces(form: str, text: str) -> list[str]:
    """The longest parts of a word, of two characters and more, that stand in `text`."""
    pieces, start = [], 0
    while start < len(form) - 1:
        end = start + 1
        while end < len(form) and form[start : end + 1] in text:
            end += 1
        if end - start >= 2:
            pieces.append(form[start:end])
        start = max(end, start + 1) if end - start >= 2 else start + 1
    return pieces


def _are_close(pieces: Sequence[str], text: str) -> bool:
    if len(pieces) < 2:
        return True
    place = text.find(pieces[0])
    for _ in range(50):
        if place < 0:
            return False
        around = text[max(place - _CLOSE, 0) : place + len(pieces[0]) + _CLOSE]
        if all(piece in around for piece in pieces[1:]):
            return True
        place = text.find(pieces[0], place + 1)
    return False


def _answers(kind: AnswerKind | None, text: str) -> float:
    return float(kind is not None and kind.answered.search(text) is not None)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


@lru_cache(maxsize=1 << 12)
def _weight(word: str) -> float:
    """How much a word tells by itself, 0 to 1: how rare it is in the language; stop words little."""
    if not any(script(c) is Script.HAN for c in word):
        rarity = 0.8 if len(word) > 1 else 0.5
    else:
        likelihood = segmenter("").likelihood(word)
        rarity = min(1.0, max(0.15, (-(_RARE if likelihood is None else likelihood) - 5.0) / 9.0))
    if is_stop_word(word):
        return 0.15 * rarity
    if len(word) == 1:
        return (0.05 if is_stop_character(word) else 0.4) * rarity
    return rarity
