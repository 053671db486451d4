"""Patterns that are compiled late find what they would find if they were not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.patterns import lazy


def test_nothing_is_compiled_before_it_is_used():
    wrong = lazy("(")
    for method in ("search", "match", "fullmatch", "finditer", "sub"):
        with pytest.raises(re.error):
            getattr(wrong, method)


@given(st.text("aAb1", max_size=9), st.integers(0, 9))
def test_what_is_found_is_the_same(text, start):
    late, early = lazy("a+(?=b)", re.IGNORECASE), re.compile("a+(?=b)", re.IGNORECASE)
    assert (late.pattern, late.flags) == ("a+(?=b)", re.IGNORECASE)
    # Twice: a method is looked up when it is first asked for, and then kept.
    for _ in range(2):
        assert str(late.search(text)) == str(early.search(text))
        assert str(late.match(text, start)) == str(early.match(text, start))
        assert list(map(str, late.finditer(text))) == list(map(str, early.finditer(text)))
