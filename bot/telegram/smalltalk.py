"""Greetings and thanks: what is no question, though it comes as one."""

import re
from typing import Literal

_GREETINGS = re.compile(
    r"(?:你|您|妳|大家)?好(?:呀|啊|哇)?|哈[喽啰罗囉]|嗨|喂|在吗|早|早安|晚安"
    r"|(?:早上|上午|中午|下午|晚上)好|hi|hello|hey|good (?:morning|afternoon|evening)"
)
_THANKS = re.compile(
    r"(?:多|太)?[谢謝][谢謝]?(?:你|您|妳|啦|了|大家)*|辛苦了|好的|收到|明白了?"
    r"|ok|thanks?|thank you|thx"
)
# Small talk is short; nothing longer is looked at.
LONGEST = 60
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def smalltalk(text: str) -> Literal["greeting", "thanks"] | None:
    """What `text` is when it is nothing but a greeting or thanks."""
    if len(text) > LONGEST:
        return None
    words = _EDGES.sub("", text.lower())
    if _GREETINGS.fullmatch(words):
        return "greeting"
    return "thanks" if _THANKS.fullmatch(words) else None
