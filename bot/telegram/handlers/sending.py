"""How a message goes out: to the right chat, topic and person, with typing meanwhile."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot, CallbackQuery, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.telegram.addressing import GROUPS
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import plain

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Answers take milliseconds; "typing" is for when the library is being read.
TYPING_AFTER = 0.5
TYPING_EVERY = 4.5
# In Telegram's refusal of markup.
UNREADABLE = "can't parse"
# Its refusal where a group, or this bot in it, may send no files, or no pictures.
FORBIDDEN = re.compile(r"(?i)not enough rights to send|CHAT_SEND_\w+_FORBIDDEN")

log = logging.getLogger(__name__)
# A longer notice would be gone before it is read.
TOAST = 20


async def reply_to(message: Message, reply: Reply, *, shown: bool = False) -> Message:
    """Send `reply` where `message` was written; in groups, or `shown`, as a reply to it.

    Should Telegram ever not read our markup, the words arrive without it.
    """
    try:
        return await _send(message, reply, reply.html, ParseMode.HTML, shown=shown)
    except BadRequest as error:
        if UNREADABLE not in error.message.lower():
            raise
        log.warning("Telegram cannot read the markup of an answer: %s", error)
        return await _send(message, reply, plain(reply.html), None, shown=shown)


async def _send(
    message: Message, reply: Reply, text: str, parse_mode: str | None, *, shown: bool
) -> Message:
    shown |= message.chat.type in GROUPS
    target = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    return await message.get_bot().send_message(
        message.chat_id,
        text,
        parse_mode=parse_mode,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=target if shown else None,
        reply_markup=reply.keyboard,
        link_preview_options=NO_PREVIEW,
    )


async def send_file(message: Message, file: InputFile | str, caption: str) -> Message:
    """Send a file, or Telegram's own copy of one by its id, as a reply to `message`."""
    return await message.get_bot().send_document(
        message.chat_id,
        file,
        caption=caption,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


async def send_photo(message: Message, png: bytes, reply: Reply) -> Message:
    """Send a picture as a reply to `message`; the words of `reply` are its caption."""
    return await message.get_bot().send_photo(
        message.chat_id,
        InputFile(png, filename="page.png"),
        caption=reply.html,
        parse_mode=ParseMode.HTML,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        reply_markup=reply.keyboard,
    )


async def point_to(message: Message, message_id: int, html: str) -> Message:
    """Reply `html`, in the chat of `message`, to the message with that id.

    Raises BadRequest when it is no longer there.
    """
    return await message.get_bot().send_message(
        message.chat_id,
        html,
        parse_mode=ParseMode.HTML,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message_id),
    )


async def edit(message: Message, reply: Reply) -> None:
    """Put `reply` in the place of `message`, one of the bot's own."""
    await edit_by_id(message, message.message_id, reply)


async def edit_by_id(near: Message, message_id: int, reply: Reply) -> None:
    """Put `reply` in the place of the bot's message with that id, in the chat of `near`."""
    await edit_in(near.get_bot(), near.chat_id, message_id, reply)


async def edit_in(bot: Bot, chat_id: int, message_id: int, reply: Reply) -> None:
    """Put `reply` in the place of the bot's message with that id, in that chat."""
    try:
        await bot.edit_message_text(
            reply.html,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=reply.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        # A double press, or an edit that changes nothing of the answer.
        if "not modified" not in error.message:
            raise


async def stop_spinner(query: CallbackQuery, notice: str | None) -> None:
    """End the wait of whoever pressed a button, with a `notice` if there is something to say."""
    try:
        await query.answer(notice, show_alert=bool(notice and len(notice) > TOAST))
    except BadRequest as error:
        # Telegram forgets a press after a while; nobody is waiting any more.
        if "too old" not in error.message and "invalid" not in error.message:
            raise


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """While the body runs, show the chat that the bot is typing, if it takes long."""
    task = asyncio.create_task(_type(message))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _type(message: Message) -> None:
    await asyncio.sleep(TYPING_AFTER)
    thread = message.message_thread_id if message.is_topic_message else None
    with suppress(TelegramError):
        while True:
            await message.chat.send_action(ChatAction.TYPING, message_thread_id=thread)
            await asyncio.sleep(TYPING_EVERY)
