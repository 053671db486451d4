"""The segmenter against jieba itself, and its file against damage, strangers and full disks."""

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache as cached
from io import BytesIO
from pathlib import Path

import pytest
import systems
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.analysis import segmenter as module
from retrieval.analysis.dictionary import SPLIT, Model, pack
from retrieval.analysis.segmenter import Segmenter, default_cache, import_jieba

SENTENCE = "长三角城市群2020年有哪些具体措施？小明硕士毕业于中国科学院计算所，AT&T 3.5%。"
USER_WORDS = """\
计算所很好 5 n
具体 0
云计算平台 nz
小明硕士
AT&T公司 3
城市 群 x Y
γ
3.5%
措施 99999999
明硕 0
"""
COLD = """
import sys
from pathlib import Path
from retrieval.analysis.segmenter import Segmenter
print(*Segmenter(cache=Path(sys.argv[1])).cut(sys.argv[2]), sep="|")
print(*({"jieba", "numpy", "pkg_resources", "tempfile"} & set(sys.modules)))
"""


@cached
def dictionary():
    """jieba's words: texts made of them, and of halves of them, are full of ambiguities."""
    path = Path(import_jieba().__file__).parent / "dict.txt"
    return [line.split(" ")[0] for line in path.read_text("utf-8").splitlines()]


separators = st.sampled_from("\r\n \u3000\x1c、①㎡é\ud800𠮷㐀") | st.just("\r\n")
mixed = st.sampled_from(["AT&T", "B超", "c#", "γ射线", "3.14", "50%", "-a_b", "3.", ".5%", "龥"])
known = st.integers(0, 300_000).map(lambda number: dictionary()[number])
half = st.tuples(known, st.booleans()).map(lambda pair: pair[0][1:] if pair[1] else pair[0][:-1])
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD8), max_size=8)
user = st.sampled_from([*USER_WORDS.split(), "计算所", "很好", "小明", "明硕", "城市 群 x Y"])
text_parts = known | half | han | separators | mixed | user | st.text(max_size=5)
texts = st.lists(text_parts, max_size=12).map("".join)
many = settings(max_examples=50)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def ours(cache):
    return Segmenter(cache=cache)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    return jieba_tokenizer(tmp_path_factory)


def jieba_tokenizer(tmp_path_factory):
    tokenizer = import_jieba().Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


@many
@example(SENTENCE)
@example("")
@given(texts)
def test_tokens_are_those_of_jieba(ours, theirs, text):
    assert ours.cut(text) == theirs.lcut(text)


@pytest.fixture(scope="module")
def with_user_words(cache, tmp_path_factory):
    """Ours and jieba's, with the same user dictionary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_jieba().finalseg, "Force_Split_Words", set())
        tokenizer = jieba_tokenizer(tmp_path_factory)
        tokenizer.load_userdict(BytesIO(USER_WORDS.encode()))
        yield Segmenter(USER_WORDS, cache), tokenizer


@many
@example(SENTENCE)
@example("明硕")
@given(texts)
def test_tokens_are_those_of_jieba_with_the_same_user_dictionary(with_user_words, text):
    ours, theirs = with_user_words
    assert ours.cut(text) == theirs.lcut(text)


def test_a_user_dictionary_changes_no_other_segmenter(ours, tmp_path):
    plain = ours.cut(SENTENCE)
    split = set(import_jieba().finalseg.Force_Split_Words)
    assert Segmenter(USER_WORDS, tmp_path).cut(SENTENCE) != plain
    assert Segmenter(cache=tmp_path).cut(SENTENCE) == plain
    assert import_jieba().finalseg.Force_Split_Words == split


def test_the_version_names_the_content(ours, cache, tmp_path):
    assert Segmenter(cache=tmp_path).version == ours.version
    assert Segmenter(USER_WORDS, cache).version != ours.version


def test_a_cold_cut_loads_neither_jieba_nor_numpy(ours, cache):
    tokens = ours.cut(SENTENCE)
    found = subprocess.run(
        [sys.executable, "-c", _without_package(COLD), str(cache), SENTENCE],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert found.stdout == "|".join(tokens) + "\n\n"
    assert found.stderr == ""


def test_jieba_is_imported_without_pkg_resources():
    script = "from retrieval.analysis.segmenter import import_jieba; import_jieba(); import sys\n"
    script += "print('pkg_resources' in sys.modules)"
    command = [sys.executable, "-W", "error", "-c", _without_package(script)]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert (found.stdout, found.stderr) == ("False\n", "")


def _without_package(script):
    """Run without the package's front door, which imports more than the segmenter."""
    folder = str(Path(module.__file__).parents[1])
    return (
        "import sys, types\npackage = types.ModuleType('retrieval')\n"
        f"package.__path__ = [{folder!r}]\nsys.modules['retrieval'] = package\n{script}"
    )


# What follows needs no real dictionary: a small one is quick to make.

TEXT = "中国人民中国人中乙B超"
WORDS = ["中国人", "民", "中国人", "中", "乙", "B超"]


def small_model():
    frequencies = {"中": 5, "中国": 1, "中国人": 9, "中国人民": 0, "民": 2, "B": 0, "B超": 3}
    states = dict.fromkeys("BEMS", -1.0)
    emissions = {state: {"中": -1.0, "乙": -9.0} for state in "BE"} | {"M": {}, "S": {"乙": -1.0}}
    return Model(frequencies, 100, emissions, states | {"B": -9.0}, dict.fromkeys("BEMS", states))


@pytest.fixture
def small(monkeypatch):
    """Counts how often the dictionary is made."""
    made = []
    monkeypatch.setattr(module, "_model", lambda user: made.append(user) or small_model())
    return made


def only_file(folder):
    (path,) = (folder / "words").iterdir()
    return path


def test_the_dictionary_is_made_once(small, tmp_path):
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert len(small) == 1


def test_the_file_is_the_users_own(small, tmp_path):
    Segmenter(cache=tmp_path / "new" / "cache").cut(TEXT)
    path = only_file(tmp_path / "new" / "cache")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", ["empty", "torn", "foreign", "head", "index", "record", "tail"])
def test_a_damaged_file_is_noticed_and_made_anew(small, tmp_path, damage):
    Segmenter(cache=tmp_path).cut(TEXT)
    path = only_file(tmp_path)
    sound = path.read_bytes()
    whole = {"empty": b"", "torn": sound[:-1], "foreign": bytes(len(sound))}
    places = {"head": 40, "index": 100_000, "record": -1, "tail": sound.index("人".encode())}
    changed = bytearray(sound)
    if damage in places:
        changed[places[damage]] ^= 1
    path.write_bytes(whole.get(damage, changed))
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert only_file(tmp_path).read_bytes() == sound
    assert len(small) == 2


SOUND = pack(small_model())
# Most of the file says of characters that nothing begins with them: more often what comes after.
places = st.integers(0, len(SOUND) - 1) | st.integers(SPLIT, len(SOUND) - 1) | st.integers(0, 200)
zeros = st.integers(1, 5000).map(bytes)
damages = st.lists(st.tuples(places, zeros | st.binary(min_size=1, max_size=9)), max_size=3)


@settings(max_examples=60)
@example([(SPLIT, bytes(len(SOUND)))])
@given(damages)
def test_no_damage_changes_a_word_and_the_file_is_made_anew(tmp_path_factory, damages):
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_model", lambda user: small_model())
        Segmenter(cache=folder).cut(TEXT)
        changed = bytearray(SOUND)
        for place, content in damages:
            changed[place:] = (content + SOUND[place + len(content) :])[: len(SOUND) - place]
        only_file(folder).write_bytes(changed)
        assert Segmenter(cache=folder).cut(TEXT) == WORDS
    assert only_file(folder).read_bytes() == SOUND


def test_the_file_is_on_the_disk_before_it_takes_its_place(small, tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, Path.replace

    def synced(handle):
        done.append(("synced", os.fstat(handle).st_ino, os.fstat(handle).st_size))
        sync(handle)

    def replaced(path, target):
        done.append(("replaced", path.stat().st_ino, path.stat().st_size))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    Segmenter(cache=tmp_path).cut(TEXT)
    file = only_file(tmp_path).stat()
    assert done == [(step, file.st_ino, len(SOUND)) for step in ("synced", "replaced")]


def test_a_damaged_file_that_cannot_be_replaced_is_not_used(small, tmp_path, monkeypatch):
    Segmenter(cache=tmp_path).cut(TEXT)
    damaged = SOUND[:-1] + b"?"
    only_file(tmp_path).write_bytes(damaged)
    monkeypatch.setattr(Path, "replace", full)
    segmenter = Segmenter(cache=tmp_path)
    assert [segmenter.cut(TEXT), segmenter.cut(TEXT)] == [WORDS, WORDS]
    assert only_file(tmp_path).read_bytes() == damaged
    assert len(small) == 2


@pytest.fixture
def limited():
    """Whatever would wait for ever fails."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits"))
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    "make",
    [systems.make_pipe, Path.mkdir, lambda path: path.symlink_to("/dev/zero"), lambda path: None],
    ids=["pipe", "folder", "device", "nothing"],
)
def test_what_is_no_file_is_replaced_where_it_can_be(small, tmp_path, make):
    Segmenter(cache=tmp_path).cut(TEXT)
    path = only_file(tmp_path)
    path.unlink()
    make(path)
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert only_file(tmp_path) == path
    assert path.is_dir() or path.read_bytes() == SOUND
    assert len(small) == 2


@systems.rights
def test_a_file_that_others_can_write_is_not_trusted(small, tmp_path):
    Segmenter(cache=tmp_path).cut(TEXT)
    only_file(tmp_path).chmod(0o666)
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert len(small) == 2
    assert stat.S_IMODE(only_file(tmp_path).stat().st_mode) == 0o600


def test_without_a_folder_to_write_the_dictionary_is_in_memory(small, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    segmenter = Segmenter(cache=tmp_path / "file")
    assert [segmenter.cut(TEXT), segmenter.cut(TEXT)] == [WORDS, WORDS]
    assert len(small) == 1


def full(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("holder", "name"), [(Path, "replace"), (os, "fsync")])
def test_a_full_disk_leaves_nothing_behind(small, tmp_path, monkeypatch, holder, name):
    monkeypatch.setattr(holder, name, full)
    assert Segmenter(cache=tmp_path).cut(TEXT) == WORDS
    assert list((tmp_path / "words").iterdir()) == []


def test_an_interruption_leaves_nothing_behind(small, tmp_path, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Segmenter(cache=tmp_path).cut(TEXT)
    assert list((tmp_path / "words").iterdir()) == []


def test_many_may_start_at_once(small, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        cuts = pool.map(lambda _: Segmenter(cache=tmp_path).cut(TEXT), range(8))
    assert list(cuts) == [WORDS] * 8
    assert only_file(tmp_path).suffix == ".bin"


def test_only_the_newest_files_are_kept(small, tmp_path):
    for number in range(12):
        Segmenter(f"词{number}", tmp_path).cut(TEXT)
    assert len(list((tmp_path / "words").iterdir())) == 8
    assert Segmenter("词11", tmp_path).cut(TEXT) == WORDS
    assert len(small) == 12


def test_the_cache_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("WENJU_CACHE", str(tmp_path))
    assert default_cache() == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WENJU_CACHE", "~/x ")
    assert default_cache() == tmp_path / "x"
    monkeypatch.setenv("WENJU_CACHE", "~of-nobody/x")
    assert default_cache() == Path("~of-nobody/x")
    monkeypatch.delenv("WENJU_CACHE")
    assert default_cache().name == "wenju"


@pytest.mark.parametrize("chosen", [None, "/elsewhere"])
def test_without_a_choice_it_is_where_the_system_has_caches(chosen, monkeypatch):
    from platformdirs import user_cache_path

    monkeypatch.delenv("WENJU_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if chosen:
        monkeypatch.setenv("XDG_CACHE_HOME", chosen)
    assert default_cache() == user_cache_path("wenju", appauthor=False)
