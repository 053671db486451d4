"""Every sentence that an asker reads, in Chinese and English."""

from dataclasses import dataclass
from typing import Literal

from retrieval.errors import (
    DocumentError,
    DocumentNotText,
    LibraryEmpty,
    LibraryNotFound,
    QuestionEmpty,
    QuestionTooLong,
    WenjuError,
)

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language. Braces name what `str.format` fills in."""

    not_found: str
    nearest: str
    matched: str
    missing: str
    joiner: str
    title: str
    paragraph: str
    paragraphs: str
    passages: str
    documents: str
    prompt: str
    question: str
    skipped: str
    no_library: str
    library_not_found: str
    library_empty: str
    not_text: str
    question_empty: str
    question_too_long: str
    output_failed: str

    def error(self, error: WenjuError) -> str:
        """What to tell a person of `error`: one line that can be acted on."""
        match error:
            case LibraryNotFound():
                return self.library_not_found.format(path=error.path)
            case LibraryEmpty():
                return self.library_empty.format(path=error.path)
            case DocumentNotText():
                return self.skipped.format(path=error.path, reason=self.not_text)
            case DocumentError():
                return self.skipped.format(path=error.path, reason=error.reason)
            case QuestionEmpty():
                return self.question_empty
            case QuestionTooLong():
                return self.question_too_long.format(length=error.length, limit=error.limit)
            case _:
                return str(error)


ZH = Texts(
    not_found="没有找到能回答这个问题的原文。",
    nearest="最接近的段落(不是答案):",
    matched="命中:{terms}",
    missing="未见:{terms}",
    joiner="、",
    title="《{title}》",
    paragraph="第{first}段",
    paragraphs="第{first}—{last}段",
    passages="{count} 个段落",
    documents="共 {documents} 份文档,{passages} 个段落",
    prompt="问> ",
    question="问:{question}",
    skipped="跳过 {path}:{reason}",
    no_library="没有指定文档文件夹:请用 --library 文件夹,或设置环境变量 WENJU_LIBRARY。",
    library_not_found="没有这个文件夹:{path}。请用 --library 指定文档所在的文件夹。",
    library_empty="文件夹里没有可读的文档(.txt、.md):{path}",
    not_text="不是文本,或编码无法识别",
    question_empty="问题里没有可以查找的文字,请写出要找的内容。",
    question_too_long="问题太长({length:,} 字),请缩短到 {limit:,} 字以内。",
    output_failed="无法写出结果:{reason}",
)

EN = Texts(
    not_found="Nothing in the documents answers this question.",
    nearest="Nearest passages (not an answer):",
    matched="Matched: {terms}",
    missing="Not found: {terms}",
    joiner=", ",
    title="《{title}》",
    paragraph="¶{first}",
    paragraphs="¶{first}–{last}",
    passages="{count} passages",
    documents="{documents} documents, {passages} passages",
    prompt="ask> ",
    question="Q: {question}",
    skipped="skipped {path}: {reason}",
    no_library="No folder of documents: name one with --library DIR or set WENJU_LIBRARY.",
    library_not_found="No such folder: {path}. Name the folder of documents with --library DIR.",
    library_empty="No readable document (.txt, .md) in the folder: {path}",
    not_text="not text, or in an unknown encoding",
    question_empty="There is nothing to look for in the question: write what you want to find.",
    question_too_long="The question is too long ({length:,} characters): at most {limit:,}.",
    output_failed="cannot write the result: {reason}",
)

TEXTS: dict[Language, Texts] = {"zh": ZH, "en": EN}


def language_of(locale: str) -> Language:
    """The language for a locale's name or an IETF tag: English if it says so, else Chinese."""
    return "en" if locale.lower().startswith("en") else "zh"
