"""Commands that get one reply, which is edited with them: `/find`, `/verify`."""

import re
from collections.abc import Awaitable, Callable

from telegram import Message, Update
from telegram.ext import filters

from bot.telegram.addressing import Me
from bot.telegram.handlers.access import admits, texts_of
from bot.telegram.handlers.questions import EDITABLE
from bot.telegram.handlers.sending import edit_by_id, reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Context, Services
from retrieval.errors import EngineError


def called(command: str) -> filters.BaseFilter:
    """Messages and captions that begin with `command`, such as `/find`: Telegram sees no command
    where Chinese touches it."""
    begins = re.compile(rf"(?i)^[/／]{command[1:]}(?![a-z0-9_])")
    return filters.Regex(begins) | filters.CaptionRegex(begins)


class Replying:
    """`words` is what of a message the command is about, None if it is not for this bot; `reply`
    what to say of them."""

    def __init__(
        self,
        words: Callable[[Message, Me], str | None],
        reply: Callable[[Services, Message, str], Awaitable[Reply]],
    ) -> None:
        self._words, self._reply = words, reply

    async def on_message(self, services: Services, update: Update, _: Context) -> None:
        """Reply to what stands behind the command, else to what is quoted or replied to."""
        message = update.message
        words = self._words(message, services.me) if message else None
        if message is None or words is None or not await admits(services, message):
            return
        async with services.answering(message):
            sent = await reply_to(message, await self._said(services, message, words))
            _remember(services, message, sent.message_id)

    async def on_edited(self, services: Services, update: Update, _: Context) -> None:
        """Words edited within two minutes: what was said of them is edited too."""
        message = update.edited_message
        words = self._words(message, services.me) if message else None
        if message is None or not words or message.edit_date is None:
            return
        if message.edit_date - message.date > EDITABLE:
            return
        async with services.answering(message):
            answered = services.store.answer_to(message.chat_id, message.message_id)
            if answered is None or not await admits(services, message):
                return
            reply = await self._said(services, message, words)
            await edit_by_id(message, answered.message_id, reply)
            _remember(services, message, answered.message_id)

    async def _said(self, services: Services, message: Message, words: str) -> Reply:
        try:
            return await self._reply(services, message, words)
        except EngineError as error:
            return Reply(services.excuse(error, texts_of(services, message)))


def _remember(services: Services, message: Message, answer_id: int) -> None:
    """So that an edit of the message finds what was said of it."""
    ids = (message.chat_id, message.message_id, answer_id)
    services.store.remember_answer(*ids, None, message.date.timestamp())
