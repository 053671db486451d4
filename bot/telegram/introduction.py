"""What Telegram shows of the bot before anybody has written to it: commands and description."""

import logging
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.messages.texts import Texts, texts_in

_log = logging.getLogger(__name__)


async def introduce(bot: ExtBot[Any]) -> None:
    """Tell Telegram the commands, by kind of chat and language, and what the bot is for."""
    try:
        for code, texts in ((None, texts_in("en")), ("zh", texts_in("zh"))):
            await bot.set_my_short_description(texts.chat.short_description, language_code=code)
            for scope, commands in _commands(texts):
                await bot.set_my_commands(commands, scope, language_code=code)
    except TelegramError as error:
        _log.warning("The list of commands was not updated: %s", error)


def _commands(texts: Texts) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    own = texts.chat
    named = {
        "ask": own.command_ask,
        "find": texts.finding.command,
        "cite": texts.history.command,
        "verify": texts.quotations.command,
        "docs": own.command_docs,
        "source": own.command_source,
        "help": own.command_help,
        "settings": own.command_settings,
        "privacy": own.command_privacy,
        "forget": own.command_forget,
    }
    commands = [BotCommand(name, description) for name, description in named.items()]
    return [
        (BotCommandScopeAllPrivateChats(), commands),
        (BotCommandScopeAllGroupChats(), commands[:7]),
        (BotCommandScopeAllChatAdministrators(), commands[:8]),
    ]
