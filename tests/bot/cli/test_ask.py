"""`wenju ask` as a shell sees it: exit codes, JSON, options, where the library comes from."""

import json

import pytest
from samples import ARTICLE, REPORT, SEEDS, document
from shell import wenju

QUESTION = "满都拉口岸的过货量是多少?"
BROAD = "民族团结进步"
OFF_TOPIC = "zebra quagga okapi?"

# The words of the question stand there and what is asked for does not.
TOPICAL = "口岸有多少人上班"

ANSWER = {
    *("question", "standing", "found", "confidence", "matched", "missing", "looked_for", "answers"),
    *("nearest", "filters"),
}
EXCERPT = {
    *("rank", "score", "excerpt", "answer", "highlights", "cut", "items_left", "items", "citation"),
    *("planned", "also", "also_left", "validity"),
}
CITATION = {
    *("id", "title", "issued_on", "source", "document_number", "section", "paragraph", "path"),
    *("line", "page", "start", "end", "sha256", "url"),
}


def asked(*arguments, **keywords):
    """The JSON answer to one question."""
    ran = wenju("ask", "--json", *arguments, **keywords)
    assert ran.err == ""
    line, end, rest = ran.out.partition("\n")
    assert (end, rest) == ("\n", "")
    return json.loads(line)


def test_an_answer_is_found_and_cited():
    ran = wenju("ask", QUESTION)
    assert (ran.code, ran.err) == (0, "")
    first = ran.out.split("\n2. ")[0]
    assert "满都拉口岸过货量突破662万吨" in first
    assert "市工业和信息化局 · 2024-12-11" in first
    assert "一、工作开展情况 > (三)全力增进民生福祉,在经济维度上促进共融 · 第14段" in first
    assert f"seeds/{REPORT}:25  [" in first
    assert "\x1b" not in ran.out


def test_none_found():
    ran = wenju("ask", OFF_TOPIC)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("没有找到")
    assert "zebra" in ran.out


def test_words_of_a_question_need_no_quotes():
    assert asked("满都拉", "口岸", "过货量")["question"] == "满都拉 口岸 过货量"


def test_the_shape_of_json():
    answer = asked(BROAD)
    assert set(answer) == ANSWER
    assert (answer["question"], answer["standing"], answer["found"]) == (BROAD, "answer", True)
    assert 0 < answer["confidence"] <= 1
    assert "进步" in answer["matched"]
    assert isinstance(answer["missing"], list)
    assert answer["nearest"] == []
    assert [found["rank"] for found in answer["answers"]] == [1, 2, 3]
    for found in answer["answers"]:
        assert set(found) == EXCERPT
        assert set(found["citation"]) == CITATION
        assert isinstance(found["score"], float)


def test_json_says_where_the_excerpt_stands():
    found = asked(QUESTION)["answers"][0]
    citation, text = found["citation"], (SEEDS / REPORT).read_text("utf-8")
    assert text[citation["start"] : citation["end"]] == found["excerpt"]
    assert any("口岸" in found["excerpt"][a:b] for a, b in found["highlights"])
    assert text.split("\n")[citation["line"] - 1].find(found["excerpt"]) > 0
    assert citation | {"id": "", "start": 0, "end": 0} == {
        "id": "",
        "title": "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告",
        "issued_on": "2024-12-11",
        "source": "市工业和信息化局",
        "document_number": None,
        "section": ["一、工作开展情况", "(三)全力增进民生福祉,在经济维度上促进共融"],
        "paragraph": 14,
        "path": REPORT,
        "line": 25,
        "page": None,
        "start": 0,
        "end": 0,
        "sha256": document(text).sha256,
        "url": None,
    }


def test_copies_are_counted_and_named_in_json(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        text = f"{name}\n\n满都拉口岸过货量突破662万吨，同比增长。"
        (tmp_path / name).write_text(text, "utf-8")
    ran = wenju("ask", "--library", tmp_path, QUESTION)
    assert ran.out.count("662万吨") == 1
    assert "\n   另见 2 处\n" in ran.out
    found = json.loads(wenju("ask", "--json", "--library", tmp_path, QUESTION).out)["answers"][0]
    assert {each["path"] for each in found["also"]} < {"a.txt", "b.txt", "c.txt"}
    assert all(set(each) == CITATION for each in found["also"])
    assert (len(found["also"]), found["also_left"]) == (2, 0)


def test_items_of_a_list_that_did_not_fit_are_counted():
    question = "下一步工作安排有哪些?"
    assert "\n   还有 1 项\n   ——《" in wenju("ask", question).out
    assert "\n   items left: 1\n   ——《" in wenju("ask", "--lang", "en", question).out
    assert asked(question)["answers"][0]["items_left"] == 1
    assert "还有" not in wenju("ask", "--max-chars", "1000", question).out
    assert asked(QUESTION)["answers"][0]["items_left"] == 0


def test_items_that_did_not_fit_are_shown_by_their_first_sentences(tmp_path):
    tasks = [f"{n}. 修好第{n}号渠道，{'全长九百米，' * 3}限期完工。另行通知。" for n in range(1, 9)]
    text = "水利工作总结\n\n一、主要任务\n" + "\n".join(tasks) + "\n\n二、问题\n资金不足。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = asked("主要任务有哪些", "--library", tmp_path)["answers"][0]
    firsts = [task.replace("另行通知。", "") for task in tasks]
    assert [each["text"] for each in found["items"]] == firsts
    assert all(text[each["start"] : each["end"]] == each["text"] for each in found["items"])
    left = found["items_left"]
    assert 0 < left < len(tasks)
    shown = wenju("ask", "--library", tmp_path, "主要任务有哪些").out
    below = "\n".join(f"   {each}" for each in firsts[-left:])
    assert f"\n{below}\n   还有 {left} 项\n   ——" in shown
    whole = asked("主要任务有哪些", "--library", tmp_path, "--max-chars", "900")["answers"][0]
    assert (whole["items"], whole["items_left"]) == ([], 0)
    assert all(task in whole["excerpt"] for task in tasks)


@pytest.fixture
def reports(tmp_path):
    text = "# 2023年青石镇工作总结\n\n发布日期：2024年1月9日\n\n"
    text += "一、工作回顾\n\n镇里修建水渠三条。\n\n二、2024年工作安排\n\n镇里修建水渠五条。\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    return tmp_path


def test_what_was_only_planned_is_said_to_be(reports):
    question = ("--library", reports, "2024年镇里修建水渠几条")
    assert asked(*question)["answers"][0]["planned"] is True
    assert "\n   这里说的是计划\n   ——" in wenju("ask", *question).out
    assert "this was a plan" in wenju("ask", "--lang", "en", *question).out


def test_a_limit_to_a_year_says_which_year_it_took(reports):
    said = wenju("ask", "--library", reports, "只看2023年的，镇里修建水渠几条").out
    assert said.startswith("只看：2023年（标题或小标题里的年份，不是发文日期）")


def test_what_is_not_found_has_nearest_and_no_answers():
    """Perhaps: shown in full, up to as many as an answer is, and no answer to a script."""
    for answer in (asked(TOPICAL), asked(BROAD, "--min-confidence", "1")):
        assert (answer["standing"], answer["found"], answer["answers"]) == ("perhaps", False, [])
        assert [found["rank"] for found in answer["nearest"]] == [1, 2, 3]
        assert set(answer["nearest"][0]) == EXCERPT
    ran = wenju("ask", TOPICAL)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("没有找到确切的回答。最接近的原文，请自行判断：\n")
    assert "摘录中未见：" in ran.out
    for number in ("1", "2", "3"):
        assert f"\n{number}. " in ran.out
    assert ran.out.count("\n   ——《") == 3
    assert wenju("ask", "--lang", "en", TOPICAL).out.startswith("No certain answer was found.")


def test_what_is_not_there_at_all_shows_nothing():
    answer = asked(OFF_TOPIC)
    assert (answer["standing"], answer["found"]) == ("none", False)
    assert (answer["answers"], answer["nearest"]) == ([], [])
    assert answer["missing"]


def test_two_questions_in_one_are_one_answer_by_turns():
    """Each excerpt says which part it answers; an answer only if every part has one."""
    answer = asked("精品线路和研学旅游基地各有多少")
    assert (answer["standing"], answer["found"]) == ("answer", True)
    assert [found["part"] for found in answer["answers"]][:2] == [1, 2]
    assert "精品线路11条" in answer["answers"][0]["excerpt"]
    assert "研学旅游基" in answer["answers"][1]["excerpt"]
    assert set(answer["answers"][0]) == EXCERPT | {"part"}
    half = asked("精品线路和斑马粮仓各有多少")
    assert (half["standing"], half["found"], half["answers"]) == ("perhaps", False, [])
    assert "斑马" in "".join(half["missing"])
    assert "精品线路11条" in half["nearest"][0]["excerpt"]
    assert wenju("ask", "精品线路和斑马粮仓各有多少").code == 1


def test_limit_and_length():
    answer = asked(QUESTION, "--limit", "1", "--max-chars", "40")
    (found,) = answer["answers"]
    assert len(found["excerpt"]) <= 40


def test_zero_confidence_answers_whatever_comes_first():
    assert asked("满洲里机场的航班", "--min-confidence", "0")["found"]


def test_what_hardly_answers_next_to_the_first_is_left_out():
    assert [found["rank"] for found in asked(QUESTION)["answers"]] == [1]
    shown = asked(QUESTION, "--min-confidence", "0")["answers"]
    assert [found["rank"] for found in shown] == [1, 2, 3]
    assert shown[0] == asked(QUESTION)["answers"][0]


@pytest.mark.parametrize(
    "option",
    [
        *(("--limit", n) for n in ("0", "-1", "x", "1.5", "²", "")),
        *(("--max-chars", n) for n in ("0", "-5", "many")),
        *(("--min-confidence", x) for x in ("-0.1", "1.1", "nan", "inf", "high", "")),
        *(("--lang", x) for x in ("fr", "")),
    ],
)
def test_a_bad_option_is_a_usage_error(option, capsys):
    from bot.cli.main import main

    assert main(["ask", *option, "口岸"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith("wenju ")


@pytest.mark.parametrize("arguments", [["bogus"], ["docs", "extra"]])
def test_a_bad_command_is_a_usage_error(arguments):
    ran = wenju(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


def test_questions_come_from_standard_input_one_a_line():
    lines = f"\ufeff{QUESTION}\n\n \u3000 \r\n😀\r\n{OFF_TOPIC}\n账号是多少"
    ran = wenju("ask", "--json", stdin=lines)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [a["question"] for a in answers] == [QUESTION, "😀", OFF_TOPIC, "账号是多少"]
    assert set(answers[1]) == {"question", "error"}
    assert [a.get("found") for a in answers] == [True, None, False, True]
    assert answers[1]["error"] in ran.complaint
    assert ran.code == 0


def test_without_json_each_question_is_repeated_above_its_answer():
    ran = wenju("ask", "--limit", "1", stdin=f"{QUESTION}\n账号\x1b[31m是多少\n")
    assert ran.out.count("问：") == 2
    assert ran.out.index(QUESTION) < ran.out.index("662万吨") < ran.out.index("问：账号\ufffd[31m")


@pytest.mark.parametrize(
    ("stdin", "code"),
    [("", 1), ("\n\n", 1), (OFF_TOPIC, 1), ("😀\n", 2), (f"😀\n{QUESTION}\n", 0)],
)
def test_the_exit_code_over_standard_input(stdin, code):
    assert wenju("ask", "--json", stdin=stdin).code == code


def test_docs_lists_the_library():
    ran = wenju("docs")
    assert (ran.code, ran.err) == (0, "")
    assert "推动主线工作落实落细 打造民族团结进步事业升级版" in ran.out
    assert "2024-07-31 · 《中国民族》杂志2024年第6期" in ran.out
    assert f"seeds/{ARTICLE}\n" in ran.out
    assert ran.out.splitlines()[-1].startswith("共 2 份文档")


def test_the_line_behind_the_path_is_that_of_the_file(tmp_path):
    (tmp_path / "名.md").write_bytes("# 标题\r\n\r\n\r\n满都拉口岸过货量突破662万吨。".encode())
    ran = wenju("ask", "--library", tmp_path, QUESTION, "--min-confidence", "0")
    assert f"   {tmp_path / '名.md'}:4  [" in ran.out


@pytest.fixture
def libraries(tmp_path):
    """Folders "option", "variable" and "seeds", each with a document that names it."""
    for name in ("option", "variable", "seeds"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"口岸的文件在{name}里。", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "variable", "used"),
    [
        (["--library", "option"], "variable", "option"),
        ([], "variable", "variable"),
        ([], "", "seeds"),
    ],
)
def test_the_library_is_the_options_else_the_variables_else_seeds(
    libraries, options, variable, used
):
    ran = wenju("ask", "口岸文件", *options, folder=libraries, WENJU_LIBRARY=variable)
    assert f"{used}/a.txt:1" in ran.out


@pytest.mark.parametrize("options", [(), ("--library", "")])
def test_without_a_library_the_message_names_the_option(tmp_path, options):
    ran = wenju("ask", "口岸", *options, folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "--library" in ran.complaint


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        ([], {}, "没有找到"),
        ([], {"LANG": "zh_CN.UTF-8"}, "没有找到"),
        ([], {"LANG": "de_DE.UTF-8"}, "没有找到"),
        ([], {"LANG": "en_GB.UTF-8"}, "Nothing"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "Nothing"),
        ([], {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "没有找到"),
        (["--lang", "en"], {}, "Nothing"),
        (["--lang", "zh"], {"LANG": "en_GB.UTF-8"}, "没有找到"),
    ],
)
def test_the_language_is_the_options_else_that_of_the_locale(
    options, environment, said, monkeypatch, capsys
):
    from bot.cli.main import main

    monkeypatch.chdir(SEEDS.parent)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["ask", *options, OFF_TOPIC]) == 1
    assert capsys.readouterr().out.startswith(said)


def test_a_sentence_that_is_too_long_is_shown_with_a_sign_and_told_in_json(tmp_path):
    text = "水库在很远的山里，大坝有三十米高，人们常来看。路很长。"
    (tmp_path / "水库.txt").write_text(text, "utf-8")
    options = ("--library", str(tmp_path), "大坝有多高", "--max-chars")
    (cut,) = asked(*options, "20")["answers"]
    assert (cut["excerpt"], cut["cut"]) == ("水库在很远的山里，大坝有三十米高，", [False, True])
    assert "\n1. 水库在很远的山里，大坝有三十米高，…\n" in wenju("ask", *options, "20").out
    (whole,) = asked(*options, "26")["answers"]
    assert whole["cut"] == [False, False]
    assert "…" not in wenju("ask", *options, "26").out


def test_what_else_was_looked_for_is_said_and_exact_leaves_it_off(tmp_path):
    (tmp_path / "a.txt").write_text("假期规定\n\n职工每年有年休假五天,按规定休满。\n", "utf-8")
    (tmp_path / "b.txt").write_text("食堂\n\n午餐有米饭和面条,十一点开始。\n", "utf-8")
    question = ("--library", str(tmp_path), "年假是怎么规定的")
    assert asked(*question)["looked_for"] == ["年休假"]
    assert "按“年休假”查找" in wenju("ask", *question).out
    assert "Also looked for 年休假" in wenju("ask", "--lang", "en", *question).out
    assert asked("--exact", *question)["looked_for"] == []
    assert "查找" not in wenju("ask", "--exact", *question).out
