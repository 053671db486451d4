"""A cluster that cannot answer: who asks is told kindly, the log which node, and it goes on."""

import logging
from contextlib import contextmanager
from threading import Event

import pytest
from libraries import put

from bot.messages.texts import texts_in
from bot.telegram.handlers.inline import MAX_TITLE
from retrieval import Library
from retrieval.errors import EngineBusy, EngineFull, EngineRed

QUESTION = "满都拉口岸的货运量是多少"
LATER = "资料库暂时连不上，请过几分钟再问。"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (EngineRed("search1:9200"), LATER),
        (EngineBusy("search1:9200"), "现在提问的人太多，请稍等片刻再问。"),
        (EngineFull("search1:9200"), "资料库现在用不了，要等管理员处理好才能回答。"),
    ],
    ids=["red", "busy", "full"],
)
async def test_a_question_that_the_cluster_cannot_answer(
    fault, told, start, me, ada, monkeypatch, caplog
):
    def ask(*_, **__):
        raise fault

    async with start(me) as bot:
        with monkeypatch.context() as patch:
            patch.setattr(Library, "ask", ask)
            reply = await bot.answer(await ada.says(QUESTION))
        assert reply.text == told
        [line] = [each for each in caplog.records if each.levelno >= logging.ERROR]
        assert "search1:9200" in line.getMessage()
        assert line.exc_info is None
        assert "满都拉" in (await bot.answer(await ada.says(QUESTION))).text


@pytest.fixture
def fails(monkeypatch):
    """The cluster answers nothing while this lasts."""

    def fail(*_, **__):
        raise EngineRed("search1:9200")

    @contextmanager
    def failing():
        with monkeypatch.context() as patch:
            for name in ("ask", "cite", "find", "restore", "status"):
                patch.setattr(Library, name, fail)
            yield

    return failing


@pytest.mark.parametrize("query", [QUESTION, "find 满都拉", "b7qk2-m4x9d"])
async def test_who_types_in_any_chat_reads_it_above_no_cards(query, start, ada, fails, caplog):
    async with start():
        with fails():
            told = await ada.asks_inline(query)
        assert (told.results, told.button["text"], told.cache_time) == ([], LATER, 0)
        [line] = [each for each in caplog.records if each.levelno >= logging.ERROR]
        assert "search1:9200" in line.getMessage()
        assert (await ada.asks_inline(QUESTION)).results


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fault", [EngineRed, EngineBusy, EngineFull])
def test_what_stands_above_cards_is_short(language, fault):
    assert len(texts_in(language).engine.for_asker(fault(""))) <= MAX_TITLE


async def test_who_presses_a_button_reads_it_at_once(start, me, ada, fails, caplog):
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(QUESTION))
        places = await bot.answer(await ada.says("/find 满都拉口岸"))
        with fails():
            for shown, label in ((answer, "1 上下文"), (answer, "1 出处"), (places, "逐处看")):
                assert (await (await ada.presses(shown, label)).answered()).text == LATER
        [line] = [each for each in caplog.records if each.levelno >= logging.ERROR]
        assert "search1:9200" in line.getMessage()
        assert not (await (await ada.presses(answer, "1 上下文")).answered()).text


@pytest.mark.parametrize(
    ("asked", "edited"), [(QUESTION, f"请问{QUESTION}"), ("/find 满都拉", "/find 满都拉口岸")]
)
async def test_it_takes_the_place_of_an_answer_and_an_answer_its_place(
    asked, edited, start, me, ada, fails
):
    async with start(me) as bot:
        question = await ada.says(asked)
        answer = await bot.answer(question)
        with fails():
            await ada.edits(question, edited)
            told = await me.edits(answer)
            assert (told.text, told.buttons) == (LATER, [])
            other = await ada.says(asked)
            excuse = await bot.answer(other)
        for said, place in ((question, answer), (other, excuse)):
            await ada.edits(said, f"{asked}？")
            assert "满都拉" in (await me.edits(place)).text


async def test_in_a_group_who_asks_is_told_and_who_only_talks_is_not(start, telegram, ada, fails):
    nosy = telegram.bot("wenju_bot", can_read_all_group_messages=True)
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        answer = await bot.answer(await ada.says(f"@wenju_bot {QUESTION}", in_=room))
        with fails():
            for asked in (
                await ada.says(f"@wenju_bot {QUESTION}", in_=room),
                await ada.says("满都拉口岸的过货量是多少？", in_=room, reply_to=answer),
                await ada.says("/cite@wenju_bot b7qk2-m4x9d", in_=room),
            ):
                assert (await bot.answer(asked)).text == LATER
            talk = "满都拉口岸的过货量已经写进报告"
            await bot.silence(await ada.says(talk, in_=room, reply_to=answer))
            await bot.silence(await ada.says(QUESTION, in_=room))
            await bot.silence(await ada.says("/cite@other_bot b7qk2-m4x9d", in_=room))


async def test_nobody_waits_until_what_was_loaded_is_merged(start, me, ada, tmp_path, monkeypatch):
    """Nor does a cluster matter that cannot merge it."""
    merging, ended, folder = [], Event(), tmp_path / "library"
    put(folder, "a.txt", "通知\n\n青石桥图书馆每天上午八点开门。")

    def compact(library):
        merging.append(len(library.documents))
        ended.wait()
        raise EngineRed("search1:9200")

    monkeypatch.setattr(Library, "compact", compact)
    index = tmp_path / "index"

    def opened(options):
        return Library.open(folder, index=index, options=options)

    given = {"open_library": opened, "place": folder, "owners": frozenset({ada.id})}
    async with start(me, **given) as bot:
        assert "八点" in (await bot.answer(await ada.says("青石桥图书馆几点开门"))).text
        put(folder, "b.txt", "通知\n\n白水镇图书馆每天上午九点开门。")
        for _ in range(2):  # the second time nothing is new
            assert "2 份文档" in (await bot.answer(await ada.says("/refresh"))).text
        assert merging == [1, 2]
        ended.set()
        assert "九点" in (await bot.answer(await ada.says("白水镇图书馆几点开门"))).text


async def test_who_refreshes_hears_that_the_cluster_cannot_answer(start, me, ada, monkeypatch):
    def ask(*_, **__):
        raise EngineRed("search1:9200")

    async with start(me, owners=frozenset({ada.id})) as bot:
        with monkeypatch.context() as patch:
            patch.setattr(Library, "ask", ask)
            assert "search1:9200" in (await bot.answer(await ada.says("/refresh"))).text
        assert "2 份文档" in (await bot.answer(await ada.says("/refresh"))).text


async def test_the_owner_reads_once_that_it_begins_and_once_that_it_is_over(
    start, me, ada, monkeypatch, caplog
):
    def ask(*_, **__):
        raise EngineRed("search1:9200")

    caplog.set_level(logging.INFO, "bot")
    async with start(me) as bot:
        for _ in range(2):
            caplog.clear()
            with monkeypatch.context() as patch:
                patch.setattr(Library, "ask", ask)
                for _ in range(3):
                    await bot.answer(await ada.says(QUESTION))
            for _ in range(2):
                await bot.answer(await ada.says(QUESTION))
            said = [each.getMessage() for each in caplog.records if "OpenSearch" in each.message]
            told = [each.getMessage() for each in caplog.records if "search1:9200" in each.message]
            assert len(told) == 1
            assert said == ["OpenSearch 恢复了，提问照常回答。"]
