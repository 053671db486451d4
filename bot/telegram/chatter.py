"""What a line is that may ask nothing: a greeting, thanks, a reaction, a question about the bot.

A reaction is known by what it is made of. 不对吧, 好的收到, 真的假的 hold nothing but words of
closed classes (pronouns, particles, adverbs, auxiliaries) and of judging and understanding; 哈哈,
666 and +1 nothing but sounds and figures. What is left of a line is what it is about.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

# Small talk is short; nothing longer is looked at.
LONGEST = 60
# Characters that a line is about at least: to be told that nothing was found, and to be answered
# though nobody spoke to the bot.
TOPIC, CLEAR_TOPIC = 2, 4
# The confidence of an answer that nobody called for. Of 100 lines of talk over two libraries 1 is
# answered instead of 6, of questions that their documents answer 119 instead of 130.
SURE = 0.85

_PEOPLE = "(?:你|您|妳|大家|各位|同志们|朋友们)?"
_GREETINGS = re.compile(
    rf"{_PEOPLE}(?:(?:早上|上午|中午|下午|晚上)?好|早安?|晚安)(?:呀|啊|哇)?{_PEOPLE}"
    r"|哈[喽啰罗囉]|嗨|喂|在吗|hi|hello|hey|good (?:morning|afternoon|evening)"
)
_THANKS = re.compile(
    r"(?:多|太)?[谢謝][谢謝]?(?:你|您|妳|啦|了|大家)*|辛苦了|好的|收到|明白了?"
    r"|ok|thanks?|thank you|thx"
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")

_YOU = r"(?:你|您|妳|(?:这个?)?(?:机器人|bot))"
_ABOUT_BOT = re.compile(
    rf"(?:请问|那|所以)?{_YOU}(?:们)?(?:到底|究竟|都|还)*(?:是|叫|能|会|可以|有|懂)些?(?:帮[我你您])*"
    r"(?:做|干|办|帮|回答|查|问|提供)?(?:谁|什么|啥|哪些|哪位|何方神圣|嘛|吗|(?:个|真)?(?:人|机器人)吗)"
    r"(?:名字|用处?|本事|本领|功能|能力|事情?|问题|东西|的|忙|呢|呀|啊|吗)*"
    rf"|{_YOU}(?:怎么|如何|咋)(?:用|使用|玩)(?:呢|呀|啊)?"
    rf"|(?:请问)?(?:这个?|{_YOU})?(?:该|要)?(?:怎么|如何|咋)(?:用|使用|操作|提问)(?:{_YOU})?(?:呢|呀|啊)?"
    r"|(?:查看|打开|显示|看看?)?(?:使用)?(?:帮助|菜单|功能|用法|命令)(?:列表|菜单|说明|介绍|一览)?"
    r"|使用(?:说明|方法|指南)|自我介绍|介绍一?下(?:你|您)?自己"
    r"|help(?: me)?|menu|usage|commands?|who are you|what are you"
    r"|what (?:can|do) you do|how (?:do|can|should) i (?:use|ask)(?: (?:you|this|it))?"
)

# What points to another message: 看看这个, 帮忙查一下, 这条是真的吗, 求出处.
_POINTING = re.compile(
    r"(?:请|請|帮|幫|忙|麻烦|麻煩|我|你|您|给|給|来|來|看|查|找|搜|问|問|回|答|解|释|釋|求|证|證|核|对|對|实|實"
    r"|一下|下|一|这|這|那|个|個|条|條|句|话|話|消息|问题|問題|上面|是|不|真|假|有|没|沒|依据|依據|出处|出處|原文"
    r"|来源|來源|怎么|怎麼|如何|什么|什麼|说|說|的|了|吧|呢|吗|嗎|啊|呀|[\W_])+"
)

# 呢, 们 … stand for themselves wherever they are; 会, 地, 到 … may be part of a word (会议, 地址).
_CLOSED = frozenset(
    "你您妳我俺咱他她它们們这這那其此谁誰哪啥自己"
    "的得了着著过過吧吗嗎呢啊呀哇哦噢喔嗯恩唔啦嘛咯喽囉哈嘿呵嘻嗨诶欸哎唉哟喲耶么麼嘞噻呗咦呃额哼嗷呜"
    "什甚怎几多少样樣很太也就才还還又再都挺真假没沒不别別非是"
    "好对對错錯谢謝懂牛赞讚棒酷妙神绝絕哭笑啧呸赖顶頂"
    "个個些吧和跟但而所以因为為"
)
_OPEN = frozenset(
    "会會能可要想该該应應必须須有无無在到地点點下上次种種行正准準强強差坏壞怪烂爛服信看见見听聽说說"
    "知道明白了解觉覺意思收记記住请請麻烦煩辛苦抱歉起关關系係问問题題厉厲害确確定实實搞弄如何"
    "刚剛先后後总總最更已只吃惊来來去走出吹靠怕猛狠瞎乱亂猜胡扯够夠极極晕暈服跪佩敬"
)
_CLOSED_LATIN = frozenset(
    "a an the i me my you your u he she it its we they this that these those is are was were be am "
    "do does did have has can could will would should what when where which who whom whose why how "
    "not no yes yeah yep nope ok okay sure really right wrong good nice great cool wow lol lmao "
    "thanks thank thx bro man haha very so too just and or but of to in on at for with know think "
    "mean see got get true false agree correct exactly indeed please sorry oh ah hmm um".split()
)
# What asks when, where and how much says nothing of what is asked about.
_ASKING = re.compile(
    r"(?:什么|什麼|啥)(?:时候|時候|时间|時間|地方|样|樣)|(?:几|幾)(?:点|點|号|號|时|時)"
    r"|哪(?:一?天|儿|兒|里|裡|裏|个|個|些)|多(?:少|久|大|长|長|高|远|遠|快)|怎么(?:办|样)|怎麼(?:辦|樣)"
)
# What people ask each other: of you and him, how things stand by now, who did what when. No
# document says that. Who begins with 请问 asks for more.
_POLITE = re.compile(r"请问|請問|想问|想問|问一下|問一下|请教|請教|咨询|諮詢")
_AMONG_PEOPLE = re.compile(
    r"[你您妳](?!好)|咱|(?<!其)[他她](?!人)|我[们們]"
    r"|(?:[了过過](?:吗|嗎|么|麼)|[没沒]有?|[来來][着著]|哪(?:儿|兒|里|裡)?了)$"
    r"|^[^是由]*(?:[谁誰哪]|(?:时候|時候|几点|幾點|怎么|怎麼))[^是由]{1,5}的$"
)
_PARTICLES = re.compile(r"[啊呀哈嘛呢哦吧\W_]+$")
# So much of what a question is about stands at least in an answer that nobody called for.
_MOST = 0.7
_RUNS = re.compile(r"[a-z]+|[^\W\da-z_]+")
_REPEATED = re.compile(r"(\w)\1*")


def smalltalk(text: str) -> Literal["greeting", "thanks"] | None:
    """What `text` is when it is nothing but a greeting or thanks."""
    if len(text) > LONGEST:
        return None
    words = _EDGES.sub("", text.lower())
    if _GREETINGS.fullmatch(words):
        return "greeting"
    return "thanks" if _THANKS.fullmatch(words) else None


def about_bot(text: str) -> bool:
    """Whether `text` asks nothing but who the bot is, what it can do or how it is used."""
    if len(text) > LONGEST:
        return False
    parts = re.split(r"[^\w\s]+|\s+(?![a-z])", text.lower())
    said = [part.strip() for part in parts if part.strip()]
    asked = [part for part in said if not _GREETINGS.fullmatch(part)]
    return bool(asked) and all(map(_ABOUT_BOT.fullmatch, asked))


def points(text: str) -> bool:
    """Whether `text` asks nothing itself but to look at another message."""
    return len(text) <= LONGEST and _POINTING.fullmatch(text) is not None


def topic(text: str) -> int:
    """How much `text` is about something: characters, a Latin word counting as one; 0 for a mere
    reaction."""
    asked = _ASKING.sub(" ", unicodedata.normalize("NFKC", text).lower())
    return sum(map(_about, _RUNS.findall(asked)))


def among_people(question: str) -> bool:
    """Whether people ask that each other: only they know how things stand with them by now."""
    return not _POLITE.search(question) and bool(_AMONG_PEOPLE.search(_PARTICLES.sub("", question)))


def covers(question: str, words: Iterable[str], text: str) -> bool:
    """Whether an answer holds most of what `question` is about: its `text` the characters, or the
    `words` that it is known to share."""
    least = _MOST * topic(question)
    shared = "".join(each if each in text else " " for each in question)
    return topic(shared) >= least or topic(" ".join(words)) >= least


def _about(run: str) -> int:
    """The characters of a run of letters that say what it is about."""
    if run.isascii():
        return int(run not in _CLOSED_LATIN and len(run) > 1 and not _REPEATED.fullmatch(run))
    if _REPEATED.fullmatch(run):
        return 0
    # An open character counts within a word: where a telling one stands beside it.
    count = 0
    for word in re.split(f"[{''.join(_CLOSED)}]+", run):
        telling = sum(character not in _OPEN for character in word)
        count += (telling + min(len(word) - telling, telling)) if telling else 0
    return count
