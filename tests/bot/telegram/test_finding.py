"""`/find` in chats: how many places, in which documents, place by place, and all as a table."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, User
from libraries import put

from bot.messages.texts import texts_in
from bot.telegram.rendering.answers import MAX_ENTITIES, MAX_UNITS
from bot.telegram.rendering.html import utf16_length
from retrieval import Library

ZH, EN = texts_in("zh"), texts_in("en")
NAME = "wenju_bot"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Twenty documents, each with two places of a word, and one of another in the last."""
    folder = tmp_path / "library"
    for number in range(20):
        lines = [f"第{number}号通知", "", f"甲口岸{number}开放。口　岸繁忙，货物很多。"]
        put(folder, f"{number:02}.txt", "\n".join(lines))
    put(folder, "20.txt", "最后的通知\n发文时间：2024-05-06\n\n=边关 <b>开放</b>。")
    return Library.open(folder)


async def test_the_count_and_the_documents(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        for asked in ("/find 口岸", "/find口岸", "/FIND\n口岸", "／find 口岸", "/find 口岸 口岸"):
            found = await bot.answer(await ada.says(asked))
            head, *lines = found.text.split("\n")
            assert head == "口岸 · 共 40 处，在 20 份文档里。"
            assert lines[0] == "1. 《第0号通知》 · 2 处"
            assert len(lines) == 15
            assert [row[0].label for row in found.rows] == [ZH.finding.button_places, "▶"]


async def test_pages_of_documents(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        found = await bot.answer(await ada.says("/find 口岸"))
        await (await ada.presses(found, "▶")).answered()
        assert found.text.split("\n")[1] == "16. 《第15号通知》 · 2 处"
        assert [button.label for button in found.rows[1]] == ["◀"]
        await (await ada.presses(found, "◀")).answered()
        assert found.text.split("\n")[1] == "1. 《第0号通知》 · 2 处"


async def test_place_by_place(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        found = await bot.answer(await ada.says("/find 口岸"))
        await (await ada.presses(found, ZH.finding.button_places)).answered()
        head, first, second, third, *rest = found.text.split("\n\n")
        assert head == "口岸 · 共 40 处，在 20 份文档里。"
        assert first == "1. 甲口岸0开放。口　岸繁忙，货物很多。\n——《第0号通知》，第2段"
        assert second == "2. 甲口岸0开放。口　岸繁忙，货物很多。\n——同上，第2段"
        assert third.startswith("3. 甲口岸1开放。")
        assert len(rest) == 5
        bold = [e for e in found.json["entities"] if e["type"] == "bold"]
        assert len(bold) == 8
        for page in range(4):
            await (await ada.presses(found, "▶")).answered()
            assert found.text.split("\n\n")[1].startswith(f"{8 * page + 9}. ")
        assert [button.label for button in found.rows[1]] == ["◀"]
        await (await ada.presses(found, ZH.finding.button_documents)).answered()
        assert found.text.split("\n")[1] == "1. 《第0号通知》 · 2 处"


async def test_all_as_a_table(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        found = await bot.answer(await ada.says("/find 边关"))
        assert (
            found.text == "边关 · 共 1 处，在 1 份文档里。\n1. 《最后的通知》 · 2024-05-06 · 1 处"
        )
        press = await ada.presses(found, ZH.finding.button_list)
        await press.answered()
        [sent] = await bot.me.replies(to=found)
        assert sent.text == "边关：共 1 处，在 1 份文档里。"
        assert sent.document["file_name"] == ZH.finding.list_name
        content = bot.telegram.content(sent.document["file_id"]).decode("utf-8-sig")
        heading, row = csv.reader(io.StringIO(content))
        cells = dict(zip(heading, row, strict=True))
        assert (cells["前文"], cells["原文"], cells["后文"]) == ("'=", "边关", " <b>开放</b>。")
        assert cells["日期"] == "2024-05-06"


async def test_several_words_and_words_in_quotation_marks(
    start: Any, ada: User, library: Library
) -> None:
    async with start(library=library) as bot:
        for asked, places in (
            ("/find 甲 繁忙", 20),
            ("/find “口岸繁忙”", 20),
            ('/find "口 岸 繁忙"', 20),
            ("/find 口岸 没有", 0),
        ):
            found = await bot.answer(await ada.says(asked))
            said = ZH.finding.counted(places, 20)
            assert found.text.split("\n")[0].endswith(f" · {said}")
            assert bool(found.buttons) == bool(places)


async def test_what_cannot_be_found(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        usage = await bot.answer(await ada.says("/find"))
        assert usage.text.startswith("请在命令后面写要找的字，例如：/find 过货量")
        assert "太长" in (await bot.answer(await ada.says(f"/find {'长' * 101}"))).text


async def test_in_a_group_it_replies_and_its_pages_are_the_askers(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User, library: Library
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me, library=library) as bot:
        found = await bot.answer(await ada.says(f"/find@{NAME} 口岸", in_=room))
        assert found.text.startswith("口岸 · 共 40 处")
        press = await bob.presses(found, "▶")
        assert (await press.answered()).text == ZH.chat.only_asker
        await (await ada.presses(found, "▶")).answered()
        assert "16. " in found.text
        await bot.silence(await ada.says("/find@other_bot 口岸", in_=room))
        quoted = await bob.says("边关", in_=room)
        found = await bot.answer(await ada.says(f"/find@{NAME}", in_=room, reply_to=quoted))
        assert found.text.startswith("边关 · 共 1 处")


async def test_an_edit_is_followed(start: Any, ada: User, library: Library) -> None:
    async with start(library=library) as bot:
        asked = await ada.says("/find 边关")
        found = await bot.answer(asked)
        await ada.edits(asked, "/find 口岸")
        await bot.me.rests()
        assert found.text.startswith("口岸 · 共 40 处")


async def test_inline(start: Any, ada: User, library: Library) -> None:
    async with start(library=library):
        answer = await ada.asks_inline("/find 口岸")
        assert answer.button["text"] == "共 40 处，在 20 份文档里"
        assert len(answer.results) == 10
        assert answer.next_offset == "10"
        assert "甲口岸0开放。" in answer.results[0].text
        assert "口　岸繁忙，货物很多。" in answer.results[1].text
        assert "第2段" in answer.results[1].text
        last = await ada.asks_inline("查找 口岸", offset="30")
        assert (len(last.results), last.next_offset, last.button) == (10, "", {})
        none = await ada.asks_inline("find 没有")
        assert (none.results, none.button["text"]) == ([], ZH.finding.none)


async def test_long_titles_and_lines_fit_into_a_message(
    start: Any, ada: User, tmp_path: Path
) -> None:
    folder = tmp_path / "long"
    for number in range(30):
        put(folder, f"{number}.txt", f"{'𠮷<&长' * 60}{number}\n\n{'&<𠮷' * 40}口岸{'𠮷>' * 40}。")
    async with start(library=Library.open(folder)) as bot:
        found = await bot.answer(await ada.says("/find 口岸"))
        for button in ("▶", ZH.finding.button_places, "▶"):
            assert utf16_length(found.text) <= MAX_UNITS
            assert len(found.json["entities"]) <= MAX_ENTITIES
            await (await ada.presses(found, button)).answered()
        assert utf16_length(found.text) <= MAX_UNITS
