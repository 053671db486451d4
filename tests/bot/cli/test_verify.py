"""`wenju verify` as a shell sees it."""

import json

import pytest
from samples import REPORT, SEEDS
from shell import at_a_terminal, wenju

WRITTEN, CHANGED = "满都拉口岸过货量突破662万吨", "满都拉口岸过货量突破672万吨"
TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
ARTICLE = f"据《{TITLE}》，“{WRITTEN}”。\n《公报》称“{CHANGED}”，所谓“奇迹”。\n"
FIELDS = {
    *("quotation", "verdict", "verbatim", "variations", "matches", "left_out", "elsewhere"),
    *("parts", "claim"),
}


def verified(*arguments, **keywords):
    """The JSON objects that come."""
    ran = wenju("verify", "--json", *arguments, **keywords)
    assert ran.err == ""
    return ran.code, [json.loads(line) for line in ran.out.splitlines()]


def test_verbatim():
    ran = wenju("verify", WRITTEN)
    assert (ran.code, ran.err) == (0, "")
    verdict, passage, reference, place, end = ran.out.split("\n")
    assert (verdict, passage, end) == ("原文一致", f"   {WRITTEN}", "")
    assert TITLE in reference
    assert f"seeds/{REPORT}:25  [" in place


def test_differences_are_marked_without_colour():
    ran = wenju("verify", CHANGED)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("有出入\n   满都拉口岸过货量突破[-672-]{+662+}万吨\n")


def test_a_terminal_has_colour_beside_the_marks():
    ran = at_a_terminal("verify", CHANGED, TERM="xterm")
    assert ran.code == 1
    assert "突破\x1b[9;31m[-672-]\x1b[0m\x1b[32m{+662+}\x1b[0m万吨" in ran.out


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        (WRITTEN.replace("662", "６６２"), "仅全半角不同"),
        ("滿都拉口岸過貨量突破662萬噸", "仅繁简不同"),
        ("满都拉口岸、过货量突破 662万吨", "仅标点、空白不同"),
        ("今天天气很好我们去公园玩吧", "未找到"),
        ("同比增长72.4%……满都拉口岸过货量", "有出入：各部分在原文里不连在一起"),
    ],
)
def test_other_verdicts(quotation, verdict):
    ran = wenju("verify", quotation)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.split("\n")[0] == verdict


def test_joined_parts():
    ran = wenju("verify", "满都拉口岸……同比增长72.4%")
    assert ran.code == 0
    assert "   满都拉口岸……同比增长72.4%\n" in ran.out
    assert "省略了原文 11 字" in ran.out


def test_several_quotations():
    ran = wenju("verify", WRITTEN, CHANGED)
    assert ran.code == 1
    assert ran.out.startswith("共 2 条引文：原文一致 1、有出入 1\n\n1. 原文一致  “满都拉口岸")
    assert wenju("verify", WRITTEN, "同比增长72.4%").code == 0


def test_an_article_from_a_file_and_from_standard_input(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, "utf-8")
    from_file = wenju("verify", "--file", str(file))
    assert (from_file.code, from_file.err) == (1, "")
    assert "出处相符" in from_file.out
    assert "出处无法核对：文档里没有《公报》" in from_file.out
    assert from_file.out.endswith("不足 4 字，没有核对（1 处）：“奇迹”\n引号以外的文字没有核对。\n")
    assert wenju("verify", stdin=ARTICLE).out == from_file.out
    assert wenju("verify", "--file", "-", stdin=ARTICLE).out == from_file.out
    file.write_text(ARTICLE, "gb18030")
    assert wenju("verify", "--file", str(file)).out == from_file.out


def test_a_quotation_a_line():
    code, found = verified(stdin=f"{WRITTEN}\n{CHANGED}\n")
    assert (code, [one["verdict"] for one in found]) == (1, ["verbatim", "differing"])
    code, found = verified("--lines", stdin=f"{WRITTEN}\n“{CHANGED}”\n")
    assert (code, [one["verdict"] for one in found]) == (1, ["verbatim", "differing"])


def test_the_source():
    assert wenju("verify", "--source", f"《{TITLE}》", WRITTEN).code == 0
    ran = wenju("verify", "--source", "政府工作报告", WRITTEN)
    assert ran.code == 1
    assert "原文一致" in ran.out
    assert "出处无法核对" in ran.out


def test_the_shape_of_json():
    code, [found] = verified(CHANGED, "--source", TITLE)
    assert code == 1
    assert set(found) == FIELDS
    assert (found["quotation"], found["verdict"], found["verbatim"]) == (
        CHANGED,
        "differing",
        False,
    )
    assert found["claim"] == {"source": TITLE, "standing": "there", "documents": [REPORT]}
    [match] = found["matches"]
    text, citation = (SEEDS / REPORT).read_text("utf-8"), match["citation"]
    assert text[citation["start"] : citation["end"]] == match["excerpt"] == WRITTEN
    [change] = match["differences"]
    assert CHANGED[slice(*change["quotation"])] == "672"
    assert match["excerpt"][slice(*change["excerpt"])] == "662"


def test_json_of_an_article():
    code, found = verified(stdin=ARTICLE)
    assert code == 1
    assert [one.get("verdict") for one in found] == ["verbatim", "differing", None]
    assert found[2] == {"skipped": "奇迹", "reason": "short"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("短",), "引文太短，至少要 4 个字。"),
        (("长" * 5001,), "引文太长（5,001 字），请缩短到 5,000 字以内。"),
        (("--file", "/nowhere/article.txt"), "读不了 /nowhere/article.txt"),
        (("--library", "/nowhere", WRITTEN), "没有这个文件夹"),
        ((), "引文太短"),
    ],
)
def test_what_cannot_be_checked(arguments, said):
    ran = wenju("verify", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint


@pytest.mark.parametrize("odd", ["每户", "长" * 5001])
def test_of_several_the_one_that_cannot_be_checked_is_named(odd):
    ran = wenju("verify", WRITTEN, odd, "同比增长72.4%")
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith(f"wenju: “{odd[:11]}")
    assert "”：引文太" in ran.complaint
    english = wenju("verify", "--lang", "en", WRITTEN, odd).complaint
    assert "”: The quotation is too" in english


def test_in_english():
    ran = wenju("verify", "--lang", "en", CHANGED)
    assert ran.out.startswith("differs\n")


def test_what_a_quotation_holds_does_not_drive_the_terminal():
    ran = wenju("verify", f"{CHANGED}\x1b[31m\x9b", WRITTEN)
    assert "\x1b" not in ran.out
    assert "\x9b" not in ran.out
