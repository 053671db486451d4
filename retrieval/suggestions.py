"""Questions to try a library with, made from what its documents state."""

import re
from collections.abc import Iterator

from retrieval.library import Library
from retrieval.models import Document, Kind
from retrieval.text.sentences import clauses, sentences

_HAN = "\u4e00-\u9fff"
_STATED_NUMBER = re.compile(
    rf"([{_HAN}]{{4,16}})\d{{1,6}}(?:\.\d+)?([万亿]?[吨元个家名人场条件项次座所]次?)"
)
_LONGEST = 200


def examples(library: Library, count: int) -> tuple[str, ...]:
    """Up to `count` questions that `library` answers, no two from one document.

    满都拉口岸过货量突破662万吨 makes 满都拉口岸过货量突破多少万吨?
    """
    found: list[str] = []
    for document in library.documents:
        if len(found) == count:
            break
        for question, clause in _stated(library, document):
            answer = library.ask(question, limit=1)
            if any(clause in excerpt.text for excerpt in answer.excerpts):
                found.append(question)
                break
    return tuple(found)


def _stated(library: Library, document: Document) -> Iterator[tuple[str, str]]:
    """Questions for numbers that `document` states, each with the clause that answers it."""
    for passage in library.passages(document):
        for start, end in sentences(document.text, passage.start, passage.end):
            for a, b in clauses(document.text, start, end, _LONGEST):
                clause = document.text[a:b].strip("，,。；;、")
                match = _STATED_NUMBER.fullmatch(clause)
                if match and passage.kind is Kind.BODY:
                    yield f"{match[1]}多少{match[2]}?", clause
