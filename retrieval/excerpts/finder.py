"""From a question to windows: the best passages, their documents read closely, the windows in them.

The index finds passages among all of them; the second stage reads only a few documents, so that a
question costs no more in a large library.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from heapq import merge
from itertools import islice
from typing import NamedTuple

import numpy as np

from retrieval.analysis.questions import NOTHING_NEAR, Question
from retrieval.engines.engine import PassageHit
from retrieval.excerpts import windows
from retrieval.excerpts.evidence import (
    Context,
    Wanted,
    WindowEvidence,
    context_of,
    document_evidence,
    window_evidence,
)
from retrieval.excerpts.judge import Case, Judgement, SearchEvidence, judge, margin, odds
from retrieval.excerpts.layout import Layouts
from retrieval.excerpts.relevance import Closeness, Reading, Terms
from retrieval.excerpts.windows import Window
from retrieval.filters.filters import allows, of_words, parts_in
from retrieval.filters.parts import located
from retrieval.index.arrays import Flags
from retrieval.index.file_table import DocumentRef
from retrieval.index.topic import nearness
from retrieval.models import Filter, Standing
from retrieval.ranking.preferences import NO_PREFERENCES, Met, Preferences, boost
from retrieval.ranking.searcher import Searcher
from retrieval.ranking.wider import wider
from retrieval.weights import (
    LEAST,
    OTHER_DOCUMENT,
    OTHER_DOCUMENT_MUCH,
    OTHER_DOCUMENT_WIDE,
    SURE,
    WEAK,
    WITHIN,
    YEAR,
)

# The passages that the first stage hands on.
CANDIDATES = 50
# What one question reads closely: documents, and layouts of each. ncp R@1 81.1/84.7 with 3,
# 81.1/85.7 with 5, 81.7/85.7 with 10.
READ, LAYOUTS = 10, 3
# So many are read however far they are behind the best (see `weights.WITHIN`).
LEAST_READ = 3
# Windows whose evidence is compared; of a wide question, of which words say less.
COMPARED = 8
COMPARED_WIDE = 12
# So many times CANDIDATES are looked through for those that filters leave in by their words.
DEEPER = 4
_ORDER = (Standing.NONE, Standing.PERHAPS, Standing.ANSWER)
_NONE: Mapping[int, float] = {}


class FoundDocument(NamedTuple):
    """A document that a question found: its passages, best first, and its own score.

    `scores` are those of the passages by their start, `readings` what was read of it closely:
    nothing of documents that come too late.
    `met` are the preferences that it meets: its score is higher for them, the more of the question
    one of its sentences holds.
    """

    hits: tuple[PassageHit, ...]
    score: float
    scores: Mapping[int, float] = _NONE
    readings: tuple[Reading, ...] = ()
    met: Met = frozenset()


class FoundWindows(NamedTuple):
    """The windows that a question found, best first; the filters that had a say: those that are
    hard, and the preferences that told the documents apart; what of the question must be found, and
    the evidence in the windows that were compared, in the same order. `terms` are those of the
    question; `copies` are the numbers of those compared that are the first one's words in another
    document; `plain` is what is found without the preferences, where they had a say."""

    windows: tuple[Window, ...]
    applied: tuple[Filter, ...]
    wanted: Wanted
    evidence: tuple[WindowEvidence, ...]
    terms: Terms
    copies: frozenset[int] = frozenset()
    plain: "FoundWindows | None" = None


class Search(NamedTuple):
    """A question as it was searched for, with neighbours of its words if those found little; its
    best passages, best first; and `strength`: the best score that it had without those, as a share
    of `Searcher.ideal`."""

    question: Question
    hits: list[PassageHit]
    strength: float


class Finder:
    """Finds in the documents of an index. May be shared by threads."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._layouts = Layouts(searcher.documents.at)

    def hits(self, question: Question) -> list[PassageHit]:
        """The best passages, best first, that the hard ones among its filters leave in."""
        filters = question.filters
        if lone := question.lone_character:
            # No word but itself is made of it: 珀 is looked for in 琥珀.
            question = question._replace(other_bigrams=self.searcher.bigrams_with(lone))
        if not any(each.hard for each in filters):
            return self.searcher.search(question, CANDIDATES)
        among = self.searcher.among(filters)
        found = self.searcher.search(question, DEEPER * CANDIDATES, among)
        left = list(islice(filter(self._left_in(filters), found), CANDIDATES))
        if not left and parts_in(filters):
            left = list(islice(filter(self._left_in(filters), self._firsts(among)), READ))
        return left

    def search(self, question: Question, *, exact: bool = False) -> Search:
        """What `question` finds with its own words and, unless `exact`, with those for the same."""
        question = question._replace(near=NOTHING_NEAR) if exact else question
        hits = self.hits(question)
        ideal = self.searcher.ideal(question)
        return Search(question, hits, hits[0].score / (ideal or 1.0) if hits else 0.0)

    def widened(self, search: Search) -> Search | None:
        """The same with the neighbours of its words too; None where its own find enough."""
        if search.strength >= WEAK:
            return None
        more = wider(search.question, self.searcher)
        if more.near == search.question.near:
            return Search(more, search.hits, search.strength)
        return Search(more, self.hits(more), search.strength)

    def _left_in(self, filters: Sequence[Filter]) -> Callable[[PassageHit], bool]:
        """Whether the words of a passage, and the parts of its document, are wanted ones."""
        words, parts = of_words(filters), parts_in(filters)

        @cache
        def has_part(place: DocumentRef) -> bool:
            return any(located(self.searcher.documents.at(place).passages, part) for part in parts)

        def wanted(hit: PassageHit) -> bool:
            text = self.searcher.load(hit).passage.text if words else ""
            return (not words or allows(text, filters)) and (not parts or has_part(hit.document))

        return wanted

    def _firsts(self, among: Sequence[Flags]) -> Iterator[PassageHit]:
        """The first passages of the documents `among` all, if those are few: each as good.

        A part that is named by its number alone need not hold a word of the question.
        """
        places = [
            DocumentRef(n, int(d)) for n, own in enumerate(among) for d in np.flatnonzero(own)
        ]
        if len(places) <= CANDIDATES:
            for place in sorted(places, key=self.searcher.documents.path):
                if self.searcher.documents.at(place).searched:
                    yield PassageHit(place, 0, 1.0)

    def ranked(
        self,
        question: Question,
        hits: list[PassageHit],
        read: int = READ,
        preferences: Preferences = NO_PREFERENCES,
        terms: Terms | None = None,
    ) -> list[FoundDocument]:
        """The documents of `hits`, best first; with readings of the first `read`.

        Of the first READ, those within reach of the best are ranked by their readings too, whatever
        `read` is. `terms` are those of the question, if they are known.
        """
        terms = terms or Terms.of(question, *self.searcher.weights(question))
        closeness = Closeness(question, terms)
        found: list[FoundDocument] = []
        for number, own in enumerate(_by_document(hits)):
            close = number < READ and own[0].score >= WITHIN * hits[0].score
            if not close and number >= read:
                found.append(FoundDocument(own, own[0].score))
                continue
            each = self._read(question, terms, own)
            met = preferences.met(self.searcher.documents.at(own[0].document).document)
            preferred = boost(met) * max((r.closest() for r in each.readings), default=0.0)
            share = preferred + (closeness.of(each.readings) if close else 0.0)
            score = own[0].score + share * hits[0].score
            found.append(each._replace(score=score, met=met))
        return sorted(found, key=lambda each: -each.score)

    def _read(
        self, question: Question, terms: Terms, hits: tuple[PassageHit, ...]
    ) -> FoundDocument:
        """A document read closely where `hits` are, and where the facts asked for are."""
        place = hits[0].document
        split = self.searcher.documents.at(place)
        scores = {self.searcher.load(hit).passage.start: hit.score for hit in hits}
        facts = (f.start for f in split.document.metadata.fields if f.name in question.facts)
        layouts = self._layouts.holding(place, [*facts, *scores], LAYOUTS)
        readings = tuple(Reading(layout, question, terms) for layout in layouts)
        return FoundDocument(hits, hits[0].score, scores, readings)

    def windows(
        self,
        question: Question,
        hits: list[PassageHit],
        limit: int,
        max_chars: int,
    ) -> FoundWindows:
        """The `limit` best windows, best first, none overlapping another.

        Of the best documents' windows COMPARED are ranked by their evidence; scores are relative to
        the first, a log of odds. What is best without the preferences among its filters is always
        one of them.
        """
        filters = question.filters
        preferences = Preferences(filters if limit > 1 else ())
        words, bigrams = self.searcher.weights(question)
        terms = Terms.of(question, words, bigrams)
        ranked = self.ranked(question, hits, max(limit, LEAST_READ), preferences, terms)
        readable = [found for found in ranked if found.readings]
        wanted = Wanted(question, words, self.searcher.highest_idf)
        if not readable:
            return FoundWindows((), tuple(each for each in filters if each.hard), wanted, (), terms)
        behind = partial(self._behind, question, readable[0], max_chars)
        every = merge(*map(behind, readable), key=lambda w: -w.score)
        apart = islice(_apart(every), max(limit, _compared(question)))
        windows, evidence = self._ranked(wanted, list(apart))
        copies = frozenset(n for n in range(1, len(evidence)) if _same(windows[0], windows[n]))
        windows = windows[:limit]
        telling = preferences.telling([found.met for found in readable])
        hard = tuple(each for each in filters if each.hard)
        plain = None
        if telling and windows:
            plain = self.windows(question._replace(filters=hard), hits, limit, max_chars)
            kept = plain.windows[0]
            if not any(_overlap(kept, window) for window in windows):
                windows[-1] = kept._replace(score=LEAST)
        applied = tuple(each for each in filters if each.hard or each in telling)
        return FoundWindows(tuple(windows), applied, wanted, tuple(evidence), terms, copies, plain)

    def _ranked(
        self, wanted: Wanted, windows: list[Window]
    ) -> tuple[list[Window], list[WindowEvidence]]:
        """The first COMPARED of `windows` by their evidence, and that; the others follow as they
        come, so that a higher limit changes nothing before them. Where a part is named, all do."""
        most = _compared(wanted.question)
        compared, others = windows[:most], windows[most:]
        evidence = [
            window_evidence(wanted, each, self.context(each, wanted.question)) for each in compared
        ]
        if parts_in(wanted.question.filters):
            return windows, evidence
        scores = [odds(each) + YEAR * each.year for each in evidence]
        if wanted.question.provision_alone:
            scores = [s + SURE * each.stated for s, each in zip(scores, evidence, strict=True)]
        order = sorted(range(len(compared)), key=lambda n: -scores[n])
        ranked = [compared[n]._replace(score=scores[n] - scores[order[0]]) for n in order]
        behind = [
            each._replace(score=ranked[-1].score + each.score - compared[-1].score)
            for each in others
        ]
        return ranked + behind, [evidence[n] for n in order]

    def context(self, window: Window, question: Question) -> Context:
        """What stands above a window."""
        passages = self.searcher.documents.of(window.document).passages
        place = bisect_right(passages, window.start, key=lambda passage: passage.start)
        return context_of(window, passages[max(place - 1, 0)], question)

    def judged(self, found: FoundWindows, strength: float, least: float | None) -> Judgement:
        """What the first of the windows is, an answer from the confidence `least` on.

        Preferences take nothing back: it is no less than it would be without them.
        """
        if not found.windows:
            return Judgement(Standing.NONE, 0.0)
        asked = found.wanted.question
        if asked.part_alone or (asked.provision_alone and found.evidence[0].stated):
            return Judgement(Standing.ANSWER, 1.0)
        case = self.case(found, strength)
        judged = judge(case, least)
        if judged.standing is not Standing.ANSWER:
            judged = judge(self.topical(case, found.wanted.question), least)
        if found.plain is None:
            return judged
        plain = self.judged(found.plain, strength, least)
        return max(judged, plain, key=lambda each: (_ORDER.index(each.standing), each.confidence))

    def case(self, found: FoundWindows, strength: float, number: int = 0) -> Case:
        """What one of the windows is judged on, by default the first."""
        # A copy of the first is no rival of it.
        apart = [n for n in range(len(found.evidence)) if n != number and n not in found.copies]
        evidence = (found.evidence[number], *(found.evidence[n] for n in apart))
        window, question = found.windows[number], found.wanted.question
        context = self.context(window, question)
        case = Case(
            evidence[0],
            document_evidence(found.wanted, window, context),
            SearchEvidence(strength, len(self.searcher)),
            margin(evidence[:COMPARED]),
            question.kind is not None,
            len(question.words),
        )
        if question.narrow is None:
            return case
        own = self._wanted(question.narrow)
        narrow = case._replace(
            window=window_evidence(own, window, context),
            document=document_evidence(own, window, context),
        )
        return case._replace(narrow=narrow)

    def topical(self, case: Case, question: Question) -> Case:
        """`case` with how near the question is to the topic of the library, which takes time."""
        near = nearness(question.words, self.searcher.topic)
        return case._replace(search=case.search._replace(topic=near))

    def _wanted(self, question: Question) -> Wanted:
        words, _ = self.searcher.weights(question)
        return Wanted(question, words, self.searcher.highest_idf)

    def _behind(
        self,
        question: Question,
        best: FoundDocument,
        max_chars: int,
        found: FoundDocument,
    ) -> Iterator[Window]:
        """The windows of a document, lower by as much as it stands behind the best one."""
        filters = question.filters
        behind = _distance(question) * (1 - found.score / best.score)
        asks = question.item is not None
        lists = self._layouts.lists(found.hits[0].document) if asks else ()
        every = windows.windows(found.readings, found.scores, max_chars, lists, -behind)
        if parts_in(filters):
            from retrieval.excerpts.part_windows import of_parts

            passages = self.searcher.documents.at(found.hits[0].document).passages
            every = of_parts(passages, filters, every, max_chars, question, -behind)
        if not of_words(filters):
            return every
        return (w for w in every if allows(w.document.text[w.start : w.end], filters))


def _compared(question: Question) -> int:
    """How many windows of a question are compared."""
    return COMPARED_WIDE if question.wide else COMPARED


def _distance(question: Question) -> float:
    """How much lower the windows of a document stand that scores 0."""
    if question.wide:
        return OTHER_DOCUMENT_WIDE
    return OTHER_DOCUMENT_MUCH if question.much else OTHER_DOCUMENT


def _apart(windows: Iterable[Window]) -> Iterator[Window]:
    """Those of `windows` that overlap none before them."""
    taken: list[Window] = []
    for window in windows:
        if not any(_overlap(window, other) for other in taken):
            taken.append(window)
            yield window


def _by_document(hits: list[PassageHit]) -> list[tuple[PassageHit, ...]]:
    """The hits of each document, in the order of its best one."""
    found: dict[DocumentRef, list[PassageHit]] = {}
    for hit in hits:
        found.setdefault(hit.document, []).append(hit)
    return [tuple(own) for own in found.values()]


def _same(one: Window, other: Window) -> bool:
    """Whether both have the same words."""
    first, second = (w.document.text[w.start : w.end] for w in (one, other))
    return first == second and one.document.path != other.document.path


def _overlap(one: Window, other: Window) -> bool:
    beside = one.start < other.end and other.start < one.end
    return beside and one.document.key == other.document.key
