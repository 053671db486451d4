"""What can have become of the words that a citation names."""

from enum import StrEnum
from typing import TYPE_CHECKING

from retrieval.errors import HistoryError
from retrieval.models import Excerpt
from retrieval.text.ids import read
from retrieval.text.sentences import sentences
from retrieval.tuples import NamedTuple

if TYPE_CHECKING:
    from retrieval.citing.history import Record
    from retrieval.verification.alignment import Edit


class Outcome(StrEnum):
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


class Fate(NamedTuple):
    """What became of the words that `asked` names.

    `id` is what is named, written in full, with the sentence if there is one. `places` are where
    the words stand now, `records` where they were seen, the latest first. A paragraph that was
    CHANGED is now `nearest`; `changes` lead from the text of the first record to it. `trouble` is
    why the history could not be asked.
    """

    asked: str
    outcome: Outcome
    id: str = ""
    places: tuple[Excerpt, ...] = ()
    records: "tuple[Record, ...]" = ()
    nearest: Excerpt | None = None
    changes: "tuple[Edit, ...]" = ()
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
        from retrieval.verification.wording import width

        was, now = self.was, self.nearest.text if self.nearest else ""
        one, other = (width("".join(text.split())) for text in (was, now))
        return "." in self.id and one in other

    @property
    def stands(self) -> bool:
        """Whether the words stand in the library, as they are."""
        return bool(self.places)
