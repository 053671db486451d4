"""What speaks for and against a window as an answer, as numbers: topic and evidence, not wording.

A word of the question weighs what it tells: its idf here times its rarity in the language, since in
a library of five passages idf says nothing. It is credited where it stands in any form, less where
only its parts stand close together. Which numbers count how much, the weights of `judge` say.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Script, joined, script, segmenter
from retrieval.analysis.credit import Forms, credit, splittable, strangers, without_pieces
from retrieval.analysis.expansion import implied
from retrieval.analysis.questions import MODEL, PLACE, Question, holds
from retrieval.analysis.stop_words import is_stop_character, is_stop_word
from retrieval.excerpts.relevance import runs
from retrieval.excerpts.table_windows import compared
from retrieval.excerpts.windows import Window
from retrieval.excerpts.years import fit, said_years
from retrieval.models import Document, Passage, Section, flowing, folded
from retrieval.text.folding import fold, plain
from retrieval.text.patterns import lazy
from retrieval.text.quantities import quantities
from retrieval.text.sentences import asks, sentences

Floats = NDArray[np.float64]

# Sentences of a window that are looked at.
_SENTENCES = 12
# A word of the kind that is asked for (年龄, 电话, 价格) where an answer of that kind stands.
_KIND_STANDS = 0.8
_KIND_WORD = 6
# How a word is weighed by how rare the language has it: of its natural logarithm, COMMON counts
# least and RARE all; a word that the dictionary lacks is as rare as that.
_COMMON, _RARE, _LEAST_RARITY = -5.0, -14.0, 0.15
_UNKNOWN = -16.0
# Letters and digits are in no dictionary: as rare as that, several and one.
_LETTERS, _LETTER = 0.8, 0.5
# What is left of it for words and characters that say little, and for any character alone.
_STOP_WORD, _STOP_CHARACTER, _ALONE = 0.15, 0.05, 0.4
# The share of a word's weight that its idf has no say in.
_BY_RARITY = 0.25

# Where words only seem to be there, so much of a question is nothing: one character of a word.
_MISTAKEN = 0.2

_PARTS = lazy(r"\w+")


class WindowEvidence(NamedTuple):
    """What one window has of a question; shares are from 0 to 1.

    `words`, `characters`: those in the window with its title and headings. `sentence`:
    the most of the words that one sentence holds, `headed` with title and headings. `kind`: 1 if an
    answer of the kind asked for is there, `kind_close` if it is in the best sentence; `unit` if in
    the unit asked for; `stated` if the provision that is sought is stated. `year`: see
    `years.fit`. `run`: words in the same order without a gap. `score` is the window's own.
    """

    words: float
    sentence: float
    headed: float
    characters: float
    kind: float
    kind_close: float
    unit: float
    stated: float
    year: float
    run: float
    score: float


class DocumentEvidence(NamedTuple):
    """What the document of a window has. `words`: the share of the words; `unknown`: of those that
    no passage of the library holds and it has not got either; `lacks_name`: 1 if a name or number
    that the question gives is not there; `contradicts`: the year, model or place asked for stands
    nowhere in it, and the window states another; or its words only seemed to be there, as pieces of
    others."""

    words: float
    unknown: float
    lacks_name: float
    contradicts: bool


class Context(NamedTuple):
    """Where a window stands: its passage's headings with the title and, of a row, the header of the
    table; and what the passage implies."""

    headings: str
    meant: str


class Wanted:
    """What of a question must be found, prepared once.

    `words` are the weights of its words in the library, `highest` that of one it has not.
    """

    def __init__(self, question: Question, words: Floats, highest: float) -> None:
        # A question has few words: sums of Python's floats take half as long as arrays here.
        self.question = question
        self.forms = [question.forms(word) for word in question.words]
        self._near = [question.near.get(word, ()) for word in question.words]
        self._splitting = [splittable(forms) for forms in self.forms]
        beside = np.array([question.weight(word) for word in question.words])
        relative = words / beside / (highest or 1.0)
        rarity = beside * np.array([_rarity(forms[0]) for forms in self.forms])
        weights = rarity * (_BY_RARITY + (1 - _BY_RARITY) * relative)
        self.weights: list[float] = (weights / (weights.sum() or 1.0)).tolist()
        self.unheard: list[bool] = (relative >= 1 - 1e-9).tolist()
        self._characters = _characters(question)
        self._parts = _PARTS.findall(question.text)
        asked = question.kind.asked if question.kind else None
        asking = [
            bool(asked and len(f[0]) <= _KIND_WORD and asked.search(f[0])) for f in self.forms
        ]
        self._asks, self._asking = any(asking), [_KIND_STANDS * each for each in asking]
        self._above: dict[str, list[float]] = {}
        self._strange = strangers(chain.from_iterable(self.forms))

    def seen(self, text: str) -> str:
        """A folded text without what only seems to be words of the question (see `credit`)."""
        return without_pieces(self._strange, text) if self._strange else text

    def credits(self, text: str, among: Sequence[float] | None = None) -> list[float]:
        """How much of each word stands in a folded text; of those alone that are not 0 `among`."""
        found = [0.0] * len(self.forms)
        for number, (forms, splitting) in enumerate(zip(self.forms, self._splitting, strict=True)):
            if among is None or among[number]:
                held = credit(forms, splitting, text)
                for each in self._near[number]:
                    if each.counts > held and each.word in text:
                        held = each.counts
                found[number] = held
        if self._asks and self.answers(text):
            found = list(map(max, found, self._asking))
        return found

    def above(self, headings: str) -> list[float]:
        """How much of each word stands in folded headings, which many windows share."""
        if headings not in self._above:
            self._above[headings] = self.credits(headings)
        return self._above[headings]

    def share(self, held: Iterable[float]) -> float:
        """How much of the question that is."""
        return float(sum(map(mul, self.weights, held)))

    def characters(self, text: str) -> float:
        """The share of its characters that tell something which stand in a folded text."""
        found = [any(map(text.__contains__, forms)) for forms in self._characters]
        return sum(found) / len(found) if found else 0.0

    def runs(self, text: str) -> float:
        """See `relevance.runs`."""
        return runs(self._parts, text)

    def answers(self, text: str) -> bool:
        """Whether an answer of the kind that is asked for stands in a folded text."""
        kind = self.question.kind
        return kind is not None and kind.answered.search(text) is not None


def _characters(question: Question) -> list[Forms]:
    """The characters of a question, each with what counts as much as the word it is in, and words
    of the other language that stand for it; its words where it has no characters."""
    alone = [c for c in question.characters if len(c) == 1]
    if alone and not question.near:
        return [(c,) for c in alone]
    words = [word for word in question.words if not is_stop_word(word)]
    others = {word: _in_other_language(question, word) for word in words}
    if not alone:
        return [(word, *others[word]) for word in words]
    return [
        (c, *question.same(c), *chain.from_iterable(others[w] for w in words if c in w))
        for c in alone
    ]


def _in_other_language(question: Question, word: str) -> Forms:
    near = question.near.get(word, ())
    return tuple(each.word for each in near if each.word.isascii() != word.isascii())


def context_of(window: Window, passage: Passage, question: Question) -> Context:
    """What stands above the window that begins in `passage`, folded; with years that it speaks of
    and the question asks for, however they are said, and how rows are to be compared."""
    (meant,) = implied([passage])
    headings = [_headings(window.document, window.section), _header(window)]
    if question.years:
        headings += said_years(question, window)
    if passage.above:
        headings += compared(question)
    return Context("\n".join(filter(None, headings)), "\n".join(meant))


@lru_cache(maxsize=1024)
def _headings(document: Document, section: Section | None) -> str:
    """The title and the headings down to a section, folded; of those used last they are kept."""
    above = section.path(document) if section else ()
    return joined(fold("\n".join((document.title, *above))))


def window_evidence(wanted: Wanted, window: Window, context: Context) -> WindowEvidence:
    """The evidence in one window."""
    own = wanted.seen(_own(window))
    whole = wanted.seen("\n".join((context.headings, own, context.meant)))
    everywhere = wanted.credits(whole)
    above = wanted.above(context.headings)
    best, headed, most_telling, at = 0.0, 0.0, "", (window.start, window.end)
    sought, header = wanted.question.sought, _header(window)
    stated = sought is not None and sought.states(header)
    for start, sentence in _sentences(window, own):
        held = wanted.credits(sentence, everywhere)
        share = wanted.share(held)
        headed = max(headed, wanted.share(map(max, held, above)))
        stated = stated or (sought is not None and sought.states(sentence))
        if share > best or not most_telling:
            best, most_telling, at = share, sentence, (start, start + len(sentence))
    unit = wanted.question.unit
    return WindowEvidence(
        words=wanted.share(everywhere),
        sentence=best,
        headed=headed,
        characters=wanted.characters(whole),
        kind=float(wanted.answers(f"{header}\n{own}")),
        kind_close=float(wanted.answers(most_telling)),
        unit=float(unit is not None and unit.search(own) is not None),
        stated=float(stated),
        year=fit(wanted.question, window, at) if wanted.question.years else 0.0,
        run=wanted.runs(whole),
        score=window.score,
    )


def document_evidence(wanted: Wanted, window: Window, context: Context) -> DocumentEvidence:
    """The evidence in the whole document of a window."""
    question = wanted.question
    text = folded(window.document)
    written = "\n".join((text, context.headings, context.meant))
    whole = wanted.seen(written)
    shown = f"{context.headings}\n{_own(window)}"
    held = wanted.credits(whole)
    words = wanted.share(held)
    mistaken = whole != written and words <= _MISTAKEN
    return DocumentEvidence(
        words=words,
        unknown=wanted.share(map(_lacked, wanted.unheard, held)),
        lacks_name=float(not holds(question.required.every, whole)),
        contradicts=mistaken or _contradicts(wanted, shown, whole, window.document),
    )


def _sentences(window: Window, own: str) -> Iterator[tuple[int, str]]:
    """The first sentences of a window, whose folded text is `own`, each with its place; a question
    and what answers it are one."""
    spans = sentences(flowing(window.document), window.start, window.end)[:_SENTENCES]
    begin = -1
    for number, (start, end) in enumerate(spans, start=1):
        begin = start if begin < 0 else begin
        sentence = own[begin - window.start : end - window.start]
        if number == len(spans) or not asks(sentence):
            yield begin, sentence
            begin = -1


def _header(window: Window) -> str:
    """What is shown above a window, folded; "" if nothing is."""
    document, header = window.document, window.header
    return document.volume.folded(folded(document), header) if header else ""


def _own(window: Window) -> str:
    return folded(window.document)[window.start : window.end]


def _contradicts(wanted: Wanted, window: str, whole: str, document: Document) -> bool:
    required, absent = wanted.question.required, wanted.question.absent
    if absent and absent not in plain(f"{window}\n{document.title}"):
        return True
    if required.years and any(each.is_year for each in quantities(window)):
        stated = {int(each.value) for each in quantities(_body(document)) if not each.unit}
        if required.years.isdisjoint(stated):
            return True
    return any(_another(PLACE, place, window, whole) for place in required.places) or any(
        _another(MODEL, model, window, whole) for model in required.models
    )


def _another(pattern: re.Pattern[str], name: str, window: str, whole: str) -> bool:
    """Whether the thing of that name is not in `whole`, and one like it in `window`."""
    if name in whole:
        return False
    return any(match[0].endswith(name[-1]) for match in pattern.finditer(window))


def _body(document: Document) -> str:
    """A document's folded text and title, without what states its dates: a report of 2021 may be
    about another year."""
    text = folded(document)
    kept, past = [joined(fold(document.title))], 0
    for each in document.metadata.fields:
        kept.append(text[past : each.start])
        past = each.end
    return "\n".join((*kept, text[past:]))


def _lacked(unheard: bool, held: float) -> float:
    return 1 - held if unheard else 0.0


@lru_cache(maxsize=1 << 12)
def _rarity(word: str) -> float:
    """How much a word tells by itself, 0 to 1: how rare the language has it; stop words little."""
    if any(script(c) is Script.HAN for c in word):
        likelihood = segmenter("").likelihood(word)
        rare = (_UNKNOWN if likelihood is None else likelihood) - _COMMON
        rarity = min(1.0, max(_LEAST_RARITY, rare / (_RARE - _COMMON)))
    else:
        rarity = _LETTERS if len(word) > 1 else _LETTER
    if is_stop_word(word):
        return _STOP_WORD * rarity
    if len(word) == 1:
        return (_STOP_CHARACTER if is_stop_character(word) else _ALONE) * rarity
    return rarity
