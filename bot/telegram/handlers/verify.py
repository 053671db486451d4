"""`/verify`: whether what is quoted, here or in the message replied to, is what is written."""

import re

from telegram import Message, Update
from telegram.ext import filters

from bot.telegram.addressing import VERIFY, quotation_in
from bot.telegram.handlers.access import admits, texts_of
from bot.telegram.handlers.questions import EDITABLE
from bot.telegram.handlers.sending import edit_by_id, reply_to, typing
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import escaped
from bot.telegram.rendering.quotations import MAX_QUOTATIONS, review_reply
from bot.telegram.services import Context, Services
from retrieval import QuotationError

# A message that begins with the command: Telegram sees none where Chinese touches it.
_COMMAND = re.compile(rf"(?i)^[/／]{VERIFY[1:]}(?![a-z0-9_])")
CALLED = filters.Regex(_COMMAND) | filters.CaptionRegex(_COMMAND)
EXAMPLE = "……"


async def on_verify(services: Services, update: Update, _: Context) -> None:
    """Verify what stands behind the command, else the message replied to."""
    message = update.message
    text = quotation_in(message, services.me) if message else None
    if message is None or text is None or not await admits(services, message):
        return
    async with services.answering(message):
        sent = await reply_to(message, await _reply(services, message, text))
        _remember(services, message, sent.message_id)


async def on_edited(services: Services, update: Update, _: Context) -> None:
    """A quotation edited within two minutes: what was said of it is edited with it."""
    message = update.edited_message
    text = quotation_in(message, services.me) if message else None
    if message is None or not text or message.edit_date is None:
        return
    if message.edit_date - message.date > EDITABLE:
        return
    async with services.answering(message):
        answered = services.store.answer_to(message.chat_id, message.message_id)
        if answered is None or not await admits(services, message):
            return
        await edit_by_id(message, answered.message_id, await _reply(services, message, text))
        _remember(services, message, answered.message_id)


async def _reply(services: Services, message: Message, text: str) -> Reply:
    texts = texts_of(services, message)
    own = texts.quotations
    if not text:
        return Reply(own.usage.format(example=escaped(EXAMPLE)))
    try:
        async with typing(message):
            review = await services.read(lambda library: library.review(text, limit=MAX_QUOTATIONS))
    except QuotationError as error:
        return Reply(own.error(error))
    return review_reply(review, texts)


def _remember(services: Services, message: Message, answer_id: int) -> None:
    """So that an edit of the message finds what was said of it."""
    ids = (message.chat_id, message.message_id, answer_id)
    services.store.remember_answer(*ids, None, message.date.timestamp())
