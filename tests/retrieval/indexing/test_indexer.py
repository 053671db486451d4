"""However an index came about, it says what one says that is made anew."""

import random
import shutil

import pytest
from libraries import age, fresh, opened, put, said
from samples import ARTICLE, REPORT, SEEDS

from retrieval.analysis.analyzer import Analyzer
from retrieval.index.store import IndexState
from retrieval.indexing import indexer as updating
from retrieval.indexing import writing
from retrieval.indexing.indexer import Indexer
from retrieval.indexing.progress import IndexOptions
from retrieval.indexing.scan import File

TEXTS = [
    (SEEDS / REPORT).read_text("utf-8")[:3000],
    (SEEDS / ARTICLE).read_text("utf-8")[:2000],
    "标题\n\n第一条 为了规范，制定本办法。\n第二条 本办法适用于全市口岸。",
    "# 民族团结\n\n满都拉口岸过货量达到六百万吨。\n一是抓学习。二是抓落实；三是抓督查。",
    "乌兰察布是距离首都北京最近的边境边疆城市。\n" * 3,
    "满都拉口岸",
    "好",
    "",
    "---\n***\n",
    b"\0\1\2\3" * 20,
    "口岸\ufeff过货量".encode("utf-16"),
]
NAMES = ["a.txt", "b.md", "c/a.txt", "c/d/e.txt", "z.MD", "名 字.txt", "q.txt", "r.txt"]


def change(root, chance):
    """Do to the folder something that happens to folders."""
    files = [path for path in root.rglob("*") if path.is_file()]
    one = chance.choice(files) if files else None
    name = chance.choice(NAMES)
    match chance.randrange(8):
        case 0 if one:
            one.unlink()
        case 1 if one:
            age(one)
        case 2 if one and not (root / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            one.rename(root / name)
        case 3 if one and not (root / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(one, root / name)
        case 4 if one:
            put(root, str(one.relative_to(root)), one.read_bytes() + "\n新的一段。".encode())
        case 5 if (root / "c").is_dir() and chance.random() < 0.3:
            shutil.rmtree(root / "c")
        case _:
            put(root, name, chance.choice(TEXTS))


@pytest.mark.parametrize("seed", range(6))
def test_an_index_brought_up_to_date_says_what_a_new_one_does(tmp_path, seed, monkeypatch):
    # Small numbers make few files do what many do: merging, and several segments from one batch.
    monkeypatch.setattr(updating, "_AT_ONCE", 12)
    monkeypatch.setattr(writing, "BATCH", 8192)
    chance = random.Random(seed)
    root, index = tmp_path / "library", tmp_path / "index"
    root.mkdir()
    for _ in range(8):
        for _ in range(chance.randint(1, 4)):
            change(root, chance)
        library = opened(root, index, options=IndexOptions(patient=chance.random() < 0.3))
        assert said(library) == said(fresh(root))
        if library:
            assert (library.newer, library.trouble) == (0, None)


def test_files_become_several_segments_where_one_would_be_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(updating, "_AT_ONCE", 6)
    files = {}
    for number, passages in enumerate([9, 3, 3, 1, 1]):
        path = put(tmp_path, f"{number}.txt", "\n\n".join(f"第{n}段。" for n in range(passages)))
        files[path.name] = File(str(path), path.stat().st_size, path.stat().st_mtime_ns)
    batch = Indexer(IndexState(), Analyzer(), updating.in_memory).index(files, lambda *_: None)
    assert [segment.passages for segment in batch.segments] == [9, 6, 2]
    refs = [entry.ref for entry in batch.indexed.values()]
    assert refs == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)]
