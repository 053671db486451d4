"""A record gives back what went into it, or says that it was changed."""

import hashlib
from functools import partial

import numpy as np
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS, contents, document, formats

from retrieval.analysis.analyzer import Analyzer, fold
from retrieval.analysis.expansion import implied
from retrieval.analysis.synonyms import Synonyms
from retrieval.errors import RecordDamaged
from retrieval.index.records import StoredDocument, moved
from retrieval.index.store import FORMAT
from retrieval.models import Kind
from retrieval.reading.reader import read_document
from retrieval.structure.lists import find, of_tables
from retrieval.text.ids import key_of

ANALYZER = Analyzer("", Synonyms([("口岸", "关口")]))
recorded = partial(samples.recorded, analyzer=ANALYZER)


def check(read):
    expected, content = recorded(read)
    record = StoredDocument(content)
    found = record.split()
    for name in ("path", "text", "metadata", "sha256", "paragraphs", "title"):
        assert getattr(found.document, name) == getattr(read, name)
    assert [row(p) for p in found.passages] == [row(p) for p in expected.passages]
    assert all(p.document is found.document for p in found.passages)
    # Passages of one section share it: what is asked of a section is asked by identity.
    assert grouped(found.passages) == grouped(expected.passages)
    kept = of_tables(*(table.tolist() for table in found.lists), found.passages)
    assert [*map(told, kept)] == [*map(told, find(expected.passages))]
    assert record.searched == len(expected.searched) == len(found.searched)
    own = [read.text[p.start : p.end] for p in read.paragraphs]
    assert record.ids.tolist() == [key_of(text) for text in own]


def row(passage):
    """What a passage is, in comparable form."""
    place = (passage.paragraph, passage.start, passage.end, passage.kind, passage.text)
    return place, chain(passage.section)


def told(each):
    """What a list is, in comparable form."""
    return (*each[:-1], row(each.first), each.subject)


def chain(section):
    """The section and those around it, from the inside."""
    found = []
    while section is not None:
        found.append((section.start, section.end, section.level))
        section = section.parent
    return found


def grouped(passages):
    """Which passages stand in the same section: for each the first that does."""
    sections = [id(passage.section) for passage in passages]
    return [sections.index(section) for section in sections]


@settings(deadline=None)
@given(contents, formats)
def test_a_document_comes_back_as_it_was(text, suffix):
    check(document(text, suffix))


@pytest.mark.parametrize("name", [REPORT, ARTICLE])
def test_a_real_document_comes_back_as_it_was(name):
    check(read_document(SEEDS / name, name))


@settings(deadline=None)
@given(contents, formats)
def test_what_it_is_indexed_by_is_passages_phrases_and_the_title(text, suffix):
    split_up, content = recorded(document(text, suffix))
    texts = StoredDocument(content).texts()
    searched = split_up.searched
    phrases = [(n, p) for n, own in enumerate(implied(searched)) for p in own if p]
    expected = [p.text for p in searched] + [p for _, p in phrases] + [split_up.document.title]
    assert texts.sizes.tolist() == [len(each) for each in expected]
    assert texts.codes.tolist() == [ord(c) for c in "".join(expected)]
    assert texts.owners.tolist() == [*range(len(searched)), *(n for n, _ in phrases), -1]
    cut = [tokens for each in expected for tokens, _ in ANALYZER.tokens(fold(each))]
    tokens = [token for own in cut for token in own]
    assert texts.cuts.tolist() == [len(token) for token in tokens]


@pytest.mark.parametrize("length", [1, 254, 255, 256, 290])
def test_a_token_of_any_length_keeps_it(length):
    _, content = recorded(document(f"口岸 {'a' * length}\n"))
    assert length in StoredDocument(content).texts().cuts.tolist()


@settings(deadline=None)
@given(contents, st.data())
def test_a_changed_byte_is_noticed(text, data):
    _, content = recorded(document(text))
    place = data.draw(st.integers(0, len(content) - 1))
    changed = bytearray(content)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RecordDamaged):
        StoredDocument(bytes(changed))


@given(st.integers(0, 400))
def test_a_record_that_is_cut_short_is_noticed(size):
    _, content = recorded(document("第一条 为了规范。\n第二条 口岸过货量。"))
    with pytest.raises(RecordDamaged):
        StoredDocument(content[: min(size, len(content) - 1)])


def test_a_document_that_moved_has_the_same_record_but_for_its_path():
    _, content = recorded(document("关于口岸的报告\n\n一、概况\n过货量六百万吨。"))
    there = StoredDocument(moved(content, "other/b.txt")).split()
    assert there.document.path == "other/b.txt"
    assert there.document.text == StoredDocument(content).split().document.text
    np.testing.assert_array_equal(
        StoredDocument(moved(content, "b.txt")).texts().cuts, StoredDocument(content).texts().cuts
    )


def test_what_takes_its_title_from_its_name_is_cut_again_when_it_moves():
    _, content = recorded(document("好"))
    if StoredDocument(content).facts["title"] is None:
        assert moved(content, "other.txt") is None


def test_furniture_is_kept_and_not_searched():
    found, content = recorded(document("正文说明情况。\n\n打印 关闭"))
    kinds = [passage.kind for passage in StoredDocument(content).split().passages]
    assert Kind.FURNITURE in kinds
    assert StoredDocument(content).searched == len(found.searched) == len(kinds) - 1


def test_records_of_another_kind_have_another_format():
    """An index made by the last version is not read as one of this: raise FORMAT, then this."""
    digest = hashlib.sha256()
    for name in (REPORT, ARTICLE):
        whole = read_document(SEEDS / name, name)
        record = StoredDocument(samples.recorded(whole, Analyzer())[1])
        split = record.split()
        parts = record.facts, split.passages, split.clauses.tolist(), record.texts().cuts.tolist()
        lists = [table.tolist() for table in split.lists]
        digest.update(repr((*parts, lists, record.ids.tolist())).encode())
    assert (FORMAT, digest.hexdigest()[:16]) == (21, "58c7ef6c6fd90334")
