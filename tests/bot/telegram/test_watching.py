"""The bot's library follows its folder, over real HTTP: files come, change and go."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
import systems
from fake_telegram import PATIENCE, FakeTelegram, Message, User
from samples import REPORT, SEEDS

from bot.messages.texts import texts_in
from bot.telegram import watching
from retrieval import DocumentUnreadable, Library
from retrieval.paths import index_folder

ZH = texts_in("zh")

QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
ASKED = "青石桥镇的图书馆几点开门？"
TEXT = "关于开放时间的通知\n\n青石桥镇图书馆每天上午{}开门，欢迎各位读者。\n"
WORDS = "开门，欢迎各位读者"


class Talk:
    """Somebody who asks the running bot."""

    def __init__(self, bot: Any, asker: User) -> None:
        self.bot = bot
        self.asker = asker

    async def answer(self, text: str) -> str:
        answer: Message = await self.bot.answer(await self.asker.says(text))
        return answer.text

    async def until(self, text: str, *, holds: str = "", lacks: str = "") -> str:
        """The first answer to `text` that `holds` one thing and `lacks` another; in time."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = await self.answer(text)
            if holds in answer and not (lacks and lacks in answer):
                return answer
            assert time.monotonic() < deadline, answer
            await asyncio.sleep(0.1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "library"
    root.mkdir()
    shutil.copy(SEEDS / REPORT, root)
    return root


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for quiet, and look at what cannot be watched, in fractions of a second."""
    monkeypatch.setattr(watching, "QUIET", 100)
    monkeypatch.setattr(watching, "CHECKED", 300)
    monkeypatch.setattr(watching, "UNWATCHED", 0.3)


@pytest_asyncio.fixture
async def talk(
    start: Any, telegram: FakeTelegram, folder: Path, quick: None
) -> AsyncIterator[Talk]:
    async with start(library=Library.open(folder), watch=True) as bot:
        yield Talk(bot, telegram.user("Ada", language_code="zh-hans"))


async def test_a_file_is_found_when_it_is_added_changed_and_removed(
    talk: Talk, folder: Path
) -> None:
    await talk.until(ASKED, lacks=WORDS)
    notice = folder / "notices" / "library.txt"
    notice.parent.mkdir()
    notice.write_text(TEXT.format("八点"), "utf-8")
    await talk.until(ASKED, holds="八点开门")
    notice.write_text(TEXT.format("九点半"), "utf-8")
    await talk.until(ASKED, holds="九点半开门", lacks="八点")
    notice.unlink()
    await talk.until(ASKED, lacks=WORDS)


async def test_all_questions_are_answered_while_files_come(
    talk: Talk, telegram: FakeTelegram, folder: Path
) -> None:
    asked = []
    people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(40)]
    for number, person in enumerate(people):
        text = TEXT.format(f"{number}点") * 20
        (folder / f"{number}.txt").write_text(text, "utf-8")
        asked.append(await person.says(QUESTION))
        await asyncio.sleep(0.02)
    for question in asked:
        assert FOUND in (await talk.bot.answer(question)).text
    await talk.until("/docs", holds=ZH.chat.docs_heading.format(documents=41))


async def test_a_copy_in_progress_is_found_whole_in_the_end(talk: Talk, folder: Path) -> None:
    with (folder / "slow.txt").open("w", encoding="utf-8") as file:
        for _ in range(20):
            file.write("本段只是说明而已。\n" * 50)
            file.flush()
            await asyncio.sleep(0.03)
        file.write(TEXT.format("十点"))
    await talk.until(ASKED, holds="十点开门")


async def test_the_library_s_own_words_are_read_again(talk: Talk, folder: Path) -> None:
    question = "甲乙丙局的丁戊己是多少"
    before = await talk.answer(question)
    assert FOUND not in before
    words = folder / ".wenju" / "synonyms.txt"
    words.parent.mkdir()
    words.write_text("甲乙丙局、满都拉口岸\n丁戊己、过货量\n", "utf-8")
    await talk.until(question, holds=FOUND)


async def test_the_last_library_stays_when_the_folder_is_emptied_or_gone(
    talk: Talk, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    document = folder / REPORT
    kept = document.read_bytes()
    document.unlink()
    await _logged(caplog, ZH.files.library_empty.format(path=folder))
    assert FOUND in await talk.answer(QUESTION)
    document.write_bytes(kept)
    shutil.rmtree(folder)
    await _logged(caplog, ZH.files.library_not_found.format(path=folder))
    assert FOUND in await talk.answer(QUESTION)
    folder.mkdir()
    (folder / "library.txt").write_text(TEXT.format("七点"), "utf-8")
    await talk.until(ASKED, holds="七点开门")


async def test_another_folder_put_in_its_place_is_watched(talk: Talk, folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    folder.rename(folder.with_name("old"))
    other.rename(folder)
    (folder / "library.txt").write_text(TEXT.format("六点"), "utf-8")
    await talk.until(ASKED, holds="六点开门")
    (folder / "library.txt").write_text(TEXT.format("五点"), "utf-8")
    await talk.until(ASKED, holds="五点开门")


async def test_a_folder_that_cannot_be_watched_is_looked_at(
    start: Any,
    telegram: FakeTelegram,
    folder: Path,
    quick: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "no more watches")

    monkeypatch.setattr("watchfiles.watch", refuse)
    async with start(library=Library.open(folder), watch=True) as bot:
        talk = Talk(bot, telegram.user("Ada", language_code="zh-hans"))
        await talk.answer(QUESTION)
        (folder / "library.txt").write_text(TEXT.format("八点"), "utf-8")
        await talk.until(ASKED, holds="八点开门")
    assert sum("no more watches" in record.getMessage() for record in caplog.records) == 1


@systems.byte_names
async def test_a_name_that_is_no_text_does_not_end_the_watching(
    talk: Talk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "UNWATCHED", 60.0)
    await asyncio.sleep(0.5)
    name = os.fsencode(folder) + "/文件.txt".encode("gb18030")
    notice = Path(os.fsdecode(name))
    notice.write_text(TEXT.format("八点"), "utf-8")
    await talk.until(ASKED, holds="八点开门")
    notice.unlink()
    (folder / "library.txt").write_text(TEXT.format("七点"), "utf-8")
    await talk.until(ASKED, holds="七点开门")


async def test_a_name_that_is_no_text_is_logged_as_text(caplog: pytest.LogCaptureFixture) -> None:
    library = {"damaged": (), "unread": {}, "documents": (), "trouble": None}
    services = SimpleNamespace(library=SimpleNamespace(skipped=(), **library))
    gone = DocumentUnreadable(Path("library/\udcce\u013c\udcfe.txt"), "gone")

    async def refresh() -> None:
        services.library = SimpleNamespace(skipped=(gone,), **library)

    services.refresh = refresh
    await watching._refresh(services, ZH, "")
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert "library/?\u013c?.txt" in line


async def test_a_damaged_index_is_made_anew_whatever_is_asked(talk: Talk, folder: Path) -> None:
    await talk.answer("你好")
    damaged = 0
    for path in index_folder(folder).glob("*.segment"):
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 2)
            file.write(bytes(1 << 16))
            damaged += 1
    assert damaged
    assert ZH.chat.docs_heading.format(documents=1) in await talk.answer("/docs")
    assert FOUND in await talk.answer(QUESTION)


async def test_what_could_not_be_written_is_tried_again(
    talk: Talk, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "read-only")

    with monkeypatch.context() as patched:
        patched.setattr("retrieval.index.store.IndexStore._claim", refuse)
        (folder / "library.txt").write_text(TEXT.format("八点"), "utf-8")
        await _logged(caplog, "read-only")
    await talk.until(ASKED, holds="八点开门")


async def test_nothing_is_watched_when_that_is_turned_off(
    start: Any, telegram: FakeTelegram, folder: Path, quick: None
) -> None:
    async with start(library=Library.open(folder), watch=False) as bot:
        talk = Talk(bot, telegram.user("Ada", language_code="zh-hans"))
        (folder / "library.txt").write_text(TEXT.format("八点"), "utf-8")
        await asyncio.sleep(1)
        assert WORDS not in await talk.answer(ASKED)


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("a.txt", True),
        ("a/b/c.md", True),
        ("", True),
        (".wenju", True),
        (".wenju/synonyms.txt", True),
        (".wenju/.synonyms.txt.swp", False),
        (".git/index", False),
        (".wenju/trash/1/a.txt", False),
        ("a/.wenju/synonyms.txt", False),
        ("a/.b.txt", False),
    ],
)
def test_what_is_hidden_does_not_matter_but_for_the_own_words(path: str, matters: bool) -> None:
    root = Path("/srv/.hidden/library")
    assert watching._matters(root, str(root / path)) is matters


async def _logged(caplog: pytest.LogCaptureFixture, line: str) -> None:
    """Wait for a message with that in it."""
    deadline = time.monotonic() + PATIENCE
    while not any(line in record.getMessage() for record in caplog.records):
        assert time.monotonic() < deadline, caplog.text
        await asyncio.sleep(0.05)


async def test_the_log_says_once_what_comes_and_is_not_read(
    talk: Talk, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    (folder / "b.dwg").write_bytes(b"AC1032")
    (folder / "b.txt").write_text(TEXT.format("九点"), "utf-8")
    await talk.until(ASKED, holds="九点")
    unread = ZH.files.not_read({"dwg": 1}, 0)
    (folder / "c.txt").write_text(TEXT.format("十点").replace("青石桥", "红石桥"), "utf-8")
    await talk.until("红石桥镇的图书馆几点开门？", holds="十点")
    assert [r.message for r in caplog.records].count(unread) == 1
    listing = await talk.answer("/docs")
    # What helps is for the owner of the folder, who reads the log.
    assert ZH.files.counted({"dwg": 1}, 0) in listing.splitlines()


async def test_a_library_of_one_file_is_followed_too(
    start: Any, telegram: FakeTelegram, folder: Path, quick: None
) -> None:
    file = folder / "b.txt"
    file.write_text(TEXT.format("九点"), "utf-8")
    async with start(library=Library.open(file), watch=True, place=file) as bot:
        talk = Talk(bot, telegram.user("Ada", language_code="zh-hans"))
        assert "九点" in await talk.answer(ASKED)
        (folder / "new").write_text(TEXT.format("十点"), "utf-8")
        (folder / "new").replace(file)
        await talk.until(ASKED, holds="十点", lacks="九点")
        assert FOUND not in await talk.answer(QUESTION)
