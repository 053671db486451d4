"""The server, and the making of everybody who is in the play."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Self, TypeVar

from aiohttp import web

from .bots import Bot
from .chats import Channel, Chat, Group, PrivateChat
from .clock import Clock, SystemClock
from .errors import ScriptError
from .faults import Fault, Faults, Rule
from .front import Front
from .inline import InlineQuery, Press
from .journal import Call, Journal
from .limits import FloodControl, Limits
from .members import Member
from .messages import Message
from .people import User
from .waiting import PATIENCE
from .webhook import Webhooks
from .world import World

__all__ = ["FakeTelegram"]

C = TypeVar("C", bound=Chat)

_FIRST_BOT = 7_000_000_000
_FIRST_USER = 5_000_000_000
_GROUPS = -4_000_000_000
_SUPERGROUPS = -1_002_000_000_000


class FakeTelegram:
    """A Telegram on 127.0.0.1, for as long as the `async with` lasts.

    Bots reach it over HTTP by `base_url` and `base_file_url` with their token; people are moved
    by the script. `limits` are Telegram's own unless told otherwise, `journal_size` bounds the
    journal of calls for long runs, and a webhook that failed is tried again after
    `redelivery_delay` seconds.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        journal_size: int | None = None,
        redelivery_delay: float = 0.1,
        webhook_timeout: float = 10.0,
    ) -> None:
        self.clock = clock or SystemClock()
        self._world = World(self.clock)
        self._journal = Journal(journal_size)
        self._faults = Faults()
        self._flood = FloodControl(self.clock, limits or Limits())
        self._webhooks = Webhooks(self.clock, redelivery_delay, webhook_timeout)
        front = Front(self._world, self._journal, self._faults, self._flood, self._webhooks)
        self._runner = web.AppRunner(
            front.app(), access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        self._address = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._faults.clear()
        await self._webhooks.close(list(self._world.bots.values()))
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What a bot puts before its token and the method."""
        return f"{self._address}/bot"

    @property
    def base_file_url(self) -> str:
        """What a bot puts before its token and the path of a file."""
        return f"{self._address}/file/bot"

    @property
    def token(self) -> str:
        """The token of the bot, when there is but one."""
        return self._world.only_bot().token

    @property
    def limits(self) -> Limits:
        """The flood limits; may be changed at any time."""
        return self._flood.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._flood.limits = limits

    def bot(
        self,
        username: str = "test_bot",
        *,
        name: str = "",
        can_read_all_group_messages: bool = False,
        supports_inline_queries: bool = False,
        inline_feedback: bool = False,
    ) -> Bot:
        """Make a bot, in privacy mode and without inline mode unless told otherwise."""
        bot = Bot(self._world, _FIRST_BOT + self._world.number(), username, self._journal)
        bot.first_name = name or username
        bot.can_read_all_group_messages = can_read_all_group_messages
        bot.supports_inline_queries = supports_inline_queries
        bot.inline_feedback = inline_feedback
        self._world.bots[bot.id] = bot
        for user in self._world.users.values():
            self._acquaint(user, bot)
        return bot

    def user(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> User:
        """Make a person."""
        user = User(self._world, _FIRST_USER + self._world.number(), first_name)
        user.last_name = last_name
        user.username = username
        user.language_code = language_code
        self._world.users[user.id] = user
        for bot in self._world.bots.values():
            self._acquaint(user, bot)
        return user

    def _acquaint(self, user: User, bot: Bot) -> None:
        self._world.private[user.id, bot.id] = PrivateChat(self._world, user, bot)

    def group(
        self, title: str, *, members: Sequence[User | Bot], admins: Sequence[User | Bot] = ()
    ) -> Group:
        """Make a basic group; nobody is told that its members are in it."""
        group = Group(self._world, _GROUPS - self._world.number(), "group", title)
        return self._settled(group, members, admins)

    def supergroup(
        self,
        title: str,
        *,
        members: Sequence[User | Bot],
        admins: Sequence[User | Bot] = (),
        username: str | None = None,
        forum: bool = False,
    ) -> Group:
        """Make a supergroup, with topics if it is a `forum`."""
        group = Group(self._world, _SUPERGROUPS - self._world.number(), "supergroup", title)
        group.username = username
        group.is_forum = forum
        return self._settled(group, members, admins)

    def channel(
        self, title: str, *, admins: Sequence[User | Bot] = (), username: str | None = None
    ) -> Channel:
        """Make a channel; bots in a channel are administrators."""
        channel = Channel(self._world, _SUPERGROUPS - self._world.number(), title)
        channel.username = username
        return self._settled(channel, (), admins)

    def _settled(self, chat: C, members: Sequence[User | Bot], admins: Sequence[User | Bot]) -> C:
        chat.members = {one.id: Member("member") for one in members}
        chat.members |= {one.id: Member.administrator() for one in admins}
        self._world.chats[chat.id] = chat
        return chat

    def private_chat(self, user: User, bot: Bot | None = None) -> PrivateChat:
        """Return the chat of `user` with `bot`."""
        return self._world.private_chat(user, bot or self._world.only_bot())

    def be_local(self) -> None:
        """Be a Bot API server of one's own, from which files of any size can be downloaded."""
        self._world.files.max_download = sys.maxsize

    def content(self, file_id: str) -> bytes:
        """Return the bytes of the file with this id."""
        return self._world.files.get(file_id).content

    def fail(self, method: str, fault: Fault, *, times: int | None = 1) -> Rule:
        """Let the next `times` calls of `method` (`*`: any; None: all to come) meet `fault`."""
        return self._faults.add(method, fault, times)

    def heal(self) -> None:
        """Forget the faults that have not happened yet, and release what hangs."""
        self._faults.clear()

    def calls(self, method: str | None = None, *, bot: Bot | None = None) -> list[Call]:
        """Return the calls so far, oldest first: all, or those of one method or bot."""
        wanted = method.lower() if method else None
        return [
            call
            for call in self._journal
            if wanted in (None, call.method.lower()) and bot in (None, call.bot)
        ]

    async def called(self, method: str, *, count: int = 1, timeout: float = PATIENCE) -> list[Call]:
        """Wait until `method` was called `count` times in all; return these calls."""
        await self._world.signal.until(
            lambda: len(self.calls(method)) >= count, timeout, about=self._journal
        )
        calls = self.calls(method)
        if len(calls) < count:
            raise ScriptError(f"{method} was called {len(calls)} times and not {count}")
        return calls

    async def handled(
        self, what: Message | Press | InlineQuery, *, quiet: float = 0.1, timeout: float = PATIENCE
    ) -> None:
        """Wait until every bot that got `what` has handled it (see `Bot.handled`)."""
        for bot in self._world.bots.values():
            await bot.handled(what, quiet=quiet, timeout=timeout)

    def forget(self) -> None:
        """Drop the journal and all messages: for runs so long that memory counts."""
        self._journal.clear()
        for chat in (*self._world.chats.values(), *self._world.private.values()):
            chat.messages.clear()
        self._world.presses.clear()
        self._world.inline_queries.clear()
