"""/start, /help, /privacy, /forget."""

import re
from dataclasses import astuple

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.helpers import create_deep_linked_url

from bot.telegram.addressing import GROUPS, asker_of
from bot.telegram.handlers.access import admits, nothing_yet, texts_of
from bot.telegram.handlers.cite import looked_up
from bot.telegram.handlers.library.arrivals import forget
from bot.telegram.handlers.sending import reply_to
from bot.telegram.introduction import introduce_to_owner
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Context, Services

EXAMPLES = 3
# A deep link's payload: what Telegram lets a link carry.
_CITATION = re.compile(r"c_([A-Za-z0-9_-]{1,62})")


async def on_start(services: Services, update: Update, context: Context) -> None:
    """Greet, or open the citation that a deep link names; in groups, lead to the private chat."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    texts = texts_of(services, message)
    payload = context.args[0] if context.args else ""
    citation = _CITATION.fullmatch(payload)
    if message.chat.type in GROUPS and not citation:
        await reply_to(message, Reply(texts.chat.help.format(username=services.me.username)))
    elif message.chat.type in GROUPS:
        url = create_deep_linked_url(services.me.username, payload)
        button = InlineKeyboardButton(texts.chat.open_privately, url=url)
        await reply_to(message, Reply(texts.chat.start_group, InlineKeyboardMarkup([[button]])))
    elif citation:
        await reply_to(message, await looked_up(services, [citation[1]], texts))
    else:
        greeting = nothing_yet(services, message) or texts.chat.start.format(
            documents=len(services.library.documents)
        )
        keyboard = [[question] for question in await services.examples(EXAMPLES)]
        await message.reply_text(
            greeting,
            reply_markup=ReplyKeyboardMarkup(keyboard, resize_keyboard=True, one_time_keyboard=True)
            if keyboard
            else None,
        )
        if message.chat_id in services.settings.owners:
            await introduce_to_owner(context.bot, message.chat_id)


async def on_help(services: Services, update: Update, _: Context) -> None:
    """How to ask, everywhere."""
    message = update.message
    if message and await admits(services, message):
        texts = texts_of(services, message)
        text = texts.chat.help.format(username=services.me.username)
        private = message.chat.type not in GROUPS
        if private and message.from_user and message.from_user.id in services.settings.owners:
            text = f"{text}\n\n{texts.changes.help}"
        await reply_to(message, Reply(text))


async def on_unknown(services: Services, update: Update, context: Context) -> None:
    """In a private chat, a command that is none of ours: how to ask; to another bot: nothing."""
    message = update.message
    command = (message.text or "").split(maxsplit=1)[0] if message else ""
    _, _, username = command.partition("@")
    if username.lower() in ("", services.me.username.lower()):
        await on_help(services, update, context)


async def is_owners(services: Services, update: Update, context: Context) -> bool:
    """Whether an owner gave a command that is theirs alone. To others it is like any unknown."""
    message = update.message
    if message is None or message.from_user is None:
        return False
    if message.from_user.id in services.settings.owners:
        return True
    if message.chat.type not in GROUPS:
        await on_unknown(services, update, context)
    return False


async def on_privacy(services: Services, update: Update, _: Context) -> None:
    """What is kept about a person."""
    message = update.message
    if message and await admits(services, message):
        await reply_to(message, Reply(texts_of(services, message).chat.privacy))


async def on_forget(services: Services, update: Update, _: Context) -> None:
    """Delete all that is kept about the person who asks for it."""
    message = update.message
    if message and await admits(services, message):
        asker = asker_of(message)
        services.recent.forget(asker)
        await forget(services, asker)
        count = sum(astuple(services.store.forget(asker)))
        told = texts_of(services, message).chat.forgotten.format(count=count)
        await reply_to(message, Reply(told))
