"""Owners send several files at once: one message is about all of them, over HTTP."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import FakeTelegram, Message, User
from library_changes import ASKED, FOUND, KEPT, NAME, TEXT, Run, hidden, pressed, seen

from bot.messages.texts import texts_in
from bot.telegram.handlers.library import arrivals
from bot.telegram.services import Services

ZH = texts_in("zh")
OWN = ZH.changes
OTHER = "关于供暖的通知\n\n白水县十月十五日开始供暖。\n"
FILES = {NAME: TEXT.encode(), "供暖.txt": OTHER.encode()}
PATIENCE = 20.0


async def album(bot: Any, owner: User, files: dict[str, bytes], until: str = "吗？") -> Message:
    """The one message about files that an owner sends together, as soon as it says that."""
    first, *_ = await owner.sends_files(files)
    [told] = await bot.me.replies(to=first)
    return await bot.me.shows(told, until)


async def test_one_press_adds_all_and_one_undoes_all(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    async with run() as bot:
        preview = await album(bot, ada, FILES)
        assert all(f"✓ {name}（" in preview.text for name in FILES)
        assert preview.text.endswith(OWN.ask_add_all.format(count=2))
        added = await pressed(bot, ada, preview, OWN.button_add_all, "已加入")
        assert added.text.count("已加入") == 2
        assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT, "供暖.txt": OTHER}
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text
        await pressed(bot, ada, added, OWN.button_undo, "已撤销")
        assert seen(owned) == {"用水.txt": KEPT}
        assert hidden(owned) == [f"trash/{name}" for name in sorted(FILES)]
        # One about the files, one answer.
        assert len(telegram.calls("sendMessage")) == 2


async def test_all_are_dropped(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        dropped = await pressed(bot, ada, await album(bot, ada, FILES), OWN.button_no, "没有加入")
        assert all(name in dropped.text for name in FILES)
        assert not dropped.buttons
        assert (seen(owned), hidden(owned)) == ({"用水.txt": KEPT}, [])


async def test_what_is_no_document_is_told_and_the_others_are_asked_about(
    run: Run, owned: Path, ada: User
) -> None:
    files = {"坏.pdf": b"%PDF-1.7 none", **FILES, "程序.exe": b"MZ"}
    async with run() as bot:
        preview = await album(bot, ada, files)
        assert "✗ 坏.pdf" in preview.text
        assert "程序.exe" in preview.text
        await pressed(bot, ada, preview, OWN.button_add_all, "已加入")
        assert sorted(seen(owned)) == sorted(["用水.txt", *FILES])
        assert hidden(owned) == []
        nothing = await album(
            bot, ada, {"坏.pdf": b"%PDF-1.7 none", "程序.exe": b"MZ"}, OWN.not_taken
        )
        assert not nothing.buttons


@pytest.mark.parametrize("beside", [False, True])
async def test_those_of_a_name_that_is_there_replace_or_are_kept_beside(
    run: Run, owned: Path, ada: User, beside: bool
) -> None:
    files = {"用水.TXT": TEXT.encode(), "供暖.txt": OTHER.encode()}
    async with run() as bot:
        preview = await album(bot, ada, files)
        assert OWN.same_name.format(path="用水.txt") in preview.text
        label = OWN.button_beside_all if beside else OWN.button_replace_all
        added = await pressed(bot, ada, preview, label, "已加入")
        expected = {"用水.txt": KEPT, "用水 (2).TXT": TEXT} if beside else {"用水.txt": TEXT}
        assert seen(owned) == {**expected, "供暖.txt": OTHER}
        await pressed(bot, ada, added, OWN.button_undo, "已撤销")
        assert seen(owned) == {"用水.txt": KEPT}


@pytest.mark.parametrize("there", [False, True])
async def test_two_of_one_name_are_both_added(
    run: Run, owned: Path, ada: User, there: bool
) -> None:
    name = "用水" if there else "供暖"
    files = {f"{name}.txt": TEXT.encode(), f"../{name}.txt": OTHER.encode()}
    async with run() as bot:
        preview = await album(bot, ada, files)
        await pressed(bot, ada, preview, "✅", "已加入")
        new = {f"{name}.txt": TEXT, f"{name} (2).txt": OTHER}
        assert seen(owned) == {"用水.txt": KEPT, **new}


async def test_what_changed_since_is_not_undone(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        preview = await album(bot, ada, FILES)
        added = await pressed(bot, ada, preview, OWN.button_add_all, "已加入")
        (owned / NAME).write_text(TEXT * 2, "utf-8")
        await bot.answer(await ada.says("/refresh"))
        undone = await pressed(bot, ada, added, OWN.button_undo, "已撤销")
        assert f"{NAME}: {OWN.undo_replaced}" in undone.text
        assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT * 2}


async def test_two_owners_send_albums_at_once(run: Run, owned: Path, ada: User, bob: User) -> None:
    async with run() as bot:
        one, two = await asyncio.gather(
            album(bot, ada, FILES), album(bot, bob, {"供电.txt": OTHER.encode(), **FILES})
        )
        await asyncio.gather(
            pressed(bot, ada, one, "✅", "已加入"), pressed(bot, bob, two, "✅", "已加入")
        )
        assert len(seen(owned)) == 1 + 2 + 3


@pytest.mark.parametrize("stage", ["coming", "doing"])
async def test_what_the_end_of_the_program_interrupts_is_finished(
    run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    begun = asyncio.Event()

    async def hang(*_: Any, **__: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    async with run(grace=0.01) as bot:
        with monkeypatch.context() as patched:
            if stage == "coming":
                patched.setattr(arrivals, "_come", hang)
                first, *_ = await ada.sends_files(FILES)
            else:
                preview = await album(bot, ada, FILES)
                patched.setattr(Services, "change_folder", hang)
                await ada.presses(preview, "✅")
            await asyncio.wait_for(begun.wait(), PATIENCE)
            bot.stop.set()
            await asyncio.wait_for(bot.task, PATIENCE)
    async with run() as bot:
        if stage == "coming":
            [told] = await bot.me.replies(to=first)
            preview = await bot.me.shows(told, "吗？")
            await ada.presses(preview, "✅")
        added = await bot.me.shows(preview, "已加入")
        assert added.text.count("已加入") == 2
        assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT, "供暖.txt": OTHER}
        assert hidden(owned) == []


async def test_of_two_of_one_name_the_second_replaces_nothing_after_a_restart_either(
    run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, change_folder = asyncio.Event(), Services.change_folder

    async def hang_after_the_first(services: Services, work: Any) -> Any:
        if seen(owned)["用水.txt"] == TEXT:
            made.set()
            await asyncio.Event().wait()
        return await change_folder(services, work)

    files = {"用水.txt": TEXT.encode(), "../用水.txt": OTHER.encode()}
    async with run(grace=0.01) as bot:
        preview = await album(bot, ada, files)
        with monkeypatch.context() as patched:
            patched.setattr(Services, "change_folder", hang_after_the_first)
            await ada.presses(preview, OWN.button_replace_all)
            await asyncio.wait_for(made.wait(), PATIENCE)
            bot.stop.set()
            await asyncio.wait_for(bot.task, PATIENCE)
    async with run() as bot:
        await bot.me.shows(preview, "已加入")
        assert seen(owned) == {"用水.txt": TEXT, "用水 (2).txt": OTHER}


async def test_what_there_is_no_room_for_is_asked_about_again(
    run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def full(source: Any, place: Any, **named: Any) -> None:
        if "供暖" in str(place):
            raise OSError(errno.ENOSPC, "No space left on device")
        link(source, place, **named)

    async with run() as bot:
        first, second = await ada.sends_files(FILES)
        [told] = await bot.me.replies(to=first)
        preview = await bot.me.shows(told, "吗？")
        with monkeypatch.context() as patched:
            patched.setattr(os, "link", full)
            patched.setattr(os, "rename", full)
            await pressed(bot, ada, preview, OWN.button_add_all, "已加入")
            assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT}
            [told] = await bot.me.replies(to=second)
            again = await bot.me.shows(told, "吗？")
        assert "磁盘已满" in again.text
        await pressed(bot, ada, again, OWN.button_add_all, "已加入")
        assert seen(owned) == {"用水.txt": KEPT, NAME: TEXT, "供暖.txt": OTHER}


async def test_a_press_of_somebody_else_does_nothing(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    eve = telegram.user("Eve", language_code="zh-hans")
    async with run() as bot:
        preview = await album(bot, ada, FILES)
        for label in (OWN.button_add_all, OWN.button_no):
            press = await eve.presses(preview, label)
            assert (await press.answered()).text == OWN.expired
        assert seen(owned) == {"用水.txt": KEPT}
        await pressed(bot, ada, preview, OWN.button_add_all, "已加入")
