"""What is wrong with the index on disk is noticed, and the answers are right all the same."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import systems
from libraries import age, fresh, opened, put, said
from samples import ARTICLE, REPORT, SEEDS

from retrieval.errors import IndexBusy, IndexDamaged, IndexForeign, IndexUnwritable
from retrieval.index.arrays import open_arrays
from retrieval.index.store import FORMAT, IndexStore
from retrieval.indexing.progress import IndexOptions
from retrieval.library import Library

KINDS = ["manifest-*.json", "*.segment", "*.files"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A library of two segments, one of them with a document that is gone, and what it says."""
    folder = tmp_path_factory.mktemp("made")
    root, index = folder / "library", folder / "index"
    put(root, "report.txt", (SEEDS / REPORT).read_text("utf-8")[:4000])
    put(root, "b/article.txt", (SEEDS / ARTICLE).read_text("utf-8")[:2000])
    put(root, "gone.txt", "满都拉口岸过货量。")
    Library.open(root, index=index)
    (root / "gone.txt").unlink()
    put(root, "new.md", "# 口岸\n\n满都拉口岸过货量达到六百万吨。")
    Library.open(root, index=index)
    return folder, said(fresh(root))


@pytest.fixture
def expected(made):
    return made[1]


@pytest.fixture
def root(made, tmp_path):
    return shutil.copytree(made[0] / "library", tmp_path / "library")


@pytest.fixture
def index(made, tmp_path):
    return shutil.copytree(made[0] / "index", tmp_path / "index")


def truncated(path):
    os.truncate(path, path.stat().st_size * 2 // 3)


def emptied(path):
    os.truncate(path, 0)


def shortened_to_its_head(path):
    os.truncate(path, 40)


def grown(path):
    path.write_bytes(path.read_bytes() + b"\0" * 64)


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) * 3 // 4] ^= 1
    path.write_bytes(content)


def zeroed(path):
    """As some file systems leave what a crash of the machine caught."""
    path.write_bytes(bytes(path.stat().st_size))


def overwritten(path):
    path.write_bytes(b"#!/bin/sh\necho hello\n")


def a_folder(path):
    path.unlink()
    path.mkdir()


def a_loop(path):
    path.unlink()
    path.symlink_to(path.name)


def nobodys(path):
    systems.needs_posix("file that its owner may not read")
    path.chmod(0)


DAMAGES = [
    *(truncated, emptied, shortened_to_its_head, grown, flipped, zeroed, overwritten, a_folder),
    *(a_loop, nobodys, os.unlink),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_noticed_and_all_is_made_anew(root, expected, index, kind, damage):
    for path in index.glob(kind):
        damage(path)
    library = Library.open(root, index=index)
    assert said(library) == expected
    if damage not in (os.unlink, nobodys):
        assert isinstance(library.trouble, IndexDamaged | IndexUnwritable)
    if kind != KINDS[0] or damage is not a_folder:
        assert Library.open(root, index=index).trouble is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", [truncated, emptied, grown, overwritten])
def test_a_size_that_is_not_right_is_noticed_whatever_the_time(root, expected, index, kind, damage):
    for path in index.glob(kind):
        before = path.stat()
        damage(path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    library = Library.open(root, index=index)
    assert said(library) == expected
    assert isinstance(library.trouble, IndexDamaged)


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2]])
def test_a_byte_of_what_names_the_rest_is_noticed_whatever_the_time(root, index, kind):
    (path,) = index.glob(kind)
    before = path.stat()
    content = path.read_bytes()
    for place in range(0, len(content), max(len(content) // 60, 1)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(IndexDamaged):
            store(index).load()


def store(index):
    """The one that the library in `index` uses."""
    (path,) = index.glob(KINDS[0])
    found = IndexStore(index, "")
    found._manifest = path
    return found


def test_files_that_change_places_are_noticed(root, expected, index):
    one, other = index.glob("*.segment")
    contents = one.read_bytes(), other.read_bytes()
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])
    library = Library.open(root, index=index)
    assert said(library) == expected
    assert isinstance(library.trouble, IndexDamaged)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_index_is_noticed(root, expected, index, tmp_path, kind):
    other = tmp_path / "other"
    put(other, "report.txt", "另一个库。\n\n满都拉口岸过货量为零。")
    Library.open(other, index=tmp_path / "others")
    (theirs,) = (tmp_path / "others").glob(kind)
    for path in index.glob(kind):
        before = path.stat()
        shutil.copy(theirs, path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    library = Library.open(root, index=index)
    assert said(library) == expected
    assert isinstance(library.trouble, IndexDamaged)


def test_the_index_of_another_library_is_of_no_harm(root, index, tmp_path):
    other = tmp_path / "other"
    put(other, "report.txt", "另一个库。\n\n满都拉口岸过货量为零。")
    for library in (other, root, other, root):
        assert said(opened(library, index)) == said(fresh(library))


def test_an_index_that_was_copied_is_as_good(root, index, tmp_path):
    shutil.copytree(index, tmp_path / "copy", copy_function=shutil.copyfile)
    library = Library.open(root, index=tmp_path / "copy")
    assert library.trouble is None
    assert said(library) == said(Library.open(root, index=index))


def test_a_folder_with_something_else_is_refused_and_left_alone(root, tmp_path):
    for name in ("data.json", "a.files", "b.lock", "manifest.json", "notes.new", "README"):
        theirs = tmp_path / name.replace(".", "_")
        put(theirs, name, "{}")
        with pytest.raises(IndexForeign):
            Library.open(root, index=theirs)
        assert [path.name for path in theirs.iterdir()] == [name]
        assert (theirs / name).read_text() == "{}"


def test_what_else_came_to_be_in_the_folder_stays(root, index):
    for name in (".DS_Store", "data.json", "x.segment"):
        (index / name).write_text("{}")
    put(root, "more.txt", "又一个文件。")
    library = Library.open(root, index=index)
    assert (library.trouble, library.newer) == (None, 0)
    assert {".DS_Store", "data.json", "x.segment"} <= {path.name for path in index.iterdir()}


def test_files_of_another_kind_have_another_format(tmp_path):
    """An index that the last version made is read as it is: or raise FORMAT, then this."""
    root, index = tmp_path / "library", tmp_path / "index"
    put(root, "report.txt", (SEEDS / REPORT).read_text("utf-8")[:4000])
    put(root, "b.md", "# 口岸\n\n满都拉口岸过货量达到六百万吨。")
    put(root, "c.txt", b"\0\1" * 30)
    for path in root.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    Library.open(root, index=index)
    digest = hashlib.sha256()
    for kind in KINDS[1:]:
        (path,) = index.glob(kind)
        arrays = open_arrays(path)
        # What is deflated may be other bytes on other systems: `test_packing`, `test_records`.
        kept = [(n, each.dtype, each.tolist()) for n, each in arrays.items() if "record" not in n]
        digest.update(repr((arrays.facts, kept)).encode())
    assert (FORMAT, digest.hexdigest()[:16]) == (21, "9bd2724df23e0b6b")
    (manifest,) = index.glob(KINDS[0])
    body = json.loads(manifest.read_bytes().partition(b"\n")[2])
    assert [*body] == ["format", "segments", "files", "complete"]
    assert IndexStore(index, "any words")._manifest.name == "manifest-b981f92f01812247.json"


def test_a_writer_that_is_killed_while_it_replaces_the_manifest_leaves_nothing(
    root, index, monkeypatch
):
    put(root, "more.txt", "又一个文件。")
    before = {path.name for path in index.iterdir()}
    with monkeypatch.context() as patched:
        for name in ("replace", "unlink"):
            patched.setattr(Path, name, refuse)
        assert isinstance(Library.open(root, index=index).trouble, IndexUnwritable)
    left = {path.name for path in index.iterdir()} - before
    assert any(name.endswith(".new") for name in left)
    assert said(Library.open(root, index=index)) == said(fresh(root))
    assert not {path.name for path in index.iterdir()} & left


def refuse(*_):
    raise OSError(5, "Input/output error")


def test_what_a_killed_writer_left_is_removed(root, index):
    left = ["0123456789abcdef.segment", "0123456789abcdef.files"]
    left.append(next(index.glob(KINDS[0])).name + ".77.new")
    for name in left:
        (index / name).write_bytes(b"half a file")
    put(root, "more.txt", "又一个文件。")
    assert said(Library.open(root, index=index)) == said(fresh(root))
    assert not {path.name for path in index.iterdir()} & set(left)


@pytest.mark.parametrize("umask", ["002", "077"])
def test_an_index_is_trusted_whatever_the_umask(root, tmp_path, umask):
    code = """
import os, sys
from pathlib import Path
from retrieval.library import Library
os.umask(int(sys.argv[1], 8))
marks = {Library.open(sys.argv[2], index=Path(sys.argv[3]))._state.mark for _ in range(3)}
sys.exit(len(marks) != 1)
"""
    subprocess.run(
        [sys.executable, "-c", code, umask, root, tmp_path / "another"], check=True, timeout=60
    )


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/null", "x" * 300])
def test_where_there_can_be_no_index_all_is_in_memory(root, expected, tmp_path, place):
    (tmp_path / "file").write_text("a file")
    library = Library.open(root, index=tmp_path / place)
    assert said(library) == expected
    assert isinstance(library.trouble, IndexUnwritable)
    assert library.newer == 0
    assert (tmp_path / "file").read_text() == "a file"


def test_while_another_process_writes_the_last_good_state_answers(root, index):
    before = said(Library.open(root, index=index))
    put(root, "report.txt", "换了内容：满都拉口岸过货量为零。")
    put(root, "more.txt", "又一个文件。")
    (root / "new.md").unlink()
    with store(index).writing():
        library = Library.open(root, index=index)
        assert said(library) == before
        assert (library.newer, type(library.trouble)) == (3, IndexBusy)
    library = library.refresh()
    assert said(library) == said(fresh(root))
    assert (library.newer, library.trouble) == (0, None)


def test_who_writes_and_saves_nothing_for_long_is_waited_for_no_longer(
    root, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr("retrieval.indexing.waiting.LONGEST", 0.0)
    with IndexStore(tmp_path / "another", "").writing():
        library = Library.open(root, index=tmp_path / "another")
    assert said(library) == expected
    assert (library.newer, type(library.trouble)) == (0, IndexBusy)


def test_a_file_read_just_after_it_was_written_is_not_called_newer(root, index):
    (root / "more.txt").write_text("又一个文件。")
    (root / "binary.txt").write_bytes(b"\0\1" * 30)
    Library.open(root, index=index)
    with store(index).writing():
        assert Library.open(root, index=index).newer == 0
        (root / "more.txt").write_text("另一个文件。")
        assert Library.open(root, index=index).newer == 1


def test_nothing_is_written_where_nothing_changed(root, index):
    before = {path.name: path.stat().st_mtime_ns for path in index.iterdir()}
    library = Library.open(root, index=index, options=IndexOptions(patient=True))
    assert library.refresh() is library
    assert {path.name: path.stat().st_mtime_ns for path in index.iterdir()} == before


def test_a_touched_file_is_written_down_once(root, index):
    age(root / "report.txt")
    marks = [Library.open(root, index=index)._state.mark for _ in range(3)]
    assert marks[1] == marks[2]


def test_a_segment_that_is_part_of_no_state_yet_outlives_a_save(root, index):
    state = store(index).load()
    with store(index).writing():
        added = store(index).add(state.segments[0].arrays)
        store(index).save(state)
        assert store(index).segment(added.name).documents == state.segments[0].documents
    assert added.name not in {path.name for path in index.iterdir()}
