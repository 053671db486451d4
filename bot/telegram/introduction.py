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

from bot.messages.answers import TEXTS, Texts
from bot.messages.citations import citation_texts
from bot.messages.quotations import verify_texts

_log = logging.getLogger(__name__)


async def introduce(bot: ExtBot[Any]) -> None:
    """Tell Telegram the commands, by kind of chat and language, and what the bot is for."""
    try:
        for code, texts in ((None, TEXTS["en"]), ("zh", TEXTS["zh"])):
            await bot.set_my_short_description(texts.short_description, language_code=code)
            for scope, commands in _commands(texts):
                await bot.set_my_commands(commands, scope, language_code=code)
    except TelegramError as error:
        _log.warning("The list of commands was not updated: %s", error)


def _commands(texts: Texts) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    named = {
        "ask": texts.command_ask,
        "cite": citation_texts(texts).command,
        "verify": verify_texts(texts).command,
        "docs": texts.command_docs,
        "source": texts.command_source,
        "help": texts.command_help,
        "settings": texts.command_settings,
        "privacy": texts.command_privacy,
        "forget": texts.command_forget,
    }
    commands = [BotCommand(name, description) for name, description in named.items()]
    return [
        (BotCommandScopeAllPrivateChats(), commands),
        (BotCommandScopeAllGroupChats(), commands[:6]),
        (BotCommandScopeAllChatAdministrators(), commands[:7]),
    ]
