"""Questions on documents of our own: what ranking and excerpts must not fall below.

Each stands for a shape of question or answer; the documents are in tests/documents, with others
beside them that say nearly the same (a report of the year before, the rules of the next county).
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from retrieval import Library

DOCUMENTS = Path(__file__).parents[1] / "documents"
REPORT, EARLIER = "2023年政府工作报告.txt", "2022年政府工作报告.txt"
NOTICE, MINUTES = "防汛工作通知.txt", "老旧小区改造会议纪要.txt"
RULES, OTHER_RULES = "青石县公共自行车管理办法.txt", "白水县公共自行车管理办法.txt"
PAGE, READING = "wind-004-2022.txt", "社區閱讀節公告.txt"
PARK, AQUEDUCT = "海棠湖湿地公园服务指南.md", "石门渡槽.txt"
# The questions whose document comes first, and whose answer stands in the first excerpt.
# Of two questions the year is that of the report, not of what it reports.
RIGHT_FIRST, VISIBLE = 30, 30


class Asked(NamedTuple):
    """A question, the document that answers it, and the words that do."""

    shape: str
    question: str
    document: str
    answer: str


QUESTIONS = (
    Asked("number", "2023年全县粮食总产量是多少？", REPORT, "21.5万吨"),
    Asked("number", "一般公共预算收入2023年增长了多少", REPORT, "增长8.1%"),
    Asked("number of the year before", "2022年竹木加工产业产值达到多少？", EARLIER, "35亿元"),
    Asked("number", "每个乡镇要储备多少件救生衣？", NOTICE, "不少于120件"),
    Asked("number", "加装电梯一部补助多少钱？", MINUTES, "每部补助18万元"),
    Asked("number", "石门渡槽有多少孔？", AQUEDUCT, "共31孔"),
    Asked("number", "桥头村的竹编去年卖了多少钱？", PAGE, "一百六十万元"),
    Asked("date", "石门渡槽是哪一年通水的？", AQUEDUCT, "1961年春建成通水"),
    Asked("date", "通信单位什么时候要完成管线迁改？", MINUTES, "9月20日前"),
    Asked("date", "防汛值班从哪天到哪天？", NOTICE, "自4月1日起至9月30日止"),
    Asked("date", "青石到白水的快速通道何时通车", REPORT, "2026年建成通车"),
    Asked("length of time", "改造完成的小区由社区代管，期限多久？", MINUTES, "不超过一年"),
    Asked("place", "租自行车到湿地公园的哪里租？", PARK, "北门驿站"),
    Asked("place", "旧书在图书馆哪里交换？", READING, "南廣場"),
    Asked("place", "海棠湖湿地公园位于哪里", PARK, "城东南六公里的海棠镇"),
    Asked("contact", "防汛抗旱工作的联系电话是多少？", NOTICE, "0576-5512039"),
    Asked("contact", "閱讀節報名打什麼電話？", READING, "0576-5518823"),
    Asked("contact", "防汛工作发邮件到什么邮箱？", NOTICE, "fxb@qingshi.example"),
    Asked("list", "湿地公园哪些人可以免票？", PARK, "六十五周岁以上老人"),
    Asked("list", "使用公共自行车不得有哪些行为？", RULES, "将车辆转借他人"),
    Asked("list", "编一只鱼篓有哪几道工序？", PAGE, "选竹、剖篾、刮青、起底、收口"),
    Asked("item", "民生保障的第三项措施是什么？", REPORT, "三是改善医疗"),
    Asked("item", "阅读节的活动内容第二项是什么？", READING, "舊書交換"),
    Asked("article", "青石县公共自行车管理办法第六条是什么？", RULES, "暂停其借车资格三十天"),
    Asked("article", "白水县骑公共自行车多大可以借？", OTHER_RULES, "年满十四周岁"),
    Asked("article", "青石县的公共自行车一天最多收费多少？", RULES, "一天最多收费十元"),
    Asked("words of the title alone", "做好防汛抗旱工作的通知", NOTICE, "防汛抗旱工作"),
    Asked("words of the heading", "排查时限", NOTICE, "5月10日前完成整改"),
    Asked("metadata", "防汛抗旱工作通知的文号是多少？", NOTICE, "青政办发〔2024〕18号"),
    Asked("metadata", "防汛抗旱工作的通知是什么时候成文的？", NOTICE, "2024年3月22日"),
    Asked("metadata", "一根竹篾的五十年作者是谁", PAGE, "苏禾"),
    Asked("who", "谁设计了石门渡槽？", AQUEDUCT, "温仲渊"),
)


@pytest.fixture(scope="module")
def answers():
    """The first excerpt for each question, whatever the confidence; None if there is none."""
    library = Library.open(DOCUMENTS)
    found = [library.ask(each.question, min_confidence=0).excerpts for each in QUESTIONS]
    return dict(zip(QUESTIONS, (excerpts[0] for excerpts in found), strict=True))


def test_the_right_document_comes_first(answers):
    missed = [q for q, excerpt in answers.items() if excerpt.document.path != q.document]
    assert len(QUESTIONS) - len(missed) >= RIGHT_FIRST, missed


def test_the_answer_is_visible_in_the_first_excerpt(answers):
    missed = {q: e.text for q, e in answers.items() if q.answer not in e.text}
    assert len(QUESTIONS) - len(missed) >= VISIBLE, missed


def test_no_excerpt_is_longer_than_asked_for(answers):
    assert max(len(excerpt.text) for excerpt in answers.values()) <= 200


def test_every_answer_stands_in_its_document():
    for each in QUESTIONS:
        assert each.answer in (DOCUMENTS / each.document).read_text("utf-8"), each
