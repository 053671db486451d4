"""Inline mode: `@bot question`, or the id of a citation, gives cited excerpts to choose from."""

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.messages.texts import Texts
from bot.telegram.handlers.sending import NO_PREVIEW
from bot.telegram.rendering.answers import inline_message
from bot.telegram.rendering.html import clipped
from bot.telegram.services import Context, Services
from retrieval import Answer, Excerpt, QuestionError

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
    found, label = await _found(services, query, first, texts)
    cards = [
        _card(excerpt, number, services.me.username, texts)
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
) -> tuple[list[Excerpt], str]:
    """The excerpts from number `first` on, one more than a page shows if there are more.

    And what to say above them: why there are none, or what was understood.
    """
    person = query.from_user
    if not services.allows(None, person):
        return [], texts.chat.not_allowed
    if not query.query.strip():
        return [], texts.chat.inline_hint
    if not services.admission.admit_aside(person.id):
        return [], texts.chat.slow_down
    # The id of a citation is that citation, unless it is a word that only looks like one.
    if places := await services.cite(query.query):
        return list(places[first : first + CARDS + 1]), ""
    try:
        answer = await services.ask(query.query, limit=first + CARDS + 1)
    except QuestionError:
        return [], texts.chat.inline_none
    return list(answer.excerpts[first : first + CARDS + 1]), _label(answer, texts)


def _label(answer: Answer, texts: Texts) -> str:
    """What stands above the cards; "" for nothing."""
    own = texts.filters
    if answer.found:
        return clipped(own.understood(answer.filters), MAX_TITLE)
    return own.inline_none if answer.limited else texts.chat.inline_none


def _card(excerpt: Excerpt, number: int, username: str, texts: Texts) -> InlineQueryResultArticle:
    citation = excerpt.citation
    facts = (
        texts.citations.title.format(title=clipped(citation.title, MAX_TITLE)),
        citation.issued_on and str(citation.issued_on),
    )
    return InlineQueryResultArticle(
        id=f"{citation.id}-{number}",
        title=" · ".join(fact for fact in facts if fact),
        description=clipped(" ".join(excerpt.text.split()), MAX_DESCRIPTION),
        input_message_content=InputTextMessageContent(
            inline_message(excerpt, username, texts),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        ),
    )
