"""Filters in what people see: what was understood, and the tap that takes it off."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, User
from samples import ARTICLE, REPORT
from shell import wenju

from bot.messages.filters import EN, ZH
from bot.messages.texts import texts_in
from bot.telegram.schema import FILE_NAME, MIGRATIONS
from bot.telegram.store import Store
from retrieval import FilterKind, Library, option, read_filters

TEXTS = texts_in("zh")

NAME = "wenju_bot"
FOUND = "满都拉口岸过货量突破662万吨"
# Nothing in the documents of July is about this; without the filter it is answered.
EMPTY = "只看2024年7月的,满都拉口岸的过货量是多少?"
RATHER = "《推动主线工作落实落细》示范市创建"
ONLY = "只看2024年7月的,民族团结进步有哪些措施?"


async def test_what_was_understood_is_said_and_taken_off_with_a_tap(
    start: Any, ada: User, seeds: Library
) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(ONLY))
        assert answer.text.endswith("只看：2024年7月")
        assert answer.rows[-1][0].label == ZH.button_off
        assert len(answer.rows[-1][0].data or "") <= 64
        first = answer.html
        await ada.presses(answer, ZH.button_off)
        plain = await bot.me.edits(answer)
        assert plain.html != first
        assert seeds.ask(ONLY.partition(",")[2], limit=9).excerpts[0].text[:30] in plain.text
        assert ZH.button_off not in [button.label for button in plain.buttons]


async def test_a_preference_is_said_and_taken_off(start: Any, ada: User, seeds: Library) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(RATHER))
        assert "优先：《推动主线工作落实落细》" in answer.text
        await ada.presses(answer, "▶")
        second = await bot.me.edits(answer)
        assert second.rows[-1][0].label == ZH.button_off
        await ada.presses(answer, ZH.button_off)
        plain = await bot.me.edits(answer)
        assert seeds.ask(RATHER, limit=9).excerpts[0].text[:30] in plain.text


async def test_a_filter_that_leaves_nothing_says_so_and_offers_the_answer_without_it(
    start: Any, ada: User
) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says(EMPTY))
        assert answer.text == f"{ZH.nothing_left}\n只看：2024年7月"
        assert [button.label for button in answer.buttons] == [ZH.button_off]
        await ada.presses(answer, ZH.button_off)
        assert FOUND in (await bot.me.edits(answer)).text


async def test_what_may_answer_without_the_filter_is_offered_as_uncertain(
    start: Any, ada: User
) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("只看2024年7月的,满都拉口岸何时扩建"))
        assert answer.text.startswith(ZH.nothing_left)
        await ada.presses(answer, ZH.button_off)
        assert (await bot.me.edits(answer)).text.startswith(TEXTS.answers.perhaps)


async def test_where_nothing_answers_anyway_nothing_is_offered(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("只看2024年7月的,量子计算机的冷却温度"))
        assert answer.text.startswith(ZH.nothing_left)
        assert not answer.buttons


async def test_a_question_without_filters_is_answered_as_ever(start: Any, ada: User) -> None:
    async with start() as bot:
        answer = await bot.answer(await ada.says("满都拉口岸的过货量是多少?"))
        assert [button.label for button in answer.rows[-1]] == ["👍", "👎"]
        assert answer.text.endswith("第14段")


async def test_in_a_group_the_tap_is_the_askers(
    start: Any, telegram: FakeTelegram, ada: User, bob: User
) -> None:
    me: Bot = telegram.bot(NAME)
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {EMPTY}", in_=room))
        assert answer.text.startswith(ZH.nothing_left)
        press = await bob.presses(answer, ZH.button_off)
        assert (await press.answered()).text == TEXTS.chat.only_asker
        await ada.presses(answer, ZH.button_off)
        assert FOUND in (await bot.me.edits(answer)).text


async def test_inline_says_what_was_understood(start: Any, ada: User) -> None:
    async with start():
        found = await ada.asks_inline(ONLY)
        assert found.results
        assert found.button["text"] == "只看：2024年7月"
        nothing = await ada.asks_inline(EMPTY)
        assert not nothing.results
        assert nothing.button["text"] == ZH.inline_none
        assert not (await ada.asks_inline("满都拉口岸的过货量是多少")).button


async def test_the_question_is_not_kept(start: Any, ada: User, tmp_path: Path) -> None:
    async with start() as bot:
        await bot.answer(await ada.says(RATHER))
        await bot.answer(await ada.says(EMPTY))
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("bot.sqlite3*"))
    for word in ("推动主线工作", "2024年7月", "只看"):
        assert word.encode() not in kept
        assert json.dumps(word).strip('"').encode() not in kept


def test_a_database_of_the_version_before_goes_on(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as old:
        for statement in MIGRATIONS[0].split(";"):
            old.execute(statement)
        old.execute("INSERT INTO pages VALUES ('token', 1, 2, '[]', 9e9)")
        old.execute("PRAGMA user_version = 1")
    old.close()
    store = Store(tmp_path)
    page = store.page("token")
    assert page is not None
    assert page.unfiltered is None
    token = store.save_page(1, 2, (), "token")
    assert store.page(token).unfiltered == "token"  # type: ignore[union-attr]
    store.close()


def asked(*arguments: str) -> Any:
    return json.loads(wenju("ask", "--json", *arguments).out)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        (("--since", "2024-12"), REPORT),
        (("--until", "2024-08"), ARTICLE),
        (("--since", "2024-07", "--until", "2024年7月"), ARTICLE),
        (("--source", "工业和信息化局"), REPORT),
        (("--title", "《推动主线工作落实落细》"), ARTICLE),
        (("--phrase", "联创共建"), ARTICLE),
        (("--without", "乌兰察布"), REPORT),
        (("--part", "第二部分", "--source", "工业和信息化局"), REPORT),
    ],
)
def test_options_are_hard(options: tuple[str, ...], path: str) -> None:
    answer = asked("民族团结进步", *options)
    assert {found["citation"]["path"] for found in answer["answers"]} == {path}
    assert all(one["hard"] and one["span"] is None for one in answer["filters"])
    assert answer["filters"]


def test_options_that_leave_nothing_say_so() -> None:
    ran = wenju("ask", "--since", "2030", "民族团结进步")
    assert ran.code == 1
    assert ran.out.startswith(f"只看：2030年以来\n{ZH.nothing_left}")
    asked_for = wenju("ask", "只看2030年以来的,民族团结进步")
    assert asked_for.out.startswith(f"只看：2030年以来 {ZH.switch_off}\n{ZH.nothing_left}")


def test_no_filters_takes_none_from_the_question() -> None:
    assert FOUND in asked("--no-filters", EMPTY)["answers"][0]["excerpt"]
    assert asked("--no-filters", EMPTY)["filters"] == []
    assert not asked(EMPTY)["found"]
    [one] = asked(EMPTY)["filters"]
    assert one == {
        "kind": "dates",
        "value": "2024-07-01/2024-07-31",
        "hard": True,
        "span": [0, EMPTY.index(",")],
    }


@pytest.mark.parametrize(
    "option", [("--since", "soon"), ("--number", "5"), ("--part", "3"), ("--title", "《》")]
)
def test_an_option_that_says_nothing_is_an_error(option: tuple[str, str]) -> None:
    ran = wenju("ask", *option, "口岸")
    assert (ran.code, ran.out) == (2, "")
    assert "看不懂" in ran.complaint


def test_dates_that_end_before_they_begin_are_said_to() -> None:
    options = ("--since", "2025", "--until", "2020", "口岸")
    ran = wenju("ask", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint == "wenju: 结束的日期（2020）早于开始的日期（2025）。"
    english = wenju("ask", "--lang", "en", *options).complaint
    assert english == "wenju: The dates end (2020) before they begin (2025)."


@pytest.mark.parametrize(
    ("question", "zh", "en"),
    [
        ("只看2024年的", "只看：2024年", "Only: 2024"),
        ("2021—2023年", "优先：2021—2023年", "First: 2021–2023"),
        ("2020年3月", "优先：2020年3月", "First: 2020-03"),
        ("2020年3月5日", "优先：2020-03-05", "First: 2020-03-05"),
        ("2023年以来", "优先：2023年以来", "First: since 2023"),
        ("2023年5月以来", "优先：2023-05-01以来", "First: since 2023-05-01"),
        ("2023年以前", "优先：到2022年为止", "First: until 2022"),
        (
            "教育部双减 -学科",
            "只看：不含“学科”；优先：来源 教育部",
            "Only: without “学科”; First: from 教育部",
        ),
        ("《办法》第3条", "只看：《办法》 · 第3条", "Only: 《办法》 · 第3条"),
    ],
)
def test_what_was_understood_in_words(question: str, zh: str, en: str) -> None:
    filters = read_filters(question, date(2026, 11, 22))
    assert ZH.understood(filters) == zh
    assert EN.understood(filters) == en


def test_what_is_long_is_shortened() -> None:
    assert len(ZH.named(option(FilterKind.PHRASE, "字" * 900))) < 50
