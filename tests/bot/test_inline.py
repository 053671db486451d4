"""Inline mode: cards in any chat."""

from typing import Any

import pytest
from fake_telegram import FakeTelegram, User

from bot.texts import EN, ZH

QUESTION = "铸牢中华民族共同体意识"
ASKED, FOUND = "满都拉口岸的过货量是多少", "满都拉口岸过货量突破662万吨"


@pytest.fixture
def ada(telegram: FakeTelegram) -> User:
    return telegram.user("Ada", language_code="zh-hans")


async def test_cards_are_cited(start: Any, ada: User) -> None:
    async with start():
        answer = await ada.asks_inline(ASKED)
        assert 1 <= len(answer.results) <= 10
        assert answer.is_personal
        card = answer.results[0]
        assert card.title.startswith("《关于铸牢")
        assert FOUND in card.description
        assert FOUND in card.text
        assert "2024-12-11" in card.text
        assert not answer.button


async def test_pages_follow_each_other(start: Any, ada: User) -> None:
    async with start() as stage:
        seen: list[str] = []
        offset = ""
        for _ in range(3):
            answer = await ada.asks_inline(QUESTION, offset=offset)
            assert len(answer.results) == 10
            seen += [card.text for card in answer.results]
            offset = answer.next_offset
        assert len(set(seen)) == len(seen) == 30
        while offset:
            answer = await ada.asks_inline(QUESTION, offset=offset)
            offset = answer.next_offset
            assert not answer.button
        for forged in ("-1", "x", "٣", "9" * 60):
            await ada.asks_inline(QUESTION, offset=forged)
        assert stage.me.id


async def test_what_is_not_found_leads_to_the_private_chat(start: Any, ada: User) -> None:
    async with start() as stage:
        for query in ("量子计算机的冷却温度", "???", "问" * 256):
            answer = await ada.asks_inline(query)
            assert not answer.results
            assert answer.button["text"] == ZH.inline_none
        hint = await ada.asks_inline("  ")
        assert hint.button["text"] == ZH.inline_hint
        opened = await ada.starts(stage.me, hint.button["start_parameter"])
        assert (await stage.answer(opened)).text.startswith("你好")


async def test_language_is_the_askers(start: Any, telegram: FakeTelegram) -> None:
    async with start():
        bob = telegram.user("Bob", language_code="en")
        assert (await bob.asks_inline("")).button["text"] == EN.inline_hint


async def test_a_chosen_card_is_a_citation_that_opens(
    start: Any, telegram: FakeTelegram, ada: User
) -> None:
    bob = telegram.user("Bob", language_code="zh-hans")
    room = telegram.supergroup("Room", members=[ada, bob])
    async with start() as stage:
        card = (await ada.asks_inline(ASKED)).results[0]
        posted = await ada.chooses(card, in_=room)
        assert FOUND in posted.text
        content = card.json["input_message_content"]
        assert content["link_preview_options"] == {"is_disabled": True}
        [link] = [entity.url for entity in posted.entities if entity.url]
        base, _, payload = link.partition("?start=")
        assert base == "https://t.me/wenju_bot"
        opened = await stage.answer(await bob.starts(stage.me, payload))
        assert FOUND in opened.text
        private = await ada.chooses(card, in_=stage.me)
        file = await stage.answer(await ada.says("/source", reply_to=private))
        assert file.document


async def test_closed_to_strangers(start: Any, telegram: FakeTelegram, ada: User) -> None:
    bob = telegram.user("Bob", language_code="zh-hans")
    async with start(users=frozenset({ada.id})):
        assert (await ada.asks_inline(ASKED)).results
        refused = await bob.asks_inline(ASKED)
        assert not refused.results
        assert refused.button["text"] == ZH.not_allowed


async def test_too_many_queries_say_so(start: Any, ada: User) -> None:
    async with start(questions_per_person=1):
        assert (await ada.asks_inline(ASKED)).results
        refused = await ada.asks_inline(ASKED)
        assert refused.button["text"] == ZH.slow_down
        assert refused.cache_time == 0
