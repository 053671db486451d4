"""Several processes at one index: readers, writers, workers, and what is killed."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
import systems
from libraries import fresh, opened, put, said
from samples import REPORT, SEEDS

from retrieval.errors import IndexUnwritable
from retrieval.index.store import IndexStore
from retrieval.indexing import merge_policy as merging
from retrieval.indexing import writing
from retrieval.indexing.progress import IndexOptions
from retrieval.library import Library

TEXT = (SEEDS / REPORT).read_text("utf-8")
# Seconds that processes are left alone with each other, and until one has failed.
TOGETHER, LIMIT = 1.0, 300


def python(code, *args, **options):
    """A process that runs `code`."""
    command = [sys.executable, "-W", "error", "-c", code, *map(str, args)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def finished(process):
    """What it said when something went wrong, "" if nothing did."""
    _, told = process.communicate(timeout=LIMIT)
    return told if process.returncode else ""


WRITER = """
import random, sys, time
from pathlib import Path
from retrieval.library import Library
from retrieval.indexing.progress import IndexOptions
root, index, end = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
readers = int(sys.argv[4])
chance, version = random.Random(1), 0
# On a busy machine a reader may begin late.
while (now := time.time()) < end or len([*index.glob("../*.seen")]) < readers and now < end + 200:
    version += 1
    for number in range(4):
        (root / f"{number}.txt").write_text(f"第{number}份\\n\\n口岸过货量第q{version}z版。")
    more = root / f"more{version % 5}.txt"
    more.unlink() if more.exists() else more.write_text(f"口岸过货量第q{version}z版。")
    library = Library.open(root, index=index, options=IndexOptions(patient=chance.random() < 0.3))
    assert not library.newer
"""
# Reads whatever state there is, and never writes one.
READER = """
import os, re, sys, time
from pathlib import Path
from retrieval.indexing.update import Indexed
from retrieval.indexing.progress import IndexOptions
from retrieval.library import Library
from retrieval.ranking.home import home
from retrieval.analysis.vocabulary import read_analyzer
root, index, end = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
analyzer = read_analyzer(root)
kept = home(index, analyzer.version)
last = 0
marks = set()
while time.time() < end or len(marks) < 2:
    state = kept.store.load()
    library = Library(root, Indexed(state), analyzer, kept, IndexOptions())
    found = [hit.passage for hit in library.rank("口岸过货量", 9)]
    own = [each.document for each in found if not each.document.path.startswith("more")]
    versions = {re.search("q[0-9]+z", each.text)[0] for each in own}
    assert len(own) == 4 and len(versions) == 1, versions
    assert all(each.text in each.document.text for each in found)
    version = int(versions.pop()[1:-1])
    assert version >= last, (version, last)
    last = version
    marks.add(state.mark)
Path(f"{index}.{os.getpid()}.seen").touch()
"""


def test_readers_see_one_state_or_the_next_while_another_process_writes(tmp_path):
    root, index = tmp_path / "library", tmp_path / "index"
    for number in range(4):
        put(root, f"{number}.txt", f"第{number}份\n\n口岸过货量第q0z版。")
    Library.open(root, index=index)
    end = time.time() + TOGETHER
    processes = [python(code, root, index, end, 2) for code in (READER, READER, WRITER)]
    assert [finished(process) for process in processes] == ["", "", ""]
    assert said(opened(root, index)) == said(fresh(root))


ASKER = """
import sys, time
from pathlib import Path
from retrieval.library import Library
root, index, end = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
library = Library.open(root, index=index)
while time.time() < end:
    library = library.refresh()
    for excerpt in library.ask("口岸过货量", limit=9, min_confidence=0).excerpts:
        assert excerpt.text in excerpt.document.text
"""


def test_many_that_ask_and_write_at_once_end_with_the_right_index(tmp_path):
    root, index = tmp_path / "library", tmp_path / "index"
    put(root, "a.txt", "口岸过货量。")
    end = time.time() + TOGETHER
    processes = [python(code, root, index, end, 0) for code in (WRITER, ASKER, ASKER)]
    told = [finished(process) for process in processes]
    # The writer asserts that nobody was in its way, which the others may have been.
    assert told[0] == "" or told[0].endswith("\nAssertionError\n")
    assert told[1:] == ["", ""]
    assert said(opened(root, index)) == said(fresh(root))


def test_who_is_patient_waits_and_undoes_nothing_of_who_wrote_before(tmp_path):
    root, index = tmp_path / "library", tmp_path / "index"
    put(root, "a.txt", "甲")
    version = Library.open(root, index=index)._analyzer.version
    put(root, "b.txt", "乙")
    found = []
    patient = threading.Thread(
        target=lambda: found.append(
            Library.open(root, index=index, options=IndexOptions(patient=True))
        )
    )
    store = IndexStore(index, version)
    with store.writing():
        patient.start()
        time.sleep(0.7)
        assert not found
        # Meanwhile there is one file more, and it is indexed.
        put(root, "c.txt", "丙")
        other = opened(root, tmp_path / "other")._state
        store.save(other)
    patient.join(LIMIT)
    (library,) = found
    assert [document.path for document in library.documents] == ["a.txt", "b.txt", "c.txt"]
    assert [*store.load().files] == ["a.txt", "b.txt", "c.txt"]


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A library of many batches."""
    monkeypatch.setattr(writing, "BATCH", 1 << 14)
    for number in range(24):
        put(
            tmp_path / "library",
            f"{number}.txt",
            f"第q{number}z号\n\n" + TEXT[number * 150 :][:900],
        )
    return tmp_path / "library"


def test_several_processes_make_the_index_that_one_makes(large, tmp_path):
    library = Library.open(large, index=tmp_path / "index", options=IndexOptions(workers=2))
    assert library.trouble is None
    assert len(library._state.segments) > 2
    assert said(library) == said(fresh(large))
    assert said(Library.open(large, index=tmp_path / "index")) == said(fresh(large))


def test_several_processes_merge_what_one_merges(large, tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "LARGEST", 40)
    options = IndexOptions(workers=2, patient=True)
    library = Library.open(large, index=tmp_path / "index", options=options)
    assert library.trouble is None
    sizes = [segment.passages for segment in library._state.segments]
    assert len(sizes) > 1
    assert sum(size > 20 for size in sizes) > len(sizes) / 2
    assert said(library) == said(fresh(large))
    assert said(Library.open(large, index=tmp_path / "index")) == said(fresh(large))


class Killing:
    """Kills one of the processes as soon as something is done."""

    killed = False

    def begin(self, *what):
        pass

    def advance(self, files, size):
        if files and not self.killed:
            self.killed = True
            multiprocessing.active_children()[0].kill()


def test_a_worker_that_is_killed_costs_nothing_but_time(large, tmp_path):
    options = IndexOptions(Killing(), 2)
    library = Library.open(large, index=tmp_path / "index", options=options)
    assert options.progress.killed
    assert library.trouble is None
    assert said(library) == said(fresh(large))


FULL = """
import resource, sys
from pathlib import Path
from retrieval.indexing import writing
from retrieval.library import Library
from retrieval.indexing.progress import IndexOptions
root, index, workers, limit = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
writing.BATCH = 1 << 14
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for _ in range(2):
    library = Library.open(root, index=index, options=IndexOptions(workers=workers))
    assert type(library.trouble).__name__ == "IndexUnwritable", library.trouble
    assert (library.newer, len(library.documents)) == (0, 24)
    for number in range(24):
        best = library.ask(f"q{number}z", min_confidence=0).excerpts[0]
        assert best.document.path == f"{number}.txt", best
"""


@systems.limits
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("limit", [100, 45_000])
def test_on_a_full_disk_the_rest_is_in_memory(large, tmp_path, workers, limit):
    opened(SEEDS, tmp_path / "seeds")  # the dictionary is there, as it is on any second start
    assert finished(python(FULL, large, tmp_path / "index", workers, limit)) == ""
    library = Library.open(large, index=tmp_path / "index")
    assert library.trouble is None
    assert said(library) == said(fresh(large))


KILLED = """
import sys
from pathlib import Path
from retrieval.indexing import writing
from retrieval.library import Library
from retrieval.indexing.progress import IndexOptions
class Told:
    def begin(self, *what): pass
    def advance(self, files, size):
        if files: print(flush=True)
writing.BATCH = 1 << 14
Library.open(sys.argv[1], index=Path(sys.argv[2]), options=IndexOptions(Told(), int(sys.argv[3])))
"""


@systems.proc
@pytest.mark.parametrize("workers", [1, 2])
def test_a_writer_that_is_killed_leaves_a_good_state_and_no_process(large, tmp_path, workers):
    index = tmp_path / "index"
    environment = {**os.environ, "WENJU_MARK": str(tmp_path)}
    child = python(KILLED, large, index, workers, stdout=subprocess.PIPE, env=environment)
    assert child.stdout.readline()
    child.kill()
    child.communicate(timeout=LIMIT)
    end = time.time() + LIMIT
    while left := marked(f"WENJU_MARK={tmp_path}".encode()):
        assert time.time() < end, left
        time.sleep(0.05)
    library = Library.open(large, index=index)
    assert library.trouble is None
    assert said(library) == said(fresh(large))


def marked(wanted):
    """The processes with that in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def test_errors_come_from_one_process_to_another_as_they_are():
    error = IndexUnwritable(Path("index"), "No space left on device")
    import pickle

    other = pickle.loads(pickle.dumps(error))
    assert (type(other), other.path, other.reason, str(other)) == (
        IndexUnwritable,
        error.path,
        error.reason,
        str(error),
    )
