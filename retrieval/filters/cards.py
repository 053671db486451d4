"""What documents say about themselves, made ready to be compared with filters."""

from collections.abc import Iterable, Sequence
from datetime import date

from retrieval.filters import date_ranges, document_numbers
from retrieval.filters.date_ranges import DateRange
from retrieval.filters.document_numbers import DocumentNumber
from retrieval.models import Metadata
from retrieval.text.folding import fold, plain
from retrieval.tuples import NamedTuple

_DATES = ("written_on", "sent_on", "printed_on", "published_on", "occasion")
_SOURCES = ("issuer", "source", "author")


class Card(NamedTuple):
    """What one document says about itself. Names are `plain`.

    `head` is the title up to 关于: 教育部关于…的通知 names who issued it, and what stands behind
    关于 is what it is about. `days` are those that it gives as its own, else the year of its
    number, else its title's.
    """

    title: str
    head: str
    sources: tuple[str, ...]
    days: tuple[DateRange, ...]
    numbers: tuple[DocumentNumber, ...]


def card_of(title: str, metadata: Metadata) -> Card:
    """The card of a document with this title, its own or what stands for it."""
    folded = fold(title)
    fields = metadata.fields
    sources = [field.value for field in fields if field.name in _SOURCES]
    numbers = [field.value for field in fields if field.name == "document_number"]
    own = [number for text in numbers for _, number in document_numbers.find(fold(text))]
    return Card(
        plain(folded),
        plain(folded.partition("关于")[0]),
        tuple(map(plain, [metadata.source or "", *sources])),
        tuple(_days(metadata, own, folded)),
        tuple(own),
    )


def _days(metadata: Metadata, numbers: Sequence[DocumentNumber], title: str) -> Iterable[DateRange]:
    stated = [field.value for field in metadata.fields if field.name in _DATES]
    days = [found for text in stated for found in _ranges(fold(text))]
    if issued := metadata.issued_on:
        days.append(DateRange(issued, issued))
    years = (DateRange(date(n.year, 1, 1), date(n.year, 12, 31)) for n in numbers)
    return days or list(years) or _ranges(title)


def _ranges(folded: str) -> list[DateRange]:
    return [days for _, days in date_ranges.find(folded, None, ())]
