"""What is said of a file before it is in a library is what is said of it there."""

import pytest

from retrieval import Library
from retrieval.evaluation.file_checks import check
from retrieval.evaluation.new_files import check_file

TEXTS = {
    "通知.txt": "关于图书馆开放时间的通知\n\n青石桥镇图书馆每天上午八点开门。\n".encode(),
    "表.csv": "名称,数量\n口岸,12\n".encode(),
    "坏.txt": b"\xc7\xe0\xca\xaf\xc7\xc5\xff\xfe\n"
    + "青石桥镇图书馆每天开门。\n".encode("gb18030"),
    "不是.pdf": bytes(range(256)) * 8,
    "空.txt": b" \n",
}


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    root.mkdir()
    (root / "旧.txt").write_text("旧的通知\n\n本段只是说明而已。\n", "utf-8")
    return root


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_told_of_as_it_will_be(root, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(TEXTS[name])
    before = check_file(file, Library.open(root))
    (root / name).write_bytes(TEXTS[name])
    [after] = [each for each in check(Library.open(root)) if each.path == name]
    assert str(before.error).rpartition(": ")[2] == str(after.error).rpartition(": ")[2]
    for each in ("path", "format", "title", "headings", "passages", "dropped", "warnings"):
        assert getattr(before, each) == getattr(after, each), each


def test_a_copy_is_told(root, tmp_path):
    file = tmp_path / "新.txt"
    file.write_bytes((root / "旧.txt").read_bytes())
    [warning] = check_file(file, Library.open(root)).warnings
    assert (warning.code, warning.detail) == ("copy", "旧.txt")
