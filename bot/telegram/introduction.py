"""What Telegram shows of the bot before anybody has written to it: commands and description."""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.messages.texts import Texts, texts_in

_log = logging.getLogger(__name__)
_LANGUAGES = ((None, texts_in("en")), ("zh", texts_in("zh")))


async def introduce(bot: ExtBot[Any], owners: Collection[int] = ()) -> None:
    """Tell Telegram the commands, by kind of chat and language, and what the bot is for; and those
    that `owners` have besides."""
    try:
        for code, texts in _LANGUAGES:
            await bot.set_my_short_description(texts.chat.short_description, language_code=code)
            for scope, commands in _commands(texts):
                await bot.set_my_commands(commands, scope, language_code=code)
    except TelegramError as error:
        _log.warning("The list of commands was not updated: %s", error)
    for owner in sorted(owners):
        await introduce_to_owner(bot, owner)


async def introduce_to_owner(bot: ExtBot[Any], owner: int) -> None:
    """Show an owner the commands of all and of owners; one who has never written to the bot has no
    chat yet in which they could be shown."""
    try:
        for code, texts in _LANGUAGES:
            own = texts.changes
            more = {"remove": own.command_remove, "rename": own.command_rename}
            commands = _listed(_named(texts) | more)
            await bot.set_my_commands(commands, BotCommandScopeChat(owner), language_code=code)
    except BadRequest as error:
        _log.info("An owner does not see the commands of owners yet: %s", error)
    except TelegramError as error:
        _log.warning("The list of commands was not updated: %s", error)


def _commands(texts: Texts) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    commands = _listed(_named(texts))
    return [
        (BotCommandScopeAllPrivateChats(), commands),
        (BotCommandScopeAllGroupChats(), commands[:7]),
        (BotCommandScopeAllChatAdministrators(), commands[:8]),
    ]


def _named(texts: Texts) -> dict[str, str]:
    """The commands of all, with what each does; those that have no use in groups are the last."""
    own = texts.chat
    return {
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


def _listed(named: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in named.items()]
