"""What an answer looks like, by what is asked for: a number, a date, a place, a contact."""

import re

from retrieval.text.patterns import lazy
from retrieval.tuples import NamedTuple

_NUMERAL = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千]+)[余多]?[万亿千百]*"
_DATE = (
    r"\d{1,4}年|\d{1,2}月|\d{1,2}日|[〇零一二三四五六七八九十]+[年月]|世纪|年代"
    r"|(?:19|20)\d\d-\d|\d+(?:天|周|个月|小时|分钟)"
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


def asked_for(question: str) -> list[Shape]:
    """The shapes that the folded `question` asks for."""
    return [shape for shape in SHAPES if any(map(question.__contains__, shape.asked))]
