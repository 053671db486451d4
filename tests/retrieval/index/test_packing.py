"""What is packed comes back, and lies on disk as it did."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.packing import (
    packed_facts,
    packed_lengths,
    packed_tables,
    packed_text,
    unpacked_facts,
    unpacked_lengths,
    unpacked_tables,
    unpacked_text,
    wording,
)

EVERY = st.text(st.characters(exclude_categories=()))
numbers = st.integers(-1, 1 << 29)


@pytest.mark.parametrize("text", ["", "满都拉口岸过货量突破662万吨。" * 9, "a\ud800b", "🀄\0ä가ཀ"])
def test_a_text_comes_back(text):
    assert unpacked_text(memoryview(packed_text(text))) == text


@given(EVERY)
def test_a_text_of_any_characters_comes_back(text):
    assert unpacked_text(memoryview(packed_text(text))) == text


@given(EVERY, st.binary(max_size=40))
def test_facts_come_back_whatever_is_known_of_their_wording(text, known):
    facts = {"title": text, "path": None, "years": [2024]}
    assert unpacked_facts(memoryview(packed_facts(facts, known)), known) == facts


def test_what_is_known_is_not_said_again():
    facts = {"title": None, "source": "新闻办公室", "issued_on": None}
    assert len(packed_facts(facts, wording(facts))) < len(packed_facts(facts, b"")) / 4


@given(st.lists(st.tuples(numbers, numbers)), st.lists(st.tuples(numbers, numbers, numbers)))
def test_tables_come_back(first, second):
    tables = [np.array(rows, np.int32).reshape(-1, n) for rows, n in ((first, 2), (second, 3))]
    found = unpacked_tables(memoryview(packed_tables(tables)), (2, 3))
    assert [[*zip(*each.tolist(), strict=True)] for each in found] == [first, second]


@given(st.lists(st.integers(1, 600)))
def test_lengths_come_back(lengths):
    assert unpacked_lengths(memoryview(packed_lengths(lengths))).tolist() == lengths


@pytest.mark.parametrize(
    ("packed", "inside"),
    [
        (packed_text("好a")[1:], "好a".encode("gb18030")),
        (packed_lengths([2, 255, 1]), b"\x02\xff\x00\x01"),
        (
            packed_tables([np.array([[5, 9], [7, 300]], np.int32)]),
            b"\x04\x06\x04\x04\x46\0\0\0\0\x02" + bytes(10),
        ),
    ],
)
def test_what_was_packed_before_can_be_read(packed, inside):
    """Or raise FORMAT. Deflating itself may give other bytes on other systems."""
    assert zlib.decompress(packed, -15) == inside
