"""What is admitted is answered; what is not is told, or counted."""

import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fake_telegram import Bot, FakeTelegram, Limits, ManualClock, Message, User

from bot.messages.texts import texts_in
from bot.telegram import serving
from bot.telegram.transport.rate_limiter import Rates

ZH = texts_in("zh")
NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Telegram's own limits, as the settings have them by default, but for a faster chat.
PACE = 5
LIMITS = Limits(chat_per_second=PACE, chat_burst=PACE)
DEFAULTS = {
    "messages_per_second": 30,
    "chat_messages_per_second": PACE,
    "group_messages_per_minute": 20,
    "questions_per_chat": 20,
    "questions_per_person": 20,
    "answers_per_second": 30,
}


async def test_fifteen_questions_in_a_second_are_all_answered(
    start: Any, telegram: FakeTelegram, me: Bot
) -> None:
    telegram.limits = LIMITS
    people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(15)]
    room = telegram.supergroup("Room", members=[*people, me])
    async with start(me, concurrent_updates=4, **DEFAULTS):
        asked = [await one.says(f"/ask@{NAME} {QUESTION}", in_=room) for one in people]
        await telegram.called("sendMessage", count=15)
        await me.rests()
        answered = {m.reply_to for m in room.messages.values() if m.bot is me and FOUND in m.text}
        assert answered == {question.id for question in asked}
        assert not [call for call in telegram.calls() if call.status == 429]


async def test_nobody_waits_for_those_that_wait_however_few_are_handled_at_once(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    slow = DEFAULTS | {"group_messages_per_minute": 3}
    async with start(me, concurrent_updates=4, grace=0.01, **slow) as bot:
        for _ in range(15):
            await ada.says(f"/ask@{NAME} {QUESTION}", in_=room)
        assert FOUND in (await bot.answer(await bob.says(QUESTION))).text


@pytest.mark.parametrize("action", ["s", "q"])
async def test_presses_do_not_silence_a_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User, action: str
) -> None:
    telegram.limits = LIMITS
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **DEFAULTS) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        # 出处, and 复制引文 as it is under what is too long for a button to copy.
        data = action + str(answer.button("上下文").data)[1:]
        presses = [await bob.forges_press(answer, data) for _ in range(30)]
        question = await ada.says(f"/ask@{NAME} {QUESTION}", in_=room)
        told = [(await press.answered()).text for press in presses]
        replies = await me.replies(to=question)
        [found] = [one for one in replies if one.reply_to == question.id and FOUND in one.text]
        said = [m for m in room.messages.values() if m.bot is me and m.order < found.order]
        # Half a minute's worth of a group, and the answer that was pressed at.
        assert len(said) <= DEFAULTS["group_messages_per_minute"] / 2 + 1
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


async def test_what_there_is_no_room_for_gets_one_line_a_chat_and_minute(
    start: Any,
    telegram: FakeTelegram,
    me: Bot,
    ada: User,
    bob: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(**given: Any) -> Rates:
        return Rates(**given | {"waiting_per_chat": 0})

    monkeypatch.setattr(serving, "Rates", full)
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        for asker, place, text in ((ada, None, QUESTION), (ada, room, f"/ask@{NAME} {QUESTION}")):
            told = await bot.answer(await asker.says(text, in_=place))
            assert told.text == ZH.chat.too_busy
            await bot.silence(await asker.says(text, in_=place))
        # What is no question is dropped with a line too.
        assert (await bot.answer(await bob.says("/help"))).text == ZH.chat.too_busy
        await bot.silence(await ada.says("大家好", in_=room))


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
