"""What one file does to the process that reads it stays there."""

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
from word_files import package, paragraph, part, word

from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    MEMORY,
    PASSWORD,
    SECONDS,
    UNPACKED,
    LibraryMissing,
    Limits,
    Refused,
    Unknown,
    past,
)
from retrieval.reading.formats.worker import extract
from retrieval.reading.formats.workers import ReadingProcess

SENTENCE = "口岸货运列车每天开行12列。"
# A page that takes its parser some seconds.
SLOW = "<html><body>" + "<div>" * 50_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


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
    assert text(process, file(word(SENTENCE))) == [SENTENCE]
    killer = Timer(0.5, process._process.kill)
    killer.start()
    assert why(process, file(SLOW, "slow.html")) == DAMAGED
    killer.join()
    assert text(process, file(word(SENTENCE))) == [SENTENCE]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems set no such limit")
def test_a_file_that_takes_too_much_memory_is_refused(process, file):
    blown_up = word(*["<w:p/>" * 400_000] * 10)
    assert len(blown_up) < 200_000
    limits = Limits(memory=200 << 20)
    assert why(process, file(blown_up), limits) in (past(MEMORY, 200 << 20).reason, DAMAGED)
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
    data = OLE + "EncryptedPackage".encode("utf-16-le")
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
        (package({"xl/workbook.xml": ""}), "xlsx"),
        (package({"ppt/presentation.xml": ""}), "pptx"),
        (package({"OFD.xml": ""}), "ofd"),
        (package({"a.txt": ""}), "zip"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE, "ole"),
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
