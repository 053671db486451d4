"""Numbers of official documents, in all their brackets: 包府发〔2020〕5号, 公告2020年第9号."""

from collections.abc import Iterator

from retrieval.models import DocumentNumber, Span
from retrieval.text.dates import HAN_YEAR, YEAR
from retrieval.text.numerals import value
from retrieval.text.patterns import lazy

_NUMBER = lazy(
    rf"(?P<body>[\u4e00-\u9fffa-z]{{0,16}})(?:[〔\[(【〈<［]\s*(?P<year>{YEAR}|{HAN_YEAR})年?\s*[〕\])】〉>］]"
    rf"|(?<=公告|[公命]令|[^\w]令)(?P<plain>{YEAR})年)\s*(?:第\s*)?(?P<count>\d{{1,5}})\s*号"
)
# What stands before the name of a body in a question is no part of it.
_LEAD = lazy(
    r".*(?:请问|关于|根据|依据|按照|依照|查[找询看]?|文号[为是]?|字号[为是]?|[只仅]限"
    r"|[的在和与及看])"
)


def find(folded: str) -> Iterator[tuple[Span, DocumentNumber]]:
    """The numbers that a folded text holds, each with its place."""
    found = _NUMBER.finditer(folded) if "号" in folded else ()
    for match in found:
        lead = _LEAD.match(match["body"])
        start = match.start() + (lead.end() if lead else 0)
        body = folded[start : match.end("body")]
        year = value(match["year"] or match["plain"])
        yield (start, match.end()), DocumentNumber(body, year, int(match["count"]))
