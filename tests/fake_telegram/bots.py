"""Bots as BotFather makes them, and waiting for what they do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from itertools import chain, takewhile

from .errors import ScriptError
from .inline import InlineQuery, Press
from .journal import Call, Journal
from .messages import Message
from .updates import UpdateQueue
from .waiting import PATIENCE
from .wire import Json
from .world import World

__all__ = ["Bot"]

# The share of a processor that a process uses at rest: for timers, and to see whether it rests.
_IDLE = 0.08

_SPEAKING = frozenset(
    "sendmessage senddocument sendchataction editmessagetext editmessagereplymarkup "
    "deletemessage setmessagereaction".split()
)


class Bot:
    """A bot as BotFather made it; what it does comes over HTTP with its `token`."""

    def __init__(self, world: World, bot_id: int, username: str, journal: Journal) -> None:
        self.world = world
        self.id = bot_id
        self.username = username
        self.journal = journal
        self.token = f"{bot_id}:AAF-{bot_id:031d}"
        self.first_name = username
        self.can_read_all_group_messages = False
        self.supports_inline_queries = False
        self.inline_feedback = False
        self.updates = UpdateQueue(world.signal, 100_000_000 + 1_000 * world.number())
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}

    def __repr__(self) -> str:
        return f"<Bot @{self.username} {self.id}>"

    def to_json(self) -> Json:
        """Return the User object."""
        names = {"first_name": self.first_name, "username": self.username}
        return {"id": self.id, "is_bot": True, **names}

    def sees(self, message: Message) -> bool:
        """Tell whether Telegram has sent this bot an update with `message`."""
        return self.id in message.sent_to

    async def replies(
        self, to: Message | None = None, *, count: int = 1, timeout: float = PATIENCE
    ) -> list[Message]:
        """Wait for `count` messages of this bot and return all that there are by then.

        With `to`, those count that it sent after `to` into the same chat and topic, unless they
        answer another message; without, all that no earlier call has returned.
        """
        found = await self.world.signal.until(
            lambda: self._sent(to, count), timeout, about=to.chat if to else self.world
        )
        if found is None:
            there = self._sent(to, 0) or []
            raise ScriptError(f"{self} sent {len(there)} of {count} messages: {there}")
        for message in found:
            message.returned = True
        return found

    def _sent(self, to: Message | None, count: int) -> list[Message] | None:
        if to:
            found = [m for m in _newer(to) if m.bot is self and _answers(m, to)]
        else:
            chats = chain(self.world.chats.values(), self.world.private.values())
            everything = (m for chat in chats for m in chat.messages.values())
            found = [m for m in everything if m.bot is self and not m.returned]
        return sorted(found, key=lambda m: m.order) if len(found) >= count else None

    async def edits(self, message: Message, *, timeout: float = PATIENCE) -> Message:
        """Wait until this bot has edited `message` since the script last waited for it."""
        seen = message.seen
        await self.world.signal.until(
            lambda: len(message.versions) > seen, timeout, about=message.chat
        )
        if len(message.versions) <= seen:
            raise ScriptError(f"{self} did not edit {message}")
        message.seen = len(message.versions)
        return message

    async def shows(self, message: Message, text: str, *, timeout: float = PATIENCE) -> Message:
        """Wait until this bot's `message` has `text` in it, after however many edits."""
        await self.world.signal.until(lambda: text in message.text, timeout, about=message.chat)
        if text not in message.text:
            raise ScriptError(f"{message} does not come to say {text!r}")
        message.seen = len(message.versions)
        return message

    async def handled(
        self, what: Message | Press | InlineQuery, *, quiet: float = 0.1, timeout: float = PATIENCE
    ) -> None:
        """Wait until this bot has taken the update of `what` and has come to rest.

        It has taken the update when it has confirmed it: asked for the next ones, or answered
        its webhook with 200. See `rests` for the rest. Returns at once when `what` was not sent to
        it.
        """
        update_id = what.sent_to.get(self.id)
        if update_id is None:
            return
        taken = await self.world.signal.until(
            lambda: self.updates.confirmed >= update_id, timeout, about=self.updates
        )
        if not taken:
            raise ScriptError(f"{self} has not taken the update {update_id} of {what}")
        await self.rests(quiet=quiet, timeout=timeout)

    async def rests(self, *, quiet: float = 0.1, timeout: float = PATIENCE) -> None:
        """Wait until no bot has done anything but poll for `quiet` seconds from now.

        Nor computed: on a busy machine a handler may need long for little, so this process has used
        next to no processor time in these seconds. A handler in another process that computes for
        longer in silence cannot be told from one that is done.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            used = time.process_time()
            await asyncio.sleep(quiet)
            idle = time.process_time() - used < _IDLE * quiet
            if idle and self.journal.quiet_for() >= quiet:
                return
            if loop.time() > deadline:
                raise ScriptError(f"{self} does not come to rest")

    async def stays_silent(
        self, after: Message, *, quiet: float = 0.1, timeout: float = PATIENCE
    ) -> None:
        """Assert that this bot has handled `after` and said nothing in its chat since.

        Not even typing, an edit, a reaction or an attempt that failed is silence.
        """
        await self.handled(after, quiet=quiet, timeout=timeout)
        spoken = [call for call in self.journal if self._speaks(call, after)]
        if spoken:
            told = [(call.method, dict(call.params)) for call in spoken]
            raise ScriptError(f"{self} did not stay silent after {after}: {told}")

    def _speaks(self, call: Call, after: Message) -> bool:
        chat = call.params.get("chat_id")
        here = chat in (after.chat.id, f"@{after.chat.username}")
        speaking = call.method.lower() in _SPEAKING
        return call.bot is self and here and speaking and call.order > after.order


def _newer(message: Message) -> Iterable[Message]:
    """Return the messages after `message` in its chat, the newest first."""
    newest_first = reversed(message.chat.messages.values())
    return takewhile(lambda other: other.order > message.order, newest_first)


def _answers(message: Message, target: Message) -> bool:
    """Tell whether a bot's `message`, newer than `target`, may be an answer to it."""
    same = message.thread == target.thread or message.reply_to == target.id
    return same and message.reply_to in (None, target.id)
