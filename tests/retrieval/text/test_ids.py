"""Ids: read forgivingly, found by their first letters, and never the name of other words."""

import re
import shutil
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS

import retrieval.structure.passages
from retrieval import Library
from retrieval.citing.citations import paragraph_id
from retrieval.text.ids import ALPHABET, BITS, Named, between, key_named, key_of, read, written
from retrieval.text.sentences import sentences

ID = "2de1t-b54xq"
KEY = key_named(ID)

keys = st.integers(0, 2**BITS - 1)
letters = st.text(ALPHABET, min_size=4, max_size=10)


@given(keys)
def test_a_number_and_its_id_are_the_same(key):
    assert key_named(written(key)) == key
    assert read(written(key)) == Named(key, key)


@given(st.lists(keys, max_size=20))
def test_numbers_sort_as_ids_do(some):
    assert sorted(map(written, some)) == [written(key) for key in sorted(some)]


@given(keys, letters)
def test_first_letters_are_a_range_of_numbers(key, prefix):
    low, high = between(prefix)
    plain = written(key).replace("-", "")
    assert (low <= key <= high) == plain.startswith(prefix)
    named = read(plain[: len(prefix)])
    assert named is not None
    assert named.low <= key <= named.high
    assert named.whole == (len(prefix) == 10)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2de1t-b54xq", None),
        ("2de1tb54xq", None),
        ("2DE1T-B54XQ", None),
        ("2delt-b54xq", None),
        ("2deIt-b54xq", None),
        (" 2de1t b54xq\n", None),
        ("2de1t–b54xq", None),
        ("２ｄｅ１ｔ－ｂ５４ｘｑ", None),
        ("[2de1t-b54xq.3]", 3),
        ("2de1t-b54xq.3", 3),
        ("2de1tb54xq3", 3),
        ("2de1tb54xq12", 12),
        ("２ｄｅ１ｔ－ｂ５４ｘｑ．３", 3),
        ("2de1t-b54xq。3", 3),
        ("c_2de1tb54xq3", 3),
        ("https://t.me/wenju_bot?start=c_2de1tb54xq3", 3),
    ],
)
def test_what_is_forgiven(text, sentence):
    assert read(text) == Named(KEY, KEY, sentence)


def test_o_and_u_are_forgiven():
    assert read("OOOOO-UUUUU") == read("00000-vvvvv")


@pytest.mark.parametrize(
    "text",
    ["", "2de", "2de.1", "2de1t-b54xq-b54xq", "满都拉口岸", "2de1t-b54x!", "-----", "c_", "ß" * 10,
     "2de1t-b54xq.1234567", "İİİİİİİİİİ", "\x00" * 10],
)  # fmt: skip
def test_what_is_no_id(text):
    assert read(text) is None


@given(st.text(), st.text(string.ascii_letters + string.digits + "-. c_", max_size=16))
def test_any_text_is_read_or_not(one, other):
    for text in (one, other):
        named = read(text)
        assert named is None or 0 <= named.low <= named.high < 2**BITS


def test_a_prefix_may_name_a_sentence():
    assert read("2de1.3") == Named(*between("2de1"), 3)


def test_where_sentences_end_is_so_for_good():
    text = "甲。乙！丙？丁；戊:3.5万元,己。（“庚。”）辛……壬. 癸"
    shown = [text[a:b] for a, b in sentences(text, 0, len(text))]
    assert shown == "甲。|乙！|丙？|丁；|戊:3.5万元,己。|（“庚。”）|辛……|壬.|癸".split("|")


# What happens to a folder of documents, step by step.
_NAMES = st.sampled_from(["甲.txt", "乙.md", "丙/丁.txt", "戊.txt"])
_WORDS = st.text("市场口岸货物通知办法一二三，。；12 ", min_size=1, max_size=12)
_STEPS = st.one_of(
    st.tuples(st.just("add"), _NAMES, _WORDS),
    st.tuples(st.just("remove"), _NAMES, st.just("")),
    st.tuples(st.just("rename"), _NAMES, _NAMES),
    st.tuples(st.just("insert"), st.integers(0, 30), _WORDS),
    st.tuples(st.just("delete"), st.integers(0, 30), st.just("")),
    st.tuples(st.just("type"), st.integers(0, 3000), _WORDS),
    st.tuples(st.just("swap"), st.integers(0, 30), st.integers(0, 30)),
    st.tuples(st.just("encode"), _NAMES, st.sampled_from(["gb18030", "utf-8-sig", "utf-16"])),
    st.tuples(st.just("passages"), st.sampled_from([40, 100, 1000]), st.just("")),
)


class Folder:
    """Documents that are edited: name → text and encoding."""

    def __init__(self, root):
        self.root = root
        self.files = {
            name: ((SEEDS / name).read_text("utf-8"), "utf-8") for name in (REPORT, ARTICLE)
        }

    def do(self, step, one, other, patch):
        files = self.files
        some = sorted(files)[0] if files else None
        if step == "add":
            files.setdefault(one, (f"{other}\n第一段{other}。\n", "utf-8"))
        elif step == "remove" and len(files) > 1:
            files.pop(one, None)
        elif step == "rename" and some and other not in files:
            files[other] = files.pop(some)
        elif step in ("insert", "delete", "swap", "type") and some:
            text, encoding = files[some]
            files[some] = (_edited(text, step, one, other), encoding)
        elif step == "encode" and some:
            files[some] = (files[some][0], other)
        elif step == "passages":
            patch.setattr(retrieval.structure.passages, "TARGET", one)

    def library(self):
        shutil.rmtree(self.root, ignore_errors=True)
        for name, (text, encoding) in self.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode(encoding))
        return Library.open(self.root)


def _edited(text, step, one, other):
    lines = text.split("\n")
    at = one % len(lines)
    if step == "insert":
        lines.insert(at, other)
    elif step == "delete" and len(lines) > 5:
        del lines[at]
    elif step == "swap":
        there = other % len(lines)
        lines[at], lines[there] = lines[there], lines[at]
    elif step == "type":
        return text[:one] + other + text[one:]
    return "\n".join(lines)


def words_of(document, paragraph):
    return "".join(document.text[paragraph.start : paragraph.end].split())


def standing(library):
    """The words of every paragraph, by id."""
    return {
        paragraph_id(document.text[p.start : p.end]): _narrow(words_of(document, p))
        for document in library.documents
        for p in document.paragraphs
    }


def _narrow(words):
    return re.sub("[，；]", lambda mark: {"，": ",", "；": ";"}[mark[0]], words)


@settings(max_examples=10)
@given(st.lists(_STEPS, min_size=1, max_size=5))
def test_an_id_never_comes_to_name_other_words(steps):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        documents = Folder(Path(folder) / "library")
        library = documents.library()
        issued = standing(library)
        for step in steps:
            documents.do(*step, patch)
            library = documents.library()
            now = standing(library)
            for one, words in issued.items():
                places = library.cite(one, max_chars=10**6)
                assert bool(places) == (words in now.values()), "named while the words stand"
                for place in places:
                    assert _narrow("".join(place.text.split())) == words
            issued |= now


def test_keys_of_a_library_are_found_by_range():
    library = Library.open(SEEDS)
    all_of_them = library.keys_between(0, 2**BITS - 1)
    assert [*all_of_them] == sorted(
        {key_of(d.text[p.start : p.end]) for d in library.documents for p in d.paragraphs}
    )
    middle = all_of_them[len(all_of_them) // 2]
    assert [*library.keys_between(middle, middle)] == [middle]
    assert [*library.keys_between(middle + 1, middle + 1)] == []
