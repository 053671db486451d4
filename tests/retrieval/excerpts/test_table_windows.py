"""Questions about tables: the row that is asked for, its header, and the rows that it needs."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import put

from bot.messages.texts import texts_in
from bot.output.answers import Terminal, to_json
from bot.telegram.rendering.answers import answer_page
from retrieval import Library
from retrieval.models import Kind

FRUIT = """
品名,库房,存量(箱),保质期
西瓜,东棚,310,12天
甜瓜,东棚,95,10天
李子,冷库2,120,15天
杏子,冷库2,88,7天
梨,冷库4,402,60天
柿子,西棚,57,20天
石榴,西棚,133,45天
樱桃,冷库1,64,6天
荔枝,冷库1,71,5天
桃子,冷库3,208,9天
葡萄,冷库3,176,14天
山楂,西棚,39,40天
枇杷,冷库1,48,8天
杨梅,冷库1,52,3天
橙子,冷库4,365,50天
柚子,冷库4,244,70天
""".strip()
MONTHS = "月份\t入库量（吨）\t出库量（吨）\n" + "\n".join(
    f"2024-{month:02}\t{300 + month * 7}\t{280 + month * 5}" for month in range(1, 13)
)
PEOPLE = """# 通讯录

## 行政楼

| 姓名 | 部门 | 分机 |
|------|------|------|
| 梅兰 | 行政部 | 6203 |
| 岳岩 | 财务部 | 6311 |
| **田壮** | 研发部 | 6420 |

## 水电费

| 楼层 | 水费 | 电费 |
|:--|--:|--:|
| 一层 | 120元 | 860元 |
| 二层 | 95元 | 1030元 |
| 三层 | 143元 | 912元 |
"""
GAPS = """门票价格一览

票种      成人      儿童      老人
平日票    80元      40元      20元
周末票    100元     50元      30元
年票      360元     180元     90元
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("tables")
    put(root, "水果库存.txt", FRUIT)
    put(root, "出入库月报.txt", MONTHS)
    put(root, "通讯录.md", PEOPLE)
    put(root, "门票.txt", GAPS)
    return Library.open(root, index=tmp_path_factory.mktemp("index"))


def best(library, question, **options):
    answer = library.ask(question, **options)
    return (answer.excerpts or answer.nearest)[0]


@pytest.mark.parametrize(
    ("question", "holds", "header"),
    [
        ("荔枝的保质期", "荔枝,冷库1,71,5天", "品名"),
        ("荔枝的保质期是多久", "荔枝,冷库1,71,5天", "品名"),
        ("桃子存放在哪个库房", "桃子,冷库3,208,9天", "品名"),
        ("柚子还有多少箱", "柚子,冷库4,244,70天", "品名"),
        ("西瓜的存量", "西瓜,东棚,310,12天", "品名"),
        ("枇杷保质期几天", "枇杷,冷库1,48,8天", "品名"),
        ("2024-07入库量", "2024-07\t349\t315", "月份"),
        ("2024-12的出库量是多少", "2024-12\t384\t340", "月份"),
        ("梅兰的分机", "| 梅兰 | 行政部 | 6203 |", "| 姓名"),
        ("田壮的分机号是多少", "| **田壮** | 研发部 | 6420 |", "| 姓名"),
        ("岳岩在哪个部门", "| 岳岩 | 财务部 | 6311 |", "| 姓名"),
        ("二层的电费", "| 二层 | 95元 | 1030元 |", "| 楼层"),
        ("三层水费多少", "| 三层 | 143元 | 912元 |", "| 楼层"),
        ("周末票儿童多少钱", "周末票    100元     50元      30元", "票种"),
        ("年票老人多少钱", "年票      360元     180元     90元", "票种"),
    ],
)
def test_the_row_that_is_asked_for_comes_first(library, question, holds, header):
    excerpt = best(library, question)
    assert excerpt.text == holds
    assert excerpt.header_text.startswith(header)
    assert excerpt.document.text[slice(*excerpt.header)] == excerpt.header_text


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        ("一层和三层的电费相差多少", ("一层", "三层")),
        ("二层比一层的电费多多少", ("一层", "二层")),
        ("哪一层电费最高", ("一层", "二层", "三层")),
        ("电费合计多少", ("一层", "二层", "三层")),
        ("水费和电费一共多少", ("一层", "二层", "三层")),
        ("平日票和年票的成人票价分别是多少", ("平日票", "年票")),
        ("哪种票儿童最便宜", ("平日票", "周末票", "年票")),
        ("荔枝和桃子的保质期哪个更长", ("荔枝", "桃子")),
    ],
)
def test_a_comparison_shows_the_rows_that_it_needs(library, question, needed):
    excerpt = best(library, question)
    assert [each for each in needed if each not in excerpt.text] == []
    assert excerpt.header_text
    assert excerpt.header[1] <= excerpt.start
    assert excerpt.items_left == 0


def test_rows_that_do_not_fit_are_counted(library):
    excerpt = best(library, "各月入库量", max_chars=60, min_confidence=0)
    shown = excerpt.text.count("\n") + 1
    assert excerpt.text.startswith("2024-01")
    assert shown + excerpt.items_left == 12
    start, end = next(item for item in excerpt.items if item[0] >= excerpt.end)
    assert excerpt.document.text[start:end].startswith(f"2024-{shown + 1:02}")


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("哪种水果存量最多", "梨,冷库4,402,60天"),
        ("存量最少的水果", "杏子,冷库2,88,7天"),
        ("哪种水果保质期最长", "梨,冷库4,402,60天"),
    ],
)
def test_of_rows_that_do_not_fit_the_one_with_the_most_is_shown(tmp_path, question, row):
    lines = FRUIT.split("\n")
    put(tmp_path, "水果.txt", "\n".join([*lines[:6], "合计,全部,9999,0天"]))
    excerpt = best(Library.open(tmp_path), question, max_chars=60, min_confidence=0)
    assert excerpt.text == row


_HEADS, *_ROWS = (line.split(",") for line in FRUIT.split("\n"))


@given(
    st.lists(st.sampled_from([*_HEADS, *(cell for row in _ROWS for cell in row)]), min_size=1),
    st.sampled_from(["", "最多", "合计", "是多少", "分别是多少", "有哪些"]),
    st.integers(10, 300),
)
@settings(max_examples=60, deadline=None)
def test_a_row_always_comes_with_its_header(library, words, asking, max_chars):
    answer = library.ask("和".join(words[:3]) + asking, min_confidence=0, max_chars=max_chars)
    for excerpt in answer.excerpts:
        document, passages = excerpt.document, library.passages(excerpt.document)
        (passage,) = (each for each in passages if each.start <= excerpt.start < each.end)
        assert passage.header is None or excerpt.header == passage.above
        if passage.kind is Kind.ROW:
            assert document.text[slice(*excerpt.header)] == excerpt.header_text


@pytest.mark.parametrize("question", ["水电费", "通讯录行政楼", "保质期", "门票价格"])
def test_a_header_is_never_the_whole_answer(library, question):
    answer = library.ask(question, min_confidence=0)
    for excerpt in answer.excerpts:
        table = excerpt.header or "\n" in excerpt.text or "|" not in excerpt.text
        assert table, excerpt.text


def test_json_has_the_header_as_a_slice_of_the_document(library):
    excerpt = best(library, "荔枝的保质期")
    shape = json.loads(to_json(library.ask("荔枝的保质期")))["answers"][0]
    start, end = shape["header"]
    assert excerpt.document.text[start:end] == shape["header_text"] == "品名,库房,存量(箱),保质期"
    plain = json.loads(to_json(library.ask("门票价格一览", min_confidence=0)))["answers"][0]
    assert "header" not in plain or plain["excerpt"][0] in "平周年"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_header_is_shown_above_the_row(library, language, tmp_path):
    answer = library.ask("田壮的分机号是多少")
    texts = texts_in(language)
    shown = Terminal(texts, tmp_path, colour=False).answer(answer)
    assert "1. | 姓名 | 部门 | 分机 |\n| 田壮 | 研发部 | 6420 |\n" in shown
    html = answer_page(answer.excerpts, 0, 3, "t", texts).html
    assert "| 姓名 | 部门 | 分机 |\n<b>| 田壮 | 研发部 | 6420 |</b>" in html
    assert "---" not in shown + html


def test_an_excerpt_that_is_restored_has_its_header(library):
    excerpt = best(library, "荔枝的保质期")
    document = excerpt.document
    again = library.restore(document.path, document.sha256, excerpt.start, excerpt.end)
    assert again.header == excerpt.header


def test_a_number_is_not_found_inside_of_another(tmp_path):
    rows = ["日期,值班人,电话", "10月2日,何露,6012", "10月3日,周正,6011", "10月4日,韩芳,6013"]
    put(tmp_path, "值班.txt", "\n".join(rows))
    assert best(Library.open(tmp_path), "10月3日谁值班").text == rows[2]


@pytest.mark.parametrize(
    "question", ["哪一层电费最高", "哪个月入库量最大", "一层和三层的电费相差多少"]
)
def test_what_no_table_says_and_its_rows_answer_is_not_missing_evidence(library, question):
    answer = library.ask(question)
    assert answer.found
    assert answer.excerpts[0].header
