"""What `wenju check` says of a file, in Chinese and English."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.messages.files import FileTexts
    from retrieval.evaluation.file_checks import FileCheck, FileWarning


class CheckTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `warnings` are what may be wrong with a file that was read, by their codes; `pages` and `page`
    are put before those that tell of pages.
    """

    refused: str
    facts: str
    pages_of: str
    counts: str
    dropped: str
    warning: str
    page: str
    pages: str
    warnings: Mapping[str, str]
    summary: str

    def lines(
        self, found: "FileCheck", files: "FileTexts", titled: Callable[[str], str]
    ) -> Iterator[str]:
        """A few lines about a file; `titled` puts the marks of a title around one."""
        if found.error:
            yield self.refused.format(path=found.path, reason=files.why(found.error))
            return
        pages = self.pages_of.format(count=found.pages) if found.pages else ""
        told = filter(None, (found.format, found.encoding, pages))
        facts = files.joiner.join(told)
        mark = "!" if found.warnings else "✓"
        yield self.facts.format(mark=mark, path=found.path, facts=facts)
        title = titled(found.title) if found.title else ""
        said = (title, found.document_number, found.source, str(found.issued_on or ""))
        if any(said):
            yield "   " + " · ".join(filter(None, said))
        yield "   " + self.counts.format(
            headings=found.headings,
            passages=found.passages,
            dropped=found.dropped_characters,
            characters=found.characters,
        )
        for warning in found.warnings:
            yield "   " + self.warning.format(text=self._warned(found, warning, files))

    def _warned(self, found: "FileCheck", warning: "FileWarning", files: "FileTexts") -> str:
        detail = files.reason(warning.detail)
        said = self.warnings[warning.code].format(
            amount=warning.amount, detail=detail, title=found.title or ""
        )
        if not warning.first:
            return said
        around = self.page if warning.first == warning.last else self.pages
        return around.format(first=warning.first, last=warning.last, text=said)


ZH = CheckTexts(
    refused="✗ {path}：{reason}",
    facts="{mark} {path}（{facts}）",
    pages_of="{count} 页",
    counts="标题行 {headings}，段落 {passages}，未检索 {dropped} 字（共 {characters} 字）",
    dropped="－ {text}",
    warning="！{text}",
    page="第 {first} 页{text}",
    pages="第 {first}—{last} 页{text}",
    warnings={
        "no_text": "没有文字，只有图片",
        "recognised": "是识别文字，可能有误",
        "garbled": "的字体没有说明是什么字，文字可能有误",
        "incomplete": "有缺损，文字可能不全",
        "hidden": "文件里隐藏或删除的 {amount} 个字没有读",
        "hidden_parts": "隐藏的工作表、行、列或幻灯片（{amount}）没有读",
        "comments": "{amount} 条批注没有读",
        "external": "{amount} 处不在文件里的内容没有读",
        "too_deep": "{amount} 处嵌套太深，没有读",
        "sidecar": "旁边的 .toml 说明不合规定，没有用",
        "no_title": "没有找到标题，用文件名代替",
        "unlike_name": "标题与文件名不像：{title}",
        "copy": "与 {detail} 的文字相同",
        "damaged": "{detail}",
        "lost": "有 {amount} 个字不在任何段落里：这是程序的错误",
    },
    summary="共 {files} 份文件：读了 {read} 份，读不了 {failed} 份，不认识的格式 {passed} 份；{warned} 份有提示",
)

EN = CheckTexts(
    refused="✗ {path}: {reason}",
    facts="{mark} {path} ({facts})",
    pages_of="{count} pages",
    counts="{headings} headings, {passages} passages, {dropped} of {characters} characters not searched",
    dropped="- {text}",
    warning="! {text}",
    page="page {first}: {text}",
    pages="pages {first}–{last}: {text}",
    warnings={
        "no_text": "pictures alone, no text",
        "recognised": "the text was recognised in a picture by a program and may be wrong",
        "garbled": "a font does not say which characters it shows; the text may be wrong",
        "incomplete": "damaged; words may be missing",
        "hidden_parts": "hidden sheets, rows, columns or slides ({amount}) were not read",
        "hidden": "{amount} characters that the file hides or marks as deleted were not read",
        "comments": "{amount} comments were not read",
        "external": "{amount} parts outside the file were not read",
        "too_deep": "{amount} parts are nested too deeply and were not read",
        "sidecar": "the .toml beside it is not as it should be and was not used",
        "no_title": "no title found; the name of the file stands for it",
        "unlike_name": "the title is unlike the name of the file: {title}",
        "copy": "the same text as {detail}",
        "damaged": "{detail}",
        "lost": "{amount} characters are in no passage: a fault of this program",
    },
    summary="{files} files: {read} read, {failed} that could not be, {passed} of unknown formats; {warned} with warnings",
)
