"""The commands, but /ask; who may use them and in which language."""

import json
import re
import sqlite3
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fake_telegram import PATIENCE, Bot, FakeTelegram, User
from samples import ARTICLE, REPORT

from bot.messages.texts import texts_in
from bot.telegram.schema import FILE_NAME
from retrieval import CitationOutcome, Library, examples

EN = texts_in("en")
ZH = texts_in("zh")

NAME = "wenju_bot"
QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Answered by both documents, on three pages.
BROAD = "民族团结"


@pytest.fixture
def bob(telegram: FakeTelegram) -> User:
    return telegram.user("Bob", language_code="en")


def _folder(tmp_path: Path, count: int) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    for number in range(1, count + 1):
        text = f"关于第{number}号<仓库>的通知\n\n第{number}号仓库存放货物{number * 7}吨。\n"
        (folder / f"{number:03}.txt").write_text(text)
    return folder


async def test_start_greets_with_questions_that_have_answers(start: Any, ada: User) -> None:
    async with start() as bot:
        greeting = await bot.answer(await ada.starts(bot.me))
        assert greeting.text == ZH.chat.start.format(documents=2)
        [call] = bot.telegram.calls("sendMessage")
        rows = call.params["reply_markup"]["keyboard"]
        assert rows
        for [button] in rows:
            answer = await bot.answer(await ada.says(button["text"]))
            assert answer.buttons, button


async def test_start_opens_a_citation(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        copied = answer.button("复制引文").copies
        assert copied
        payload = "c_" + copied.rpartition(ZH.citations.comma)[2].replace("-", "").replace(".", "")
        opened = await bot.answer(await ada.starts(me, payload))
        assert FOUND in opened.text
        unknown = await bot.answer(await ada.starts(me, "c_0000000000"))
        assert unknown.text == ZH.history.outcomes[CitationOutcome.UNKNOWN]
        led = await bot.answer(await ada.says(f"/start@{NAME} {payload}", in_=room))
        [button] = led.buttons
        assert button.url == f"https://t.me/{NAME}?start={payload}"
        assert led.text == ZH.chat.start_group
        for odd in ("c_", "c_不是", "c_" + "x" * 70, "true", "c_x y", ""):
            told = await bot.answer(await ada.says(f"/start@{NAME} {odd}".strip(), in_=room))
            assert NAME in told.text or told.buttons
            assert (await bot.answer(await ada.says(f"/start {odd}"))).text


async def test_help_and_privacy(start: Any, ada: User, bob: User) -> None:
    async with start() as bot:
        helped = await bot.answer(await ada.says("/help"))
        assert f"/ask@{NAME} 问题" in helped.text
        assert (await bot.answer(await ada.says("/nonsense"))).text == helped.text
        assert (await bot.answer(await bob.says("/help"))).text.startswith("How to ask")
        assert (await bot.answer(await ada.says("/privacy"))).text.startswith("隐私")
        for other in ("/help@other_bot", "/nonsense@other_bot x"):
            await bot.silence(await ada.says(other))


async def test_docs_in_pages(start: Any, ada: User, tmp_path: Path) -> None:
    library = Library.open(_folder(tmp_path, 40))
    async with start(library=library) as bot:
        listing = await bot.answer(await ada.says("/docs"))
        seen = [line for line in listing.text.splitlines() if line[:1].isdigit()]
        while any(button.label == "▶" for button in listing.buttons):
            await ada.presses(listing, "▶")
            listing = await bot.me.edits(listing)
            seen += [line for line in listing.text.splitlines() if line[:1].isdigit()]
        assert seen == [f"{n}. 《关于第{n}号<仓库>的通知》" for n in range(1, 41)]
        await ada.presses(listing, "◀")
        assert "16. " in (await bot.me.edits(listing)).text


async def test_docs_by_title(start: Any, ada: User, tmp_path: Path) -> None:
    folder = _folder(tmp_path, 40)
    (folder / "供水.txt").write_text("关于號碼A的決定\n\n內容。\n", "utf-8")
    async with start(library=Library.open(folder)) as bot:
        # In other characters, width and case; by the file's name; with the number that /source has.
        for words in ("号码ａ", "供水", "決定 號碼"):
            listing = await bot.answer(await ada.says(f"/docs {words}"))
            assert listing.text.splitlines()[2:] == ["41. 《关于號碼A的決定》"], words
            assert words in listing.text
        assert (await bot.answer(await ada.says("/source 41"))).document
        listing = await bot.answer(await ada.says("/docs 仓库 通知"))
        seen = listing.text.splitlines()[2:]
        while any(button.label == "▶" for button in listing.buttons):
            await ada.presses(listing, "▶")
            listing = await bot.me.edits(listing)
            seen += listing.text.splitlines()[2:]
        assert seen == [f"{n}. 《关于第{n}号<仓库>的通知》" for n in range(1, 41)]
        await ada.presses(listing, "◀")
        assert "16. " in (await bot.me.edits(listing)).text
        # Marks are in no title as it is compared.
        for words in ("火星<b>", "%", "[ ("):
            none = await bot.answer(await ada.says(f"/docs {words}"))
            assert none.text == ZH.chat.docs_none.format(documents=41, words=words)
            assert not none.buttons
        # What no button can carry cannot be turned.
        long = await bot.answer(await ada.says("/docs " + "仓库 " * 20))
        assert long.text.endswith(ZH.chat.docs_left.format(count=25))
        assert not long.buttons


async def test_usage_names_a_question_that_has_an_answer(
    start: Any, ada: User, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, 1)
    (folder / "001.txt").write_text("关于仓库的通知\n\n全市仓库存放货物14吨。\n")
    library = Library.open(folder)
    (example,) = examples(library, 1)
    async with start(library=library) as bot:
        for bare in ("/ask", f"/ask@{NAME}", f"@{NAME}"):
            usage = await bot.answer(await ada.says(bare))
            assert f"/ask {example}" in usage.text


async def test_source(start: Any, telegram: FakeTelegram, me: Bot, ada: User) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        copies = {}
        for number, name in ((1, REPORT), (2, ARTICLE)):
            sent = copies[name] = await bot.answer(await ada.says(f"/source {number}"))
            assert sent.document
            assert sent.document["file_name"] == name
        for unknown in ("/source", "/source x", "/source -1"):
            assert (await bot.answer(await ada.says(unknown))).text.startswith("请写文档编号")
        for absent in ("/source 3", "/source 0", "/source " + "9" * 4000):
            told = (await bot.answer(await ada.says(absent))).text
            assert "共 2 份文档" in told
            assert told.startswith(f"没有第 {absent.split()[1][:40]}")
            assert len(told) < 300
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        sent = await bot.answer(await ada.says(f"/source@{NAME}", in_=room, reply_to=answer))
        assert sent.document
        assert sent.document["file_name"] == REPORT
        pressed = await bot.answer(await ada.says(BROAD))
        assert re.search(r"^1\. 《推动主线", pressed.text, re.MULTILINE)
        while not re.search(r"^\d\. 《关于铸牢", pressed.text.partition("\n\n")[0], re.MULTILINE):
            await ada.presses(pressed, "▶")
            await bot.me.edits(pressed)
        await me.handled(await ada.says("/source", reply_to=pressed))
        shown = (await me.replies(to=copies[REPORT]))[-1]
        assert (shown.text, shown.reply_to) == (ZH.chat.source_here, copies[REPORT].id)
        help_ = await bot.answer(await ada.says("/help"))
        usage = await bot.answer(await ada.says("/source", reply_to=help_))
        assert usage.text.startswith("请写文档编号")


async def test_forget_leaves_nothing(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User, tmp_path: Path
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        for user in (ada, bob):
            answer = await bot.answer(await user.says(f"/ask@{NAME} {QUESTION}", in_=room))
            press = await user.presses(answer, "👍")
            await press.answered()
            private = await bot.answer(await user.says(QUESTION))
            await (await user.presses(private, "👎")).answered()
            panel = await bot.answer(await user.says("/settings"))
            await user.presses(panel, panel.buttons[0].label)
            await bot.me.edits(panel)
        assert _mentions(tmp_path, ada.id)
        kept = _mentions(tmp_path, bob.id)
        told = await bot.answer(await ada.says("/forget"))
        assert not _mentions(tmp_path, ada.id)
        assert _mentions(tmp_path, bob.id) == kept
        assert told.text.startswith(ZH.chat.forgotten[:4])
        late = await ada.presses(private, "👍")
        assert (await late.answered()).text


def _mentions(state: Path, person: int) -> int:
    """In how many fields of the whole database the person's number stands."""
    database = sqlite3.connect(state / FILE_NAME)
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = [name for (name,) in found]
    rows = [row for table in tables for row in database.execute(f"SELECT * FROM {table}")]
    database.close()
    return sum(str(field) == str(person) for row in rows for field in row)


async def test_who_may_use_it(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    owner = telegram.user("Olga", language_code="zh-hans")
    ours = telegram.supergroup("Ours", members=[ada, bob, me])
    theirs = telegram.supergroup("Theirs", members=[ada, bob, me])
    chosen = {"users": {ada.id}, "chats": {ours.id}, "owners": {owner.id}}
    async with start(me, **{name: frozenset(ids) for name, ids in chosen.items()}) as bot:
        for user in (ada, owner):
            assert FOUND in (await bot.answer(await user.says(QUESTION))).text
        for text in (QUESTION, "/help", "/docs", "/start", "/settings", "hello"):
            told = (await bot.answer(await bob.says(text))).text
            assert told.startswith(EN.chat.not_allowed)
            assert str(bob.id) in told
        asked = f"/ask@{NAME} {QUESTION}"
        assert FOUND in (await bot.answer(await bob.says(asked, in_=ours))).text
        answer = await bot.answer(await ada.says(asked, in_=theirs))
        assert FOUND in answer.text
        refused = await bot.answer(await bob.says(asked, in_=theirs))
        assert f"<code>{bob.id}</code>" in refused.html
        assert f"<code>{theirs.id}</code>" in refused.html
        await bot.silence(await bob.says(asked, in_=theirs))
        press = await bob.presses(answer, "👍")
        assert (await press.answered()).text.startswith(EN.chat.not_allowed)


async def test_commands_are_registered(start: Any, me: Bot) -> None:
    async with start(me) as bot:
        await bot.telegram.called("setMyCommands", count=6)
        await me.rests()
        kinds = ("all_private_chats", "all_group_chats", "all_chat_administrators")
        scopes = [json.dumps({"type": kind}) for kind in kinds]
        for language, texts in (("", EN), ("zh", ZH)):
            listed = [me.commands[scope, language] for scope in scopes]
            names = [[command["command"] for command in commands] for commands in listed]
            assert (
                names[0] == "ask find cite verify docs source help settings privacy forget".split()
            )
            assert names[1] == "ask find cite verify docs source help".split()
            assert names[2] == "ask find cite verify docs source help settings".split()
            assert listed[0][0]["description"] == texts.chat.command_ask
        assert ZH.chat.short_description in me.profile.values()
        assert EN.chat.short_description in me.profile.values()


async def test_owners_see_their_commands_in_their_chat(
    start: Any, me: Bot, ada: User, bob: User
) -> None:
    """From the start if they have written to the bot before, else from /start on."""
    await ada.says("/start")
    async with start(me, owners=frozenset({ada.id, bob.id})) as bot:
        await bot.telegram.called("setMyCommands", count=10)
        await me.rests()
        scopes = {
            person: json.dumps({"chat_id": person.id, "type": "chat"}) for person in (ada, bob)
        }
        for language, texts in (("", EN), ("zh", ZH)):
            listed = me.commands[scopes[ada], language]
            assert [each["command"] for each in listed][-3:] == ["forget", "remove", "rename"]
            assert listed[-1]["description"] == texts.changes.command_rename
            assert (scopes[bob], language) not in me.commands
        await bot.answer(await bob.says("/start"))
        await me.rests()
        assert me.commands[scopes[bob], "zh"] == me.commands[scopes[ada], "zh"]


@pytest.mark.parametrize(
    ("code", "chosen", "expected"),
    [
        ("zh-hans", None, ZH),
        ("zh-hant", None, ZH),
        ("en", None, EN),
        ("ru", None, EN),
        (None, None, ZH),
        ("en", "zh", ZH),
        ("zh-hans", "en", EN),
    ],
)
async def test_language(
    start: Any, telegram: FakeTelegram, code: str | None, chosen: str | None, expected: Any
) -> None:
    user = telegram.user("Someone", language_code=code)
    async with start(language=chosen) as bot:
        assert (await bot.answer(await user.says("thanks"))).text == expected.chat.thanks


async def test_refresh_takes_in_a_new_file(
    start: Any, ada: User, bob: User, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, 2)
    async with start(library=Library.open(folder), owners=frozenset({ada.id})) as bot:
        (folder / "new.txt").write_text("关于港口的通知\n\n港口吞吐量达到990万吨。\n")
        (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 99)
        told = await bot.answer(await ada.says("/refresh"))
        assert told.text.splitlines()[0] == ZH.chat.refreshed.format(documents=3)
        assert "bad.txt" in told.text
        assert "990万吨" in (await bot.answer(await bob.says("港口吞吐量达到多少"))).text
        others = await bot.answer(await bob.says("/refresh"))
        assert others.text.startswith("How to ask")
        for path in folder.iterdir():
            path.unlink()
        failed = await bot.answer(await ada.says("/refresh"))
        assert str(folder) in failed.text
        assert "990万吨" in (await bot.answer(await bob.says("港口吞吐量达到多少"))).text


async def test_answers_go_on_during_a_refresh(
    start: Any, ada: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path, 2)
    library = Library.open(folder)
    (folder / "new.txt").write_text("关于港口的通知\n\n港口吞吐量达到990万吨。\n")
    answered = Event()

    def refresh(self: Library, *given: Any) -> Library:
        assert answered.wait(PATIENCE)
        return Library.open(self.root, index=self.index)

    monkeypatch.setattr(Library, "refresh", refresh)
    async with start(library=library, owners=frozenset({ada.id})) as bot:
        refreshes = [await ada.says("/refresh") for _ in range(2)]
        answer = await bot.answer(question := await ada.says("第1号仓库存放货物多少吨"))
        assert "7吨" in answer.text
        answered.set()
        replies = await bot.me.replies(to=question, count=3)
        assert replies[0] is answer
        done = ZH.chat.refreshed.format(documents=3)
        assert [reply.text for reply in replies[1:]] == [done for _ in refreshes]
