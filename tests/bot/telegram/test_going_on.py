"""那呼和浩特呢: a question that goes on from the one before, in private and in groups."""

from typing import Any

from fake_telegram import FakeTelegram, User

FIRST, FOUND = "铸牢共同体下一步工作安排第三点是什么", "着力提升民族事务治理现代化水平"
NEXT, FOUND_NEXT = "那第二点呢", "深入开展固边兴边富民行动"
MEANT = "理解为:铸牢共同体下一步工作安排第二点是什么"


def plain(text: str) -> str:
    return text.replace("：", ":")


async def test_a_reply_to_the_answer_goes_on_from_its_question(start: Any, ada: User) -> None:
    async with start() as bot:
        first = await bot.answer(await ada.says(FIRST))
        assert FOUND in first.text
        assert "理解为" not in first.text
        await bot.answer(await ada.says("旅游收入是多少"))
        answer = await bot.answer(await ada.says(NEXT, reply_to=first))
        assert FOUND_NEXT in answer.text
        assert MEANT in plain(answer.text)


async def test_in_private_it_needs_no_reply(start: Any, ada: User) -> None:
    async with start() as bot:
        await bot.answer(await ada.says(FIRST))
        answer = await bot.answer(await ada.says(NEXT))
        assert FOUND_NEXT in answer.text
        again = await bot.answer(await ada.says("第一点呢"))
        assert "提高铸牢中华民族共同体意识工作质量" in again.text


async def test_what_is_understood_is_said_when_nothing_is_found_too(start: Any, ada: User) -> None:
    async with start() as bot:
        await bot.answer(await ada.says("2021年量子计算机的冷却温度是多少"))
        answer = await bot.answer(await ada.says("那2022年呢"))
        assert "理解为:2022年量子计算机的冷却温度是多少" in plain(answer.text)


async def test_in_a_group_anybody_may_go_on_in_a_reply(
    start: Any, telegram: FakeTelegram, ada: User, bob: User
) -> None:
    async with start() as bot:
        group = telegram.supergroup("Work", members=[ada, bob, bot.me])
        first = await bot.answer(await ada.says(f"/ask@{bot.me.username} {FIRST}", in_=group))
        await bot.silence(await bob.says(NEXT, in_=group))
        answer = await bot.answer(await bob.says(NEXT, in_=group, reply_to=first))
        assert FOUND_NEXT in answer.text


async def test_what_goes_on_from_nothing_is_asked_alone(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(NEXT))
        assert "理解为" not in answer.text


async def test_what_was_forgotten_is_not_gone_on_from(start: Any, ada: User) -> None:
    async with start() as bot:
        await bot.answer(await ada.says("2024年满都拉口岸的过货量是多少"))
        await bot.answer(await ada.says("/forget"))
        answer = await bot.answer(await ada.says("那2023年呢"))
        assert "满都拉口岸的过货量" not in answer.text
