"""What there is to say of a quotation, as frozen data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from retrieval.models import Document, Excerpt


class LibraryLike(Protocol):
    """What verifying and citing ask of a library; `retrieval.library` stands above them."""

    place: Path

    @property
    def documents(self) -> Sequence[Document]: ...

    def holding(self, text: str, limit: int) -> Sequence[Document]:
        """The documents that hold most of the character pairs of `text`, best first."""

    def excerpt(self, document: Document, start: int, end: int) -> Excerpt:
        """A slice of a document, with its citation."""

    def cite(self, text: str) -> tuple[Excerpt, ...]:
        """The places that an id names."""

    def keys_between(self, low: int, high: int) -> Sequence[int]:
        """The numbers of the ids in that range that paragraphs have, in order."""


class Verdict(StrEnum):
    """How the words of a quotation stand in a library, the best first."""

    VERBATIM = "verbatim"
    SAME_WORDS = "same_words"
    DIFFERING = "differing"
    NOT_FOUND = "not_found"


class Variation(StrEnum):
    """In what a quotation of the same words is written differently.

    `SCRIPT` is Traditional for Simplified characters or the reverse: the same words, and no longer
    letter for letter the same. `RECOGNISED`: a program read what is written in a picture, and may
    have misread it.
    """

    PUNCTUATION = "punctuation"
    SPACE = "space"
    WIDTH = "width"
    SCRIPT = "script"
    CASE = "case"
    RECOGNISED = "recognised"


class SourceCheck(StrEnum):
    """Whether what was found stands in the source that was named."""

    THERE = "there"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """`quotation[start:end]` stands for `document.text[source_start:source_end]`.

    Either may be empty: words put in, words left out.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a quotation, `quotation[start:end]`, beside the stretch of text that it repeats.

    The differences are in order; there are none where it is repeated word for word, or in nothing
    but width, script, case and white space.
    """

    start: int
    end: int
    excerpt: Excerpt
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """The source that a quotation was said to be from, and whether it is.

    `THERE`: what was found stands in a document of that name. `ELSEWHERE`: such documents exist,
    here in `documents`, and do not hold it. `UNKNOWN`: the library has none of that name.
    """

    source: str
    standing: SourceCheck
    documents: tuple[Document, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Verification:
    """A quotation, compared with a library.

    `matches` are its parts (more than one where …… joins them) in the document that comes closest;
    `left_out` counts the characters of the document between them. `elsewhere` are other documents'
    passages where a verbatim quotation begins, some of them. Where the parts do not stand together
    in one document, `matches` is empty and `parts` has a verification for each.
    """

    quotation: str
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    variations: tuple[Variation, ...] = ()
    left_out: int = 0
    elsewhere: tuple[Excerpt, ...] = ()
    parts: "tuple[Verification, ...]" = ()
    claim: Claim | None = None

    @property
    def holds(self) -> bool:
        """Whether it is letter for letter what is written, where it is said to be."""
        told = self.claim is None or self.claim.standing is SourceCheck.THERE
        return self.verdict is Verdict.VERBATIM and told


class Reason(StrEnum):
    """Why something in quotation marks was not checked."""

    SHORT = "short"
    LONG = "long"
    UNBALANCED = "unbalanced"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in quotation marks that was not checked."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Review:
    """The quotations of a text, each verified, in order; `skipped` were not.

    `partial`: only what stands in quotation marks was verified.
    """

    verifications: tuple[Verification, ...]
    skipped: tuple[Skipped, ...] = ()
    partial: bool = False

    @classmethod
    def merged(cls, reviews: "Iterable[Review]") -> "Review":
        """Several reviews as one."""
        given = [*reviews]
        return cls(
            tuple(found for one in given for found in one.verifications),
            tuple(skipped for one in given for skipped in one.skipped),
            any(one.partial for one in given),
        )

    @property
    def holds(self) -> bool:
        """Whether there is a quotation and each of them holds."""
        return bool(self.verifications) and all(found.holds for found in self.verifications)
