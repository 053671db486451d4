"""Headings and questions open what stands behind them: neither is ever an answer by itself."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from samples import contents, formats

from retrieval import Library
from retrieval.errors import LibraryEmpty
from retrieval.models import Kind
from retrieval.text.sentences import sentences


@pytest.fixture
def best(tmp_path):
    """The first excerpt for a question to one document, as it stands there."""

    def asked(text, question, suffix=".txt", **options):
        (tmp_path / f"a{suffix}").write_text(text, "utf-8")
        answer = Library.open(tmp_path, index=tmp_path / ".index").ask(question, **options)
        return (answer.excerpts or answer.nearest)[0]

    return asked


RULES = (
    "青石县公园管理条例\n\n第一章 总则\n\n第一条 为了保护公园，制定本条例。\n"
    "第二条 本条例适用于青石县的公园。\n\n第二章 管理职责\n\n第三条 县园林局负责公园的管理。\n\n"
    "第三章 法律责任\n\n第一节 游客\n\n第四条 攀折花木的，处五十元罚款。\n\n"
    "第二节 经营者\n\n第五条 占道经营的，处五百元罚款。\n"
)
REPORT = (
    "青石县水利工作总结\n\n一、工作开展情况\n（一）河道治理\n清淤河道十二条，长三十八公里。\n"
    "（二）供水保障\n新建供水站五座。\n\n二、存在的问题\n资金不足，人手不够。\n\n三、主要任务\n"
    "1. 修好北河大堤。\n2. 通好农村自来水。\n3. 办好节水学校。\n"
)
PRODUCTS = (
    "# A型净水机\n\n售价1899元，适合三口之家。\n\n# B型净水机\n\n售价2599元。\n\n## 安装步骤\n\n"
    "1. 关闭总阀。\n2. 接好三通。\n\n## 售后服务\n\n### 保修范围\n\n主机保修两年。\n"
)


@pytest.mark.parametrize(
    ("text", "suffix", "question", "marked"),
    [
        (RULES, ".txt", "总则是什么", "保护公园"),
        (RULES, ".txt", "公园管理职责", "县园林局负责"),
        (RULES, ".txt", "法律责任", "五十元罚款"),
        (RULES, ".txt", "第三章法律责任", "五十元罚款"),
        (RULES, ".txt", "法律责任有哪些", "五十元罚款"),
        (RULES, ".txt", "经营者的责任", "五百元罚款"),
        (REPORT, ".txt", "工作开展情况是什么", "清淤河道十二条"),
        (REPORT, ".txt", "工作开展情况怎么样", "清淤河道十二条"),
        (REPORT, ".txt", "河道治理", "清淤河道十二条"),
        (REPORT, ".txt", "供水保障情况", "新建供水站五座"),
        (RULES, ".txt", "经营者有哪些法律责任", "五百元罚款"),
        (PRODUCTS, ".md", "B型净水机的安装步骤有哪些", "接好三通"),
        (REPORT, ".txt", "存在的问题", "资金不足"),
        (REPORT, ".txt", "主要任务有哪些", "北河大堤"),
        (REPORT, ".txt", "主要任务", "北河大堤"),
        (PRODUCTS, ".md", "A型净水机多少钱", "1899元"),
        (PRODUCTS, ".md", "A型净水机", "1899元"),
        (PRODUCTS, ".md", "B型净水机", "2599元"),
        (PRODUCTS, ".md", "安装步骤", "接好三通"),
        (PRODUCTS, ".md", "售后服务", "主机保修两年"),
        (PRODUCTS, ".md", "保修范围", "主机保修两年"),
    ],
)
def test_what_stands_under_a_heading_is_the_answer(best, text, suffix, question, marked):
    found = best(text, question, suffix)
    assert marked in text[slice(*found.answer)]
    assert text[found.start : found.end] == found.text


def test_an_excerpt_crosses_from_a_heading_into_all_that_stands_under_it(best):
    found = best(RULES, "法律责任")
    assert found.text == RULES[RULES.index("第三章 法律责任") :].strip()


def test_an_excerpt_does_not_leave_the_section_of_its_heading(best):
    found = best(REPORT, "工作开展情况是什么")
    assert found.text == REPORT[REPORT.index("一、") : REPORT.index("二、存在")].strip()


@pytest.mark.parametrize("most", [13, 25, 40])
def test_behind_a_heading_a_sentence_is_cut_rather_than_left_out(best, most):
    text = f"一、工作开展情况\n清淤河道{'和水渠' * 30}，长三十八公里。\n\n二、问题\n资金不足。\n"
    found = best(text, "工作开展情况", max_chars=most)
    assert found.text == text[:most]


def test_an_excerpt_does_not_end_with_a_heading(best):
    most = REPORT.index("新建供水站") - REPORT.index("一、")
    found = best(REPORT, "工作开展情况是什么", max_chars=most)
    assert found.text.endswith("长三十八公里。")


def test_a_title_is_no_answer_unless_it_is_asked_for(best):
    text = "关于修建水库的通知\n\n今年动工，明年完工。\n"
    assert best(text, "修建水库的通知", min_confidence=0).text == "今年动工，明年完工。"
    assert best(text, "修建水库，标题是什么", min_confidence=0).text == "关于修建水库的通知"


def test_a_heading_that_is_a_sentence_says_something(best):
    text = "一、水库由县水利局管理。\n\n二、本办法自五月起施行。\n"
    assert best(text, "办法何时施行").text.endswith("二、本办法自五月起施行。")


def test_what_has_nothing_but_headings_is_shown_as_it_is(best):
    assert best("# 目录\n\n## 水库\n\n## 大坝\n", "大坝", ".md", min_confidence=0).text


FAQ = (
    "健身房会员须知\n\nQ：会员卡可以转让吗？\nA：到前台办理，收手续费一百元。\n\n"
    "Q：淋浴室几点关门？\nA：晚上十点半。\n\nQ：私教课怎么预约？\nA：在小程序里选时间。\n"
    "临时取消的，扣一节课。\n"
)
LINES = (
    "社区居民问答\n\n垃圾什么时候收？\n每天早晨六点。\n\n宠物可以进电梯吗？\n牵绳的可以。\n\n"
    "访客的车停在哪里？\n地下二层，前两小时免费。\n"
)
NUMBERED = (
    "信用卡使用指南\n\n1. 年费是多少？\n普卡八十元，金卡一百六十元。\n\n"
    "2. 卡片丢了怎么办？\n拨打客服电话挂失。挂失收四十元。\n"
)
BOLD = (
    "# 门锁\n\n**电池能用多久？**\n\n大约十个月。请用碱性电池。\n\n"
    "**没电了怎么开门？**\n\n接充电宝，或者用钥匙。\n"
)


@pytest.mark.parametrize(
    ("text", "question", "shown", "marked"),
    [
        (FAQ, "会员卡能转让吗", FAQ.split("\n\n")[1], "A：到前台办理，收手续费一百元。"),
        (FAQ, "淋浴室几点关门", FAQ.split("\n\n")[2], "A：晚上十点半。"),
        (FAQ, "私教课怎么预约", FAQ.split("\n\n")[3], "A：在小程序里选时间。"),
        (LINES, "垃圾什么时候收", LINES.split("\n\n")[1], "每天早晨六点。"),
        (LINES, "宠物能进电梯吗", LINES.split("\n\n")[2], "牵绳的可以。"),
        (LINES, "访客的车停哪里", LINES.split("\n\n")[3], "地下二层，前两小时免费。"),
        (NUMBERED, "年费多少", NUMBERED.split("\n\n")[1], "普卡八十元，金卡一百六十元。"),
        (NUMBERED, "卡片丢了怎么办", NUMBERED.split("\n\n")[2], "拨打客服电话挂失。"),
        (BOLD, "电池用多久", "\n\n".join(BOLD.split("\n\n")[1:3]), "大约十个月。"),
        (BOLD, "没电怎么开门", "\n\n".join(BOLD.split("\n\n")[3:]), "接充电宝，或者用钥匙。"),
    ],
)
def test_question_and_answer_are_shown_and_the_answer_is_marked(
    best, text, question, shown, marked
):
    found = best(text, question, ".md" if text is BOLD else ".txt")
    assert found.text == shown.strip()
    assert text[slice(*found.answer)].startswith(marked)


@pytest.mark.parametrize("most", [10, 12, 20, 30])
def test_an_excerpt_does_not_end_with_a_question_that_is_answered(best, most):
    for question in ("会员卡转让", "淋浴室关门", "私教课预约"):
        found = best(FAQ, question, max_chars=most, min_confidence=0)
        assert not found.text.rstrip().endswith("？")


def test_questions_that_nothing_answers_are_shown_as_they_are(best):
    text = "居民调查表\n\n1. 您的年龄是多少？\n2. 您住在哪个小区？\n3. 您养宠物吗？\n"
    assert "小区" in best(text, "住在哪个小区", min_confidence=0).text


@settings(max_examples=60, deadline=None)
@given(contents, st.sampled_from(["标题", "水库", "第一条", "要求有哪些"]), formats)
def test_an_excerpt_of_an_answer_is_never_only_a_heading(text, question, suffix):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"a{suffix}").write_text(f"{text}\n\n水库的水很清。\n", "utf-8")
        try:
            library = Library.open(folder, index=Path(folder) / ".index")
        except LibraryEmpty:  # No text, by its characters.
            reject()
        answer = library.ask(question, min_confidence=0, max_chars=30)
    for found in answer.excerpts:
        headings = [
            (each.start, each.end)
            for each in library.passages(found.document)
            if each.kind is Kind.HEADING and not each.text.endswith(("。", "！", "；", "!", ";"))
        ]
        spans = sentences(found.document.text, found.start, found.end)
        shown = [any(a <= s and e <= b for a, b in headings) for s, e in spans]
        assert not all(shown) or len(headings) == len(library.passages(found.document))
