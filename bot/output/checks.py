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
            shape["dropped_text"] = _texts(found)
        return one_line(shape, encoding)

    def summary(self, counts: Mapping[str, int]) -> str:
        """How many files came to what, by what `standing` says of each."""
        names = ("read", "failed", "passed", "warned")
        own = {name: counts.get(name, 0) for name in names}
        files = sum(counts.get(name, 0) for name in names[:3])
        return self._texts.checks.summary.format(files=files, **own)

    def _lines(self, found: FileCheck) -> Iterator[str]:
        own = self._texts.checks
        if found.error:
            yield own.refused.format(path=found.path, reason=self._texts.files.why(found.error))
            return
        pages = own.pages_of.format(count=found.pages) if found.pages else ""
        told = filter(None, (found.format, found.encoding, pages))
        facts = self._texts.files.joiner.join(told)
        mark = "!" if found.warnings else "✓"
        yield own.facts.format(mark=mark, path=found.path, facts=facts)
        title = self._texts.citations.titled(found.title) if found.title else ""
        said = (title, found.document_number, found.source, str(found.issued_on or ""))
        if any(said):
            yield "   " + " · ".join(filter(None, said))
        yield "   " + own.counts.format(
            headings=found.headings,
            passages=found.passages,
            dropped=found.dropped_characters,
            characters=found.characters,
        )
        for warning in found.warnings:
            yield "   " + own.warning.format(text=self._warned(found, warning))
        if self._dropped:
            for text in _texts(found):
                yield "   " + own.dropped.format(text=text)

    def _warned(self, found: FileCheck, warning: FileWarning) -> str:
        own = self._texts.checks
        detail = self._texts.files.reason(warning.detail)
        said = own.warnings[warning.code].format(
            amount=warning.amount, detail=detail, title=found.title or ""
        )
        if not warning.first:
            return said
        around = own.page if warning.first == warning.last else own.pages
        return around.format(first=warning.first, last=warning.last, text=said)


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


def _texts(found: FileCheck) -> list[str]:
    text = found.document.text if found.document else ""
    return [text[start:end] for start, end in found.dropped]


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
