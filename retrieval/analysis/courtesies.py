"""What people say around a question: greetings, pleas, thanks, urgency, who asks and how, hedges.

None of it is asked for, and a document that answers has none of it. It is found in the folded text
by what it is made of, not by how it happens to be cut into words: 帮我查一下 is 帮我 (a plea), 查 (a
verb of asking) and 一下. What is cut off never ends inside a word: 请问 leaves 查验 alone.
"""

import re
from itertools import chain

from retrieval.analysis.analyzer import segmenter
from retrieval.text.patterns import lazy


def _any(*words: str) -> str:
    return f"(?:{'|'.join(chain.from_iterable(map(str.split, words)))})"


# Marks, blanks and emoji between what is said; not what opens a title, a quotation or a minus.
_GAP = r"[^\w《“「\"(+#-]*"
_WHO = _any(
    "我们? 俺们? 咱们? 本人 你们? 您 大家 各位 诸位 哪位 谁 有人 有没有人 有谁 别人 人家",
    "(?:小|智能)?助手 机器人 小编 客服 管理员 版主 楼主 群主 群里的? 老师 师傅 同学们? 朋友们? 同志们?",
    "领导 专家 医生 律师 大神 大佬 亲们? 小白 新人 新手 家里人 家人们? 爸妈? 妈妈? 爷爷 奶奶 老婆 老公",
    "同事 老板 孩子 邻居 群友 同行 哥们儿? 兄弟们? 姐妹们? 伙伴们? 小伙伴们? 宝子们?",
)
_HELLO = _any(
    "您好 你好 你们好 大家好 各位好 老师好 早上好 早安 上午好 中午好 下午好 晚上好 晚安 嗨 哈喽 喂 hi",
    "hello hey 在吗 在么 在不在 有人吗 有人在吗",
)
_SORRY = _any(
    "不好意思 打扰 冒昧 抱歉 对不起 劳驾 劳烦 有劳 麻烦 烦请 拜托 辛苦 恳请 恳求 跪求 求助 求教 求问",
    "求解 敢问 借问 请问 请教 请 求",
)
_MODAL = _any(
    "能不能 可不可以 能否 可否 是否可以 可以 能够? 会 想要 想 需要 要 希望 打算 得 就 还 再 也 又 先 刚",
    "来 去 到 现在 今天 这边 这里 顺便 另外 特别 很 非常 急着 着急",
)
_HELP = "(?:(?:帮|给|替|跟|和|为|向|让|叫|托)(?:个?忙)?|帮忙|帮帮忙|帮一下忙?|帮下忙?)"
_LONG_VERBS = (
    "查询 查找 查看 查证 查查 寻找 找找 看看 搜索 搜一搜 搜搜 问问 询问 咨询 请教 打听 了解 告诉 告知 介绍",
    "解释 说明 说说 讲讲 确认 核实 核对 解答 回答 回复 科普 指点 知不知道 知道 晓得 清楚 明白 搞懂 弄清楚?",
    "搞清楚? 弄明白 搞明白 记得 求证 检索",
)
_SHORT_VERBS = "查 找 看 搜 问 说 讲 懂"
_VERB, _LONG_VERB = _any(*_LONG_VERBS, _SHORT_VERBS), _any(*_LONG_VERBS)
_BIT = _any(
    "一下子? 一查 一问 一看 一声 下子? 一句 个问题 几个问题 一个问题 个事儿? 件事儿? 点事儿?"
)
_TAIL = "(?:啊|呀|呢|吧|嘛|哈|啦|哦|呗|哟|了|的|过|地|吗|么)"
_THANKS = _any(
    "谢谢 谢了 谢过 感谢 多谢 感激不尽 感激 感恩 万分感谢 thanks thank\\ you thx 3q 辛苦了?"
)
_URGENT = _any(
    "急{1,9} 急用 急需 急求 挺急的? 在线等 等回复 速回 盼复 盼告知 望告知 求告知 求回复 求答案 求解答 求指点",
    "求大佬 求大神 好人一生平安 拜托了? 麻烦了 有没?有?(?:懂行?|知道|了解|清楚)的(?:人|朋友|老师)?(?:吗|么)?",
)
_MORE = _any(
    "有 没有? 个 件 点 些 事儿? 事情 问题 关于 小 一个 如题 是 的是 这样的 是这样的 情况 新来 第一次 那个",
    "这个 嗯 额 呃 行不行? 好不好 行吗 可以吗",
)
_FILES = r"(?:这些?|你们?的?)?(?:文件|文档|资料|材料|库)(?:里面?|中|上)(?:有没有|是否有?)?(?:说|写|提到|讲)?[过了到]?"
# A plea that stands alone in front; 请 and 求 do not: 请假条, 求职.
_BARE = (
    "(?:不好意思|打扰|冒昧|抱歉|对不起|劳驾|烦请|请问|敢问|借问|请教|求助|求教|求问|求解|跪求|拜托|帮忙|话说"
    r"|(?:麻烦|请|求|辛苦|早)(?=[\s,，.。!！:：、]))"
)
_SOCIAL = lazy(
    rf"(?:{_WHO}|{_HELLO}|{_SORRY}|{_MODAL}|{_HELP}|{_VERB}|{_BIT}|{_TAIL}|{_THANKS}|{_URGENT}|{_MORE})+"
    # However somebody asks: 弱弱地问一句, 诚心求教.
    rf"|\w{{0,6}}(?:问问?|请教|求教|咨询|打听){_BIT}?{_TAIL}?"
)
"""A clause of these alone says nothing of what is asked."""
_CLAUSE = lazy(r"[^,，。.!！?？:：;；~～…\s]+")
# In front, without a mark behind: whoever is spoken to, or a plea or a wish, then a verb of asking.
_LEAD = rf"(?:{_WHO}|{_SORRY}|{_MODAL}|{_HELP}){_GAP}"


def _start(verb: str) -> re.Pattern[str]:
    return lazy(
        rf"{_GAP}(?:"
        rf"(?:{_WHO}{_GAP})?{_HELLO}{_TAIL}?{_GAP}"
        rf"|(?:{_LEAD})+{verb}(?:我们?|俺|咱)?{_BIT}?(?:大家|各位|您)?(?:的是|关于)?{_TAIL}?{_GAP}"
        rf"|(?:{_LEAD})+\w{{2}}一下{_GAP}"
        rf"|{_HELP}\w{{1,6}}?(?:问问|{verb}{_BIT}){_GAP}"
        rf"|我?(?:不|没)(?:太|大|是很)?(?:知道|清楚|明白|懂|搞懂|了解){_GAP}"
        rf"|{verb}(?:我们?)?{_BIT}(?:关于)?{_GAP}"
        rf"|(?:{_MODAL})?{_BARE}{_BIT}?{_TAIL}?(?:大家|各位|您|你们?)?{_GAP}"
        rf"|{_WHO}[,，:：、\s]+|{_FILES}"
        r")(?=.)"
    )


_STARTS = (_start(_VERB), _start(_LONG_VERB))
_END = lazy(
    rf"(?:{_GAP}(?:(?:先|非常|十分|万分|提前|在此|真的)*{_THANKS}(?:{_WHO}|{_TAIL}|啦|多谢|谢谢|不尽)*)"
    rf"|(?<=\W){_URGENT}(?:了|死了)?|(?<=[吗呢吧么])(?:{_URGENT}|{_SORRY})(?:了|死了)?"
    rf"|(?<=\W){_SORRY}(?:您|你们?|各位|大家)?了?"
    r"|(?:求|望|盼)(?:解答|告知|回复|答案|指点|科普|大神|大佬)"
    r"|(?<=[^\s])(?:行不行?|好不好|可以吗|行吗)(?=\W*\Z)"
    rf")\W*\Z"
)
_HEDGE = lazy(
    "到底|究竟|大概|大约|大致|大体上?|差不多|通常|一般(?:来说|来讲|情况下)?(?=[是要需在由会能多几什怎都得有]|$)"
    "|(?<![出发实表再])现在(?!的?价值|几[点号时])|目前|如今|眼下|现如今|具体(?=[是要什怎如多几在哪有])|的话|话说|其实"
    "|一共(?=[是要有多几])|总共(?=[是要有多几])|最[高多低少长快早晚迟大](?=(?:可以?|能|会|要|是|有|得)?(?:多少|多久|多大|几|什么))"
    r"|(?:咧|哩|嘛|呀|哈|啊|呗|哟|呢)(?=\W|$)"
)
_PARTICLE = lazy(r"(?:吗|么|不|没)\W*\Z")
_WORD = lazy(r"[^\W_]")
_TWO = lazy(r"[^\W_].*[^\W_]")
# Openings and endings of a question: more than this nobody says.
_MOST = 8


def without_courtesies(folded: str) -> str:
    """`folded` with spaces for what is said around the question; the same length.

    All of it where nothing else would be left.
    """
    begin, stop = _clauses(folded)
    start, end = _opened(folded, begin, stop), stop
    for _ in range(_MOST):
        match = _END.search(folded, start, end)
        if match is None or not _TWO.search(folded, start, match.start()):
            break
        end = match.start()
    if start > begin and (match := _PARTICLE.search(folded, start, end)):
        end = match.start()
    kept = " " * start + folded[start:end] + " " * (len(folded) - end)
    plain = _HEDGE.sub(lambda match: _blank(match, folded), kept)
    return plain if _TWO.search(plain) else kept if _WORD.search(kept) else folded


def _opened(folded: str, start: int, end: int) -> int:
    """Where the question begins behind its openings."""
    for _ in range(_MOST):
        matches = (pattern.match(folded, start, end) for pattern in _STARTS)
        fitting = (match.end() for match in matches if match and not _in_two(folded, match.end()))
        past = next(fitting, None)
        if past is None or not _TWO.search(folded, past, end):
            break
        start = past
    return start


def _in_two(folded: str, place: int) -> bool:
    """Whether a verb of one character ends there that makes a word with what follows: 查验."""
    verb, before = folded[place - 1], folded[place - 2 : place - 1]
    return verb in _SHORT_VERBS and verb != before and _cuts(folded, place)


def _cuts(folded: str, place: int) -> bool:
    """Whether a word of two characters would be cut in two."""
    word = folded[max(place - 1, 0) : place + 1]
    return word.isalpha() and len(word) == 2 and segmenter("").likelihood(word) is not None


def _blank(match: re.Match[str], folded: str) -> str:
    inside = _cuts(folded, match.start()) or _cuts(folded, match.end())
    return match[0] if inside else " " * len(match[0])


def _clauses(folded: str) -> tuple[int, int]:
    """Where the question stands without the clauses around it that are social alone."""
    kept = list(_CLAUSE.finditer(folded))
    while len(kept) > 1 and _SOCIAL.fullmatch(kept[0][0]):
        kept.pop(0)
    while len(kept) > 1 and _SOCIAL.fullmatch(kept[-1][0]):
        kept.pop()
    return (kept[0].start(), kept[-1].end()) if kept else (0, len(folded))
