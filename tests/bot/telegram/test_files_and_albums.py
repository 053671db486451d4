"""Albums, commands in captions, groups without files, and texts that are too long to be asked."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.messages.texts import texts_in
from bot.telegram import albums

ZH = texts_in("zh")
QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
NAME = "wenju_bot"
LONG = "满都拉口岸有什么变化大家都很关心。" * 20


@pytest.fixture
def time_passes(monkeypatch):
    """Lets the time pass in which all of an album comes; it passes only then."""
    passed = asyncio.Event()

    async def sleep(_):
        await passed.wait()

    monkeypatch.setattr(albums, "asyncio", SimpleNamespace(sleep=sleep))
    return passed.set


async def after(bot, album, time_passes):
    """What the bot has said since it was sent `album`, when it has come to rest."""
    first, *_, last = album
    await bot.me.handled(last)
    time_passes()
    await bot.me.rests()
    messages = first.chat.messages.values()
    return [one.text for one in messages if one.bot is bot.me and one.order > first.order]


@pytest.mark.parametrize("count", [2, 4])
async def test_an_album_without_words_gets_one_line(start, me, ada, count, time_passes):
    async with start(me) as bot:
        album = await ada.sends_album(*[""] * count)
        assert await after(bot, album, time_passes) == [ZH.chat.only_text]


async def test_an_album_keeps_nobody_waiting(start, me, ada, time_passes):
    async with start(me, concurrent_updates=1) as bot:
        await ada.sends_album("", "")
        assert ANSWER in (await bot.answer(await ada.says(QUESTION))).text
        time_passes()


async def test_each_album_gets_its_own(start, me, ada, time_passes):
    time_passes()
    async with start(me) as bot:
        for _ in range(2):
            album = await ada.sends_album("", "")
            assert await after(bot, album, time_passes) == [ZH.chat.only_text]


@pytest.mark.parametrize("captions", [(QUESTION, "", ""), ("", "", QUESTION)])
async def test_an_album_with_a_question_gets_its_answer_alone(
    start, me, ada, captions, time_passes
):
    async with start(me) as bot:
        album = await ada.sends_album(*captions)
        [answer] = await after(bot, album, time_passes)
        assert ANSWER in answer


@pytest.mark.parametrize("command", ["/help", "/docs", "/source", "/settings", f"/docs@{NAME}"])
async def test_a_command_in_a_caption_is_one(start, me, ada, command):
    async with start(me) as bot:
        said = await bot.answer(await ada.says(command))
        captioned = await bot.answer(await ada.sends("document", caption=command))
        assert captioned.text == said.text


async def test_one_in_the_caption_of_a_group_is_for_whom_it_names(start, telegram, me, ada):
    room = telegram.supergroup("Room", members=[ada], admins=[me])
    async with start(me) as bot:
        asked = await ada.sends("photo", caption=f"/ask@{NAME} {QUESTION}", in_=room)
        assert ANSWER in (await bot.answer(asked)).text
        await bot.silence(await ada.sends("photo", caption="/docs@other_bot", in_=room))


async def test_where_a_group_forbids_files_the_private_chat_is_offered(start, telegram, me, ada):
    room = telegram.supergroup("Room", members=[ada, me])
    room.permits("can_send_messages")
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        press = await ada.presses(answer, ZH.chat.button_source)
        [offer] = await bot.me.replies(to=answer)
        assert offer.text == ZH.chat.no_files
        assert not (await press.answered()).text
        [again] = await bot.me.replies(to=await ada.says(f"/source@{NAME} 1", in_=room))
        assert again.text == ZH.chat.no_files
        payload = again.button(ZH.chat.open_privately).url.partition("?start=")[2]
        brought = await bot.answer(await ada.starts(me, payload))
        assert "document" in brought.json
        gone = await bot.answer(await ada.starts(me, "d_" + "0" * 32))
        assert gone.text == ZH.chat.source_gone


async def test_a_long_text_that_asks_nothing_is_told_of_verify_and_of_quoting(start, me, ada):
    async with start(me) as bot:
        told = (await bot.answer(await ada.says(LONG + "就是这样。"))).text
        assert told == ZH.chat.long_text.format(length=len(LONG) + 5, limit=300)
        assert "/verify" in told
        asked = (await bot.answer(await ada.says(LONG + QUESTION))).text
        assert asked.startswith("问题太长")


async def test_the_sentence_quoted_from_a_long_text_is_asked(start, me, ada):
    async with start(me) as bot:
        said = await ada.says(LONG + QUESTION + "谢谢大家，就是这样。")
        await bot.answer(said)
        asked = await ada.says("/ask", reply_to=said, quote=QUESTION)
        assert ANSWER in (await bot.answer(asked)).text
