"""The state of this small Telegram, and the few things that can happen to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .errors import ScriptError
from .files import FileStore
from .messages import Message
from .privacy import sees
from .waiting import Signal
from .wire import Json

if TYPE_CHECKING:
    from .bots import Bot
    from .chats import Chat, PrivateChat
    from .inline import InlineQuery, Press
    from .members import Member
    from .people import User

__all__ = ["Author", "World"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who a message is from, as the Bot API shows it."""

    user: Json
    sender_chat: Json | None = None
    bot: Bot | None = None

    def to_json(self) -> Json:
        """Return the fields of the message that name its author."""
        chat = {"sender_chat": self.sender_chat} if self.sender_chat else {}
        return {**({"from": self.user} if self.user else {}), **chat}


class World:
    """Who and what there is; everything that is said goes through `post` and `edit`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.signal = Signal()
        self.files = FileStore()
        self.bots: dict[int, Bot] = {}
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], PrivateChat] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.numbers = count(1)
        self._orders = count(1)
        self._account_messages = count(1)

    def timestamp(self) -> int:
        """Return the date of something that happens now."""
        return int(self.clock.now())

    def number(self) -> int:
        """Return a number that was never used before."""
        return next(self.numbers)

    def post(
        self, chat: Chat, author: Author, content: Json, *, thread: int | None = None
    ) -> Message:
        """Put a new message into `chat` and show it to the bots that may see it."""
        numbers = chat.message_ids or self._account_messages
        json: Json = {"message_id": next(numbers), **author.to_json()}
        json |= {"chat": chat.to_json(), "date": self.timestamp(), **content}
        json |= chat.threading(json, thread)
        message = Message(chat, json, self.next_order(), author.bot)
        chat.messages[message.id] = message
        if author.bot:
            chat.last_speaker = author.bot.id
        self._show(message, "channel_post" if chat.type == "channel" else "message")
        return message

    def edit(self, message: Message, content: Json, *, by: Bot | None = None) -> None:
        """Give `message` new content, where fields with None disappear; `by` knows already."""
        json = {**message.json, **content, "edit_date": self.timestamp()}
        message.versions.append({k: value for k, value in json.items() if value is not None})
        channel = message.chat.type == "channel"
        self._show(message, "edited_channel_post" if channel else "edited_message", by)

    def delete(self, message: Message) -> None:
        """Take `message` out of its chat; bots are not told."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        self.signal.notify(message.chat, self)

    def _show(self, message: Message, kind: str, by: Bot | None = None) -> None:
        for bot in message.chat.bots():
            if bot is not by and sees(bot, message):
                update_id = bot.updates.push(kind, message.json)
                if update_id is not None:
                    message.sent_to[bot.id] = update_id
        self.signal.notify(message.chat, self)

    def membership(self, chat: Chat, who: User | Bot, old: Member, by: Json) -> None:
        """Tell the bots of `chat` that the membership of `who` has changed from `old`."""
        json: Json = {
            "chat": chat.to_json(),
            "from": by,
            "date": self.timestamp(),
            "old_chat_member": old.to_json(who.to_json()),
            "new_chat_member": chat.member(who).to_json(who.to_json()),
        }
        itself = self.bots.get(who.id)
        if itself:
            itself.updates.push("my_chat_member", json)
        for bot in chat.bots():
            if bot is not itself and chat.member(bot).powerful:
                bot.updates.push("chat_member", json)

    def private_chat(self, user: User, bot: Bot) -> PrivateChat:
        """Return the chat of `user` with `bot`, which may not have begun yet."""
        return self.private[user.id, bot.id]

    def only_bot(self) -> Bot:
        """Return the bot, when there is but one."""
        if len(self.bots) != 1:
            raise ScriptError(f"there are {len(self.bots)} bots; say which one is meant")
        return next(iter(self.bots.values()))

    def named(self, username: str) -> User | Bot | Chat | None:
        """Return whoever has this username, with or without the @."""
        wanted = username.removeprefix("@").lower()
        everybody: Iterable[Any] = (*self.users.values(), *self.bots.values(), *self.chats.values())
        return next((one for one in everybody if (one.username or "").lower() == wanted), None)

    def next_order(self) -> int:
        """Return the place of a new event in the order of all events."""
        return next(self._orders)

    def message_json(self, entities: Iterable[Any]) -> list[Json]:
        """Return MessageEntity objects; text mentions get their user."""
        objects = []
        for entity in entities:
            json = entity.to_json()
            if entity.user_id is not None:
                user = self.users.get(entity.user_id) or self.bots.get(entity.user_id)
                if user is None:
                    continue
                json["user"] = user.to_json()
            objects.append(json)
        return objects
