"""Whether a question asks for a whole list or for one item of it.

Words that leave the search (哪些, 什么, 怎么) say so: 哪些措施 and 怎么做 want every item, 第二点
wants the second. A wrong guess costs little: it only makes lists that the question's own words
announce more likely to be shown from their beginning.
"""

from retrieval.text.patterns import lazy

WHOLE = 0

_THINGS = (
    "措施|举措|做法|要求|规定|政策|条件|材料|内容|步骤|流程|程序|办法|方式|方面|方法|安排|工作|任务"
    "|服务|优惠|支持|渠道|途径|事项|原则|情形|情况|义务|准备|特点|问题|补贴|待遇|手续|证件|要点|经验"
)
_EVERY = lazy(
    r"哪(?:些|几)|(?:包括|包含|分为|分成|涉及|注意)(?:了|有)?(?:什么|啥|几)|主要内容|内容(?:是|有|包括)"
    r"|几(?:个方面|大?方面|步|点|项|条|类)|(?:怎么|怎样|如何|咋)(?!样?看|算|称|收费)|注意事项",
    hints="哪些 哪几 包括 包含 分为 分成 涉及 注意 内容 几 怎么 怎样 如何 咋".split(),
)
_WHICH_THINGS = lazy(
    rf"(?:有何|有什么|什么|怎样的|何种)\w{{0,4}}(?:{_THINGS})", hints=_THINGS.split("|")
)
_NUMBER = r"([一二三四五六七八九十]{1,3}|\d{1,2})"
_ITEM = lazy(
    rf"第{_NUMBER}(?:点|项|步|类|种|个?方面|个?措施|个?要求)"
    r"|(?<![^的里中，,、\s])([一二三四五六七八九十]{1,3})[是要](?:什么|指什么|啥|怎|如何|$|\?)"
    r"|(首先|其次|再次)(?:是|要)?(?:什么|做|怎)",
    hints=(
        "第",
        "首先",
        "其次",
        "再次",
        *(n + is_ for n in "一二三四五六七八九十" for is_ in "是要"),
    ),
)


def item_wanted(question: str) -> int | None:
    """The number of the item that the folded `question` asks for, WHOLE for all, None for none."""
    if item := _ITEM.search(question):
        from retrieval.structure.enumerations import ordinal

        return ordinal(next(filter(None, item.groups())))
    return WHOLE if _EVERY.search(question) or _WHICH_THINGS.search(question) else None
