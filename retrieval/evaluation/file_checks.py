"""What became of each file of a library, and what may be wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import DocumentError, DocumentUnknown, LibraryEmpty
from retrieval.models import Document, Kind, Passage, ReadingWarning
from retrieval.text.folding import fold

if TYPE_CHECKING:
    from retrieval.index.records import SplitDocument
    from retrieval.library import Library

# Of the pairs of characters in a name, how few a title may share with it; pairs that say anything.
_LIKE, _TELLING = 0.2, 3


class FileWarning(NamedTuple):
    """What may be wrong with a document that was read.

    `code` is one of `models.WarningCode`, or "no_title"; "unlike_name": its title has next to
    nothing in common with the name of its file; "copy": its text is that of the file `detail`;
    "damaged": `detail` says how; "lost": part of the text is in no passage. Pages and `amount` are
    as `models.ReadingWarning` has them.
    """

    code: str
    first: int = 0
    last: int = 0
    amount: int = 0
    detail: str = ""


class FileCheck(NamedTuple):
    """What became of one file: `error` says why it could not be read, or there is a document.

    `headings` and `passages` are how many there are, furniture not counted; `dropped` are the
    slices of the text that search leaves out, as offsets, `dropped_characters` what they hold
    together, white space not counted. Passages and dropped slices together are the whole text.
    """

    path: str
    error: DocumentError | None = None
    format: str = ""
    encoding: str = ""
    pages: int | None = None
    title: str | None = None
    issued_on: date | None = None
    source: str | None = None
    document_number: str | None = None
    headings: int = 0
    passages: int = 0
    characters: int = 0
    dropped: tuple[tuple[int, int], ...] = ()
    dropped_texts: tuple[str, ...] = ()
    dropped_characters: int = 0
    warnings: tuple[FileWarning, ...] = ()
    document: Document | None = None


def check(library: "Library") -> Iterator[FileCheck]:
    """What became of every file below the library's folder, in the order of their paths.

    Links to folders are files too: they are passed over.
    """
    root = library.root
    others = _others(root, library.skipped, library.passed)
    damaged = {_name(error.path, root): error.reason for error in library.damaged}
    first_with: dict[str, str] = {}
    read = ((own.path, own) for own in library.documents if own.path not in others)
    unread: Iterable[tuple[str, None]] = ((path, None) for path in sorted(others))
    both: Iterator[tuple[str, Document | None]] = merge(read, unread, key=itemgetter(0))
    for path, document in both:
        if document is None:
            yield FileCheck(path, others[path])
            continue
        copy_of = first_with.setdefault(document.sha256, path)
        named = (copy_of if copy_of != path else "", damaged.get(path, ""))
        yield checked(library.documents.volumes(path), *named)


def checked(volumes: "Iterable[SplitDocument]", copy_of: str, damage: str) -> FileCheck:
    """What became of the file with these volumes, or with one document.

    It is a copy of the file `copy_of`, if of any; `damage` says what could not be read of it.
    """
    each = (_checked(one.document, one.passages, copy_of, damage) for one in volumes)
    return reduce(_together, each)


def check_empty(root: Path, error: LibraryEmpty) -> Iterator[FileCheck]:
    """The same of a library whose folder is `root` where nothing could be read."""
    others = _others(root, error.skipped, error.passed)
    return (FileCheck(path, others[path]) for path in sorted(others))


def _others(
    root: Path, skipped: Sequence[DocumentError], passed: Mapping[str, str]
) -> dict[str, DocumentError]:
    """The files that are no documents, and why."""
    unknown = {name: DocumentUnknown(root / name, kind) for name, kind in passed.items()}
    return {**{_name(error.path, root): error for error in skipped}, **unknown}


def _name(path: Path, root: Path) -> str:
    """The path below the library's folder, as documents have it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _checked(
    document: Document, passages: Sequence[Passage], copy_of: str, damage: str
) -> FileCheck:
    metadata, origin = document.metadata, document.origin
    read = [passage for passage in passages if passage.kind is not Kind.FURNITURE]
    dropped = [passage for passage in passages if passage.kind is Kind.FURNITURE]
    before = document.volume.offset
    warnings = [*map(_told, origin.warnings), *_of_title(document)]
    if copy_of:
        warnings.append(FileWarning("copy", detail=copy_of))
    if damage:
        warnings.append(FileWarning("damaged", detail=damage))
    if lost := _lost(document, passages):
        warnings.append(FileWarning("lost", amount=lost))
    return FileCheck(
        document.path,
        format=origin.format,
        encoding=origin.encoding,
        pages=origin.pages or None,
        title=metadata.title,
        issued_on=metadata.issued_on,
        source=metadata.source,
        document_number=metadata.document_number,
        headings=sum(passage.kind is Kind.HEADING for passage in read),
        passages=len(read),
        characters=_size(document.text),
        dropped=tuple((before + p.start, before + p.end) for p in dropped),
        dropped_texts=tuple(passage.text for passage in dropped),
        dropped_characters=sum(_size(passage.text) for passage in dropped),
        warnings=tuple(warnings),
        document=document,
    )


def _together(one: FileCheck, other: FileCheck) -> FileCheck:
    """What became of a large file, from the first of its volumes on, with another of them."""
    lost = tuple(warning for warning in other.warnings if warning.code == "lost")
    return one._replace(
        headings=one.headings + other.headings,
        passages=one.passages + other.passages,
        characters=one.characters + other.characters,
        dropped=one.dropped + other.dropped,
        dropped_texts=one.dropped_texts + other.dropped_texts,
        dropped_characters=one.dropped_characters + other.dropped_characters,
        warnings=one.warnings + lost,
    )


def _told(warning: ReadingWarning) -> FileWarning:
    return FileWarning(warning.code.value, warning.first, warning.last, warning.amount)


def _of_title(document: Document) -> Iterator[FileWarning]:
    if document.metadata.title is None:
        yield FileWarning("no_title")
        return
    name = document.path.rpartition("/")[2].rpartition(".")[0]
    said, titled = _pairs(name), _pairs(document.title)
    if len(said) >= _TELLING and len(said & titled) < _LIKE * min(len(said), len(titled)):
        yield FileWarning("unlike_name")


def _pairs(text: str) -> set[str]:
    """The pairs of Chinese characters that stand side by side."""
    folded = fold(text)
    pairs = (folded[at : at + 2] for at in range(len(folded) - 1))
    return {pair for pair in pairs if all("\u3400" <= each <= "\u9fff" for each in pair)}


def _lost(document: Document, passages: Sequence[Passage]) -> int:
    """How many characters that are not white space are in no passage, or in several."""
    end, lost = 0, 0
    for passage in passages:
        lost += _size(document.text[end : passage.start])
        lost += _size(document.text[passage.start : max(end, passage.start)])
        end = max(end, passage.end)
    return lost + _size(document.text[end:])


def _size(text: str) -> int:
    return sum(map(len, text.split()))
