"""Whether a document still holds, as far as it says so itself."""

from datetime import date
from typing import TYPE_CHECKING

from retrieval.models import Document
from retrieval.text.patterns import lazy

# Most documents say nothing of it; a question from a shell then waits for none of what reads it.
if TYPE_CHECKING:
    from retrieval.citing.statements import Statement

# Documents whose statements are kept, by what they are: answers ask for the same ones again.
KEPT = 4096
# Every sentence that states something has one of these. Most documents have none.
_TELLING = lazy(
    "废止|失效|停止执行|有效期|执行期|施行期|实施期|试行期|为准|(?:执行|施行|实施)[至到]"
    r"|日\s*起?[^，。；、至到]{0,4}?(?:施行|实施|执行|生效|试行)",
    hints=("废止", "失效", "有效期", "执行", "施行", "实施", "试行", "生效", "为准"),
)
_FIELDS = ("written_on", "validity")

_kept: "dict[tuple[str, str], tuple[Statement, ...]]" = {}


def validity(document: Document, today: date) -> "tuple[Statement, ...]":
    """The statements of `document`, in its order; of those, what is over on `today`."""
    key = (document.path, document.sha256)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        found = _kept[key] = _statements(document)
    return tuple(said._replace(expired=_is_over(said, today)) for said in found)


def _is_over(said: "Statement", today: date) -> bool:
    from retrieval.citing.statements import Says

    return said.says in (Says.TERM, Says.REVOKED) and said.until is not None and said.until < today


def _statements(document: Document) -> "tuple[Statement, ...]":
    stated = any(field.name in _FIELDS for field in document.metadata.fields)
    if not stated and not _TELLING.search(document.text):
        return ()
    from retrieval.citing.validity import provisions

    return provisions(document, _TELLING)
