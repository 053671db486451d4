"""What an answer looks like, by what is asked for: a number, a date, a place, a contact."""

import re
from typing import NamedTuple

from retrieval.patterns import lazy

_NUMERAL = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千]+)[余多]?[万亿千百]*"

_CONTACTS = "电话|号码|热线|联系方式|邮箱|网址|网站|邮件|微信"


class Shape(NamedTuple):
    """`asked` matches a folded question, `answered` a folded text that may answer it."""

    name: str
    asked: re.Pattern[str]
    answered: re.Pattern[str]


SHAPES = (
    Shape(
        "number",
        lazy(
            "多少|几|多[大高长远重宽久深]|比例|率|人数|数量|面积",
            hints="多 几 比例 率 人数 数量 面积".split(),
        ),
        lazy(_NUMERAL),
    ),
    Shape(
        "date",
        lazy(
            "何时|什么时[候间期]|时[候间]|[哪几何]天|哪一天|[哪几何]年|哪一年|几[月号点时]|哪个月"
            "|多久|多长时间|日期|期限|期间|年[代份]|when",
            hints="时 天 年 几 哪个月 多久 日期 期限 期间 when".split(),
        ),
        lazy(
            r"\d{1,4}年|\d{1,2}月|\d{1,2}日|[〇零一二三四五六七八九十]+[年月]|世纪|年代"
            r"|(?:19|20)\d\d-\d|\d+(?:天|周|个月|小时|分钟)"
        ),
    ),
    Shape(
        "place",
        lazy(
            "哪[里儿座边国]|何[地处]|什么地方|地址|哪个(?:国家|城市|省|地区)|位于|where",
            hints="哪 何地 何处 什么地方 地址 位于 where".split(),
        ),
        lazy(r"位于|[\u4e00-\u9fff][省市县区镇村州国路街岛山湾部]|号"),
    ),
    Shape(
        "contact",
        lazy(_CONTACTS, hints=_CONTACTS.split("|")),
        lazy(r"\d{3,4}-?\d{7,8}|(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{5}(?!\d)|@|www|http"),
    ),
)


def asked_for(question: str) -> list[Shape]:
    """The shapes that the folded `question` asks for."""
    return [shape for shape in SHAPES if shape.asked.search(question)]
