"""What people say around a question: greetings, pleas, thanks, urgency, who asks and how, hedges.

None of it is asked for, and a document that answers has none of it. It is found in the folded
text by what it is made of, not by how it happens to be cut into words: 帮我查一下 is 帮我 (a plea),
查 (a verb of asking) and 一下. What is cut off never ends inside a word: 请问 leaves 查验 alone.
"""

import re

from retrieval.analysis.analyzer import segmenter
from retrieval.text.folding import data
from retrieval.text.patterns import lazy


def _words() -> dict[str, str]:
    """The words of courtesy by their kind, each kind as a pattern."""
    found: dict[str, list[str]] = {}
    for line in data("courtesies.txt"):
        kind, *words = line.split(" ")
        found.setdefault(kind, []).extend(words)
    return {kind: f"(?:{'|'.join(words)})" for kind, words in found.items()}


_W = _words()
_WHO, _HELLO, _SORRY, _MODAL, _BIT = (_W[k] for k in ("who", "hello", "sorry", "modal", "bit"))
_THANKS, _URGENT, _MORE, _LONG_VERB = (_W[k] for k in ("thanks", "urgent", "more", "long_verb"))
_SHORT_VERB = _W["short_verb"]
# Verbs, greetings, and what stands behind 文件, of one character: the end of a word at most.
_ENDS_ALONE = frozenset(f"{_SHORT_VERB}喂嗨里中上")
_VERB = f"(?:{_LONG_VERB}|{_SHORT_VERB})"
_HELP = "(?:(?:帮|给|替|跟|和|为|向|让|叫|托)(?:个?忙)?|帮忙|帮帮忙|帮一下忙?|帮下忙?)"
_TAIL = "(?:啊|呀|呢|吧|嘛|哈|啦|哦|呗|哟|了|的|过|地|吗|么)"
# Marks, blanks and emoji between what is said; not what opens a title, a quotation or a minus.
_GAP = r"[^\w《“「\"(+#-]*"
_FILES = (
    "(?:(?:这些?|你们?的?)?(?:文件|文档|资料|材料)|(?:这个?|你们?的?|资料|文[件档])库|库(?=里面?有))"
    "(?:里面?|中|上)(?:有没有|是否有?)?(?:说|写|提到|讲)?[过了到]?"
)
_OPENING = frozenset("".join([*_W.values(), _HELP, _FILES, "不没太大"])) - frozenset("()[]|?:{}+*")
# An ending has one of these among its last characters.
_ENDING = frozenset("".join(_W[kind] for kind in ("thanks", "urgent", "sorry"))) - frozenset(
    "()[]|?:{}+*,19有没的人了"
) | frozenset("望盼科普大行好可")
_LONGEST_ENDING = 12
# Openings and endings of a question, and words of one: more than this nobody says.
_MOST = 6
# A plea that stands alone in front; 请, 求, 求助 do not: 请假条, 求职, 求助电话.
_BARE = (
    "(?:不好意思|冒昧|抱歉|对不起|劳驾|烦请|请问|敢问|借问|请教|求教|求问|求解|跪求|拜托|帮忙|话说"
    rf"|(?:打扰|求助)(?={_BIT}|{_TAIL}|{_WHO}|[\s,，.。!！:：、])"
    r"|(?:麻烦|请|求|辛苦|早)(?=[\s,，.。!！:：、]))"
)
_SOCIAL = lazy(
    # Whatever is taken is kept: a text can be cut into these in very many ways.
    rf"(?:{_THANKS}|{_URGENT}|{_HELLO}|{_SORRY}|{_WHO}|{_BIT}|{_HELP}|{_VERB}|{_MODAL}|{_MORE}|{_TAIL})++"
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
        rf"|(?:{_LEAD}){{1,{_MOST}}}(?:\w{{2}}一下"
        rf"|{verb}(?:我们?|俺|咱)?{_BIT}?(?:大家|各位|您)?(?:的是|关于)?{_TAIL}?){_GAP}"
        rf"|{_HELP}\w{{1,6}}?(?:问问|{verb}{_BIT}){_GAP}"
        rf"|我?(?:不|没)(?:太|大|是很)?(?:知道|清楚|明白|懂|搞懂|了解){_GAP}"
        rf"|{verb}(?:我们?)?{_BIT}(?:关于)?{_GAP}"
        rf"|(?:{_MODAL})?{_BARE}{_BIT}?{_TAIL}?(?:大家|各位|您|你们?)?{_GAP}"
        rf"|{_WHO}[,，:：、\s]+|{_FILES}"
        r")(?=.)"
    )


_STARTS = (_start(_VERB), _start(_LONG_VERB))
_END = lazy(
    # Thanks that are spoken of are asked about: 为什么说谢谢.
    rf"(?:(?<![说示要]){_GAP}(?:(?:先|非常|十分|万分|提前|在此|真的){{0,3}}{_THANKS}(?:{_WHO}|{_TAIL}|啦|多谢|谢谢|不尽){{0,4}})"
    rf"|(?<=\W){_URGENT}(?:了|死了)?|(?<=[吗呢吧么])(?:{_URGENT}|{_SORRY})(?:了|死了)?"
    rf"|(?<=\W){_SORRY}(?:您|你们?|各位|大家)?了?"
    r"|(?:求|望|盼)(?:解答|告知|回复|答案|指点|科普|大神|大佬)"
    r"|(?<=[^\s])(?:行不行?|好不好|可以吗|行吗)(?=\W*\Z)"
    rf")\W*\Z"
)
_HEDGE = lazy(
    "到底|究竟|大概|大约|大致|大体上?|差不多|通常|目前|如今|眼下|现如今|的话|话说|其实"
    "|一般(?:来说|来讲|情况下)?(?=[是要需在由会能多几什怎都得有]|$)"
    "|(?<![出发实表再])现在(?!的?价值|几[点号时]|完成时?|进行时|分词)|具体(?=[是要什怎如多几在哪有])"
    "|[一总]共(?=[是要有多几])"
    "|最[高多低少长快早晚迟大](?=(?:可以?|能|会|要|是|有|得)?(?:多少|多久|多大|几|什么))"
    r"|[咧哩嘛呀哈啊呗哟呢](?=\W|$)"
)
# A plea that is whole, whatever follows.
_ASKING = lazy(r"[请求敢借想]问\Z")
_PARTICLE = lazy(r"(?:吗|(?<![什怎多那这要])么)\W*\Z")
_WORD = lazy(r"[^\W_]")
_TWO = lazy(r"[^\W_].*[^\W_]")


def without_courtesies(folded: str) -> str:
    """`folded` with spaces for what is said around the question; the same length.

    All of it where nothing else would be left.
    """
    start, end = _asked(folded)
    kept = " " * start + folded[start:end] + " " * (len(folded) - end)
    plain = _HEDGE.sub(lambda match: _blank(match, folded), kept)
    return plain if _TWO.search(plain) else kept if _WORD.search(kept) else folded


def _asked(folded: str) -> tuple[int, int]:
    """Where the question stands without what is said before and behind it."""
    begin, stop = _clauses(folded)
    start, end = _opened(folded, begin, stop), stop
    for _ in range(_MOST):
        if _ENDING.isdisjoint(folded[max(start, end - _LONGEST_ENDING) : end]):
            break
        match = _END.search(folded, start, end)
        if match is None or _cuts(folded, match.start()):
            break
        if not _TWO.search(folded, start, match.start()):
            break
        end = match.start()
    if start > begin and (match := _PARTICLE.search(folded, start, end)):
        end = match.start()
    return start, end


def _opened(folded: str, start: int, end: int) -> int:
    """Where the question begins behind its openings."""
    for _ in range(_MOST):
        if not _may_open(folded, start):
            break
        match = _STARTS[0].match(folded, start, end)
        if match and _in_two(folded, match.end()):
            match = _STARTS[1].match(folded, start, end)
        if match is None or _in_two(folded, match.end()):
            break
        if not _TWO.search(folded, match.end(), end):
            break
        start = match.end()
    return start


def _may_open(folded: str, start: int) -> bool:
    """Whether the first two characters may be those of an opening.

    Measured: a question from a shell is 11 ms faster where the patterns need not be compiled.
    """
    first = _WORD.search(folded, start)
    if first is None:
        return False
    at = first.start()
    one, two = folded[at], folded[at + 1 : at + 2]
    return one in _OPENING and (
        two in _OPENING or not two.isalnum() or "一下" in folded[at : at + 6]
    )


def _in_two(folded: str, place: int) -> bool:
    """Whether what ends there in a character of its own makes a word with the next: 我查|验,
    喂|养, 文件中|心."""
    last, before, following = folded[place - 1], folded[place - 2 : place - 1], folded[place]
    alone = last in _ENDS_ALONE and before not in (last, "一") and following != "有"
    return alone and not _ASKING.search(folded, 0, place) and _cuts(folded, place)


def _cuts(folded: str, place: int) -> bool:
    """Whether a word of two characters would be cut in two."""
    word = folded[max(place - 1, 0) : place + 1]
    return word.isalpha() and len(word) == 2 and segmenter("").likelihood(word) is not None


def _blank(match: re.Match[str], folded: str) -> str:
    inside = _cuts(folded, match.start()) or _cuts(folded, match.end())
    return match[0] if inside and len(match[0]) > 1 else " " * len(match[0])


def _clauses(folded: str) -> tuple[int, int]:
    """Where the question stands without the clauses around it that are social alone."""
    kept = list(_CLAUSE.finditer(folded))
    while len(kept) > 1 and _SOCIAL.fullmatch(kept[0][0]):
        kept.pop(0)
    while len(kept) > 1 and _SOCIAL.fullmatch(kept[-1][0]):
        kept.pop()
    return (kept[0].start(), kept[-1].end()) if kept else (0, len(folded))
