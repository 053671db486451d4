"""Files come into a library's folder, are replaced, renamed and removed, and come back."""

import errno
import os
import time

import pytest
import systems

from retrieval import Library, LibraryFolder
from retrieval.errors import FileMissing, FolderUnwritable, NameTaken
from retrieval.indexing import folder as folder_module

TOKEN, OTHER = "0a1b", "2c3d"


@pytest.fixture
def root(tmp_path):
    """A folder with a document at the top, with what stands beside it, and one below."""
    root = tmp_path / "library"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_bytes(b"old a")
    (root / "a.txt.toml").write_bytes(b'title = "A"')
    (root / "sub" / "b.txt").write_bytes(b"old b")
    return root


@pytest.fixture
def folder(root):
    return LibraryFolder(root)


def seen(root):
    """What is not hidden: path → content."""
    files = (path for path in root.rglob("*") if path.is_file())
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {path: content for path, content in found.items() if not path.startswith(".")}


def hidden(root):
    """What lies in the hidden folder: path → content, without tokens and times."""
    files = (path for path in (root / ".wenju").rglob("*") if path.is_file())
    parts = (path.relative_to(root / ".wenju").parts for path in files)
    return {f"{p[0]}/{'/'.join(p[2:])}": root.joinpath(".wenju", *p).read_bytes() for p in parts}


def receive(folder, token, name, content):
    """A file comes, in two pieces; where it is."""
    with folder.coming(token) as file:
        file.write(content[:2])
        file.write(content[2:])
    return folder.receive(token, name)


BEFORE = {"a.txt": b"old a", "a.txt.toml": b'title = "A"', "sub/b.txt": b"old b"}


def test_what_comes_is_not_in_the_library_until_it_is_added(folder, root):
    receive(folder, TOKEN, "c.txt", b"new")
    assert seen(root) == BEFORE
    assert folder.received(TOKEN).read_bytes() == b"new"
    assert folder.add(TOKEN) == "c.txt"
    assert seen(root) == {**BEFORE, "c.txt": b"new"}
    assert not [*(root / ".wenju" / "incoming").iterdir()]


def test_what_is_dropped_is_gone(folder, root):
    receive(folder, TOKEN, "c.txt", b"new")
    folder.drop(TOKEN)
    folder.drop(TOKEN)
    assert (seen(root), hidden(root)) == (BEFORE, {})
    with pytest.raises(FileMissing):
        folder.add(TOKEN)


def test_what_nobody_decides_upon_is_dropped_in_time(folder, root):
    folder.drop_older(0)
    receive(folder, TOKEN, "c.txt", b"new")
    receive(folder, OTHER, "d.txt", b"new")
    ago = time.time() - 100
    os.utime(folder.received(TOKEN).parent, (ago, ago))
    folder.drop_older(60)
    assert hidden(root) == {"incoming/d.txt": b"new"}


@pytest.mark.parametrize("name", ["a.txt", "A.TXT"])
def test_a_name_that_is_taken_in_any_case_is_not_overwritten(folder, root, name):
    receive(folder, TOKEN, name, b"new")
    with pytest.raises(NameTaken) as refused:
        folder.add(TOKEN)
    assert refused.value.path == "a.txt"
    assert seen(root) == BEFORE
    for token, number in ((TOKEN, 2), (OTHER, 3)):
        receive(folder, token, name, b"another")
        beside = name.replace(".", f" ({number}).")
        assert folder.beside(token) == beside
        assert folder.add(token) == beside
    receive(folder, TOKEN, "c.txt", b"new")
    assert folder.beside(TOKEN) == "c.txt"


def test_two_of_one_name_do_not_overwrite_each_other(folder, root):
    receive(folder, TOKEN, "c.txt", b"one")
    receive(folder, OTHER, "c.txt", b"two")
    folder.add(TOKEN)
    with pytest.raises(NameTaken):
        folder.add(OTHER)
    assert seen(root)["c.txt"] == b"one"
    assert folder.received(OTHER).read_bytes() == b"two"


def test_what_was_cut_off_has_not_come(folder, root):
    file = receive(folder, TOKEN, "c.txt", b"new")
    file.rename(file.with_name(".coming"))
    assert not folder.is_received(TOKEN)
    receive(folder, TOKEN, "c.txt", b"new")
    assert folder.add(TOKEN) == "c.txt"
    assert hidden(root) == {}


def test_what_was_put_there_before_the_power_went_is_added_once(folder, root):
    file = receive(folder, TOKEN, "c.txt", b"new")
    os.link(file, root / "c.txt")
    assert folder.add(TOKEN) == "c.txt"
    assert hidden(root) == {}


def test_a_file_is_replaced_with_what_stands_beside_it_and_comes_back(folder, root):
    receive(folder, TOKEN, "a.txt", b"new a")
    folder.replace(TOKEN, "a.txt")
    assert seen(root) == {"a.txt": b"new a", "sub/b.txt": b"old b"}
    assert hidden(root) == {"trash/a.txt": b"old a", "trash/a.txt.toml": b'title = "A"'}
    with pytest.raises(NameTaken):
        folder.restore(TOKEN)
    assert folder.restore(TOKEN, over=True) == "a.txt"
    assert seen(root) == BEFORE
    assert hidden(root) == {"trash/a.txt": b"new a"}


def test_a_file_that_is_replaced_is_missing_at_no_moment(folder, root, monkeypatch):
    receive(folder, TOKEN, "b.txt", b"new b")
    moments = []

    def watched(work):
        def step(*given, **named):
            done = work(*given, **named)
            moments.append(seen(root).get("sub/b.txt"))
            return done

        return step

    for name in ("link", "unlink", "replace", "rename"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    folder.replace(TOKEN, "sub/b.txt")
    assert None not in moments
    assert moments[-1] == b"new b"


def test_a_removal_that_is_interrupted_deletes_nothing(folder, root, monkeypatch):
    move = folder_module._move

    def interrupted(*places):
        move(*places)
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "_move", interrupted)
    with pytest.raises(KeyboardInterrupt):
        folder.remove(TOKEN, "a.txt")
    assert hidden(root) == {"trash/a.txt": b"old a"}


def test_a_file_is_removed_and_comes_back(folder, root):
    folder.remove(TOKEN, "sub/b.txt")
    assert "sub/b.txt" not in seen(root)
    assert hidden(root) == {"trash/sub/b.txt": b"old b"}
    (root / "sub").rmdir()
    assert folder.restore(TOKEN) == "sub/b.txt"
    assert seen(root) == BEFORE
    assert not [*(root / ".wenju" / "trash").iterdir()]
    with pytest.raises(FileMissing):
        folder.restore(TOKEN)


def test_what_has_taken_the_place_in_other_letters_is_kept(folder, root):
    folder.remove(TOKEN, "a.txt")
    (root / "A.txt").write_bytes(b"other")
    with pytest.raises(NameTaken):
        folder.restore(TOKEN)
    folder.restore(TOKEN, over=True)
    assert seen(root) == BEFORE
    assert hidden(root) == {"trash/A.txt": b"other"}


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("c", "c.txt"),
        ("c.TXT", "c.TXT"),
        ("c.pdf", "c.pdf.txt"),
        ("../../c.txt", "c.txt"),
        (".c", "c.txt"),
        ("A.txt", "A.txt"),
        ("a.txt", "a.txt"),
    ],
)
def test_a_file_gets_a_safe_name_and_keeps_its_ending(folder, root, wish, path):
    assert folder.rename("a.txt", wish) == path
    assert seen(root) == {
        path: b"old a",
        f"{path}.toml": b'title = "A"',
        "sub/b.txt": b"old b",
    }


def test_a_file_stays_in_its_folder_and_takes_no_others_name(folder, root):
    (root / "sub" / "C.txt").write_bytes(b"c")
    with pytest.raises(NameTaken) as refused:
        folder.rename("sub/b.txt", "c")
    assert refused.value.path == "sub/C.txt"
    assert folder.rename("sub/b.txt", "a") == "sub/a.txt"


def test_the_file_of_a_name_is_found_nearest_to_the_top(folder, root):
    assert folder.named("B.TXT") == "sub/b.txt"
    (root / "z").mkdir()
    (root / "z" / "b.txt").write_bytes(b"")
    assert folder.named("b.txt") == "sub/b.txt"
    (root / "b.TXT").write_bytes(b"")
    assert folder.named("b.txt") == "b.TXT"
    folder.remove(TOKEN, "b.TXT")
    assert folder.named("b.txt") == "sub/b.txt"
    assert folder.named("c.txt") is None


@pytest.mark.parametrize(
    "path", ["../out.txt", "sub/../../out.txt", ".wenju/x.txt", "c.txt", "sub"]
)
def test_nothing_else_is_touched(folder, root, path):
    (root.parent / "out.txt").write_bytes(b"secret")
    (root / ".wenju").mkdir()
    (root / ".wenju" / "x.txt").write_bytes(b"own words")
    receive(folder, TOKEN, "c.txt", b"new")
    for change in (
        lambda: folder.remove(OTHER, path),
        lambda: folder.rename(path, "d"),
        lambda: folder.replace(TOKEN, path),
        lambda: folder.restore(path.replace("/", "")),
    ):
        with pytest.raises((FileMissing, FolderUnwritable)):
            change()
    assert seen(root) == BEFORE
    assert (root.parent / "out.txt").read_bytes() == b"secret"


@pytest.mark.parametrize("link", [".wenju", ".wenju/incoming"])
def test_nothing_is_written_through_a_link_out_of_the_folder(folder, root, tmp_path, link):
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside)
    with pytest.raises(FolderUnwritable):
        receive(folder, TOKEN, "c.txt", b"new")
    assert not [*outside.iterdir()]


def test_what_comes_and_what_is_removed_is_never_indexed(folder, root):
    receive(folder, TOKEN, "c.txt", "新的一份通知。".encode())
    folder.remove(OTHER, "sub/b.txt")
    library = Library.open(root)
    assert library.documents.paths == ("a.txt",)
    assert not library.passed


def without_links(*_, **__):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_it_is_the_same_where_a_file_has_one_name_only(folder, root, monkeypatch):
    monkeypatch.setattr(os, "link", without_links)
    receive(folder, TOKEN, "c.txt", b"new")
    folder.add(TOKEN)
    receive(folder, OTHER, "a.txt", b"new a")
    with pytest.raises(NameTaken):
        folder.add(OTHER)
    folder.replace(OTHER, "a.txt")
    folder.restore(OTHER, over=True)
    folder.remove(TOKEN, "sub/b.txt")
    folder.restore(TOKEN)
    assert seen(root) == {**BEFORE, "c.txt": b"new"}


class Full:
    """The calls by which something comes to lie somewhere: after so many, there is no room."""

    def __init__(self, monkeypatch, calls):
        self.left = calls
        for name in ("link", "replace", "rename", "mkdir"):
            monkeypatch.setattr(os, name, self.counted(getattr(os, name)))

    def counted(self, work):
        def call(*given, **named):
            if self.left == 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            self.left -= 1
            return work(*given, **named)

        return call


CHANGES = {
    "receive": lambda folder: receive(folder, OTHER, "d.txt", b"new"),
    "add": lambda folder: folder.add(TOKEN),
    "replace": lambda folder: folder.replace(TOKEN, "sub/b.txt"),
    "remove": lambda folder: folder.remove(TOKEN, "sub/b.txt"),
    "rename": lambda folder: folder.rename("sub/b.txt", "c"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_where_there_is_no_room_nothing_changes_and_it_works_later(change, folder, root):
    receive(folder, TOKEN, "c.txt", b"new")
    for calls in range(10):
        before = (seen(root), hidden(root))
        with pytest.MonkeyPatch.context() as patched:
            full = Full(patched, calls)
            try:
                CHANGES[change](folder)
                break
            except FolderUnwritable as error:
                reason = error.reason
        assert (full.left, reason) == (0, "No space left on device")
        assert (seen(root), hidden(root)) == before
    assert (seen(root), hidden(root)) != before


def test_a_folder_that_is_gone_is_not_made_anew(folder, root):
    root.rename(root.with_name("elsewhere"))
    with pytest.raises(FolderUnwritable):
        receive(folder, TOKEN, "c.txt", b"new")
    assert not root.exists()


@systems.limits
def test_a_file_that_is_cut_off_is_not_kept(folder, root):
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(FolderUnwritable) as refused:
            receive(folder, TOKEN, "c.txt", bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert refused.value.reason == "File too large"
    assert (seen(root), hidden(root)) == (BEFORE, {})


@systems.rights
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_says_so(folder, root):
    root.chmod(0o500)
    try:
        with pytest.raises(FolderUnwritable) as refused:
            receive(folder, TOKEN, "c.txt", b"new")
    finally:
        root.chmod(0o700)
    assert refused.value.reason == "Permission denied"
