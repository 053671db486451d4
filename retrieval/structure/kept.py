"""What is found out about a document once, and known as long as the document is in memory."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from retrieval.models import Document

Known = TypeVar("Known")


def kept(function: Callable[[Document], Known]) -> Callable[[Document], Known]:
    """`function`, asked once for each document; it keeps none of them in memory."""
    known: WeakKeyDictionary[Document, Known] = WeakKeyDictionary()

    @wraps(function)
    def found(document: Document) -> Known:
        before = known.get(document)
        if before is None:
            before = known[document] = function(document)
        return before

    return found
