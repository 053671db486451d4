"""The places where some words stand, as Telegram messages within Telegram's limits. Pure.

The words stand in the first line as code, and in no other place: who turns pages is answered by
what the message itself says, so that nothing of it is kept here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity
from telegram.helpers import create_deep_linked_url

from bot.messages.concordance import context
from bot.messages.texts import Texts
from bot.telegram.rendering.answers import Reply, deep_link
from bot.telegram.rendering.html import clipped, clipped_line, escaped
from retrieval import Document, DocumentOccurrences, Excerpt

# Documents, and places, on a page: with what each shows at most, a message holds them.
LISTED, PLACED = 15, 8
MAX_TITLE, MAX_SHOWN, AROUND = 60, 80, 25
DOCUMENTS, PLACES, LIST = "w:d", "w:p", "w:c"


class Counted(NamedTuple):
    """How many places a document has."""

    title: str
    issued_on: str
    places: int

    @classmethod
    def of(cls, found: DocumentOccurrences) -> "Counted":
        """Those of a document that was found."""
        return cls(found.title, str(found.metadata.issued_on or ""), len(found.places))


def documents_page(
    counted: Sequence[Counted], words: Sequence[str], page: int, texts: Texts
) -> Reply:
    """How many places there are, and a page of the documents with how many each has."""
    page = min(page, max(len(counted) - 1, 0) // LISTED)
    lines = [_head(words, sum(each.places for each in counted), len(counted), texts)]
    first = page * LISTED
    for number, each in enumerate(counted[first : first + LISTED], start=first + 1):
        title = texts.citations.titled(clipped_line(each.title, MAX_TITLE))
        facts = (each.issued_on, texts.finding.places.format(count=each.places))
        lines.append(escaped(f"{number}. {title} · {' · '.join(filter(None, facts))}"))
    own = texts.finding
    turn = _turn(DOCUMENTS, page, first + LISTED < len(counted))
    every = [
        InlineKeyboardButton(own.button_places, callback_data=f"{PLACES}:0"),
        InlineKeyboardButton(own.button_list, callback_data=f"{LIST}:0"),
    ]
    rows = [every, turn] if turn else [every]
    return Reply("\n".join(lines), InlineKeyboardMarkup(rows) if counted else None)


def places_page(
    excerpts: Sequence[Excerpt],
    words: Sequence[str],
    page: int,
    totals: tuple[int, int],
    username: str,
    texts: Texts,
) -> Reply:
    """A page of places, each in its context with a link to its passage; `totals` are how many
    places there are in how many documents."""
    lines = [_head(words, *totals, texts)]
    above: Document | None = None
    first = page * PLACED
    for number, excerpt in enumerate(excerpts, start=first + 1):
        title = texts.citations.titled(clipped_line(excerpt.citation.title, MAX_TITLE))
        named = texts.citations.same_title if excerpt.document is above else title
        link = create_deep_linked_url(username, deep_link(excerpt.citation))
        place = escaped(texts.citations.place(excerpt.citation))
        origin = f'{escaped(named)}{texts.citations.comma}<a href="{link}">{place}</a>'
        lines.append(f"{number}. {_in_context(excerpt)}\n——{origin}")
        above = excerpt.document
    own = texts.finding
    turn = _turn(PLACES, page, first + PLACED < totals[0])
    back = [
        InlineKeyboardButton(own.button_documents, callback_data=f"{DOCUMENTS}:0"),
        InlineKeyboardButton(own.button_list, callback_data=f"{LIST}:0"),
    ]
    return Reply("\n\n".join(lines), InlineKeyboardMarkup([back, turn] if turn else [back]))


def words_shown(message: Message) -> list[str]:
    """The words that a message of ours shows the places of."""
    found = message.parse_entities([MessageEntity.CODE])
    return [found[entity] for entity in sorted(found, key=lambda entity: entity.offset)]


def _head(words: Sequence[str], places: int, documents: int, texts: Texts) -> str:
    named = " ".join(f"<code>{escaped(each)}</code>" for each in words)
    return f"{named} · {escaped(texts.finding.counted(places, documents))}"


def _in_context(excerpt: Excerpt) -> str:
    """The place in its line, the words bold."""
    around = context(excerpt, AROUND)
    parts = (
        f"{'…' * around.cut_before}{around.before}",
        clipped(excerpt.text, MAX_SHOWN),
        f"{around.after}{'…' * around.cut_after}",
    )
    head, words, tail = (escaped(part.replace("\n", " ").replace("\t", " ")) for part in parts)
    return f"{head}<b>{words}</b>{tail}"


def _turn(action: str, page: int, more: bool) -> list[InlineKeyboardButton]:
    turn = []
    if page:
        turn.append(InlineKeyboardButton("◀", callback_data=f"{action}:{page - 1}"))
    if more:
        turn.append(InlineKeyboardButton("▶", callback_data=f"{action}:{page + 1}"))
    return turn
