"""Owners send files, which are shown as they would be, added, replaced or dropped: over HTTP."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import FakeTelegram, Fault, User
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
from bot.telegram.transport.errors import StrictRequest
from retrieval import Library

ZH = texts_in("zh")
OWN = ZH.changes
# What servers in between say of those behind them.
UNHEARD_OF = Fault("answer", 520)


@pytest.mark.parametrize("watch", [False, True])
async def test_a_file_is_shown_added_and_found(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User, watch: bool
) -> None:
    async with run(watch=watch) as bot:
        assert FOUND not in (await bot.answer(await ada.says(ASKED))).text
        message = await ada.sends("document", name=NAME, content=TEXT.encode())
        preview = await said_of(bot, message, OWN.ask_add)
        assert preview.reply_to == message.id
        assert f"✓ {NAME}（" in preview.text
        assert "《关于开放时间的通知》" in preview.text
        assert ZH.checks.counts.partition("{")[0] in preview.text
        assert NAME not in seen(owned)
        added = await pressed(bot, ada, preview, OWN.button_add, "已加入")
        assert added.id == preview.id
        assert "《关于开放时间的通知》" in added.text
        assert seen(owned)[NAME] == TEXT
        assert hidden(owned) == []
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text
        await pressed(bot, ada, added, OWN.button_undo, "已撤销")
        assert FOUND not in (await bot.answer(await ada.says(ASKED))).text
        assert (NAME in seen(owned), hidden(owned)) == (False, [f"trash/{NAME}"])
        # It was all one message.
        assert len(telegram.calls("sendMessage")) == 4


async def test_a_file_that_is_not_wanted_is_dropped(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        preview = await sent(bot, ada)
        dropped = await pressed(bot, ada, preview, OWN.button_no, "没有加入")
        assert dropped.text == OWN.dropped.format(name=NAME)
        assert not dropped.buttons
        assert (NAME in seen(owned), hidden(owned)) == (False, [])


async def test_the_same_name_asks_before_it_replaces_and_old_citations_stay(
    run: Run, owned: Path, ada: User
) -> None:
    new = TEXT.replace("八点", "九点半")
    async with run() as bot:
        await pressed(bot, ada, await sent(bot, ada), OWN.button_add, "已加入")
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text
        cited = Library.open(owned).ask(ASKED).excerpts[0].citation.id
        preview = await sent(bot, ada, NAME.replace("txt", "TXT"), new)
        assert OWN.same_name.format(path=NAME) in preview.text
        assert seen(owned)[NAME] == TEXT
        replaced = await pressed(bot, ada, preview, OWN.button_replace, "已替换")
        assert (seen(owned)[NAME], hidden(owned)) == (new, [f"trash/{NAME}"])
        assert "九点半开门" in (await bot.answer(await ada.says(ASKED))).text
        old = await bot.answer(await ada.says(f"/cite {cited}"))
        # What was there is told beside what is there now.
        assert old.text.startswith("已修改")
        assert "上午八点九点半开门" in old.text
        await pressed(bot, ada, replaced, OWN.button_undo, "已撤销")
        assert seen(owned)[NAME] == TEXT
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text


async def test_both_of_one_name_can_be_kept(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        preview = await sent(bot, ada, "用水.txt")
        added = await pressed(bot, ada, preview, OWN.button_beside, "已加入")
        assert "用水 (2).txt" in added.text
        assert seen(owned) == {"用水.txt": KEPT, "用水 (2).txt": TEXT}


async def test_a_file_of_that_name_in_a_folder_below_is_replaced_there(
    run: Run, owned: Path, ada: User
) -> None:
    (owned / "通知").mkdir()
    (owned / "通知" / NAME).write_text("旧通知\n\n旧的内容。\n", "utf-8")
    async with run() as bot:
        preview = await sent(bot, ada)
        assert f"通知/{NAME}" in preview.text
        await pressed(bot, ada, preview, OWN.button_replace, "已替换")
        assert (owned / "通知" / NAME).read_text("utf-8") == TEXT
        assert NAME not in seen(owned)


HOSTILE = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\a.txt": "a.txt",
    "/etc/a.txt": "a.txt",
    ".wenju/synonyms.txt": "synonyms.txt",
    ".hidden.txt": "hidden.txt",
    "CON.txt": "_CON.txt",
    "a\x00\x1b[31m\nb.txt": "a[31m b.txt",
    "\u202etxt.通知.txt": "txt.通知.txt",
    "半\ud800个.txt": "半个.txt",
    "长" * 300 + ".txt": "长" * 65 + ".txt",
    "<b>粗</b>.txt": "b＞.txt",
}


@pytest.mark.parametrize(("name", "safe"), HOSTILE.items(), ids=range(len(HOSTILE)))
async def test_a_hostile_name_becomes_a_safe_one(
    run: Run, owned: Path, ada: User, name: str, safe: str
) -> None:
    around = {path for path in owned.parent.rglob("*") if owned not in (path, *path.parents)}
    async with run() as bot:
        preview = await sent(bot, ada, name)
        assert f"✓ {safe}（" in preview.text
        await pressed(bot, ada, preview, OWN.button_add, "已加入")
        assert seen(owned) == {"用水.txt": KEPT, safe: TEXT}
        assert FOUND in (await bot.answer(await ada.says(ASKED))).text
    after = {path for path in owned.parent.rglob("*") if owned not in (path, *path.parents)}
    assert all("state" in str(path) or path.suffix.startswith(".sqlite") for path in after - around)


async def test_a_file_without_a_name_gets_one_by_its_type(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        message = await ada.sends(
            "document", name="", content=TEXT.encode(), mime_type="text/plain"
        )
        assert "✓ file.txt（" in (await said_of(bot, message, OWN.ask_add)).text


async def test_what_was_said_of_a_file_and_deleted_is_said_anew(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    async with run() as bot:
        telegram.fail("download", Fault.hang())
        message = await ada.sends("document", name=NAME, content=TEXT.encode())
        coming = await said_of(bot, message, OWN.coming.format(name=NAME))
        coming.chat.world.delete(coming)
        telegram.heal()
        preview = await said_of(bot, message, OWN.ask_add)
        await pressed(bot, ada, preview, OWN.button_add, "已加入")


async def test_what_cannot_be_read_is_refused_with_the_reason(
    run: Run, owned: Path, ada: User
) -> None:
    async with run() as bot:
        for name, content, why in (
            ("程序.exe", b"MZ", ".exe"),
            ("没有扩展名", b"x", "没有扩展名的文件"),
            ("坏.pdf", bytes(range(256)), "✗ 坏.pdf"),
            ("坏.txt", bytes(range(256)) * 8, "不是文本"),
        ):
            message = await ada.sends("document", name=name, content=content)
            told = await said_of(bot, message, OWN.not_taken)
            assert why in told.text
            assert not told.buttons
        assert hidden(owned) == []


async def test_only_kinds_and_sizes_that_are_wanted_are_taken(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    async with run(file_kinds=frozenset({"pdf", "docx"}), max_file=1) as bot:
        told = await said_of(bot, await ada.sends("document", name=NAME), "只收")
        assert told.text == OWN.kinds.format(name=NAME, kinds="docx、pdf")
        large = await ada.sends("document", name="大.pdf", content=bytes((1 << 20) + 1))
        told = await said_of(bot, large, "超过")
        assert told.text == OWN.too_large.format(name="大.pdf", size="1.1", limit=1)
        assert not telegram.calls("getFile")


async def test_telegrams_own_server_gives_20_megabytes_and_a_local_one_more(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    content = bytes((20 << 20) + 1)
    async with run() as bot:
        message = await ada.sends("document", name="大.pdf", content=content)
        told = await said_of(bot, message, "20 MB")
        assert told.text == OWN.telegram_limit.format(name="大.pdf")
        assert not telegram.calls("download")
        telegram.be_local()
        message = await ada.sends("document", name="大.pdf", content=content)
        # It is fetched and read, and turns out to be none.
        assert "✗ 大.pdf" in (await said_of(bot, message, OWN.not_taken)).text
        assert hidden(owned) == []


async def test_a_caption_that_asks_is_answered_too(run: Run, ada: User) -> None:
    async with run() as bot:
        asked = "白水县居民用水每吨多少钱？"
        message = await ada.sends("document", name=NAME, content=TEXT.encode(), caption=asked)
        [answer, preview] = await bot.me.replies(to=message, count=2)
        assert "三元二角" in answer.text
        await bot.me.shows(preview, OWN.ask_add)


async def test_who_is_no_owner_is_told_as_before_and_nothing_is_fetched(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    eve = telegram.user("Eve", language_code="zh-hans")
    async with run() as bot:
        told = await bot.answer(await eve.sends("document", name=NAME, content=TEXT.encode()))
        assert told.text == ZH.chat.only_text
        room = telegram.supergroup("Room", members=[ada, bot.me])
        await bot.silence(await ada.sends("document", name=NAME, in_=room))
        assert not telegram.calls("getFile")
        # Nor can anybody press what an owner was shown, or an owner what another was.
        preview = await sent(bot, ada)
        press = await eve.forges_press(preview, preview.button(OWN.button_add).data)
        assert (await press.answered()).text == OWN.expired
        assert NAME not in seen(owned)


async def test_a_button_is_pressed_twice(run: Run, owned: Path, ada: User) -> None:
    async with run() as bot:
        preview = await sent(bot, ada)
        presses = [await ada.presses(preview, OWN.button_add) for _ in range(3)]
        await bot.me.shows(preview, "已加入")
        answers = [(await press.answered()).text for press in presses]
        assert set(answers) <= {"", OWN.under_way, OWN.expired}
        assert answers.count("") == 1
        assert sorted(seen(owned)) == [NAME, "用水.txt"]


async def test_two_owners_at_once_of_one_name(run: Run, owned: Path, ada: User, bob: User) -> None:
    async with run() as bot:
        messages = [
            await one.sends("document", name=name, content=text.encode())
            for one, name, text in ((ada, NAME, TEXT), (bob, NAME.upper(), KEPT + "另附。"))
        ]
        first, second = [await said_of(bot, each, OWN.ask_add) for each in messages]
        await ada.presses(first, OWN.button_add)
        await bob.presses(second, OWN.button_add)
        await bot.me.shows(first, "已加入")
        again = await bot.me.shows(second, OWN.ask_replace)
        assert OWN.taken.format(path=NAME) in again.text
        assert seen(owned)[NAME] == TEXT
        await pressed(bot, bob, again, OWN.button_beside, "已加入")
        assert len(seen(owned)) == 3


async def test_a_file_that_was_removed_before_it_is_replaced_is_added(
    run: Run, owned: Path, ada: User
) -> None:
    async with run() as bot:
        preview = await sent(bot, ada, "用水.txt")
        (owned / "用水.txt").rename(owned / "居民用水.txt")
        again = await pressed(bot, ada, preview, OWN.button_replace, OWN.ask_add)
        await pressed(bot, ada, again, OWN.button_add, "已加入")
        assert sorted(seen(owned)) == ["居民用水.txt", "用水.txt"]


@pytest.mark.parametrize("fault", [Fault.status(502), UNHEARD_OF, Fault.drop()])
async def test_a_download_that_fails_is_tried_again_and_then_told(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User, fault: Fault
) -> None:
    async with run() as bot:
        telegram.fail("download", fault, times=2)
        dropped = await sent(bot, ada)
        await pressed(bot, ada, dropped, OWN.button_no, "没有加入")
        telegram.fail("download", fault, times=3)
        told = await said_of(bot, await ada.sends("document", name="另.txt"), "再发一次")
        assert told.text == OWN.not_fetched.format(name="另.txt")
        assert hidden(owned) == []


async def test_a_library_that_cannot_be_read_again_is_told_and_the_file_is_there(
    run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run() as bot:
        preview = await sent(bot, ada)
        with monkeypatch.context() as patched:
            patched.setenv("WENJU_ENGINE", "solr")
            added = await pressed(bot, ada, preview, OWN.button_add, "solr")
            assert seen(owned)[NAME] == TEXT
            told = await bot.answer(await ada.says("/refresh"))
            assert "solr" in told.text
        await pressed(bot, ada, added, OWN.button_undo, "已撤销")
        assert NAME not in seen(owned)


async def test_a_large_file_is_never_in_memory(
    run: Run, owned: Path, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[int] = []
    fetch = StrictRequest.fetch

    async def watched(self: Any, url: str, write: Callable[[bytes], Any], seconds: float) -> None:
        await fetch(self, url, lambda piece: (pieces.append(len(piece)), write(piece)), seconds)

    monkeypatch.setattr(StrictRequest, "fetch", watched)
    text = TEXT + "另行通知的内容。\n" * 50_000
    async with run() as bot:
        await pressed(bot, ada, await sent(bot, ada, text=text), OWN.button_add, "已加入")
        assert seen(owned)[NAME] == text
    assert sum(pieces) == len(text.encode())
    assert max(pieces) < sum(pieces) / 4


async def test_a_library_of_one_file_cannot_be_added_to(start: Run, owned: Path, ada: User) -> None:
    file = owned / "用水.txt"
    chosen = {"library": Library.open(file), "place": file, "owners": frozenset({ada.id})}
    async with start(**chosen) as bot:
        told = await said_of(bot, await ada.sends("document", name=NAME), "文档库")
        assert told.text == OWN.one_file
        assert (await bot.answer(await ada.says("/remove 1"))).text == OWN.one_file
        assert [*owned.iterdir()] == [file]


async def test_no_name_and_no_word_of_a_file_reaches_the_log(
    run: Run, owned: Path, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with run() as bot:
        await pressed(bot, ada, await sent(bot, ada), OWN.button_add, "已加入")
        await ada.sends("document", name="坏.pdf", content=b"%PDF")
        await bot.me.rests()
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name[:3] == "bot")
    assert not [word for word in (NAME, "开放时间", "坏.pdf", FOUND) if word in logged]


async def test_the_first_document_comes_from_the_chat(
    run: Run, telegram: FakeTelegram, owned: Path, ada: User
) -> None:
    """The bot begins with an empty folder, and says so."""
    (owned / "用水.txt").unlink()
    eve, chat = telegram.user("Eve", language_code="zh-hans"), ZH.chat
    async with run() as bot:
        for asked in (ASKED, "第三条说什么", "/start", "/docs", "/docs 通知"):
            assert (await bot.answer(await eve.says(asked))).text == chat.nothing_yet
            assert (await bot.answer(await ada.says(asked))).text == chat.nothing_yet_owner
        assert not (await bot.answer(await eve.says("/verify 居民用水每吨三元二角"))).buttons
        await pressed(bot, ada, await sent(bot, ada), OWN.button_add, "已加入")
        assert FOUND in (await bot.answer(await eve.says(ASKED))).text
        assert "1 份文档" in (await bot.answer(await eve.says("/docs"))).text
