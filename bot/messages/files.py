"""What a person reads about the files of a library, in Chinese and English."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from retrieval.errors import (
    DocumentError,
    LibraryEmpty,
    LibraryError,
    LibraryNotFound,
    VocabularyError,
)

_NUMBER = r"\d+"


class FileTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `reasons` why a file cannot be used stand under the project's own words for them: {} is a
    number. `faults` are those of a file of the library's own words.
    """

    no_library: str
    library_not_found: str
    library_empty: str
    skipped: str
    passages: str
    documents: str
    reasons: Mapping[str, str]
    line: str
    file: str
    faults: Mapping[str, str]

    def error(self, error: LibraryError | DocumentError) -> str:
        """What to tell a person of `error`: one line that can be acted on."""
        match error:
            case LibraryNotFound():
                return self.library_not_found.format(path=error.path)
            case LibraryEmpty():
                return self.library_empty.format(path=error.path)
            case VocabularyError():
                fault = self.faults[error.fault].format(detail=error.detail)
                place = self.line if error.line else self.file
                return place.format(path=error.path, line=error.line, reason=fault)
            case DocumentError():
                return self.skipped.format(path=error.path, reason=self.reason(error.reason))
            case _:
                return str(error)

    def reason(self, reason: str) -> str:
        """What to tell a person of `reason`; one that is the system's stays as it is."""
        sentence = self.reasons.get(re.sub(_NUMBER, "{}", reason))
        return sentence.format(*re.findall(_NUMBER, reason)) if sentence else reason


ZH = FileTexts(
    no_library="没有指定文档文件夹：请用 --library 文件夹，或设置环境变量 WENJU_LIBRARY。",
    library_not_found="没有这个文件夹：{path}。请用 --library 指定文档所在的文件夹。",
    library_empty="文件夹里没有可读的文档（.txt、.md）：{path}",
    skipped="跳过 {path}：{reason}",
    passages="{count} 个段落",
    documents="共 {documents} 份文档，{passages} 个段落",
    reasons={
        "not a regular file": "不是普通文件",
        "gone": "没有这个文件",
        "larger than {} MiB": "超过 {} MiB",
        "a link out of the folder": "链接指向的不是文件夹里的文件",
        "not text": "不是文本，或编码无法识别",
        "more than {} passages": "超过 {} 个段落",
        "written by a newer version of this program": "由本程序更新的版本写成",
    },
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

EN = FileTexts(
    no_library="No folder of documents: name one with --library DIR or set WENJU_LIBRARY.",
    library_not_found="No such folder: {path}. Name the folder of documents with --library DIR.",
    library_empty="No readable document (.txt, .md) in the folder: {path}",
    skipped="skipped {path}: {reason}",
    passages="{count} passages",
    documents="{documents} documents, {passages} passages",
    reasons={
        "gone": "no such file",
        # It may lead out of the folder, or nowhere.
        "a link out of the folder": "a link to no file in the folder",
        "not text": "not text, or in an unknown encoding",
    },
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
