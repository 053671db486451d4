"""Other words than the question's own: said under the answer, with a button for those alone."""

from typing import Any

import pytest
from fake_telegram import FakeTelegram, User

from bot.messages.texts import texts_in
from retrieval import Library

ZH = texts_in("zh")
QUESTION, FOUND, LOOKED_FOR = "年假是怎么规定的", "年休假五天", "年休假"
EXACT = ZH.answers.button_exact


@pytest.fixture
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("library")
    (folder / "a.txt").write_text("假期规定\n\n职工每年有年休假五天,按规定休满。\n", "utf-8")
    (folder / "b.txt").write_text("食堂\n\n午餐有米饭和面条,十一点开始供应。\n", "utf-8")
    return Library.open(folder)


async def test_what_else_was_looked_for_is_said_with_a_button(
    start: Any, library: Library, ada: User
) -> None:
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        assert FOUND in answer.text
        assert ZH.answers.looked_for([LOOKED_FOR]) in answer.text
        assert [button.label for button in answer.rows[-1]] == [EXACT]
        plain = await bot.answer(await ada.says("食堂几点开始供应午餐"))
        assert EXACT not in [button.label for row in plain.rows for button in row]


async def test_the_button_answers_by_the_own_words_alone(
    start: Any, library: Library, ada: User
) -> None:
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        await ada.presses(answer, EXACT)
        edited = await bot.me.edits(answer)
        assert ZH.answers.looked_for([LOOKED_FOR]) not in edited.text
        assert EXACT not in [button.label for row in edited.rows for button in row]


async def test_in_a_group_it_is_the_askers(
    start: Any, library: Library, telegram: FakeTelegram, ada: User, bob: User
) -> None:
    me = telegram.bot("wenju_bot")
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room))
        press = await bob.presses(answer, EXACT)
        assert (await press.answered()).text == ZH.chat.only_asker


async def test_a_question_that_is_forgotten_must_be_sent_again(
    start: Any, library: Library, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.recent.KEPT", -1.0)
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        press = await ada.presses(answer, EXACT)
        assert (await press.answered()).text == ZH.answers.ask_again
