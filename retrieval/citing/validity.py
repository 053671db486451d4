"""Where Chinese official documents say since when and until when they hold, and what they revoke.

Only what the text says of itself. A period without a stated beginning has no end here, an end that
hangs on an event has no date, and a sentence about a certificate, another document or a trial
makes nothing expire. What a document says is kept: answers ask for the same documents again.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from retrieval.citing.citations import paragraph_at
from retrieval.models import Document, Field, Kind
from retrieval.structure.volumes import paragraph_key
from retrieval.text.dates import DAY, find_date, find_until, until
from retrieval.text.effect import BARE, DOCUMENT, PAPERS, SUBJECT, says_effect
from retrieval.text.ids import written
from retrieval.text.patterns import lazy
from retrieval.text.sentences import sentences


class ValidityKind(StrEnum):
    """What a statement states. Only a TERM can be over; REPEALS and PREVAILS concern others too."""

    WRITTEN = "written"
    EFFECTIVE = "effective"
    TERM = "term"
    TRIAL = "trial"
    REVOKED = "revoked"
    REPEALS = "repeals"
    PREVAILS = "prevails"


class Statement(NamedTuple):
    """A sentence, or a line of metadata, that states something about a document's validity.

    `document.text[start:end]` says it, in the paragraph with that number and id. `since` and
    `until` are the first and the last day, if the text states them or states what they follow
    from. `expired` is True only when `until` has passed.
    """

    kind: ValidityKind
    start: int
    end: int
    since: date | None = None
    until: date | None = None
    expired: bool = False
    paragraph: int = 0
    id: str = ""


_TERM = lazy(rf"(?:有效期|执行期|施行期|实施期)限?|(?:执行|施行|实施)(?=[至到]\s*{DAY})")
_TRIAL = lazy("试行期")
_VOID = lazy("废止|失效|停止执行")
_OTHERS = lazy(r"[《》]|同时|原(?![则因来])|此前|以前|之前|旧")
_PREVAILS = lazy(r"以([^，。；]{1,30}?)为准")
_DIFFERS = lazy("不一致|不符|抵触|冲突|另有|新规定|新要求|有出入")
_TEXTS = lazy(rf"{DOCUMENT}|国家|上级|规定|要求")
# Which stated day is meant by 自印发之日起: one that is labelled so.
_DAYS = {
    **dict.fromkeys(("发布", "公布", "颁布"), ("发布",)),
    **dict.fromkeys(("印发", "下发", "发文", "签发"), ("印发", "发文")),
}
# Every sentence that states something has one of these. Most documents have none.
_TELLING = lazy(
    "废止|失效|停止执行|有效期|执行期|施行期|实施期|试行期|为准|(?:执行|施行|实施)[至到]"
    r"|日\s*起?[^，。；、至到]{0,4}?(?:施行|实施|执行|生效|试行)"
)
# The fields that state something.
_FIELDS = ("written_on", "validity")

# Documents whose statements are kept, by path and text.
KEPT = 4096
_kept: dict[tuple[str, str], tuple[Statement, ...]] = {}


def validity(document: Document, today: date) -> tuple[Statement, ...]:
    """The statements of `document`, in its order; of those, what is over on `today`."""
    key = (document.path, document.sha256)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        found = _kept[key] = _statements(document)
    return tuple(said._replace(expired=_is_over(said, today)) for said in found)


def _statements(document: Document) -> tuple[Statement, ...]:
    """All statements of `document`, in order.

    A period without a beginning has the one that the document states once elsewhere.
    """
    stated = any(field.name in _FIELDS for field in document.metadata.fields)
    if not stated and not _TELLING.search(document.text):
        return ()
    fields = [said for field in document.metadata.fields for said in _of_field(document, field)]
    body = [
        said for start, end in _sentences(document) for said in _of_sentence(document, start, end)
    ]
    found = [*fields, *body]
    begins = {s.since for s in found if s.kind is ValidityKind.EFFECTIVE and s.since}
    start = begins.pop() if len(begins) == 1 else None
    ended = (_placed(document, _ended(document, said, start)) for said in found)
    return tuple(sorted(ended, key=lambda said: said.start))


def _placed(document: Document, said: Statement) -> Statement:
    paragraph = paragraph_at(document, said.start)
    words = written(paragraph_key(document, paragraph))
    return said._replace(paragraph=paragraph.number, id=words)


def _ended(document: Document, said: Statement, start: date | None) -> Statement:
    since = said.since or start
    if said.kind is not ValidityKind.TERM or said.until or since is None:
        return said
    text = document.text[said.start : said.end]
    term = _TERM.search(text)
    return said._replace(since=since, until=until(since, text[term.end() :]) if term else None)


def _of_field(document: Document, field: Field) -> Iterator[Statement]:
    """What a labelled line says: 成文日期, 施行日期, 有效期, 有效性, 失效日期."""
    if field.name not in _FIELDS:
        return
    day = find_date(field.value)
    if field.name == "written_on":
        if day:
            yield Statement(ValidityKind.WRITTEN, field.start, field.end, since=day)
        return
    line = document.text[field.start : field.end]
    label = line[: max(line.find(field.value), 0)].rstrip("：: \t")[-4:]
    if _VOID.search(field.value):
        yield Statement(ValidityKind.REVOKED, field.start, field.end)
    elif "失效" in label and day:
        yield Statement(ValidityKind.TERM, field.start, field.end, until=day)
    elif label.endswith("有效期"):
        yield Statement(
            ValidityKind.TERM, field.start, field.end, until=find_until(field.value) or day
        )
    elif day:
        yield Statement(ValidityKind.EFFECTIVE, field.start, field.end, since=day)


def _sentences(document: Document) -> Iterator[tuple[int, int]]:
    """The sentences of the body that may state something, in order."""
    done = -1
    for match in _TELLING.finditer(document.text):
        if match.start() < done:
            continue
        paragraph = paragraph_at(document, match.start())
        if paragraph.kind not in (Kind.BODY, Kind.HEADING):
            done = paragraph.end
            continue
        for start, end in sentences(document.text, paragraph.start, paragraph.end):
            if start <= match.start() < end:
                done = end
                yield start, end
                break


def _of_sentence(document: Document, start: int, end: int) -> Iterator[Statement]:
    text = document.text[start:end]
    subject = SUBJECT.search(text) or BARE.search(text)
    if subject:
        for kind, since, last in _about_itself(document, text, subject):
            yield Statement(kind, start, end, since, last)
    for void in _VOID.finditer(text):
        clause = re.split("[，；]", text[: void.start()])[-1]
        if _OTHERS.search(clause):
            yield Statement(ValidityKind.REPEALS, start, end)
            break
    prevails = _PREVAILS.search(text)
    if prevails and _DIFFERS.search(text) and _TEXTS.search(prevails[1]):
        yield Statement(ValidityKind.PREVAILS, start, end)


def _about_itself(
    document: Document, text: str, subject: re.Match[str]
) -> Iterator[tuple[ValidityKind, date | None, date | None]]:
    """What a sentence with that subject says: what, since when, until when."""
    named = "these" in subject.groupdict()
    these = named and bool(subject["these"])
    effective = says_effect(text)
    since = _begin(document, effective) if effective else None
    trial = _TRIAL.search(text, subject.end())
    if effective:
        yield ValidityKind.EFFECTIVE, since, None
    if trial:
        yield ValidityKind.TRIAL, since, None
    term = _TERM.search(text, subject.end())
    alone = effective or (named and not these)
    if term and not trial and alone and not PAPERS.search(text[: term.end() + 1]):
        yield ValidityKind.TERM, since, find_until(text[term.start() :])
    void = None if term else _VOID.search(text, subject.end())
    if void and alone and not _OTHERS.search(re.split("[，；]", text[: void.start()])[-1]):
        yield ValidityKind.REVOKED, None, None


def _begin(document: Document, effective: re.Match[str]) -> date | None:
    """The day that is named, or the stated day of what it is named after."""
    if effective["day"]:
        return find_date(effective["day"])
    for field in document.metadata.fields:
        label = document.text[field.start : field.end].partition(field.value)[0]
        if any(event in label for event in _DAYS.get(effective["event"], ())):
            return find_date(field.value)
    return None


def _is_over(said: Statement, today: date) -> bool:
    ends = said.kind in (ValidityKind.TERM, ValidityKind.REVOKED)
    return ends and said.until is not None and said.until < today
