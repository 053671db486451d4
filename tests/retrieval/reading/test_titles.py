"""The title of an official document, however it is laid out."""

import pytest
from samples import document

BODY = "满都拉口岸今年的过货量突破662万吨，创历史新高；货运列车每天开行12列，同比增长。"
SHORT = "关于加强口岸管理工作的通知"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["某某市人民政府", SHORT], f"某某市人民政府{SHORT}"),
        (
            ["某某市人民政府办公室", "关于印发某某市口岸管理", "实施方案的通知"],
            "某某市人民政府办公室关于印发某某市口岸管理实施方案的通知",
        ),
        # A kind of document inside the title ends it no more than a line does.
        (
            ["某某市人民政府关于印发口岸管理实施方案", "的通知"],
            "某某市人民政府关于印发口岸管理实施方案的通知",
        ),
        (
            ["某某市人民政府关于印发口岸发展规划", "（2024—2026年）的通知"],
            "某某市人民政府关于印发口岸发展规划（2024—2026年）的通知",
        ),
        (["政 府 工 作 报 告"], "政府工作报告"),
        (["关 于 口 岸 的", "通　知"], "关于口岸的通知"),
        (["某某市人民政府文件", "某政发〔2024〕1号", SHORT], SHORT),
        (["特急", "某政发〔2024〕1号    签发人：张三", SHORT], SHORT),
        (["附件1", "口岸工作职责分工表"], "口岸工作职责分工表"),
        (["招标文件"], "招标文件"),
        # Lines that are no title by themselves.
        (["中华人民共和国", "口岸管理法"], "中华人民共和国口岸管理法"),
        (["某某市人民政府", "公告"], "某某市人民政府公告"),
        (["2024年口岸运行情况", "统计公报", "某某市口岸办公室"], "2024年口岸运行情况统计公报"),
        (["某某市口岸办公室", "关于口岸建设的几点想法"], "某某市口岸办公室关于口岸建设的几点想法"),
        # Letterheads, down to their number.
        (["某某市人民政府", "某政发〔2024〕1号", SHORT], SHORT),
        (["某某市财政局", "某某市口岸办公室", "文 件", "某财〔2024〕1号", SHORT], SHORT),
        (
            [
                "000012",
                "机密★1年",
                "特急",
                "某某市政府文件",
                "某政发〔2024〕1号 签发人：张三",
                SHORT,
            ],
            SHORT,
        ),
        (["某某省税务局公告", "2024年第3号", "关于优化口岸服务的公告"], "关于优化口岸服务的公告"),
        # Two lines that are no title together.
        (["口岸突发事件应急预案", "编制说明"], "口岸突发事件应急预案"),
        (["口岸工作简报", "满都拉口岸"], "口岸工作简报"),
        ([SHORT, "各区县人民政府："], SHORT),
        (
            [
                "某某市口岸办公室",
                "公　告",
                "《某某市口岸管理办法》已经会议通过。",
                "某某市口岸管理办法",
            ],
            "某某市口岸管理办法",
        ),
    ],
)
def test_where_the_title_is(lines, title):
    assert document("\n".join([*lines, BODY, BODY])).metadata.title == title


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["（2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过）"], "2021-08-20"),
        (["2024年4月26日第十四届全国人民代表大会常务委员会第九次会议通过"], "2024-04-26"),
        (["> 1982年12月4日第五届全国人民代表大会第五次会议通过"], "1982-12-04"),
        (["（2018年12月25日某某检察院", "第十三届检察委员会第十二次会议通过）"], "2018-12-25"),
        ([BODY, "2018年3月20日，第十三届全国人大一次会议表决通过了《口岸法》。"], "2018-03-20"),
        (["来源：新华网  2020年06月02日"], "2020-06-02"),
        (["发 布 日 期：2020年6月3日"], "2020-06-03"),
        ([BODY, "某某市人民政府", "2024年3月1日", "附件", *[BODY] * 9], "2024-03-01"),
        ([BODY, "某 某 市 人 民 政 府", "2024年3月1日", "附件", *[BODY] * 9], "2024-03-01"),
        ([*[BODY] * 9, "某某市口岸办公室   2024年3月1日印发"], "2024-03-01"),
        # A day that nobody signed.
        ([BODY, "活动时间", "2024年3月1日", *[BODY] * 9], "None"),
    ],
)
def test_the_day_of_a_document(lines, day):
    assert str(document("\n".join(["口岸法", *lines, BODY])).metadata.issued_on) == day


@pytest.mark.parametrize(
    "lines",
    [
        ["第15期", "某某市口岸办公室　　2024年3月1日", BODY],
        ["某某市口岸办公室 2024年3月1日", BODY],
        [BODY, BODY, "某某市口岸办公室　2024年3月1日"],
    ],
)
def test_who_issues_and_when_may_stand_in_one_line(lines):
    metadata = document("\n".join(["口岸工作简报", *lines])).metadata
    assert (str(metadata.issued_on), metadata.source) == ("2024-03-01", "某某市口岸办公室")


def test_a_source_does_not_hold_the_day_behind_it():
    metadata = document(f"口岸法\n来源：新华网  2020年06月02日\n{BODY}").metadata
    assert metadata.source == "新华网"


def test_the_number_of_a_letterhead_leaves_out_who_signed():
    text = f"某某市人民政府文件\n某政发〔2024〕1号    签发人：张三\n{SHORT}\n{BODY}\n{BODY}"
    assert document(text).metadata.document_number == "某政发〔2024〕1号"
    assert document(f"{SHORT}\n（某政发〔2024〕2号）\n{BODY}").metadata.document_number == (
        "某政发〔2024〕2号"
    )


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (
            [
                "某某市人民政府令",
                "第 35 号",
                "《某某市口岸管理办法》已经会议通过。",
                "某某市口岸管理办法",
            ],
            "某某市人民政府令第35号",
        ),
        (["某某省税务局公告", "2024年第3号", SHORT], "某某省税务局公告2024年第3号"),
        (["某某省税务局公告", "2024年第3号"], "某某省税务局公告2024年第3号"),
        (["口岸改造工程", "招标文件", "招标编号：KA2024-001"], "KA2024-001"),
        (["口岸工作简报", "第3期"], None),
    ],
)
def test_a_number_may_stand_below_what_it_numbers(lines, number):
    assert document("\n".join([*lines, BODY, BODY])).metadata.document_number == number
