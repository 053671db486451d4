"""The buttons under an answer."""

import re
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, Message, Press, User
from samples import REPORT, SEEDS

from bot.messages.texts import texts_in
from bot.telegram.schema import FILE_NAME
from retrieval import Library

ZH = texts_in("zh")

NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Nine excerpts answer it: three pages.
BROAD = "民族团结进步"
WEEK = 7 * 24 * 3600


@pytest.fixture
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """One short document that names the page it is from, and one whose title is long."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "a.txt").write_text(
        "关于口岸的通知\n原文链接:https://example.org/a/b.html#c\n\n口岸货运列车-每天开行12列,很多。\n"
    )
    (folder / "b.txt").write_text(
        f"关于{'学校' * 30}食堂的通知\n\n{'学校食堂' * 40}每天供应𠮷野家牛肉饭300份,<多>&少。\n"
    )
    return Library.open(folder)


def _data(message: Message, label: str) -> str:
    data = message.button(label).data
    assert data is not None
    return data


async def _presses_data(user: User, message: Message, data: str, **changed: Any) -> Press:
    """What a forged client can do: press a button that was never there."""
    rows = [[{"text": "forged", "callback_data": data}]]
    shown = {**message.json, **changed, "reply_markup": {"inline_keyboard": rows}}
    message.versions.append(shown)
    press = await user.presses(message, "forged")
    message.versions.pop()
    return press


async def test_one_excerpt_has_labels_without_numbers_and_no_pages(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        labels = [[button.label for button in row] for row in answer.rows]
        assert labels == [["上下文", "出处", "复制引文"], ["👍", "👎"]]
        assert FOUND in answer.text
        assert "2. " not in answer.text
        assert answer.text.endswith("第14段")


async def test_labels_and_pages(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(BROAD))
        first = answer.html
        assert answer.text.endswith(ZH.chat.page.format(page=1, pages=3))
        rows = [[f"{n} 上下文", f"{n} 出处", f"{n} 复制引文"] for n in (1, 2, 3)]
        labels = [[button.label for button in row] for row in answer.rows]
        assert labels == [*rows, ["👍", "👎", "▶"]]
        press = await ada.presses(answer, "▶")
        assert "4. 《" in (await bot.me.edits(answer)).text
        assert (await press.answered()).text == ""
        assert [button.label for button in answer.rows[-1]] == ["◀", "👍", "👎", "▶"]
        await ada.presses(answer, "▶")
        assert [b.label for b in (await bot.me.edits(answer)).rows[-1]] == ["◀", "👍", "👎"]
        await ada.presses(answer, "◀")
        await bot.me.edits(answer)
        await ada.presses(answer, "◀")
        assert (await bot.me.edits(answer)).html == first


async def test_pages_are_the_askers(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {BROAD}", in_=room))
        for label in ("▶", "1 上下文"):
            press = await bob.presses(answer, label)
            assert (await press.answered()).text == ZH.chat.only_asker
        assert not answer.edited
        await ada.presses(answer, "▶")
        await bot.me.edits(answer)


async def test_context_and_back(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(BROAD))
        await ada.presses(answer, "▶")
        second = (await bot.me.edits(answer)).html
        await ada.presses(answer, "5 上下文")
        around = await bot.me.edits(answer)
        assert [button.label for button in around.buttons] == [ZH.chat.button_back]
        await ada.presses(answer, ZH.chat.button_back)
        assert (await bot.me.edits(answer)).html == second
        await ada.presses(answer, "◀")
        await bot.me.edits(answer)
        await ada.presses(answer, "1 上下文")
        around = await bot.me.edits(answer)
        assert "提升全市民族团结进步创建水平" in around.text
        assert "打造民族团结主题公园13个" in around.text
        assert "打造“五微一体”" in around.text


async def test_context_of_the_only_excerpt_and_back(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        first = answer.html
        outside = ("与61个城市建立劳务协作", "(四)完善民族事务治理体系")
        assert not any(words in answer.text for words in outside)
        await ada.presses(answer, "上下文")
        around = await bot.me.edits(answer)
        assert all(words in around.text for words in (FOUND, *outside))
        await ada.presses(answer, ZH.chat.button_back)
        assert (await bot.me.edits(answer)).html == first


async def test_the_context_of_an_article_is_the_articles_around_it(
    start: Any, ada: User, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    root.mkdir()
    articles = ("为了规范养犬行为。", "办法适用于本市。", "每只犬登记费一百元。", "每户限养一只。")
    lines = [f"第{n}条　{text}\n" for n, text in zip("一二三四", articles, strict=True)]
    (root / "a.txt").write_text("包头市养犬管理办法\n\n" + "".join(lines), "utf-8")
    async with start(library=Library.open(root)) as bot:
        answer = await bot.answer(await ada.says("养犬登记费多少元"))
        await ada.presses(answer, "上下文")
        around = (await bot.me.edits(answer)).text.split("\n\n")
    assert around[0] == lines[1].strip()
    assert around[1].endswith(articles[2])
    assert around[2] == lines[3].strip()
    assert around[3].startswith("1. 《包头市养犬管理办法》\n")


async def test_items_left_are_still_said_on_the_way_back(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("下一步工作安排有哪些?"))
        first = answer.html
        assert answer.text.endswith(" · 还有 1 项")
        await ada.presses(answer, next(b.label for b in answer.buttons if "上下文" in b.label))
        await bot.me.edits(answer)
        await ada.presses(answer, ZH.chat.button_back)
        assert (await bot.me.edits(answer)).html == first


async def test_source_sends_the_file_once(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    forum = telegram.supergroup("Forum", members=[ada, bob, me], forum=True)
    async with start(me) as bot:
        files, places = [], [forum.topic("Ports"), forum.topic("Fish")]
        for place in places:
            question = await ada.says(f"/ask@{NAME} {QUESTION}", in_=place)
            answer = await bot.answer(question)
            await telegram.handled(await ada.presses(answer, "出处"))
            [file] = await bot.me.replies(to=answer)
            assert file.json["document"]["file_name"] == REPORT
            assert (file.thread, file.reply_to) == (question.thread, answer.id)
            assert file.text.startswith("《关于铸牢")
            files.append(file)
        calls = telegram.calls("sendDocument")
        assert "document" not in calls[0].params
        assert calls[1].params["document"] == files[0].json["document"]["file_id"]
        await telegram.handled(await bob.presses(answer, "出处"))
        [shown] = await bot.me.replies(to=files[1])
        assert (shown.thread, shown.reply_to) == (question.thread, files[1].id)
        assert len(telegram.calls("sendDocument")) == 2


async def test_a_file_that_telegram_forgot_is_sent_again(
    start: Any, telegram: FakeTelegram, ada: User, tmp_path: Path
) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        await telegram.handled(await ada.presses(answer, "出处"))
        _execute(tmp_path, "UPDATE files SET file_id = 'gone'")
        _execute(tmp_path, "DELETE FROM copies")
        await telegram.handled(await ada.presses(answer, "出处"))
        assert [call.ok for call in telegram.calls("sendDocument")] == [True, False, True]


async def test_source_that_is_gone(start: Any, ada: User, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(SEEDS, folder)
    async with start(library=Library.open(folder)) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        (folder / REPORT).unlink()
        press = await ada.presses(answer, "出处")
        assert (await press.answered()).text == ZH.chat.source_gone


async def test_source_opens_the_page(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says("口岸货运列车每天开行多少列"))
        url = answer.button("出处").url
        assert url is not None
        page, mark, _ = url.partition("#:~:text=")
        assert (page, mark) == ("https://example.org/a/b.html", "#:~:text=")
        assert "%E5%88%97%E8%BD%A6%2D%E6%AF%8F" in url


async def test_copy(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        short = await bot.answer(await ada.says("口岸货运列车每天开行多少列"))
        copied = short.button("复制引文").copies
        assert copied is not None
        assert "口岸货运列车-每天开行12列,很多。" in copied
        assert "《关于口岸的通知》" in copied
        assert re.search(r"第\d+段", copied)
        long = await bot.answer(await ada.says("食堂每天供应牛肉饭多少份"))
        await ada.presses(long, "复制引文")
        block = await bot.answer(long)
        assert [entity.type for entity in block.entities] == ["pre"]
        assert "每天供应𠮷野家牛肉饭300份,<多>&少。" in block.text
        assert "食堂的通知》" in block.text


async def test_votes_count_once_a_person(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User, tmp_path: Path
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        for user, label in ((ada, "👍"), (ada, "👍"), (bob, "👎"), (ada, "👎"), (bob, "👍")):
            press = await user.presses(answer, label)
            assert (await press.answered()).text == ZH.chat.thanks_vote
        assert set(_rows(tmp_path, "votes", "user_id, up")) == {(ada.id, 0), (bob.id, 1)}


async def test_a_double_press(start: Any, ada: User, caplog: pytest.LogCaptureFixture) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(BROAD))
        presses = [await ada.presses(answer, "▶") for _ in range(3)]
        for press in presses:
            assert (await press.answered()).text == ""
        assert "4. 《" in answer.text
        assert not caplog.records


async def test_buttons_outlive_a_restart(start: Any, ada: User, me: Bot) -> None:
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(BROAD))
    async with start(me) as bot:
        await ada.presses(answer, "▶")
        assert "4. 《" in (await bot.me.edits(answer)).text
        await ada.presses(answer, "4 上下文")
        await bot.me.edits(answer)
        await ada.presses(answer, ZH.chat.button_back)
        assert "4. 《" in (await bot.me.edits(answer)).text


async def test_old_answers_have_expired(start: Any, ada: User, me: Bot, tmp_path: Path) -> None:
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(BROAD))
        _execute(tmp_path, f"UPDATE pages SET created = {time.time() - WEEK + 60}")
        await ada.presses(answer, "▶")
        await bot.me.edits(answer)
        _execute(tmp_path, f"UPDATE pages SET created = {time.time() - WEEK - 1}")
        for label in ("◀", "4 上下文", "4 出处", "👍"):
            press = await ada.presses(answer, label)
            told = await press.answered()
            assert (told.text, told.show_alert) == (ZH.chat.expired, True)


async def test_documents_that_changed_have_expired(
    start: Any, ada: User, me: Bot, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(SEEDS, folder)
    async with start(me, library=Library.open(folder)) as bot:
        answer = await bot.answer(await ada.says(BROAD))
    (folder / REPORT).chmod(0o600)
    with (folder / REPORT).open("a") as report:
        report.write("\n新的一段。\n")
    async with start(me, library=Library.open(folder)) as bot:
        press = await ada.presses(answer, "▶")
        assert (await press.answered()).text == ZH.chat.expired


FORGED = [
    "p:nosuchtoken:0",
    "p:{token}:99999999999999999999999999999999",
    "c:{token}:9",
    "p:{token}:-1",
    "p:{token}:1e3",
    "p:{token}:²",
    "p:{token}:",
    "z:{token}:0",
    "{token}",
    ":",
    "p",
    "l:1x",
    "l:",
    "t:nonsense",
    "t:all",
    "t:",
    "x" * 64,
]


async def test_forged_buttons(
    start: Any, ada: User, me: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(BROAD))
        token = _data(answer, "▶").split(":")[1]
        for data in FORGED:
            press = await _presses_data(ada, answer, data.format(token=token))
            assert (await press.answered()).text == ZH.chat.expired, data
        beyond = await _presses_data(ada, answer, f"p:{token}:8")
        assert (await beyond.answered()).text == ""
        listing = await _presses_data(ada, answer, "l:99999999999999999999")
        assert (await listing.answered()).text == ZH.chat.expired
        assert ZH.chat.page.format(page=3, pages=3) in answer.text
        assert not caplog.records
        assert not _rows(tmp_path, "chats", "id")


async def test_a_message_that_telegram_shows_no_more(start: Any, ada: User, me: Bot) -> None:
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(BROAD))
        await _presses_data(ada, answer, _data(answer, "▶"), date=0, text=None)
        assert "4. 《" in (await bot.me.edits(answer)).text
        data = _data(answer, "4 出处")
        answer.chat.messages.pop(answer.id)
        press = await _presses_data(ada, answer, _data(answer, "◀"), date=0, text=None)
        assert (await press.answered()).text == ZH.chat.failed
        await _presses_data(ada, answer, data, date=0, text=None)
        await bot.telegram.called("sendDocument")


def _execute(state: Path, statement: str) -> None:
    with sqlite3.connect(state / FILE_NAME) as database:
        database.execute(statement)
    database.close()


def _rows(state: Path, table: str, columns: str) -> list[Any]:
    database = sqlite3.connect(state / FILE_NAME)
    rows = database.execute(f"SELECT {columns} FROM {table}").fetchall()
    database.close()
    return rows
