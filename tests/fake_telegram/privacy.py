"""Privacy mode: which messages of a group Telegram shows to a bot.

A bot without `can_read_all_group_messages` that is no administrator gets, in groups, service
messages, commands that name it, bare commands if it was the last bot to speak there, replies to
its own messages and what was sent through it inline. A mention is not enough. No bot ever gets
what a bot sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entities import cut

if TYPE_CHECKING:
    from .bots import Bot
    from .messages import Message

__all__ = ["sees"]


def sees(bot: Bot, message: Message) -> bool:
    """Tell whether Telegram sends `message` to `bot`, which is in its chat."""
    if message.bot is not None:
        return False
    if message.chat.type in ("private", "channel") or message.is_service:
        return True
    if bot.can_read_all_group_messages or message.chat.member(bot).powerful:
        return True
    return _is_meant_for(bot, message)


def _is_meant_for(bot: Bot, message: Message) -> bool:
    if _via(message) == bot.id:
        return True
    target = message.json.get("reply_to_message") or {}
    if (target.get("from") or {}).get("id") == bot.id or _via_json(target) == bot.id:
        return True
    return _is_commanded(bot, message)


def _via(message: Message) -> int | None:
    return _via_json(message.json)


def _via_json(json: dict[str, dict[str, int]]) -> int | None:
    return (json.get("via_bot") or {}).get("id")


def _is_commanded(bot: Bot, message: Message) -> bool:
    """A command counts at the very start of a message only."""
    first = next((one for one in message.entities if one.type == "bot_command"), None)
    if first is None or first.offset:
        return False
    _, _, name = cut(message.text, 0, first.length).partition("@")
    if name:
        return name.lower() == bot.username.lower()
    return message.chat.last_speaker == bot.id
