"""What a notification, a folded quote and a card show first: the sentence that answers."""

from pathlib import Path
from typing import Any

from fake_telegram import Message, User
from fake_telegram.entities import cut

from bot.messages.texts import texts_in
from retrieval import Library

ZH = texts_in("zh")
QUESTION = "满都拉口岸的过货量是多少?"
BEFORE = "全市货运平稳，\U00020bb7野家等企业按期开工，没有一家停产。"
ANSWER = "满都拉\U00020bb7口岸过货量突破662万吨。"
AFTER = "明年将新修铁路一条。"
TITLE = "关于口岸的报告"


def _library(tmp_path: Path, *lines: str) -> Library:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join([TITLE, *lines]), "utf-8")
    return Library.open(folder)


def _of(message: Message, *kinds: str) -> list[str]:
    found = (entity for entity in message.entities if entity.type in kinds)
    return [cut(message.text, entity.offset, entity.length) for entity in found]


async def test_the_sentence_comes_before_its_excerpt_and_that_before_its_origin(
    start: Any, ada: User, tmp_path: Path
) -> None:
    async with start(library=_library(tmp_path, BEFORE + ANSWER + AFTER)) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        whole = BEFORE + ANSWER + AFTER
        assert answer.text.startswith(f"{ANSWER}\n{whole}\n1. 《{TITLE}》\n")
        # As UTF-16 counts, where a character of the second plane stands before and inside.
        assert _of(answer, "bold") == [ANSWER, ANSWER]
        assert _of(answer, "expandable_blockquote") == [whole]


async def test_an_excerpt_that_begins_with_the_sentence_does_not_say_it_twice(
    start: Any, ada: User, tmp_path: Path
) -> None:
    async with start(library=_library(tmp_path, "三是口岸。" + ANSWER + AFTER)) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        assert answer.text.startswith("三是口岸。" + ANSWER)
        assert answer.text.count(ANSWER) == 1
        assert _of(answer, "bold") == [ANSWER]
        assert _of(answer, "blockquote") == ["三是口岸。" + ANSWER + AFTER]


async def test_every_excerpt_of_a_message_does(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("民族团结进步创建有哪些措施"))
        bold, rest = _of(answer, "bold"), answer.text
        for title in ("1. 《", "2. 《", "3. 《"):
            shown, found, rest = rest.partition(f"\n{title}")
            assert found
            assert any(shown.find(each) in range(21) for each in bold)
            rest = rest.partition("\n\n")[2]


async def test_what_is_perhaps_an_answer_says_so_first(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("口岸有多少人上班?"))
        said, first = answer.text.split("\n\n")[:2]
        assert said == ZH.answers.perhaps
        assert first.startswith(_of(answer, "bold")[0])


async def test_between_its_neighbours_it_stands_in_its_place_alone(
    start: Any, ada: User, tmp_path: Path
) -> None:
    library = _library(tmp_path, "上一段。", BEFORE + ANSWER, "下一段。")
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        first = answer.html
        await ada.presses(answer, "上下文")
        around = await bot.me.edits(answer)
        assert around.text.startswith(f"上一段。\n\n{BEFORE}{ANSWER}\n\n下一段。\n\n1. 《{TITLE}》")
        assert _of(around, "bold") == [ANSWER]
        await ada.presses(answer, ZH.chat.button_back)
        assert (await bot.me.edits(answer)).html == first


async def test_a_sentence_too_long_to_be_said_twice_is_not(
    start: Any, ada: User, tmp_path: Path
) -> None:
    long = "满都拉口岸过货量" + "继续平稳增长，" * 45 + "突破662万吨。"
    async with start(library=_library(tmp_path, BEFORE + long), max_chars=1000) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        assert answer.text.startswith(BEFORE + long)
        assert _of(answer, "bold") == [long]
        assert _of(answer, "blockquote") == [BEFORE + long]


async def test_how_many_copies_there_are_is_said_once(
    start: Any, ada: User, tmp_path: Path
) -> None:
    library = _library(tmp_path, BEFORE + ANSWER + AFTER)
    whole = (library.root / "a.txt").read_text("utf-8")
    (library.root / "b.txt").write_text(whole.replace(TITLE, "转载"), "utf-8")
    async with start(library=library.refresh()) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        first = answer.html
        assert answer.text.count(AFTER) == 1
        assert answer.text.endswith(f"第2段 · {ZH.answers.also.format(count=1)}")
        await ada.presses(answer, "上下文")
        assert ZH.answers.also.format(count=1) in (await bot.me.edits(answer)).text
        await ada.presses(answer, ZH.chat.button_back)
        assert (await bot.me.edits(answer)).html == first


async def test_a_card_shows_it_and_sends_it_first(start: Any, ada: User, tmp_path: Path) -> None:
    async with start(library=_library(tmp_path, BEFORE + ANSWER + AFTER)):
        [card] = (await ada.asks_inline(QUESTION)).results
        assert card.title == f"《{TITLE}》"
        assert card.description == ANSWER + AFTER
        assert card.text.startswith(f"{ANSWER}\n{BEFORE}{ANSWER}{AFTER}\n——《{TITLE}》")
