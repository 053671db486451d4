"""The bot itself: its name, descriptions and commands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from fake_telegram.access import find_chat
from fake_telegram.errors import ApiError
from fake_telegram.wire import Json, Params

from .ask import Ask, Method

__all__ = ["METHODS"]

_MAX_COMMANDS = 100
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


async def get_me(ask: Ask) -> Json:
    """Tell who the bot is."""
    bot = ask.bot
    return {
        **bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": bot.supports_inline_queries,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(ask: Ask) -> bool:
    """Set the commands for a scope and a language."""
    commands, scope = ask.params.array("commands"), ask.params.object("scope") or {}
    if scope.get("type") == "chat":
        find_chat(ask.world, ask.bot, Params(scope))
    if len(commands) > _MAX_COMMANDS:
        raise ApiError.bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise ApiError.bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise ApiError.bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    ask.bot.commands[_place(ask.params)] = commands
    return True


async def get_my_commands(ask: Ask) -> list[Json]:
    """Tell the commands for exactly this scope and language."""
    return ask.bot.commands.get(_place(ask.params), [])


async def delete_my_commands(ask: Ask) -> bool:
    """Forget the commands for a scope and a language."""
    ask.bot.commands.pop(_place(ask.params), None)
    return True


def _place(params: Params) -> tuple[str, str]:
    scope = params.object("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


def _setter(name: str) -> Method:
    async def set_text(ask: Ask) -> bool:
        text = ask.params.text(name)
        if len(text) > _LIMITS[name]:
            raise ApiError.bad_request(f"{name.replace('_', ' ')} is too long")
        ask.bot.profile[name, ask.params.text("language_code")] = text
        if name == "name" and not ask.params.text("language_code"):
            ask.bot.first_name = text or ask.bot.username
        return True

    return set_text


def _getter(name: str, default: Callable[[Ask], str]) -> Method:
    async def get_text(ask: Ask) -> Json:
        texts = ask.bot.profile
        general = texts.get((name, "")) or default(ask)
        return {name: texts.get((name, ask.params.text("language_code"))) or general}

    return get_text


async def say_yes(ask: Ask) -> bool:
    """Agree to what means nothing here."""
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name", lambda ask: ask.bot.first_name),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description", lambda ask: ""),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description", lambda ask: ""),
    "logOut": say_yes,
    "close": say_yes,
}
