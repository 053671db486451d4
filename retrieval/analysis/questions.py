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


_SMALL_PLACES = tuple("镇乡村路街")
# Words of asking and of everyday sentences that a document seldom answers with.
_LIGHT = frozenset(
    "怎么办 怎么回事 会不会 能不能 可不可以 要不要 该不该 用不用 咋整 咋办 咋样 咋 为啥 上哪 上哪儿 去哪 去哪儿 "
    "算 能 会 要 可以 应该 得 有 做 打 放 到 拿 用 去 来 说 叫 给 是 不 没 没有 让 把 被 就 都 也 还 再 该 需 需要 "
    "必须 最 里 上 下 时 后 前 起 多 大 小 人 事 个 种 次 年 月 日 号 天 元 点 条 项 名 家 位 只 件 份 台 度 岁 啥价 "
    "意思 规定 情况 标准 要求".split()
)


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


_AMOUNT = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千半]+)[余多]?[万亿千百]*"


class Kind(NamedTuple):
    """A kind of answer. A folded question that `asked` is found in asks for it; `answered` is found
    in a folded text that may answer."""

    name: str
    asked: re.Pattern[str]
    answered: re.Pattern[str]


KINDS = (
    Kind(
        "money",
        lazy(
            "多少钱|价格|价钱|费用|收费|[房月]?租金?|工资|薪|罚款|罚多少|罚几|票价|几块|几元|啥价|押金|补[贴助]|运费"
            "|[水电气学话]费|定价|售价|单价|金额|花费|额度|要花多少|赔多少|贵不贵"
        ),
        lazy(
            rf"{_AMOUNT}\s*(?:元|块|美元|港元|欧元|万|亿|usd|rmb|%)|免费|不收|不收费|[$¥￥€]\s*\d|百分之|\d+/"
        ),
    ),
    Kind(
        "duration",
        lazy(
            "多久|多长时间|[几多少]个?(?:天|日|年|月|小时|钟头|分钟|周|星期|工作日)|几个月|期限|时限|有效期|保修期|保质期"
        ),
        lazy(rf"{_AMOUNT}\s*个?\s*(?:天|日|周|月|年|小时|分钟|秒|工作日|学年|季度|星期)|长期|永久"),
    ),
    Kind(
        "time",
        lazy("何时|时候|哪天|哪一天|哪年|哪一年|几月|几号|几点|几时|日期|时间|截止|when"),
        lazy(
            r"\d{1,4}\s*[年月日号点时:∶]|[〇零一二三四五六七八九十]+[年月日点时]|世纪|年代|\d{4}-\d"
            r"|周[一二三四五六日]|星期|之日|每[天日周月年]|节|(?<![a-z])[ap]m|期间"
        ),
    ),
    Kind("age", lazy("多大年[龄纪]|几岁|多少岁|年龄|多大岁数|周岁"), lazy(rf"{_AMOUNT}\s*周?岁")),
    Kind(
        "phone",
        lazy("电话|号码|热线|分机|手机号|联系方式|打给谁|传真|怎么联系|如何联系"),
        lazy(r"(?<!\d)\d{3,4}[-—－\s]?\d{3,4}[-\s]?\d{0,4}(?!\d)|(?<!\d)1\d{10}(?!\d)"),
    ),
    Kind(
        "address on the net",
        lazy("邮箱|网址|网站|邮件|公众号|微信号|链接"),
        lazy(r"@|www|http|\.com|\.cn|网|公众号|微信|app"),
    ),
    Kind(
        "size",
        lazy("多重|重量|净重|多高|多长|多宽|面积|体积|容量|多大|多远|几度|多少度|温度|多厚|多深"),
        lazy(
            rf"{_AMOUNT}\s*(?:kg|g|克|公斤|千克|吨|斤|米|公里|里|cm|mm|m|km|l|ml|升|毫升|平方|㎡|亩|公顷|℃|°|度|寸)"
        ),
    ),
    Kind(
        "rate",
        lazy("比例|百分|率|占多少|占比|同比|[增下]长了?多少|几成|折扣|几折"),
        lazy(r"\d\s*%|百分之|[一二三四五六七八九\d]\s*[成折]|\d:\d|倍|[万千]分之|减半"),
    ),
    Kind("count", lazy("多少|几(?!乎|何)|数量|人数|总数|总额"), lazy(_AMOUNT)),
)
_COUNTED = lazy(r"(?:多少|几)个?([\u4e00-\u9fff])")
# What stands behind 多少 or 几 and is no unit.
_NO_UNIT = frozenset("钱个的了人是次些种能有用要可以会时点号家候天年月日乎何把在于比元类第条")
_LATIN_NAME = lazy(r"[a-z0-9][a-z0-9.+#/_-]*")


def kind_asked(question: str) -> Kind | None:
    """The kind of answer that a folded question asks for, the narrowest; None for none of KINDS."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)


def counted_in(question: str) -> re.Pattern[str] | None:
    """What an amount in the unit that a folded question asks for looks like (多少吨); None if it
    names none."""
    found = _COUNTED.search(question)
    if found is None or found[1] in _NO_UNIT:
        return None
    return re.compile(rf"(?:{_AMOUNT}|[万亿千百])\s*个?{re.escape(found[1])}")


def required(query: Query) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The names that an answer to `query` must be about, and the numbers: each in all its forms, of
    which one is enough. Places without 省, 市, …; Latin words and models; years and numbers."""
    latin: list[tuple[str, ...]] = [(found[0].rstrip("."),) for found in _LATIN_NAME.finditer(query.text)]
    numbers = [each for each in latin if each[0][:1].isdigit()]
    places = (query.forms(word) for word in query.words)
    names = [each for each in latin if each not in numbers]
    for forms in places:
        if any(form in _PROVINCES for form in forms):
            names.append(forms)
        elif len(forms[0]) > 2 and forms[0].endswith(_ENDINGS):
            names.append(tuple(form[:-1] if form.endswith(_ENDINGS) else form for form in forms))
        elif len(forms[0]) > 2 and forms[0].endswith(_SMALL_PLACES):
            names.append(forms)
    return names, numbers


def is_stop_word(word: str) -> bool:
    """Whether a word says nothing of what a question is about."""
    return word in _stop_words() or word in _LIGHT


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(data("stop_words.txt"))
