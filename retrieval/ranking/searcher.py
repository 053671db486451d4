"""The search: what a question asks an engine for, and what an index says of its documents.

A passage's score is a sum of BM25 scores: words, character bigrams and pairs of words of the
passage, words and bigrams of its whole document, in which the title counts more. The document tells
which text is meant, the passage where in it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from retrieval.analysis.analyzer import bigrams
from retrieval.analysis.questions import Question
from retrieval.engines.engine import WEIGHTS, Engine, PassageHit, TermQuery, Weights
from retrieval.filters.filters import parts_in
from retrieval.filters.parts import label, opening
from retrieval.index.arrays import Flags, Floats
from retrieval.index.documents import DocumentStore
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.segments import LEXICONS, Segment, trusting
from retrieval.models import Filter, Hit, Version
from retrieval.ranking.catalogue import Catalogue
from retrieval.text.languages import common_language
from retrieval.weights import DOCUMENT, K1, WORDS

# Documents that are looked at to tell their language, and characters of each.
_LOOKED_AT, _BEGINNING = 20, 2000
# Hardly a text in English is without them.
_ENGLISH = ("the", "to", "is")


class Searcher:
    """Searches the documents of an index, with the `engine` that ranks them. Immutable; may be
    shared by threads."""

    def __init__(self, segments: Sequence[Segment], files: FileTable, engine: Engine) -> None:
        self.documents = DocumentStore(segments, files, engine.expect)
        self.engine = engine
        self._catalogue = Catalogue(segments)
        self._segments = tuple(segments)
        self._files = files

    def __len__(self) -> int:
        """How many passages there are to search."""
        return len(self.engine)

    def search(
        self, question: Question, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """The `limit` best passages that hold a term of `question`, best first.

        Of equal ones the first by path and place. `among` says for each segment which of its
        documents may be found.
        """
        apart = (word for word in question.words if word not in question.near)
        terms = {
            "words": (*apart, *question.other_words),
            "bigrams": (*question.bigrams, *question.other_bigrams),
            "pairs": question.pairs,
        }
        context = {term: question.weight(term) for term in question.context}
        near = self._near(question) if question.near else {}
        return self.engine.search(TermQuery(terms, context, near), limit, among)

    def _near(self, question: Question) -> dict[str, list[Weights]]:
        """For each field, groups of terms of which a text scores the best: a word of `question`
        that something is near to, with what is. What is no word of the library stands there by the
        rarest of its bigrams: a text that holds all of them holds it."""
        found: dict[str, list[Weights]] = {}
        taken: set[str] = set()
        for word, every in question.near.items():
            near = [each for each in every if each.word not in taken]
            taken.update(each.word for each in near)
            held = self.counted("words", [each.word for each in near])
            words = {word: 1.0} if word in question.words else {}
            words |= {n.word: n.counts for n, count in zip(near, held, strict=True) if count}
            pieces = {self._rarest(n.word): n.counts for n in near if n.word not in words}
            for lexicon, counts in ("words", words), ("bigrams", pieces):
                weight = question.weight(word) * WORDS / WEIGHTS[lexicon]
                weighed = {term: count * weight for term, count in counts.items()}
                for name in LEXICONS[lexicon] if counts else ():
                    found.setdefault(name, []).append(weighed)
        return found

    def _rarest(self, text: str) -> str:
        terms = bigrams(text)
        counts = self.counted("bigrams", terms)
        return terms[counts.index(min(counts))]

    def among(self, filters: Iterable[Filter]) -> list[Flags]:
        """For each segment, which documents the hard ones among `filters` leave in: all that have a
        part that these name, and perhaps some that have only its number."""
        # Wherever it stands in a question, a filter leaves the same documents in.
        hard = tuple(each._replace(span=each.span and (0, 0)) for each in filters if each.hard)
        if hard:
            flags = [*self._catalogue.admitted(hard)]
        else:
            flags = [np.ones(each.documents, np.bool_) for each in self._segments]
        if parts := parts_in(hard):
            labels = {label(steps) for part in parts for steps in opening(part)}
            flags = [f & each.headed(labels) for f, each in zip(flags, self._segments, strict=True)]
        return [own & each for own, each in zip(flags, self._there, strict=True)]

    @cached_property
    def _there(self) -> list[Flags]:
        """For each segment, which of its documents are there, not gone."""
        there = [np.zeros(each.documents, np.bool_) for each in self._segments]
        for number, flags in enumerate(there):
            flags[self._files.documents(number)] = True
        return there

    def knows(self, wanted: Filter) -> bool:
        """Whether a hard filter leaves any document in."""
        return any(flags.any() for flags in self.among([wanted]))

    def version(self, wanted: Filter, day: date) -> Version | None:
        """Of several versions of what a hard filter names, the one in force on `day`."""
        return self._catalogue.version((wanted._replace(span=wanted.span and (0, 0)),), day)

    @property
    def titles(self) -> Sequence[str]:
        """The titles of all documents, `plain`."""
        return self._catalogue.titles()

    def has_word(self, word: str) -> bool:
        """Whether a passage holds the word: one that is there, none that is gone."""
        return self.engine.idf("words", [word])[0] < self.highest_idf

    @cached_property
    def has_english(self) -> bool:
        """Whether there are texts in English."""
        return all(map(self.has_word, _ENGLISH))

    @cached_property
    def language(self) -> str | None:
        """The language that nearly all of the documents are in; of many, some are looked at."""
        step = max(len(self.documents) // _LOOKED_AT, 1)
        return common_language(each.text[:_BEGINNING] for each in self.documents[::step])

    def counted(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many texts of a field each of some terms stands, those that are gone included."""
        return self.engine.counted(field, terms)

    def bigrams_with(self, character: str) -> tuple[str, ...]:
        """The bigrams of Chinese characters with this one in them that passages hold."""
        return self.engine.bigrams_with(character)

    def holding(self, folded: str, limit: int) -> list[DocumentRef]:
        """The `limit` documents that hold most of the character bigrams of a text, best first."""
        return self.engine.nearest(bigrams(folded), limit)

    def having(self, pairs: Iterable[str]) -> list[Flags]:
        """For each segment, which documents may hold all of these pairs of characters."""
        return self.engine.having(pairs)

    def load(self, hit: PassageHit) -> Hit:
        """The passage that was found, loaded. IndexDamaged if it cannot be."""
        with trusting(self._segments):
            return Hit(self.documents.at(hit.document).searched[hit.passage], hit.score)

    def ideal(self, question: Question) -> float:
        """The scale of scores: what a passage that held every term of `question` without end, in a
        document that did, would score if terms were as rare among documents as among passages.

        A term that no passage holds weighs like the rarest; pairs of words are left out.
        """
        words, bigrams = (float(idf.sum()) for idf in self.weights(question))
        return (K1 + 1) * (1 + DOCUMENT) * (WORDS * words + bigrams)

    @property
    def topic(self) -> Floats:
        """What the library is about (see `index.topic`)."""
        return self.engine.topic

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""
        return self.engine.highest_idf

    def weights(self, question: Question) -> tuple[Floats, Floats]:
        """What the words and the bigrams of `question` weigh: their idf, less in its context."""
        words = self.engine.idf("words", question.words)
        pairs = self.engine.idf("bigrams", question.bigrams)
        if question.context:
            words = [x * question.weight(t) for x, t in zip(words, question.words, strict=True)]
            pairs = [x * question.weight(t) for x, t in zip(pairs, question.bigrams, strict=True)]
        return np.array(words), np.array(pairs)
