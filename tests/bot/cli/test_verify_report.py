"""`wenju verify --report`: a report to hand in, in HTML or Markdown."""

import html
from datetime import date

import pytest
from libraries import put
from samples import SEEDS
from shell import wenju

WRITTEN, CHANGED = "满都拉口岸过货量突破662万吨", "满都拉口岸过货量突破672万吨"
TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
ARTICLE = (
    f"据《{TITLE}》，“{WRITTEN}”。\n《公报》称“{CHANGED}”，所谓“奇迹”。“<b>今天天气很好*呀</b>”\n"
)
REFERENCE = f"市工业和信息化局. {TITLE}[Z]. 2024-12-11."


@pytest.fixture
def reported(tmp_path):
    """Verifies an article; the run, and the report."""

    def run(name, *more, article=ARTICLE):
        file, report = put(tmp_path, "稿件.txt", article), tmp_path / name
        ran = wenju("verify", "--file", file, "--report", report, "--library", SEEDS, *more)
        return ran, report.read_text("utf-8")

    return run


def test_a_page_has_each_quotation_with_its_verdict_and_source(reported):
    ran, page = reported("report.html")
    assert ran.code == 1
    assert "报告已写到" in ran.complaint
    assert ran.out.startswith("共 3 条引文")
    assert page.startswith('<!doctype html>\n<html lang="zh">')
    for said in (
        "<h1>引文核对报告</h1>",
        "文稿：稿件.txt",
        "文档库：seeds（2 份文档）",
        f"核对日期：{date.today()}",
        "共 3 条引文：原文一致 1、有出入 1、未找到 1",
        "<h2>1. 原文一致</h2>",
        f"<dt>文稿</dt>\n<dd>{WRITTEN}</dd>",
        f"<dt>GB/T 7714</dt>\n<dd>{REFERENCE}</dd>",
        "出处相符",
        "<h2>2. 有出入</h2>",
        "突破<del>672</del><ins>662</ins>万吨",
        "[1t2cx-zw5cz.10]",
        "出处无法核对：文档里没有《公报》",
        "<h2>3. 未找到</h2>",
        "不足 4 字，没有核对（1 处）：“奇迹”",
        "引号以外的文字没有核对。",
    ):
        assert said in page
    assert "<dd>&lt;b&gt;今天天气很好*呀&lt;/b&gt;</dd>" in page
    assert html.unescape(page).count("<b>今天") == 1


def test_markdown_takes_no_word_for_a_mark(reported):
    ran, page = reported("report.md", "--lang", "en")
    assert ran.code == 1
    assert page.startswith("# Report on quotations\n\nArticle: 稿件.txt  \nLibrary: seeds")
    assert "## 2\\. differs" in page or "## 2. differs" in page
    assert "突破<del>672</del><ins>662</ins>万吨" in page
    assert r"- **Article** \<b\>今天天气很好\*呀\</b\>" in page


def test_parts_that_do_not_stand_together_are_reported_one_by_one(reported):
    _, page = reported("report.html", article="“同比增长72.4%……满都拉口岸过货量”\n")
    assert "<h2>1. 有出入：各部分在原文里不连在一起</h2>" in page
    assert "<h2>1.1. 原文一致</h2>" in page
    assert "<h2>1.2. 原文一致</h2>" in page


def test_nothing_to_check_is_said(reported):
    ran, page = reported("report.html", article="“短”\n“一”\n")
    assert ran.code == 1
    assert "没有可以核对的引文。" in page


@pytest.mark.parametrize(
    ("name", "said"), [("report.pdf", "要以 .html 或 .md 结尾"), ("none/report.md", "写不了")]
)
def test_where_no_report_can_be_written(tmp_path, name, said):
    ran = wenju("verify", WRITTEN, "--report", tmp_path / name)
    assert ran.code == 2
    assert said in ran.complaint
