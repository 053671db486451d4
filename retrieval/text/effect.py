"""How a Chinese official document says since when it is in force: 本法自2008年1月1日起施行.

Patterns for texts as they are written and for folded ones.
"""

import re

from retrieval.text.dates import DAY
from retrieval.text.patterns import lazy

# What the document calls itself. 本市, 本人, 本次 … are no documents.
DOCUMENT = (
    "(?:通告|公告|通知|通报|办法|规定|细则|意见|措施|政策|条例|方案|决定|决议|规则|规程|规范|标准|"
    "指南|指引|法|令|文件|制度|章程|目录|规划|批复|预案|公约)"
)
_SELF = (
    rf"(?:本[^，,。；;：:、《》（）()\s市省区县州]{{0,8}}?{DOCUMENT}"
    r"|(?P<these>以上|上述)(?:各项|有关|若干)?(?:政策|措施|规定|条款)(?:政策|措施)?)"
)
# Its sentences may be numbered, and have a heading or a note in front.
SUBJECT = lazy(rf"(?:^|[\s)）\]】、，,。:：.．]){_SELF}")
# A sentence, or a line, that has no other subject than what it stands in.
BARE = lazy(
    r"\A(?:第[^\s，,。]{1,6}条|[一二三四五六七八九十\d]+[、.．])?\s*"
    rf"(?=[自从]|{DAY}\s*起?施行)"
)
_EVENT = r"(?P<event>印发|发布|公布|颁布|下发|发文|签发|即)"
EFFECTIVE = lazy(
    rf"(?:(?P<day>{DAY})|{_EVENT}之?日)\s*起?[^，,。；;、至到]{{0,4}}?"
    r"(?:施行|实施|执行|生效|试行)(?!一)"
)
# Things with a validity of their own.
PAPERS = lazy(
    "证书|许可|执照|证件|证明|牌照|合同|协议|号牌|资格|批文|登记|备案|有效期内|[^保查论公求凭验]证的?$"
)


def says_effect(sentence: str) -> re.Match[str] | None:
    """Where a sentence says since when what it stands in is in force; None if it does not.

    The group `day` is that day, `event` what it is counted from (公布); one of them is None.
    """
    subject = SUBJECT.search(sentence) or BARE.search(sentence)
    if subject is None:
        return None
    these = "these" in subject.groupdict() and bool(subject["these"])
    found = EFFECTIVE.search(sentence, subject.end())
    if found is None or PAPERS.search(sentence[: found.start()]) or (these and found["day"]):
        return None
    return found
