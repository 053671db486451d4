"""What a rule says in its head of how it was made and changed, and how people ask for it.

最近一次修正是什么时候, 哪年通过的 and 由谁公布 ask for 2024年4月26日…会议…修正.
"""

import re
from typing import NamedTuple

from retrieval.models import Span
from retrieval.text.dates import DAY
from retrieval.text.numerals import UP_TO_99
from retrieval.text.patterns import lazy

# What is named may be left out: it is known.
_RULE = r"(?:法典?|条例|办法|规定|细则|规则|章程|》|^\s*(?:中华人民共和国)?)"
_WHEN = "(?:什么时[候间]|何时|啥时候?|几时|[哪何](?:一)?[天日年月]|几月几[号日])"
_BODY, _MEETING = "(?:机关|部门|单位|机构)", "哪一?[次届个][^,。?]{0,8}?会议?|什么会议?"
_BY = rf"(?:谁|哪一?个?{_BODY}|什么{_BODY}|{_MEETING})"
_ASKED = rf"(?:{_WHEN}|{_BY}|(?:多少号|第?几号)(?:令|文件)?)"
_ASKS = lazy(
    rf"(?P<rule>{_RULE})的?(?:(?:最近|最后|最新|上)的?一?次|(?P<nth>第{UP_TO_99}次|首次))?的?"
    rf"(?P<before>(?:是|在|于|由|被|经|自|从|以)*{_ASKED}(?:会议|会)?上?)?(?:正式|进行|被|所)*"
    r"(?P<event>通过|制定|公布|颁布|发布|修正|修订|修改)的?(?P<of>日期|时间|机关|文号)?"
    rf"(?:是|在|于|由|为)*(?P<behind>{_ASKED})?[的了]?[呢啊呀]?[\s?]*$"
)
# A day and what follows it up to the event, without another day.
_SAYS = rf"{DAY}(?:(?!\d{{4}}年)[^。;\n]){{0,120}}?"
# 1990年发布的…同时废止 is another rule. What is not said to be made public was when it was passed.
_PASSED, _ISSUED = "(?:通过|批准)(?![的之])", "(?:通过|批准|公布|发布|颁布)(?![的之])"
_CHANGES = ("修正", "修订", "修改")
# 关于修改…的决定 is what changed it.
_CHANGED = r"(?:修正|修订|修改)(?![的之]|\s*[〈<《])"


class Enactment(NamedTuple):
    """A question for how a rule was made: where what asks for it stands, the words that say it, the
    text that does, folded, and whether the last of several is meant."""

    span: Span
    words: tuple[str, ...]
    says: re.Pattern[str]
    latest: bool


def asked(folded: str) -> Enactment | None:
    """What a folded question asks of how a rule was made; None if it asks nothing of that."""
    found = _ASKS.search(folded)
    if not found or not (found["before"] or found["behind"] or found["of"]):
        return None
    event, nth = found["event"], found["nth"]
    if event in _CHANGES:
        said = f"{nth}{_CHANGED}" if nth and nth != "首次" else _CHANGED
    else:
        said = _PASSED if event == "通过" else _ISSUED
    span = (found.end("rule"), found.end())
    # A rule is passed before it is made public.
    latest = event not in ("通过", "制定") and nth is None
    return Enactment(span, (event,), re.compile(_SAYS + said), latest)
