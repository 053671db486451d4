"""The index tells which documents may have a part: those that have it, and few others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import document, index_of

from retrieval import FilterKind, option
from retrieval.filters.parts import find, located
from retrieval.index.keyed import pairs_of
from retrieval.indexing.segment_merger import merge_segments
from retrieval.structure.passages import split

TEXTS = {
    "articles": "借车\n\n第九条 登记。\n\n第十条 上锁。\n\n第十条之一 检修。\n\n第十一条 赔偿。",
    "chapters": "还车\n\n第一章 总则\n\n第一节 目的\n\n为了方便。\n\n第二节 原则\n\n先到先用。"
    "\n\n第二章 附则\n\n另行通知。\n",
    "parts": "修车指南\n\n第一部分 准备\n\n备好扳手。\n\n第二部分 动手\n\n拧紧螺丝。\n",
    "counted": "停车安排\n\n一、东区停车\n\n停在棚里。\n\n二、西区停车\n\n停在线内。\n",
    "annexes": "洗车\n\n请照附件办理。\n\n附件1\n\n价目表如下。\n\n附件2\n\n时间表如下。\n",
    "one annex": "租车通知\n\n请照附件办理。\n\n附件\n\n租车的价目表如下。\n",
}
QUESTIONS = {
    "第十条": {"articles"},
    "第十条之一": {"articles"},
    "第十条之一第二款": {"articles"},
    "第二章": {"chapters"},
    "第一章第二节": {"chapters"},
    "第二部分": {"parts", "counted"},
    "附件1": {"annexes", "one annex"},
    "附件2": {"annexes"},
    "第十二条": set(),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_part_is_looked_for_where_its_number_heads_something(question):
    documents = [document(text) for text in TEXTS.values()]
    (flags,) = index_of(documents).among([option(FilterKind.PART, question)])
    found = {name for name, has in zip(TEXTS, flags, strict=True) if has}
    assert found == QUESTIONS[question]


@given(st.lists(st.sampled_from([*TEXTS.values()]), min_size=1, max_size=3), st.data())
def test_no_document_that_has_a_part_is_left_out(texts, data):
    """Whatever stands one behind the other in it."""
    read = document("\n\n".join(texts))
    asked = data.draw(st.sampled_from([*QUESTIONS]))
    [(_, part)] = find(asked)
    (flags,) = index_of([read]).among([option(FilterKind.PART, asked)])
    assert flags[0] or located(split(read), part) is None


def test_a_merged_index_knows_the_numbers_that_its_parts_do():
    segments = [index_of([document(text)])._segments[0] for text in TEXTS.values()]
    kept = [n for n, name in enumerate(TEXTS) if name != "parts"]
    pieces = [(each, [0] if n in kept else []) for n, each in enumerate(segments)]
    found = merge_segments(pieces).arrays
    merged = pairs_of("headings", found, np.arange(len(kept), dtype=np.int32)).tolist()
    first = np.zeros(1, np.int32)
    own = [pairs_of("headings", segments[n].arrays, first).tolist() for n in kept]
    assert merged == sorted(key | n for n, keys in enumerate(own) for key in keys) != []
