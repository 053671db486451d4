"""Inline mode: `@bot question`, or the id of a citation, gives cited excerpts to choose from."""

import re
from collections.abc import Sequence
from functools import partial

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.messages.answers import seen
from bot.messages.texts import Texts
from bot.telegram.handlers.find import counted, parts, placed
from bot.telegram.handlers.sending import NO_PREVIEW
from bot.telegram.rendering.answers import inline_message
from bot.telegram.rendering.html import clipped
from bot.telegram.rendering.occurrences import Counted
from bot.telegram.services import Context, Services
from retrieval import Answer, Excerpt, Library, QuestionError
from retrieval.errors import EngineError

# Before the words of which every place is wanted.
_FIND = re.compile(
    r"\s*(?:[/／]?find\s|[/／]?查找(?=[\s“「\"])|[/／]find(?![a-z0-9_]))", re.IGNORECASE
)
CARDS = 10
# Nobody turns further.
MOST = 200
MAX_TITLE, MAX_DESCRIPTION = 60, 160
# Seconds that Telegram may answer the same query by itself; access can change in between.
CACHE = 30
# What the button above the results opens the private chat with.
START = "ask"


async def on_inline(services: Services, update: Update, _: Context) -> None:
    """Answer an inline query with up to ten excerpts a page, or a way to the private chat."""
    query = update.inline_query
    if query is None:
        return
    texts = services.texts(None, query.from_user)
    first = min(int(query.offset), MOST) if query.offset.isdecimal() else 0
    try:
        found, label, uncertain = await _found(services, query, first, texts)
    except EngineError as error:
        found, label, uncertain = (), services.excuse(error, texts), False
    cards = [
        _card(excerpt, number, services.me.username, texts, uncertain=uncertain)
        for number, excerpt in enumerate(found[:CARDS], start=first)
    ]
    show = label and not first
    button = InlineQueryResultsButton(label, start_parameter=START) if show else None
    try:
        await query.answer(
            cards,
            cache_time=CACHE if cards else 0,
            is_personal=True,
            next_offset=str(first + CARDS) if len(found) > CARDS and first < MOST else "",
            button=button,
        )
    except BadRequest as error:
        # The person has typed on; Telegram no longer waits for this answer.
        if "too old" not in error.message:
            raise


async def _found(
    services: Services, query: InlineQuery, first: int, texts: Texts
) -> tuple[Sequence[Excerpt], str, bool]:
    """The excerpts from number `first` on, one more than a page shows if there are more.

    And what to say above them: why there are none, or what was understood; and whether they are
    uncertain.
    """
    person = query.from_user
    if not services.allows(None, person):
        return (), texts.chat.not_allowed, False
    if not query.query.strip():
        return (), texts.chat.inline_hint, False
    if not services.admission.admit_aside(person.id):
        return (), texts.chat.slow_down, False
    if words := words_of(query.query):
        return await _occurrences(services, words, first, texts)
    # The id of a citation is that citation, unless it is a word that only looks like one.
    if places := await services.cite(query.query):
        return places[first : first + CARDS + 1], "", False
    try:
        answer = await services.ask(query.query, limit=first + CARDS + 1)
    except QuestionError:
        return (), texts.chat.inline_none, False
    shown = (answer.excerpts or answer.nearest)[first : first + CARDS + 1]
    return shown, _label(answer, texts), not answer.found


def words_of(query: str) -> list[str]:
    """The words that an inline query has every place found of; none where it asks a question."""
    found = _FIND.match(query)
    return parts(query[found.end() :]) if found else []


async def _occurrences(
    services: Services, words: Sequence[str], first: int, texts: Texts
) -> tuple[Sequence[Excerpt], str, bool]:
    """The sentences with the places from number `first` on, and how many places there are."""
    try:
        places, documents = await services.read(partial(_placed, words, first))
    except QuestionError as error:
        return (), clipped(texts.error(error), MAX_TITLE), False
    total = sum(each.places for each in documents)
    label = texts.finding.inline_places.format(places=total, documents=len(documents))
    return places, label if total else texts.finding.none, False


def _placed(
    words: Sequence[str], first: int, library: Library
) -> tuple[list[Excerpt], list[Counted]]:
    """A page of places, one more if there are more, each in its sentence; and all documents."""
    places = placed(words, first, CARDS + 1, library)
    return _sentences(places, library), counted(words, library)


def _sentences(places: Sequence[Excerpt], library: Library) -> list[Excerpt]:
    """The sentences in which places begin, with the words marked as what answers."""
    found = []
    for place in places:
        where = (place.citation.path, place.citation.paragraph)
        named = library.cite(place.citation.id)
        whole = next(e for e in named if (e.citation.path, e.citation.paragraph) == where)
        end = max(whole.end, place.end)
        found.append(whole._replace(end=end, answer=(place.start, place.end)))
    return found


def _label(answer: Answer, texts: Texts) -> str:
    """What stands above the cards; "" for nothing."""
    own = texts.filters
    if answer.excerpts or answer.nearest:
        return clipped(own.understood(answer.filters), MAX_TITLE)
    return own.inline_none if answer.limited else texts.chat.inline_none


def _card(
    excerpt: Excerpt, number: int, username: str, texts: Texts, *, uncertain: bool
) -> InlineQueryResultArticle:
    citation = excerpt.citation
    # From what answers on: a phone shows two lines.
    start = excerpt.answer[0] if excerpt.answer else excerpt.start
    text = seen(excerpt.document, start, excerpt.end)
    facts = (
        texts.answers.perhaps_short if uncertain else None,
        texts.citations.titled(clipped(citation.title, MAX_TITLE)),
        citation.issued_on and str(citation.issued_on),
    )
    return InlineQueryResultArticle(
        id=f"{citation.id}-{number}",
        title=" · ".join(fact for fact in facts if fact),
        description=clipped(" ".join(text.split()), MAX_DESCRIPTION),
        input_message_content=InputTextMessageContent(
            inline_message(excerpt, username, texts, uncertain=uncertain),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        ),
    )
