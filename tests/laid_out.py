"""Texts laid out and read closely, without an index: what excerpts are made of."""

import numpy as np
from samples import document

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.questions import Question, understand
from retrieval.excerpts.layout import DocumentLayout, Layouts
from retrieval.excerpts.relevance import Reading, Terms
from retrieval.excerpts.windows import Window
from retrieval.index.file_table import DocumentRef
from retrieval.index.records import SplitDocument
from retrieval.structure.clauses import rows_of
from retrieval.structure.lists import as_tables, find
from retrieval.structure.passages import split

PLACE = DocumentRef(0, 0)


def layouts(text: str, suffix: str = ".txt") -> Layouts:
    """The layouts of one document, which is at PLACE."""
    read = document(text, suffix)
    passages = tuple(split(read))
    rows = np.array([*rows_of(passages)], np.int32).reshape(-1, 5)
    lists = [np.array(table) for table in as_tables(find(passages))]
    whole = SplitDocument(read, passages, rows, lists=lists)
    return Layouts(lambda _: whole)


def layout(text: str, suffix: str = ".txt") -> DocumentLayout:
    """The first layout of a document."""
    (found,) = layouts(text, suffix).holding(PLACE, [0], 1)
    return found


def asked(question: str) -> Question:
    """The question as a library without words of its own understands it."""
    return understand(question, Analyzer())


def terms(question: Question) -> Terms:
    """The terms of a question, each as rare as the others."""
    return Terms.of(question, np.ones(len(question.words)), np.ones(len(question.bigrams)))


def reading(text: str, question: str, suffix: str = ".txt") -> Reading:
    """The first layout of a document, read with a question in mind."""
    understood = asked(question)
    return Reading(layout(text, suffix), understood, terms(understood))


def texts(windows: list[Window]) -> list[str]:
    """The words of windows."""
    return [each.document.text[each.start : each.end] for each in windows]
