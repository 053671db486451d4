"""What can go wrong, as one tree.

    WenjuError
    ├── LibraryError           the folder as a whole cannot be used
    │   ├── LibraryNotFound    no such folder, nor file
    │   ├── LibraryUnreadable  the system does not let it be read
    │   ├── LibraryEmpty       nothing in it that can be read
    │   └── VocabularyError    a file of its own words cannot be used
    │       ├── UserDictionaryError
    │       └── SynonymsError
    ├── StorageError           the index on disk cannot be used, or not be written
    │   ├── IndexDamaged       a file of it is torn, changed or not ours
    │   ├── IndexBusy          another process writes it
    │   ├── IndexForeign       the folder for it holds something else
    │   └── IndexUnwritable    the system refused to write it
    ├── EngineError            the cluster that ranks in place of this process cannot be used
    │   ├── EnginePassing      what may go by without anybody's doing here
    │   │   ├── EngineUnreachable  nobody answers there
    │   │   ├── EngineSlow     no answer in time
    │   │   ├── EngineRed      parts of what it holds are on no node just now
    │   │   └── EngineBusy     it has more to do than it can
    │   ├── EngineMisconfigured a setting of it cannot be used
    │   ├── EngineUntrusted    who answers cannot prove who it is
    │   ├── EngineFull         its disk is full: it writes nothing any more
    │   ├── EngineRefused      it does not know the user by this password
    │   ├── EngineForbidden    it gives the user no right to this
    │   ├── EngineNotLoaded    it does not hold the library
    │   ├── EngineMismatched   it holds the library otherwise than is asked for
    │   ├── EngineForeign      it is no OpenSearch of a version that is known
    │   ├── EngineRejected     it rejects the request, for another reason
    │   └── EngineNeedsLibrary the library that speaks to it is not installed
    ├── FolderError            the library's folder cannot be changed as was asked
    │   ├── FolderUnwritable   the system refused
    │   ├── NameTaken          there is a file of that name
    │   └── FileMissing        the file is not there any more
    ├── DocumentError          one file cannot be used; the others go on
    │   ├── DocumentUnreadable the system refused, or the file vanished
    │   ├── DocumentNotText    binary, or in no encoding we know
    │   │   └── DocumentGarbled was converted from the wrong encoding
    │   ├── DocumentDamaged    read, but for some characters
    │   ├── DocumentEmpty      nothing but white space in it
    │   ├── DocumentRefused    of a known format, and cannot be read
    │   ├── DocumentUnknown    of a format that no reader knows
    │   ├── DocumentNeedsLibrary  of a format whose library is not installed
    │   └── DocumentTooLong    more passages than can be indexed
    ├── QuestionError          the question cannot be asked
    │   ├── QuestionEmpty      nothing in it to look for
    │   ├── QuestionTooLong    longer than a question can be
    │   ├── FilterUnreadable   an option that says nothing to filter by
    │   └── ExpressionInvalid  no regular expression
    ├── QuotationError         the quotation cannot be verified
    │   ├── QuotationTooShort  too few characters to be one
    │   └── QuotationTooLong   longer than one can be
    ├── HistoryError           the history of citations cannot be used
    ├── QuestionsFileError     a file of questions with known answers cannot be used
    ├── ExpressionsMissing     the library of regular expressions is not installed
    └── MeasuresMissing        the library of measures is not installed

Each error carries its facts as attributes; the edge (`bot.messages`) turns them into the sentence
that a person reads.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal


class WenjuError(Exception):
    """The root of every error that this project raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # How an error comes from one process to another: with its facts, not by its constructor.
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[WenjuError], args: tuple[Any, ...], facts: dict[str, Any]) -> WenjuError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class LibraryError(WenjuError):
    """The library's folder cannot be used."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class LibraryNotFound(LibraryError):
    """There is no folder at `path`, nor a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "no such folder")


class LibraryUnreadable(LibraryError):
    """The system does not let the folder at `path` be read; `reason` is its word for why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.reason = reason


class LibraryEmpty(LibraryError):
    """The folder at `path` holds no document that can be read; `skipped` says why not.

    `passed` are the files of other formats, each with its kind (`retrieval.indexing.scan`), and
    `unread` is how many there are by kind.
    """

    def __init__(
        self,
        path: Path,
        skipped: "tuple[DocumentError, ...]" = (),
        passed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(path, "no readable document")
        self.skipped = skipped
        self.passed = passed or {}
        self.unread: Mapping[str, int] = Counter(self.passed.values())


VocabularyFault = Literal["unreadable", "not_utf8", "frequency", "alone", "no_word", "repeated"]


class VocabularyError(LibraryError):
    """The file of a library's own words at `path` cannot be used.

    Its `fault` is that of the line with that number, from 1, or of the file as a whole when `line`
    is None. `detail` is the word at fault, or the system's reason why the file is unreadable.
    """

    def __init__(
        self, path: Path, fault: VocabularyFault, line: int | None = None, detail: str = ""
    ) -> None:
        place = f"line {line}: " if line else ""
        super().__init__(path, f"{place}{fault} {detail}".rstrip())
        self.fault = fault
        self.line = line
        self.detail = detail


class UserDictionaryError(VocabularyError):
    """The user dictionary cannot be used."""


class SynonymsError(VocabularyError):
    """The groups of synonyms cannot be used."""


class StorageError(WenjuError):
    """Something about the index on disk; what the documents say does not depend on it."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class IndexDamaged(StorageError):
    """The file at `path` is not, byte for byte, what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "damaged, or not ours")


class IndexUnreadable(StorageError):
    """The system would not let the index at `path` be read just now, for `reason`. It may be well:
    a process has run out of memory or of files that it may open."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.reason = reason


class RecordDamaged(WenjuError):
    """The bytes are no record, or not what was written."""


class IndexBusy(StorageError):
    """Another process is writing the index at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "being written by another process")


class IndexForeign(StorageError):
    """The folder at `path` is not empty and holds no index: nothing is written into it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "holds something else than an index")


class IndexUnwritable(StorageError):
    """The index at `path` cannot be written; `reason` is the system's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.reason = reason


class EngineError(WenjuError):
    """The cluster that ranks in place of this process cannot be used.

    `node` is which node said so, host:port, or "" where it concerns no single one; `reason` is its
    word for why, or the system's, if there is one. Neither they nor any message hold a secret, or
    what was asked.
    """

    def __init__(self, node: str = "", reason: str = "") -> None:
        super().__init__(": ".join(filter(None, (node, type(self).__name__, reason))))
        self.node = node
        self.reason = reason


class EnginePassing(EngineError):
    """The cluster cannot be used just now; whoever waits may find that it can."""


SettingFault = Literal[
    "missing", "address", "credentials", "unreadable", "empty", "certificate", "alone", "value"
]


class EngineMisconfigured(EngineError):
    """The setting of the variable `name` cannot be used; `reason` is what it says, if that may be
    shown, the system's word for why, or the other variable that it needs."""

    def __init__(self, name: str, fault: SettingFault, reason: str = "") -> None:
        super().__init__(name, reason)
        self.node, self.name, self.fault = "", name, fault


class EngineUnreachable(EnginePassing):
    """No node answers; `node` is the last that was tried."""


class EngineUntrusted(EngineError):
    """The certificate of the node is not one that is trusted."""


class EngineSlow(EnginePassing):
    """No answer came in time; `reason` is in how many seconds."""


class EngineRed(EnginePassing):
    """Parts of the index are on no node just now, or the nodes have not found each other."""


class EngineBusy(EnginePassing):
    """The cluster has more to do than it can, or not the memory for it."""


class EngineFull(EngineError):
    """The disk of a node is so full that the cluster writes nothing any more."""


class EngineRefused(EngineError):
    """The cluster does not know the user by this password."""


class EngineForbidden(EngineError):
    """The cluster knows the user, who has no right to this."""


class EngineNotLoaded(EngineError):
    """The cluster does not hold the library, or what `reason` says of it."""


class EngineMismatched(EngineError):
    """What the cluster holds was made otherwise than it is asked for."""


class EngineForeign(EngineError):
    """What answers is no OpenSearch of a version that is known; `reason` is the version it says."""


class EngineRejected(EngineError):
    """The request was rejected; `reason` is the HTTP status and the cluster's word for why."""


class EngineNeedsLibrary(EngineError):
    """The library that speaks to a cluster, the extra `opensearch`, is not installed."""


class FolderError(WenjuError):
    """A change of what lies in the library's folder cannot be made; nothing has changed."""


class FolderUnwritable(FolderError):
    """The system refused to change the folder at `path`; `reason` is its word for why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class NameTaken(FolderError):
    """There is a file of that name, in these or other letters: the one at `path` in the library."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: exists")
        self.path = path


class FileMissing(FolderError):
    """There is no file at `path`, or none any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: no such file")
        self.path = path


class DocumentError(WenjuError):
    """One file cannot be used as a document."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class DocumentUnreadable(DocumentError):
    """The system would not give the file's bytes; `reason` is its word for why."""


class DocumentNotText(DocumentError):
    """The bytes are no text in an encoding that is read here."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "not text")


class DocumentGarbled(DocumentNotText):
    """The text is Big5 that somebody took for GBK and converted: characters that nobody wrote."""

    def __init__(self, path: Path) -> None:
        DocumentError.__init__(self, path, "converted from the wrong encoding")


class DocumentDamaged(DocumentError):
    """The document is read, with U+FFFD for what could not be."""

    @staticmethod
    def reason_of(count: int) -> str:
        """The reason when so many characters could not be read."""
        return f"read with {count} unreadable characters"


class DocumentEmpty(DocumentError):
    """There is nothing in the file but white space."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "empty")


class DocumentRefused(DocumentError):
    """The file is of a format that is read here, and cannot be read for this `reason`
    (`retrieval.reading.formats.frame`), or not without a `library` that is not installed."""

    def __init__(self, path: Path, reason: str, library: str = "") -> None:
        super().__init__(path, reason)
        self.library = library


class DocumentUnknown(DocumentError):
    """No reader knows the format of the file; `kind` is what the names of such files end in."""

    REASON = "of a kind that is not read: "

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(path, self.REASON + kind)
        self.kind = kind


class DocumentNeedsLibrary(DocumentError):
    """The `library` that reads files of this format is not installed."""

    REASON = "needs "

    def __init__(self, path: Path, library: str) -> None:
        super().__init__(path, self.REASON + library)
        self.library = library


class DocumentTooLong(DocumentError):
    """The file has more passages than can be indexed."""

    def __init__(self, path: Path, limit: int) -> None:
        super().__init__(path, f"more than {limit} passages")


class QuestionError(WenjuError):
    """The question cannot be asked."""


class QuestionEmpty(QuestionError):
    """Nothing in the question can be looked for: no letter, digit or character of any script."""

    def __init__(self) -> None:
        super().__init__("nothing to look for")


class QuestionTooLong(QuestionError):
    """The question has `length` characters, more than `limit`."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, more than {limit}")
        self.length, self.limit = length, limit


class QuotationError(WenjuError):
    """The quotation cannot be verified: it has `length` characters, and `limit` is the limit."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, where the limit is {limit}")
        self.length, self.limit = length, limit


class QuotationTooShort(QuotationError):
    """The quotation is shorter than `limit`, or holds no letter, digit or character."""


class QuotationTooLong(QuotationError):
    """The quotation is longer than `limit`."""


class HistoryError(WenjuError):
    """The history of citations in the file at `path` cannot be used; `reason` as SQLite says it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class DatesReversed(QuestionError):
    """The dates `until` which answers are wanted end before `since`, as they were given."""

    def __init__(self, since: str, until: str) -> None:
        super().__init__(f"{until} is before {since}")
        self.since = since
        self.until = until


class FilterUnreadable(QuestionError):
    """An option for `kind` of filter was given as `text`, which names nothing of the kind."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: cannot be read: {text!r}")
        self.kind = kind
        self.text = text


LineFault = Literal["not_utf8", "not_json", "not_object", "missing", "wrong_type", "duplicate"]


class QuestionsFileError(WenjuError):
    """The file of questions at `path` cannot be used.

    Its `fault` is that of the line with that number, from 1, or of the file as a whole when `line`
    is None. `detail` is the key that is missing or of the wrong type, the id that stands twice, or
    the system's reason why the file is unreadable.
    """

    def __init__(
        self,
        path: Path,
        fault: LineFault | Literal["unreadable", "empty"],
        line: int | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(f"{path}, line {line}: {fault} {detail}" if line else f"{path}: {fault}")
        self.path = path
        self.fault = fault
        self.line = line
        self.detail = detail


class ExpressionInvalid(QuestionError):
    """`pattern` is no regular expression in RE2's syntax; `reason` is RE2's word for why."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"{pattern}: {reason}")
        self.pattern, self.reason = pattern, reason


class ExpressionsMissing(WenjuError):
    """The library of regular expressions, the extra `regex`, is not installed."""

    def __init__(self) -> None:
        super().__init__("google-re2 is not installed")


class MeasuresMissing(WenjuError):
    """The library that computes measures of a ranking, the extra `eval`, is not installed."""

    def __init__(self) -> None:
        super().__init__("ir-measures is not installed")
