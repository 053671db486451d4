"""The marks that open headings and items, and the items that a sentence counts: 一是…二是….

Marks are 一、 （一） 1. （1） 第三条, Markdown's, questions that are answered, and a bare line
that is set off as a heading.
A numeral counts only with its mark (一级 and 一些 are words) and at a line start or behind a
sentence mark or space (3.5 and 见附件（二） are none).
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.models import Document, Kind, Paragraph
from retrieval.structure import asking
from retrieval.text.numerals import UP_TO_99, UP_TO_999, value
from retrieval.text.patterns import lazy

_BLANKS = r"[ \t\u3000]*"
# As printed, with blanks between its characters: 第 十 四 条.
_ANY = rf"{_BLANKS}(?:(?:[一二三四五六七八九十百千零〇]{_BLANKS}){{1,8}}|\d{{1,4}}{_BLANKS})"
_INSERTED = "(?:之[一二三四五六七八九十]{1,3})?"
# A bullet, or the number of a list of amended articles: 一、第十二条.
_BULLET = r"(?:[*•·+-][ \t]+|[一二三四五六七八九十]{1,3}、[ \t]*)?(?:\*\*)?"
STYLES = {
    "篇": rf"第{_ANY}篇(?=\s|$)",
    "编": rf"第{_ANY}编(?=\s|$)",
    "分编": rf"第{_ANY}分编(?=\s|$)",
    "部分": rf"第{_ANY}部分(?=[\s：:]|$)",
    "章": rf"第{_ANY}章(?=\s|$)",
    "节": rf"第{_ANY}节(?=\s|$)",
    "条": rf"{_BULLET}第{_ANY}条{_INSERTED}(?:\*\*)?(?=[\s【:：、．.]|[（(](?!{_ANY}[)）])|$)",
    "一、": rf"{UP_TO_999}[、．.](?!{UP_TO_999}[、．.])",
    "（一）": rf"[（(]{UP_TO_999}[)）]",
    "1.": r"(?<!\d[:：])\d{1,2}(?:[.．](?!\d)|、(?!\d{1,2}、))",
    "（1）": r"[（(]\d{1,2}[)）]",
}
HAN_STYLES = ("一、", "（一）")
DIGIT_STYLES = ("1.", "（1）")
MARKUP, ATTACHMENT, BARE, QUESTION = "#", "附件", "", "问"

ARTICLE = "条"
_BOUNDARY = r"(?<![^。；;：:！!？?\s])"
_PATTERNS = tuple((style, lazy(_BOUNDARY + pattern)) for style, pattern in STYLES.items())
# At the beginning of a line, with the words of the article right behind it: 第四条宿舍…; not where
# a sentence speaks of one: 第三条规定的, 第五条第一款, 第二条和第三条.
_JOINED = lazy(
    rf"{_BULLET}第{_ANY}条{_INSERTED}(?:\*\*)?"
    r"(?=[\u4e00-\u9fff“《a-zA-Z])(?!规定|所|[第的和及至与或中内以之款项是对按同])"
)
_INSERTED_NUMBER = lazy(r"之([一二三四五六七八九十]+)")
_NUMERAL = lazy(_ANY)
_SENTENCE = lazy(r"[。；;！!？?]")
_LEAD = lazy(r"\s*[^。；;！!？?\s]+(?:[。！!？?]|(?<![，,、：:])(?=\s))")
_QUESTION = lazy(rf"[^。；;！!？?\n]{{2,{asking.MAX_QUESTION}}}[？?]\**")
_ARTICLE_TITLE = lazy(r"\s*[【（(][^】）)\n]{1,30}[】）)]")
_ATTACHMENT = lazy(r"附件\s*[一二三四五六七八九十\d]{0,2}[:：]?")
_LINE = lazy(r"[^\s。；;，,：:！!？?|][^。；;，,：:！!？?|\n]{0,23}[^\s。；;，,：:！!？?、…|]")
_HAN_PAIR = lazy(r"[\u4e00-\u9fff]{2}")

# Longest headings, in characters: with a numeral; one that is a whole sentence; with a digit and
# body text behind it on the same line.
MAX_HEADING = 40
MAX_SENTENCE = 30
MAX_DIGIT_LEAD = 20
# A line without a numeral is a heading only above a paragraph at least this long.
MIN_BODY = 40


_CLAUSE_START = r"(?<![^。；;：:，,！!？?\s])"
# By style, what an item begins with; the group is its number.
RUNNING_STYLES = {
    "是": rf"({UP_TO_99})是",
    "要": rf"({UP_TO_99})要",
    "第": rf"第({UP_TO_99})[，,、]",
    "次": "(首先|其次|再次|最后)[，,]?",
    "①": "([①-⑳])",
    "1）": r"(\d{1,2})[)）]",
}
_RUNNING_PATTERNS = tuple(lazy(_CLAUSE_START + style) for style in RUNNING_STYLES.values())
# 最后 follows whatever number came before it.
LAST = -1
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": LAST} | {
    chr(ord("①") + n): n + 1 for n in range(20)
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What may open a heading or an item at `start`.

    `end` is where the heading ends, None when an item follows instead. `number` is the numeral's
    value, 0 without one, and `inserted` that behind it (第十条之一); `level` the depth that markup
    gives, else 0. `joined`: nothing parts the mark from the words behind it.
    """

    style: str
    number: int
    start: int
    end: int | None
    opens_line: bool = True
    level: int = 0
    inserted: int = 0
    joined: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Number and inserted number, which rise from one sibling to the next."""
        return self.number, self.inserted

    def follows(self, other: "Mark") -> bool:
        """Whether it is the next sibling of `other`: 第十条之一 or 第十一条 of 第十条."""
        number, inserted = other.place
        return self.place in ((number + 1, 0), (number, inserted + 1))


def marks(document: Document) -> Iterator[Mark]:
    """Every mark in the body of `document`, in order, whether or not its number fits."""
    has_markup = any(p.kind is Kind.HEADING for p in document.paragraphs)
    asked = asking.lines(document)
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.kind is Kind.HEADING:
            yield Mark(MARKUP, 0, paragraph.start, paragraph.end, level=paragraph.level)
        elif paragraph.kind is Kind.BODY:
            numbered = list(_numbered(document.text, paragraph))
            numbered = numbered or list(_questions(document.text, paragraph, asked))
            yield from numbered
            if not numbered:
                yield from _bare(document, index, has_markup)


def _numbered(text: str, paragraph: Paragraph) -> Iterator[Mark]:
    found: dict[int, tuple[str, re.Match[str]]] = {}
    for style, pattern in _PATTERNS:
        for match in pattern.finditer(text, paragraph.start, paragraph.end):
            found.setdefault(match.start(), (style, match))
    joined = _JOINED.match(text, paragraph.start, paragraph.end)
    if joined:
        found.setdefault(paragraph.start, (ARTICLE, joined))
    for start, limit in pairwise([*sorted(found), paragraph.end]):
        style, match = found[start]
        opens_line = start == paragraph.start
        if style == ARTICLE and not opens_line and _ends_a_sentence(text, paragraph.start, start):
            end: int | None = match.end()
        else:
            alone = opens_line and limit == paragraph.end
            end = _heading_end(text, style, match.end(), limit, opens_line, alone)
        number, inserted = numbers_in(match[0])
        yield Mark(style, number, start, end, opens_line, inserted=inserted, joined=match is joined)


def _questions(text: str, paragraph: Paragraph, asked: Container[int]) -> Iterator[Mark]:
    """The questions of a paragraph that are told by a label, in bold, or by a line of their own."""
    start, end = paragraph.start, paragraph.end
    found = asking.labelled(text, start, end)
    bold = None if found else asking.bold(text, start, end)
    if bold is not None:
        found = [(start, bold)]
    elif not found and start in asked:
        found = [(start, end)]
    for begin, past in found:
        yield Mark(QUESTION, 0, begin, past, begin == start)


def numbers_in(mark: str) -> tuple[int, int]:
    """The number of a mark and the one behind 之, each 0 where there is none."""
    numeral = _NUMERAL.search(mark, max(mark.find("第"), 0))
    inserted = _INSERTED_NUMBER.search(mark)
    number = value("".join(numeral[0].split())) if numeral else 0
    return number, value(inserted[1]) if inserted else 0


def _ends_a_sentence(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` ends in a full stop, blanks aside."""
    return text[start:end].rstrip().endswith(tuple("。！!？?"))


def _heading_end(
    text: str, style: str, start: int, limit: int, opens_line: bool, alone: bool
) -> int | None:
    """Where the heading whose mark ends at `start` ends; None when an item follows the mark.

    `limit` is the next mark or the end of the line; `alone`: the line holds nothing else.
    """
    if style == ARTICLE:
        title = _ARTICLE_TITLE.match(text, start, limit)
        return (title.end() if title else start) if opens_line else None
    rest = text[start:limit].rstrip()
    if alone and _QUESTION.fullmatch(rest):
        return start + len(rest)
    if not alone or _SENTENCE.search(rest[:-1]) or len(rest) > MAX_HEADING:
        return _shared_line(text, style, start, start + len(rest), opens_line)
    if not _SENTENCE.search(rest[-1:]):
        return start + len(rest)
    is_heading = rest.endswith("。") and style in HAN_STYLES and len(rest) <= MAX_SENTENCE
    if is_heading:
        return start + len(rest)
    return _shared_line(text, style, start, start + len(rest), opens_line)


def _shared_line(text: str, style: str, start: int, end: int, opens_line: bool) -> int | None:
    """A heading that shares its line with body text ends at the first 。 or space."""
    lead = _LEAD.match(text, start, end)
    if not lead or lead.end() >= end:
        return None
    if style in DIGIT_STYLES and not (opens_line and lead[0].endswith(("。", "？", "?"))):
        return None
    is_short = style in DIGIT_STYLES and lead[0].endswith("。")
    longest = MAX_DIGIT_LEAD if is_short else MAX_HEADING
    return lead.end() if len(lead[0]) <= longest else None


def _bare(document: Document, index: int, has_markup: bool) -> Iterator[Mark]:
    """A heading without a numeral: an annex's, or a short line, set off, above a long paragraph.

    Where headings are marked up, the latter is none.
    """
    paragraph, text = document.paragraphs[index], document.text
    line = text[paragraph.start : paragraph.end]
    if _ATTACHMENT.fullmatch(line):
        yield Mark(ATTACHMENT, 0, paragraph.start, paragraph.end)
    elif has_markup:
        return
    elif _LINE.fullmatch(line) and _HAN_PAIR.search(line) and _is_set_off(document, index):
        yield Mark(BARE, 0, paragraph.start, paragraph.end)


def _is_set_off(document: Document, index: int) -> bool:
    above, here = document.paragraphs[max(index - 1, 0)], document.paragraphs[index]
    below = next(iter(document.paragraphs[index + 1 : index + 2]), None)
    blank_above = index == 0 or document.text.count("\n", above.end, here.start) > 1
    long_below = below and below.kind is Kind.BODY and below.end - below.start >= MIN_BODY
    return bool(blank_above and long_below)


def running_items(text: str, start: int, end: int) -> list[int]:
    """Offsets in `text[start:end]` at which the items of an enumeration begin, in order.

    A first item counts only when a second one follows: 一是 alone may be two words.
    """
    found: list[int] = []
    for pattern in _RUNNING_PATTERNS:
        found += _runs((ordinal(m[1]), m.start()) for m in pattern.finditer(text, start, end))
    return sorted(found)


def ordinal(numeral: str) -> int:
    """2 for 其次, ②, 二 and 2; LAST for 最后. Raises ValueError for what is no number."""
    return _ORDER.get(numeral) or value(numeral)


def _runs(marks: Iterable[tuple[int, int]]) -> list[int]:
    """The offsets of marks numbered 1, 2, … in runs of at least two."""
    found: list[int] = []
    run: list[int] = []
    for number, offset in [*marks, (1, -1)]:
        if number == 1:
            found += run if len(run) > 1 else []
            run = [offset]
        elif run and number in (LAST, len(run) + 1):
            run.append(offset)
    return found
