"""Questions in one language and texts in the other: what meets, and what is said otherwise."""

import json

import pytest
from libraries import put

from bot.messages.texts import texts_in
from bot.output.answers import Terminal, to_json
from bot.telegram.rendering.answers import not_found
from retrieval import Library, Standing
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.other_words import translations
from retrieval.analysis.questions import understand
from retrieval.text.folding import data, fold
from retrieval.text.homophones import in_letters
from retrieval.text.languages import common_language, language_of

HANDBOOK = """Staff Handbook

1. Contacts
The office manager is Zhang Wei, extension 4402. The Hangzhou branch is to be opened at 9 o'clock.

2. Probation
The probation period is three months. It is extended only with approval in writing.

3. Refunds
A refund is paid within 14 days of the return of the goods.

4. Hotels
The nightly limit is 95 USD. Breakfast is included.

5. Passwords
Passwords must be at least 14 characters long.
"""
RULES = """员工手册

一、联系
办公室主任张伟，分机4402。服务热线：400-555-0199。

二、试用
试用期为三个月，经书面批准方可延长。

三、退款
货物退回后14天内退款。

四、口岸
白石口岸去年货运量达35万吨。
"""


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    root = tmp_path_factory.mktemp("english")
    put(root, "handbook.txt", HANDBOOK)
    return Library.open(root, index=tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    root = tmp_path_factory.mktemp("chinese")
    put(root, "手册.txt", RULES)
    return Library.open(root, index=tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("张伟的分机是多少", "extension 4402"),
        ("试用期多长", "three months"),
        ("退款多少天到账", "within 14 days"),
        ("酒店每晚限额是多少", "95 USD"),
        ("密码最少多少个字符", "14 characters"),
        ("含早餐吗", "Breakfast is included"),
        ("杭州的办公室", "Hangzhou"),
    ],
)
def test_a_chinese_question_finds_a_text_in_english(english, question, holds):
    answer = english.ask(question)
    assert holds in (answer.excerpts or answer.nearest)[0].text


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("What is the service hotline?", "400-555-0199"),
        ("extension of the office", "4402"),
        ("How long is the probation period?", "三个月"),
        ("When is the refund paid?", "14天"),
        ("How much cargo passed through Baishi port?", "35万吨"),
    ],
)
def test_an_english_question_finds_a_chinese_text(chinese, question, holds):
    answer = chinese.ask(question)
    assert holds in (answer.excerpts or answer.nearest)[0].text


def test_what_was_looked_for_is_said(english):
    assert "probation" in english.ask("试用期多长").looked_for


def test_with_its_own_words_alone_nothing_is_found(english):
    assert english.ask("试用期多长", exact=True).standing is Standing.NONE


@pytest.mark.parametrize(
    ("where", "question", "language"),
    [
        ("english", "年终奖怎么发", "en"),
        ("chinese", "Where do I park my bicycle?", "zh"),
        ("english", "Where do I park my bicycle?", None),
        ("chinese", "年终奖怎么发", None),
        ("chinese", "GDP", None),
    ],
)
def test_where_nothing_answers_the_language_of_the_library_is_said(
    request, tmp_path, where, question, language
):
    answer = request.getfixturevalue(where).ask(question)
    assert answer.standing is Standing.NONE
    assert answer.language == language
    assert json.loads(to_json(answer)).get("language") == language
    texts = texts_in("zh")
    told = texts.answers.language(answer)
    assert bool(told) is (language is not None)
    assert told in Terminal(texts, tmp_path, colour=False).answer(answer)
    assert told in not_found(answer, texts, short=True).html


def test_a_library_in_both_languages_has_none(tmp_path):
    put(tmp_path, "a.txt", HANDBOOK)
    put(tmp_path, "b.txt", RULES)
    assert Library.open(tmp_path).ask("年终奖怎么发").language is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("试用期", "zh"),
        ("VPN网关地址", "zh"),
        ("How much?", "en"),
        ("2024", None),
        ("", None),
        ("退款 refund 将在仓库签收后退回", "zh"),
    ],
)
def test_the_language_of_a_text_is_that_of_most_of_it(text, language):
    assert language_of(text) == language


def test_the_language_of_texts_is_that_of_nearly_all():
    assert common_language(["试用期"] * 9 + ["probation"]) == "zh"
    assert common_language(["试用期"] * 8 + ["probation"] * 2) is None
    assert common_language(["2024"]) is None


def test_words_of_the_other_language_are_looked_for_where_there_are_texts_in_it():
    question = "酒店 hotline"
    known = {"hotel"}.__contains__
    plain = understand(question, Analyzer(), known).near
    wide = understand(question, Analyzer(), known, english=True).near
    assert {near.word for near in wide["酒店"]} == {"hotel"}
    assert "酒店" not in plain
    assert {near.word for near in plain["hotline"]} >= {"热线"}


def test_a_common_word_in_letters_is_no_name():
    names = understand("How long is the hotline of AX300?", Analyzer()).required.names
    assert names == (("ax300",),)


def test_several_words_stand_for_one():
    tokens = ("how", " ", "much", " ", "per", " ", "day")
    found = [*translations("".join(tokens), tokens, into_english=False)]
    assert [(*span, tuple(others)) for *span, others in found] == [(9, 16, ("每天", "每日"))]


def test_the_list_is_folded_and_each_group_has_both_languages():
    for line in data("both_languages.txt"):
        words = line.split()
        assert line == fold(line)
        assert {word.isascii() for word in words} == {True, False}, line


@pytest.mark.parametrize(
    ("word", "letters"),
    [("北京", ("bei", "jing")), ("张伟", ("zhang", "wei")), ("a", ()), ("", ())],
)
def test_a_name_is_spelled_as_it_is_read(word, letters):
    assert in_letters(word) == letters
