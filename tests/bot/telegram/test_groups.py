"""Groups: joining them, and the settings that their administrators choose."""

import asyncio
import time
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, Group, Message, User

from bot.messages.texts import texts_in
from bot.telegram.handlers import sending
from bot.telegram.services import Services

EN = texts_in("en")
ZH = texts_in("zh")

NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
UNKNOWN = "量子计算机的冷却温度是多少?"
LANGUAGE, QUIET, ALL = "语言", "找不到", "所有"


@pytest.fixture
def bob(telegram: FakeTelegram) -> User:
    return telegram.user("Bob", language_code="en")


@pytest.fixture
def nosy(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, can_read_all_group_messages=True)


async def _panel(bot: Any, user: User, place: Any, **how: Any) -> Message:
    panel: Message = await bot.answer(await user.says(f"/settings@{NAME}", in_=place, **how))
    return panel


async def _toggles(bot: Any, user: User, panel: Message, label: str) -> str:
    """Press a button of the panel; what it is called afterwards."""
    press = await user.presses(panel, label)
    assert (await press.answered()).text == ""
    await bot.me.edits(panel)
    return str(panel.button(label).label)


def _room(telegram: FakeTelegram, bot: Bot, *members: User, admins: tuple[User, ...]) -> Group:
    return telegram.supergroup("Room", members=[*members, bot], admins=admins)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_greets_once_and_tells_of_privacy_mode(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, kind: str
) -> None:
    room = getattr(telegram, kind)("Room", members=[ada])
    async with start(me) as bot:
        greeting = await bot.answer(await room.adds(me, by=ada))
        assert greeting.text.startswith("大家好")
        assert "隐私模式" in greeting.text
        assert f"/ask@{NAME} 问题" in greeting.text
        await room.removes(me, by=ada)
        await bot.silence(await room.adds(me, by=ada))
        await room.promotes(me, by=ada)
        await bot.silence(await ada.says("hello", in_=room))


async def test_greeting_without_privacy_mode(
    start: Any, telegram: FakeTelegram, nosy: Bot, bob: User
) -> None:
    async with start(nosy) as bot:
        room = telegram.supergroup("Room", members=[bob])
        greeting = await bot.answer(await room.adds(nosy, by=bob))
        assert greeting.text.startswith("Hello")
        assert "privacy" not in greeting.text.lower()


async def test_added_as_an_administrator(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[], admins=[ada])
    async with start(me) as bot:
        await room.promotes(me, by=ada)
        await telegram.called("sendMessage")
        [greeting] = await bot.me.replies()
        assert "隐私模式" not in greeting.text


async def test_no_greeting_in_channels_or_where_it_may_not_speak(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    channel = telegram.channel("News", admins=[ada, me])
    room = telegram.supergroup("Room", members=[ada])
    async with start(me, chats=frozenset({-1})) as bot:
        await bot.silence(await channel.posts("hello"))
        await bot.silence(await room.adds(me, by=ada))


async def test_private_settings(start: Any, ada: User) -> None:
    async with start() as bot:
        panel = await bot.answer(await ada.says("/settings"))
        assert [button.label for button in panel.buttons] == [
            ZH.chat.settings_language.format(value=ZH.chat.language_auto)
        ]
        assert "中文" in await _toggles(bot, ada, panel, LANGUAGE)
        press = await ada.presses(panel, LANGUAGE)
        await press.answered()
        await bot.me.edits(panel)
        assert panel.text == "Settings"
        assert (await bot.answer(await ada.says("谢谢"))).text == EN.chat.thanks
        await ada.presses(panel, "Language")
        assert ZH.chat.language_auto in (await bot.me.edits(panel)).buttons[0].label


async def test_only_administrators_change_a_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = _room(telegram, me, bob, admins=(ada,))
    async with start(me, language="zh") as bot:
        refused = await _panel(bot, bob, room)
        assert (refused.text, refused.buttons) == (ZH.chat.settings_admins_only, [])
        panel = await _panel(bot, ada, room)
        press = await bob.presses(panel, QUIET)
        told = await press.answered()
        assert (told.text, told.show_alert) == (ZH.chat.settings_admins_only, False)
        assert not panel.edited
        anonymous = await _panel(bot, ada, room, anonymously=True)
        assert ZH.chat.on in await _toggles(bot, ada, anonymous, QUIET)
        channel = telegram.channel("News", admins=[bob])
        as_channel = await _panel(bot, bob, room, as_=channel)
        assert as_channel.text == ZH.chat.settings_admins_only


async def test_language_of_a_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = _room(telegram, me, bob, admins=(ada,))
    async with start(me) as bot:
        asked = f"/ask@{NAME} {UNKNOWN}"
        assert (await bot.answer(await bob.says(asked, in_=room))).text == EN.answers.not_found
        panel = await _panel(bot, ada, room)
        await _toggles(bot, ada, panel, LANGUAGE)
        assert (await bot.answer(await bob.says(asked, in_=room))).text == ZH.answers.not_found


async def test_quiet(start: Any, telegram: FakeTelegram, me: Bot, ada: User) -> None:
    room = _room(telegram, me, admins=(ada,))
    async with start(me) as bot:
        panel = await _panel(bot, ada, room)
        assert ZH.chat.on in await _toggles(bot, ada, panel, QUIET)
        await bot.silence(await ada.says(f"/ask@{NAME} {UNKNOWN}", in_=room))
        found = await ada.says(f"/ask@{NAME} {QUESTION}", in_=room)
        assert FOUND in (await bot.answer(found)).text
        assert ZH.chat.off in await _toggles(bot, ada, panel, QUIET)
        again = await ada.says(f"/ask@{NAME} {UNKNOWN}", in_=room)
        assert (await bot.answer(again)).text == ZH.answers.not_found


async def test_is_seen_typing_only_where_something_will_be_said(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TYPING_AFTER", 0.0)
    room = _room(telegram, me, admins=(ada,))

    def seen() -> bool:
        return any(
            call.method == "sendChatAction" and call.params.get("chat_id") == room.id
            for call in me.journal
        )

    answering, patience = Services.ask, 10.0

    async def slowly(services: Services, question: str) -> Any:
        until = time.monotonic() + patience
        while not seen() and time.monotonic() < until:
            await asyncio.sleep(0.01)
        return await answering(services, question)

    monkeypatch.setattr(Services, "ask", slowly)
    async with start(me) as bot:
        await bot.answer(await ada.says(f"/ask@{NAME} {UNKNOWN}", in_=room))
        assert seen()
        panel = await _panel(bot, ada, room)
        await _toggles(bot, ada, panel, QUIET)
        me.journal.clear()
        patience = 0.2
        await bot.silence(await ada.says(f"/ask@{NAME} {UNKNOWN}", in_=room))


async def test_answering_all_is_refused_under_privacy_mode(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = _room(telegram, me, admins=(ada,))
    async with start(me) as bot:
        panel = await _panel(bot, ada, room)
        press = await ada.presses(panel, ALL)
        told = await press.answered()
        assert (told.text, told.show_alert) == (ZH.chat.settings_answer_all_refused, True)
        assert not panel.edited
        await room.promotes(me, by=ada)
        assert ZH.chat.on in await _toggles(bot, ada, panel, ALL)


@pytest.mark.parametrize("forum", [False, True])
async def test_answering_all(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, bob: User, forum: bool
) -> None:
    room = telegram.supergroup("Room", members=[bob, nosy], admins=[ada], forum=forum)
    place = room.topic("Ports") if forum else room
    async with start(nosy) as bot:
        await bot.silence(await bob.says(QUESTION, in_=place))
        panel = await _panel(bot, ada, place)
        assert ZH.chat.on in await _toggles(bot, ada, panel, ALL)
        question = await bob.says(QUESTION, in_=place)
        answer = await bot.answer(question)
        assert FOUND in answer.text
        assert (answer.reply_to, answer.thread) == (question.id, question.thread)
        for talk in ("满都拉口岸今天很热闹", "你好", "ok", "/say what?", UNKNOWN, "???"):
            await bot.silence(await bob.says(talk, in_=place))
        await bot.silence(await ada.says(QUESTION, in_=place, reply_to=question))
        addressed = await bob.says(f"/ask {UNKNOWN}", in_=place)
        assert (await bot.answer(addressed)).text == EN.answers.not_found
        assert ZH.chat.off in await _toggles(bot, ada, panel, ALL)
        await bot.silence(await bob.says(QUESTION, in_=place))


async def test_settings_move_with_the_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.group("Room", members=[me], admins=[ada])
    async with start(me) as bot:
        panel = await _panel(bot, ada, room)
        await _toggles(bot, ada, panel, QUIET)
        moved = await room.migrates()
        await me.rests()
        await bot.silence(await ada.says(f"/ask@{NAME} {UNKNOWN}", in_=moved))


async def test_quiet_still_says_what_is_wrong_with_a_question(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me], admins=[ada])
    async with start(me) as bot:
        panel = await bot.answer(await ada.says(f"/settings@{NAME}", in_=room))
        await (
            await ada.presses(panel, ZH.chat.settings_quiet.format(value=ZH.chat.off))
        ).answered()
        long = await bot.answer(await ada.says(f"/ask@{NAME} " + "口岸" * 200, in_=room))
        assert "400" in long.text
