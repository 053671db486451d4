"""What of a text asks, what stands beside it, and two questions in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.question_parts import split
from retrieval.text.folding import fold

ANALYZER = Analyzer()


def parts(question):
    """Each question with its context, without the spaces for what is left out."""
    return [
        (" ".join(asking.split()), " ".join(beside.split()))
        for asking, beside in split(fold(question), ANALYZER)
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("水费怎么收", [("水费怎么收", "")]),
        ("水费和电费怎么收", [("水费和电费怎么收", "")]),
        ("水费和电费分别是多少", [("水费 分别是多少", "电费"), ("电费分别是多少", "水费")]),
        ("水费与电费各是多少", [("水费 各是多少", "电费"), ("电费各是多少", "水费")]),
        ("水费和电费各多少钱", [("水费 各多少钱", "电费"), ("电费各多少钱", "水费")]),
        (
            "水费、电费和燃气费各是多少",
            [
                ("水费 各是多少", "电费 燃气费"),
                ("电费 各是多少", "水费 燃气费"),
                ("燃气费各是多少", "水费 电费"),
            ],
        ),
        ("各区的水费是多少", [("各区的水费是多少", "")]),
        ("水费分别是多少", [("水费分别是多少", "")]),
        ("我家住三楼。水费怎么收？", [("水费怎么收?", "我家住三楼。")]),
        ("水费怎么收？我家住三楼。", [("水费怎么收?", "我家住三楼。")]),
        ("水费多少钱？电费呢？", [("水费多少钱?", "电费呢?"), ("电费呢?", "水费多少钱?")]),
        ("水费怎么收？为什么？", [("水费怎么收?为什么?", "")]),
        ("水费。电费。", [("水费。电费。", "")]),
        ("《停止！》是谁画的", [("《停止!》是谁画的", "")]),
        (
            "《加强和改进管理的通知》和《消防法》分别何时施行",
            [
                ("《加强和改进管理的通知》 分别何时施行", "《消防法》"),
                ("《消防法》分别何时施行", "《加强和改进管理的通知》"),
            ],
        ),
        ("“停！”是谁说的？", [("“停!”是谁说的?", "")]),
        ("v1.2版什么时候发布", [("v1.2版什么时候发布", "")]),
        ("？！", []),
    ],
)
def test_what_asks_is_the_question_and_the_rest_its_context(question, found):
    assert parts(question) == found


def test_so_many_questions_are_one():
    many = "水费怎么收？电费怎么收？气费怎么收？网费怎么收？车费怎么收？"
    assert len(parts(many)) == 1
    assert len(parts(many[:-6])) == 4


@given(st.lists(st.one_of(st.text(max_size=9), contents, st.sampled_from("？和分别是多少"))))
def test_nothing_moves_and_what_asks_has_words(pieces):
    folded = fold("".join(pieces))
    for asking, beside in split(folded, ANALYZER):
        assert ANALYZER.words(asking)
        for kept in (asking, beside or " " * len(folded)):
            assert len(kept) == len(folded)
            assert all(now in (was, " ") for now, was in zip(kept, folded, strict=True))
