"""What questions say about where their answers are to come from, and what they do not say."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import DatesReversed, FilterUnreadable
from retrieval.filters.filters import (
    admission,
    allows,
    between,
    card_of,
    meets,
    option,
    without_filters,
)
from retrieval.filters.parse import read_filters
from retrieval.models import DateRange, DocumentNumber, Field, Filter, FilterKind, Metadata

TODAY = date(2026, 11, 22)

# A question, and below it what is to be read: kind, "!" where it is hard, value | where it stands.
READINGS = """
2024年有哪些措施
    dates 2024-01-01/2024-12-31 | 2024年
包头市2024年的过货量是多少
    source 包头市 | 包头市
    dates 2024-01-01/2024-12-31 | 2024年
二〇二四年的过货量
    dates 2024-01-01/2024-12-31 | 二〇二四年
２０２４年度的預算
    dates 2024-01-01/2024-12-31 | ２０２４年度
去年的报告讲了什么
    dates 2025-01-01/2025-12-31 | 去年
今年3月份印发的通知
    dates 2026-03-01/2026-03-31 | 今年3月份
前年教育部出台了什么政策
    dates 2024-01-01/2024-12-31 | 前年
    source 教育部 | 教育部
2023年以来出台了哪些政策
    dates 2023-01-01/.. | 2023年以来
2021—2023年的补贴标准
    dates 2021-01-01/2023-12-31 | 2021—2023年
从2021年到2023年的补贴标准
    dates 2021-01-01/2023-12-31 | 2021年到2023年
2020年3月至5月的缴费怎么办
    dates 2020-03-01/2020-05-31 | 2020年3月至5月
2024年6月前的文件有哪些
    dates ../2024-05-31 | 2024年6月前
2023年以前怎么规定
    dates ../2022-12-31 | 2023年以前
近三年培训了多少人
    dates 2023-11-22/2026-11-22 | 近三年
過去兩年的變化
    dates 2024-11-22/2026-11-22 | 過去兩年
只看2024年的，教育部要求什么
    dates! 2024-01-01/2024-12-31 | 只看2024年的
    source 教育部 | 教育部
只看：教育部、财政部的文件
    source! 教育部 | 只看：教育部
    source! 财政部 | 、财政部的文件
“十四五”期间的目标是什么
    dates 2021-01-01/2025-12-31 | “十四五”期间
2024年上半年的增速
    dates 2024-01-01/2024-06-30 | 2024年上半年
2024年第三季度的增速
    dates 2024-07-01/2024-09-30 | 2024年第三季度
2024年前三季度的增速
    dates 2024-01-01/2024-12-31 | 2024年
2024年12月11日发的是什么
    dates 2024-12-11/2024-12-11 | 2024年12月11日
2024-12-11发的是什么
    dates 2024-12-11/2024-12-11 | 2024-12-11
2023年和2024年哪年多
    dates 2023-01-01/2023-12-31 | 2023年
    dates 2024-01-01/2024-12-31 | 2024年
2024年2月30日呢
2025年订阅单
    dates 2025-01-01/2025-12-31 | 2025年
2024元是什么费用
2020个岗位在哪里
打010-58130831找谁
账号0200 0042 0900 4613 334是谁的
第3期讲什么
2000年历史的古城在哪
近2000年来有什么变化
1990年代的工厂
证明年限怎么写
如今年轻人怎么就业
以前年度的支出
版本1.2024.3是什么
包头市有几家研学旅游基地入选
    source 包头市 | 包头市
请问乌兰察布市民族事务委员会写了什么
    source 乌兰察布市民族事务委员会 | 乌兰察布市民族事务委员会
呼和浩特市教育局发布的通知
    source 呼和浩特市教育局 | 呼和浩特市教育局
湖北省人民政府办公厅的电话
    source 湖北省人民政府办公厅 | 湖北省人民政府办公厅
国务院办公厅印发了什么
    source 国务院办公厅 | 国务院办公厅
发改委对煤价有什么要求
    source 国家发展和改革委员会 | 发改委
城市和超市怎么消毒
贫困县和开发区有哪些
上市公司的股市表现
只看教育部2024年的文件：双减有哪些措施
    source! 教育部 | 只看教育部
    dates! 2024-01-01/2024-12-31 | 2024年的文件
请只看去年的报告，口岸情况如何
    dates! 2025-01-01/2025-12-31 | 只看去年的报告
双减有哪些措施，仅限2023年以来
    dates! 2023-01-01/.. | 仅限2023年以来
双减有哪些措施 只要2024年的
    dates! 2024-01-01/2024-12-31 | 只要2024年的
只看《中国民族》的文章，示范市怎么创建
    title! 中国民族 | 只看《中国民族》的文章
只看国办发〔2020〕5号，第三条是什么
    number! 国办发〔2020〕5号 | 只看国办发〔2020〕5号
    part! 第3条 | 第三条
只要2024年完成就可以吗
    dates 2024-01-01/2024-12-31 | 2024年
优惠是否仅限2024年？
    dates 2024-01-01/2024-12-31 | 2024年
仅限包头市户籍的人可以申请吗
    source 包头市 | 包头市
在《教育法》中，处罚是什么
    title! 教育法 | 在《教育法》中
《教育法》第三条是什么
    title! 教育法 | 《教育法》
    part! 第3条 | 第三条
根据《教育法》如何处罚
    title 教育法 | 《教育法》
《2024年政府工作报告》的目标是多少
    title 2024年政府工作报告 | 《2024年政府工作报告》
《中国民族》杂志2024年第6期有什么文章
    source 中国民族 | 《中国民族》
    dates 2024-01-01/2024-12-31 | 2024年
《中国民族》的主编是谁
《中国民族》杂志全年定价多少
《中国民族》由谁主办
《选择》杂志由哪个机构出版
《中国民族》是哪一年出版的
《》里有什么
国办发〔2020〕5号讲什么
    number 国办发〔2020〕5号 | 国办发〔2020〕5号
请问包府发(2020)第5号的要求
    number 包府发〔2020〕5号 | 包府发(2020)第5号
［２０２０］５号文件
    number 〔2020〕5号 | ［２０２０］５号
财政公告2020年第9号对企业有何规定
    number 财政公告〔2020〕9号 | 财政公告2020年第9号
2020年第5次会议
    dates 2020-01-01/2020-12-31 | 2020年
第三条是什么
    part! 第3条 | 第三条
第12条第二款规定了什么
    part! 第12条第2款 | 第12条第二款
第二章第一节讲什么
    part! 第2章第1节 | 第二章第一节
第二部分讲什么
    part! 第2部分 | 第二部分
附件2有哪些内容
    part! 附件2 | 附件2
第1条和第2条的区别
    part! 第1条 | 第1条
    part! 第2条 | 第2条
按照第三条规定怎么处罚
    part! 第3条 | 第三条
那第三条呢
    part! 第3条 | 第三条
渡槽法38条2项
    part! 第38条第2项 | 38条2项
渡槽法第三条1款
    part! 第3条第1款 | 第三条1款
渡槽管理条例四十三条第二款
    part! 第43条第2款 | 四十三条第二款
三条措施是什么
第三条地铁什么时候开通
第三条是哪条线
地铁办法二十条线路
这部法一条都没有
第二节多少分钟
附件2020
一是什么
一条龙服务怎么申请
“双减”有哪些措施
    phrase 双减 | “双减”
「紅石榴」品牌載體多少個
    phrase 紅石榴 | 「紅石榴」
"一区一主题"创建模式
    phrase 一区一主题 | "一区一主题"
必须包含“红石榴”，品牌有多少
    phrase! 红石榴 | “红石榴”
原文有“红石榴”的段落
    phrase! 红石榴 | “红石榴”
“胜任力”这个词第一次在哪里出现
    phrase 胜任力 | “胜任力”
他说“好
口岸过货量 -满都拉
    without! 满都拉 | -满都拉
口岸过货量 －滿都拉 -"达茂旗 项目"
    without! 滿都拉 | －滿都拉
    without! 达茂旗 项目 | -"达茂旗 项目"
-满都拉
COVID-19有哪些症状
气温 -5 度
2-91是什么代号
极限是多快?    -----语句不顺
"""


def cases(table):
    """Each question of a table with the indented lines below it."""
    found = []
    for line in table.strip("\n").splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


def shown(question, found):
    return [
        f"{one.kind}{'!' * one.hard} {one.value} | {question[slice(*one.span)]}" for one in found
    ]


@pytest.mark.parametrize(("question", "expected"), cases(READINGS), ids=lambda value: str(value))
def test_what_a_question_says(question, expected):
    assert shown(question, read_filters(question, TODAY)) == expected


def test_there_are_questions_enough():
    assert len(cases(READINGS)) >= 60


_PIECES = [
    *(question for question, _ in cases(READINGS)),
    *"《 》 “ ” 「 」 - — 只看 仅限 在 中 的 第 条 〔2020〕 年 十 三 号 至 2024 9999年".split(),
    " ",
    "\n",
]


@settings(max_examples=100)
@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=6).map("".join))
def test_reading_never_fails_and_what_is_read_stands_there(question):
    found = read_filters(question, TODAY)
    past = 0
    for one in found:
        start, end = one.span
        assert past <= start < end <= len(question)
        past = end
    rest = without_filters(question, found)
    assert len(rest) == len(question)
    assert without_filters(question, ()) == question
    assert without_filters(question, [one for one in found if not one.hard]) == question


def test_items_of_a_list_are_not_excluded():
    assert read_filters("怎么做:\n-抓学习\n  -抓落实", TODAY) == ()


def described(title="", issued_on=None, **facts):
    """The card of a document with this title and date, and fields by their names."""
    fields = tuple(Field(name, value, 0, 0) for name, value in facts.items())
    return card_of(title, Metadata(title=title, issued_on=issued_on, fields=fields))


def wanted(question):
    [one] = read_filters(question, TODAY)
    return one


@pytest.mark.parametrize(
    ("question", "card", "met"),
    [
        ("2024年", described(issued_on=date(2024, 7, 31)), True),
        ("2024年", described(written_on="2023-12-28", published_on="2024年1月5日"), True),
        ("2023年", described(written_on="2023-12-28", published_on="2024年1月5日"), True),
        ("2025年", described(written_on="2023-12-28", published_on="2024年1月5日"), False),
        ("2020年", described(document_number="国办发〔2020〕5号"), True),
        ("2020年", described("2020年政府工作报告"), True),
        ("2020年", described("2020年政府工作报告", published_on="2021-01-20"), True),
        ("2021年", described("2020年政府工作报告", published_on="2021-01-20"), False),
        ("2020年", described("没有日期的文件"), False),
        ("教育部", described(issuer="中华人民共和国教育部"), True),
        ("教育部", described("教育部关于双减的通知"), True),
        ("教育部", described("关于学习教育部讲话的通知"), False),
        ("发改委", described(issuer="国家发展改革委"), True),
        ("《中国民族》", described(source="《中国民族》杂志2024年第6期"), True),
        ("《减税办法》", described("关于印发《減税办法》的通知"), True),
        ("《减税办法》", described("减税的办法"), False),
        ("〔2020〕5号", described(document_number="国办发[2020]5号"), True),
        ("国办发〔2020〕5号", described(document_number="包府发〔2020〕5号"), False),
        ("国务院令第514号", described(document_number="国务院令第514号"), True),
        ("国务院令第514号", described(document_number="国务院令第515号"), False),
        ("2024年", described(held_on="2024年3月12日"), True),
        ("国办发〔2020〕5号", described("落实国办发〔2020〕5号的通知"), False),
    ],
)
def test_what_meets_a_filter(question, card, met):
    assert meets(card, wanted(question)) is met


def test_one_of_a_kind_is_enough_and_every_kind_counts():
    hard = [
        option(FilterKind.SOURCE, "教育部"),
        option(FilterKind.SOURCE, "财政部"),
        between("2024", None, TODAY),
    ]
    assert admission(hard)(described(source="财政部", published_on="2024-05-06"))
    assert not admission(hard)(described(source="财政部", published_on="2023-05-06"))
    assert not admission(hard)(described(source="商务部", published_on="2024-05-06"))


def test_preferences_leave_everything_in():
    assert admission(read_filters("2024年教育部《办法》〔2020〕5号“双减”", TODAY))(described())


def test_an_excluded_word_leaves_out_what_is_named_with_it():
    [one] = read_filters("口岸 -满都拉", TODAY)
    assert not admission([one])(described("滿都拉口岸简报"))
    assert admission([one])(described("口岸简报"))
    assert not allows("满都\n拉口岸", [one])
    assert allows("口岸", [one])


def test_a_phrase_is_found_whatever_its_width_and_spaces():
    one = option(FilterKind.PHRASE, "一區 一主題")
    assert allows("以“一区一主题”创建", [one])
    assert not allows("一区两主题", [one])


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2023", None, "2023-01-01/.."),
        (None, "2024-06", "../2024-06-30"),
        ("2020年3月", "2020-05-07", "2020-03-01/2020-05-07"),
        ("去年", "今年", "2025-01-01/2026-12-31"),
    ],
)
def test_options_of_dates(since, until, days):
    assert str(between(since, until, TODAY).value) == days


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "国办发[2020]5号", DocumentNumber("国办发", 2020, 5)),
        ("number", "国务院令第514号", DocumentNumber("国务院令", 0, 514)),
        ("number", "中华人民共和国国务院令第514号", DocumentNumber("国务院令", 0, 514)),
        ("number", "主席令第八十三号", DocumentNumber("主席令", 0, 83)),
        ("number", "交通运输部令2019年第17号", DocumentNumber("交通运输部令", 2019, 17)),
        ("title", "《办法》", "办法"),
        ("source", " 教育部 ", "教育部"),
        ("without", "满都拉", "满都拉"),
    ],
)
def test_options(kind, text, value):
    assert option(FilterKind(kind), text) == Filter(FilterKind(kind), value, hard=True)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "5号"), ("part", "三条"), ("part", ""), ("title", "《》"), ("phrase", "——")],
)
def test_options_that_say_nothing(kind, text):
    with pytest.raises(FilterUnreadable):
        option(FilterKind(kind), text)


@pytest.mark.parametrize(("since", "until"), [("昨", None), (None, "2024年的"), ("99999", None)])
def test_dates_that_are_none(since, until):
    with pytest.raises(FilterUnreadable):
        between(since, until, TODAY)


def test_dates_that_end_before_they_begin():
    with pytest.raises(DatesReversed):
        between("2024", "2023", TODAY)


def test_ranges_overlap():
    year = DateRange(date(2024, 1, 1), date(2024, 12, 31))
    assert year.overlaps(DateRange(date(2024, 12, 31), None))
    assert year.overlaps(DateRange(None, None))
    assert not year.overlaps(DateRange(None, date(2023, 12, 31)))
    assert not year.overlaps(DateRange(date(2025, 1, 1), None))
