"""Inline mode: cards in any chat."""

from pathlib import Path
from typing import Any

from fake_telegram import FakeTelegram, User
from libraries import put
from word_files import word

from bot.messages.texts import texts_in
from bot.telegram.admission import ASIDES
from retrieval import Library

EN = texts_in("en")
ZH = texts_in("zh")

ASKED, FOUND = "满都拉口岸的过货量是多少", "满都拉口岸过货量突破662万吨"


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


async def test_how_a_paragraph_begins_is_no_markup(start: Any, ada: User, tmp_path: Path) -> None:
    """A Word document has no lines: its paragraphs are told by their first words."""
    put(tmp_path, "a.docx", word("口岸通知", "&lt;b&gt;过货量&amp;列车，满都拉口岸为662万吨。"))
    async with start(library=Library.open(tmp_path)):
        answer = await ada.asks_inline("满都拉口岸的过货量是多少")
        assert "第2段（“<b>过货量&列车" in answer.results[0].text


def _stores(tmp_path: Path, count: int) -> Library:
    """So many paragraphs that answer alike, each long enough for an excerpt of its own."""
    folder = tmp_path / "library"
    folder.mkdir()
    trees = "货场每天有很多列车经过,铁路两边种满了高大的树木。" * 8
    lines = [f"第{number}号仓库存放货物{number * 7}吨。{trees}" for number in range(count)]
    (folder / "a.txt").write_text("\n\n".join(["关于仓库的通知", *lines]))
    return Library.open(folder)


async def test_pages_follow_each_other(start: Any, ada: User, tmp_path: Path) -> None:
    library, question = _stores(tmp_path, 35), "仓库存放货物"
    excerpts = library.ask(question, limit=100).excerpts
    assert len(excerpts) > 30
    async with start(library=library) as bot:
        seen: list[str] = []
        offset = ""
        while offset or not seen:
            answer = await ada.asks_inline(question, offset=offset)
            assert len(answer.results) == min(10, len(excerpts) - len(seen))
            assert not answer.button
            seen += [card.text for card in answer.results]
            offset = answer.next_offset
        for excerpt, text in zip(excerpts, seen, strict=True):
            assert excerpt.text in text
        for forged in ("-1", "x", "٣", "9" * 60):
            await ada.asks_inline(question, offset=forged)
        assert bot.me.id


async def test_fewer_excerpts_than_a_page_are_the_only_page(start: Any, ada: User) -> None:
    async with start():
        answer = await ada.asks_inline("2024年包头市铸牢中华民族共同体意识")
        assert 1 < len({card.text for card in answer.results}) < 10
        assert not answer.next_offset
        beyond = await ada.asks_inline("2024年包头市铸牢中华民族共同体意识", offset="10")
        assert not beyond.results


async def test_what_is_not_found_leads_to_the_private_chat(start: Any, ada: User) -> None:
    async with start() as bot:
        for query in ("量子计算机的冷却温度", "???", "问" * 256):
            answer = await ada.asks_inline(query)
            assert not answer.results
            assert answer.button["text"] == ZH.chat.inline_none
        hint = await ada.asks_inline("  ")
        assert hint.button["text"] == ZH.chat.inline_hint
        opened = await ada.starts(bot.me, hint.button["start_parameter"])
        assert (await bot.answer(opened)).text.startswith("你好")


async def test_language_is_the_askers(start: Any, telegram: FakeTelegram) -> None:
    async with start():
        bob = telegram.user("Bob", language_code="en")
        assert (await bob.asks_inline("")).button["text"] == EN.chat.inline_hint


async def test_a_chosen_card_is_a_citation_that_opens(
    start: Any, telegram: FakeTelegram, ada: User
) -> None:
    bob = telegram.user("Bob", language_code="zh-hans")
    room = telegram.supergroup("Room", members=[ada, bob])
    async with start() as bot:
        card = (await ada.asks_inline(ASKED)).results[0]
        posted = await ada.chooses(card, in_=room)
        assert FOUND in posted.text
        content = card.json["input_message_content"]
        assert content["link_preview_options"] == {"is_disabled": True}
        [link] = [entity.url for entity in posted.entities if entity.url]
        base, _, payload = link.partition("?start=")
        assert base == "https://t.me/wenju_bot"
        opened = await bot.answer(await bob.starts(bot.me, payload))
        assert FOUND in opened.text
        private = await ada.chooses(card, in_=bot.me)
        file = await bot.answer(await ada.says("/source", reply_to=private))
        assert file.document


async def test_closed_to_strangers(start: Any, telegram: FakeTelegram, ada: User) -> None:
    bob = telegram.user("Bob", language_code="zh-hans")
    async with start(users=frozenset({ada.id})):
        assert (await ada.asks_inline(ASKED)).results
        refused = await bob.asks_inline(ASKED)
        assert not refused.results
        assert refused.button["text"] == ZH.chat.not_allowed


async def test_too_many_queries_say_so(start: Any, ada: User) -> None:
    async with start(questions_per_person=1):
        for _ in range(ASIDES):
            assert (await ada.asks_inline(ASKED)).results
        refused = await ada.asks_inline(ASKED)
        assert refused.button["text"] == ZH.chat.slow_down
        assert refused.cache_time == 0


async def test_typing_takes_nothing_from_questions(start: Any, ada: User) -> None:
    async with start(questions_per_person=1) as bot:
        for _ in range(ASIDES + 1):
            await ada.asks_inline(ASKED)
        assert (await bot.answer(await ada.says(ASKED))).text
