"""Find the sentence that answers a question in a folder of documents, and cite it.

    from retrieval import Library

    answer = Library.open("seeds").ask("满都拉口岸的过货量是多少?")
    for excerpt in answer.excerpts:
        print(excerpt.text, excerpt.citation)

Knows nothing of Telegram, terminals or wording.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.analysis.analyzer import is_question
    from retrieval.analysis.follow_ups import follow_up
    from retrieval.citing.databases import migrated, private_database
    from retrieval.citing.exchange import bibtex, csl, ris
    from retrieval.citing.fate import CitationOutcome, CitationStatus
    from retrieval.citing.history import History, Record
    from retrieval.citing.publications import Publication, Work, publication_of, published, work_of
    from retrieval.citing.references import CURRENT, OF_2015, Edition, gbt7714
    from retrieval.citing.validity import Statement, ValidityKind, validity
    from retrieval.errors import (
        DocumentDamaged,
        DocumentError,
        DocumentNotText,
        DocumentUnreadable,
        ExpressionInvalid,
        ExpressionsMissing,
        FileMissing,
        FilterUnreadable,
        FolderError,
        FolderUnwritable,
        HistoryError,
        LibraryEmpty,
        LibraryError,
        LibraryNotFound,
        LibraryUnreadable,
        NameTaken,
        QuestionEmpty,
        QuestionError,
        QuestionTooLong,
        QuotationError,
        QuotationTooLong,
        QuotationTooShort,
        VocabularyError,
        WenjuError,
    )
    from retrieval.evaluation.engine_checks import check_engine, rebuild_engine
    from retrieval.excerpts.expressions import Expressions
    from retrieval.excerpts.occurrences import DocumentOccurrences, Occurrence, Words
    from retrieval.filters.filters import between, option, without_filters
    from retrieval.filters.parse import read_filters
    from retrieval.indexing.folder import LibraryFolder
    from retrieval.indexing.progress import IndexOptions, Progress, Stage, cores
    from retrieval.library import Library
    from retrieval.models import (
        Answer,
        Citation,
        DateRange,
        Document,
        Excerpt,
        Filter,
        FilterKind,
        Metadata,
        Order,
        Standing,
    )
    from retrieval.paths import located
    from retrieval.reading import is_readable
    from retrieval.reading.as_read import as_read
    from retrieval.reading.encoding import decode_input
    from retrieval.reading.pictures import Picture
    from retrieval.reading.reader import read_document, read_file
    from retrieval.suggestions import examples
    from retrieval.text.filenames import safe_name
    from retrieval.verification.models import (
        Claim,
        Difference,
        Match,
        Reason,
        Review,
        Skipped,
        SourceCheck,
        Variation,
        Verdict,
        Verification,
    )

__all__ = [
    "CURRENT",
    "OF_2015",
    "Answer",
    "Citation",
    "CitationOutcome",
    "CitationStatus",
    "Claim",
    "DateRange",
    "Difference",
    "Document",
    "DocumentDamaged",
    "DocumentError",
    "DocumentNotText",
    "DocumentOccurrences",
    "DocumentUnreadable",
    "Edition",
    "Excerpt",
    "ExpressionInvalid",
    "Expressions",
    "ExpressionsMissing",
    "FileMissing",
    "Filter",
    "FilterKind",
    "FilterUnreadable",
    "FolderError",
    "FolderUnwritable",
    "History",
    "HistoryError",
    "IndexOptions",
    "Library",
    "LibraryEmpty",
    "LibraryError",
    "LibraryFolder",
    "LibraryNotFound",
    "LibraryUnreadable",
    "Match",
    "Metadata",
    "NameTaken",
    "Occurrence",
    "Order",
    "Picture",
    "Progress",
    "Publication",
    "QuestionEmpty",
    "QuestionError",
    "QuestionTooLong",
    "QuotationError",
    "QuotationTooLong",
    "QuotationTooShort",
    "Reason",
    "Record",
    "Review",
    "Skipped",
    "SourceCheck",
    "Stage",
    "Standing",
    "Statement",
    "ValidityKind",
    "Variation",
    "Verdict",
    "Verification",
    "VocabularyError",
    "WenjuError",
    "Words",
    "Work",
    "as_read",
    "between",
    "bibtex",
    "check_engine",
    "cores",
    "csl",
    "decode_input",
    "examples",
    "follow_up",
    "gbt7714",
    "is_question",
    "is_readable",
    "located",
    "migrated",
    "option",
    "private_database",
    "publication_of",
    "published",
    "read_document",
    "read_file",
    "read_filters",
    "rebuild_engine",
    "ris",
    "safe_name",
    "validity",
    "without_filters",
    "work_of",
]

# A name is imported when it is asked for: a question from a shell needs few of them.
_MODULES = {
    "analysis.analyzer": "is_question",
    "analysis.follow_ups": "follow_up",
    "errors": (
        "DocumentDamaged DocumentError DocumentNotText DocumentUnreadable "
        "ExpressionInvalid ExpressionsMissing FileMissing FilterUnreadable FolderError "
        "FolderUnwritable HistoryError NameTaken "
        "LibraryEmpty LibraryError LibraryNotFound LibraryUnreadable QuestionEmpty QuestionError "
        "QuestionTooLong QuotationError QuotationTooLong QuotationTooShort VocabularyError "
        "WenjuError"
    ),
    "suggestions": "examples",
    "citing.databases": "migrated private_database",
    "evaluation.engine_checks": "check_engine rebuild_engine",
    "excerpts.expressions": "Expressions",
    "excerpts.occurrences": "DocumentOccurrences Occurrence Words",
    "citing.exchange": "bibtex csl ris",
    "citing.fate": "CitationStatus CitationOutcome",
    "filters.filters": "between option without_filters",
    "citing.history": "History Record",
    "indexing.progress": "IndexOptions Progress Stage cores",
    "library": "Library",
    "models": (
        "Answer Citation DateRange Document Excerpt Filter FilterKind Metadata Order Standing"
    ),
    "filters.parse": "read_filters",
    "indexing.folder": "LibraryFolder",
    "text.filenames": "safe_name",
    "paths": "located",
    "reading": "is_readable",
    "reading.as_read": "as_read",
    "reading.encoding": "decode_input",
    "reading.pictures": "Picture",
    "reading.reader": "read_document read_file",
    "citing.publications": "Publication Work publication_of published work_of",
    "citing.references": "CURRENT Edition OF_2015 gbt7714",
    "citing.validity": "ValidityKind Statement validity",
    "verification.models": (
        "Claim Difference Match Reason Review Skipped SourceCheck Variation Verdict Verification"
    ),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"retrieval.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
