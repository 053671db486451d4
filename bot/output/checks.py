"""What became of the files of a library, for a terminal or as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.messages.texts import Texts
from bot.output.answers import one_line, visible_line
from retrieval.errors import DocumentUnknown
from retrieval.evaluation.file_checks import FileCheck, FileWarning


class CheckWriter:
    """Writes in one language; with `dropped`, what search leaves out of each document too."""

    def __init__(self, texts: Texts, *, dropped: bool) -> None:
        self._texts = texts
        self._dropped = dropped

    def text(self, found: FileCheck) -> str:
        """A few lines about a file."""
        return "\n".join(map(visible_line, self._lines(found)))

    def json(self, found: FileCheck, encoding: str) -> str:
        """All about a file in one line."""
        shape = document_shape(found, self._texts)
        shape |= {
            "format": found.format or None,
            "encoding": found.encoding or None,
            "headings": found.headings,
            "characters": found.characters,
            "dropped": found.dropped_characters,
            "warnings": [_warning(each) for each in found.warnings],
        }
        if self._dropped:
            shape["dropped_text"] = found.dropped_texts
        return one_line(shape, encoding)

    def summary(self, counts: Mapping[str, int]) -> str:
        """How many files came to what, by what `standing` says of each."""
        names = ("read", "failed", "passed", "warned")
        own = {name: counts.get(name, 0) for name in names}
        files = sum(counts.get(name, 0) for name in names[:3])
        return self._texts.checks.summary.format(files=files, **own)

    def _lines(self, found: FileCheck) -> Iterator[str]:
        own = self._texts.checks
        yield from own.lines(found, self._texts.files, self._texts.citations.titled)
        if self._dropped:
            for text in found.dropped_texts:
                yield "   " + own.dropped.format(text=text)


def standing(found: FileCheck) -> list[str]:
    """What a file counts as: "read", "failed" or "passed" over, and "warned" of too."""
    if found.error:
        return ["passed" if isinstance(found.error, DocumentUnknown) else "failed"]
    return ["read", *(["warned"] if found.warnings else [])]


def document_shape(found: FileCheck, texts: Texts) -> dict[str, Any]:
    """What `wenju docs --json` has of a file."""
    return {
        "path": found.path,
        "title": found.title,
        "issued_on": found.issued_on and found.issued_on.isoformat(),
        "source": found.source,
        "document_number": found.document_number,
        "pages": found.pages,
        "passages": found.passages,
        "reason": texts.files.why(found.error) if found.error else None,
    }


def _warning(warning: FileWarning) -> dict[str, Any]:
    """What there is to tell of a warning besides its code."""
    shape: dict[str, Any] = {"code": warning.code}
    if warning.first:
        shape["pages"] = [warning.first, warning.last]
    if warning.amount:
        shape["amount"] = warning.amount
    if warning.detail:
        shape["detail"] = warning.detail
    return shape
