"""Owners rename and remove documents and take it back; what is interrupted is finished."""

import asyncio
import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest
from bot_processes import bot_process
from fake_telegram import PATIENCE, Bot, FakeTelegram, Fault, Message, User
from library_changes import (
    ASKED,
    FOUND,
    KEPT,
    NAME,
    TEXT,
    Run,
    hidden,
    pressed,
    said_of,
    seen,
    sent,
)

from bot.messages.texts import texts_in
from bot.telegram.services import Services
from bot.telegram.store import CHANGE_LIFE
from retrieval import Library

ZH = texts_in("zh")
OWN = ZH.changes
NEW = TEXT.replace("八点", "九点")
DONE = {"add": "已加入", "replace": "已替换", "rename": "已改名", "remove": "已删除"}
AFTER = {
    "add": {NAME: TEXT, "新.txt": NEW},
    "replace": {NAME: NEW},
    "rename": {"新.txt": TEXT},
    "remove": {},
}
WATER, ANSWER = "白水县居民用水每吨多少钱？", "每吨三元二角"


async def asked(bot: Any, owner: User, command: str, until: str = "吗？") -> Message:
    """What the bot says to an owner's command."""
    return await said_of(bot, await owner.says(command), until)


async def begun_by(bot: Any, owner: User, kind: str) -> Message:
    """What asks whether a change of the first document is to be made, or one is to be added."""
    if kind in ("add", "replace"):
        return await sent(bot, owner, "新.txt" if kind == "add" else NAME, NEW)
    return await asked(bot, owner, "/rename 1 新" if kind == "rename" else "/remove 1")


@pytest.fixture
def filled(owned: Path) -> Path:
    """The folder with a second document, which has the first number."""
    (owned / NAME).write_text(TEXT, "utf-8")
    return owned


async def test_a_document_is_removed_and_comes_back(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        question = await asked(bot, ada, "/remove 1")
        cited = Library.open(filled).ask(ASKED).excerpts[0].citation.id
        assert NAME in question.text
        assert "《关于开放时间的通知》" in question.text
        assert NAME in seen(filled)
        removed = await pressed(bot, ada, question, OWN.button_remove, "已删除")
        assert seen(filled) == {"用水.txt": KEPT}
        assert hidden(filled) == [f"trash/{NAME}"]
        assert FOUND not in (await bot.answer(await ada.says(ASKED))).text
        assert "八点开门" in (await bot.answer(await ada.says(f"/cite {cited}"))).text
        await pressed(bot, ada, removed, OWN.button_undo, "已撤销")
        assert (seen(filled)[NAME], hidden(filled)) == (TEXT, [])
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text


async def test_a_file_gets_another_name_and_its_own_again(
    run: Run, filled: Path, ada: User
) -> None:
    async with run() as bot:
        question = await asked(bot, ada, "/rename 1 ../图书馆: 新")
        assert OWN.ask_rename.format(path=NAME, name="图书馆： 新.txt") in question.text
        renamed = await pressed(bot, ada, question, OWN.button_rename, "已改名")
        assert seen(filled) == {"用水.txt": KEPT, "图书馆： 新.txt": TEXT}
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text
        await pressed(bot, ada, renamed, OWN.button_undo, "已撤销")
        assert seen(filled) == {"用水.txt": KEPT, NAME: TEXT}


async def test_a_reply_to_an_answer_names_the_document(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        answer = await bot.answer(await ada.says(WATER))
        question = await said_of(bot, await ada.says("/rename 水价", reply_to=answer), "吗？")
        await pressed(bot, ada, question, OWN.button_rename, "已改名")
        assert "水价.txt" in seen(filled)


async def test_what_is_not_confirmed_is_not_done(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        for command in ("/remove 1", "/rename 1 别的"):
            question = await asked(bot, ada, command)
            left = await pressed(bot, ada, question, OWN.button_no, "没有改动")
            assert not left.buttons
        assert seen(filled) == {"用水.txt": KEPT, NAME: TEXT}


async def test_a_command_that_names_no_document_is_explained(
    run: Run, filled: Path, ada: User
) -> None:
    async with run() as bot:
        for command in ("/remove", "/remove x"):
            assert (await bot.answer(await ada.says(command))).text.startswith("请写文档编号")
        for command in ("/rename", "/rename 1"):
            assert "新的文件名" in (await bot.answer(await ada.says(command))).text
        answer = await bot.answer(await ada.says(ASKED))
        for command in ("/remove 3", "/remove 0", "/rename 3 新"):
            # Nor is it the document of the answer that is replied to.
            for told in (None, answer):
                said = await bot.answer(await ada.says(command, reply_to=told))
                assert said.text == ZH.chat.docs_no_number.format(
                    number=command.split()[1], documents=2
                )


async def test_in_a_group_an_owner_is_led_to_the_private_chat(
    run: Run, filled: Path, telegram: FakeTelegram, ada: User
) -> None:
    async with run() as bot:
        room = telegram.supergroup("Room", members=[ada, bot.me])
        for command in ("remove", "rename"):
            called = await ada.says(f"/{command}@{bot.me.username} 1", in_=room)
            assert (await bot.answer(called)).text == OWN.in_private
            # Another bot may be meant.
            await bot.silence(await ada.says(f"/{command} 1", in_=room))
        assert seen(filled) == {"用水.txt": KEPT, NAME: TEXT}


async def test_a_name_that_is_taken_changes_nothing(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        question = await asked(bot, ada, "/rename 1 用水.TXT")
        told = await pressed(bot, ada, question, OWN.button_rename, "同名")
        assert told.text == OWN.taken.format(path="用水.txt")
        assert seen(filled) == {"用水.txt": KEPT, NAME: TEXT}


async def test_what_has_changed_since_is_not_touched(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        removal = await asked(bot, ada, "/remove 1")
        renaming = await asked(bot, ada, "/rename 2 水价")
        renamed = await pressed(bot, ada, renaming, OWN.button_rename, "已改名")
        (filled / NAME).write_text(TEXT + "另附。", "utf-8")
        (filled / "水价.txt").write_text(KEPT + "另附。", "utf-8")
        await bot.answer(await ada.says("/refresh"))
        await pressed(bot, ada, removal, OWN.button_remove, OWN.expired)
        await pressed(bot, ada, renamed, OWN.button_undo, OWN.undo_replaced)
        assert sorted(seen(filled)) == [NAME, "水价.txt"]


async def test_what_is_restored_takes_nobodys_place(run: Run, filled: Path, ada: User) -> None:
    async with run() as bot:
        removed = await pressed(
            bot, ada, await asked(bot, ada, "/remove 1"), OWN.button_remove, "已删除"
        )
        (filled / NAME).write_text("别的\n\n别的内容。\n", "utf-8")
        told = await pressed(bot, ada, removed, OWN.button_undo, "同名")
        assert told.text == OWN.taken.format(path=NAME)
        assert seen(filled)[NAME] == "别的\n\n别的内容。\n"
        assert hidden(filled) == [f"trash/{NAME}"]


async def test_after_a_day_nothing_is_undone(
    run: Run, filled: Path, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run() as bot:
        removed = await pressed(
            bot, ada, await asked(bot, ada, "/remove 1"), OWN.button_remove, "已删除"
        )
        monkeypatch.setattr("bot.telegram.store.CHANGE_LIFE", 0.0)
        press = await ada.presses(removed, OWN.button_undo)
        assert (await press.answered()).text == OWN.expired
        assert NAME not in seen(filled)


async def test_the_last_document_can_be_removed(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        question = await asked(bot, ada, "/remove 1")
        removed = await pressed(bot, ada, question, OWN.button_remove, "已删除")
        assert ZH.files.library_empty.format(path=owned) in removed.text
        await pressed(bot, ada, removed, OWN.button_undo, "已撤销")
        assert ANSWER in (await bot.answer(await ada.says(WATER))).text


async def test_only_owners_change_anything_and_only_in_private(
    run: Run, telegram: FakeTelegram, filled: Path, ada: User, bob: User
) -> None:
    eve = telegram.user("Eve", language_code="zh-hans")
    async with run() as bot:
        helped = await bot.answer(await eve.says("/help"))
        assert (await bot.answer(await eve.says("/remove 1"))).text == helped.text
        assert OWN.button_undo not in helped.text
        assert "/rename" not in helped.text
        assert "/rename" in (await bot.answer(await ada.says("/help"))).text
        room = telegram.supergroup("Room", members=[ada, eve, bot.me])
        await bot.silence(await eve.says("/remove@wenju_bot 1", in_=room))
        question = await asked(bot, ada, "/remove 1")
        data = question.button(OWN.button_remove).data
        other = await asked(bot, bob, "/remove 2")
        for owner, message in ((eve, question), (bob, other)):
            press = await owner.forges_press(message, data)
            assert (await press.answered()).text == OWN.expired
    # Who is no owner any more cannot finish what was begun.
    async with run(owners=frozenset({bob.id})):
        press = await ada.presses(question, OWN.button_remove)
        assert (await press.answered()).text == OWN.expired
    assert seen(filled) == {"用水.txt": KEPT, NAME: TEXT}


async def test_forgetting_drops_what_was_not_decided_upon(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        preview = await sent(bot, ada)
        assert hidden(owned) == [f"incoming/{NAME}"]
        await bot.answer(await ada.says("/forget"))
        assert hidden(owned) == []
        press = await ada.presses(preview, OWN.button_add)
        assert (await press.answered()).text == OWN.expired


async def test_a_file_that_nobody_decides_upon_is_gone_after_a_day(
    run: Run, owned: Path, ada: User
) -> None:
    async with run() as bot:
        await sent(bot, ada)
        [kept] = (owned / ".wenju" / "incoming").iterdir()
        ago = time.time() - CHANGE_LIFE - 1
        os.utime(kept, (ago, ago))
        await sent(bot, ada, "新.txt")
        assert hidden(owned) == ["incoming/新.txt"]


class TestRestart:
    """The bot ends in the middle, and begins again."""

    async def test_a_file_that_waits_for_a_word_still_does(
        self, run: Run, owned: Path, ada: User
    ) -> None:
        async with run() as bot:
            preview = await sent(bot, ada)
        assert hidden(owned) == [f"incoming/{NAME}"]
        async with run() as bot:
            await pressed(bot, ada, preview, OWN.button_add, "已加入")
            assert FOUND in (await bot.answer(await ada.says(ASKED))).text

    @pytest.mark.parametrize("method", ["download", "getFile", "sendMessage"])
    async def test_a_file_that_was_on_its_way_is_fetched_again(
        self, run: Run, telegram: FakeTelegram, owned: Path, ada: User, method: str
    ) -> None:
        telegram.fail(method, Fault.hang())
        async with run(grace=0.01) as bot:
            message = await ada.sends("document", name=NAME, content=TEXT.encode())
            await telegram.called(method)
            bot.stop.set()
            await asyncio.wait_for(bot.task, PATIENCE)
        telegram.heal()
        async with run() as bot:
            last = (await bot.me.replies(to=message))[-1]
            await bot.me.shows(last, OWN.ask_add)
            await bot.me.rests()
            previews = [m for m in await bot.me.replies(to=message) if OWN.ask_add in m.text]
            assert previews == [last]
            await pressed(bot, ada, last, OWN.button_add, "已加入")

    async def test_killed_it_shows_and_adds_the_file_once(
        self, telegram: FakeTelegram, me: Bot, owned: Path, tmp_path: Path, ada: User
    ) -> None:
        given = {"WENJU_LIBRARY": str(owned), "WENJU_OWNERS": str(ada.id)}
        telegram.fail("download", Fault.hang(), times=None)
        async with bot_process(telegram, me, tmp_path / "state", **given) as process:
            message = await ada.sends("document", name=NAME, content=TEXT.encode())
            await telegram.called("download")
            process.kill()
            await process.wait()
        telegram.heal()
        async with bot_process(telegram, me, tmp_path / "state", **given):
            [shown] = await me.replies(to=message)
            await me.shows(shown, OWN.ask_add)
            await ada.presses(shown, OWN.button_add)
            await me.shows(shown, DONE["add"])
            [answer] = await me.replies(to=await ada.says(ASKED))
            assert FOUND in answer.text
        assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT}

    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize("kind", ["add", "replace", "rename", "remove"])
    async def test_a_change_that_was_begun_is_finished_and_can_be_undone(
        self,
        run: Run,
        filled: Path,
        ada: User,
        monkeypatch: pytest.MonkeyPatch,
        kind: str,
        when: str,
    ) -> None:
        before, begun = seen(filled), asyncio.Event()

        async def hang(*_: Any) -> Any:
            begun.set()
            await asyncio.Event().wait()

        async with run(grace=0.01) as bot:
            if kind in ("add", "replace"):
                text = TEXT.replace("八点", "九点")
                shown = await sent(bot, ada, "新.txt" if kind == "add" else NAME, text)
            else:
                shown = await asked(
                    bot, ada, f"/{kind} 1 新".removesuffix("" if kind == "rename" else " 新")
                )
            with monkeypatch.context() as patched:
                # The file is where it was, or where it is to be, and nothing is indexed.
                name = "refresh" if when == "after" else "change_folder"
                patched.setattr(Services, name, hang)
                await ada.presses(shown, "✅")
                await asyncio.wait_for(begun.wait(), PATIENCE)
                bot.stop.set()
                await asyncio.wait_for(bot.task, PATIENCE)
        async with run() as bot:
            done = await bot.me.shows(shown, DONE[kind])
            assert seen(filled) == {**AFTER[kind], "用水.txt": KEPT}
            await pressed(bot, ada, done, OWN.button_undo, "已撤销")
            assert seen(filled) == before
        assert not [path for path in hidden(filled) if path.startswith("incoming")]


class TestNoRoom:
    """The disk is full, or the folder may not be written."""

    async def test_a_file_there_is_no_room_for_is_told(
        self, run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with run() as bot:
            with monkeypatch.context() as patched:
                patched.setattr(os, "fsync", full)
                message = await ada.sends("document", name=NAME, content=TEXT.encode())
                told = await said_of(bot, message, "写不了")
            assert told.text == OWN.unwritable.format(path=owned, reason="磁盘已满")
            assert (seen(owned), hidden(owned)) == ({"用水.txt": KEPT}, [])
            await pressed(bot, ada, await sent(bot, ada), OWN.button_add, "已加入")

    @pytest.mark.parametrize("kind", ["add", "replace", "rename", "remove"])
    async def test_a_change_there_is_no_room_for_can_be_made_later(
        self, run: Run, filled: Path, ada: User, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        before = seen(filled)
        async with run() as bot:
            shown = await begun_by(bot, ada, kind)
            with monkeypatch.context() as patched:
                for call in ("link", "rename", "replace"):
                    patched.setattr(os, call, full)
                told = await pressed(bot, ada, shown, "✅", "写不了")
                await bot.me.shows(told, "吗？")
            assert "磁盘已满" in told.text
            assert seen(filled) == before
            await pressed(bot, ada, told, "✅", DONE[kind])
            assert seen(filled) == {**AFTER[kind], "用水.txt": KEPT}

    async def test_an_index_there_is_no_room_for_is_told(
        self, run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with run() as bot:
            preview = await sent(bot, ada)
            with monkeypatch.context() as patched:
                patched.setattr("retrieval.index.store.IndexStore._claim", full)
                told = await pressed(bot, ada, preview, OWN.button_add, "还查不到")
            assert "磁盘已满" in told.text
            assert seen(owned)[NAME] == TEXT
            await bot.answer(await ada.says("/refresh"))
            assert FOUND in (await bot.answer(await ada.says(ASKED))).text


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")
