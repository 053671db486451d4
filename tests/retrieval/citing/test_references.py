"""References by GB/T 7714: what the document states, nothing else."""

from datetime import date

import pytest
from samples import ARTICLE, REPORT, SEEDS, document

from retrieval import Work, gbt7714, work_of

SEEN = date(2026, 11, 22)
URL = "http://www.gov.cn/a.htm"


@pytest.mark.parametrize(
    ("work", "reference"),
    [
        (Work("标题"), "标题[Z]."),
        (Work("标题", source="某局", issued_on=date(2024, 12, 1)), "某局. 标题[Z]. 2024-12-01."),
        (
            Work("通知", source="市政府", document_number="国办发〔2024〕12号"),
            "市政府. 通知: 国办发〔2024〕12号[Z].",
        ),
        (
            Work("通知", source="市政府", issued_on=date(2024, 1, 2), url=URL),
            f"市政府. 通知[EB/OL]. (2024-01-02)[2026-11-22]. {URL}.",
        ),
        (Work("网页", url=URL), f"网页[EB/OL]. [2026-11-22]. {URL}."),
        (
            Work("文章", author="张三、李四", source="《中国民族》杂志2024年第6期"),
            "张三, 李四. 文章[J]. 中国民族, 2024(6).",
        ),
        (Work("文章", source="求是 2020年第07期"), "文章[J]. 求是, 2020(7)."),
        (
            Work("文章", source="《经济研究》2020年第55卷第3期", url=URL),
            f"文章[J/OL]. 经济研究, 2020, 55(3)[2026-11-22]. {URL}.",
        ),
        (Work("文章", author="甲 乙、丙，丁;戊"), "甲, 乙, 丙, 等. 文章[Z]."),
        (Work("关于国办发〔2024〕12号的通知", document_number="国办发〔2024〕12号"),
         "关于国办发〔2024〕12号的通知[Z]."),
    ],
)  # fmt: skip
def test_the_rules(work, reference):
    assert gbt7714(work, SEEN) == reference


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        (
            REPORT,
            "市工业和信息化局. 关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
            "[Z]. 2024-12-11.",
        ),
        (
            ARTICLE,
            "推动主线工作落实落细 打造民族团结进步事业升级版[J]. 中国民族, 2024(6).",
        ),
    ],
)
def test_the_seeds(name, reference):
    read = document((SEEDS / name).read_text("utf-8"))
    shown = gbt7714(work_of(read), SEEN)
    assert shown == reference or shown.endswith(f". {reference}")
