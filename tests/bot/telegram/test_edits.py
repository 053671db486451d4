"""An edited question takes its answer along, for two minutes."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fake_telegram import Bot, FakeTelegram, Limits, ManualClock, User

NAME = "wenju_bot"
FIRST, FOUND = "满都拉口岸的过货量是多少?", "662万吨"
SECOND, FOUND_NOW = "《中国民族》杂志的联系电话是多少", "010-58130831"
UNKNOWN = "量子计算机的冷却温度是多少"


@pytest.fixture
def clock() -> ManualClock:
    """Telegram's clock, which begins with the bot's and stands still."""
    return ManualClock(time.time())


@pytest_asyncio.fixture
async def telegram(clock: ManualClock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(limits=Limits.off(), clock=clock) as server:
        yield server


@pytest.fixture
def nosy(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, can_read_all_group_messages=True)


async def test_in_private_the_answer_is_edited(start: Any, ada: User, clock: ManualClock) -> None:
    async with start() as bot:
        question = await ada.says(FIRST)
        answer = await bot.answer(question)
        assert FOUND in answer.text
        clock.advance(120)
        await ada.edits(question, SECOND)
        assert FOUND_NOW in (await bot.me.edits(answer)).text
        # Its buttons are those of the new answer.
        await ada.presses(answer, "上下文")
        assert FOUND_NOW in (await bot.me.edits(answer)).text
        await ada.edits(question, UNKNOWN)
        assert not (await bot.me.edits(answer)).buttons
        await ada.edits(question, FIRST)
        assert FOUND in (await bot.me.edits(answer)).text


async def test_later_nothing_happens(start: Any, ada: User, clock: ManualClock) -> None:
    async with start() as bot:
        question = await ada.says(FIRST)
        answer = await bot.answer(question)
        clock.advance(121)
        await ada.edits(question, SECOND)
        await bot.telegram.handled(question)
        assert not answer.edited
        assert len(await bot.me.replies(to=question)) == 1


async def test_a_greeting_edited_into_a_question_is_answered(start: Any, ada: User) -> None:
    async with start() as bot:
        greeting = await ada.says("你好")
        await bot.answer(greeting)
        await ada.edits(greeting, FIRST)
        replies = await bot.me.replies(to=greeting, count=2)
        assert FOUND in replies[1].text


@pytest.mark.parametrize("gone", ["谢谢", "/ask", "/help", f"@{NAME}"])
async def test_an_edit_that_asks_nothing_leaves_the_answer(
    start: Any, ada: User, gone: str
) -> None:
    async with start() as bot:
        question = await ada.says(FIRST)
        answer = await bot.answer(question)
        await ada.edits(question, gone)
        await bot.telegram.handled(question)
        assert len(await bot.me.replies(to=question)) == 1
        assert not answer.edited


async def test_in_groups_what_was_answered_and_what_calls_the_bot_now(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        talk = await ada.says("what a day", in_=room)
        await ada.edits(talk, FIRST)
        await bot.silence(talk)
        await ada.edits(talk, f"{FIRST} @{NAME}")
        assert FOUND in (await bot.answer(talk)).text
        question = await ada.says(f"/ask@{NAME} {FIRST}", in_=room)
        answer = await bot.answer(question)
        await ada.edits(question, f"@{NAME} {SECOND}")
        assert FOUND_NOW in (await bot.me.edits(answer)).text
        await ada.edits(question, "never mind")
        await bot.telegram.handled(question)
        assert FOUND_NOW in answer.text
        assert len(await bot.me.replies(to=question)) == 1


async def test_in_topics(start: Any, telegram: FakeTelegram, nosy: Bot, ada: User) -> None:
    topic = telegram.supergroup("Forum", members=[ada, nosy], forum=True).topic("Ports")
    async with start(nosy) as bot:
        question = await ada.says(f"/ask {FIRST}", in_=topic)
        answer = await bot.answer(question)
        await ada.edits(question, f"/ask {SECOND}")
        assert FOUND_NOW in (await bot.me.edits(answer)).text


@pytest.mark.parametrize("in_group", [False, True])
async def test_question_and_edit_that_come_together_get_one_answer(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, in_group: bool
) -> None:
    room = telegram.group("Room", members=[ada, nosy]) if in_group else nosy
    question = await ada.says(f"/ask {FIRST}", in_=room)
    await ada.edits(question, f"/ask {SECOND}")
    async with start(nosy) as bot:
        answer = await bot.answer(question)
        assert FOUND_NOW in (await bot.me.edits(answer)).text
        await bot.telegram.handled(question)
        assert len(await bot.me.replies(to=question)) == 1


async def test_an_answer_that_was_deleted_is_let_go(
    start: Any, telegram: FakeTelegram, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    async with start() as bot:
        question = await ada.says(FIRST)
        answer = await bot.answer(question)
        answer.chat.messages.pop(answer.id)
        await ada.edits(question, SECOND)
        await telegram.handled(question)
        assert not [record for record in caplog.records if record.exc_info]
        assert FOUND in (await bot.answer(await ada.says(FIRST))).text
