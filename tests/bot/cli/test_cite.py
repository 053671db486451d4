"""`wenju cite` and `wenju forget` as a shell sees them."""

import errno
import json
import shutil
from pathlib import Path

import pytest
from pdf_writer import Writer
from pictures_of_pages import marked
from samples import ARTICLE, REPORT, SEEDS
from shell import wenju

from retrieval import History, Library
from retrieval.citing.history_db import FILE_NAME

CITED = "1t2cx-zw5cz.10"
WORDS = "满都拉口岸过货量突破662万吨"
REFERENCE = (
    "市工业和信息化局. 关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告[Z]. "
    "2024-12-11."
)
LAW = "第二条　在中华人民共和国境内进行招标投标活动，适用本法。"


class Desk:
    """A folder of documents, its history, and the command line on them."""

    def __init__(self, folder: Path):
        self.root, self.state = folder / "library", folder / "state"
        shutil.copytree(SEEDS, self.root)
        for path in self.root.iterdir():
            path.chmod(0o644)
        self.report = self.root / REPORT

    def index(self):
        """What happens when the documents are indexed."""
        library, history = Library.open(self.root), History.open(self.state)
        documents = [(d, library.passages(d)) for d in library.documents]
        gone = history.standing(self.root).keys() - {d.path for d, _ in documents}
        history.record(self.root, documents, gone)

    def run(self, *arguments, **environment):
        return wenju(*arguments, "--library", str(self.root), **self.surroundings | environment)

    @property
    def surroundings(self):
        return {"WENJU_STATE": str(self.state)}


@pytest.fixture
def services(tmp_path):
    return Desk(tmp_path)


def shape(ran):
    """The JSON that was printed, one object a line."""
    assert ran.err == ""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_an_answers_id_is_cited_with_its_neighbours_and_reference(services):
    answer = shape(services.run("ask", "--json", "满都拉口岸的过货量是多少?"))[0]["answers"][0]
    ran = services.run("cite", answer["citation"]["id"])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"[{answer['citation']['id']}] 未变")
    assert WORDS in ran.out
    assert "一是提升公共服务水平" in ran.out
    assert "(三)全力增进民生福祉,在经济维度上促进共融 · 第14段" in ran.out
    assert f"{services.report}:25  [" in ran.out
    assert f"GB/T 7714：{REFERENCE}" in ran.out.replace("\n", "")


@pytest.mark.parametrize(
    "asked", ["1T2CX-ZW5CZ.10", "1t2cxzw5cz10", "lt2cx-zw5cz.10", "[1t2cx-zw5cz.10]", "1t2cx.10"]
)
def test_ids_are_read_forgivingly(services, asked):
    assert WORDS in services.run("cite", asked).out


def test_the_formats(services):
    assert services.run("cite", CITED, "--format", "gbt7714").out == f"{REFERENCE}\n"
    markdown = services.run("cite", CITED, "--format", "markdown").out
    assert markdown.startswith("> ")
    assert WORDS in markdown.splitlines()[0]
    assert "第14段 [1t2cx-zw5cz.10]" in markdown
    assert "未变" not in markdown
    [found] = shape(services.run("cite", CITED, "--format", "json"))
    assert set(found) == {
        *("asked", "id", "outcome", "stands", "places", "references", "records", "kept"),
        *("nearest", "changes", "meant"),
    }
    assert (found["id"], found["outcome"], found["stands"]) == (CITED, "unchanged", True)
    [place] = found["places"]
    assert set(place) == {"excerpt", "before", "after", "citation", "validity"}
    assert place["citation"]["id"] == CITED
    assert found["references"] == [REFERENCE]


def test_several_ids(services):
    ran = services.run("cite", CITED, "00000-00000", "--format", "json")
    assert [found["outcome"] for found in shape(ran)] == ["unchanged", "unknown"]
    assert ran.code == 1


@pytest.mark.parametrize(
    ("asked", "said", "english"),
    [
        ("x", "这不是引文编号", "This is no id of a citation"),
        ("", "这不是引文编号", "This is no id of a citation"),
        ("你好口岸", "这不是引文编号", "This is no id of a citation"),
        ("abcdefghijklmnop", "这不是引文编号", "This is no id of a citation"),
        ("1t2cx-zw5cz.99", "没有第 99 句", "it has no sentence 99"),
        ("1t2cx.99", "没有第 99 句", "it has no sentence 99"),
    ],
)
def test_what_names_nothing_says_why(services, asked, said, english):
    ran = services.run("cite", asked)
    assert (ran.code, ran.err) == (1, "")
    assert said in ran.out
    assert "记录" not in ran.out
    assert english in services.run("cite", asked, "--lang", "en").out


@pytest.mark.parametrize("asked", ["00000-00000", "０００００", "[00000-00000.3]", "c_0000000000"])
def test_no_record(services, asked):
    ran = services.run("cite", asked)
    assert ran.code == 1
    assert "本机没有这条引文的记录" in ran.out
    english = services.run("cite", asked, "--lang", "en")
    assert "no record of this citation on this computer" in english.out


def test_after_the_file_was_renamed(services):
    services.index()
    services.report.rename(services.root / "新名.txt")
    ran = services.run("cite", CITED)
    assert ran.code == 0
    assert "已移动" in ran.out
    assert f"原在 {REPORT}" in ran.out
    assert f"{services.root / '新名.txt'}:25" in ran.out


def test_after_the_words_were_changed(services):
    services.index()
    text = services.report.read_text("utf-8").replace("突破662万吨", "超过700万吨")
    services.report.write_text(text, "utf-8")
    ran = services.run("cite", CITED)
    assert ran.code == 1
    assert "已修改" in ran.out
    assert "过货量[-突破662-]{+超过700+}万吨" in ran.out
    assert "一字未改" not in ran.out
    # Another sentence of the paragraph still stands.
    assert "引用的这一句仍在其中，一字未改" in services.run("cite", "1t2cx-zw5cz.1").out
    [found] = shape(services.run("cite", CITED, "--format", "json"))
    [[[start, end], [now, to]]] = found["changes"]
    assert found["records"][0]["text"][start:end] == "突破662"
    assert found["nearest"]["excerpt"][now:to] == "超过700"


def test_after_the_file_was_deleted(services):
    services.index()
    services.report.unlink()
    ran = services.run("cite", CITED)
    assert ran.code == 1
    assert "已删除" in ran.out
    assert WORDS in ran.out
    assert f"最后见于 {REPORT} 第14段" in ran.out
    reference = services.run("cite", CITED, "--format", "gbt7714")
    assert reference.out == f"{REFERENCE}\n"
    assert "已删除" in reference.complaint
    assert WORDS in services.run("cite", CITED, "--format", "markdown").out


def test_another_library_is_said_to_be_another(services, tmp_path):
    services.index()
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(SEEDS / ARTICLE, other)
    ran = wenju("cite", CITED, "--library", str(other), **services.surroundings)
    assert ran.code == 1
    assert "另一个文档库" in ran.out
    assert WORDS in ran.out


def test_the_same_words_in_many_places(services):
    for number in range(11):
        shutil.copy(services.report, services.root / f"{number:02}.txt")
    ran = services.run("cite", CITED)
    assert ran.code == 0
    assert ran.out.count(f"  [{CITED}]") == 10
    assert "同样的原文还有 2 处" in ran.out
    assert services.run("cite", CITED, "--format", "gbt7714").out == f"{REFERENCE}\n"
    [found] = shape(services.run("cite", CITED, "--format", "json"))
    assert len(found["places"]) == 12


def test_a_history_that_cannot_be_used_is_one_line(services):
    services.index()
    (services.state / FILE_NAME).write_bytes(b"garbage" * 1000)
    ran = services.run("cite", CITED)
    assert ran.code == 0
    assert str(services.state / FILE_NAME) in ran.complaint
    assert WORDS in ran.out
    forgotten = services.run("forget", REPORT)
    assert forgotten.code == 2
    assert str(services.state / FILE_NAME) in forgotten.complaint


def test_validity_is_shown_with_the_citation_and_beside_an_answer(tmp_path):
    text = (
        "关于支持企业的通知\n\n对中小企业减免租金三个月。\n\n"
        "本通知自2020年2月10日起施行，有效期至2020年12月31日。此前规定与本通知不一致的，以本通知为准。\n"
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")
    ran = wenju("ask", "减免租金几个月", "--min-confidence", "0", "--library", str(tmp_path))
    assert "\n   有效期已过（至 2020-12-31）：“" in ran.out
    [answer] = shape(
        wenju("ask", "--json", "减免租金", "--min-confidence", "0", "--library", str(tmp_path))
    )
    said = answer["answers"][0]["validity"]
    assert [(s["says"], s["until"], s["expired"]) for s in said] == [
        ("effective", None, False),
        ("term", "2020-12-31", True),
        ("prevails", None, False),
    ]
    assert text[said[1]["start"] : said[1]["end"]] == said[1]["text"]
    cited = wenju("cite", answer["answers"][0]["citation"]["id"], "--library", str(tmp_path))
    for line in ("施行：“", "有效期已过（至 2020-12-31）：“", "以何为准：“"):
        assert line in cited.out
    assert f"第3段，{said[1]['id']}" in cited.out


def test_what_is_forgotten_leaves_no_trace(services):
    services.index()
    services.report.unlink()
    ran = services.run("forget", REPORT)
    assert (ran.code, ran.err) == (0, "")
    assert "1 份文档，25 个段落" in ran.out
    assert "本机没有这条引文的记录" in services.run("cite", CITED).out
    kept = b"".join(path.read_bytes() for path in services.state.iterdir())
    assert WORDS.encode() not in kept
    again = services.run("forget", REPORT)
    assert again.code == 1
    assert REPORT in again.complaint


def test_a_file_may_be_named_as_seen_from_here(services):
    services.index()
    services.report.unlink()
    path = f"library/{REPORT}"
    ran = wenju(
        "forget", path, "--library", "library", folder=services.root.parent, **services.surroundings
    )
    assert ran.code == 0
    assert services.run("forget", str(services.root / ARTICLE)).code == 0


def test_forgetting_what_is_still_there_says_so(services):
    services.index()
    ran = services.run("forget", ".")
    assert ran.code == 0
    assert "2 份文档" in ran.out
    assert "还在文件夹里" in ran.complaint


@pytest.mark.parametrize("path", ["", " ", "\u3000\t"])
def test_a_path_that_was_left_empty_is_no_path(services, path):
    """As a variable of the shell that is not set leaves it: it does not mean everything."""
    services.index()
    services.report.unlink()
    ran = services.run("forget", ARTICLE, path)
    assert (ran.code, ran.out) == (2, "")
    assert "路径是空的" in ran.err
    assert "已删除：" in services.run("cite", CITED).out
    assert services.run("forget", ARTICLE).code == 0


@pytest.mark.parametrize("command", [["cite"], ["forget"], ["cite", "x", "--format", "endnote"]])
def test_usage(command):
    assert wenju(*command).code == 2


@pytest.fixture
def law(services):
    """A page of a PDF in the folder; the id of its second paragraph."""
    writer = Writer()
    for text in ("第一条　为了规范招标投标活动，制定本法。", LAW):
        writer.paragraph(text)
    (services.root / "招标投标法.pdf").write_bytes(writer.save())
    [shown] = shape(services.run("ask", "--json", "什么活动适用招标投标法？"))
    return shown["answers"][0]["citation"]


def test_the_page_of_a_citation_is_drawn(services, law, tmp_path):
    assert law["page"] == 1
    ran = services.run("cite", law["id"], "--picture", tmp_path / "page.png", "--lang", "en")
    assert ran.code == 0
    assert LAW in ran.out
    assert ran.complaint.endswith("page.png: page 1, the words marked")
    assert len(marked((tmp_path / "page.png").read_bytes())) == 1


def test_the_page_of_words_that_are_gone_is_the_one_they_were_seen_on(services, law):
    services.index()
    (services.root / "招标投标法.pdf").unlink()
    ran = services.run("cite", law["id"])
    assert "已删除" in ran.out
    assert " · 第1页第2段" in ran.out
    assert "招标投标法.pdf#page=1 第2段" in ran.out
    [told] = shape(services.run("cite", law["id"], "--format", "json"))
    assert [(record["page"], record["line"]) for record in told["records"]] == [(1, None)]


def test_where_there_is_no_page_to_draw_the_reason_is_said(services, law, tmp_path):
    picture = tmp_path / "page.png"
    for ids, place, reason in (
        ([CITED], picture, "no picture"),
        ([law["id"], CITED], picture, "one ID"),
        ([law["id"]], tmp_path / "none" / "page.png", "cannot write"),
        ([law["id"]], tmp_path / "page.jpg", f"draws PNG: name it {picture}"),
    ):
        ran = services.run("cite", *ids, "--picture", place, "--lang", "en")
        assert ran.code == 2
        assert reason in ran.complaint
        assert not picture.exists()


BODY = "关于口岸的通知\n\n口岸货运列车每天开行{count}列。\n"


def only(services, *arguments):
    """The command on a library of one file."""
    file = services.root / "one.txt"
    return wenju(*arguments, "--library", str(file), **services.surroundings)


def test_a_library_of_one_file_has_a_history_of_its_own(services):
    file = services.root / "one.txt"
    file.write_text(BODY.format(count=12), "utf-8")
    [answer] = shape(only(services, "ask", "--json", "货运列车每天开行多少列?"))[0]["answers"]
    cited = answer["citation"]["id"]
    file.write_text(BODY.format(count=15), "utf-8")
    ran = only(services, "cite", cited)
    assert (ran.code, "[-12-]{+15+}" in ran.out) == (1, True)
    # Of the other files of its folder it says nothing, nor does it call them gone.
    services.index()
    assert services.run("cite", CITED).code == 0
    assert only(services, "docs").code == 0
    assert services.run("cite", CITED).code == 0
    # Forgotten as a library of its own, with the file still there or not, and only that.
    file.unlink()
    assert only(services, "forget", str(services.report)).code == 1
    assert only(services, "forget", ".").code == 0
    assert only(services, "forget", ".").code == 1
    assert "12" not in services.run("cite", cited).out
    assert History.open(services.state).standing(services.root).keys() == {REPORT, ARTICLE}


def test_who_forgets_a_file_in_its_folder_forgets_it_as_a_library_too(services):
    file = services.root / "one.txt"
    file.write_text(BODY.format(count=12), "utf-8")
    only(services, "docs")
    history = History.open(services.state)
    assert history.standing(file)
    assert services.run("forget", "..").code == 1
    assert history.standing(file)
    assert services.run("forget", "one.txt").code == 0
    assert not history.standing(file)


@pytest.mark.parametrize("command", [["cite", "aaaa"], ["forget", REPORT]], ids=["cite", "forget"])
def test_a_history_that_may_not_be_seen_is_not_called_empty(services, command, monkeypatch):
    services.index()

    def lstat(path):
        if path.name == FILE_NAME:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return seen(path)

    seen = Path.lstat
    monkeypatch.setattr(Path, "lstat", lstat)
    ran = services.run(*command)
    assert ran.code != 0
    assert ran.complaint.startswith("wenju: 引文记录用不了")
    assert "没有权限" in ran.complaint
    assert "删除" not in ran.out


def test_references_for_programs_are_one_piece_each_work_once():
    ids = ("1t2cx-zw5cz.10", "1t2cx-zw5cz.8")
    ran = wenju("cite", "--format", "csl", *ids)
    assert (ran.code, ran.err) == (0, "")
    [item] = json.loads(ran.out)
    assert (item["type"], item["issued"]) == ("document", {"date-parts": [[2024, 12, 11]]})
    assert wenju("cite", "--format", "bibtex", *ids).out.startswith("@misc{wenju-")
    assert wenju("cite", "--format", "ris", *ids).out.startswith(
        "TY  - GEN\nAU  - 市工业和信息化局\n"
    )


def test_references_by_either_edition():
    newer = wenju("cite", "--format", "gbt7714", "b64nx-j28e5.1")
    older = wenju("cite", "--format", "gbt7714-2015", "b64nx-j28e5.1")
    assert (newer.code, older.code) == (0, 0)
    assert newer.out.endswith("[J]. 中国民族，2024（6）.\n")
    assert older.out.endswith("[J]. 中国民族, 2024(6).\n")
