"""What a document abbreviates is found by both forms; nothing gets longer by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents, document, index_of

from retrieval import Library
from retrieval.analysis.abbreviations import Abbreviation, abbreviations, other_forms
from retrieval.analysis.analyzer import Analyzer, fold
from retrieval.analysis.questions import understand


@pytest.mark.parametrize(
    ("text", "full", "used"),
    [
        ("成立防汛抗旱工作领导小组（以下简称“指挥部”）。", "防汛抗旱工作领导小组", "指挥部"),
        ("成立防汛抗旱工作领导小组(以下简称'指挥部')。", "防汛抗旱工作领导小组", "指挥部"),
        ("印发了《关于加强管理的通知》（以下简称《通知》）。", "关于加强管理的通知", "《通知》"),
        (
            "《关于加强管理的通知》（〔2020〕8号，以下简称《通知》）",
            "关于加强管理的通知",
            "《通知》",
        ),
        ("《关于加强管理的通知》（〔2020〕8号）（以下简称“通知”）", "关于加强管理的通知", "通知"),
        ("《管理指南（试行）》（以下简称“《指南》”）", "管理指南(试行)", "《指南》"),
        ("《转发〈管理办法〉的通知》（以下简称〈通知〉）", "转发〈管理办法〉的通知", "通知"),
        ("由东方建设有限公司（以下称“甲方”）负责", "东方建设有限公司", "甲方"),
        ("由東方建設有限公司（以下稱「甲方」）負責", "东方建设有限公司", "甲方"),
        ("防汛抗旱工作领导小组，以下简称：指挥部。", "防汛抗旱工作领导小组", "指挥部"),
        ("防汛抗旱工作领导小组（以下均简称为『指挥部』）", "防汛抗旱工作领导小组", "指挥部"),
        ("依托“阳光服务平台”（以下简称【平台】）办理", "阳光服务平台", "平台"),
        ("东部经济技术开发区（以下简称经开区）内", "东部经济技术开发区", "经开区"),
        (
            "设立市蔬菜工程建设联席会议制度（以下简称联席会议）",
            "市蔬菜工程建设联席会议制度",
            "联席会议",
        ),
        ("应对新型肺炎感染的疫情（以下简称疫情）", "新型肺炎感染的疫情", "疫情"),
        ("为医疗保险、工伤保险（以下简称两项保险）缴费", "医疗保险、工伤保险", "两项保险"),
    ],
)
def test_both_forms_are_told(text, full, used):
    assert abbreviations(fold(text)) == (Abbreviation(full, used.strip("《》"), used),)


@pytest.mark.parametrize(
    "text",
    [
        "以下称呼不当",
        "以下简称",
        "（以下简称“指挥部”）",
        "各省（以下简称省）",
        "以下简称见附件",
        "指挥部（以下简称“指挥部”）",
        "以下简要介绍",
    ],
)
def test_nothing_is_told_where_a_form_is_missing(text):
    assert abbreviations(fold(text)) == ()


@given(st.lists(st.sampled_from([*"甲乙丙的为，。（）《》“”'", "以下简称", "以下称"]), max_size=30))
def test_both_forms_stand_in_the_text(parts):
    text = fold("".join(parts))
    for found in abbreviations(text):
        assert found.full in text
        assert found.used in text
        assert found.short in found.used


@given(contents)
def test_any_text_will_do(text):
    abbreviations(fold(text))


PAIR = Abbreviation("关于加强管理的通知", "通知", "《通知》")
OFFICE = Abbreviation("防汛指挥部办公室", "指挥部", "指挥部")


@pytest.mark.parametrize(
    ("passage", "others"),
    [
        ("《通知》要求落实", ["关于加强管理的通知"]),
        ("发出通知", []),
        ("《关于加强管理的通知》要求落实", ["通知"]),
        ("《关于加强管理的通知》（《通知》）", []),
        ("指挥部每周开会", ["防汛指挥部办公室"]),
        ("防汛指挥部办公室每周开会", ["指挥部"]),
        ("防汛指挥部办公室以及指挥部", []),
        ("《通知》由指挥部印发", ["关于加强管理的通知", "防汛指挥部办公室"]),
        ("别的话", []),
    ],
)
def test_a_passage_lacks_the_other_form(passage, others):
    assert other_forms(passage, [PAIR, OFFICE]) == others


BODY = """\
会议情况
为防汛抗旱工作领导小组（以下简称“指挥部”）制定本制度。
指挥部每周召开三次会议。
各部门每周召开一次会议。
"""


def ranked(question, *texts):
    """The passages that a question finds, best first."""
    analyzer = Analyzer()
    index = index_of([document(text) for text in texts], analyzer)
    found = map(index.load, index.search(understand(question, analyzer), 99))
    return [(hit.passage.text, hit.score) for hit in found]


def test_a_passage_with_the_short_form_is_found_by_the_full_one():
    found = dict(ranked("防汛抗旱领导", BODY))
    assert "指挥部每周召开三次会议。" in found
    assert "各部门每周召开一次会议。" not in found


def test_a_passage_with_the_full_form_is_found_by_the_short_one():
    text = BODY + "\n防汛抗旱工作领导小组负责检查。\n"
    assert "防汛抗旱工作领导小组负责检查。" in dict(ranked("指挥部", text))


def test_another_document_does_not_learn_it():
    found = dict(ranked("防汛抗旱领导", BODY, "别的文件\n\n指挥部每月召开会议。\n"))
    assert "指挥部每月召开会议。" not in found


def test_a_passage_does_not_get_longer():
    """What is asked for in its own words scores as it does without the abbreviation."""
    plain = BODY.replace("以下简称", "即上一级")
    ours, theirs = (dict(ranked("召开", text)) for text in (BODY, plain))
    sentence = "指挥部每周召开三次会议。"
    assert ours[sentence] == pytest.approx(theirs[sentence], rel=0.01)


def test_end_to_end_the_right_meeting_is_found(tmp_path):
    (tmp_path / "制度.txt").write_text(BODY.replace("\n", "\n\n"), "utf-8")
    answer = Library.open(tmp_path).ask("防汛抗旱工作领导小组每周召开几次会议?", max_chars=14)
    assert answer.excerpts[0].text == "指挥部每周召开三次会议。"
