"""What is no body: page furniture, as whole lines at the edges, and images with their captions."""

import re
from functools import cache

from retrieval.models import Kind, Paragraph

# White space between buttons may be read in one way only: two would make failing exponential.
_BUTTON = (
    r"(?:[\[【(（]\s*)?(?:我要)?(?:字[体号]|打印(?:本[页文]|文章)?|关闭(?:窗口|本页)?|收藏(?:本页)?|纠错"
    r"|返回(?:顶部|首页|列表)?|分享|复制链接|相关(?:附件|链接|阅读|文章|新闻)|[大中小])(?:\s*[\]】)）])?"
)
LINES = re.compile(
    rf"(?:{_BUTTON}[\s|/·:：]*)+"
    r"|分享(?:到|至)?[:：]?.{0,30}"
    r"|(?:手机)?扫一扫.{0,40}"
    r"|.{0,80}ICP备.{0,40}"
    r"|.{0,40}公网安备.{0,40}"
    r"|版权所有.{0,80}"
    r"|网站标识码.{0,40}"
    r"|[上下]一[篇页条].{0,80}"
    r"|(?:您|你)?(?:现在)?(?:的|所在){0,2}(?:当前)?(?:的|所在){0,2}位置[:：].{0,200}"
    r"|首页\s*[>》»›].{0,200}"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?[:：]?\s*\d*\s*次?"
)

# Above the body only short lines stand: title, date, source.
HEAD_LINE = 100
# Longer than any furniture.
MAX_LINE = 300


IMAGE = re.compile(r"[^\n]{0,200}\.(?:jpe?g|png|gif|bmp|webp|tiff?)|!\[[^\]\n]*\]\([^)\n]*\)", re.I)
FIGURE = re.compile(
    r"(?:图片?说明|图注)\s*[:：].*|[图表]\s?\d{1,3}(?:[-.]\d+)?[\s:：].{1,60}|▲.{1,80}"
)
SENTENCE_END = re.compile(r"[。；;！!？?：:]$")
MAX_CAPTION = 80


def furniture(
    text: str, paragraphs: list[Paragraph], *, head: bool = True, tail: bool = True
) -> list[Paragraph]:
    """`paragraphs` with the furniture at both edges marked as such, or at one; nothing in the body
    is."""
    dropped = _edge(text, paragraphs, short=HEAD_LINE) if head else set[int]()
    if tail:
        dropped |= _edge(text, paragraphs[::-1], short=0)
    return [p._replace(kind=Kind.FURNITURE) if p.number in dropped else p for p in paragraphs]


def _edge(text: str, paragraphs: list[Paragraph], short: int) -> set[int]:
    """Numbers of the furniture from one edge up to the first line that is neither that nor short.

    A short line that closes a sentence belongs to the body.
    """
    found = set()
    for paragraph in paragraphs:
        line = text[paragraph.start : paragraph.end]
        if len(line) <= MAX_LINE and LINES.fullmatch(line):
            if not _contact().search(line):
                found.add(paragraph.number)
        elif len(line) > short or line.endswith(("。", "；")):
            break
    return found


@cache
def _contact() -> re.Pattern[str]:
    """How to reach somebody, which people ask for: a line that says so is kept, whatever else it
    says. Few files have such lines to look at."""
    return re.compile(
        r"(?:电话|热线|传真|地址|邮编|邮政编码|邮箱|邮件)"
        r"[ \u3000]{0,4}[:：][ \u3000]{0,4}[^\s,，;；|]"
        r"|\b0\d{2,3}[-－—]\d{7,8}\b|\w@[\w-]+\.\w"
    )


# What heads a table of contents, and how far down; lines that it may have.
_CONTENTS, _CONTENTS_WITHIN, _CONTENTS_LINES = ("目录", "目次"), 80, 600
_FEWEST_ENTRIES = 2
# Behind an entry, what leads to its page.
_LONGEST_ENTRY = 200
_LEADER = re.compile(r"[.．…·\s]*\d*$")


def contents(text: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """`paragraphs` with a table of contents marked as furniture: what it names stands below."""
    entries = [_entry(text[p.start : p.end]) for p in paragraphs]
    heads = [n for n, entry in enumerate(entries[:_CONTENTS_WITHIN]) if entry in _CONTENTS]
    if not heads or heads[-1] + 1 >= len(entries):
        return paragraphs
    first = heads[-1] + 1
    try:
        # The body begins with what is named first.
        past = entries.index(entries[first], first + 1, first + _CONTENTS_LINES)
    except ValueError:
        return paragraphs
    below = set(entries[past:])
    missing = sum(entry not in below for entry in entries[first:past])
    if past - first < _FEWEST_ENTRIES or missing * 5 > past - first:
        return paragraphs
    marked = [p._replace(kind=Kind.FURNITURE, level=0) for p in paragraphs[first - 1 : past]]
    return [*paragraphs[: first - 1], *marked, *paragraphs[past:]]


def _entry(line: str) -> str:
    """What a line of a table of contents names; "" for one that is too long to be any."""
    return "".join(_LEADER.sub("", line).split()) if len(line) <= _LONGEST_ENTRY else ""


def captions(text: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """`paragraphs` with image names and the captions under them marked as such."""
    marked: list[Paragraph] = []
    below_image = False
    for paragraph in paragraphs:
        line = text[paragraph.start : paragraph.end]
        body = paragraph.kind is Kind.BODY
        is_image = body and bool(IMAGE.fullmatch(line))
        is_caption = body and bool(FIGURE.fullmatch(line) or (below_image and _is_caption(line)))
        marked.append(
            paragraph._replace(kind=Kind.CAPTION) if is_image or is_caption else paragraph
        )
        below_image = is_image
    return marked


def _is_caption(line: str) -> bool:
    return len(line) <= MAX_CAPTION and not SENTENCE_END.search(line)
