"""What of a folder is read, and what is not."""

import os

import systems

from retrieval import Library
from retrieval.paths import is_inside


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_read(tmp_path):
    root, other = tmp_path / "library", tmp_path / "secret.txt"
    root.mkdir()
    other.write_text("口令是一二三四五六。", "utf-8")
    (root / "a.txt").write_text("满都拉口岸过货量突破662万吨。", "utf-8")
    (root / "out.txt").symlink_to(other)
    (root / "in.txt").symlink_to(root / "a.txt")
    library = Library.open(root)
    assert [document.path for document in library.documents] == ["a.txt", "in.txt"]
    assert [error.path.name for error in library.skipped] == ["out.txt"]
    assert is_inside(root / "in.txt", root)
    assert not is_inside(root / "out.txt", root)


@systems.byte_names
def test_a_file_name_in_another_encoding_is_a_name_that_can_be_stored(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xbf\xda\xb0\xb6.txt"
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write("口岸工作通知\n\n满都拉口岸过货量突破669万吨。\n".encode())
    library = Library.open(tmp_path)
    [document] = library.documents
    document.path.encode("utf-8")
    assert library.ask("满都拉口岸过货量").excerpts
