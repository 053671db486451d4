"""`wenju find` as a shell sees it: every place, counted, in four forms."""

import csv
import io
import json
import os

import pytest
from libraries import put
from shell import at_a_terminal, wenju

from retrieval.index.packing import packed_text

MARK, PLAIN = "\x1b[1;33m", "\x1b[0m"
FIELDS = ["words", "marks", "before", "after", "citation"]
OLD = """关于口岸的报告
发文时间：2023-05-01
来源：口岸办

=口岸繁忙，+1。城市安静。
口　岸关闭。
"""
NEW = """北京通知
发文时间：2024-05-01

滿都拉口岸过货量突破662万吨，同比增长。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("library")
    put(root, "a.txt", OLD)
    put(root, "b.txt", NEW)
    return root


@pytest.fixture
def find(folder):
    def run(*arguments, **environment):
        index = folder / ".index"
        return wenju("find", "--library", folder, "--index", index, *arguments, **environment)

    return run


def test_every_place_by_document_with_its_citation(find):
    ran = find("口岸")
    assert (ran.code, ran.err) == (0, "")
    first, *places, gap = ran.out.split("\n")[:6]
    assert first == "《关于口岸的报告》 · 口岸办 · 2023-05-01 · 4 处  a.txt"
    assert gap == ""
    assert places[2].startswith("   第4段  =口岸繁忙，+1。城市安静。  [")
    assert places[3].startswith("   第5段  口　岸关闭。  [")
    assert ran.out.endswith("\n\n共 5 处，在 2 份文档里。\n")


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        (["满都拉 口岸"], 1),
        (["满都拉", "过货量"], 1),
        (["--near", "1", "满都拉", "过货量"], 0),
        (["--any", "满都拉", "过货量", "城市"], 3),
        (["满都拉", "--any", "过货量", "城市"], 3),
        (["--regex", "[0-9]+万吨"], 1),
        (["--source", "口岸办", "口岸"], 4),
        (["--since", "2024", "口岸"], 1),
        (["--phrase", "繁忙", "口岸"], 1),
        (["--without", "繁忙", "口岸"], 4),
        (["没有的字"], 0),
    ],
)
def test_what_is_looked_for(find, arguments, places):
    ran = find("--json", *arguments)
    assert (ran.code, ran.err) == (0 if places else 1, "")
    assert len(ran.out.splitlines()) == places
    for line in ran.out.splitlines():
        assert [*json.loads(line)] == FIELDS


def test_nothing_is_said_to_be_nothing(find):
    ran = find("没有的字")
    assert (ran.code, ran.out, ran.err) == (1, "没有找到这些字。\n", "")
    assert find("没有的字", "--lang", "en").out == "These words stand nowhere.\n"


def test_the_order_of_documents(find):
    def paths(*order):
        ran = find("--count", "--json", *order, "口岸")
        return [json.loads(line)["path"] for line in ran.out.splitlines()]

    assert paths() == paths("--sort", "path") == ["a.txt", "b.txt"]
    assert paths("--sort", "date") == ["b.txt", "a.txt"]
    assert paths("--sort", "title") == ["b.txt", "a.txt"]


def test_counts_alone(find):
    ran = find("--count", "口岸")
    assert ran.out.splitlines() == [
        "《关于口岸的报告》 · 口岸办 · 2023-05-01 · 4 处  a.txt",
        "《北京通知》 · 2024-05-01 · 1 处  b.txt",
        "共 5 处，在 2 份文档里。",
    ]


def test_a_table_opens_in_a_spreadsheet_and_computes_nothing(find):
    ran = find("--csv", "--context", "1", "口岸繁忙")
    assert ran.out.startswith("\ufeff标题,文号,来源,日期,")
    heading, row = csv.reader(io.StringIO(ran.out.removeprefix("\ufeff")))
    cells = dict(zip(heading, row, strict=True))
    assert (cells["前文"], cells["原文"], cells["后文"]) == ("'=", "口岸繁忙", "，")
    assert (cells["标题"], cells["日期"], cells["位置"]) == (
        "关于口岸的报告",
        "2023-05-01",
        "第4段",
    )
    (shape,) = map(json.loads, find("--json", "--context", "1", "口岸繁忙").out.splitlines())
    assert (shape["before"], shape["words"], shape["after"]) == ("=", "口岸繁忙", "，")
    assert (
        find("--csv", "--count", "口岸").out.splitlines()[1].startswith("关于口岸的报告,,口岸办,")
    )


def test_how_much_stands_around_a_place(find):
    (line,) = (x for x in find("--context", "2", "过货量").out.splitlines() if "…" in x)
    assert "  …口岸过货量突破…  [" in line
    (line,) = (x for x in find("--context", "0", "过货量").out.splitlines() if "…" in x)
    assert "  …过货量…  [" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--regex", "(a"], "“(a”不是正则表达式（RE2 的写法）：missing )"),
        ([" "], "没有可以查找的文字"),
        (["--since", "某年", "口岸"], "某年"),
        (["长" * 2001], "太长"),
    ],
)
def test_what_cannot_be_looked_for_is_one_line(find, arguments, said):
    ran = find(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.complaint


def test_at_a_terminal_the_words_are_bold_and_go_through_the_pager(folder):
    given = ("find", "--library", str(folder), "--index", str(folder / ".index"), "口岸繁忙")
    bold = f"={MARK}口岸繁忙{PLAIN}，+1"
    ran = at_a_terminal(*given, TERM="xterm", PAGER="sed s/^/>/")
    assert ran.code == 0
    assert bold in ran.out
    assert all(line.startswith(">") for line in ran.out.splitlines())
    for pager in ("cat", "no-such-pager", ""):
        ran = at_a_terminal(*given, TERM="xterm", PAGER=pager)
        assert bold in ran.out
        assert ">" not in ran.out


def test_leaving_the_pager_early_is_no_error(folder):
    given = ("find", "--library", str(folder), "--index", str(folder / ".index"), "--any")
    ran = at_a_terminal(*given, "口岸", "，", "。", TERM="xterm", PAGER="head -1")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1


def test_a_damaged_index_is_said_and_made_anew(tmp_path):
    root, index = tmp_path / "library", tmp_path / "index"
    put(root, "a.txt", OLD)
    given = ("find", "--library", root, "--index", index, "口岸")
    before = wenju(*given)
    [segment] = index.glob("*.segment")
    whole, times = segment.read_bytes(), segment.stat()
    place = whole.find(packed_text(OLD))
    segment.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    os.utime(segment, ns=(times.st_atime_ns, times.st_mtime_ns))
    ran = wenju(*given)
    assert ran.code == 2
    assert ran.complaint.startswith("wenju: 索引损坏，已重建")
    assert wenju(*given) == before
