"""Who is let in by the owners, what the others are shown, and presses that nobody can have made."""

from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, User

from bot.messages.texts import texts_in

ZH = texts_in("zh")
NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
BROAD = "民族团结进步"


@pytest.fixture
def me(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, can_read_all_group_messages=True)


def _closed(ada: User) -> dict[str, Any]:
    return {"owners": frozenset({ada.id}), "chats": frozenset({-1})}


async def test_who_is_refused_sees_the_numbers_to_let_in(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **_closed(ada)) as bot:
        alone = await bot.answer(await bob.says(QUESTION))
        assert f"<code>{bob.id}</code>" in alone.html
        assert "WENJU_USERS" in alone.text
        inside = await bot.answer(await bob.says(f"/ask {QUESTION}", in_=room))
        assert f"<code>{room.id}</code>" in inside.html
        assert "WENJU_CHATS" in inside.text
        # A group is told once, and what is not said to the bot is no reason to.
        await bot.silence(await bob.says(f"/ask {QUESTION}", in_=room))
        other = telegram.supergroup("Other", members=[bob, me])
        await bot.silence(await bob.says(QUESTION, in_=other))


async def test_the_owner_lets_in_a_person_and_a_group(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **_closed(ada)) as bot:
        told = await bot.answer(await ada.says(f"/allow {bob.id}"))
        assert str(bob.id) in told.text
        assert FOUND in (await bot.answer(await bob.says(QUESTION))).text
        taken = await bot.answer(await ada.says(f"/disallow {bob.id}"))
        assert taken.text.startswith(ZH.chat.disallowed)
        assert str(bob.id) not in taken.text
        again = await bot.answer(await ada.says(f"/disallow {bob.id}"))
        assert again.text.startswith(ZH.chat.disallowed_none)
        refused = await bot.answer(await bob.says(QUESTION))
        assert refused.text.startswith(ZH.chat.not_allowed)
        assert str(room.id) in (await bot.answer(await ada.says("/allow", in_=room))).text
        assert FOUND in (await bot.answer(await bob.says(f"/ask {QUESTION}", in_=room))).text
    async with start(me, **_closed(ada)) as bot:
        assert FOUND in (await bot.answer(await bob.says(f"/ask {QUESTION}", in_=room))).text


async def test_a_reply_lets_in_its_writer(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **_closed(ada)) as bot:
        told = await bot.answer(
            await ada.says("/allow", in_=room, reply_to=await bob.says("我也想用", in_=room))
        )
        assert str(bob.id) in told.text
        assert FOUND in (await bot.answer(await bob.says(QUESTION))).text


async def test_allow_is_for_owners(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, **_closed(ada)) as bot:
        refused = await bot.answer(await bob.says(f"/allow {bob.id}"))
        assert refused.text.startswith(ZH.chat.not_allowed)
        await bot.silence(await bob.says(f"/allow {bob.id}", in_=room))
        again = await bot.answer(await bob.says(QUESTION))
        assert again.text.startswith(ZH.chat.not_allowed)
        for odd in ("/allow", "/allow 小明", "/allow 0"):
            assert "/allow 编号" in (await bot.answer(await ada.says(odd))).text


FULL_WIDTH = (
    f"／ask {QUESTION}",
    f"／ask{QUESTION}",
    f"／ask@{NAME} {QUESTION}",
    f"／ask＠{NAME} {QUESTION}",
    f"/ask＠{NAME} {QUESTION}",
    f"＠{NAME} {QUESTION}",
    f"请问＠{NAME} {QUESTION}",
    f"{QUESTION} ＠{NAME}",
    f"@{NAME} 问：{QUESTION}",
)


@pytest.mark.parametrize("text", FULL_WIDTH)
async def test_full_width_marks_call_the_bot(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, text: str
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask {QUESTION}", in_=room))
        full = await bot.answer(await ada.says(text, in_=room))
        assert full.html == answer.html


async def test_every_command_may_be_full_width(start: Any, me: Bot, ada: User) -> None:
    async with start(me) as bot:
        for command in (
            "docs",
            f"docs＠{NAME}",
            "cite 1t2cx-zw5cz.8",
            "verify 满都拉",
            "privacy",
            "no",
        ):
            half = await bot.answer(await ada.says("/" + command.replace("＠", "@")))
            assert (await bot.answer(await ada.says("／" + command))).html == half.html


async def test_full_width_marks_for_others_do_not(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        for text in (
            f"／ask@other_bot {QUESTION}",
            f"＠other_bot {QUESTION}",
            f"／asking {QUESTION}",
        ):
            await bot.silence(await ada.says(text, in_=room))


async def test_a_label_before_a_question_is_none_of_it(start: Any, me: Bot, ada: User) -> None:
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        for label in ("问：", "问: ", "提问：", "问题："):
            assert (await bot.answer(await ada.says(label + QUESTION))).html == answer.html
        assert "/ask " in (await bot.answer(await ada.says("问："))).text


async def test_a_bare_mention_shows_the_command_as_it_is_typed(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        usage = await bot.answer(await ada.says(f"@{NAME}", in_=room))
        assert f"<code>/ask@{NAME} " in usage.html


async def test_a_forged_press_changes_nothing(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[bob, me], admins=[ada])
    async with start(me) as bot:
        mine = await bot.answer(await ada.says(f"/ask {BROAD}", in_=room))
        theirs = await bot.answer(await bob.says(f"/ask {QUESTION}", in_=room))
        panel = await bot.answer(await ada.says("/settings", in_=room))
        turn, change = mine.button("▶").data, panel.button("找不到").data
        assert turn
        assert change
        up = theirs.button("👍").data
        forged = [(ada, theirs, turn), (ada, mine, up), (ada, theirs, change), (ada, panel, turn)]
        forged += [(bob, mine, up), (ada, theirs, "l:0"), (ada, mine, "zzz"), (ada, mine, "")]
        before = [message.html for message in (mine, theirs, panel)]
        for user, message, data in forged:
            press = await user.forges_press(message, data or "")
            assert (await press.answered()).text == ZH.chat.expired
        assert [message.html for message in (mine, theirs, panel)] == before
        assert not any(message.edited for message in (mine, theirs, panel))
        assert (
            ZH.chat.off
            in (await bot.answer(await ada.says("/settings", in_=room))).button("找不到").label
        )
