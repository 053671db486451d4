"""What a document can say about its own validity, as frozen data."""

from datetime import date
from enum import StrEnum

from retrieval.tuples import NamedTuple


class Says(StrEnum):
    """What a statement says. Only a TERM can be over; REPEALS and PREVAILS concern others too."""

    WRITTEN = "written"
    EFFECTIVE = "effective"
    TERM = "term"
    TRIAL = "trial"
    REVOKED = "revoked"
    REPEALS = "repeals"
    PREVAILS = "prevails"


class Statement(NamedTuple):
    """A sentence, or a line of metadata, that states something about a document's validity.

    `document.text[start:end]` says it, in the paragraph with that number and id. `since` and
    `until` are the first and the last day, if the text states them or states what they follow
    from. `expired` is True only when `until` has passed.
    """

    says: Says
    start: int
    end: int
    since: date | None = None
    until: date | None = None
    expired: bool = False
    paragraph: int = 0
    id: str = ""
