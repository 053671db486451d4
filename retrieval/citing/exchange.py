"""Publications for programs that keep references: CSL-JSON, BibTeX and RIS.

CSL-JSON is that of the Citation Style Language 1.0.2 (docs.citationstyles.org); BibTeX has the
entry types and fields of biblatex where its own have none (@online, @patent, @thesis); RIS is the
format of Research Information Systems. All are what Zotero reads. Text is UTF-8.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from retrieval.citing.names import Name
from retrieval.citing.publications import Publication

_HAN = re.compile(r"[\u3400-\u9fff]")


class _Kind(NamedTuple):
    """What a kind of publication is called in each format, and in what field BibTeX has what it
    stands in and who publishes it."""

    csl: str
    bibtex: str
    ris: str
    container: str = "booktitle"
    publisher: str = "publisher"


_KINDS = {
    "J": _Kind("article-journal", "article", "JOUR", "journal"),
    "N": _Kind("article-newspaper", "article", "NEWS", "journal"),
    "M": _Kind("book", "book", "BOOK"),
    "G": _Kind("book", "book", "BOOK"),
    "C": _Kind("paper-conference", "inproceedings", "CPAPER"),
    "S": _Kind("standard", "standard", "STAND", publisher="organization"),
    "R": _Kind("report", "techreport", "RPRT", publisher="institution"),
    "D": _Kind("thesis", "thesis", "THES", publisher="school"),
    "P": _Kind("patent", "patent", "PAT"),
    "EB": _Kind("webpage", "online", "ELEC"),
    "Z": _Kind("document", "misc", "GEN"),
}
_THESES = {"博士": "phdthesis", "硕士": "mastersthesis"}
# What TeX takes for commands.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    }
)
# Of these, names have been taken care of.
_VERBATIM = ("url", "doi", "author", "translator", "editor")


def csl(of: Publication, key: str, seen_on: date) -> dict[str, Any]:
    """The publication as an item of CSL-JSON with the id `key`."""
    kind = _KINDS[of.kind]
    shape: dict[str, Any] = {"id": key, "type": kind.csl, "title": of.title}
    shape["author"] = [_csl_name(name) for name in of.credits.authors]
    for role, names in of.credits.others:
        shape["translator" if "译" in role else "editor"] = [_csl_name(name) for name in names]
    shape |= {
        "container-title": of.container,
        "issued": _csl_date(of.issued),
        "volume": of.volume,
        "page": of.issue if of.kind == "N" else of.pages,
        "issue": "" if of.kind == "N" else of.issue,
        "number": of.number,
        "edition": of.edition,
        "publisher": of.publisher,
        "publisher-place": of.place,
        "genre": f"{of.degree}学位论文" if of.degree else "",
        "ISBN": of.isbn,
        "DOI": of.doi,
        "URL": of.url,
        "accessed": _csl_date(str(seen_on)) if of.url else None,
        "language": "zh-CN" if _HAN.search(of.title) else "",
    }
    return {name: value for name, value in shape.items() if value}


def bibtex(of: Publication, key: str, seen_on: date) -> str:
    """The publication as an entry of BibTeX with that key; ends with a line end."""
    kind = _KINDS[of.kind]
    entry = _THESES.get(of.degree, kind.bibtex) if of.kind == "D" else kind.bibtex
    entry = "proceedings" if of.kind == "C" and not of.container else entry
    fields = {"title": of.title, "author": _bibtex_names(of.credits.authors)}
    for role, names in of.credits.others:
        fields["translator" if "译" in role else "editor"] = _bibtex_names(names)
    fields |= {
        kind.container: of.container,
        "year": of.issued[:4],
        "date": of.issued if len(of.issued) > len("2024") else "",
        "volume": of.volume,
        "number": of.number if of.kind != "J" else of.issue,
        "pages": (of.issue if of.kind == "N" else of.pages).replace("-", "--"),
        "entrysubtype": "newspaper" if of.kind == "N" else "",
        "edition": of.edition,
        kind.publisher: of.publisher,
        "address": of.place,
        "isbn": of.isbn,
        "doi": of.doi,
        "url": of.url,
        "urldate": str(seen_on) if of.url else "",
        "langid": "chinese" if _HAN.search(of.title) else "",
    }
    lines = [
        f"  {name} = {{{value if name in _VERBATIM else value.translate(_TEX)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{entry}{{{key},", *lines, "}", ""])


def ris(of: Publication, key: str, seen_on: date) -> str:
    """The publication as a record of RIS; lines end as the format wants it, with CR and LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(of, key, seen_on)) + "\r\n"


def _ris(of: Publication, key: str, seen_on: date) -> Iterator[tuple[str, str]]:
    kind = _KINDS[of.kind]
    first, _, last = of.pages.partition("-")
    single = {
        "ID": key,
        "TI": of.title,
        "T2": of.container,
        "PY": of.issued[:4],
        "DA": of.issued.replace("-", "/") if len(of.issued) > len("2024") else "",
        "VL": of.volume,
        "IS": of.number if of.kind not in ("J", "N") else "" if of.kind == "N" else of.issue,
        "SP": of.issue if of.kind == "N" else first,
        "EP": last,
        "ET": of.edition,
        "PB": of.publisher,
        "CY": of.place,
        "M3": f"{of.degree}学位论文" if of.degree else "",
        "SN": of.isbn,
        "DO": of.doi,
        "UR": of.url,
        "Y2": str(seen_on).replace("-", "/") if of.url else "",
        "LA": "zh-CN" if _HAN.search(of.title) else "",
    }
    yield "TY", "CONF" if of.kind == "C" and not of.container else kind.ris
    for name in of.credits.authors:
        yield "AU", _ris_name(name)
    for role, names in of.credits.others:
        for name in names:
            yield "A4" if "译" in role else "A2", _ris_name(name)
    yield from ((tag, " ".join(value.split())) for tag, value in single.items() if value)
    yield "ER", ""


def _csl_name(name: Name) -> dict[str, str]:
    if name.family:
        return {"family": name.family, "given": name.given}
    return {"literal": name.text}


def _csl_date(said: str) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in said.split("-")]]} if said else None


def _bibtex_names(names: tuple[Name, ...]) -> str:
    """Names as BibTeX parts them; one that has no parts is in braces, and not taken apart."""
    said = []
    for name in names:
        text, family, given = (part.translate(_TEX) for part in name)
        said.append(f"{family}, {given}" if family else f"{{{text}}}")
    return " and ".join(said)


def _ris_name(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.family else name.text
