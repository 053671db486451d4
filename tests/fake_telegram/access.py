"""Whether a bot knows a chat, may write in it, and whom or what its call is about."""

from __future__ import annotations

from .bots import Bot
from .chats import Channel, Chat, Group, PrivateChat
from .errors import ApiError
from .messages import Message
from .wire import Params
from .world import World

__all__ = ["check_may_write", "find_chat", "find_message", "writable_chat"]


def find_chat(world: World, bot: Bot, params: Params, name: str = "chat_id") -> Chat:
    """Return the chat that the call names; raise ApiError when `bot` cannot know it."""
    text = params.text(name)
    if not text:
        raise ApiError.bad_request(f"{name} is empty")
    chat = _named(world, text) if text.startswith("@") else _numbered(world, bot, text)
    if chat is None:
        raise ApiError.bad_request("chat not found")
    if isinstance(chat, Group) and chat.migrated_to:
        why = "group chat was upgraded to a supergroup chat"
        raise ApiError.bad_request(why, migrate_to_chat_id=chat.migrated_to)
    if not isinstance(chat, PrivateChat):
        _check_inside(chat, bot)
    return chat


def _named(world: World, username: str) -> Chat | None:
    found = world.named(username)
    return found if isinstance(found, Chat) else None


def _numbered(world: World, bot: Bot, text: str) -> Chat | None:
    try:
        number = int(text)
    except ValueError:
        return None
    if number in world.chats:
        chat = world.chats[number]
        return chat if bot.id in chat.members else None
    if number in world.bots:
        raise ApiError.forbidden("bots can't send messages to bots")
    private = world.private.get((number, bot.id))
    return private if private and _has_met(world, bot, private) else None


def _has_met(world: World, bot: Bot, private: PrivateChat) -> bool:
    user = private.user.id
    return private.started or any(
        bot.id in chat.members and user in chat.members for chat in world.chats.values()
    )


def _check_inside(chat: Chat, bot: Bot) -> None:
    kind = f"{chat.type} chat"
    status = chat.member(bot).status
    if status == "kicked":
        raise ApiError.forbidden(f"bot was kicked from the {kind}")
    if status == "left":
        raise ApiError.forbidden(f"bot is not a member of the {kind}")


def writable_chat(world: World, bot: Bot, params: Params, right: str = "can_send_messages") -> Chat:
    """Return the chat of the call, in which `bot` may do what `right` says, or raise."""
    chat = find_chat(world, bot, params)
    check_may_write(chat, bot, right)
    return chat


def check_may_write(chat: Chat, bot: Bot, right: str) -> None:
    """Raise ApiError unless `bot` may write in `chat`."""
    if isinstance(chat, PrivateChat):
        if not chat.started:
            raise ApiError.forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise ApiError.forbidden("bot was blocked by the user")
    elif isinstance(chat, Channel):
        if not chat.member(bot).may("can_post_messages", frozenset()):
            raise ApiError.bad_request("need administrator rights in the channel chat")
    elif not chat.member(bot).may(right, chat.permissions):
        what = {"can_send_messages": "text messages"}.get(right, right.removeprefix("can_send_"))
        raise ApiError.bad_request(f"not enough rights to send {what} to the chat")


def find_message(chat: Chat, params: Params, purpose: str) -> Message:
    """Return the message that the call names, or raise ApiError with Telegram's `purpose`."""
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise ApiError.bad_request(f"message to {purpose} not found")
    return message
