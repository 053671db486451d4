"""Numbers of official documents, in all their brackets: 包府发〔2020〕5号, 公告2020年第9号, and of
decrees: 国务院令第514号.
"""

from collections.abc import Iterator
from itertools import chain

from retrieval.models import DocumentNumber, Span
from retrieval.text.dates import HAN_YEAR, YEAR
from retrieval.text.numerals import UP_TO_999, value
from retrieval.text.patterns import lazy

_NUMBER = lazy(
    rf"(?P<body>[\u4e00-\u9fffa-z]{{0,16}})(?:[〔\[(【〈<［]\s*(?P<year>{YEAR}|{HAN_YEAR})年?\s*[〕\])】〉>］]"
    rf"|(?<=公告|[公命部局委署院]令|[^\w]令)(?P<plain>{YEAR})年)\s*(?:第\s*)?(?P<count>\d{{1,5}})\s*号"
)
_DECREE = lazy(
    r"(?P<body>(?:国务院|主席|[\u4e00-\u9fff]{2,12}(?:部|委员会|局|署|政府|法院|检察院))令)"
    rf"\s*第?\s*(?P<count>\d{{1,4}}|{UP_TO_999})\s*号"
)
# What stands before the name of a body in a question is no part of it.
_LEAD = lazy(
    r".*(?:请问|关于|根据|依据|按照|依照|查[找询看]?|文号[为是]?|字号[为是]?|[只仅]限"
    r"|[的在和与及看])"
)


def find(folded: str) -> Iterator[tuple[Span, DocumentNumber]]:
    """The numbers that a folded text holds, each with its place."""
    if "号" not in folded:
        return
    decrees = _DECREE.finditer(folded) if "令" in folded else ()
    for match in chain(_NUMBER.finditer(folded), decrees):
        lead = _LEAD.match(match["body"])
        start = match.start() + (lead.end() if lead else 0)
        body = folded[start : match.end("body")].removeprefix("中华人民共和国")
        said = match.groupdict()
        year = said.get("year") or said.get("plain")
        number = DocumentNumber(body, value(year) if year else 0, value(match["count"]))
        yield (start, match.end()), number
