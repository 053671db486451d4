"""What a person reads about the files of a library, in Chinese and English."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from retrieval.errors import (
    DocumentDamaged,
    DocumentError,
    DocumentNeedsLibrary,
    DocumentUnknown,
    LibraryEmpty,
    LibraryError,
    LibraryNotFound,
    LibraryUnreadable,
    VocabularyError,
)

# Kinds of files that are named, the most frequent ones; the rest is counted.
KINDS = 6

_NUMBER = r"\d+"


class FileTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `reasons` why a file cannot be used stand under the project's own words for them: {} is a
    number. `kinds` are what files are that no reader knows, by what their names end in. `faults` are those of a file of the library's own words.
    """

    no_library: str
    library_not_found: str
    library_unreadable: str
    library_empty: str
    library_unread: str
    unread: str
    kinds: Mapping[str, str]
    kind: str
    more_kinds: str
    stop: str
    joiner: str
    more_skipped: str
    advice: Mapping[str, str]
    skipped: str
    skipped_together: str
    unknown: str
    needs: str
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
            case LibraryUnreadable():
                reason = self.reason(error.reason)
                return self.library_unreadable.format(path=error.path, reason=reason)
            case LibraryEmpty() if error.unread or error.skipped:
                unread = self.not_read(error.unread, len(error.skipped))
                return self.library_unread.format(path=error.path, unread=unread)
            case LibraryEmpty():
                return self.library_empty.format(path=error.path)
            case VocabularyError():
                fault = self.faults[error.fault].format(detail=self.reason(error.detail))
                place = self.line if error.line else self.file
                return place.format(path=error.path, line=error.line, reason=fault)
            case DocumentDamaged():
                return self.file.format(path=error.path, reason=self.reason(error.reason))
            case DocumentError():
                return self.skipped.format(path=error.path, reason=self.why(error))
            case _:
                return str(error)

    def why(self, error: DocumentError) -> str:
        """Why a file cannot be used."""
        match error:
            case DocumentUnknown(kind=kind):
                return self.unknown.format(kind=self.kinds.get(kind, f".{kind}"))
            case DocumentNeedsLibrary(library=library):
                return self.needs.format(library=library, extra=_extra(library))
            case _:
                return self.reason(error.reason)

    def waiting(self, library: str, count: int) -> str:
        """That so many files wait for a library."""
        reason = self.needs.format(library=library, extra=_extra(library))
        return self.skipped_together.format(count=count, reason=reason)

    def not_read(self, unread: Mapping[str, int], skipped: int) -> str:
        """How many files of which kinds were not read, and what would help the owner of the folder;
        "" if all were.

        `unread` is a library's; `skipped` is how many of the formats that are read could not be.
        """
        told = self.counted(unread, skipped)
        helpful = [self.advice["files"]] if unread.keys() - {"/"} else []
        helpful += [self.advice["folders"]] if "/" in unread else []
        return self.stop.join([told, *helpful]) if told else ""

    def counted(self, unread: Mapping[str, int], skipped: int) -> str:
        """How many files of which kinds were not read; "" if all were."""
        counts: Counter[str] = Counter()
        for suffix, count in unread.items():
            counts[self.kinds.get(suffix, f".{suffix}")] += count
        if skipped:
            counts[self.kinds["skipped"]] = skipped
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        shown = ranked[: KINDS if len(ranked) > KINDS + 1 else None]
        kinds = [self.kind.format(kind=kind, count=count) for kind, count in shown]
        left = counts.total() - sum(count for _, count in shown)
        kinds += [self.more_kinds.format(count=left)] if left else []
        told = self.unread.format(count=counts.total(), kinds=self.joiner.join(kinds))
        return told if counts else ""

    def reason(self, reason: str) -> str:
        """What to tell a person of `reason`; one that is the system's stays as it is."""
        sentence = self.reasons.get(re.sub(_NUMBER, "{}", reason))
        return sentence.format(*re.findall(_NUMBER, reason)) if sentence else reason


def _extra(library: str) -> str:
    """The extra that a library comes with."""
    return "ocr" if library == "rapidocr" else "documents"


# What people call them by.
_FORMATS = {
    **dict.fromkeys(("doc", "docx"), "Word"),
    **dict.fromkeys(("xls", "xlsx"), "Excel"),
    **dict.fromkeys(("ppt", "pptx"), "PowerPoint"),
    **dict.fromkeys(("htm", "html", "mht", "mhtml"), "HTML"),
    **{name: name.upper() for name in ("pdf", "ofd", "wps", "rtf", "odt", "epub", "caj", "csv")},
}

# What the system says, which speaks English to a program.
_SYSTEM = {
    "Permission denied": "没有权限",
    "Operation not permitted": "不允许这样做",
    "No such file or directory": "没有这个文件或文件夹",
    "No space left on device": "磁盘已满",
    "Disk quota exceeded": "磁盘配额已用完",
    "Read-only file system": "文件系统只读",
    "Is a directory": "是文件夹",
    "Not a directory": "不是文件夹",
    "File exists": "已有同名文件",
    "File name too long": "文件名太长",
    "File too large": "文件太大",
    "Input/output error": "读写出错",
    "Too many open files": "打开的文件太多",
    "Too many levels of symbolic links": "链接互相指向",
    "Cannot allocate memory": "内存不足",
    "Stale file handle": "网络文件夹已断开",
    "Connection timed out": "连接超时",
    "Transport endpoint is not connected": "网络文件夹已断开",
    "Device or resource busy": "正被占用",
    "Text file busy": "正被占用",
    "Bad file descriptor": "没有打开",
    "Invalid argument": "不支持这样的操作",
    "No such device or address": "没有这个设备",
    "Host is down": "主机不在线",
    # And what SQLite says.
    "database is locked": "正被另一个程序占用",
    "file is not a database": "不是数据库文件",
    "database disk image is malformed": "文件已损坏",
    "unable to open database file": "文件打不开",
    "attempt to write a readonly database": "文件只读",
    "disk I/O error": "读写出错",
    "database or disk is full": "磁盘已满",
}

ZH = FileTexts(
    no_library="没有指定文档文件夹：请用 --library 文件夹，或设置环境变量 WENJU_LIBRARY。",
    library_not_found="没有这个文件夹：{path}。请用 --library 指定文档所在的文件夹或一份文件。",
    library_unreadable="文件夹读不了（{reason}）：{path}",
    library_empty="文件夹里没有可读的文档（文本、Word、Excel、幻灯片、PDF、OFD、网页）：{path}",
    library_unread="没有能读的文档（文本、Word、Excel、幻灯片、PDF、OFD、网页）：{path}。{unread}",
    unread="有 {count} 份没有读：{kinds}",
    kinds={
        **_FORMATS,
        "": "没有扩展名的文件",
        "/": "链接的文件夹",
        "skipped": "读不了或没有文字的文件",
    },
    kind="{kind} {count}",
    more_kinds="其他 {count}",
    stop="。",
    joiner="、",
    more_skipped="另有 {count} 份文件读不了或读不全；wenju docs 逐一列出",
    advice={
        "files": "这些请另存为 .docx、.pdf、.txt 或 .md",
        "folders": "链接的文件夹请把文件放进来，或用 --library 直接指定",
    },
    skipped="跳过 {path}：{reason}",
    skipped_together="跳过 {count} 份文件：{reason}",
    unknown="这种格式不读（{kind}）",
    needs="缺少程序库 {library}，请在本项目的文件夹里运行：pip install -e '.[{extra}]'",
    passages="{count} 个段落",
    documents="共 {documents} 份文档，{passages} 个段落",
    reasons={
        "not a regular file": "不是普通文件",
        "gone": "没有这个文件",
        "larger than {} MiB": "超过 {} MiB",
        "a link out of the folder": "链接指向的不是文件夹里的文件",
        "not text": "不是文本，或编码无法识别",
        "empty": "没有文字",
        "converted from the wrong encoding": "是 Big5 文字被当作 GBK 转换过的乱码，请从原文件重新转换",
        "read with {} unreadable characters": "已读，其中 {} 处字节读不出，以 � 代替",
        **_SYSTEM,
        "more than {} passages": "超过 {} 个段落",
        "protected by a password": "有密码保护，请另存一份没有密码的",
        "damaged or cut off": "文件损坏或不完整",
        "from Word 95 or older": "是 Word 95 或更早的文件，请用 Word 或 WPS 另存为 .docx",
        "declares entities of its own": "文件里自带实体定义（DOCTYPE），为安全起见不读",
        "pictures of pages, without text": "只有页面的图片，没有文字",
        "{} pages without text, which need recognition": "{} 页无文字，需要 OCR；请在本项目的文件夹里运行：pip install -e '.[ocr]'",
        "more than {} million pixels": "超过 {} 百万像素",
        "made by a script, without text of its own": "网页由脚本生成，文件里没有正文，请在浏览器里另存为 PDF",
        "more than {} MiB unpacked": "解压后超过 {} MiB",
        "more than {} pages": "超过 {} 页",
        "more than {} characters": "超过 {} 个字",
        "takes more than {} seconds": "{} 秒内读不完",
        "takes more than {} MiB of memory": "要用的内存超过 {} MiB",
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
    library_not_found="No such folder: {path}. Name the folder of documents, or one file, with "
    "--library DIR.",
    library_unreadable="The folder cannot be read ({reason}): {path}",
    library_empty="No readable document (text, Word, Excel, slides, PDF, OFD, web pages) in the folder: {path}",
    library_unread="No document that can be read (text, Word, Excel, slides, PDF, OFD, web pages): {path}. {unread}",
    unread="{count} not read: {kinds}",
    kinds={
        **_FORMATS,
        "": "without an ending",
        "/": "links to folders",
        "skipped": "unreadable or empty",
    },
    kind="{count} {kind}",
    more_kinds="{count} others",
    stop=". ",
    joiner=", ",
    more_skipped="{count} more files could not be read, or not whole; wenju docs lists them all",
    advice={
        "files": "Save them as .docx, .pdf, .txt or .md",
        "folders": "Put the files of linked folders here, or name one with --library",
    },
    skipped="skipped {path}: {reason}",
    skipped_together="skipped {count} files: {reason}",
    unknown="files of this kind are not read ({kind})",
    needs="the library {library} is missing; in the project's folder: pip install -e '.[{extra}]'",
    passages="{count} passages",
    documents="{documents} documents, {passages} passages",
    reasons={
        "gone": "no such file",
        # It may lead out of the folder, or nowhere.
        "a link out of the folder": "a link to no file in the folder",
        "not text": "not text, or in an unknown encoding",
        "empty": "no text in it",
        "converted from the wrong encoding": "Big5 that was converted as if it were GBK; convert it anew",
        "read with {} unreadable characters": "read, with � for {} bytes that are no text",
        "protected by a password": "protected by a password; save a copy without one",
        "from Word 95 or older": "from Word 95 or older; save it as .docx",
        "{} pages without text, which need recognition": "{} pages without text, which need OCR; in the project's folder: pip install -e '.[ocr]'",
        "made by a script, without text of its own": "made by a script, no text in the file; save it from the browser as PDF",
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
