"""`wenju eval` as a shell sees it, on the seeds."""

import json
import re
import sys

import pytest
from samples import ARTICLE, REPORT, SEEDS
from shell import at_a_terminal, shell, wenju

from bot.cli.evaluate import DESCRIPTION
from bot.messages.evaluation import ZH

QUESTIONS = [
    ("port 1", "满都拉口岸的过货量是多少?", ["662 万吨"], REPORT),
    ("bases", "有几家研学旅游基地入选自治区名单?", ["１５家研学旅游基（营）地"], REPORT),
    ("wrong", "包头和多少个城市建立劳务协作关系?", ["99个城市"], ARTICLE),
    ("off", "zebra quagga okapi?", [], None),
]
SHAPE = {
    *(
        "questions",
        "answerable",
        "R@1",
        "R@3",
        "R@5",
        "R@10",
        "MRR@10",
        "visible@1",
        "visible@3",
        "marked@1",
    ),
    *("kept", "refused", "auroc", "p50_ms", "p99_ms"),
}


@pytest.fixture
def file(tmp_path):
    """Three questions that the seeds answer, the last expected wrongly, and one off topic."""
    path = tmp_path / "questions.jsonl"
    keys = ("id", "question", "answers", "document")
    rows = (json.dumps(dict(zip(keys, row, strict=True))) for row in QUESTIONS)
    path.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_the_measures_are_printed(file):
    ran = wenju("eval", "--questions", file, "--library", SEEDS)
    assert (ran.code, ran.err) == (0, "")
    heading, *lines = ran.out.splitlines()
    assert heading == "4 个问题：3 个文档里有答案，1 个没有"
    shown = [line.strip().split("  ")[0] for line in lines]
    assert shown[0] == "66.7 %"
    assert lines[0].endswith("R@1：正确的文档在前 1 名")
    assert shown[1:11] == [
        *("100.0 %", "100.0 %", "100.0 %"),
        *("83.3 %", "66.7 %", "66.7 %", "66.7 %", "100.0 %", "100.0 %", "100.0 %"),
    ]
    assert "p50" in lines[11]


def test_the_measures_in_english(file):
    ran = wenju("eval", "--questions", file, "--library", SEEDS, "--lang", "en")
    assert ran.out.splitlines()[0].startswith("Questions: 4, of them 3 with an answer")
    assert "  66.7 %  answer visible in the first excerpt\n" in ran.out


def test_one_question_is_no_questions(file):
    row = {"id": "1", "question": "口岸", "answers": [], "document": "x.txt"}
    file.write_text(json.dumps(row), "utf-8")
    ran = wenju("eval", "--questions", file, "--library", SEEDS, "--lang", "en")
    assert "1 questions" not in ran.out + ran.err


def test_chinese_sentences_have_chinese_marks():
    sentences = re.findall("'(.*?)'[,}:)]", re.sub(r"\{\w+(:.3f)?\}", "", repr(ZH)))
    assert len(sentences) > 30
    assert not [sentence for sentence in sentences if re.search("[:,;()]", sentence)]


def test_the_measures_as_json(file):
    ran = wenju("eval", "--json", "--questions", file, "--library", SEEDS)
    shape = json.loads(ran.out)
    assert (ran.code, ran.err, ran.out.count("\n"), set(shape)) == (0, "", 1, SHAPE)
    assert (shape["questions"], shape["answerable"]) == (4, 3)
    assert shape["R@1"] == pytest.approx(2 / 3)
    assert shape["MRR@10"] == pytest.approx(5 / 6)
    assert (shape["kept"], shape["refused"], shape["auroc"]) == (1, 1, 1)


def test_a_measure_without_questions_is_null_or_a_dash(file):
    row = {"id": "1", "question": "口岸", "answers": [], "document": REPORT}
    file.write_text(json.dumps(row), "utf-8")
    shape = json.loads(wenju("eval", "--json", "--questions", file).out)
    assert [shape[key] for key in ("visible@1", "refused", "auroc")] == [None, None, None]
    ran = wenju("eval", "--questions", file)
    assert "     –    没有答案的问题，拒答\n" in ran.out


def test_failures_show_what_came_instead(file):
    ran = wenju("eval", "--failures", "--questions", file, "--library", SEEDS)
    failure = ran.out.split("4 个问题")[0]
    assert failure.startswith("wrong  包头和多少个城市建立劳务协作关系?\n")
    assert "文档不在第一名（名次：2）；第一条原文里没有答案" in failure
    assert f"99个城市（{ARTICLE}）" in failure
    assert "61个城市" in failure
    assert f"{REPORT}:" in failure
    assert "port 1" not in failure


def test_failures_as_json(file):
    ran = wenju("eval", "--failures", "--json", "--questions", file, "--library", SEEDS)
    (failure,) = json.loads(ran.out)["failures"]
    assert (failure["id"], failure["misses"]) == ("wrong", ["document", "answer"])
    assert (failure["answers"], failure["document"], failure["rank"]) == (["99个城市"], ARTICLE, 2)
    assert "61个城市" in failure["first"]["excerpt"]
    assert failure["first"]["citation"]["path"] == REPORT


def test_the_run_has_a_line_a_document(file, tmp_path):
    run = tmp_path / "run.txt"
    ran = wenju("eval", "--run", run, "--questions", file, "--library", SEEDS)
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split(" ") for line in run.read_text("utf-8").splitlines()]
    assert {len(row) for row in rows} == {6}
    assert rows[0][:4] == ["port%201", "Q0", REPORT, "1"]
    assert {row[5] for row in rows} == {"wenju"}


def test_a_run_that_cannot_be_written_is_one_line(file, tmp_path):
    ran = wenju("eval", "--run", tmp_path, "--questions", file, "--library", SEEDS)
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path) in ran.complaint


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是 JSON"),
        ("[]", "不是 JSON 对象"),
        ('{"id": "x", "question": "?", "answers": []}', "缺少 “document”"),
        ('{"id": 1, "question": "?", "answers": [], "document": null}', "“id” 应为非空的文字"),
        ('{"id": "off", "question": "?", "answers": [], "document": null}', "“off” 已经用过"),
    ],
)
def test_a_bad_line_is_named_by_its_number(file, line, said):
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"\n{line}\n")
    ran = wenju("eval", "--questions", file, "--library", SEEDS)
    assert (ran.code, ran.out) == (2, "")
    assert f"{file} 第 6 行：" in ran.complaint
    assert said in ran.complaint


def test_a_bad_line_in_english(file):
    file.write_text("[1]\n", "utf-8")
    ran = wenju("eval", "--questions", file, "--lang", "en")
    assert ran.complaint == f"wenju: {file}, line 1: not a JSON object"


@pytest.mark.parametrize("make", [lambda path: path / "none", lambda path: path])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, make):
    ran = wenju("eval", "--questions", make(tmp_path), "--library", SEEDS)
    assert (ran.code, ran.out) == (2, "")
    assert str(make(tmp_path)) in ran.complaint


def test_a_document_that_is_not_there_is_said_once(file):
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"id": "gone", "question": "口岸", "answers": [], "document": "x.txt"}\n')
    ran = wenju("eval", "--questions", file, "--library", SEEDS)
    assert ran.code == 0
    assert "x.txt" in ran.complaint
    assert "gone" in ran.complaint


def test_without_the_extra_one_line_says_what_to_install(file, monkeypatch, capsys):
    from bot.cli.main import main

    monkeypatch.setitem(sys.modules, "ir_measures", None)
    assert main(["eval", "--questions", str(file), "--library", str(SEEDS)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "pip install -e '.[eval]'" in captured.err
    assert "pip install -e '.[eval]'" in " ".join(DESCRIPTION.split())


def test_a_terminal_shows_a_bar_and_a_pipe_none(file):
    options = ("eval", "--questions", str(file), "--library", str(SEEDS))
    assert "0/4" in at_a_terminal(*options).out
    assert wenju(*options).err == ""


def test_a_reader_that_leaves_early_is_no_error(file):
    ran = shell(f"wenju eval --failures --questions {file} --library {SEEDS} | true")
    assert "Traceback" not in ran.err


def test_questions_are_required():
    ran = wenju("eval", "--library", SEEDS)
    assert (ran.code, ran.out) == (2, "")
    assert "--questions" in ran.err
