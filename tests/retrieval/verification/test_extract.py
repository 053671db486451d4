"""What a text puts in quotation marks, and where it says that this is from."""

import pytest
from hypothesis import given
from samples import contents

from retrieval.verification.extract import quoted
from retrieval.verification.models import Reason


def inside(text):
    found, _ = quoted(text)
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("他说：“满都拉口岸”。", ["满都拉口岸"]),
        ("他說：「滿都拉口岸」，又說：『過貨量突破』。", ["滿都拉口岸", "過貨量突破"]),
        ('他说："满都拉口岸"和"过货量突破"。', ["满都拉口岸", "过货量突破"]),
        ("“一区‘一主题’创建”", ["一区‘一主题’创建"]),
        ("「他說『好得很』就走了」", ["他說『好得很』就走了"]),
        ("“外面“里面的话”外面”", ["外面“里面的话”外面"]),
        ("it's “four words in quotation” isn't it", ["four words in quotation"]),
        ("没有引号的话。", []),
        ("“第一行的话。\n“第二行的话。”", ["第一行的话。", "第二行的话。"]),
    ],
)
def test_quotations(text, quotations):
    assert inside(text) == quotations


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("所谓“一带”。", Reason.SHORT),
        ("他说“好！”", Reason.SHORT),
        ("“不成对的引号", Reason.UNBALANCED),
        ("不成对的引号”", Reason.UNBALANCED),
        ("“错配的引号」", Reason.UNBALANCED),
        ('三个"引号"不成"对', Reason.UNBALANCED),
        (f"“{'长' * 5001}”", Reason.LONG),
    ],
)
def test_what_is_skipped(text, reason):
    found, skipped = quoted(text)
    assert (found, [one.reason for one in skipped]) == ([], [reason])


def test_a_line_that_does_not_pair_leaves_the_others():
    found, skipped = quoted("“不成对的\n他说“过货量突破”。")
    assert len(found) == len(skipped) == 1


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("据《工作报告》，“过货量突破”。", "工作报告"),
        ("《工作报告》指出：“过货量突破”。", "工作报告"),
        (
            "根据国务院《关于印发〈办法〉的通知》（国发〔2020〕5号），“过货量突破”。",
            "关于印发〈办法〉的通知",
        ),
        ("《甲报告》之后，《乙报告》明确提出，要“过货量突破”。", "乙报告"),
        ("“过货量突破。”（《工作报告》）", "工作报告"),
        ("“过货量突破”——《工作报告》", "工作报告"),
        ("“过货量突破”（见2024年《工作报告》第三部分）", "工作报告"),
        ("《工作报告》发表了。他说：“过货量突破”。", None),
        ("他说：“过货量突破”。《工作报告》发表了。", None),
        ("据报道，“过货量突破”。", None),
    ],
)
def test_the_source_named(text, source):
    [found] = quoted(text)[0]
    assert found.source == source


def test_each_quotation_has_its_own_source():
    found, _ = quoted("《甲报告》说“过货量突破”。《乙报告》说“满都拉口岸”。他说“今天天气”。")
    assert [one.source for one in found] == ["甲报告", "乙报告", None]


@given(contents)
def test_any_text(text):
    found, skipped = quoted(text)
    assert all(one.line[0] < one.start < one.end <= one.line[1] for one in found)
    ends = [(one.start, one.end) for one in found]
    assert ends == sorted(ends)
    assert all(one.text for one in skipped)
