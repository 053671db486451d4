"""A document as an entry of a list of references, by GB/T 7714—2015.

The kinds that a folder of texts can tell apart: an article of a magazine [J], what stands on the
web [EB/OL], and other texts [Z] (annex B: 其他). What a document does not state is left out, as the
standard allows for references in the order of citing: author (8.1.4), volume, pages. It is never
guessed, and so a document is a report [R] or a standard [S] to nobody.
"""

import re
from dataclasses import dataclass
from datetime import date

from retrieval.models import Document
from retrieval.text.dates import YEAR

# 《中国民族》杂志2024年第6期, 中国民族 2024年第6期, 《求是》2024/06: the issue is what tells it.
_ISSUE = re.compile(
    r"《?(?P<name>[^《》\s\d，,（(]{2,30})》?(?:杂志|期刊|月刊|半月刊|周刊)?[\s,，（(]*"
    rf"(?P<year>{YEAR})\s*年?\s*(?:第\s*(?P<volume>\d{{1,3}})\s*卷\s*)?"
    r"第\s*(?P<issue>\d{1,3})\s*期[)）]?"
)
_BETWEEN = re.compile(r"[、,，;；\s]+")
# More are "等" (8.1.2).
AUTHORS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """What a document states about itself that identifies it to a stranger."""

    title: str
    author: str | None = None
    source: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    url: str | None = None


def work_of(document: Document) -> Work:
    """The work that `document` is a copy of."""
    metadata = document.metadata
    stated = {field.name: field.value for field in reversed(metadata.fields)}
    return Work(
        title=document.title,
        author=stated.get("author"),
        source=metadata.source,
        document_number=metadata.document_number,
        issued_on=metadata.issued_on,
        url=metadata.url,
    )


def gbt7714(work: Work, seen_on: date) -> str:
    """The reference, ending with a full stop; `seen_on` is the day of access of a page."""
    magazine = _ISSUE.fullmatch(work.source or "")
    if magazine:
        return _entry(work, "J", _issue(magazine), work.author, seen_on)
    responsible = work.author or work.source
    if work.url:
        published = f"({work.issued_on})" if work.issued_on else ""
        return _entry(work, "EB", published, responsible, seen_on)
    return _entry(work, "Z", str(work.issued_on or ""), responsible, seen_on)


def _entry(work: Work, kind: str, published: str, responsible: str | None, seen_on: date) -> str:
    """Author. Title: number[kind]. When published[seen on]. URL."""
    title = work.title
    if work.document_number and work.document_number not in title:
        title = f"{title}: {work.document_number}"
    online = "/OL" if work.url else ""
    seen = f"[{seen_on}]" if work.url else ""
    parts = [_people(responsible), f"{title}[{kind}{online}]", published + seen, work.url]
    return "".join(f"{part.rstrip('.')}. " for part in parts if part).rstrip()


def _issue(magazine: re.Match[str]) -> str:
    """Magazine, year, volume(number); without a volume, year(number)."""
    volume = f", {int(magazine['volume'])}" if magazine["volume"] else ""
    return f"{magazine['name']}, {magazine['year']}{volume}({int(magazine['issue'])})"


def _people(responsible: str | None) -> str:
    """The authors, the first three of many; a body is left as it is written."""
    names = [name for name in _BETWEEN.split(responsible or "") if name]
    if len(names) > AUTHORS:
        return ", ".join([*names[:AUTHORS], "等"])
    return ", ".join(names)
