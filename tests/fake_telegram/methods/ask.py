"""What a method of the Bot API gets to work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fake_telegram.bots import Bot
from fake_telegram.chats import Chat
from fake_telegram.limits import FloodControl
from fake_telegram.webhook import Webhooks
from fake_telegram.wire import Params
from fake_telegram.world import Author, World

__all__ = ["Ask", "Method"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: whose it is, what it says, and the world that it is about."""

    world: World
    bot: Bot
    params: Params
    flood: FloodControl
    webhooks: Webhooks

    def author_in(self, chat: Chat) -> Author:
        """Return the bot as the author of a message in `chat`; a channel speaks for itself."""
        if chat.type == "channel":
            return Author({}, chat.to_json(), self.bot)
        return Author(self.bot.to_json(), bot=self.bot)

    def count(self, chat: Chat, *, is_edit: bool = False) -> None:
        """Count a message or an edit that is about to happen; raise ApiError 429 if too many."""
        is_group = chat.type in ("group", "supergroup")
        self.flood.admit(self.bot.id, chat.id, is_group=is_group, is_edit=is_edit)


Method = Callable[[Ask], Awaitable[Any]]
"""A method returns the `result` of the answer, or raises ApiError."""
