"""`/cite ID`, and links to a citation: the cited words, and what became of them."""

import logging
import re
from datetime import date

from telegram import Message, Update

from bot.messages.texts import Texts
from bot.telegram.handlers.access import admits, texts_of
from bot.telegram.handlers.sending import reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.citations import status_reply
from bot.telegram.services import Context, Services

log = logging.getLogger(__name__)
# An id as people see it, and as a link to the bot carries it.
CITATION = re.compile(r"\b([0-9a-z]{5}-[0-9a-z]{5}(?:\.\d+)?)|[?&]start=c_(\w+)")
# What shows how an id is written, where none is at hand.
EXAMPLE = "b7qk2-m4x9d"


async def on_cite(services: Services, update: Update, context: Context) -> None:
    """Look up the id behind the command, or that in the message replied to."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    texts = texts_of(services, message)
    asked = "".join(context.args or ()) or named_in(message.reply_to_message)
    if asked:
        await reply_to(message, await looked_up(services, asked, texts))
    else:
        await reply_to(message, Reply(texts.history.usage.format(id=EXAMPLE)))


async def looked_up(services: Services, asked: str, texts: Texts) -> Reply:
    """What became of the words that the id `asked` names."""
    status = await services.status(asked)
    if status.trouble:
        log.error("The history of citations cannot be used: %s", status.trouble)
    today = date.today()
    return await services.read(lambda library: status_reply(status, library, texts, today))


def named_in(message: Message | None) -> str:
    """The first id of a citation in the words or links of `message`; empty if there is none."""
    if message is None:
        return ""
    links = [entity.url or "" for entity in (*message.entities, *message.caption_entities)]
    named = CITATION.search(" ".join([message.text or message.caption or "", *links]))
    return (named[1] or named[2]) if named else ""
