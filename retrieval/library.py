"""Library: open a folder, ask it a question. The one path through everything else."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.analysis.analyzer import Analyzer, joined
from retrieval.analysis.expansion import implied
from retrieval.analysis.questions import Question, looked_for, unseen
from retrieval.analysis.questions import matched as matched_words
from retrieval.analysis.vocabulary import read_analyzer
from retrieval.citing.citations import cite, neighbours
from retrieval.citing.copies import NAMED, Place, place_of, places, same_sentence
from retrieval.errors import LibraryEmpty
from retrieval.excerpts.finder import Finder, FoundWindows, Search
from retrieval.excerpts.items import items_of
from retrieval.excerpts.joint import together, told_language
from retrieval.excerpts.judge import Judgement, doubted
from retrieval.excerpts.marking import Marker, heads_between
from retrieval.excerpts.windows import Window, highlights
from retrieval.excerpts.years import as_taken, is_planned
from retrieval.filters.apply import understood
from retrieval.index.documents import DocumentStore
from retrieval.indexing.progress import ORDINARY, IndexOptions
from retrieval.indexing.update import Indexed, bring_up_to_date
from retrieval.models import (
    Answer,
    Document,
    Excerpt,
    Filter,
    Hit,
    Order,
    Passage,
    Standing,
    flowing,
    folded,
)
from retrieval.paths import index_folder, is_inside, located
from retrieval.ranking.home import Home, home
from retrieval.ranking.respelling import respellings, respelt
from retrieval.structure.volumes import sentences_before
from retrieval.text.folding import fold
from retrieval.text.ids import read
from retrieval.text.sentences import sentences, units
from retrieval.weights import LEAST

if TYPE_CHECKING:
    from retrieval.citing.fate import CitationStatus
    from retrieval.citing.history import History
    from retrieval.excerpts.occurrences import DocumentOccurrences, Query, Watch
    from retrieval.reading.pictures import Picture
    from retrieval.verification.models import Review, Verification

MAX_CHARS = 200
MAX_CITED = 1000
LIMIT = 3
_ORDER = (Standing.NONE, Standing.PERHAPS, Standing.ANSWER)


class Library:
    """The documents of a folder, indexed. Immutable once open; may be shared by threads.

    `root` is the folder, `index` that of its index, and `place` what was opened: the folder, or one
    file in it, whose history (`retrieval.citing.history`) is its own.
    `skipped` are files that could not be read, `damaged` those that were, with U+FFFD for what
    could not be, and `passed` are those of formats that are not known, each with its kind: what its
    name ends in, "/" for a link to a folder; `unread` is how many there are by kind. `newer` is how
    many files are other, or gone, than this library has them, because the index could not be
    written; `trouble` says what was wrong with the index, or is None.
    """

    def __init__(
        self, root: Path, indexed: Indexed, analyzer: Analyzer, home: Home, options: IndexOptions
    ) -> None:
        self.root = self.place = root
        self.skipped = indexed.skipped
        self.damaged = indexed.damaged
        self.passed = indexed.passed
        self.unread: Mapping[str, int] = Counter(indexed.passed.values())
        self.newer = indexed.newer
        self.trouble = indexed.trouble
        self._state = indexed.state
        self.index = home.store.folder
        self._store = home.store
        self._options = options
        self._analyzer = analyzer
        self._finder = Finder(home.searcher(indexed.state.segments, indexed.state.files))

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str],
        *,
        index: Path | None = None,
        options: IndexOptions = ORDINARY,
    ) -> "Library":
        """The library in `folder` and the folders below it, hidden ones left out; or one file.

        Its index is kept in the folder `index`, by default one of the user's cache, and brought up
        to date first: only files that changed are read. A file that cannot be read is left out and
        named in `skipped`. Raises LibraryNotFound when there is no such folder or file,
        LibraryUnreadable when the system does not let it be read, LibraryEmpty when nothing in it
        can be, unless `options` take that too, VocabularyError when its own words or synonyms
        (`analysis.vocabulary`) cannot be used, IndexForeign when `index` holds something else,
        IndexUnreadable when it cannot be read just now; IndexUnwritable if `options` is patient;
        EngineError when a cluster is to rank that cannot be used, if `options` is patient or
        nothing was indexed there before, or when what the environment says of it cannot be.
        """
        place = Path(folder)
        root, only = located(place)
        analyzer = read_analyzer(root)
        kept = home(index or index_folder(place), analyzer.version)
        indexed = bring_up_to_date(root, analyzer, kept.store, options, only)
        library = cls(root, indexed, analyzer, kept, options)
        library.place = place
        if not len(library.documents) and (only or not options.empty):
            raise LibraryEmpty(place, library.skipped, library.passed)
        return library

    def refresh(self, options: IndexOptions | None = None) -> "Library":
        """The library as its folder is now; this one if nothing changed. Raises as `open` does.

        With the options that it was opened with, unless there are others.
        """
        library = Library.open(self.place, index=self.index, options=options or self._options)
        one, other = (
            (x._state.mark, x.newer, [*map(str, x.skipped)], dict(x.passed))
            for x in (self, library)
        )
        return self if self._state.mark and one == other else library

    def compact(self) -> None:
        """Have a cluster merge what was loaded for this, if it is much: for whoever has minutes."""
        self._store.compact(lambda _: None)

    @property
    def searched(self) -> int:
        """How many passages are searched."""
        return len(self._finder.searcher)

    @property
    def documents(self) -> DocumentStore:
        """The documents in the order of their paths, loaded when they are touched."""
        return self._finder.searcher.documents

    def file(self, document: Document) -> Path | None:
        """Where the file of one of the library's documents is.

        None when something else has taken its place: nothing, a pipe, a link out of the folder.
        """
        path = self.root / document.path
        return path if path.is_file() and is_inside(path, self.root) else None

    def passages(self, document: Document) -> tuple[Passage, ...]:
        """The passages of one of the library's documents, in order, furniture included."""
        return self.documents.of(document).passages

    def ask(
        self,
        question: str,
        *,
        limit: int = LIMIT,
        max_chars: int = MAX_CHARS,
        min_confidence: float | None = None,
        filters: Sequence[Filter] = (),
        exact: bool = False,
    ) -> Answer:
        """The excerpts that answer `question`, best first.

        Words for the same thing as its own are looked for too; where its own find little, their
        neighbours; and where nothing answers, what a word that is nowhere sounds like. The
        answer says which. With `exact` none of it: the question's own words alone.

        With `filters`, only what the hard ones among them leave in; preferences change the order
        and no more, and what is best without them is offered in any case.
        At most `limit` excerpts of at most `max_chars` characters, without those that hardly
        answer next to the first, and without copies: what answers in the same words in another
        document is named in `also`. They are an answer from the confidence `min_confidence` on, by
        default `excerpts.judge.MIN_CONFIDENCE`. At 0 the ranking is given as it is.
        Raises QuestionEmpty and QuestionTooLong.
        """
        wish = Wish(limit, max_chars, min_confidence, exact)
        asked = understood(question, filters, self._analyzer, self._finder.searcher)
        answer = self._answer(asked, question, wish)
        if not (exact or answer.found):
            answer = self._respelt(asked, question, filters, wish, answer)
        return answer if answer.found else told_language(answer, self._finder.searcher.language)

    def _answer(self, asked: Question, question: str, wish: "Wish") -> Answer:
        """The answer to a question, or to those that it is made of."""
        if asked.parts:
            own = [self._answered(each, question, wish) for each in asked.parts]
            return together(own, wish.limit)
        return self._answered(asked, question, wish)

    def _respelt(
        self, asked: Question, question: str, filters: Sequence[Filter], wish: "Wish", plain: Answer
    ) -> Answer:
        """The answer to what may have been meant, if that finds more than the `plain` one.

        What is doubtful answers perhaps.
        """
        searcher = self._finder.searcher
        found = respelt(question, filters, respellings(asked, searcher, self._analyzer))
        if found is None:
            return plain
        meant = understood(found.question, found.filters, self._analyzer, searcher)
        answer = self._answer(meant, question, wish)
        if found.doubtful and answer.found:
            standing, confidence = doubted(Judgement(answer.standing, answer.confidence))
            answer = answer._replace(
                standing=standing, confidence=confidence, excerpts=(), nearest=answer.excerpts
            )
        best = (answer.excerpts or answer.nearest)[:1]
        shown = any(word in fold(each.text) for word in found.meant for each in best)
        if not shown or _worth(answer) <= _worth(plain):
            return plain
        return answer._replace(looked_for=tuple(dict.fromkeys((*found.meant, *answer.looked_for))))

    def _answered(self, asked: Question, question: str, wish: "Wish") -> Answer:
        """The answer to a question that is one."""
        limit, max_chars, least, exact = wish
        search = self._finder.search(asked, exact=exact)
        found, judged = self._judged(search, wish)
        # Where its own words answer, others could only disturb.
        doubtful = judged.standing is not Standing.ANSWER and not exact
        if doubtful and (wide := self._finder.widened(search)):
            search = wide
            # Neighbours tell the topic; whether it is an answer, nobody has said.
            found, judged = self._judged(search, wish)
            judged = doubted(judged)
        asked, hits, _ = search
        shown, copies = self._excerpts(asked, found, least)
        more, wanted = found, limit
        # The places of copies are for others.
        while limit + copies > wanted == len(more.windows):
            wanted = limit + copies
            more = self._finder.windows(asked, hits, wanted, max_chars)
            shown, copies = self._excerpts(asked, more, least)
        shown = shown[:limit]
        matched, missing = self._words(asked, shown[:1], found.applied, judged.standing)
        answers = shown if judged.standing is Standing.ANSWER else ()
        nearest = shown if judged.standing is Standing.PERHAPS else ()
        text = "\n".join(folded(e.document)[e.start : e.end] for e in answers or nearest)
        others = looked_for(asked, text)
        applied = as_taken(found.applied, shown, self.passages)
        return Answer(question, *judged, matched, missing, answers, nearest, applied, others)

    def _judged(self, search: Search, wish: "Wish") -> tuple[FoundWindows, Judgement]:
        """The best windows of what was found, and what the first of them is."""
        limit, max_chars, least, _ = wish
        found = self._finder.windows(search.question, search.hits, limit, max_chars)
        return found, self._finder.judged(found, search.strength, least)

    def _excerpts(
        self, asked: Question, found: FoundWindows, least: float | None
    ) -> tuple[tuple[Excerpt, ...], int]:
        """Excerpts of those of the windows that come close to the first, without copies of what is
        shown before them, and how many those are."""
        marker = Marker(asked, found.terms)
        shown: list[Excerpt] = []
        taken: set[Place] = set()
        close = [w for w in found.windows if least == 0 or w.score >= LEAST]
        for window in close:
            excerpt = self._excerpt(window, asked, marker)
            start, end = excerpt.answer or (excerpt.start, excerpt.end)
            if place_of(excerpt.document, start) not in taken:
                others = places(self.documents, excerpt.document, start, end)
                taken.update(others)
                shown.append(self._with_copies(excerpt, start, others))
        return tuple(shown), len(close) - len(shown)

    def _excerpt(self, window: Window, question: Question, marker: Marker) -> Excerpt:
        document, start, end = window.document, window.start, window.end
        marks = highlights(document, start, end, question)
        end = start + len(document.text[start:end].rstrip())
        split = self.documents.of(document)
        passages, ids = split.passages, split.ids
        citation = cite(document, window.section, start, end, ids)
        items = items_of(passages, start, end, listed=bool(window.items_left))
        marked = marker.marked(document, start, end, heads_between(passages, start, end))
        shown = Excerpt(document, start, end, exp(window.score), marks, citation, items.left)
        planned = is_planned(question, window, marked)
        return shown._replace(
            items=items.sentences, answer=marked, header=window.header, planned=planned
        )

    def _with_copies(self, excerpt: Excerpt, start: int, others: Sequence[Place]) -> Excerpt:
        """`excerpt` with the citations of the sentence at `start` in `others`, as far as named."""
        also = []
        for place in others[:NAMED]:
            copy = self.documents.volume(place.path, place.volume).document
            span = same_sentence(excerpt.document, start, copy, place)
            also.append(self.excerpt(copy, *span).citation)
        return excerpt._replace(also=tuple(also), also_left=len(others) - len(also))

    def _words(
        self,
        asked: Question,
        best: Sequence[Excerpt],
        applied: Sequence[Filter],
        standing: Standing,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What of the question stands in the best excerpt, and what does not, without words that
        say what the filters are. Something is missing where nothing answers."""
        matched, missing = matched_words(asked, self._context(best))
        named = zip(asked.filters, asked.filter_words, strict=True)
        said = frozenset(chain.from_iterable(words for each, words in named if each in applied))
        others = tuple(word for word in missing if word not in said)
        if others or standing is Standing.ANSWER:
            return matched, others
        return matched, missing or (unseen(asked, *_texts(best[0])) if best else ())

    def rank(self, question: str, limit: int, *, exact: bool = False) -> tuple[Hit, ...]:
        """The best passage of each of the best `limit` documents, in the order that `ask` uses
        where nothing is sure: with the neighbours of words that find little, unless `exact`.

        The scores are the documents'. Fewer when fewer hold any term of `question`; none is
        refused. Raises QuestionEmpty and QuestionTooLong.
        """
        asked = understood(question, (), self._analyzer, self._finder.searcher)
        search = self._finder.search(asked, exact=exact)
        asked, hits, _ = (None if exact else self._finder.widened(search)) or search
        ranked = self._finder.ranked(asked, hits)
        best = (found.hits[0]._replace(score=found.score) for found in ranked[:limit])
        return tuple(map(self._finder.searcher.load, best))

    def find(
        self,
        query: "Query",
        *,
        filters: Sequence[Filter] = (),
        order: Order = Order.PATH,
        watched: "Watch" = iter,
    ) -> Iterator["DocumentOccurrences"]:
        """Every place where what is looked for stands, document by document, as they are found.

        `filters` limit it as they do an answer. `watched` is given the documents that are to be
        looked into, and gives them back one by one.
        """
        return query.search(self._finder.searcher, filters, order, watched)

    def _context(self, best: Sequence[Excerpt]) -> str:
        """The best excerpt with its title, its headings and what it implies, folded."""
        texts: list[str] = []
        for excerpt in best:
            citation = excerpt.citation
            (meant,) = implied([self.documents.of(excerpt.document).passage_at(excerpt.start)])
            own = folded(excerpt.document)[excerpt.start : excerpt.end]
            above = joined(fold("\n".join((citation.title, *citation.section))))
            texts += [own, above, *map(fold, meant)]
        return " ".join(texts)

    def cite(self, text: str, *, max_chars: int = MAX_CITED) -> tuple[Excerpt, ...]:
        """The sentences, or paragraphs, that the citation id `text` names; none if unknown.

        The same words in several places share an id, and all of the places are given. Of a long
        paragraph, the whole sentences within its first `max_chars` characters.
        """
        named = read(text)
        if named is None or not named.whole:
            return ()
        number = named.sentence
        found = []
        for _, _, place, ref in self.documents.cited(named.low, named.high):
            document = self.documents.at(ref).document
            paragraph = document.paragraph(place)
            before = sentences_before(document, paragraph)
            if number is None:
                if before:  # it begins in a volume before
                    continue
                spans = units(document.text, paragraph.start, paragraph.end, max_chars)
                ends = [end for _, end in spans if end - paragraph.start <= max_chars]
                found.append(self.excerpt(document, paragraph.start, max(ends)))
                continue
            spans = sentences(document.text, paragraph.start, paragraph.end)
            if 1 <= number - before <= len(spans):
                found.append(self.excerpt(document, *spans[number - before - 1]))
        return tuple(found)

    def status(
        self, text: str, history: "History | None" = None, *, everywhere: bool = False
    ) -> "CitationStatus":
        """What became of the words that the id `text`, or its first letters, names.

        `history` knows what stood here before, and `everywhere` in other libraries.
        """
        from retrieval.citing.fate import status_of

        return status_of(self, text, history, everywhere=everywhere)

    def keys_between(self, low: int, high: int) -> Sequence[int]:
        """The numbers of the paragraphs' ids (`retrieval.text.ids`) in that range, in order."""
        return sorted({key for key, *_ in self.documents.cited(low, high)})

    def verify(self, quotation: str, source: str | None = None) -> "Verification":
        """Whether `quotation` stands in the documents, word for word, and in `source` if named.

        Raises QuotationTooShort and QuotationTooLong.
        """
        from retrieval.verification import verify as quotations

        return quotations.verify(self, quotation, source)

    def review(
        self,
        text: str,
        source: str | None = None,
        *,
        by_line: bool = False,
        limit: int | None = None,
    ) -> "Review":
        """The quotations of `text`, each verified; see `retrieval.verification.review`."""
        from retrieval.verification import review as reviews

        return reviews.review(self, text, source, by_line=by_line, limit=limit)

    def holding(self, text: str, limit: int) -> Sequence[Document]:
        """The `limit` documents that hold most of the character pairs of `text`, best first."""
        found = self._finder.searcher.holding(joined(fold(text)), limit)
        return [self.documents.reaching(self.documents.at(place).document) for place in found]

    def restore(
        self,
        path: str,
        sha256: str,
        start: int,
        end: int,
        answer: tuple[int, int] | None = None,
        items_left: int = 0,
    ) -> Excerpt | None:
        """The excerpt that stood there, or None when the document is gone or has changed.

        `start` and `end` are offsets into the text of the file; `answer` is what answers in it, as
        offsets from `start`.
        """
        found = self.documents.with_offset(path, start)
        if found is None or found.document.sha256 != sha256:
            return None
        before = found.document.volume.offset
        start, end = start - before, end - before
        whole = end <= len(found.document.text)
        document = found.document if whole else self.documents.reaching(found.document)
        excerpt = self.excerpt(document, start, end)
        if items_left:
            items = items_of(self.passages(found.document), start, end, listed=True)
            excerpt = excerpt._replace(items_left=items_left, items=items.sentences)
        if answer is None:
            return excerpt
        marked = (start + answer[0], start + answer[1])
        others = places(self.documents, found.document, *marked)
        return self._with_copies(excerpt._replace(answer=marked), marked[0], others)

    def excerpt(self, document: Document, start: int, end: int) -> Excerpt:
        """That slice of one of the library's documents, with its citation."""
        split = self.documents.of(document)
        passage = split.passage_at(start)
        citation = cite(document, passage.section, start, end, split.ids)
        return Excerpt(document, start, end, 0.0, (), citation, header=passage.above)

    def picture(self, excerpt: Excerpt) -> "Picture | None":
        """The page that `excerpt` begins on, with its words marked.

        None where there is none to see: in formats without pages, or without the file. Raises
        DocumentError when the file cannot be read any longer.
        """
        # No question needs what reads files.
        from retrieval.reading.pictures import picture

        path = self.file(excerpt.document)
        return picture(path, excerpt.document, excerpt.start, excerpt.end) if path else None

    def neighbours(self, excerpt: Excerpt) -> tuple[str, str]:
        """The text of the paragraph that `excerpt` stands in, or the next one, on either side."""
        return neighbours(excerpt.document, excerpt.start, excerpt.end)


class Wish(NamedTuple):
    """What is wished of an answer: see `Library.ask`."""

    limit: int
    max_chars: int
    least: float | None
    exact: bool


def _worth(answer: Answer) -> tuple[int, float]:
    """The more, the more an answer says."""
    return _ORDER.index(answer.standing), answer.confidence


def _texts(excerpt: Excerpt) -> tuple[str, list[str]]:
    """The excerpt folded, and its sentences."""
    spans = sentences(flowing(excerpt.document), excerpt.start, excerpt.end)
    whole = folded(excerpt.document)
    return whole[excerpt.start : excerpt.end], [whole[a:b] for a, b in spans]
