"""What a person reads of why a file cannot be used, in Chinese and English."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_NUMBER = r"\d+"


class ReasonTexts(NamedTuple):
    """The reasons of one language, each under the project's own word for it: {} is a number."""

    own: Mapping[str, str]

    def told(self, reason: str) -> str:
        """What to tell a person of `reason`; one that is the system's stays as it is."""
        sentence = self.own.get(re.sub(_NUMBER, "{}", reason))
        return sentence.format(*re.findall(_NUMBER, reason)) if sentence else reason


ZH = ReasonTexts(
    {
        "not a regular file": "不是普通文件",
        "gone": "没有这个文件",
        "larger than {} MiB": "超过 {} MiB",
        "a link out of the folder": "链接指向的不是文件夹里的文件",
        "not text": "不是文本，或编码无法识别",
        "more than {} passages": "超过 {} 个段落",
        "written by a newer version of this program": "由本程序更新的版本写成",
    }
)

EN = ReasonTexts(
    {
        "gone": "no such file",
        # It may lead out of the folder, or nowhere.
        "a link out of the folder": "a link to no file in the folder",
        "not text": "not text, or in an unknown encoding",
    }
)
