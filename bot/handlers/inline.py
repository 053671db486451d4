"""Inline mode: `@bot question` in any chat gives cited excerpts to choose from."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.desk import Context, Desk
from bot.handlers.sending import NO_PREVIEW
from bot.limits import Verdict
from bot.replies import clipped, inline_message
from bot.texts import Texts
from retrieval import Excerpt, QuestionError

CARDS = 10
MAX_TITLE, MAX_DESCRIPTION = 60, 160
# Seconds that Telegram may answer the same query by itself; access can change in between.
CACHE = 30
# What the button above the results opens the private chat with.
START = "ask"


async def on_inline(desk: Desk, update: Update, _: Context) -> None:
    """Answer an inline query with up to ten excerpts a page, or a way to the private chat."""
    query = update.inline_query
    if query is None:
        return
    texts = desk.texts(None, query.from_user)
    first = int(query.offset) if query.offset.isdecimal() else 0
    found = await _found(
        desk, query.from_user.id, query.query, first, desk.allows(None, query.from_user)
    )
    cards = [
        _card(excerpt, number, texts) for number, excerpt in enumerate(found[:CARDS], start=first)
    ]
    label = texts.inline_none if query.query.strip() else texts.inline_hint
    try:
        await query.answer(
            cards,
            cache_time=CACHE,
            is_personal=True,
            next_offset=str(first + CARDS) if len(found) > CARDS else "",
            button=None
            if cards or first
            else InlineQueryResultsButton(label, start_parameter=START),
        )
    except BadRequest as error:
        # The person has typed on; Telegram no longer waits for this answer.
        if "too old" not in error.message:
            raise


async def _found(
    desk: Desk, person: int, question: str, first: int, allowed: bool
) -> list[Excerpt]:
    """The excerpts from number `first` on, one more than a page shows if there are more."""
    if not allowed or not question.strip():
        return []
    if desk.admission.admit(person, person, False) is not Verdict.ADMIT:
        return []
    try:
        answer = await desk.ask(question, limit=first + CARDS + 1)
    except QuestionError:
        return []
    return list(answer.excerpts[first : first + CARDS + 1])


def _card(excerpt: Excerpt, number: int, texts: Texts) -> InlineQueryResultArticle:
    citation = excerpt.citation
    facts = (
        texts.title.format(title=clipped(citation.title, MAX_TITLE)),
        citation.issued_on and str(citation.issued_on),
    )
    return InlineQueryResultArticle(
        id=f"{citation.id}-{number}",
        title=" · ".join(fact for fact in facts if fact),
        description=clipped(" ".join(excerpt.text.split()), MAX_DESCRIPTION),
        input_message_content=InputTextMessageContent(
            inline_message(excerpt, texts),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        ),
    )
