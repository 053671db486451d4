"""Changing and deleting messages."""

from __future__ import annotations

from fake_telegram.access import find_chat, find_message
from fake_telegram.chats import PrivateChat
from fake_telegram.errors import ApiError
from fake_telegram.formatting import read_text
from fake_telegram.keyboards import read_reply_markup
from fake_telegram.messages import Message
from fake_telegram.wire import Json

from .ask import Ask, Method

__all__ = ["METHODS"]

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def edit_message_text(ask: Ask) -> Json | bool:
    """Give a message of the bot's another text and keyboard."""
    message = _own_message(ask)
    content = read_text(ask.world, ask.params)
    if "text" not in message.json:
        raise ApiError.bad_request("there is no text in the message to edit")
    return _edit(ask, message, {"entities": None, **content})


async def edit_message_reply_markup(ask: Ask) -> Json | bool:
    """Give a message of the bot's another keyboard, or none."""
    return _edit(ask, _own_message(ask), {})


def _own_message(ask: Ask) -> Message:
    if inline_id := ask.params.text("inline_message_id"):
        message = ask.world.inline_messages.get(inline_id)
        if message is None:
            raise ApiError.bad_request("MESSAGE_ID_INVALID")
        return message
    message = find_message(find_chat(ask.world, ask.bot, ask.params), ask.params, "edit")
    if message.bot is not ask.bot:
        raise ApiError.bad_request("message can't be edited")
    return message


def _edit(ask: Ask, message: Message, content: Json) -> Json | bool:
    content["reply_markup"] = read_reply_markup(ask.params)
    if all(message.json.get(name) == value for name, value in content.items()):
        raise ApiError.bad_request(_NOT_MODIFIED)
    ask.count(message.chat, is_edit=True)
    ask.world.edit(message, content, by=ask.bot)
    return True if ask.params.text("inline_message_id") else message.json


async def delete_message(ask: Ask) -> bool:
    """Delete a message: the bot's own, any in a private chat, others' with the right to."""
    chat = find_chat(ask.world, ask.bot, ask.params)
    message = find_message(chat, ask.params, "delete")
    may = chat.member(ask.bot).may("can_delete_messages", frozenset())
    if message.bot is not ask.bot and not may and not isinstance(chat, PrivateChat):
        raise ApiError.bad_request("message can't be deleted for everyone")
    ask.world.delete(message)
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
}
