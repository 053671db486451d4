"""/start, /help, /privacy, /forget."""

from dataclasses import astuple

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.helpers import create_deep_linked_url

from bot.addressing import GROUPS
from bot.desk import Context, Desk
from bot.handlers.access import admits, asker_of, texts_of
from bot.handlers.sending import reply_to
from bot.replies import Reply, cited

EXAMPLES = 3
CITATION = "c_"


async def on_start(desk: Desk, update: Update, context: Context) -> None:
    """Greet, or open the citation that a deep link names; in groups, lead to the private chat."""
    message = update.message
    if message is None or not await admits(desk, message):
        return
    texts = texts_of(desk, message)
    payload = context.args[0] if context.args else ""
    if message.chat.type in GROUPS:
        url = create_deep_linked_url(desk.me.username, payload or None)
        button = InlineKeyboardButton(texts.open_privately, url=url)
        await reply_to(message, Reply(texts.start_group, InlineKeyboardMarkup([[button]])))
    elif payload.startswith(CITATION):
        excerpts = desk.library.cite(payload.removeprefix(CITATION))
        found = cited(excerpts, texts) if excerpts else Reply(texts.passage_unknown)
        await reply_to(message, found)
    else:
        greeting = texts.start.format(documents=len(desk.library.documents))
        keyboard = [[question] for question in desk.library.examples(EXAMPLES)]
        await message.reply_text(
            greeting,
            reply_markup=ReplyKeyboardMarkup(keyboard, resize_keyboard=True, one_time_keyboard=True)
            if keyboard
            else None,
        )


async def on_help(desk: Desk, update: Update, _: Context) -> None:
    """How to ask, everywhere."""
    message = update.message
    if message and await admits(desk, message):
        text = texts_of(desk, message).help
        await reply_to(message, Reply(text.format(username=desk.me.username)))


async def on_privacy(desk: Desk, update: Update, _: Context) -> None:
    """What is kept about a person."""
    message = update.message
    if message and await admits(desk, message):
        await reply_to(message, Reply(texts_of(desk, message).privacy))


async def on_forget(desk: Desk, update: Update, _: Context) -> None:
    """Delete all that is kept about the person who asks for it."""
    message = update.message
    if message and await admits(desk, message):
        count = sum(astuple(desk.store.forget(asker_of(message))))
        await reply_to(message, Reply(texts_of(desk, message).forgotten.format(count=count)))
