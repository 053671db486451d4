"""Flood limits and injected faults, as python-telegram-bot meets them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from fake_telegram import ApiError, FakeTelegram, Fault, Limits, ManualClock, Message
from fake_telegram.conftest import Client, Start
from fake_telegram.limits import FloodControl

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        (Fault.flood(7), RetryAfter, "Flood control exceeded"),
        (Fault.status(502), NetworkError, "Bad Gateway"),
        (Fault.status(500), NetworkError, "Internal Server Error"),
        (Fault.forbidden(), Forbidden, "bot was blocked by the user"),
        (Fault.conflict(), Conflict, "terminated by other getUpdates"),
        (Fault.migrated(-100), ChatMigrated, "New chat id: -100"),
        (Fault.error(400, "Bad Request: chat not found"), BadRequest, "Chat not found"),
        (Fault.garbage(), TelegramError, "Invalid server response"),
        (Fault.drop(), NetworkError, None),
        (Fault.drop(processed=True), NetworkError, None),
    ],
)
async def test_faults(
    telegram: FakeTelegram, ptb: Client, fault: Fault, error: type[TelegramError], text: str | None
) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    client = await ptb(me)
    rule = telegram.fail("sendMessage", fault, times=2)
    for _ in range(2):
        with pytest.raises(error, match=text):
            await client.send_message(ada.id, "hello")
    assert (await client.send_message(ada.id, "hello")).text == "hello"
    assert rule.used == 2
    taken_effect = [m for m in start.chat.messages.values() if m.bot is me]
    assert len(taken_effect) == (3 if fault.processed else 1)
    assert [call.ok for call in telegram.calls("sendMessage")][2]


async def test_a_call_hangs_until_it_is_released(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    client = await ptb(me)
    hanging = telegram.fail("sendMessage", Fault.hang())
    sending = asyncio.create_task(client.send_message(ada.id, "hello"))
    await telegram.called("sendMessage")
    assert not sending.done()
    hanging.release()
    assert (await sending).text == "hello"
    assert len(await me.replies(to=start)) == 1


async def test_a_client_that_goes_away_leaves_nothing_behind(
    telegram: FakeTelegram, ptb: Client
) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    telegram.fail("sendMessage", Fault.hang())
    with pytest.raises(TimedOut):
        await (await ptb(me)).send_message(ada.id, "hello", read_timeout=0.1)
    await me.rests()
    telegram.heal()
    await me.rests()
    assert [m for m in start.chat.messages.values() if m.bot] == []


async def test_polling_survives(telegram: FakeTelegram, parrot: Start) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    async with parrot(me):
        telegram.fail("getUpdates", Fault.status(502))
        telegram.fail("getUpdates", Fault.drop())
        [first] = await me.replies(to=await ada.says("one"))
        [second] = await me.replies(to=await ada.says("two"))
        assert (first.text, second.text) == ("one", "two")


async def test_limits_need_no_waiting() -> None:
    clock = ManualClock()
    control = FloodControl(clock, Limits())

    def sends(chat: int, *, edit: bool = False) -> int:
        """Return the seconds to wait, 0 when the message is let through."""
        try:
            control.admit(1, chat, is_group=chat < 0, is_edit=edit)
        except ApiError as error:
            return error.parameters["retry_after"]
        return 0

    assert [sends(5) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert sends(5, edit=True) == 0
    clock.advance(1)
    assert [sends(5) for _ in range(2)] == [0, 1]
    for _ in range(20):
        clock.advance(1)
        assert sends(-6) == 0
    clock.advance(1)
    assert sends(-6) == 40
    assert sends(-6, edit=True) == 40
    clock.advance(60)
    assert [sends(1_000 + n) for n in range(31)] == [0] * 30 + [1]


async def test_limits_over_http(ptb: Client, telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    sent: list[Message] = []
    start = await ada.starts(me)
    client = await ptb(me)
    telegram.limits = Limits(chat_per_second=0.1, chat_burst=2)
    for _ in range(2):
        await client.send_message(ada.id, "hello")
    with pytest.raises(RetryAfter) as refusal:
        await client.send_message(ada.id, "hello")
    assert refusal.value.retry_after == timedelta(seconds=10)
    sent = await me.replies(to=start, count=2)
    await client.edit_message_text("edited", ada.id, sent[0].id)
