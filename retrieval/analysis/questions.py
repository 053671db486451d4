"""What a question asks for: the shape of its answer, an item of a list or all, names, words.

An answer to 多少 holds a number, and one to 第二点是什么 is the second item. The places, numbers
and Latin words that a question names stand where its answer does; of all its words it is told which
do.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from retrieval.analysis.analyzer import Query
from retrieval.structure.numbering import ordinal
from retrieval.text.dates import YEAR
from retrieval.text.folding import data
from retrieval.text.numerals import UP_TO_99
from retrieval.text.patterns import lazy

_NUMERAL = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千]+)[余多]?[万亿千百]*"
_DATE = (
    r"\d{1,4}年|\d{1,2}月|\d{1,2}日|[〇零一二三四五六七八九十]+[年月]|世纪|年代"
    rf"|{YEAR}-\d|\d+(?:天|周|个月|小时|分钟)"
)


class Shape(NamedTuple):
    """A folded question that holds one of the words `asked` asks for it; `answered` matches a
    folded text that may answer."""

    name: str
    asked: tuple[str, ...]
    answered: re.Pattern[str]


SHAPES = (
    Shape(
        "number",
        tuple("多少 几 多大 多高 多长 多远 多重 多宽 多久 多深 比例 率 人数 数量 面积".split()),
        lazy(_NUMERAL),
    ),
    Shape(
        "date",
        tuple(
            "何时 时候 时间 什么时期 哪天 几天 何天 哪一天 哪年 几年 何年 哪一年 几月 几号 几点 "
            "几时 哪个月 多久 日期 期限 期间 年代 年份 when".split()
        ),
        # Told by its first character, most of a text is passed over three times as fast.
        lazy(rf"(?=[\d〇零一二三四五六七八九十世年])(?:{_DATE})"),
    ),
    Shape(
        "place",
        tuple(
            "哪里 哪儿 哪座 哪边 哪国 何地 何处 什么地方 地址 哪个国家 哪个城市 哪个省 哪个地区 "
            "位于 where".split()
        ),
        lazy(r"位于|[\u4e00-\u9fff][省市县区镇村州国路街岛山湾部]|号"),
    ),
    Shape(
        "contact",
        tuple("电话 号码 热线 联系方式 邮箱 网址 网站 邮件 微信".split()),
        lazy(r"\d{3,4}-?\d{7,8}|(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{5}(?!\d)|@|www|http"),
    ),
)

WHOLE = 0
_THINGS = (
    "措施|举措|做法|要求|规定|政策|条件|材料|内容|步骤|流程|程序|办法|方式|方面|方法|安排|工作|任务"
    "|服务|优惠|支持|渠道|途径|事项|原则|情形|情况|义务|准备|特点|问题|补贴|待遇|手续|证件|要点|经验"
)
_EVERY = lazy(
    r"哪(?:些|几)|(?:包括|包含|分为|分成|涉及|注意)(?:了|有)?(?:什么|啥|几)|主要内容|内容(?:是|有|包括)"
    r"|几(?:个方面|大?方面|步|点|项|条|类)|(?:怎么|怎样|如何|咋)(?!样?看|算|称|收费)|注意事项"
)
_WHICH_THINGS = lazy(rf"(?:有何|有什么|什么|怎样的|何种)\w{{0,4}}(?:{_THINGS})")
_NUMBER = rf"({UP_TO_99}|\d{{1,2}})"
_ITEM = lazy(
    rf"第{_NUMBER}(?:点|项|步|类|种|个?方面|个?措施|个?要求)"
    rf"|(?<![^的里中，,、\s])({UP_TO_99})[是要](?:什么|指什么|啥|怎|如何|$|\?)"
    r"|(首先|其次|再次)(?:是|要)?(?:什么|做|怎)"
)
_PROVINCES = frozenset(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾".split()
)
_ENDINGS = tuple("省市县区州盟旗")
_LATIN = lazy(r"[0-9a-z.]+")


def asked_for(question: str) -> list[Shape]:
    """The shapes that the folded `question` asks for."""
    return [shape for shape in SHAPES if any(map(question.__contains__, shape.asked))]


def item_wanted(question: str) -> int | None:
    """The number of the item that the folded `question` asks for, WHOLE for all, None for none."""
    if item := _ITEM.search(question):
        return ordinal(next(filter(None, item.groups())))
    return WHOLE if _EVERY.search(question) or _WHICH_THINGS.search(question) else None


def matched(query: Query, context: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of `query` worth showing that stand in `context`, which is folded; the others.

    A word stands there when a synonym of it does. In the order of the question. Worth showing are
    words of two characters and more that are not stop words; if there are none, all words. Every
    word shown is in exactly one of the two.
    """
    asked = {query.forms(word)[0]: query.forms(word) for word in query.words}
    telling = {w: forms for w, forms in asked.items() if len(w) > 1 and w not in _stop_words()}
    shown = {w: any(map(context.__contains__, f)) for w, f in (telling or asked).items()}
    return tuple(w for w in shown if shown[w]), tuple(w for w in shown if not shown[w])


def named(query: Query) -> tuple[tuple[str, ...], ...]:
    """The places of `query`, without 省, 市, …, and its numbers and Latin words; folded.

    Each in all its forms, of which one is enough.
    """
    forms = (query.forms(word) for word in query.words)
    return tuple(
        tuple(_name(form) or form for form in every) for every in forms if any(map(_name, every))
    )


def holds(names: Sequence[Sequence[str]], text: str) -> bool:
    """Whether `text`, which is folded, holds every one of `names`."""
    return all(any(form in text for form in forms) for forms in names)


def _name(word: str) -> str | None:
    """`word` if it is a number or Latin, the place without 省, 市, … if it names one, or None."""
    place = len(word) > 2 and word.endswith(_ENDINGS)
    name = word[:-1] if place else word
    return name if place or name in _PROVINCES or _LATIN.fullmatch(word) else None


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(data("stop_words.txt"))
