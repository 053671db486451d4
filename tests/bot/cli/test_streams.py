"""Pipes, full disks, terminals, bad input: one clear line at most, never a traceback."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import systems
from samples import REPORT, SEEDS
from shell import COMMAND, LIMIT, ROOT, at_a_terminal, hear_ctrl_c, shell, wenju, wenju_process

QUESTION = "满都拉口岸的过货量是多少?"
MARK = "\x1b[1;33m"

full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@pytest.mark.parametrize(
    "question",
    ["", " ", "\u3000", "?!。，…", "😀🎉", "\x01\x07", "\u200b\u202e", "_", "满" * 30_000],
    ids=lambda question: ascii(question)[:20],
)
def test_a_question_that_cannot_be_asked_is_one_line(question, capsys):
    from bot.cli.main import main

    assert main(["ask", "--library", str(SEEDS), question]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("wenju: 问题")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    "question",
    ["", b"\xff\xfe\x80", "\ud800\udc00".encode("utf-8", "surrogatepass"), "满" * 30_000],
    ids=lambda question: ascii(question)[:20],
)
def test_a_question_that_no_shell_should_pass_is_one_line(question):
    ran = wenju_process("ask", question)
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith("wenju: 问题")


def test_a_question_of_a_megabyte_is_one_line():
    ran = wenju("ask", "--json", stdin="满都拉口岸" * 70_000 + f"\n{QUESTION}\n")
    assert "350,000" in ran.complaint
    assert [("error" in json.loads(line)) for line in ran.out.splitlines()] == [True, False]
    assert ran.code == 0


@systems.byte_names
def test_a_question_with_a_broken_byte_is_asked_without_it():
    assert "662万吨" in wenju_process("ask", QUESTION.encode() + b"\xff").out
    assert "662万吨" in wenju_process("ask", stdin=QUESTION.encode() + b"\xff\n").out


def make_file(folder):
    (folder / "file").touch()
    return folder / "file"


@pytest.mark.parametrize(
    "make",
    [lambda folder: folder / "none", lambda folder: folder, make_file],
    ids=["none", "empty", "file"],
)
@pytest.mark.parametrize("command", [["ask", "口岸"], ["docs"]], ids=["ask", "docs"])
def test_a_library_that_cannot_be_used_is_one_line(tmp_path, make, command, capsys):
    from bot.cli.main import main

    folder = make(tmp_path)
    assert main([*command, "--library", str(folder)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert str(folder) in captured.err


@pytest.mark.parametrize("command", [["ask", "口岸"], ["docs"]], ids=["ask", "docs"])
def test_where_nothing_can_be_read_the_files_are_named_first(tmp_path, command, capsys):
    from bot.cli.main import main

    (tmp_path / "a.txt").write_bytes(b"\0\1")
    assert main([*command, "--library", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    skipped, empty = captured.err.splitlines()
    assert str(tmp_path / "a.txt") in skipped
    assert empty.endswith(f"{tmp_path}。有 1 份没有读：读不了或没有文字的文件 1")


def test_a_bad_file_is_named_and_the_rest_answers(tmp_path):
    (tmp_path / "good.txt").write_bytes((SEEDS / REPORT).read_bytes())
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2")
    ran = wenju("ask", "--library", tmp_path, QUESTION)
    assert (ran.code, "662万吨" in ran.out) == (0, True)
    assert str(tmp_path / "bad.txt") in ran.complaint


def test_escape_sequences_never_reach_the_terminal(tmp_path):
    body = "这一段说明口岸的情况。" * 40
    text = f"\x1b[31m标题\x1b[0m\n\n{body}\n口岸\x1b]0x\x07过货量\u202e达到\x9b2J六百万吨\u2028。\n"
    (tmp_path / "a\x1b[31m\nb.txt").write_text(text, "utf-8")
    (tmp_path / "bad\x1b[2J\n.txt").write_bytes(b"\0")
    options = ("--library", tmp_path, "--min-confidence", "0")
    for ran in (
        wenju("ask", *options, "口岸过货量达到\x1b[5m"),
        wenju("ask", *options, "--json", "口岸过货量达到"),
        wenju("docs", "--library", tmp_path),
    ):
        assert ran.code == 0
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2028"} & set(ran.out + ran.err)
        assert "bad" in ran.complaint
    found = json.loads(wenju("ask", *options, "--json", "口岸过货量达到").out)["answers"][0]
    place = slice(found["citation"]["start"], found["citation"]["end"])
    assert found["excerpt"] == text[place]
    assert "\x1b" in found["excerpt"]
    assert found["citation"]["path"] == "a\x1b[31m\nb.txt"


def test_a_closed_pipe_ends_quietly():
    many = (f"{QUESTION}\n" * 300).encode()
    process = subprocess.Popen(
        [*COMMAND, "ask"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    process.stdout.close()
    try:
        process.stdin.write(many)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(LIMIT) == 141


@systems.signals
def test_interrupted_is_the_code_of_ctrl_c_and_no_traceback():
    process = subprocess.Popen(
        [*COMMAND, "ask", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=hear_ctrl_c,
    )
    process.stdin.write(f"{QUESTION}\n".encode())
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_questions_are_answered_as_they_come():
    with subprocess.Popen(
        [*COMMAND, "ask", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        for question in (QUESTION, "账号"):
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(LIMIT) == 0


@full
@pytest.mark.parametrize("command", ["ask 口岸过货量", "docs", "ask --json 口岸", "--version"])
def test_a_full_disk_is_one_line(command):
    ran = shell(f"wenju {command} >/dev/full")
    assert ran.code == 2
    assert ran.complaint.startswith("wenju: ")


@full
def test_a_full_disk_under_the_messages_leaves_the_exit_code():
    assert shell("wenju ask '' 2>/dev/full").code == 2
    assert shell("wenju ask 口岸过货量 2>/dev/full").code == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("wenju ask 满都拉口岸过货量 >&-", 0),
        ("wenju ask 满都拉口岸过货量 <&-", 0),
        ("wenju ask <&-", 1),
        ("wenju ask '' 2>&-", 2),
        ("wenju docs >&- 2>&- <&-", 0),
        ("wenju ask 满都拉口岸过货量 >&- 2>&- <&-", 0),
    ],
)
def test_closed_streams(line, code):
    ran = shell(line)
    assert (ran.code, ran.err) == (code, "")


def test_a_terminal_has_the_sentence_that_answers_in_colour_and_nothing_else():
    ran = at_a_terminal("ask", QUESTION, "--limit", "1", TERM="xterm")
    assert ran.code == 0
    answer = (
        "推进达茂旗中心城镇建设,提升达茂零碳园区承载力,满都拉口岸过货量突破662万吨,同比增长72.4%。"
    )
    assert f"第一。{MARK}{answer}\x1b[0m" in ran.out
    assert ran.out.count(MARK) == 1


def test_what_is_perhaps_an_answer_is_marked_too():
    ran = at_a_terminal("ask", "--min-confidence", "1", "--limit", "1", QUESTION, TERM="xterm")
    assert ran.code == 1
    assert f"{MARK}推进达茂旗" in ran.out


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_has_none(environment):
    ran = at_a_terminal("ask", QUESTION, **{"TERM": "xterm", **environment})
    assert "662万吨" in ran.out
    assert "\x1b[" not in ran.out


def test_an_empty_no_color_is_none():
    assert MARK in at_a_terminal("ask", QUESTION, TERM="xterm", NO_COLOR="").out


def test_a_terminal_has_a_prompt_and_a_bad_question_does_not_end_it():
    typed = [b"?\n", f"{QUESTION}\n".encode(), b"\x04"]
    ran = at_a_terminal("ask", "--limit", "1", typed=typed, TERM="dumb")
    assert ran.code == 0
    assert ran.out.count("问> ") == 3
    assert ran.out.index("wenju: 问题里") < ran.out.index("662万吨")
    assert "问：" not in ran.out


def test_at_the_prompt_a_question_goes_on_from_the_one_before():
    typed = [f"{QUESTION}\n".encode(), "那二连浩特口岸呢\n".encode(), b"\x04"]
    ran = at_a_terminal("ask", "--limit", "1", typed=typed, TERM="dumb")
    assert "理解为：二连浩特口岸的过货量是多少" in ran.out


def test_lines_of_a_pipe_do_not_go_on_from_each_other():
    ran = wenju("ask", "--json", "--limit", "1", stdin=f"{QUESTION}\n那二连浩特口岸呢\n")
    assert [json.loads(line)["question"] for line in ran.out.splitlines()][1] == "那二连浩特口岸呢"


def test_ctrl_c_at_the_prompt_ends_it():
    ran = at_a_terminal("ask", typed=[b"\x03"], TERM="dumb")
    assert ran.code == 130
    assert "Traceback" not in ran.out


# The program where Ctrl-C ends no wait, as when it comes just before one: another thread gets it.
UNWOKEN = """
import signal, sys, threading
from bot.cli.main import main
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_that_comes_just_before_the_wait_is_heard():
    ran = at_a_terminal("ask", typed=[b"\x03"], command=(sys.executable, "-c", UNWOKEN))
    assert ran.code == 130


def test_ctrl_c_that_comes_just_before_the_wait_for_a_pipe_is_heard():
    with subprocess.Popen(
        [sys.executable, "-c", UNWOKEN, "ask", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=hear_ctrl_c,
    ) as process:
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT) == 130


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option):
    heavy = ("numpy", "retrieval.library", "jieba", "rank_bm25", "telegram", "markdown_it")
    heavy += ("asyncio", "tqdm")
    script = (
        "import sys; from bot.cli.main import main; code = main(sys.argv[1:]);"
        f"sys.exit(code or ' '.join(m for m in {heavy} if m in sys.modules) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, option],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80"},
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_question_loads_no_more_than_it_needs():
    """Each of these takes longer to import than any step of an answer."""
    heavy = ("logging", "concurrent", "asyncio", "tqdm", "bot.messages.history")
    script = (
        "import sys; from bot.cli.main import main; code = main(sys.argv[1:]);"
        f"sys.exit(code or ' '.join(m for m in {heavy} if m in sys.modules) or None)"
    )
    asked = ("ask", QUESTION, "--library", str(SEEDS))
    wenju(*asked)  # makes the index
    done = subprocess.run(
        [sys.executable, "-c", script, *asked],
        capture_output=True,
        cwd=ROOT,
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_all_that_is_said_is_written_before_the_process_ends():
    with tempfile.TemporaryFile() as file:
        code = subprocess.call([*COMMAND, "docs"], stdout=file, cwd=ROOT, timeout=LIMIT)
        file.seek(0)
        written = file.read().decode()
    assert code == 0
    assert written == wenju("docs").out != ""


def test_version():
    ran = wenju_process("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("wenju ")
