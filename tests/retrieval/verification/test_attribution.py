"""Which names of a document are its own."""

import pytest
from samples import document

from retrieval.verification.attribution import is_named

TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"


def titled(title):
    made = document(f"{title}\n发文时间:2024-12-11\n资料来源:市工业和信息化局\n\n正文。\n")
    assert made.title == title
    return made


@pytest.mark.parametrize(
    ("title", "source"),
    [
        (TITLE, TITLE),
        (TITLE, TITLE.removeprefix("关于")),
        (TITLE, f"包头市{TITLE}"),
        (TITLE, "铸牢中华民族共同体意识工作情况的报告"),
        (TITLE, "關於鑄牢中華民族共同體意識、促進各民族廣泛交往交流交融工作情況的報告"),
        (TITLE, "市工业和信息化局"),
        ("包头市2024年政府工作报告", "政府工作报告"),
        ("包头市2024年政府工作报告", "2024年政府工作报告"),
    ],
)
def test_its_own(title, source):
    assert is_named(titled(title), source)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("包头市2024年政府工作报告", "包头市2023年政府工作报告"),
        ("包头市2024年政府工作报告", "2023年政府工作报告"),
        ("包头市2024年政府工作报告", "呼和浩特市2024年政府工作报告"),
        ("包头市2024年政府工作报告", "报告"),
        (TITLE, "政府工作报告"),
        (TITLE, "中国"),
        (TITLE, ""),
        (TITLE, "。。。。"),
    ],
)
def test_of_others(title, source):
    assert not is_named(titled(title), source)
