"""What a law's own lines say of it: when it was made and changed, by whom, by which decree; since
when it is in force. And when a meeting was held.

2007年12月14日中华人民共和国国务院令第514号公布; 2024年4月26日…会议《关于修改…的决定》修正;
本条例自2008年1月1日起施行; 时间：2024年3月12日.
"""

from collections.abc import Iterator, Sequence

from retrieval.models import Field, Kind, Paragraph
from retrieval.text.dates import DAY, find_date
from retrieval.text.effect import EFFECTIVE, says_effect
from retrieval.text.numerals import UP_TO_999
from retrieval.text.patterns import lazy
from retrieval.text.sentences import sentences

# A law says it in a line below its title, or in one pair of brackets: （2020年5月28日…会议通过）.
ENACTED = lazy(
    rf"[>\s(（]{{0,4}}(?:根据|经)?\s*{DAY}，?[^。]{{2,900}}?"
    r"(?:大会|会议|委员会|国务院|令|决定|[部局署院厅]|政府)[^。]{0,60}"
    r"(?:通过|批准|公布|发布|颁布|修订|修正|修改)[^。，]{0,20}[)）。]?"
)
_BODY = (
    r"(?![日经第])[\u4e00-\u9fff]{2,14}?(?:部|委员会|总局|局|总署|署|人民政府|人民法院|人民检察院)"
)
_DECREE = lazy(
    rf"(?:中华人民共和国)?(?P<decree>(?P<issuer>国务院|主席|{_BODY})\s*令\s*"
    rf"(?:[〔（(]?\d{{4}}年?[〕）)]?\s*)?第\s*(?:\d{{1,4}}|{UP_TO_999})\s*号)"
)
_ASSEMBLY = lazy(
    r"(?:届|[\s日，经])(?![第经])"
    r"(?P<issuer>[\u4e00-\u9fff]{0,10}人民代表大会(?:常务委员会)?|国务院"
    rf"|{_BODY})(?=第|常务会议|部务|[^\u4e00-\u9fff])"
)
_HELD = lazy(rf"(?:[-*]\s*)?(?:会议|开会|召开)?(?:时\s*间|日\s*期)\s*[：:]\s*({DAY}).{{0,40}}")
# So many of the first lines may say when a meeting was held.
_HEAD = 12
# Statements of effect that are kept.
_MOST = 3


def enacted(text: str, lines: Sequence[Field]) -> Iterator[Field]:
    """The number and the issuer that the lines state which say when a law was made, its latest
    first."""
    for line in reversed(lines):
        said = text[line.start : line.end]
        if decree := _DECREE.search(said):
            number = "".join(decree["decree"].split())
            yield Field("document_number", number, line.start, line.end)
        made = decree if decree and decree["issuer"] != "主席" else _ASSEMBLY.search(said)
        if made:
            yield Field("issuer", made["issuer"], line.start, line.end)


def effects(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Field]:
    """Since when the text says that it is in force: the day, or 公布 of 自公布之日起."""
    found = 0
    for paragraph in reversed(paragraphs):
        if paragraph.kind not in (Kind.BODY, Kind.METADATA) or found == _MOST:
            continue
        if not EFFECTIVE.search(text, paragraph.start, paragraph.end):
            continue
        for start, end in sentences(text, paragraph.start, paragraph.end):
            if said := says_effect(text[start:end]):
                yield Field("effective_on", said["day"] or said["event"], start, end)
                found += 1


def held(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Field]:
    """When the meeting was held whose minutes these are."""
    for paragraph in paragraphs[:_HEAD]:
        if said := _HELD.fullmatch(text, paragraph.start, paragraph.end):
            yield Field("held_on", said[1], paragraph.start, paragraph.end)
            return


def latest(lines: Sequence[Field]) -> Field | None:
    """Of lines that say when a law was made, the one with the latest day, and that day."""
    dated = [
        (day, each)
        for each in lines
        for found in _DAYS.finditer(each.value)
        if (day := find_date(found[0]))
    ]
    if not dated:
        return None
    day, line = max(dated, key=lambda pair: pair[0])
    return line._replace(value=day.isoformat())


_DAYS = lazy(DAY)
