"""Page furniture at the edges is told from the text; nothing in the body ever is."""

import pytest
from hypothesis import given
from samples import ARTICLE, REPORT, SEEDS, contents, document

from retrieval.models import Kind
from retrieval.reading.assembly import assemble
from retrieval.reading.boilerplate import HEAD_LINE
from retrieval.reading.formats.frame import Block, Extracted

BODY = "各有关单位要高度重视，结合实际认真贯彻执行，并及时向上级报告进展情况和存在的问题。"


def dropped(text):
    read = document(text)
    return [read.text[p.start : p.end] for p in read.paragraphs if p.kind is Kind.FURNITURE]


@pytest.mark.parametrize(
    "line",
    [
        "字体",
        "打印",
        "关闭",
        "相关附件",
        "【打印】 【关闭】",
        "字体：大 中 小",
        "[大] [中] [小]",
        "打印本页 关闭窗口",
        "分享到：微信 微博",
        "扫一扫在手机打开当前页",
        "京ICP备05070218号",
        "京公网安备11010202000001号",
        "版权所有：某某市人民政府",
        "网站标识码：bm01000001",
        "上一篇：关于某事的通知",
        "下一篇:没有了",
        "您现在所在位置:首页 > 示范创建",
        "当前位置：首页 > 政务公开",
        "首页 > 政务公开 > 通知",
        "浏览次数：1024次",
        "我要纠错",
    ],
)
def test_furniture_at_the_edges_and_never_inside(line):
    assert dropped(f"{line}\n标题\n{BODY}\n\n{BODY}\n{line}\n") == [line, line]
    assert dropped(f"标题\n{BODY}\n{line}\n{BODY}") == []
    assert dropped(f"标题\n{BODY * 3}见下\n{line}\n{BODY}") == []


@pytest.mark.parametrize(
    "line",
    [
        "联系电话：010-58130831",
        "单份全年定价180元",
        "账号：0200 0042 0900 4613 334",
        "邮箱：a@b.cn",
        "欢迎订阅《中国民族》杂志",
        "附件：名单",
        "打印设备采购公告",
        "关闭煤矿名单",
        "字体设计大赛",
        "大中小企业融通发展",
        "位置图见附件",
        "分享经济发展报告公布后，各方面反应积极，共有三十多家单位参加了讨论活动。",
    ],
)
def test_facts_are_no_furniture(line):
    assert dropped(f"标题\n{BODY}\n{line}") == []


@pytest.mark.parametrize(
    "line",
    [
        "版权所有：某某市统计局　地址：某某市中山路57号",
        "主办：某某市统计局 电话: 010-68783311 京ICP备05034670号",
        "版权所有：某某市人民政府　邮箱：a@b.gov.cn",
        "京公网安备11010202000001号 0571-87052222",
    ],
)
def test_a_line_of_furniture_that_says_how_to_reach_somebody_is_kept(line):
    read = document(f"标题\n{BODY}\n{BODY}\n打印本页\n{line}\n京ICP备05070218号")
    kinds = {read.text[p.start : p.end]: p.kind for p in read.paragraphs}
    assert kinds[line] is Kind.BODY
    # And what is furniture around it stays that.
    assert kinds["打印本页"] is kinds["京ICP备05070218号"] is Kind.FURNITURE


@given(contents)
def test_furniture_is_at_an_edge_of_any_text(text):
    found = document(text).paragraphs
    for number, paragraph in enumerate(found):
        if paragraph.kind is Kind.FURNITURE:
            above, below = found[:number], found[number:]
            at_the_end = all(p.kind is Kind.FURNITURE for p in below)
            assert at_the_end or all(
                p.kind is Kind.FURNITURE or p.end - p.start <= HEAD_LINE for p in above
            )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (REPORT, ["字体", "打印", "关闭", "相关附件"]),
        (ARTICLE, ["您现在所在位置:首页 > 示范创建"]),
    ],
)
def test_the_furniture_of_the_seeds(name, lines):
    assert dropped((SEEDS / name).read_text("utf-8")) == lines


@pytest.mark.parametrize(
    ("lines", "captions"),
    [
        (["现场照片.jpg", "领导在现场调研"], 2),
        (["现场照片.JPG", BODY], 1),
        (["![活动](a.png)", "活动现场"], 2),
        (["图1：组织架构示意图"], 1),
        (["表 2-1 主要指标完成情况"], 1),
        (["▲图为活动现场"], 1),
        (["图片说明：活动现场"], 1),
        (["图书馆建设情况"], 0),
        (["表示热烈祝贺"], 0),
        (["请把材料存为jpg"], 0),
    ],
)
def test_images_and_the_captions_under_them(lines, captions):
    read = document("\n".join(["标题", BODY, *lines, BODY]))
    assert [p.kind for p in read.paragraphs[2:-1]].count(Kind.CAPTION) == captions
    assert read.paragraphs[-1].kind is Kind.BODY


CHAPTERS = ["第一章　总　　则", "第二章　管理", "第三章　附　则"]


def kinds(lines, name="a.docx", form="docx"):
    """What each of these lines is in a document of that format."""
    read = assemble(Extracted(tuple(map(Block, lines))), name, form)
    return [paragraph.kind for paragraph in read.paragraphs]


@pytest.mark.parametrize("leader", ["", "……12", "\t3", " . . . 4"])
def test_a_table_of_contents_is_furniture(leader):
    named = [f"{chapter.replace('　　', '')}{leader}" for chapter in CHAPTERS]
    body = [line for chapter in CHAPTERS for line in (chapter, BODY)]
    found = kinds(["口岸条例", "目　　录", *named, *body])
    assert found[1:5] == [Kind.FURNITURE] * 4
    assert Kind.FURNITURE not in found[5:]
    # What somebody typed is theirs.
    assert Kind.FURNITURE not in kinds(["口岸条例", "目录", *named, *body], "a.txt", "txt")


def test_a_list_whose_lines_do_not_come_again_is_no_table_of_contents():
    assert Kind.FURNITURE not in kinds(["口岸条例", "目录", *CHAPTERS, BODY, BODY])
    assert Kind.FURNITURE not in kinds(["口岸条例", "目录", "甲", "乙", "丙", "丁", "甲", BODY])
    assert Kind.FURNITURE not in kinds(["口岸条例", "目录"])
