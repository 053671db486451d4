"""The front door: what `retrieval` shows is what this says, no more and no less."""

import retrieval

NAMES = """Answer Citation Document DocumentError DocumentNotText DocumentUnreadable Excerpt Library
LibraryEmpty LibraryError LibraryNotFound Metadata QuestionEmpty QuestionError QuestionTooLong
VocabularyError WenjuError examples is_question""".split()


def test_the_public_names_are_these():
    assert sorted(retrieval.__all__) == NAMES


def test_every_name_is_there_and_tells_what_it_is():
    for name in retrieval.__all__:
        assert getattr(retrieval, name).__doc__


def test_the_errors_are_one_tree():
    errors = {n for n in NAMES if isinstance(getattr(retrieval, n), type(Exception))}
    for name in errors:
        if issubclass(getattr(retrieval, name), Exception):
            assert issubclass(getattr(retrieval, name), retrieval.WenjuError)
