"""A bot that runs against the Bot API server in `fake_telegram`, nothing patched but one time."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fake_telegram import Bot, FakeTelegram, Limits, Message, User

from bot.messages.texts import texts_in
from bot.settings.settings import Settings
from bot.telegram.handlers import sending
from bot.telegram.services import Opener
from bot.telegram.serving import GRACE, Webhook, serve
from retrieval import Library

ZH = texts_in("zh")

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True)
class RunningBot:
    """The bot `me`, running on `telegram`; `stop` ends it and `task` gives its exit code."""

    telegram: FakeTelegram
    me: Bot
    stop: asyncio.Event
    task: "asyncio.Task[int]"

    async def answer(self, message: Message) -> Message:
        """The bot's one reply to `message`, in the same place."""
        [reply] = await self.me.replies(to=message)
        return reply

    async def silence(self, message: Message) -> None:
        """Fails if the bot says anything after `message`."""
        await self.me.stays_silent(after=message)


Start = Callable[..., AbstractAsyncContextManager[RunningBot]]


@pytest.fixture(scope="session", autouse=True)
def _unhurried() -> Iterator[None]:
    """On a slow machine too, silence is silence: nobody is seen typing for what takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "TYPING_AFTER", 3600.0)
        yield


@pytest.fixture(scope="session")
def seeds() -> Library:
    """The two seeds, opened once."""
    return Library.open(SEEDS)


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A server without flood limits."""
    async with FakeTelegram(limits=Limits.off()) as server:
        yield server


@pytest.fixture
def me(telegram: FakeTelegram) -> Bot:
    """The bot's account, which hears of groups what everybody's does: it is not inline."""
    return telegram.bot("wenju_bot")


@pytest.fixture
def ada(telegram: FakeTelegram) -> User:
    """Who asks, in Chinese."""
    return telegram.user("Ada", language_code="zh-hans")


@pytest.fixture
def bob(telegram: FakeTelegram) -> User:
    """Somebody else, in Chinese too."""
    return telegram.user("Bob", language_code="zh-hans")


@pytest.fixture
def start(telegram: FakeTelegram, seeds: Library, tmp_path: Path) -> Start:
    """Runs wenju on `telegram` as `me`, by default in Chinese and without limits in its way."""
    return starter(telegram, seeds, tmp_path)


@pytest.fixture(scope="session")
def scene(
    seeds: Library, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], AbstractAsyncContextManager[RunningBot]]:
    """Runs wenju on a server of its own, for a test that plays many times."""

    @asynccontextmanager
    async def played() -> AsyncIterator[RunningBot]:
        state = tmp_path_factory.mktemp("state")
        async with (
            FakeTelegram(limits=Limits.off()) as server,
            starter(server, seeds, state)() as bot,
        ):
            yield bot

    return played


def starter(telegram: FakeTelegram, seeds: Library, state: Path) -> Start:
    """What `start` gives, for one server and one folder."""

    @asynccontextmanager
    async def started(
        me: Bot | None = None,
        *,
        library: Library = seeds,
        place: Path | None = None,
        open_library: Opener | None = None,
        webhook: Webhook | None = None,
        grace: float = GRACE,
        clock: Callable[[], float] = time.monotonic,
        **chosen: Any,
    ) -> AsyncIterator[RunningBot]:
        own = me or telegram.bot("wenju_bot", supports_inline_queries=True)
        given: dict[str, Any] = {
            "token": own.token,
            "library": place or library.root,
            "watch": False,
            "state": state,
            "api_url": telegram.base_url.removesuffix("/bot"),
            "questions_per_person": 10_000,
            "questions_per_chat": 10_000,
            "answers_per_second": 10_000,
            "messages_per_second": 10_000,
            "chat_messages_per_second": 10_000.0,
            "group_messages_per_minute": 100_000,
        }
        stop = asyncio.Event()
        serving = serve(
            Settings(**given | chosen),
            open_library or (lambda _: library),
            ZH,
            stop,
            webhook,
            grace=grace,
            clock=clock,
        )
        task = asyncio.create_task(serving)
        ready = "setMyCommands" if webhook else "getUpdates"
        begun = len(telegram.calls(ready))
        try:
            await telegram.called(ready, count=begun + 1)
            yield RunningBot(telegram, own, stop, task)
        finally:
            stop.set()
            await task

    return started
