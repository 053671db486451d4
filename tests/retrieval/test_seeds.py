"""The two real documents: what people ask, and what stands first in the answer."""

from datetime import date

import pytest
from samples import ARTICLE, REPORT, SEEDS

from retrieval import Library

ANSWERED = [
    ("打造了多少个民族团结进步创建示范廊带?", "5个民族团结进步创建示范廊带", REPORT),
    ("“红石榴”品牌载体有多少个?", "品牌载体245个", REPORT),
    ("开展黄河开河观凌活动吸引了多少游客?", "80万人次", REPORT),
    ("“游长城故里·走塞外古道”接待了多少游客?", "13.2万人", REPORT),
    ("鲁迅文学院教学实践点建在哪里?", "包头教学实践点", REPORT),
    ("哪部作品入选全国少数民族优秀声乐作品展演?", "《小青马》", REPORT),
    ("与北京多少家医院合作?", "北京27家医院", REPORT),
    ("今年为各族群众提供了多少就业岗位?", "1.35万", REPORT),
    ("实施了多少个温暖工程项目?", "364个具体项目", REPORT),
    ("投入了多少发展资金?", "1508万元", REPORT),
    ("石榴花开主题园接待旅客多少?", "11余万人次", REPORT),
    ("张贴了多少张海报?", "170余万张", REPORT),
    ("在多少块电子屏滚动播放?", "800余块电子屏", REPORT),
    ("乌兰察布有多少个乡镇配备统战委员?", "105个乡镇", ARTICLE),
    ("配备了多少名嘎查社区统战工作联络员?", "1520个嘎查社区", ARTICLE),
    ("“道中华”宣传展板有多少?", "宣传展板千余个", ARTICLE),
    ("“五微一体”是什么?", "“微课题”“微故事”", ARTICLE),
    ("《中国民族》杂志汉文版全年定价多少?", "180元", ARTICLE),
    ("发行邮箱是什么?", "mztjzzs@126.com", ARTICLE),
    ("联行号是多少?", "102100020307", ARTICLE),
    ("在哪家银行开户?", "工商银行北京和平里北街支行", ARTICLE),
    ("蒙古文版的邮发代号?", "82-237", ARTICLE),
]

# About nothing that the two documents tell.
OFF_TOPIC = [
    "iPhone的屏幕尺寸",
    "怎样做红烧肉?",
    "太阳系有几颗行星?",
    "世界杯冠军是谁?",
    "如何办理护照",
    "牛顿第二定律",
    "今晚吃火锅吗",
    "Python怎么安装?",
]


@pytest.fixture(scope="module")
def library():
    return Library.open(SEEDS)


@pytest.mark.parametrize(("question", "answer", "name"), ANSWERED)
def test_the_answer_stands_in_the_first_excerpt(library, question, answer, name):
    best = library.ask(question, min_confidence=0).excerpts[0]
    assert (best.citation.path, answer in best.text) == (name, True), best.text


@pytest.mark.parametrize(
    ("question", "line", "name"),
    [
        ("报告是什么时候发文的?", "发文时间:2024-12-11", REPORT),
        ("报告的资料来源是哪个部门?", "资料来源:市工业和信息化局", REPORT),
        ("乌兰察布的文章发布日期?", "发布日期:2024-07-31", ARTICLE),
        ("这篇文章的作者是谁?", "文:内蒙古自治区乌兰察布市民族事务委员会", ARTICLE),
        ("责任编辑是谁?", "责编:张昀竹", ARTICLE),
        ("文章来源是哪本杂志?", "来源:《中国民族》杂志2024年第6期", ARTICLE),
        ("杂志社的账号", "账号:0200 0042 0900 4613 334", ARTICLE),
    ],
)
def test_a_question_for_a_fact_about_the_document_finds_the_line(library, question, line, name):
    found = library.ask(question, min_confidence=0).excerpts
    assert any(line in e.text and e.citation.path == name for e in found), [e.text for e in found]


def test_most_real_questions_are_answered_at_the_default_confidence(library):
    found = [library.ask(question).found for question, _, _ in ANSWERED]
    assert sum(found) >= 0.9 * len(found)


def test_most_questions_off_the_topic_are_not(library):
    found = [library.ask(question).found for question in OFF_TOPIC]
    assert sum(found) <= 0.25 * len(found)


@pytest.mark.parametrize("question", ["zebra quagga", "龘靐齉齾"])
def test_what_stands_nowhere_is_not_found_and_missing(library, question):
    answer = library.ask(question)
    assert (answer.found, answer.matched, answer.confidence) == (False, (), 0)
    assert answer.missing


def test_the_citation_of_an_answer_can_be_checked_by_hand(library):
    best = library.ask("满都拉口岸的过货量是多少?").excerpts[0]
    citation = best.citation
    assert citation.title.startswith("关于铸牢中华民族共同体意识")
    assert (citation.issued_on, citation.source) == (date(2024, 12, 11), "市工业和信息化局")
    assert citation.section[0] == "一、工作开展情况"
    assert (citation.paragraph, citation.last_paragraph, citation.line) == (14, 14, 25)
    lines = (SEEDS / REPORT).read_text("utf-8").split("\n")
    assert best.text in lines[citation.line - 1]


def test_headings_above_an_excerpt_are_its_section_without_the_title(library):
    best = library.ask("主题公园有多少个?", min_confidence=0).excerpts[0]
    assert best.citation.section == ("着力示范引领",)
