"""`/verify`: whether what is quoted, here or in the message replied to, is what is written."""

from telegram import Message

from bot.telegram.addressing import VERIFY, quotation_in
from bot.telegram.handlers.access import texts_of
from bot.telegram.handlers.replying import Replying, called
from bot.telegram.handlers.sending import typing
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import escaped
from bot.telegram.rendering.quotations import MAX_QUOTATIONS, review_reply
from bot.telegram.services import Services
from retrieval import QuotationError

CALLED = called(VERIFY)
EXAMPLE = "……"


async def _reply(services: Services, message: Message, text: str) -> Reply:
    """Whether what is quoted is what is written."""
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


replying = Replying(quotation_in, _reply)
