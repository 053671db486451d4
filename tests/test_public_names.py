"""The front door: what `retrieval` shows is what this says, no more and no less."""

import retrieval

NAMES = """Answer CURRENT Citation CitationOutcome CitationStatus Claim DateRange Difference
Document DocumentDamaged DocumentError DocumentNotText DocumentOccurrences DocumentUnreadable
Edition Excerpt ExpressionInvalid Expressions ExpressionsMissing FileMissing Filter FilterKind
FilterUnreadable FolderError FolderUnwritable History HistoryError IndexOptions Library LibraryEmpty
LibraryError LibraryFolder LibraryNotFound LibraryUnreadable Match Metadata NameTaken OF_2015
Occurrence Order Picture Progress Publication QuestionEmpty QuestionError QuestionTooLong
QuotationError QuotationTooLong QuotationTooShort Reason Record Review Skipped SourceCheck Stage
Standing Statement ValidityKind Variation Verdict Verification VocabularyError WenjuError Words Work
as_read between bibtex check_engine cores csl decode_input examples follow_up gbt7714 is_question
is_readable located migrated option private_database publication_of published read_document
read_file read_filters rebuild_engine ris safe_name validity without_filters work_of""".split()


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
