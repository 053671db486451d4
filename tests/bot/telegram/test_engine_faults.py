"""A cluster that cannot answer: who asks is told kindly, the log which node, and it goes on."""

import logging

import pytest

from retrieval import Library
from retrieval.errors import EngineBusy, EngineFull, EngineRed

QUESTION = "满都拉口岸的货运量是多少"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (EngineRed("search1:9200"), "资料库暂时连不上，请过几分钟再问。"),
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
