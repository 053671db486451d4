"""What opening cannot notice of a damaged index: it is found out when it matters, or harmless.

Opening reads the whole of a file only if its size or its time is not what it was. A disk that
changes a byte and nothing else is noticed in a document when it is read; in the terms of a segment
it may go unnoticed, and then another document may come first: its words are still its own.
"""

import os
import random

import pytest
from libraries import QUESTIONS, fresh, opened, put, said
from samples import ARTICLE, REPORT, SEEDS

from retrieval.errors import IndexDamaged
from retrieval.index.packing import packed_text
from retrieval.indexing import merge_policy as merging
from retrieval.library import Library

FILES = {
    "report.txt": (SEEDS / REPORT).read_text("utf-8")[:6000],
    "article.txt": (SEEDS / ARTICLE).read_text("utf-8")[:3000],
    "titled.txt": "关于口岸的报告\n\n一、概况\n满都拉口岸过货量达到六百万吨。",
}


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    for name, text in FILES.items():
        put(root, name, text)
    Library.open(root, index=tmp_path / "index")
    return root


@pytest.fixture
def index(root, tmp_path):
    return tmp_path / "index"


def rot(path, place, content=b""):
    """Change bytes of the file, and nothing else that tells."""
    before = path.stat()
    whole = path.read_bytes()
    content = content or bytes([whole[place] ^ 1])
    path.write_bytes(whole[:place] + content + whole[place + len(content) :])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def rot_records(index, texts):
    """Change a byte of these texts, wherever they are kept."""
    for path in index.glob("*.segment"):
        for text in texts:
            place = path.read_bytes().find(packed_text(text))
            if place >= 0:
                rot(path, place)


def test_a_document_that_was_changed_is_never_shown(root, index):
    rot_records(index, FILES.values())
    with pytest.raises(IndexDamaged):
        Library.open(root, index=index).ask("满都拉口岸过货量")
    library = Library.open(root, index=index)
    assert isinstance(library.trouble, IndexDamaged)
    assert said(library) == said(fresh(root))
    assert Library.open(root, index=index).trouble is None


def test_a_library_that_is_open_refreshes_to_one_that_is_whole(root, index):
    library = Library.open(root, index=index)
    rot_records(index, FILES.values())
    with pytest.raises(IndexDamaged):
        library.documents.split("titled.txt")
    assert said(library.refresh()) == said(fresh(root))


def test_a_file_that_moved_does_not_take_a_changed_record_with_it(root, index):
    rot_records(index, FILES.values())
    (root / "titled.txt").rename(root / "moved.txt")
    library = Library.open(root, index=index)
    assert isinstance(library.trouble, IndexDamaged)
    assert said(library) == said(fresh(root))


def test_merging_does_not_take_a_changed_record_along(root, index, monkeypatch):
    monkeypatch.setattr(merging, "_GROWTH_IN_PASSING", 8)
    troubles = []
    for number in range(9):
        put(root, f"{number}.txt", f"第{number}个文件。")
        troubles.append(opened(root, index).trouble)
        if number == 4:
            rot_records(index, ["第3个文件。"])
    assert [type(trouble) for trouble in troubles if trouble] == [IndexDamaged]
    assert said(Library.open(root, index=index)) == said(fresh(root))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_byte_changes_no_answer_is_invented(root, index, seed):
    chance = random.Random(seed)
    (path,) = index.glob("*.segment")
    size = chance.choice([1, 2, 8, 512])
    rot(path, chance.randrange(path.stat().st_size - size), chance.randbytes(size))
    try:
        ask(Library.open(root, index=index))
    except IndexDamaged:
        library = Library.open(root, index=index)
        ask(library)
        assert isinstance(library.trouble, IndexDamaged)


def ask(library):
    for question in QUESTIONS:
        for excerpt in library.ask(question, min_confidence=0).excerpts:
            text = FILES[excerpt.document.path]
            assert excerpt.text == text[excerpt.start : excerpt.end]
    library.holding("满都拉口岸的过货量", 2)
