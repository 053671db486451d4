"""How much of a question stands in each sentence of a layout, and how likely it answers."""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import Near, Question, holds
from retrieval.excerpts.layout import DocumentLayout
from retrieval.models import folded
from retrieval.text.patterns import lazy
from retrieval.weights import (
    BEFORE,
    CHARACTERS,
    CLOSE_CHARACTERS,
    CLOSEST_SENTENCE,
    COVERAGE,
    FACT,
    FAR,
    HEAD,
    HEAD_CHARACTERS,
    NAMES,
    NEAR_CHARACTERS,
    NEAR_READ,
    RUNS,
    SHAPE,
    STATED,
    SUBJECT,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]


class Terms(NamedTuple):
    """The terms of a question: words, bigrams and characters, in this order.

    `texts` is what stands in a document for each: the term itself, a group's synonyms, and what
    counts as much as the word it is in. First
    come words with what is near them, which share their weight with the words alone. `plain`
    is their idf (0 for characters), its words and its bigrams summing up to ½ each;
    `weights` is the idf (1 for characters), higher beside the word that asks.
    """

    texts: tuple[tuple[str, ...], ...]
    sizes: tuple[int, int, int]
    plain: Floats
    weights: Floats

    @classmethod
    def of(cls, question: Question, words: Floats, bigrams: Floats) -> "Terms":
        """The terms of `question`, whose words and bigrams have these idf."""
        terms = (*question.words, *question.bigrams, *question.characters)
        texts = tuple(map(question.forms, terms))
        if question.near:
            texts = tuple((*own, *question.same(t)) for own, t in zip(texts, terms, strict=True))
        # What is near a word counts a part of it: that part is a term of its own, with more forms.
        beside = [n for n, word in enumerate(question.words) if word in question.near]
        parts = words[beside] * NEAR_READ
        words = np.concatenate([parts, words])
        words[len(beside) + np.array(beside, np.intp)] -= parts
        texts = (*(_wider(texts[n], question.near[question.words[n]]) for n in beside), *texts)
        lone = np.zeros(len(question.characters))
        sizes = (len(words), len(bigrams), len(lone))
        plain = _shared(np.concatenate([words, bigrams, lone]), sizes) * 1.5
        weights = np.concatenate([words, bigrams, lone + 1.0])
        return cls(texts, sizes, plain, weights * _nearness(question, texts))

    def share(self, text: str) -> float:
        """How much of the question stands anywhere in `text`, which is folded: 0 to 1."""
        return float(self.plain @ self.standing(text))

    def about(self, subject: str) -> Floats:
        """The weights in a document about `subject`; words, bigrams and characters ⅓ each."""
        known = self.standing(subject)
        return _shared(self.weights * np.where(known, SUBJECT, 1.0), self.sizes)

    def standing(self, folded: str) -> NDArray[np.bool_]:
        """Whether each term stands in a folded text."""
        return np.array([any(map(folded.__contains__, forms)) for forms in self.texts], bool)


class Reading:
    """A layout read with a question in mind."""

    def __init__(self, layout: DocumentLayout, question: Question, terms: Terms) -> None:
        self.layout = layout
        self._question = question
        self._terms = terms
        self._weights = terms.about(layout.subject)
        self._held = _held(layout, terms.texts)
        self._sentences = self._in(layout.first, layout.past)

    @property
    def question(self) -> Question:
        """The question."""
        return self._question

    def share(self, text: str) -> float:
        """The weight of the terms that stand in the folded `text`, 0 to 1."""
        return float(self._weights @ self._terms.standing(text))

    def closest(self) -> float:
        """The greatest share of the question that one sentence holds, 0 to 1."""
        return float((self._terms.plain @ self._sentences).max(initial=0.0))

    def gathered(self) -> float:
        """The greatest share of the question's characters that stand close together, in the
        CLOSE_CHARACTERS from where a sentence begins or in all of it, 0 to 1."""
        layout, count = self.layout, self._terms.sizes[-1]
        if not count:
            return 0.0
        near = layout.starts[layout.first] + CLOSE_CHARACTERS
        past = np.maximum(np.searchsorted(layout.ends, near, side="right"), layout.past)
        held = self._held[-count:]
        return float((held[:, past] > held[:, layout.first]).mean(axis=0).max(initial=0.0))

    def coverage(self, first: Integers, past: Integers) -> Floats:
        """The weight of the terms that stand between clauses `first` and `past`, 0 to 1."""
        covered: Floats = self._weights @ self._in(first, past)
        return covered

    def headed(self, first: Integers, past: Integers) -> Floats:
        """The same with the headings above the sentences that begin at clauses `first`."""
        within = self._in(first, past)
        none = np.zeros((len(within), 1), bool)
        sentences = np.concatenate([self._sentences, none], axis=1)
        for level in self.layout.above:
            within |= sentences[:, level]
        covered: Floats = self._weights @ within
        return covered

    @property
    def words(self) -> Sequence[str]:
        """The words of the question, in the order that `words_in` has."""
        return [forms[0] for forms in self._terms.texts[: self._terms.sizes[0]]]

    def words_in(self, first: int, past: int) -> NDArray[np.bool_]:
        """Whether each word stands in each of the sentences from `first` to `past`."""
        return self._sentences[: self._terms.sizes[0], first:past]

    def scores(self) -> Floats:
        """For every sentence, how likely it answers: a log of odds up to a constant."""
        covered = self._weights @ self._sentences
        scores = self.layout.prior + COVERAGE * covered
        scores[1:] += BEFORE * covered[:-1]
        shaped = [self.layout.shaped(s, self._question.asking) for s in self._question.shapes]
        if shaped:
            scores += SHAPE * np.maximum.reduce(shaped)
        if self._question.sought:
            scores += STATED * self.layout.stating(self._question.sought)
        for sentence, facts in self.layout.facts:
            if not self._question.facts.isdisjoint(facts):
                scores[sentence] += FACT
        return scores

    def _in(self, first: Integers, past: Integers) -> NDArray[np.bool_]:
        """Whether each term stands between each two clauses; shape (terms, spans)."""
        within: NDArray[np.bool_] = self._held[:, past] > self._held[:, first]
        return within


def _wider(forms: tuple[str, ...], near: Sequence[Near]) -> tuple[str, ...]:
    return (*forms, *(each.word for each in near))


def _held(layout: DocumentLayout, terms: tuple[tuple[str, ...], ...]) -> Integers:
    """How often each term stands before each clause; shape (terms, clauses + 1)."""
    found = [_places(layout.folded, forms) for forms in terms]
    term = np.repeat(np.arange(len(terms)), [len(places) for places in found])
    places = np.fromiter(chain.from_iterable(found), np.int_, len(term)) + layout.offset
    inside, clause = layout.clauses_at(places)
    width = len(layout.starts) + 1
    held = np.bincount(term[inside] * width + clause + 1, minlength=len(terms) * width)
    for number, words in layout.implied:
        meant = [place for place, forms in enumerate(terms) if any(form in words for form in forms)]
        held[np.array(meant, np.int_) * width + number + 1] += 1
    counts = held.reshape(len(terms), width)
    return counts.cumsum(axis=1, out=counts)


def occurrences(text: str, term: str) -> list[int]:
    """Where `term` stands in `text`, overlapping ones too."""
    found = []
    place = text.find(term)
    while place >= 0:
        found.append(place)
        place = text.find(term, place + 1)
    return found


def _places(text: str, forms: tuple[str, ...]) -> list[int]:
    """Where any of `forms` stands in `text`; a number not as a part of another."""
    return [
        place
        for form in forms
        for place in occurrences(text, form)
        if not form.isdigit() or _is_whole(text, place, place + len(form))
    ]


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isdigit() or text[end : end + 1].isdigit())


def _shared(weights: Floats, sizes: tuple[int, ...]) -> Floats:
    """`weights` with each group of so many scaled to the same sum, together 1."""
    ends = accumulate(sizes)
    groups = [weights[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    return np.concatenate([group / (len(sizes) * (group.sum() or 1.0)) for group in groups])


def _nearness(question: Question, texts: tuple[tuple[str, ...], ...]) -> Floats:
    """From 1 beside the word that asks down to FAR; 1 for all where nothing asks."""
    if question.asked is None:
        return np.ones(len(texts))
    start, end = question.asked
    distances = [
        min(
            (
                max(start - place - len(form), place - end, 0)
                for form in forms
                for place in occurrences(question.asking, form)
            ),
            default=len(question.asking),
        )
        for forms in texts
    ]
    return FAR + (1 - FAR) * np.exp(-np.array(distances) / NEAR_CHARACTERS)


_PART = lazy(r"\w+")


# A run of n characters counts n to this power: 2 counts a long one too much, 1 all alike.
_LONGER = 1.5


class Closeness:
    """Compares documents with one question."""

    def __init__(self, question: Question, terms: Terms) -> None:
        self._terms = terms
        self._parts = _PART.findall(question.text)
        self._names = question.required.every

    def of(self, readings: Sequence[Reading]) -> float:
        """What the document of `readings` gains, as a share of the best one's score; at least 0."""
        document = readings[0].layout.document
        text = "\n".join(reading.layout.folded for reading in readings)
        head = folded(document)[:HEAD_CHARACTERS]
        return (
            CLOSEST_SENTENCE * max(reading.closest() for reading in readings)
            + CHARACTERS * max(reading.gathered() for reading in readings)
            + RUNS * runs(self._parts, text)
            + HEAD * self._terms.share(head)
            + NAMES * holds(self._names, text)
        )


def runs(parts: Sequence[str], text: str) -> float:
    """How much of a question stands in `text` in one piece, 0 to 1: Σ n^1.5 / N^1.5.

    Each of its `parts` is cut from the left into the longest runs that `text` holds, of n ≥ 2
    characters; N is the length of all parts.
    """
    found = [length for part in parts for length in _runs(part, text)]
    whole = sum(map(len, parts))
    return float(sum(length**_LONGER for length in found) / max(whole, 1) ** _LONGER)


def _runs(part: str, text: str) -> list[int]:
    lengths = []
    start = 0
    while start < len(part) - 1:
        end = start + 2
        while end <= len(part) and part[start:end] in text:
            end += 1
        length = end - 1 - start
        if length >= 2:
            lengths.append(length)
        start += length
    return lengths
