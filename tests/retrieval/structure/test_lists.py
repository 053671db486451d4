"""Whole lists and single items: what announces a list, what is shown of it, what is left."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from laid_out import asked
from samples import REPORT, SEEDS, contents, document, formats

from retrieval import Library
from retrieval.analysis.questions import WHOLE
from retrieval.structure.lists import find
from retrieval.structure.passages import split

HAN = "一二三四五六七八九"
# How items are marked: inside a paragraph, then one a paragraph.
INLINE = [
    *("{han}是", "{han}要", "第{han}，"),
    *("{circled}", "{number}）", "（{number}）", "{number}.", "（{han}）"),
]
LINES = [*INLINE, "{han}、", "- ", "* "]
ASKING_FOR_ALL = """
有哪些措施? 包括哪些方面 采取了哪些做法 怎么做 主要内容
办理分几步? 需要什么材料? 有何要求 如何申请 注意事项
""".split()
ASKING_FOR_NONE = """
过货量是多少? 统一是什么意思 谁负责 第三条 第二产业增加值 这件事怎么看
""".split()


def marks(style, count):
    return [style.format(han=HAN[n], number=n + 1, circled=chr(ord("①") + n)) for n in range(count)]


def lists(text, suffix=".txt"):
    """(what the excerpt begins with, the items), for each list."""
    read = document(text, suffix)
    return [
        (
            read.text[found.start : found.items[0]].strip(),
            [read.text[a:b] for a, b in zip(found.items, found.ends, strict=True)],
        )
        for found in find(split(read))
    ]


@pytest.mark.parametrize("style", INLINE)
def test_items_inside_a_paragraph_behind_the_sentence_that_announces_them(style):
    items = [f"{mark}抓好第{n}件事；" for n, mark in enumerate(marks(style, 3))]
    text = f"概况如何不说。今年要做三件事：{''.join(items)}"
    assert lists(text) == [("今年要做三件事：", items)]


@pytest.mark.parametrize("style", LINES)
def test_items_on_lines_of_their_own(style):
    items = [f"{mark}抓好第{n}件事，办成。" for n, mark in enumerate(marks(style, 3))]
    lead = "各单位要做好以下工作："
    assert lists("\n".join(["概况。", lead, *items, "特此通知，请照办。"])) == [(lead, items)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二、下一步安排\n\n一是甲。\n二是乙。", [("二、下一步安排", ["一是甲。", "二是乙。"])]),
        ("首先，甲。其次，乙。", []),
        ("先说。首先，甲。其次，乙。", [("先说。", ["首先，甲。", "其次，乙。"])]),
        (
            "包括：\n1.甲。\n说明。\n2.乙。\n说明。",
            [("包括：", ["1.甲。\n说明。", "2.乙。\n说明。"])],
        ),
        (
            "先说：一是甲。二是乙。再说：一是丙。二是丁。",
            [
                ("先说：", ["一是甲。", "二是乙。再说："]),
                ("再说：", ["一是丙。", "二是丁。"]),
            ],
        ),
        ("包括：1.甲；3.丙；", []),
        ("包括：1.甲；", []),
        ("包括：\n- 甲\n  - 子\n  - 女\n- 乙", [("包括：", ["- 甲\n  - 子\n  - 女", "- 乙"])]),
        ("", []),
    ],
)
def test_lists(text, expected):
    assert [found for found in lists(text) if "子" not in found[1][0][:3]] == expected


def test_bullets_of_markdown_under_their_heading():
    text = "# 指南\n\n## 需要的材料\n\n- 身份证\n- 户口簿\n\n另行通知。\n\n- 别的\n- 再别的\n"
    assert lists(text, ".md")[0] == ("## 需要的材料", ["- 身份证", "- 户口簿"])


def test_sections_side_by_side_are_a_list_that_begins_with_the_first():
    body = "各单位要认真抓好落实，切实做好有关工作，确保取得实效，按时报告有关情况，不得有误。"
    headings = ["（一）加强领导", "（二）强化保障", "二、附则"]
    text = "\n\n".join(["一、总体要求", *(f"{heading}\n\n{body}" for heading in headings)])
    found = lists(text)
    assert [start for start, _ in found] == [""]
    assert [item.split("\n")[0] for item in found[0][1]] == headings[:2]


@given(contents, formats)
def test_items_are_apart_in_order_and_inside_the_document(text, suffix):
    read = document(text, suffix)
    for found in find(split(read)):
        assert len(found.items) == len(found.ends) > 1
        assert found.lead <= found.start <= found.items[0]
        assert all(a < b for a, b in zip(found.items, found.ends, strict=True))
        assert all(end <= start for end, start in zip(found.ends, found.items[1:], strict=False))
        edges = [found.start, *found.items[1:], len(read.text)]
        assert [found.left(end) for end in edges[1:]] == [*range(len(found.items) - 1, -1, -1)]
        assert found.left(found.ends[-1]) == 0


@pytest.mark.parametrize(
    ("question", "item"),
    [
        *((question, WHOLE) for question in ASKING_FOR_ALL),
        ("二是什么?", 2),
        ("工作安排的第三点是什么", 3),
        ("第2项措施", 2),
        ("首先是什么", 1),
        *((question, None) for question in ASKING_FOR_NONE),
    ],
)
def test_what_a_question_asks_for(question, item):
    assert asked(question).item == item


@pytest.fixture(scope="module")
def seeds():
    return Library.open(SEEDS)


@pytest.mark.parametrize(
    ("question", "start", "left"),
    [
        ("下一步工作安排有哪些?", "二、下一步工作安排\n\n一是提高", 1),
        ("下一步有哪些工作安排?", "二、下一步工作安排\n\n一是提高", 1),
        ("在文化维度上推动共享有哪些做法?", "(二)构筑中华民族共有精神家园", 1),
        ("思想维度上凝聚共识包括哪些方面?", "(五)夯实民族团结进步根基", 2),
        ("民族事务治理体系怎么完善?", "(四)完善民族事务治理体系", 1),
        ("工作开展情况包括哪些方面?", "(一)深入实施“三项计划”", 4),
        ("固边兴边富民行动怎么做?", "二是深入开展固边兴边富民行动。", 0),
        ("下一步工作安排的第二点是什么?", "二是深入开展固边兴边富民行动。", 0),
        ("下一步工作安排，三是什么?", "三是着力提升民族事务治理现代化水平。", 0),
        ("推动共享的第三项做法", "三是挖掘文化互嵌的“厚家底”。", 0),
        ("民族事务治理现代化水平", "三是着力提升民族事务治理现代化水平。", 0),
    ],
)
def test_the_real_report(seeds, question, start, left):
    answer = seeds.ask(question)
    best = (answer.excerpts or answer.nearest)[0]
    assert (best.document.path, best.text[: len(start)]) == (REPORT, start)
    assert best.items_left == left


def test_a_list_is_whole_where_there_is_room(seeds):
    best = seeds.ask("下一步工作安排有哪些?", max_chars=1000).excerpts[0]
    assert best.items_left == 0
    assert [best.text.count(mark) for mark in ("一是", "二是", "三是")] == [1, 1, 1]
    assert best.text.endswith("治理体系和治理能力现代化。")


def test_no_list_is_offered_that_nobody_asked_for(seeds):
    for excerpt in seeds.ask("满都拉口岸的过货量是多少?").excerpts:
        assert (excerpt.items_left, excerpt.items) == (0, ())


def test_a_list_under_a_heading_that_is_asked_for_is_offered(seeds):
    best = seeds.ask("下一步工作安排").excerpts[0]
    shown = [best.document.text[start:end][:2] for start, end in best.items]
    assert (shown, best.items_left) == (["一是", "二是", "三是"], 1)


@settings(max_examples=40)
@given(
    st.sampled_from(LINES),
    st.integers(2, 9),
    st.lists(st.integers(1, 12), min_size=9, max_size=9),
    st.integers(15, 400),
    st.sampled_from(["", "\n"]),
)
def test_the_lead_in_and_every_item_that_fits(style, count, sizes, max_chars, between):
    assume(between or style in INLINE)
    lead = "口岸扩能采取了以下措施："
    bodies = [f"抓好{'通关便利和' * size}货运；" for size in sizes]
    items = [mark + body for mark, body in zip(marks(style, count), bodies, strict=False)]
    text = f"概况。\n{between.join([lead, *items])}\n此外天气晴好，游人如织，一切如常。\n"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.md").write_text(text, "utf-8")
        library = Library.open(folder)
    best = library.ask("口岸扩能有哪些措施?", max_chars=max_chars, min_confidence=0).excerpts[0]
    whole = between.join([lead, *items])
    assert whole.startswith(best.text)
    assert len(best.text) <= max_chars
    edges = [len(between.join([lead, *items[:n], ""])) for n in range(count)]
    assert sum(edge < len(best.text) for edge in edges) + best.items_left == count
    if len(whole) <= max_chars:
        assert (best.text, best.items_left) == (whole, 0)
