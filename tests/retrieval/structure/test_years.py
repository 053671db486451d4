"""Which year words speak of: their own, that of their headings, of the title, of the date."""

from datetime import date

import pytest

from retrieval.reading.reader import read_text
from retrieval.structure.passages import split
from retrieval.structure.years import headed_years, spoken_of

REPORT = """# 2022年青石县政府工作报告

发布日期：2023年1月10日

一、过去一年的工作

新建小学3所。过去五年，脱贫1.2万人。

游客比2021年增长8%。

去年，大桥通车。

二、2023年工作安排

新建初中1所。今年要修好水渠。到2025年，建成公园6个。

三、其他

县里有图书馆。明年将举办运动会。
"""


@pytest.fixture(scope="module")
def document():
    return read_text(REPORT, "report.md")


def spoken(document, words):
    passages = split(document)
    start = document.text.index(words)
    passage = next(each for each in reversed(passages) if each.start <= start)
    return spoken_of(document, passage.section, (start, start + len(words)))


@pytest.mark.parametrize(
    ("words", "years", "planned"),
    [
        ("新建小学3所。", {2022}, False),
        ("过去五年，脱贫1.2万人。", {2018, 2019, 2020, 2021, 2022}, False),
        ("去年，大桥通车。", {2022}, False),
        ("新建初中1所。", {2023}, True),
        ("今年要修好水渠。", {2023}, True),
        ("到2025年，建成公园6个。", {2025}, True),
        ("县里有图书馆。", {2022}, False),
        ("明年将举办运动会。", {2024}, True),
    ],
)
def test_the_nearest_that_states_a_year_says_which(document, words, years, planned):
    found = spoken(document, words)
    assert (found.years, found.planned, found.stated) == (years, planned, True)


def test_what_a_figure_is_compared_with_is_not_spoken_of(document):
    assert 2021 not in spoken(document, "游客比2021年增长8%。").years


def test_headings_and_title_tell_the_years_of_a_document(document):
    sections = {passage.section for passage in split(document)}
    assert headed_years(document, sections) == {2022, 2023}


@pytest.mark.parametrize(
    ("text", "years", "stated"),
    [
        ("# 县图书馆二〇二三年度总结\n\n接待读者一万人。", {2023}, True),
        ("# 县图书馆规划（2021—2023年）\n\n接待读者一万人。", {2021, 2022, 2023}, True),
        ("# 县图书馆通知\n\n发布日期：2023年5月1日\n\n接待读者一万人。", {2023}, False),
        ("# 县图书馆通知\n\n接待读者一万人。", set(), False),
        ("# 县图书馆2000年历史展\n\n接待读者一万人。", set(), False),
    ],
)
def test_without_headings_the_title_then_the_date(text, years, stated):
    found = spoken(read_text(text, "a.md"), "接待读者一万人。")
    assert (found.years, found.stated) == (years, stated)


def test_the_dates_of_a_report_early_in_a_year_are_of_that_year(document):
    assert document.metadata.issued_on == date(2023, 1, 10)
