"""What became of the words that a citation names: they stand, moved, were changed, or are gone.

Asked of a library for what stands in it now, and of the history for what stood there before.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from retrieval.analysis.analyzer import segmenter
from retrieval.citing.history import History, Record
from retrieval.citing.history_db import root_name
from retrieval.errors import HistoryError
from retrieval.models import Document, Excerpt, Kind
from retrieval.text.ids import Named, key_of, read, written
from retrieval.text.sentences import sentences
from retrieval.verification.alignment import Edit, closest, edits
from retrieval.verification.models import LibraryLike
from retrieval.verification.wording import width

# Documents looked into for what a paragraph was changed to.
CANDIDATES = 16
# Paragraphs less alike than this are others. Of 300 paragraphs of policy documents with a tenth, a
# fifth or a third of their words replaced, 98, 97 and 87 % are as alike.
ALIKE = 0.6
# Ids named where a prefix could mean several.
LISTED = 20
# Of the characters for private use, the first of 131,000.
_PRIVATE = 0xF0000


class CitationOutcome(StrEnum):
    """What became of cited words."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"
    DELETED = "deleted"
    # Not of this library: recorded in another one.
    ELSEWHERE = "elsewhere"
    # The first letters of several ids.
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class Meant(NamedTuple):
    """A paragraph that a prefix may mean: its id and its words."""

    id: str
    text: str


class CitationStatus(NamedTuple):
    """What became of the words that `asked` names.

    `id` is what is named, written in full, with the sentence if there is one. `places` are where
    the words stand now, `records` where they were seen, the latest first. A paragraph that was
    CHANGED is now `nearest`; `changes` lead from the text of the first record to it. `trouble` is
    why the history could not be asked.
    """

    asked: str
    outcome: CitationOutcome
    id: str = ""
    places: tuple[Excerpt, ...] = ()
    records: tuple[Record, ...] = ()
    nearest: Excerpt | None = None
    changes: tuple[Edit, ...] = ()
    meant: tuple[Meant, ...] = ()
    trouble: HistoryError | None = None

    @property
    def names_none(self) -> bool:
        """Whether what was asked is no id, nor the beginning of one."""
        return read(self.asked) is None

    @property
    def was(self) -> str:
        """The words that `id` names, as they were last seen; empty without a record."""
        if not self.records:
            return ""
        text, sentence = self.records[0].text, self.id.partition(".")[2]
        spans = sentences(text, 0, len(text))
        named = sentence and 1 <= int(sentence) <= len(spans)
        return text[slice(*spans[int(sentence) - 1])] if named else text

    @property
    def kept(self) -> bool:
        """Whether the sentence that is named still stands in the paragraph that was changed."""
        was, now = self.was, self.nearest.text if self.nearest else ""
        one, other = (width("".join(text.split())) for text in (was, now))
        return "." in self.id and one in other

    @property
    def stands(self) -> bool:
        """Whether the words stand in the library, as they are."""
        return bool(self.places)


def status_of(
    library: LibraryLike, asked: str, history: History | None = None, *, everywhere: bool = False
) -> CitationStatus:
    """What became of the words that the id `asked`, or its first letters, names.

    `history` is asked for this library, and `everywhere` for the others too. Never raises.
    """
    named = read(asked)
    if named is None:
        return CitationStatus(asked, CitationOutcome.UNKNOWN)
    past = _Past(history, library.place)
    records = past.find(named) or (past.find(named, everywhere=True) if everywhere else ())
    keys = [*library.keys_between(named.low, named.high)]
    ids = sorted({*map(written, keys), *(record.id for record in records)})
    if len(ids) > 1:
        meant = tuple(_meant(library, records, one) for one in ids[:LISTED])
        return CitationStatus(asked, CitationOutcome.AMBIGUOUS, meant=meant, trouble=past.trouble)
    found = CitationStatus(asked, CitationOutcome.UNKNOWN)
    if ids:
        sentence = "" if named.sentence is None else f".{named.sentence}"
        found = _decided(library, found._replace(id=ids[0] + sentence, records=records), past)
    return found._replace(trouble=past.trouble)


class _Past:
    """The history of one library, and what was wrong with it if something was."""

    def __init__(self, history: History | None, root: Path) -> None:
        self._history = history
        self._root = root
        self.trouble: HistoryError | None = None

    def find(self, named: Named, *, everywhere: bool = False) -> tuple[Record, ...]:
        if self._history is None or self.trouble:
            return ()
        try:
            return self._history.find(named, None if everywhere else self._root)
        except HistoryError as error:
            self.trouble = error
            return ()


def _meant(library: LibraryLike, records: Sequence[Record], one: str) -> Meant:
    text = next((place.text for place in library.cite(one)), "")
    return Meant(one, text or next(record.text for record in records if record.id == one))


def _decided(library: LibraryLike, found: CitationStatus, past: _Past) -> CitationStatus:
    """The status of one id, whose records are known."""
    latest = tuple(sorted(found.records, key=lambda record: record.last_seen, reverse=True))
    found = found._replace(places=library.cite(found.id), records=latest)
    if found.places:
        outcome = CitationOutcome.MOVED if _has_moved(found) else CitationOutcome.UNCHANGED
        return found._replace(outcome=outcome)
    # The paragraph may stand there and have no such sentence.
    if not latest or library.cite(found.id.partition(".")[0]):
        return found._replace(records=())
    if latest[0].root != root_name(library.place):
        return found._replace(outcome=CitationOutcome.ELSEWHERE)
    nearest = _nearest(library, latest[0], past)
    if nearest is None:
        return found._replace(outcome=CitationOutcome.DELETED)
    changes = tuple(changed_words(latest[0].text, nearest.text))
    return found._replace(outcome=CitationOutcome.CHANGED, nearest=nearest, changes=changes)


def _has_moved(found: CitationStatus) -> bool:
    """Whether the words are gone from all of the documents where they were seen first."""
    first = min((record.first_seen for record in found.records), default=None)
    home = {record.path for record in found.records if record.first_seen == first}
    return bool(home) and not home & {place.citation.path for place in found.places}


def _nearest(library: LibraryLike, record: Record, past: _Past) -> Excerpt | None:
    """What the paragraph of `record` has become, if a paragraph is alike enough.

    Of equals, the one in the same document. Paragraphs that stood beside it are not what became
    of it.
    """
    found: list[tuple[float, bool, int, int, Document]] = []
    for document in library.holding(record.text, CANDIDATES):
        text = document.text
        spans = [(p.start, p.end) for p in document.paragraphs if p.kind is not Kind.FURNITURE]
        same = document.path == record.path
        for likeness, number in closest(record.text, [text[a:b] for a, b in spans], ALIKE):
            found.append((likeness, same, *spans[number], document))
    for _, _, start, end, document in sorted(found, key=lambda f: f[:2], reverse=True):
        if not _stood_beside(document.text[start:end], record, past):
            return library.excerpt(document, start, end)
    return None


def _stood_beside(text: str, record: Record, past: _Past) -> bool:
    key = key_of(text)
    return any(other.first_seen <= record.last_seen for other in past.find(Named(key, key)))


def changed_words(one: str, other: str) -> list[Edit]:
    """The fewest edits that make `other` of `one`, in whole words."""
    words, others = (segmenter("").cut(text) for text in (one, other))
    # A character a word, so that words are what is compared.
    codes: dict[str, str] = {}
    coded = ["".join(_code(word, codes) for word in text) for text in (words, others)]
    found = edits(*coded)
    ends = [0, *accumulate(map(len, words))]
    other_ends = [0, *accumulate(map(len, others))]
    changes: list[Edit] = []
    for e in found:
        edit = Edit(ends[e.start], ends[e.end], other_ends[e.other_start], other_ends[e.other_end])
        if changes and (changes[-1].end, changes[-1].other_end) == (edit.start, edit.other_start):
            last = changes.pop()
            edit = Edit(last.start, edit.end, last.other_start, edit.other_end)
        changes.append(edit)
    return changes


def _code(word: str, codes: dict[str, str]) -> str:
    """The character that stands for `word` in any width; white space is a space."""
    return " " if word.isspace() else codes.setdefault(width(word), chr(_PRIVATE + len(codes)))
