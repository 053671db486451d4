"""Questions whose answers are known, and the file that lists them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import LineFault, QuestionsFileError


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, the texts that would answer it, and the path of the document that holds one.

    `document` is None for a question that the library cannot answer and should refuse.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    document: str | None


def read_questions(path: Path) -> tuple[LabelledQuestion, ...]:
    """The questions of a file of JSON lines; blank lines are passed over, further keys ignored.

    Raises QuestionsFileError, with the number of the first line that is wrong.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise QuestionsFileError(path, "unreadable", detail=error.strerror or str(error)) from error
    found: dict[str, LabelledQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(line)
        except _Fault as fault:
            raise QuestionsFileError(path, fault.fault, number, fault.detail) from fault
        if question.id in found:
            raise QuestionsFileError(path, "duplicate", number, question.id)
        found[question.id] = question
    if not found:
        raise QuestionsFileError(path, "empty")
    return tuple(found.values())


class _Fault(Exception):
    """What is wrong with a line, before it is known which one."""

    def __init__(self, fault: LineFault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault, self.detail = fault, detail


def _question(line: bytes) -> LabelledQuestion:
    """The question in one line of the file; raises _Fault."""
    try:
        shape = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _Fault("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise _Fault("not_json") from error
    if not isinstance(shape, dict):
        raise _Fault("not_object")
    for key, is_right in _KEYS.items():
        if key not in shape:
            raise _Fault("missing", key)
        if not is_right(shape[key]):
            raise _Fault("wrong_type", key)
    return LabelledQuestion(
        shape["id"], shape["question"], tuple(shape["answers"]), shape["document"]
    )


def _is_text(value: object) -> bool:
    """Text with something to see in it, and no half of a surrogate pair: no file can hold that."""
    return isinstance(value, str) and bool(value.strip()) and not _SURROGATE.search(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text_or_null(value: object) -> bool:
    return value is None or _is_text(value)


_SURROGATE = re.compile("[\ud800-\udfff]")
_KEYS: dict[str, Callable[[object], bool]] = {
    "id": _is_text,
    "question": _is_text,
    "answers": _is_texts,
    "document": _is_text_or_null,
}
