"""A publication as an entry of a list of references, by GB/T 7714—2025, or by that of 2015.

The text of the standard is not for free; each rule rests on public descriptions of it. Of 2025:
[T] the LaTeX package gbt7714 (its manual, and its styles gbt7714-2025-numeric and -2015-numeric),
[W] the notice of the university that drafted the standard (news.whu.edu.cn/info/1015/489767.htm),
[R] the order of elements and the examples of chapter 8 as public implementations list them.

What 2025 does otherwise than 2015, each under the name of its rule (`RULES`):

- `symbols` (chapter 6): ，：；（） are full-width, without a blank; . [ ] / - are not.
  [T bibpunct]
- `names` (7.1.1): a family name is not in capitals: Smith J, not SMITH J; initials keep a hyphen:
  Park J-R, not PARK J R; names in pinyin are not cut to initials. [T uppercasefamily,
  initializewithhyphen, initializepinyin] Both put the family name first, without dots.
- `accessed` (7.6): the day of access stands with pages of the web alone. [W; T]
- `standards` (8.9): number, blank, title; no responsible body, no printing. [R] In 2015 the number
  follows the title behind a colon (8.1, example of 4.1.2).
- `reports` (8.8): the day of issue without brackets, online too. [R]

In both: more than three names are the first three and 等 or et al. (7.1.2; 8.1.2 in 2015); of
several works in one issue 8/9 (chapter 6); no first edition (7.4; 8.3); what is not stated is left
out, as lists in the order of citing may (7.1.3; 8.1.4); a paper of a conference without a printer
is paper[C]//conference，year：pages (8.6) [R; T]; a patent has its applicant or owner (8.10). A
whole number (总第450期) stands only where no issue does.
"""

import re
from datetime import date
from typing import NamedTuple

from retrieval.citing.names import Name
from retrieval.citing.publications import Publication, Work, published

# More are "等" (7.1.2; 8.1.2).
AUTHORS = 3
RULES = ("symbols", "names", "accessed", "standards", "reports")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Those with a place and a publisher.
_PRINTED = ("M", "G", "C", "D")


class Edition(NamedTuple):
    """An edition of the standard: its symbols, and by which of `RULES` it is not that of 2015."""

    comma: str
    colon: str
    opening: str
    closing: str
    rules: frozenset[str]


CURRENT = Edition("，", "：", "（", "）", frozenset(RULES))
OF_2015 = Edition(", ", ": ", "(", ")", frozenset())


def gbt7714(work: Publication | Work, seen_on: date, edition: Edition = CURRENT) -> str:
    """The reference, ending with a full stop; `seen_on` is the day of access of a page."""
    found = published(work) if isinstance(work, Work) else work
    return _Writer(found, seen_on, edition).reference()


class _Writer(NamedTuple):
    of: Publication
    seen_on: date
    by: Edition

    def reference(self) -> str:
        """Author. Title[kind]. Others. What it stands in. URL. DOI."""
        of, where = self.of, self._where()
        kind = f"{self._title()}[{of.kind}{'/OL' if of.url else ''}]"
        if of.kind == "C" and of.container:
            kind, where = f"{kind}//{where}", ""
        people = self._people(of.credits.authors, more=of.credits.more)
        others = [
            f"{self._people(names)}{self.by.comma}{role}" for role, names in of.credits.others
        ]
        edition = self._edition() if of.kind in _PRINTED else ""
        parts = [
            "" if of.kind == "S" and "standards" in self.by.rules else people,
            kind,
            *others,
            edition,
            where,
            of.url,
            f"DOI:{of.doi}" if of.doi and of.doi not in of.url else "",
        ]
        return "".join(f"{part.rstrip('.')}. " for part in parts if part).rstrip()

    def _title(self) -> str:
        of, colon = self.of, self.by.colon
        if not of.number:
            return of.title
        if of.kind == "S" and "standards" in self.by.rules:
            return f"{of.number} {of.title}"
        return f"{of.title}{colon}{of.number}"

    def _where(self) -> str:
        """What it stands in, when, and on which pages."""
        of, by = self.of, self.by
        if of.kind == "J":
            said = self._in_magazine()
        elif of.kind == "N":
            sheet = f"{by.opening}{of.issue}{by.closing}" if of.issue else ""
            said = f"{by.comma.join(filter(None, (of.container, of.issued)))}{sheet}"
        elif of.kind == "C" and of.container and not of.publisher:
            said = by.comma.join(filter(None, (of.container, of.issued)))
        elif of.kind in _PRINTED:
            said = self._imprint()
        elif of.kind == "S":
            said = "" if "standards" in by.rules else self._imprint()
        elif (
            of.kind == "EB"
            or (of.kind == "R" and of.url and "reports" not in by.rules)
            or (of.kind == "Z" and of.url)
        ):
            said = f"{by.opening}{of.issued}{by.closing}" if of.issued else ""
        else:
            said = of.issued
        paged = of.pages and of.kind not in ("N", "EB", "Z", "S")
        said = f"{said}{by.colon if said else ''}{of.pages}" if paged else said
        is_page = of.kind in ("EB", "Z") or "accessed" not in by.rules
        return f"{said}[{self.seen_on}]" if of.url and is_page else said

    def _in_magazine(self) -> str:
        of, by = self.of, self.by
        said = by.comma.join(filter(None, (of.container, of.issued, of.volume)))
        return f"{said}{by.opening}{of.issue}{by.closing}" if of.issue else said

    def _imprint(self) -> str:
        """Place: publisher, year; in proceedings, behind their title."""
        of, by = self.of, self.by
        printed = by.colon.join(filter(None, (of.place, of.publisher)))
        printed = by.comma.join(filter(None, (printed, of.issued)))
        return f"{of.container}. {printed}" if of.kind == "C" and of.container else printed

    def _edition(self) -> str:
        said = self.of.edition
        if not said.isdecimal():
            return said
        if _HAN.search(self.of.title):
            return f"{said}版"
        ends = {"1": "st", "2": "nd", "3": "rd"}
        return f"{said}{'th' if said[-2:-1] == '1' else ends.get(said[-1], 'th')} ed"

    def _people(self, names: tuple[Name, ...], *, more: bool = False) -> str:
        """The names, the first three of many; a body is left as it is written."""
        shown = [self._name(name) for name in names[:AUTHORS]]
        if len(names) > AUTHORS or (more and shown):
            shown.append("等" if _HAN.search(shown[0]) else "et al")
        return self.by.comma.join(shown)

    def _name(self, name: Name) -> str:
        if not name.family:
            return name.text
        current = "names" in self.by.rules
        family = name.family if current else name.family.upper()
        initials = [_initials(word, hyphen=current) for word in name.given.split()]
        return " ".join([family, *filter(None, initials)])


def _initials(word: str, *, hyphen: bool) -> str:
    """J of John, J-R or J R of Jong-Ryul; Jr. is no given name, and stays."""
    if word.rstrip(".") in ("Jr", "Sr", "II", "III", "IV"):
        return word.rstrip(".")
    parts = [part[0].upper() for part in re.split(r"[-.]", word) if part]
    return ("-" if hyphen and "-" in word else " ").join(parts)
