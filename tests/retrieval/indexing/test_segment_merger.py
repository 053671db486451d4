"""Merging makes the segment that its documents would have become had they been indexed together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS, contents, document, recorded

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import IndexDamaged
from retrieval.index.arrays import Arrays, Chunks, open_arrays, write_arrays
from retrieval.index.postings import narrowest
from retrieval.index.segments import FIELDS, Segment
from retrieval.indexing import segment_merger as module
from retrieval.indexing.segment_merger import lexicon, merge_segments, numbered
from retrieval.indexing.segment_writer import ID_BITS, build, searched
from retrieval.reading.reader import read_text

ANALYZER = Analyzer()
REAL = [
    (SEEDS / REPORT).read_text("utf-8")[:4000],
    (SEEDS / ARTICLE).read_text("utf-8")[:2000],
    "好",
    "",
    "关于口岸的报告\n\n以下简称报告。满都拉口岸过货量六百万吨。",
]

groups = st.lists(st.lists(contents, min_size=1, max_size=3), min_size=1, max_size=4)


def record(number, text):
    return recorded(read_text(document(text).text, f"{number}.txt"), ANALYZER)[1]


def records_of(texts):
    """The records of documents in groups."""
    numbers = iter(range(1000))
    return [[record(next(numbers), text) for text in group] for group in texts]


def merged(folder, records, kept):
    """One segment of a segment for each group, with the documents of which it is so."""
    pieces = []
    flags = iter(kept)
    for group in records:
        own = [number for number, _ in enumerate(group) if next(flags)]
        pieces.append((Segment(build(group)), own))
    path = folder / "merged"
    write_arrays(path, *merge_segments(pieces))
    return open_arrays(path)


def postings(segment, field):
    """Of each term: which texts hold it, how often, and how long these are."""
    found = segment.fields[field].postings
    keys = segment.fields[field].lexicon.keys.tolist()
    told = {}
    for number, key in enumerate(keys):
        ids, frequencies = found.of(number)
        lengths = found.text_lengths[ids].tolist()
        told[key] = [*zip(ids.tolist(), frequencies.tolist(), lengths, strict=True)]
    return told


def assert_same(found, expected):
    assert found.facts == expected.facts
    assert set(found) == set(expected)
    for name in expected:
        assert found[name].dtype == expected[name].dtype, name
        assert np.array_equal(found[name], expected[name]), name


@pytest.mark.parametrize("batch", [1, 7, 1 << 20])
def test_whole_segments_become_what_indexing_them_together_makes(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(module, "_BATCH", batch)
    records = records_of([REAL[:2], REAL[2:3], REAL[3:], REAL[:1]])
    found = merged(tmp_path, records, [True] * 6)
    assert_same(found, build([each for group in records for each in group]))


@settings(max_examples=20)
@given(texts=groups)
def test_it_holds_for_any_documents(tmp_path_factory, texts):
    records = records_of(texts)
    kept = [True for group in records for _ in group]
    found = merged(tmp_path_factory.mktemp("merged"), records, kept)
    assert_same(found, build([each for group in records for each in group]))


@settings(max_examples=20)
@given(texts=groups, data=st.data())
def test_documents_that_are_left_out_leave_nothing(tmp_path_factory, texts, data):
    records = records_of(texts)
    every = [each for group in records for each in group]
    kept = data.draw(st.lists(st.booleans(), min_size=len(every), max_size=len(every)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BATCH", data.draw(st.sampled_from([1, 1 << 20])))
        found = Segment(merged(tmp_path_factory.mktemp("merged"), records, kept))
    expected = Segment(build([each for each, own in zip(every, kept, strict=True) if own]))
    assert found.hashes == expected.hashes
    assert found.arrays.facts == expected.arrays.facts
    for name in ("owners", "firsts", "records", "record_starts", "ids", "id_documents"):
        assert np.array_equal(found.arrays[name], expected.arrays[name]), name
    for field in FIELDS:
        assert postings(found, field) == postings(expected, field)
        for part in ("frequencies", "lengths"):
            name = f"{field}.{part}"
            assert np.array_equal(found.arrays[name], expected.arrays[name]), name
        lengths = found.fields[field].postings.text_lengths
        assert np.array_equal(lengths, expected.fields[field].postings.text_lengths)


def test_more_passages_than_two_bytes_count_are_packed_with_what_they_score_by(tmp_path):
    assert narrowest(1 << 16) == np.uint16
    assert narrowest((1 << 16) + 1) == np.uint32
    group = [record(0, "\n\n".join(f"第{number}段。" for number in range(40_000)))]
    found = Segment(merged(tmp_path, [group, [record(1, "一段。")], group], [True] * 3))
    words = found.fields["words"].postings
    assert (words.ids.dtype, len(words.columns)) == (np.uint32, 0)
    assert int(words.between(0, len(words.ids)).max()) == 80_000
    assert found.fields["document_words"].postings.ids.dtype == np.uint16


def test_more_documents_than_two_bytes_count_keep_their_passages_and_ids(tmp_path):
    segment = Segment(build([record(0, "好")] * 1000))
    write_arrays(tmp_path / "merged", *merge_segments([(segment, range(1000))] * 66))
    found = open_arrays(tmp_path / "merged")
    for name in ("owners", "id_documents"):
        assert np.array_equal(found[name], np.arange(66_000)), name


def test_more_lengths_than_two_bytes_count_are_told_apart(tmp_path):
    """Each text has a length of its own."""
    ids, lengths = np.arange(70_000, dtype=np.uint64), np.arange(70_000)
    halves = slice(35_000), slice(35_000, None)
    packed = ids % np.uint64(9) << np.uint64(ID_BITS)
    found = [searched("pairs", packed[half] | ids[:35_000], lengths[half]) for half in halves]
    sources = [Arrays(each, {}) for each in found]
    texts = numbered([np.ones(35_000, np.bool_)] * 2)
    write_arrays(tmp_path / "merged", *lexicon("pairs", sources, {"pairs": texts}))
    merged, expected = open_arrays(tmp_path / "merged"), searched("pairs", packed | ids, lengths)
    assert expected["pairs.rows"].dtype == np.uint32
    assert_same(merged, Arrays(expected, {"lengths": {"pairs": int(lengths.sum())}}))


def test_a_damaged_segment_is_not_carried_on(tmp_path):
    path = tmp_path / "part"
    arrays = build([record(0, REAL[0])])
    write_arrays(path, arrays, arrays.facts)
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged):
        merge_segments([(Segment(open_arrays(path)), [0])])


def test_an_array_that_is_not_as_long_as_was_said_is_not_left_on_disk(tmp_path):
    short = Chunks(np.dtype(np.uint8), 3, lambda: [np.zeros(2, np.uint8)])
    with pytest.raises(ValueError, match="not as long"):
        write_arrays(tmp_path / "short", {"short": short}, {})
    assert not [*tmp_path.iterdir()]
