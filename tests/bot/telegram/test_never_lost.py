"""What is admitted is answered; what is not is told, or counted."""

import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fake_telegram import Bot, FakeTelegram, Limits, ManualClock, Message, User

from bot.messages.texts import texts_in

ZH = texts_in("zh")
NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Telegram's own limits, as the settings have them by default.
DEFAULTS = {
    "messages_per_second": 30,
    "chat_messages_per_second": 1.0,
    "group_messages_per_minute": 20,
    "questions_per_chat": 20,
    "questions_per_person": 20,
    "answers_per_second": 30,
}


@pytest.fixture
def ada(telegram: FakeTelegram) -> User:
    return telegram.user("Ada", language_code="zh-hans")


@pytest.fixture
def bob(telegram: FakeTelegram) -> User:
    return telegram.user("Bob", language_code="zh-hans")


@pytest.fixture
def me(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME)


async def test_fifteen_questions_in_a_second_are_all_answered(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    telegram.limits = Limits()
    people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(15)]
    room = telegram.supergroup("Room", members=[*people, me])
    async with start(me, concurrent_updates=4, **DEFAULTS) as bot:
        asked = [await one.says(f"/ask@{NAME} {QUESTION}", in_=room) for one in people]
        # Nobody else waits for them, however few updates are handled at once.
        begun = time.monotonic()
        assert FOUND in (await bot.answer(await bob.says(QUESTION))).text
        assert time.monotonic() - begun < 5
        await telegram.called("sendMessage", count=16)
        await me.rests()
        answered = {m.reply_to for m in room.messages.values() if m.bot is me and FOUND in m.text}
        assert answered == {question.id for question in asked}
        assert not [call for call in telegram.calls() if call.status == 429]


@pytest.mark.parametrize("action", ["s", "q"])
async def test_presses_do_not_silence_a_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User, action: str
) -> None:
    telegram.limits = Limits()
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **DEFAULTS) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        # 出处, and 复制引文 as it is under what is too long for a button to copy.
        data = action + str(answer.button("上下文").data)[1:]
        presses = [await bob.forges_press(answer, data) for _ in range(30)]
        begun = time.monotonic()
        question = await ada.says(f"/ask@{NAME} {QUESTION}", in_=room)
        told = [(await press.answered()).text for press in presses]
        replies = await me.replies(to=question)
        assert any(FOUND in reply.text for reply in replies if reply.reply_to == question.id)
        assert time.monotonic() - begun < 10
        assert set(told) == {"", ZH.chat.slow_down}
        assert len([m for m in room.messages.values() if m.document]) == (action == "s")
        assert not [call for call in telegram.calls() if call.status == 429]


async def test_a_chat_gets_one_copy_of_a_file_and_then_is_shown_it(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        await (await ada.presses(answer, "出处")).answered()
        [copy] = [m for m in room.messages.values() if m.document]
        await (await ada.presses(answer, "出处")).answered()
        shown = max(room.messages.values(), key=lambda message: message.id)
        assert (shown.text, shown.reply_to) == (ZH.chat.source_here, copy.id)
        # Another chat gets its own, and so does this one when its copy is gone.
        private = await bot.answer(await ada.says("/source 1"))
        assert private.document
        room.world.delete(copy)
        await (await ada.presses(answer, "出处")).answered()
        assert max(room.messages.values(), key=lambda message: message.id).document


async def test_every_chat_that_is_refused_is_told(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    rooms = [telegram.supergroup(f"R{n}", members=[ada, me]) for n in range(3)]
    async with start(me, questions_per_person=1) as bot:
        assert FOUND in (await bot.answer(await ada.says(QUESTION))).text
        for room in rooms:
            told = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
            assert told.text == ZH.chat.slow_down
            await bot.silence(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))


class TestOld:
    """Questions that were waiting when the bot was started."""

    @pytest_asyncio.fixture
    async def telegram(self) -> AsyncIterator[FakeTelegram]:
        clock = ManualClock(time.time() - 400)
        async with FakeTelegram(limits=Limits.off(), clock=clock) as server:
            yield server

    async def test_old_questions_of_groups_are_passed_over_and_counted(
        self,
        start: Any,
        telegram: FakeTelegram,
        me: Bot,
        ada: User,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.INFO)
        room = telegram.supergroup("Room", members=[ada, me])
        old = [await ada.says(f"/ask@{NAME} {QUESTION}", in_=room) for _ in range(3)]
        alone = await ada.says(QUESTION)
        assert isinstance(telegram.clock, ManualClock)
        telegram.clock.advance(200)
        recent = await ada.says(f"/ask@{NAME} {QUESTION}", in_=room)
        async with start(me) as bot:
            assert FOUND in (await bot.answer(alone)).text
            assert FOUND in (await bot.answer(recent)).text
            await me.rests()
            assert _answered(room.messages.values()) == {recent.id}
            assert old[0].id not in _answered(room.messages.values())
        assert "3 old questions of groups" in caplog.text


def _answered(messages: Any) -> set[int]:
    own = (one for one in messages if isinstance(one, Message) and one.bot)
    return {message.reply_to for message in own if message.reply_to}
