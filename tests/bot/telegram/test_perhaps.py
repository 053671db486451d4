"""What may answer: shown where somebody waits for it, marked wherever it is shown."""

from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, Message, User

from bot.messages.texts import texts_in

ZH = texts_in("zh")
NAME = "wenju_bot"
ANSWERED, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Its words stand there and what is asked for does not.
TOPICAL, MISSING = "口岸有多少人上班?", "摘录中未见：上班"
UNKNOWN = "量子计算机的冷却温度是多少?"


@pytest.fixture
def nosy(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, can_read_all_group_messages=True, supports_inline_queries=True)


def _is_uncertain(message: Message) -> bool:
    return message.text.startswith(ZH.answers.perhaps)


async def test_in_private_one_passage_is_shown_with_its_citation_and_buttons(
    start: Any, ada: User
) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(TOPICAL))
        assert _is_uncertain(answer)
        assert MISSING in answer.text
        assert answer.text.count("《") >= 1
        assert "2. " not in answer.text
        labels = [[button.label for button in row] for row in answer.rows]
        assert labels == [["上下文", "出处", "复制引文"], ["👍", "👎"]]
        assert not _is_uncertain(await bot.answer(await ada.says(ANSWERED)))
        assert not _is_uncertain(await bot.answer(await ada.says(UNKNOWN)))


async def test_in_a_group_it_is_shown_to_who_called_the_bot(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        for text in (f"/ask@{NAME} {TOPICAL}", f"@{NAME} {TOPICAL}"):
            answer = await bot.answer(await ada.says(text, in_=room))
            assert _is_uncertain(answer)
            assert answer.rows
        first = await bot.answer(await ada.says(f"@{NAME} {ANSWERED}", in_=room))
        replied = await bot.answer(await ada.says(TOPICAL, in_=room, reply_to=first))
        assert _is_uncertain(replied)


async def test_a_group_that_is_answered_unasked_hears_nothing_uncertain(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[nosy], admins=[ada])
    async with start(nosy) as bot:
        panel = await bot.answer(await ada.says(f"/settings@{NAME}", in_=room))
        await (await ada.presses(panel, "所有")).answered()
        await bot.me.edits(panel)
        assert FOUND in (await bot.answer(await ada.says(ANSWERED, in_=room))).text
        await bot.silence(await ada.says(TOPICAL, in_=room))


async def test_a_page_that_is_turned_back_to_is_marked_still(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(TOPICAL))
        await ada.presses(answer, ZH.chat.button_context)
        shown = await bot.me.edits(answer)
        assert not _is_uncertain(shown)
        await ada.presses(shown, ZH.chat.button_back)
        assert _is_uncertain(await bot.me.edits(answer))


async def test_an_edit_marks_and_takes_the_mark_off(start: Any, ada: User) -> None:
    async with start() as bot:
        question = await ada.says(TOPICAL)
        answer = await bot.answer(question)
        assert _is_uncertain(answer)
        await ada.edits(question, ANSWERED)
        assert FOUND in (edited := await bot.me.edits(answer)).text
        assert not _is_uncertain(edited)
        await ada.edits(question, TOPICAL)
        assert _is_uncertain(await bot.me.edits(answer))


async def test_inline_every_card_is_marked(start: Any, ada: User) -> None:
    async with start():
        cards = (await ada.asks_inline(TOPICAL)).results
        assert cards
        for card in cards:
            assert card.title.startswith(ZH.answers.perhaps_short)
            assert card.text.startswith(ZH.answers.perhaps_short)
        for card in (await ada.asks_inline(ANSWERED)).results:
            assert ZH.answers.perhaps_short not in card.title + card.text
        assert not (await ada.asks_inline(UNKNOWN)).results
