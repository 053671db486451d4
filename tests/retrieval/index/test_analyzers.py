"""An index belongs to the words it was cut with: another dictionary has an index of its own."""

import pytest
from libraries import fresh, opened, put, said
from samples import ARTICLE, REPORT, SEEDS

from retrieval.analysis.segmenter import Segmenter
from retrieval.analysis.vocabulary import FOLDER, SYNONYMS, USER_DICTIONARY
from retrieval.index.arrays import Arrays
from retrieval.index.segments import Segment
from retrieval.index.store import IndexState, IndexStore
from retrieval.library import Library


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    put(root, "report.txt", (SEEDS / REPORT).read_text("utf-8")[:3000])
    put(root, "article.txt", (SEEDS / ARTICLE).read_text("utf-8")[:2000])
    put(root, "a.txt", "关口的过货量是六百万吨。")
    return root


@pytest.fixture
def cuts(monkeypatch):
    """The texts that are cut from now on."""
    cut, texts = Segmenter.cut, []

    def cutting(self, text):
        texts.append(text)
        return cut(self, text)

    monkeypatch.setattr(Segmenter, "cut", cutting)
    return texts


def use(root, synonyms=None, dictionary=None):
    """Give the library words of its own, or none."""
    for name, text in ((SYNONYMS, synonyms), (USER_DICTIONARY, dictionary)):
        path = root / FOLDER / name
        if text is None:
            path.unlink(missing_ok=True)
        else:
            put(root, f"{FOLDER}/{name}", text)


WORDS = {"synonyms": "口岸 关口", "dictionary": "民族团结进步创建 9 n"}


def test_a_state_of_other_words_is_not_used_and_waits_for_its_own(root, tmp_path, cuts):
    index = tmp_path / "index"
    plain = said(Library.open(root, index=index))
    use(root, **WORDS)
    other = said(Library.open(root, index=index))
    assert other == said(fresh(root)) != plain
    for each, expected in (({}, plain), (WORDS, other), ({}, plain)):
        use(root, **each)
        cuts.clear()
        library = Library.open(root, index=index)
        assert not cuts
        assert said(library) == expected


def test_of_many_analyzers_the_last_two_keep_their_index(root, tmp_path):
    index = tmp_path / "index"
    state = Library.open(root, index=index)._state
    for analysis in ("one", "other", "another"):
        store = IndexStore(index, analysis)
        with store.writing():
            # As if each had cut the texts for itself.
            own = [Segment(Arrays(each.arrays, each.arrays.facts)) for each in state.segments]
            store.save(IndexState(tuple(own), state.files))
    assert len(list(index.glob("manifest-*.json"))) == 2
    assert len(list(index.glob("*.segment"))) == 2
    assert store.load().files.names == state.files.names
    assert said(opened(root, index)) == said(fresh(root))


def test_a_change_is_brought_to_each_of_the_states(root, tmp_path):
    index = tmp_path / "index"
    for words in ({}, WORDS):
        use(root, **words)
        Library.open(root, index=index)
    put(root, "a.txt", "关口的过货量是七百万吨。")
    (root / "article.txt").unlink()
    for words in (WORDS, {}):
        use(root, **words)
        assert said(Library.open(root, index=index)) == said(fresh(root))
