"""What an asker reads around the answer, in Chinese and English; and of the answer, the words alone,
without the marks of Markdown."""

from collections.abc import Sequence
from typing import NamedTuple

from retrieval import Answer, Document, Excerpt, as_read
from retrieval.errors import QuestionEmpty, QuestionTooLong


class AnswerTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    not_found: str
    perhaps: str
    perhaps_short: str
    matched: str
    missing: str
    searched: str
    searched_word: str
    button_exact: str
    ask_again: str
    joiner: str
    items_left: str
    planned: str
    also: str
    in_chinese: str
    in_english: str
    prompt: str
    question: str
    followed: str
    question_empty: str
    question_too_long: str
    output_failed: str

    def looked_for(self, words: Sequence[str]) -> str:
        """Which words were looked for beside those of the question."""
        quoted = [self.searched_word.format(word=word) for word in words]
        return self.searched.format(terms=self.joiner.join(quoted))

    def language(self, answer: Answer) -> str:
        """In which language the documents are, where the question is in another; else ""."""
        return {"zh": self.in_chinese, "en": self.in_english}.get(answer.language or "", "")

    def error(self, error: QuestionEmpty | QuestionTooLong) -> str:
        """Why the question cannot be asked, in one line."""
        if isinstance(error, QuestionEmpty):
            return self.question_empty
        return self.question_too_long.format(length=error.length, limit=error.limit)


ZH = AnswerTexts(
    not_found="没有找到能回答这个问题的原文。",
    perhaps="没有找到确切的回答。最接近的原文，请自行判断：",
    perhaps_short="可能相关",
    matched="命中：{terms}",
    missing="摘录中未见：{terms}",
    searched="按{terms}查找",
    searched_word="“{word}”",
    button_exact="只按原话",
    ask_again="原来的问题已不在内存中，请重新发送。",
    joiner="、",
    items_left="还有 {count} 项",
    planned="这里说的是计划",
    also="另见 {count} 处",
    in_chinese="这里的文件是中文的，请用中文提问。",
    in_english="这里的文件是英文的，用英文提问更容易找到。",
    prompt="问> ",
    question="问：{question}",
    followed="理解为：{question}",
    question_empty="问题里没有可以查找的文字，请写出要找的内容。",
    question_too_long="问题太长（{length:,} 字），请缩短到 {limit:,} 字以内。",
    output_failed="无法写出结果：{reason}",
)

EN = AnswerTexts(
    not_found="Nothing in the documents answers this question.",
    perhaps="No certain answer was found. The nearest passages, for you to judge:",
    perhaps_short="perhaps",
    matched="Matched: {terms}",
    missing="Not in the excerpt: {terms}",
    searched="Also looked for {terms}",
    searched_word="{word}",
    button_exact="Only my words",
    ask_again="The question is no longer in memory: please send it again.",
    joiner=", ",
    items_left="items left: {count}",
    planned="this was a plan",
    also="also in other documents: {count}",
    in_chinese="The documents are in Chinese: ask in Chinese to find more.",
    in_english="The documents are in English: ask in English to find more.",
    prompt="ask> ",
    question="Q: {question}",
    followed="Understood as: {question}",
    question_empty="There is nothing to look for in the question: write what you want to find.",
    question_too_long="The question is too long ({length:,} characters): at most {limit:,}.",
    output_failed="cannot write the result: {reason}",
)


def cut_signs(excerpt: Excerpt) -> tuple[str, str]:
    """What stands before and behind an excerpt, which itself is never changed: … where it begins or
    ends inside a sentence, else nothing."""
    before, behind = excerpt.cut
    return "…" if before else "", "…" if behind else ""


def items_behind(excerpt: Excerpt) -> list[tuple[int, int]]:
    """Those of the items of its list that an excerpt shows nothing of."""
    return [item for item in excerpt.items if item[0] >= excerpt.end]


def seen(document: Document, start: int, end: int) -> str:
    """What stands in the document there, as it is meant to be read."""
    (piece,) = as_read(document, start, end)
    return piece


def header_of(excerpt: Excerpt) -> str:
    """The header above the rows of an excerpt, as it is meant to be read; "" without one."""
    header = excerpt.header
    if header and header[0] < 0:  # in a volume before
        return (excerpt.header_text or "").strip("\n")
    return seen(excerpt.document, *header).strip("\n") if header else ""
