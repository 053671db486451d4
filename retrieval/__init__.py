"""Find the sentence that answers a question in a folder of documents, and cite it.

    from retrieval import Library

    answer = Library.open("seeds").ask("满都拉口岸的过货量是多少?")
    for excerpt in answer.excerpts:
        print(excerpt.text, excerpt.citation)

Knows nothing of Telegram, terminals or wording.
"""

from retrieval.analysis import is_question
from retrieval.errors import (
    DocumentError,
    DocumentNotText,
    DocumentUnreadable,
    LibraryEmpty,
    LibraryError,
    LibraryNotFound,
    QuestionEmpty,
    QuestionError,
    QuestionTooLong,
    VocabularyError,
    WenjuError,
)
from retrieval.examples import examples
from retrieval.library import Library
from retrieval.models import Answer, Citation, Document, Excerpt, Metadata

__all__ = [
    "Answer",
    "Citation",
    "Document",
    "DocumentError",
    "DocumentNotText",
    "DocumentUnreadable",
    "Excerpt",
    "Library",
    "LibraryEmpty",
    "LibraryError",
    "LibraryNotFound",
    "Metadata",
    "QuestionEmpty",
    "QuestionError",
    "QuestionTooLong",
    "VocabularyError",
    "WenjuError",
    "examples",
    "is_question",
]
