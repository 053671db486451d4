"""The bot receives before its library is open; what is asked meanwhile waits for it."""

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fake_telegram import PATIENCE, Bot, FakeTelegram
from samples import SEEDS

from bot.messages.index import ZH
from bot.telegram import services
from bot.telegram.services import Ended
from retrieval import IndexOptions, Library, LibraryEmpty, Progress, Stage
from retrieval.errors import (
    EngineForeign,
    EngineMisconfigured,
    EngineRed,
    EngineRefused,
    EngineUnreachable,
)
from retrieval.index.locks import locked

NAME = "wenju_bot"
# Who waits for this does not end at once.
LONG = 3 * PATIENCE
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"


class Door:
    """Opens the library when it is let; `error` is what happens instead."""

    def __init__(self, library: Library, error: Exception | None = None) -> None:
        self.library = library
        self.error = error
        self.let = Event()
        self.options = IndexOptions()

    def __call__(self, options: IndexOptions) -> Library:
        self.options = options
        assert self.let.wait(LONG)
        if self.error:
            raise self.error
        return self.library


async def test_questions_wait_for_the_library(
    start: Any, telegram: FakeTelegram, seeds: Library
) -> None:
    door, ada = Door(seeds), telegram.user("Ada", language_code="zh-hans")
    async with start(open_library=door) as bot:
        question = await ada.says(QUESTION)
        await bot.me.rests()
        assert not telegram.calls("sendMessage")
        door.let.set()
        assert FOUND in (await bot.answer(question)).text


@pytest.mark.parametrize(
    "error",
    [
        LibraryEmpty(SEEDS),
        EngineRefused("search1:9200"),
        EngineForeign("search1:9200", "1.3.20"),
        EngineMisconfigured("WENJU_OPENSEARCH_URL", "missing"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_library_that_cannot_be_opened_ends_the_bot_at_once(
    error: Exception, start: Any, telegram: FakeTelegram, seeds: Library
) -> None:
    me, ada = telegram.bot(NAME), telegram.user("Ada", language_code="zh-hans")
    door = Door(seeds, error)

    async def run() -> None:
        async with start(me, open_library=door, grace=LONG) as bot:
            await ada.says(QUESTION)
            await me.rests()
            door.let.set()
            await asyncio.wait([bot.task], timeout=PATIENCE)
            assert bot.task.done()

    with pytest.raises(type(error)):
        await run()
    await _answered_by_the_next(start, me)


async def test_the_bot_waits_for_a_cluster_that_is_away(
    start: Any,
    telegram: FakeTelegram,
    seeds: Library,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(services, "FIRST_PAUSE", 0.01)
    ada, back = telegram.user("Ada", language_code="zh-hans"), Event()

    def opened(_: IndexOptions) -> Library:
        if not back.is_set():
            raise EngineUnreachable("search1:9200", "Connection refused")
        return seeds

    with caplog.at_level("INFO"):
        async with start(open_library=opened) as bot:
            question = await ada.says(QUESTION)
            await bot.me.rests()
            assert not telegram.calls("sendMessage")
            back.set()
            assert FOUND in (await bot.answer(question)).text
    said = [each.getMessage() for each in caplog.records]
    assert len([line for line in said if "search1:9200" in line]) == 1
    assert "OpenSearch 恢复了，提问照常回答。" in said


async def test_the_bot_ends_at_once_while_it_waits_for_a_cluster(
    start: Any, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "FIRST_PAUSE", LONG)
    me, ada = telegram.bot(NAME), telegram.user("Ada", language_code="zh-hans")
    asked = Event()

    def opened(_: IndexOptions) -> Library:
        asked.set()
        raise EngineRed("search1:9200")

    async with start(me, open_library=opened, grace=LONG) as bot:
        await ada.says(QUESTION)
        await me.rests()
        assert await asyncio.to_thread(asked.wait, LONG)
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    await _answered_by_the_next(start, me)


async def test_the_bot_waits_for_the_index_that_another_process_makes(
    start: Any, telegram: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    me, ada = telegram.bot(NAME), telegram.user("Ada", language_code="zh-hans")
    waits = Event()

    class Heard(Progress):
        def __init__(self, bots: Progress) -> None:
            self.bots = bots
            self.advance = bots.advance  # type: ignore[method-assign]

        def begin(self, stage: Stage, files: int, size: int) -> None:
            self.bots.begin(stage, files, size)
            if stage is Stage.WAITING:
                waits.set()

    def opened(options: IndexOptions) -> Library:
        heard = options._replace(progress=Heard(options.progress), workers=1)
        return Library.open(SEEDS, index=tmp_path, options=heard)

    with caplog.at_level("INFO"), locked(tmp_path / "writer.lock"):
        async with start(me, open_library=opened) as bot:
            question = await ada.says(QUESTION)
            assert await asyncio.to_thread(waits.wait, LONG)
            assert ZH.waiting in caplog.text
            assert not telegram.calls("sendMessage")
            # As the bot ends, it gives up to wait.
            bot.stop.set()
            assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    async with start(me, open_library=opened):
        [answer] = await me.replies(to=question)
        assert FOUND in answer.text


async def test_the_bot_ends_while_its_library_is_being_indexed(
    start: Any, telegram: FakeTelegram, seeds: Library
) -> None:
    me, ada = telegram.bot(NAME), telegram.user("Ada", language_code="zh-hans")
    door = Door(seeds)
    async with start(me, open_library=door) as bot:
        await ada.says(QUESTION)
        await me.rests()
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    with pytest.raises(Ended):
        door.options.progress.advance(1, 1)
    door.let.set()
    await _answered_by_the_next(start, me)


async def _answered_by_the_next(start: Any, me: Bot) -> None:
    """What was received by a bot that could not answer is not lost."""
    async with start(me):
        [answer] = await me.replies()
        assert FOUND in answer.text
