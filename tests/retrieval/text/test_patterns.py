"""Patterns that are compiled late find what they would find if they were not."""

import gc
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrieval.analysis.expansion
import retrieval.analysis.questions  # noqa: F401 - their patterns are looked for below
from retrieval.text.patterns import _Hinted, lazy

HINTED = sorted(
    {each.pattern: each for each in gc.get_objects() if type(each) is _Hinted}.values(),
    key=lambda each: each.pattern,
)


def test_there_are_patterns_with_hints():
    assert len(HINTED) > 20


@pytest.mark.parametrize("hinted", HINTED, ids=range(len(HINTED)))
@settings(max_examples=60)
@given(data=st.data())
def test_every_text_that_matches_holds_a_hint(hinted, data):
    # Texts are drawn without what must not follow, and with what must: most of them match.
    freely = re.sub(r"\(\?<?![^()]*\)", "", hinted.pattern)
    text = data.draw(st.from_regex(re.sub(r"\(\?<?=", "(?:", freely), fullmatch=True))
    found, expected = hinted.search(text), re.search(hinted.pattern, text, hinted.flags)
    assert (found and found.span()) == (expected and expected.span())


def test_nothing_is_compiled_before_it_is_used():
    wrong = lazy("(", hints=("a",))
    assert wrong.search("b") is None
    assert wrong.match("b") is None
    assert list(wrong.finditer("b")) == []
    for method in (wrong.search, wrong.match, wrong.finditer):
        with pytest.raises(re.error):
            method("a")


@given(st.text("ab1", max_size=9), st.integers(0, 9))
def test_hints_change_nothing_that_is_found(text, start):
    hinted, plain = lazy("a+(?=b)", hints=("a",)), re.compile("a+(?=b)")
    assert str(hinted.search(text)) == str(plain.search(text))
    assert str(hinted.match(text, start)) == str(plain.match(text, start))
    assert list(map(str, hinted.finditer(text))) == list(map(str, plain.finditer(text)))
