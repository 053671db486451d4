"""What rules state in a set form, and how people ask for it: since when they are in force, how they
were made, what a word means, what a breach costs; and how much of something lists say it takes.

何时施行, 什么时候生效 and 哪天开始实施 ask for the one sentence 本法自…起施行; 什么是道路 and
道路的定义 for “道路”，是指…; 怎么罚 for 处…罚款. The form tells the sentence, whatever words asked.
"""

import re
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from retrieval.models import Span
from retrieval.structure import enactments
from retrieval.text.effect import EFFECTIVE, says_effect
from retrieval.text.patterns import lazy


class ProvisionKind(StrEnum):
    """What a provision states."""

    EFFECT = "effect"
    ENACTMENT = "enactment"
    DEFINITION = "definition"
    PENALTY = "penalty"
    AMOUNT = "amount"


class Provision(NamedTuple):
    """A provision that a question asks for.

    `span` is where in the question stands what asks for it, and `leading` what leads up to that and
    tells nothing (法律上); `words` are those of its form, folded;
    `states` tells whether a folded sentence states it, `pattern` where it may stand (`places`),
    nowhere without `term`. Of an enactment what is found is all of it, and with `latest` the last
    one is meant.
    """

    kind: ProvisionKind
    span: Span
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    states: Callable[[str], bool]
    leading: Span = (0, 0)
    latest: bool = False
    term: str = ""

    def places(self, folded: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Span]:
        """Where in a folded text, from `start` to `end`, it may stand."""
        # Most texts lack the term, and finding that out takes a hundredth of the time.
        if self.term in folded:
            yield from (match.span() for match in self.pattern.finditer(folded, start, end))


_WHEN = (
    r"(?:什么时[候间]|何时|啥时候?|几时|[哪何](?:一)?[天日年月]|哪年哪月|几月几[号日]|几号|when)"
)
_FORCE = r"(?:施行|实施|生效|执行|起效|试行|实行)"
_EFFECT = lazy(
    rf"(?:(?:自|从|于|在|是)*{_WHEN}(?:的|开始|起|正式|才|就|会|要|将)*{_FORCE}[的了]*"
    rf"|的?(?:正式|开始)*{_FORCE}(?:的|起始|开始)*(?:日期|时间|日子|之日)(?:是|为|在)*(?:{_WHEN}|多少|什么)?"
    rf"|(?:是|正式|开始)*{_FORCE}(?:的|是|于|在|了|自|从|日)*{_WHEN}(?:开始|起|的)*"
    rf"|(?:已经?|现在|目前)*(?:正式|开始)*{_FORCE}了(?:吗|没有?|么))[呢啊呀]?[\s?]*$"
    rf"|^\s*(?:是|自|从|在)*{_WHEN}(?:开始|起|正式|才|会|要|将)*{_FORCE}(?:的|了)?"
)
_TERM = r"(?P<term>[^\s,。;:、?!]{1,30}?)"
_MEANING = "(?:意思|定义|含义|涵义|概念|释义)"
_EXPLAINED = "(?:怎么|怎样|如何)(?:定义|界定|理解|解释)"
_END = r"[呢啊呀的]?[\s?]*$"
_NAMED = (
    r"(?:《[^》]+》|[^,。;?!]*?(?:法律|法规|法典?|条例|办法|规定|细则|规则|通知|章程|合同|公约))"
)
_WITHIN = "[中里上内]面?"
# 对外贸易, 对方 and the like are words of their own.
_ON = "对于?(?![外方象手等立])"
_DEFINITIONS = (
    lazy(rf"(?P<ask>什么是|何谓|何为|什么叫做?|啥是|啥叫做?){_TERM}{_END}"),
    lazy(rf"(?P<ask>是?{_EXPLAINED})(?![的呢啊呀]*[\s?]*$){_TERM}{_END}"),
    lazy(
        rf"{_TERM}(?:在{_NAMED}(?:{_WITHIN})?)?(?P<ask>(?:(?:这个|这一|一)(?:词语?|概念|术语|说法))?的?(?:(?:法律|法定)?{_MEANING})?,?"
        rf"(?:(?:是|指|是指|指的是|的意思是|有)?(?:什么|啥|何){_MEANING}"
        rf"|(?:是指|指的是|指)(?:什么|啥|哪些)|是(?:什么|啥)|是?{_EXPLAINED}))[呢啊呀的]?[\s?]*$"
    ),
    lazy(
        rf"{_TERM}(?P<ask>(?:这个|这一|一)?(?:词语?|概念|术语)?的?(?:法律|法定)?{_MEANING})(?=$|[\s?]|在|见|出自|由|写)"
    ),
    lazy(rf"(?P<ask>所谓的?){_TERM}{_END}"),
)
# Who types a word and nothing else is glad to be told what it means.
_BARE = lazy(r"\s*(?P<term>(?:(?![谁什哪几何怎多吗么如])[\u4e00-\u9fff]){2,12})(?P<ask>)\s*$")
# What leads up to a term: 反家庭暴力法所称的, 道路交通安全法中, 民法典的, 法律上, 《民法典》里说的.
_LEADS = (
    lazy(
        rf"(?:在|按照?|根据)?(?P<named>{_NAMED})(?P<link>{_WITHIN}(?:所?[说讲称指谓]的?|[提讲说]到的?|规定的?|{_ON}|关于|的)?"
        rf"|所?[说讲称指谓]的?|[提讲说]到的?|{_ON}|关于|是)"
    ),
    lazy(r"(?P<named>)(?P<link>.*(?:所称|所说|所指|所谓|提到|规定|[里中]说|[里中]讲|.{2}对)的?)"),
    lazy(r"(?P<named>.{2,}?(?:[^方办做]法|法典|条例|办法|规定|细则))(?P<link>的)(?=.)"),
)
# It names no document: 法律上.
_ANY = lazy("(?:我国|中国|现行)?(?:相关|有关)?(?:法律|法规)+")
_TAIL = lazy("的?(?:法律|法定|名字|名称|一词)$")
# What names mean, in another language or character by character.
_TRANSLATES = r"(?:意[为即谓]|意思[是为])"
_ATTRIBUTE = lazy("(?:是|指|是指|指的是)(?:什么|啥|哪些)")
_LONGEST = 14
_PENALTY = lazy(
    r"(?:会|要|应该?|将|得|被)*(?:怎么|怎样|如何|咋)(?:个)?(?:处罚|罚款?|惩罚|惩处|判刑|判(?![断别定处]))的?"
    r"|(?:会|要|应该?|将|得|被)*(?:处罚|罚款?)(?:是|要)?(?:多少|几|什么|啥)(?:钱|元|块钱?)?"
    r"|(?:会|要|将|受到?|处以?|给予?|面临)*(?:什么|何种|哪些|啥)(?:样的)?(?:行政|刑事)?(?:处罚|惩罚)"
    r"|的?处罚(?:标准|规定|措施|依据)?(?:是|有)?(?:什么|哪些|多少)?(?=[\s?]*$)"
    r"|(?:会|要)*被?判(?:几|多少)年|(?:会|要)*被?判多久|(?:会|要)*被?拘留?(?:几|多少)[天日]|(?:会|要)*被?拘留多久"
    r"|(?:会不会|要不要|是不是要|会|要|应该?)被?(?:罚款?|处罚|拘留|判刑|坐牢|抓)(?=吗|么|[\s?]*$)|罚不罚款?"
    r"|坐(?:几|多少)年牢|(?:扣|记)(?:几|多少)分|(?:犯法|犯罪|违法)(?:吗|么)|(?:是不是|算不算)(?:犯法|犯罪|违法)"
    r"|(?:会|将)?有(?:什么|啥|哪些)(?:法律)?后果"
)
# 冰糖放多少, 料酒要加几勺: how much of something, which lists and recipes say right beside it.
_MEASURE = (
    "(?:千克|公斤|毫升|汤匙|茶匙|小块|[大小]勺|kg|ml"
    "|[克斤两勺匙颗片根个只块袋包瓶杯碗滴升粒瓣条把张枚支gl])"
)
_AMOUNT = lazy(
    rf"{_TERM}(?P<ask>(?:大概|一般|一共|总共|应该|该|得|需要?|要|用|放|加|倒|备|准备)*"
    rf"(?:(?<=[要用放加倒备])多少|(?:多少|(?<!第)几){_MEASURE})[呢啊呀]?[\s?]*$)"
)
_PRISON = lazy("[判牢]")
_FINES = lazy(
    r"处[^。;]{0,40}?(?:罚款|罚金|拘留|徒刑|拘役|管制|警告)"
    # Not what is told of a fine: 罚款决定书, 罚款的缴纳.
    r"|罚款(?!决定|处罚|收缴|全部|缴|的|数额|可以)|罚\d+元|罚金|拘留|徒刑|拘役|没收|责令|[扣记]\d+分"
    r"|(?:予|并|依法|可以|,)(?:警告|处分|吊销|暂扣)|(?:给予|予以)[^。;,]{0,12}处罚|追究刑事责任"
)

# What asks has one of these.
_MAY_EFFECT = tuple("施行 实施 生效 执行 起效 试行 实行".split())
_MAY_ENACT = tuple("通过 制定 公布 颁布 发布 修正 修订 修改".split())
_MAY_FINE = tuple("罚 判 拘 处 牢 扣 记 抓 犯 违法 后果".split())
_MAY_MEASURE = ("多少", "几")
_MAY_DEFINE = tuple(
    "是什么 什么是 什么叫 指什么 什么意思 何谓 何为 是啥 啥是 啥叫 啥意思 指啥 指哪些 所谓 "
    "定义 含义 涵义 概念 释义 意思 界定 理解 解释".split()
)


def sought(folded: str) -> Provision | None:
    """The provision that a folded question asks for; None if it asks for none."""
    for may, find in _KINDS:
        if any(map(folded.__contains__, may)) and (found := find(folded)):
            return found
    bare = _BARE.match(folded)
    return _defined(bare) if bare else None


def _effect(folded: str) -> Provision | None:
    if not (asks := _EFFECT.search(folded)):
        return None
    words = ("施行", "生效")
    return Provision(ProvisionKind.EFFECT, asks.span(), words, EFFECTIVE, _takes_effect)


def _enactment(folded: str) -> Provision | None:
    asks = enactments.asked(folded)
    if asks is None:
        return None
    span, words, says, latest = asks
    states = partial(_holds, says)
    return Provision(ProvisionKind.ENACTMENT, span, words, says, states, latest=latest)


def _takes_effect(sentence: str) -> bool:
    return says_effect(sentence) is not None


def _penalty(folded: str) -> Provision | None:
    asks = _PENALTY.search(folded)
    if not asks:
        return None
    words = ("徒刑", "刑事责任") if _PRISON.search(asks[0]) else ("罚款",)
    return Provision(ProvisionKind.PENALTY, asks.span(), words, _FINES, partial(_holds, _FINES))


def _definition(folded: str) -> Provision | None:
    asks = next(filter(None, (pattern.search(folded) for pattern in _DEFINITIONS)), None)
    return _defined(asks) if asks else None


def _defined(asks: re.Match[str]) -> Provision | None:
    """The definition that is asked for, of the term that was found."""
    lead = _lead(asks) if asks.start("term") < asks.start("ask") else None
    term = _term(asks["term"][lead.end() if lead else 0 :])
    # A的B是什么 asks for something of A.
    if len(term) > _LONGEST or ("的" in term and _ATTRIBUTE.match(asks["ask"])):
        return None
    defines = _defining(term)
    words = ("是指", f"称{term[0]}")
    states = partial(_holds, defines)
    leading = _leading(asks.start("term"), lead)
    span = asks.span("ask")
    return Provision(ProvisionKind.DEFINITION, span, words, defines, states, leading, term=term)


def _leading(start: int, lead: re.Match[str] | None) -> Span:
    """Where words lead up to a term at `start` that name nothing."""
    if lead is None:
        return (start, start)
    first = lead.start() if _ANY.fullmatch(lead["named"]) else lead.start("link")
    return (start + first, start + lead.end())


def _lead(asks: re.Match[str]) -> re.Match[str] | None:
    """What leads up to the term, if the question begins with that."""
    found = filter(None, (lead.match(asks["term"]) for lead in _LEADS))
    return next((lead for lead in found if lead.end() < len(asks["term"])), None)


def _term(said: str) -> str:
    """The term that is to be defined."""
    return (_TAIL.sub("", said) or said).strip("“”\"「」‘’'") or said


def _defining(term: str) -> re.Pattern[str]:
    """What a folded sentence holds that says what `term` means."""
    own = rf"[“”\"「『'‘]?{re.escape(term)}[“”\"」』'’]?"
    before = r"(?:(?<![\u4e00-\u9fffa-z0-9])|(?<=所[谓说指])|(?<=[的称条款项]))"
    # 指示牌, 指定 and the like are words of their own.
    means = r"(?:[是系意]指|指的是|指(?![\u4e00-\u9fff]?[定派挥导标示]))"
    return lazy(
        rf"{before}{own}(?:\([^()]{{1,40}}\))?(?:[,:]?\s*{means}|[^。;]{{0,40}}?{_TRANSLATES})"
        rf"|(?:称为|称作|叫做?|以下(?:统称|简称|称)|,为){own}(?=[。;,)]|$)"
    )


def _holds(pattern: re.Pattern[str], sentence: str) -> bool:
    return pattern.search(sentence) is not None


def _amount(folded: str) -> Provision | None:
    asks = _AMOUNT.search(folded)
    if asks is None:
        return None
    own, number = re.escape(asks["term"]), r"(?:\d[\d./]*|[一二三四五六七八九十半两几]+)"
    much = rf"(?:{number}\s*{_MEASURE}|适量|少许)"
    says = lazy(rf"{own}[\s|:(]*(?:约|大约|各)?\s*{much}|{much}\s*{own}")
    span, states = asks.span("ask"), partial(_holds, says)
    return Provision(ProvisionKind.AMOUNT, span, (), says, states, term=asks["term"])


_KINDS = (
    (_MAY_EFFECT, _effect),
    (_MAY_ENACT, _enactment),
    (_MAY_FINE, _penalty),
    (_MAY_MEASURE, _amount),
    (_MAY_DEFINE, _definition),
)
