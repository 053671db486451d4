"""A document as a publication: its kind, who made it, in what it stands and when, as it says so.

The kinds are those of GB/T 7714, annex A: J and N (in a magazine, a newspaper), M, G and C (a book,
a compilation, proceedings), S, R, D and P (a standard, a report, a thesis, a patent), EB (a page of
the web), Z (other). A document that states none of them is Z, or EB if it has an address. Nothing
is guessed: what it does not state is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from retrieval.citing.names import Credits, Name, credits_of
from retrieval.citing.stated import stated
from retrieval.models import Document
from retrieval.text.dates import YEAR, find_date
from retrieval.text.patterns import lazy

NOBODY = Credits()


@dataclass(frozen=True, slots=True)
class Work:
    """What a document states about itself that identifies it to a stranger."""

    title: str
    author: str | None = None
    source: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What a reference says. Dates are ISO's, or years; "" is what is not stated.

    `container` is what it stands in: a magazine, a newspaper, a conference, a book; `number` that
    of a document, a report, a standard or a patent.
    """

    title: str
    kind: str = "Z"
    credits: Credits = NOBODY
    container: str = ""
    number: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    place: str = ""
    publisher: str = ""
    issued: str = ""
    degree: str = ""
    isbn: str = ""
    doi: str = ""
    url: str = ""


class Told(NamedTuple):
    """What a document says of itself: a work, and facts by their names."""

    work: Work
    facts: Mapping[str, str]


KINDS = {
    "期刊 期刊论文 期刊文章 杂志 J": "J",
    "报纸 报纸文章 报道 N": "N",
    "图书 专著 书 著作 M": "M",
    "标准 国家标准 行业标准 地方标准 团体标准 S": "S",
    "报告 研究报告 科技报告 调研报告 R": "R",
    "学位论文 博士学位论文 硕士学位论文 D": "D",
    "会议录 会议论文 论文集 会议文集 C": "C",
    "汇编 资料汇编 G": "G",
    "专利 发明专利 实用新型 实用新型专利 外观设计 P": "P",
    "网页 网络资源 EB": "EB",
}
_KINDS = {word: kind for words, kind in KINDS.items() for word in words.split()}
_DASH = "[-—–－~～至]"
_PAGES = lazy(
    rf"第?\s*(?P<first>[A-Z]?\d{{1,5}})\s*(?:{_DASH}{{1,2}}\s*(?P<last>[A-Z]?\d{{1,5}}))?\s*页?"
)
_PAGES_BEHIND = (
    rf"(?:[\s,，;；]*(?:第\s*(?P<page>\d{{1,5}}(?:\s*{_DASH}{{1,2}}\s*\d{{1,5}})?)\s*页"
    rf"|[:：]\s*(?P<run>[A-Z]?\d{{1,5}}(?:\s*{_DASH}{{1,2}}\s*[A-Z]?\d{{1,5}})?)))?"
)
_NUMBER = rf"(?:S|Z|增刊)?\s*\d{{1,4}}(?:\s*(?:{_DASH}|/|、)\s*\d{{1,4}})*|增刊"
_WHOLE = r"(?:[\s,，(（]*总\s*第\s*(?P<whole>\d{1,5})\s*期[)）]?)?"
# 《中国民族》杂志2024年第6期, 中国民族 2024年第6期, 求是 2024/06, 学报, 2012, 52(11): 1518-1523.
_NAME = r"《?(?P<name>[^《》\s\d，,:：][^《》\d，,:：]{0,40}?)》?(?:杂志|期刊|月刊|半月刊|周刊)?"
_MAGAZINE = lazy(
    rf"{_NAME}[\s,，(（]*(?P<year>{YEAR})\s*年?[\s,，]*(?:第\s*(?P<volume>\d{{1,3}})\s*卷[\s,，]*)?"
    rf"(?:第\s*(?P<issue>{_NUMBER})\s*期|(?P<extra>增刊\s*\d*)){_WHOLE}[)）]?{_PAGES_BEHIND}"
)
_SHORT = lazy(
    rf"{_NAME}[\s,，(（]*(?P<year>{YEAR})\s*年?[\s,，]*(?:(?P<volume>\d{{1,3}})\s*)?"
    rf"[(（]\s*(?P<issue>{_NUMBER})\s*期?\s*[)）]{_PAGES_BEHIND}"
)
_WHOLE_ONLY = lazy(
    rf"{_NAME}[\s,，(（]*(?:(?P<year>{YEAR})\s*年?[\s,，]*)?总\s*第\s*(?P<whole>\d{{1,5}})\s*期[)）]?"
)
_SLASH = lazy(rf"{_NAME}[\s,，]*(?P<year>{YEAR})\s*/\s*(?P<issue>\d{{1,2}})")
_VOLUME_LINE = lazy(
    rf"(?:(?P<year>{YEAR})\s*年?[\s,，]*)?(?:第?\s*(?P<volume>\d{{1,3}})\s*卷?[\s,，]*)?"
    rf"(?:第\s*(?P<issue>{_NUMBER})\s*期|[(（]\s*(?P<bracketed>{_NUMBER})\s*期?\s*[)）]){_WHOLE}{_PAGES_BEHIND}"
)
_PAPER = lazy(
    r"《?(?P<name>[^《》\s\d，,]{2,20}(?:报|Daily|Times|Post|News))》?[\s,，(（]*"
    r"(?P<date>(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)"
    r"[\s)）,，(（]*(?:第?\s*(?P<sheet>[A-Z]?\d{1,3})\s*版)?[)）]?"
)
_PAPER_NAME = lazy(r"《?([^《》\s\d，,]{1,20}报)》?")
_SHEET = lazy(r"第?\s*([A-Z]?\d{1,3})\s*版?")
_STANDARD = (
    r"(?:[A-Z]{2,6}\d{0,3}(?:/[A-Z]{1,8})?|T/[A-Z]{2,10})[ \u00a0]?\d{1,6}(?:\.\d+)*"
    r"(?:\s?[—–－-]\s?|:\s?)(?:19|20)\d\d"
)
_NUMBERED = lazy(rf"({_STANDARD})[\s\u3000《]*(.*?)》?")
_PATENT = lazy(r"(?:ZL|CN)?\s*(\d{8,13}(?:\.[\dX])?[A-Z]?)")
_CALLED_REPORT = lazy(
    "(?:研究|调研|调查|技术|评估|监测|检测|咨询|可行性研究)报告(?:（[^（）]*）)?$|(?:白皮书|蓝皮书)$"
)
_COMPILED = lazy("(?:汇编|选编|汇编本)(?:（[^（）]*）)?$")
_PROCEEDINGS = lazy("(?:论文集|会议录|论文汇编)(?:（[^（）]*）)?$")
_YEAR = lazy(YEAR)
_EDITION = lazy(r"第?\s*([\d一二两三四五六七八九十]+)\s*(?:版|次)")
_FIRST = frozenset(("1", "一"))
_NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {"十": "10"}
_DOCTOR, _MASTER = "博士", "硕士"


def work_of(document: Document) -> Work:
    """The work that `document` is a copy of."""
    metadata = document.metadata
    told = {field.name: field.value for field in reversed(metadata.fields)}
    return Work(
        title=document.title,
        author=told.get("author"),
        source=metadata.source,
        document_number=metadata.document_number,
        issued_on=metadata.issued_on,
        url=metadata.url,
    )


def publication_of(document: Document) -> Publication:
    """The publication that `document` is a copy of, by all that it states."""
    work, facts = work_of(document), dict(stated(document))
    lines = [document.text[p.start : p.end].strip("# ") for p in document.paragraphs[:6]]
    for number, line in enumerate(lines):
        # A standard's number stands on a line of its own, above its title.
        if (found := _NUMBERED.fullmatch(line)) and number < 5 and "standard_number" not in facts:
            facts["standard_number"] = found[1]
            own = found[2] or next(iter(lines[number + 1 :]), "")
            if work.title in (line, own) or not work.title:
                work = replace(work, title=own or line)
            break
    return published(work, facts)


def published(work: Work, facts: Mapping[str, str] | None = None) -> Publication:
    """The publication that a work is, by what it states and, where they are known, other `facts`
    (`retrieval.citing.stated`)."""
    facts = facts or {}
    url = facts.get("url") or work.url or ""
    found = Publication(
        title=work.title,
        credits=_credits(work, facts),
        issued=str(work.issued_on or "") or _year(facts.get("year", "")),
        url=url if "://" in url else "",
        doi=facts.get("doi", ""),
        isbn=facts.get("isbn", ""),
    )
    for make in (_standard, _patent, _thesis, _periodical, _meeting, _book, _report):
        if (made := make(found, Told(work, facts))) is not None:
            return made
    kind = _stated_kind(facts) or ("EB" if found.url else "Z")
    number = work.document_number or facts.get("report_number", "")
    responsible = found.credits.authors or credits_of(work.source or "").authors
    makers = found.credits._replace(authors=responsible)
    own = "" if number and number in work.title else number or ""
    return replace(found, kind=kind, number=own, credits=makers)


def _credits(work: Work, facts: Mapping[str, str]) -> Credits:
    made = credits_of(facts.get("authors") or work.author or "")
    if not made.authors and "editors" in facts:
        made = made._replace(authors=credits_of(facts["editors"]).authors)
    if "translators" in facts:
        translators = credits_of(facts["translators"])
        named: tuple[Name, ...] = translators.authors or tuple(
            name for _, names in translators.others for name in names
        )
        made = made._replace(others=(*made.others, ("译", named)))
    return made


def _stated_kind(facts: Mapping[str, str]) -> str:
    said = facts.get("type", "").strip("[]［］ ").split("/")[0]
    return _KINDS.get(said, "")


def _standard(found: Publication, told: Told) -> Publication | None:
    work, facts = told
    number = facts.get("standard_number", "") or _first_match(work.document_number)
    title = work.title
    if inside := _NUMBERED.fullmatch(title):
        number, title = number or inside[1], inside[2] or title
    if not number and _stated_kind(facts) != "S":
        return None
    return _printed(replace(found, kind="S", number=number, title=title), facts, work)


def _first_match(number: str | None) -> str:
    matched = _NUMBERED.fullmatch(number or "")
    return matched[1] if matched else ""


def _patent(found: Publication, told: Told) -> Publication | None:
    facts = told.facts
    number = facts.get("patent_number", "")
    if not (number and _PATENT.fullmatch(number)) and _stated_kind(facts) != "P":
        return None
    holder = credits_of(facts.get("holder", "")).authors or found.credits.authors
    issued = _day(facts.get("announced", "")) or found.issued
    return replace(found, kind="P", number=number, credits=Credits(holder), issued=issued)


def _thesis(found: Publication, told: Told) -> Publication | None:
    facts = told.facts
    degree = facts.get("degree", "")
    level_told = degree or facts.get("type", "")
    if "school" not in facts and _stated_kind(facts) != "D":
        return None
    if not (degree or _stated_kind(facts) == "D" or "granted" in facts):
        return None
    year = _year(facts.get("granted", "")) or _year(facts.get("year", "")) or found.issued[:4]
    level = next((level for level in (_DOCTOR, _MASTER) if level in level_told), "")
    return replace(
        found,
        kind="D",
        publisher=facts.get("school", ""),
        place=facts.get("school_place", "") or facts.get("place", ""),
        issued=year,
        degree=level,
        pages=_pages(facts),
    )


def _periodical(found: Publication, told: Told) -> Publication | None:
    """An article of a magazine or a newspaper, as a line or labels say."""
    work, facts = told
    for line in filter(None, (work.source, facts.get("issue_line"), facts.get("journal"))):
        line = line.strip(" .。")
        if paper := _PAPER.fullmatch(line):
            return _article(found, facts, "N", paper["name"], paper["sheet"], _day(paper["date"]))
        for pattern in (_MAGAZINE, _SHORT, _SLASH, _WHOLE_ONLY):
            if magazine := pattern.fullmatch(line):
                return _of_magazine(found, facts, magazine)
    if "newspaper" in facts:
        name = facts["newspaper"].strip("《》")
        return _article(found, facts, "N", name, facts.get("sheet"), found.issued)
    if "journal" in facts:
        line = facts.get("issue_line", "")
        volume = _VOLUME_LINE.fullmatch(line.strip())
        return _of_magazine(found, facts, volume, facts["journal"].strip("《》"))
    paper_name = _PAPER_NAME.fullmatch(work.source or "")
    if paper_name and (_stated_kind(facts) == "N" or "sheet" in facts or not found.url):
        return _article(found, facts, "N", paper_name[1], facts.get("sheet"), found.issued)
    return None


def _article(
    found: Publication,
    facts: Mapping[str, str],
    kind: str,
    name: str,
    sheet: str | None,
    day: str,
) -> Publication:
    told = _SHEET.fullmatch((sheet or facts.get("sheet") or "").strip())
    number = told[1].lstrip("0") if told else ""
    return replace(found, kind=kind, container=name, issue=number, issued=day or found.issued)


def _of_magazine(
    found: Publication, facts: Mapping[str, str], line: re.Match[str] | None, name: str = ""
) -> Publication:
    said = {key: value for key, value in line.groupdict().items() if value} if line else {}
    issue = (
        said.get("issue") or said.get("extra") or said.get("bracketed") or facts.get("issue", "")
    )
    issue = _issue(issue) or (f"总第{said['whole']}期" if "whole" in said else "")
    year = said.get("year") or _year(facts.get("year", "")) or found.issued[:4]
    volume = said.get("volume") or re.sub(r"\D", "", facts.get("volume", ""))
    pages = said.get("page") or said.get("run") or ""
    return replace(
        found,
        kind="J",
        container=name or said.get("name", "").strip(),
        volume=str(int(volume)) if volume else "",
        issue=issue,
        pages=_run(pages) if pages else _pages(facts),
        issued=year,
    )


def _meeting(found: Publication, told: Told) -> Publication | None:
    facts = told.facts
    if "conference" not in facts and not (_stated_kind(facts) == "C" and "book" in facts):
        return None
    name = facts.get("conference") or facts.get("book", "")
    year = _year(facts.get("met", "")) or _year(facts.get("year", "")) or found.issued[:4]
    made = replace(found, kind="C", container=name, issued=year, pages=_pages(facts))
    if "conference" in facts and "book" not in facts:
        return made
    printed = _imprint(replace(made, container=facts.get("book", name)), facts)
    return replace(printed, issued=printed.issued or year)


def _book(found: Publication, told: Told) -> Publication | None:
    work, facts = told
    kind = _stated_kind(facts)
    compiled = "G" if _COMPILED.search(work.title) else ""
    collected = "C" if _PROCEEDINGS.search(work.title) else ""
    printed = "publisher" in facts or "isbn" in facts
    if not (printed or kind in ("M", "G", "C") or collected or compiled):
        return None
    if not found.credits.authors and not printed:
        bodies = credits_of(work.source or "").authors
        found = replace(found, credits=found.credits._replace(authors=bodies))
    shown = kind if kind in ("M", "G", "C", "R") else collected or compiled or "M"
    number = facts.get("report_number", "") if shown == "R" else ""
    return _printed(replace(found, kind=shown, number=number), facts, work)


def _report(found: Publication, told: Told) -> Publication | None:
    work, facts = told
    called = _stated_kind(facts) == "R" or _CALLED_REPORT.search(work.title)
    number = facts.get("report_number", "")
    if not called and not number:
        return None
    own = number or work.document_number or ""
    bodies = found.credits.authors or credits_of(work.source or "").authors
    makers = found.credits._replace(authors=bodies)
    number = "" if own and own in work.title else own
    return replace(found, kind="R", number=number, credits=makers, pages=_pages(facts))


def _printed(found: Publication, facts: Mapping[str, str], work: Work) -> Publication:
    """With what a book says of its printing; a day is no year of one."""
    made = _imprint(found, facts)
    if made.kind == "S" and not made.publisher and not facts.get("year"):
        return replace(made, issued="")
    return made if made.issued else replace(made, issued=str(work.issued_on or ""))


def _imprint(found: Publication, facts: Mapping[str, str]) -> Publication:
    publisher, place = facts.get("publisher", ""), facts.get("place", "")
    if not place and (parted := re.fullmatch(r"([\u4e00-\u9fff]{2,4})\s*[:：]\s*(.+)", publisher)):
        place, publisher = parted[1], parted[2]
    year = _year(facts.get("year", ""))
    return replace(
        found,
        publisher=publisher,
        place=place,
        issued=year or (found.issued[:4] if publisher else found.issued),
        edition=_edition(facts.get("edition", "")),
        pages=_pages(facts),
    )


def _edition(said: str) -> str:
    """2 of 第二版; what is no number as it is said; nothing for the first (7.4, 8.3)."""
    told = _EDITION.match(said)
    if not told:
        return said
    number = _NUMERALS.get(told[1], told[1])
    return "" if told[1] in _FIRST else number


def _issue(said: str) -> str:
    """5/6 of 5-6 (8.5: several issues in one are parted by a slash); 6 of 06; S1; 增刊1."""
    said = "".join(said.split())
    return "/".join(
        re.sub(r"^(\D*)0+(?=\d)", r"\1", part) for part in re.split(rf"{_DASH}|/|、", said) if part
    )


def _pages(facts: Mapping[str, str]) -> str:
    return _run(facts.get("pages", ""))


def _run(said: str) -> str:
    """12-18 of 第12—18页."""
    told = _PAGES.fullmatch(said.strip().removeprefix("pp.").removeprefix("p.").strip())
    if told is None:
        return said.strip()
    return f"{told['first']}-{told['last']}" if told["last"] else told["first"]


def _year(said: str) -> str:
    told = _YEAR.search(said)
    return told[0] if told else ""


def _day(said: str) -> str:
    day = find_date(said)
    return str(day) if day else _year(said)
