"""What kind of answer a question asks for, and what a text that may answer looks like.

An answer to 多少 holds a number. `SHAPES` are coarse and tell sentences of one document apart;
`KINDS` are narrow, the first that is asked for counts, and tell whether a window answers at all:
a price is no duration.
"""

import re
from typing import NamedTuple

from retrieval.text.dates import YEAR
from retrieval.text.patterns import lazy


def _number(numerals: str) -> str:
    """A number in digits or in `numerals`, from its beginning and each in one way only: a run of
    them is neither tried from all of its places nor cut at all of them."""
    digits = r"\d(?<!\d\d)(?<!\d[,.]\d)[\d,.]*[余多]?[万亿千百]*"
    spoken = f"[{numerals}](?<![{numerals}]{{2}})[{numerals}]*(?:[余多万亿][万亿千百]*)?"
    return f"(?:{digits}|{spoken})"


_NUMERAL = _number("〇零一二两三四五六七八九十百千")
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
    Shape(
        "reason",
        tuple("为什么 为何 为啥 原因 缘故 目的".split()),
        lazy("因|由于|为了|以便|以免|所以|导致|避免|防止|旨在|使得"),
    ),
    Shape(
        "penalty",
        tuple("处罚 罚款 罚多少 怎么罚 罚几 后果 法律责任".split()),
        lazy("罚款|罚金|拘留|徒刑|责令|吊销|没收|警告"),
    ),
    Shape(
        "who",
        tuple("谁 哪位 什么人 何人 哪个部门 什么部门 哪些部门 哪个单位 哪个机构 哪家 who".split()),
        lazy(
            "部门|委员会|办公室|公司|中心|大学|医院|法院|政府|[局厅署院]"
            "|主任|书记|[省市县区州乡镇部局厅院校]长|教授|总统|总理|主席|将军|先生|女士"
        ),
    ),
)


def asked_for(question: str) -> tuple[Shape, ...]:
    """The shapes that the folded `question` asks for."""
    return tuple(shape for shape in SHAPES if any(map(question.__contains__, shape.asked)))


_AMOUNT = _number("〇零一二两三四五六七八九十百千半")


class AnswerKind(NamedTuple):
    """A kind of answer. A folded question that `asked` is found in asks for it; `answered` is found
    in a folded text that may answer."""

    name: str
    asked: re.Pattern[str]
    answered: re.Pattern[str]


_WEIGHT, _TEMPERATURE = "kg|g|克|公斤|千克|吨|斤", "℃|°|度"
_LENGTH, _SIZE = "米|公里|里|cm|mm|m|km|寸", "l|ml|升|毫升|平方|㎡|亩|公顷"
KINDS = (
    AnswerKind(
        "money",
        lazy(
            "多少钱|价格|价钱|费用|收费|[房月]?租金?|工资|薪|罚款|罚多少|罚几|票价|几块|几元|啥价|押金|补[贴助]|运费"
            "|[水电气学话]费|定价|售价|单价|金额|花费|额度|要花多少|赔多少|贵不贵"
        ),
        lazy(
            rf"{_AMOUNT}\s*(?:元|块|美元|港元|欧元|万|亿|usd|rmb|%)|免费|不收|不收费|[$¥￥€]\s*\d|百分之|\d+/"
        ),
    ),
    AnswerKind(
        "duration",
        lazy(
            "多久|多长时间|[几多少]个?(?:天|日|年|月|小时|钟头|分钟|周|星期|工作日)|几个月|期限|时限|有效期|保修期|保质期"
        ),
        lazy(rf"{_AMOUNT}\s*个?\s*(?:天|日|周|月|年|小时|分钟|秒|工作日|学年|季度|星期)|长期|永久"),
    ),
    AnswerKind(
        "time",
        lazy("何时|时候|哪天|哪一天|哪年|哪一年|几月|几号|几点|几时|日期|时间|截止|when"),
        lazy(
            r"\d{1,4}\s*[年月日号点时:∶]|[〇零一二三四五六七八九十]+[年月日点时]|世纪|年代|\d{4}-\d"
            r"|周[一二三四五六日]|星期|之日|每[天日周月年]|节|(?<![a-z])[ap]m|期间"
        ),
    ),
    AnswerKind(
        "age", lazy("多大年[龄纪]|几岁|多少岁|年龄|多大岁数|周岁"), lazy(rf"{_AMOUNT}\s*周?岁")
    ),
    AnswerKind(
        "phone",
        lazy("电话|号码|热线|分机|手机号|联系方式|打给谁|传真|怎么联系|如何联系"),
        lazy(r"(?<!\d)\d{3,4}[-—－\s]?\d{3,4}[-\s]?\d{0,4}(?!\d)|(?<!\d)1\d{10}(?!\d)"),
    ),
    AnswerKind(
        "address on the net",
        lazy("邮箱|网址|网站|邮件|公众号|微信号|链接"),
        lazy(r"@|www|http|\.com|\.cn|网|公众号|微信|app"),
    ),
    AnswerKind("weight", lazy("多重|重量|净重|毛重|体重"), lazy(rf"{_AMOUNT}\s*(?:{_WEIGHT})")),
    AnswerKind(
        "temperature", lazy("几度|多少度|温度|气温"), lazy(rf"{_AMOUNT}\s*(?:{_TEMPERATURE})")
    ),
    AnswerKind(
        "length",
        lazy("多[高长宽厚深远]|[长高宽厚深]度|身高|距离"),
        lazy(rf"{_AMOUNT}\s*(?:{_LENGTH})(?!²|2|³|3)"),
    ),
    AnswerKind(
        "size",
        lazy("面积|体积|容[量积]|多大"),
        lazy(rf"{_AMOUNT}\s*(?:{_WEIGHT}|{_TEMPERATURE}|{_LENGTH}|{_SIZE})"),
    ),
    AnswerKind(
        "rate",
        lazy("比例|百分|率|占多少|占比|同比|[增下]长了?多少|几成|折扣|几折"),
        lazy(r"\d\s*%|百分之|[一二三四五六七八九\d]\s*[成折]|\d:\d|倍|[万千]分之|减半"),
    ),
    AnswerKind("count", lazy("多少|几(?!乎|何)|数量|人数|总数|总额"), lazy(_AMOUNT)),
)
_COUNTED = lazy(r"(?:多少|几)个?([\u4e00-\u9fff])")
# What stands behind 多少 or 几 and is no unit.
_NO_UNIT = frozenset("钱个的了人是次些种能有用要可以会时点号家候天年月日乎何把在于比元类第条")


def kind_asked(question: str) -> AnswerKind | None:
    """The kind of answer that a folded question asks for, the narrowest; None for none of KINDS."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)


def counted_in(question: str) -> re.Pattern[str] | None:
    """What an amount in the unit that a folded question asks for looks like (多少吨); None if it
    names none."""
    found = _COUNTED.search(question)
    if found is None or found[1] in _NO_UNIT:
        return None
    return re.compile(rf"(?:{_AMOUNT}|[万亿千百])\s*个?{re.escape(found[1])}")


_MUCH = lazy(
    "措施|要求|规定|政策|举措|做法|办法|方面|条件|流程|程序|如何|怎么|怎样|哪些|内容|支持|任务|工作|安排"
    "|处理|原则|职责|范围|对象|方式|情形|材料"
)


def asks_for_much(question: str) -> bool:
    """Whether the answer to a folded question is likely to be sentences: measures, rules, ways;
    none of SHAPES and KINDS."""
    short = asked_for(question) or kind_asked(question)
    return not short and _MUCH.search(question) is not None
