"""What a library's owner reads when its own words or synonyms cannot be used."""

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.errors import VocabularyError


class VocabularyTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    line: str
    file: str
    faults: Mapping[str, str]

    def error(self, error: VocabularyError) -> str:
        """What to tell a person of `error`: one line that names file and line."""
        reason = self.faults[error.fault].format(detail=error.detail)
        place = self.line if error.line else self.file
        return place.format(path=error.path, line=error.line, reason=reason)


ZH = VocabularyTexts(
    line="{path} 第 {line} 行：{reason}",
    file="{path}：{reason}",
    faults={
        "unreadable": "读不了：{detail}",
        "not_utf8": "不是 UTF-8 编码",
        "frequency": "词频太大",
        "alone": "“{detail}”没有同义词：一行至少要两个词",
        "no_word": "“{detail}”不是词",
        "repeated": "“{detail}”已经在前面的一组里",
    },
)

EN = VocabularyTexts(
    line="{path}, line {line}: {reason}",
    file="{path}: {reason}",
    faults={
        "unreadable": "cannot be read: {detail}",
        "not_utf8": "not UTF-8",
        "frequency": "the frequency is too high",
        "alone": '"{detail}" has no synonym: a line holds at least two words',
        "no_word": '"{detail}" is no word',
        "repeated": '"{detail}" is in an earlier group',
    },
)
