"""What one file does to the process that reads it stays there."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path
from threading import Timer

import pytest
from compound_files import compound
from word97_files import word97
from word_files import package, paragraph, part, word

from retrieval.reading.formats import workers
from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    MEMORY,
    PASSWORD,
    SECONDS,
    UNPACKED,
    Block,
    Extracted,
    LibraryMissing,
    Limits,
    Refused,
    Unknown,
    past,
)
from retrieval.reading.formats.wire import Found, packed
from retrieval.reading.formats.worker import extract
from retrieval.reading.formats.workers import ReadingProcess

SENTENCE = "口岸货运列车每天开行12列。"
# A page that takes its parser some seconds.
SLOW = "<html><body>" + "<div>" * 50_000


@pytest.fixture
def process():
    process = ReadingProcess()
    yield process
    process.end()


@pytest.fixture
def file(tmp_path):
    """A function that writes a file and gives its path."""

    def write(data, name="a.docx"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


def text(process, path, limits=None):
    found = process.extract(path, path.name, limits or Limits())
    return [block.text for block in found.extracted.blocks]


def why(process, path, limits=None):
    with pytest.raises(Refused) as caught:
        text(process, path, limits)
    return caught.value.reason


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def until_gone(pid):
    end = time.monotonic() + 10
    while is_there(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_there(pid)


def test_one_process_reads_one_file_after_the_other(process, file):
    pids = set()
    for number in range(3):
        assert text(process, file(word(f"{SENTENCE}{number}"))) == [f"{SENTENCE}{number}"]
        pids.add(process._process.pid)
    assert len(pids) == 1
    process.end()
    assert until_gone(pids.pop())
    assert text(process, file(word(SENTENCE))) == [SENTENCE]


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(process, file):
    assert text(process, file(word(SENTENCE))) == [SENTENCE]
    pid = process._process.pid
    limits = Limits(seconds=0.5)
    started = time.monotonic()
    assert why(process, file(SLOW, "slow.html"), limits) == past(SECONDS, 0.5).reason
    assert time.monotonic() - started < 3
    assert until_gone(pid)
    assert text(process, file(word(SENTENCE))) == [SENTENCE]


def test_a_process_that_is_killed_costs_the_file_and_no_more(process, file):
    killer = Timer(0.5, lambda: process._process.kill())
    killer.start()
    assert why(process, file(SLOW, "slow.html")) == DAMAGED
    killer.join()
    assert text(process, file(word(SENTENCE))) == [SENTENCE]


def acting(answers):
    """The beginning of a process that gives these answers, one after the other."""
    script = (
        f"import sys\nfor each, _ in zip({answers!r}, sys.stdin.buffer):\n"
        "    sys.stdout.buffer.write(each)\n    sys.stdout.buffer.flush()\n"
    )
    return script.replace("{", "{{").replace("}", "}}")


def sized(answer):
    return len(answer).to_bytes(8, "little") + answer


@pytest.mark.parametrize("second", [b"", sized(packed(past(MEMORY, Limits().memory)))])
def test_what_others_left_in_a_process_costs_no_file(process, file, monkeypatch, second):
    read = sized(packed(Found("docx", Extracted((Block(SENTENCE),)))))
    monkeypatch.setattr(workers, "_BEGIN", acting([read, second]))
    for _ in range(3):
        assert text(process, file(b"")) == [SENTENCE]


def test_a_file_at_which_a_new_process_ends_is_not_tried_again(process, file, monkeypatch):
    begun = []
    monkeypatch.setattr(workers, "_BEGIN", acting([b""]))
    monkeypatch.setattr(process, "_begun", lambda: begun.append(1) or type(process)._begun(process))
    assert why(process, file(b"")) == DAMAGED
    assert len(begun) == 1


ANSWER = json.loads(packed(Found("docx", Extracted((Block(SENTENCE),), {"title": "a"}))))


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"[]", b"null", b"\xff", b"{}", b"[" * 100_000, b'{"refused": 3}'),
        *(
            json.dumps({**ANSWER, name: value}).encode()
            for name, value in (
                *(("blocks", [["a"]]), ("blocks", 3), ("blocks", [[3, "body", 0, 0, []]])),
                *(("blocks", [["a", "none", 0, 0, []]]), ("blocks", [["a", "body", "x", 0, []]])),
                *(("blocks", [["a", "body", 0, 0, ["x"]]]), ("properties", {"title": []})),
                *(("properties", []), ("pages", None), ("warnings", [["none"]]), ("format", 3)),
            )
        ),
    ],
)
def test_an_answer_that_no_reader_gives_is_refused(process, file, monkeypatch, answer):
    monkeypatch.setattr(workers, "_BEGIN", acting([sized(answer)]))
    assert why(process, file(b"")) == DAMAGED
    assert process._process is None


def test_an_answer_that_is_longer_than_any_is_not_waited_for(process, file, monkeypatch):
    monkeypatch.setattr(workers, "_BEGIN", acting([(1 << 62).to_bytes(8, "little")] * 2))
    assert why(process, file(b"")) == DAMAGED


def test_whoever_is_interrupted_leaves_no_answer_to_the_next(process, file, monkeypatch):
    assert text(process, file(word("甲"))) == ["甲"]

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(workers, "_read", interrupt)
        with pytest.raises(KeyboardInterrupt):
            text(process, file(word("乙"), "b.docx"))
    assert text(process, file(word("丙"), "c.docx")) == ["丙"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems set no such limit")
def test_a_file_that_takes_too_much_memory_is_refused(process, file):
    blown_up = word(*["<w:p/>" * 400_000] * 10)
    assert len(blown_up) < 200_000
    limits = Limits(memory=200 << 20)
    assert why(process, file(blown_up), limits) in (past(MEMORY, 200 << 20).reason, DAMAGED)
    many = file("<html><body>" + "<p>口" * 400_000, "a.html")
    assert why(process, many, limits) == past(MEMORY, 200 << 20).reason
    assert text(process, file(word(SENTENCE))) == [SENTENCE]


def test_a_bomb_is_refused_by_what_it_declares(process, file):
    bomb = word("x" * (64 << 20))
    assert len(bomb) < 1 << 20
    reason = past(UNPACKED, 8 << 20).reason
    assert (
        why(process, file(bomb), Limits(unpacked=8 << 20)) == reason == "more than 8 MiB unpacked"
    )


def test_a_bomb_that_declares_less_is_no_way_round():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", part("document", "x" * (16 << 20)))
    data, size = content.getvalue(), (16 << 20).to_bytes(4, "little")
    real = zipfile.ZipFile(content).getinfo("word/document.xml").file_size
    lying = data.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert size
    assert lying != data
    with pytest.raises(Refused) as caught:
        extract(lying, "a.docx", Limits(unpacked=1 << 20))
    assert caught.value.reason == DAMAGED


def test_all_parts_together_have_one_limit():
    styles = "<w:style/>" * 100_000
    data = word(SENTENCE, styles=styles, lists=styles)
    assert extract(data, "a.docx", Limits(unpacked=3 << 20))
    with pytest.raises(Refused) as caught:
        extract(data, "a.docx", Limits(unpacked=3 << 19))
    assert caught.value.reason == "more than 1 MiB unpacked"


def test_a_text_may_be_too_long():
    with pytest.raises(Refused) as caught:
        extract(word(SENTENCE * 10), "a.docx", Limits(characters=100))
    assert caught.value.reason == past(CHARACTERS, 100).reason


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_named_as_such(share):
    data = word(*[f"{SENTENCE}{number}" for number in range(500)])
    with pytest.raises(Refused) as caught:
        extract(data[: int(len(data) * share)], "a.docx", Limits())
    assert caught.value.reason == DAMAGED


def test_a_password_is_named_as_such():
    data = compound({"EncryptedPackage": b""})
    with pytest.raises(Refused) as caught:
        extract(data, "a.docx", Limits())
    assert caught.value.reason == PASSWORD
    locked = bytearray(word(SENTENCE))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + place] |= 1
    with pytest.raises(Refused) as caught:
        extract(bytes(locked), "a.docx", Limits())
    assert caught.value.reason == PASSWORD


def test_names_that_lead_elsewhere_are_names_of_parts_and_no_more(tmp_path):
    parts = {"../../evil.txt": "x", "/etc/evil": "x", "word/document.xml": part("document", "")}
    parts["word/document.xml"] = part("document", f"<w:body>{paragraph(SENTENCE)}</w:body>")
    assert extract(package(parts), "a.docx", Limits()).extracted.text == SENTENCE
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (package({"content.xml": "<a><body><spreadsheet/></body></a>"}), "ods"),
        (package({"a.txt": ""}), "zip"),
        (compound({"PowerPoint Document": b""}), "ppt"),
        (compound({"Contents": b"WordDocument"}), "ole"),
    ],
)
def test_other_formats_are_told_by_their_content(data, kind):
    with pytest.raises(Unknown) as caught:
        extract(data, "a.docx", Limits())
    assert caught.value.kind == kind


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "selectolax", None)
    monkeypatch.delitem(sys.modules, "selectolax.lexbor", raising=False)
    with pytest.raises(LibraryMissing) as caught:
        extract(b"<html><body>a", "a.html", Limits())
    assert caught.value.library == "selectolax"


def test_without_the_library_for_compound_files_it_is_seen_what_they_are(monkeypatch):
    monkeypatch.setattr("retrieval.reading.formats.compound.olefile", None)
    with pytest.raises(LibraryMissing, match="olefile"):
        extract(word97(SENTENCE), "a.doc", Limits())
    with pytest.raises(Unknown, match="ppt"):
        extract(compound({"PowerPoint Document": b""}), "a.doc", Limits())
    with pytest.raises(Refused, match=PASSWORD):
        extract(compound({"EncryptedPackage": b""}), "a.docx", Limits())


@pytest.mark.skipif(os.name != "posix", reason="asks for processes as POSIX has them")
@pytest.mark.parametrize("ending", ["os._exit(0)", f"os.kill(os.getpid(), {signal.SIGKILL:d})"])
def test_no_process_is_left_however_this_one_ends(file, ending):
    path = file(SLOW * 4, "slow.html")
    script = (
        "import os, threading, time\nfrom pathlib import Path\n"
        "from retrieval.reading.formats.frame import Limits\n"
        "from retrieval.reading.formats.workers import reading_process as process\n"
        f"path = Path({str(path)!r})\n"
        "read = threading.Thread(target=process.extract, args=(path, 'a.html', Limits()))\n"
        "read.daemon = True\nread.start()\n"
        "while process._process is None: time.sleep(0.01)\n"
        "time.sleep(0.5)\nprint(process._process.pid, flush=True)\n"
        f"{ending}\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=Path.cwd())
    assert until_gone(int(done.stdout))
