"""A bot that runs against the Bot API server in `fake_telegram`, nothing patched."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fake_telegram import Bot, FakeTelegram, Limits

from bot.serving import serve
from bot.settings import Settings
from bot.texts import ZH
from retrieval import Library

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True)
class Stage:
    """The bot `me`, running on `telegram`; `stop` ends it and `task` gives its exit code."""

    telegram: FakeTelegram
    me: Bot
    stop: asyncio.Event
    task: "asyncio.Task[int]"


Start = Callable[..., AbstractAsyncContextManager[Stage]]


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
def start(telegram: FakeTelegram, seeds: Library, tmp_path: Path) -> Start:
    """Runs wenju on `telegram` as `me`, by default in Chinese and without limits in its way."""

    @asynccontextmanager
    async def started(me: Bot | None = None, **chosen: Any) -> AsyncIterator[Stage]:
        bot = me or telegram.bot("wenju_bot", supports_inline_queries=True)
        given: dict[str, Any] = {
            "token": bot.token,
            "library": SEEDS,
            "state": tmp_path,
            "api_url": telegram.base_url.removesuffix("/bot"),
            "questions_per_person": 10_000,
            "questions_per_chat": 10_000,
            "answers_per_second": 10_000,
            "messages_per_second": 10_000,
            "chat_messages_per_second": 10_000.0,
            "group_messages_per_minute": 100_000,
        }
        stop = asyncio.Event()
        task = asyncio.create_task(serve(Settings(**given | chosen), seeds, ZH, stop))
        try:
            await telegram.called("getUpdates")
            yield Stage(telegram, bot, stop, task)
        finally:
            stop.set()
            await task

    return started
