"""Questions that name a year are answered by what was done in that year, however it is said."""

from datetime import date

import pytest

from retrieval import FilterKind, Library, Standing, read_filters

TODAY = date(2026, 11, 22)
DOCUMENTS = {
    "2022年政府工作报告.md": """# 2022年青石县政府工作报告

——2023年1月10日在青石县第十八届人民代表大会第二次会议上

县长 田禾

一、过去一年的工作

过去一年，全县上下团结一心，各项工作取得新进展。

（一）教育事业。新建小学3所，改扩建幼儿园5所，新增学位2400个。招聘教师186名。

（二）旅游发展。全县接待游客210万人次，旅游收入12.6亿元，比2021年增长8.2%。

（三）农业生产。粮食总产量达到31.5万吨，新建高标准农田4万亩。

（四）民生保障。城镇新增就业5200人，改造老旧小区18个，新建农村公路96公里。

过去五年，全县累计建成保障性住房3600套，脱贫1.2万人。

二、2023年工作安排

今年要抓好以下工作。

（一）教育事业。新建小学2所、初中1所，新增学位3000个。

（二）旅游发展。接待游客260万人次，旅游收入达到16亿元。

（三）农业生产。粮食总产量稳定在32万吨，新建高标准农田6万亩。

（四）民生保障。城镇新增就业5500人，改造老旧小区25个，新建农村公路120公里。
""",
    "政府工作报告2024.md": """# 政府工作报告

——2024年1月12日在青石县第十八届人民代表大会第三次会议上

县长 田禾

一、2023年工作回顾

（一）教育事业。新建小学4所，新增学位3300个，招聘教师204名。

（二）农业生产。粮食总产量32.8万吨，新建高标准农田7万亩。

（三）民生保障。城镇新增就业5630人，改造老旧小区27个。

二、2024年重点任务

（一）教育事业。新建小学5所，新增学位3800个，招聘教师220名。

（二）旅游发展。力争接待游客330万人次，旅游收入突破20亿元。

（三）民生保障。改造老旧小区30个，新建农村公路150公里。
""",
    "公报2021.md": """# 青石县2021年国民经济和社会发展统计公报

发布日期：2022年3月28日

全年地区生产总值168.3亿元，比上年增长6.1%。年末常住人口42.7万人。

全年接待游客194万人次，旅游收入11.6亿元。

粮食总产量30.9万吨，肉类总产量2.4万吨。
""",
    "公报2022.md": """# 青石县二〇二二年国民经济和社会发展统计公报

发布日期：2023年3月30日

全年地区生产总值179.5亿元，比上年增长5.2%。年末常住人口42.3万人。

肉类总产量2.6万吨。全年专利授权312件。
""",
    "总结.md": """# 县图书馆2023年度工作总结

发布日期：2024年1月5日

全年接待读者15.2万人次，外借图书23.4万册，举办讲座64场。

去年购入的自助借还机运行良好。明年将新建分馆3个。
""",
    "通知.md": """# 关于做好冬季供暖工作的通知

发布日期：2023年10月20日

今年供暖从11月10日开始，供暖期130天。去年供暖从11月15日开始。
""",
}
QUESTIONS = (
    ("2022年新建小学几所", "新建小学3所"),
    ("2023年新建小学几所", "新建小学4所"),
    ("2024年新建小学几所", "新建小学5所"),
    ("二〇二二年新建小学几所", "新建小学3所"),
    ("2022年旅游收入是多少", "12.6亿元"),
    ("2021年旅游收入是多少", "11.6亿元"),
    ("2022年粮食总产量多少", "31.5万吨"),
    ("2023年粮食总产量是多少", "32.8万吨"),
    ("2021年粮食总产量", "30.9万吨"),
    ("2022年招聘教师多少名", "186名"),
    ("2023年招聘了多少教师", "204名"),
    ("2024年计划招聘多少教师", "220名"),
    ("2022年改造老旧小区多少个", "18个"),
    ("2023年改造了多少个老旧小区", "27个"),
    ("2024年老旧小区改造多少个", "30个"),
    ("2022年新增学位多少个", "2400个"),
    ("2023年计划新增学位多少", "3000个"),
    ("2022年地区生产总值", "179.5亿元"),
    ("2021年地区生产总值是多少", "168.3亿元"),
    ("2022年年末常住人口", "42.3万人"),
    ("2021年常住人口多少", "42.7万人"),
    ("2022年肉类总产量是多少", "2.6万吨"),
    ("2021年肉类产量", "2.4万吨"),
    ("2023年图书馆接待读者多少", "15.2万人次"),
    ("2024年图书馆新建几个分馆", "3个"),
    ("2023年供暖从哪天开始", "11月10日开始"),
    ("2022年供暖从哪天开始", "11月15日开始"),
    ("2022年新建农村公路多少公里", "96公里"),
    ("2018年到2022年累计建成保障性住房多少套", "3600套"),
    ("2022年城镇新增就业多少人", "5200人"),
    ("2023年城镇新增就业人数", "5630人"),
    ("2023年新建高标准农田多少亩", "7万亩"),
    ("2024年新建农村公路多少公里", "150公里"),
    ("只看2022年的，新建小学几所", "新建小学3所"),
    ("只看2021年的，旅游收入是多少", "11.6亿元"),
    ("只看2023年的，改造老旧小区多少个", "27个"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("years")
    for name, text in DOCUMENTS.items():
        (root / name).write_text(text, "utf-8")
    return Library.open(root, index=root / ".index")


def asked(library, question):
    return library.ask(question, filters=read_filters(question, TODAY))


@pytest.mark.parametrize(("question", "holds"), QUESTIONS)
def test_the_year_that_is_asked_for_answers(library, question, holds):
    answer = asked(library, question)
    best = (answer.excerpts or answer.nearest)[0]
    assert holds in best.document.text[slice(*best.answer)]


@pytest.mark.parametrize(
    "question",
    ["2020年旅游收入是多少", "2019年新建小学几所", "2020年常住人口", "2022年图书馆接待读者多少"],
)
def test_the_figure_of_another_year_is_no_answer(library, question):
    assert asked(library, question).standing is not Standing.ANSWER


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("2024年新建小学几所", True),
        ("2024年计划新建小学几所", False),
        ("2023年新建小学几所", False),
        ("2022年新建小学几所", False),
    ],
)
def test_what_is_only_planned_is_called_so(library, question, planned):
    answer = asked(library, question)
    assert (answer.excerpts or answer.nearest)[0].planned is planned


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("只看2022年的，新建小学几所", FilterKind.YEARS),
        ("只看2023年10月的，供暖从哪天开始", FilterKind.DATES),
    ],
)
def test_a_limit_says_whether_it_took_the_year_spoken_of_or_the_date(library, question, kind):
    assert [each.kind for each in asked(library, question).filters] == [kind]
