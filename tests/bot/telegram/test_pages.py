"""The page that an excerpt of a PDF stands on, with the words marked and a button for the file."""

import shutil

import pytest
from pdf_writer import Writer
from pictures_of_pages import marked
from samples import SEEDS

from bot.messages.texts import texts_in
from retrieval import Library

ZH = texts_in("zh")
NAME, FILE = "wenju_bot", "招标投标法.pdf"
QUESTION = "什么活动适用招标投标法？"
# Of the first excerpt.
SOURCE = f"1 {ZH.chat.button_source}"
LAW = "第二条　在中华人民共和国境内进行招标投标活动，适用本法。"


@pytest.fixture
def library(tmp_path):
    """A law of two articles, in a PDF, beside the seeds."""
    folder = tmp_path / "library"
    shutil.copytree(SEEDS, folder)
    writer = Writer()
    for text in ("第一条　为了规范招标投标活动，制定本法。", LAW):
        writer.paragraph(text)
    (folder / FILE).write_bytes(writer.save())
    return Library.open(folder)


def picture_of(telegram, message):
    """The bytes of the picture in a message."""
    return telegram.content(message.json["photo"][-1]["file_id"])


async def test_the_source_of_a_pdf_is_its_page_with_the_words_marked(
    start, telegram, me, ada, library
):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        assert "适用本法" in answer.text
        press = await ada.presses(answer, SOURCE)
        [page] = await bot.me.replies(to=answer)
        assert not (await press.answered()).text
        assert len(marked(picture_of(telegram, page))) == 1
        [place] = (excerpt for excerpt in library.ask(QUESTION).excerpts[:1])
        assert page.text.startswith("《招标投标法》")
        assert page.text.endswith(place.citation.id)


async def test_the_button_under_the_page_brings_the_file(start, telegram, me, ada, library):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        await ada.presses(answer, SOURCE)
        [page] = await bot.me.replies(to=answer)
        await ada.presses(page, ZH.chat.button_file)
        [file] = await bot.me.replies(to=page)
        assert file.json["document"]["file_name"] == FILE


async def test_a_chat_is_shown_a_page_once(start, telegram, me, ada, library):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        await ada.presses(answer, SOURCE)
        [page] = await bot.me.replies(to=answer)
        await ada.presses(answer, SOURCE)
        [shown] = await bot.me.replies(to=page)
        assert shown.text == ZH.chat.page_here
        assert len(telegram.calls("sendPhoto")) == 1


async def test_what_is_no_pdf_is_brought_as_a_file(start, telegram, me, ada, library):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says("满都拉口岸的过货量是多少?"))
        await ada.presses(answer, ZH.chat.button_source)
        [file] = await bot.me.replies(to=answer)
        assert "document" in file.json
        assert telegram.calls("sendPhoto") == []


async def test_where_no_pictures_are_allowed_the_file_is_brought(start, telegram, me, ada, library):
    room = telegram.supergroup("Room", members=[ada, me])
    room.permits("can_send_messages", "can_send_documents")
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        await ada.presses(answer, SOURCE)
        [file] = await bot.me.replies(to=answer)
        assert file.json["document"]["file_name"] == FILE


async def test_a_page_that_was_changed_is_shown_with_a_word_about_it(
    start, telegram, me, ada, library
):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        writer = Writer()
        writer.paragraph("这里已经写着完全不同的话了。")
        (library.root / FILE).write_bytes(writer.save())
        await ada.presses(answer, SOURCE)
        [page] = await bot.me.replies(to=answer)
        assert marked(picture_of(telegram, page)) == []
        assert page.text.endswith(ZH.chat.page_unmarked)


async def test_a_page_that_cannot_be_drawn_any_longer_gives_way_to_the_file(
    start, telegram, me, ada, library
):
    async with start(me, library=library) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        (library.root / FILE).write_bytes(b"%PDF-1.7\nno more")
        await ada.presses(answer, SOURCE)
        [file] = await bot.me.replies(to=answer)
        assert file.json["document"]["file_name"] == FILE
