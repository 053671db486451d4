"""`/cite ID`, and links to a citation: the cited words, and what became of them."""

import logging
import re
from collections.abc import Sequence
from datetime import date

from telegram import Message, Update

from bot.messages.texts import Texts
from bot.telegram.handlers.access import admits, texts_of
from bot.telegram.handlers.sending import reply_to
from bot.telegram.rendering.answers import Reply, page_starts
from bot.telegram.rendering.citations import status_reply, statuses_reply
from bot.telegram.services import Context, Services
from retrieval import Excerpt

log = logging.getLogger(__name__)
# An id as people see it, and as a link to the bot carries it.
CITATION = re.compile(
    r"(?<![0-9a-z])([0-9a-z]{5}-[0-9a-z]{5}(?:\.\d+)?)(?![0-9a-z])|[?&]start=c_(\w+)", re.IGNORECASE
)
# The same with the rest of its link.
_PASTED = re.compile(
    rf"(?:(?:https?://)?t(?:elegram)?\.me/\w+)?(?:{CITATION.pattern})", re.IGNORECASE
)
# What an id is called, in what is pasted.
_LABEL = re.compile(r"\b(?:(?:引文)?编号|(?:引文)?編號|引文|出处|出處|id)\b", re.IGNORECASE)
# What shows how an id is written, where none is at hand.
EXAMPLE = "b7qk2-m4x9d"
# Ids that one message tells of.
MAX_IDS = 5


async def on_cite(services: Services, update: Update, context: Context) -> None:
    """Look up the ids behind the command, or those of the message replied to."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    texts, replied = texts_of(services, message), message.reply_to_message
    if context.args:
        ids = ids_in(" ".join(context.args))
        # Less than an id will do, or an id that is written in parts.
        reply = await looked_up(services, ids if len(ids) > 1 else ["".join(context.args)], texts)
    elif (shown := await shown_in(services, replied, texts)) is None:
        reply = Reply(texts.chat.expired)
    elif ids := [excerpt.citation.id for excerpt in shown] or named_in(replied):
        reply = await looked_up(services, ids, texts)
    else:
        reply = Reply(texts.history.usage.format(id=EXAMPLE))
    await reply_to(message, reply)


async def looked_up(services: Services, ids: Sequence[str], texts: Texts) -> Reply:
    """What became of the words that the `ids` name: of one in full, of several in short."""
    statuses = [await services.status(each) for each in ids[:MAX_IDS]]
    trouble = next((status.trouble for status in statuses if status.trouble), None)
    if trouble:
        log.error("The history of citations cannot be used: %s", trouble)
    if len(ids) > 1:
        return statuses_reply(list(zip(ids, statuses, strict=False)), ids[MAX_IDS:], texts)
    today = date.today()
    return await services.read(lambda library: status_reply(statuses[0], library, texts, today))


def ids_in(text: str) -> list[str]:
    """The ids in `text` and in its links, in order, each once."""
    return list(dict.fromkeys(found[1] or found[2] for found in CITATION.finditer(text)))


def ids_pasted(text: str) -> list[str]:
    """The ids and links that are all there is of `text`; none where there is more.

    Two words (hello-world) or numbers (12345-67890) are more likely what they look like.
    """
    ids = ids_in(text)
    only = ids and not re.search(r"\w", _LABEL.sub("", _PASTED.sub("", text)))
    letters = "".join(ids)
    mixed = any(map(str.isdigit, letters)) and any(map(str.isalpha, letters))
    return ids if only and (mixed or "start=" in text) else []


def named_in(message: Message | None) -> list[str]:
    """The ids of citations in the words and links of `message`, in order."""
    if message is None:
        return []
    links = [entity.url or "" for entity in (*message.entities, *message.caption_entities)]
    return ids_in(" ".join([message.text or message.caption or "", *links]))


async def shown_in(
    services: Services, message: Message | None, texts: Texts
) -> list[Excerpt] | None:
    """The excerpts that an answer of the bot's shows; none for other messages.

    Its buttons name its page and its excerpts; between its neighbours an excerpt has but a way
    back. None when the answer has expired, or its documents have changed.
    """
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else ()
    pressed = [str(button.callback_data).split(":") for row in rows for button in row]
    named = [data for data in pressed if len(data) == 3 and data[2].isdecimal()]
    shown = [data for data in named if data[0] == "c"]
    back = [data for data in named if data[0] == "p"] if not shown else []
    if not shown and not back:
        return []
    [_, token, number] = (shown or back)[0]
    page = services.store.page(token)
    excerpts = await services.excerpts(page) if page else None
    if not excerpts:
        return None
    if shown:
        return [excerpts[int(data[2])] for data in shown if int(data[2]) < len(excerpts)]
    size = services.settings.page_size
    starts = page_starts(excerpts, size, texts)
    return excerpts[starts[min(int(number), len(starts) - 1)] :][:size]
