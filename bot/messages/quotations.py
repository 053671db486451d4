"""Every sentence about quotations that a reader reads, in Chinese and English."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from retrieval import (
    Claim,
    Match,
    QuotationError,
    QuotationTooShort,
    Reason,
    Review,
    Skipped,
    SourceCheck,
    Variation,
    Verdict,
    Verification,
)

# Characters of something skipped that are shown.
SHOWN = 12

Side = Literal["both", "quotation", "source"]


class QuotationTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `report` are those of a report on the quotations of an article.
    """

    verdicts: Mapping[Verdict, str]
    variations: Mapping[Variation, str]
    joiner: str
    same_words: str
    recognised: str
    apart: str
    quoted: str
    left_out: str
    elsewhere: str
    claims: Mapping[SourceCheck, str]
    summary: str
    counted: str
    skipped: Mapping[Reason, str]
    outside: str
    nothing: str
    more: str
    too_short: str
    too_long: str
    one_of_many: str
    unreadable: str
    usage: str
    command: str
    report: Mapping[str, str]

    def verdict(self, found: Verification) -> str:
        """What a quotation is, in a few words."""
        if found.parts:
            return self.apart
        if Variation.RECOGNISED in found.variations:
            return self.recognised
        kinds = self.joiner.join(self.variations[kind] for kind in found.variations)
        return self.verdicts[found.verdict].format(kinds=kinds)

    def claim(self, claim: Claim) -> str:
        """Whether it stands where it is said to."""
        return self.claims[claim.standing].format(source=claim.source)

    def counts(self, review: Review) -> str:
        """How many quotations there are of each verdict, in one line."""
        called = [found.verdict for found in review.verifications]
        names = {**self.verdicts, Verdict.SAME_WORDS: self.same_words}
        each = (
            self.counted.format(verdict=names[verdict], count=called.count(verdict))
            for verdict in Verdict
            if verdict in called
        )
        return self.summary.format(total=len(called), each=self.joiner.join(each))

    def passed_over(self, skipped: Sequence[Skipped]) -> list[str]:
        """What was not verified and why, a line for each reason."""
        lines = []
        for reason in Reason:
            texts = [one.text for one in skipped if one.reason is reason]
            if texts:
                shown = self.joiner.join(self.quoted.format(text=shortened(t)) for t in texts[:5])
                more = "…" if len(texts) > 5 else ""
                lines.append(self.skipped[reason].format(count=len(texts), texts=f"{shown}{more}"))
        return lines

    def error(self, error: QuotationError, named: str | None = None) -> str:
        """Why a quotation cannot be verified, and which if it is `named`."""
        text = self.too_short if isinstance(error, QuotationTooShort) else self.too_long
        said = text.format(length=error.length, limit=error.limit)
        if named is None:
            return said
        return self.one_of_many.format(text=shortened(named), said=said)


def shortened(text: str, length: int = SHOWN) -> str:
    """`text` on one line, its beginning if it is longer than `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def laid_beside(quotation: str, match: Match) -> Iterator[tuple[Side, str]]:
    """The passage of a match with what the quotation has instead: in order, and whose words."""
    text, at = match.excerpt.document.text, match.excerpt.start
    for change in match.differences:
        yield "both", text[at : change.source_start]
        yield "quotation", quotation[change.start : change.end]
        yield "source", text[change.source_start : change.source_end]
        at = change.source_end
    yield "both", text[at : match.excerpt.end]


ZH = QuotationTexts(
    verdicts={
        Verdict.VERBATIM: "原文一致",
        Verdict.SAME_WORDS: "仅{kinds}不同",
        Verdict.DIFFERING: "有出入",
        Verdict.NOT_FOUND: "未找到",
    },
    variations={
        Variation.PUNCTUATION: "标点",
        Variation.SPACE: "空白",
        Variation.WIDTH: "全半角",
        Variation.SCRIPT: "繁简",
        Variation.CASE: "大小写",
    },
    joiner="、",
    same_words="仅标点等不同",
    recognised="与识别文字相同；原件是图片，请对照原页",
    apart="有出入：各部分在原文里不连在一起",
    quoted="“{text}”",
    left_out="省略了原文 {count} 字",
    elsewhere="另见：{places}",
    claims={
        SourceCheck.THERE: "出处相符：《{source}》",
        SourceCheck.ELSEWHERE: "出处不符：文档里有《{source}》，但这些文字不在其中",
        SourceCheck.UNKNOWN: "出处无法核对：文档里没有《{source}》",
    },
    summary="共 {total} 条引文：{each}",
    counted="{verdict} {count}",
    skipped={
        Reason.SHORT: "不足 4 字，没有核对（{count} 处）：{texts}",
        Reason.LONG: "超过 5,000 字，没有核对（{count} 处）：{texts}",
        Reason.UNBALANCED: "引号不成对，没有核对（{count} 行）：{texts}",
        Reason.MANY: "引文太多，其余没有核对（{count} 处）：{texts}",
    },
    outside="引号以外的文字没有核对。",
    nothing="没有可以核对的引文。",
    more="（还有 {count} 条的细节，这里放不下）",
    too_short="引文太短，至少要 {limit} 个字。",
    too_long="引文太长（{length:,} 字），请缩短到 {limit:,} 字以内。",
    one_of_many="“{text}”：{said}",
    unreadable="读不了 {path}：{reason}",
    usage="请在命令后面写引文，例如：<code>/verify {example}</code>；或者回复一条消息并发 /verify，"
    "我核对其中引号里的话。",
    command="核对引文",
    report={
        "title": "引文核对报告",
        "article": "文稿：{name}",
        "library": "文档库：{name}（{documents:,} 份文档）",
        "day": "核对日期：{day}",
        "item": "{number}. {verdict}",
        "said": "文稿",
        "compared": "对照",
        "source": "出处",
        "reference": "GB/T 7714",
        "place": "位置",
        "elsewhere": "另见",
        "legend": "对照：删除线是文稿写的，下划线是原文写的。",
        "written": "报告已写到 {path}",
        "unwritable": "写不了 {path}：{reason}",
        "ending": "--report：文件名要以 .html 或 .md 结尾：{path}",
    },
)

EN = QuotationTexts(
    verdicts={
        Verdict.VERBATIM: "verbatim",
        Verdict.SAME_WORDS: "the same words, but for {kinds}",
        Verdict.DIFFERING: "differs",
        Verdict.NOT_FOUND: "not found",
    },
    variations={
        Variation.PUNCTUATION: "punctuation",
        Variation.SPACE: "white space",
        Variation.WIDTH: "width",
        Variation.SCRIPT: "Traditional or Simplified characters",
        Variation.CASE: "case",
    },
    joiner=", ",
    same_words="the same words",
    recognised="the same as text that was recognised in a picture; compare the page",
    apart="differs: its parts do not stand together",
    quoted="“{text}”",
    left_out="characters of the source left out: {count}",
    elsewhere="Also in: {places}",
    claims={
        SourceCheck.THERE: "Source confirmed: 《{source}》",
        SourceCheck.ELSEWHERE: "Wrong source: 《{source}》 is in the documents and does not hold this",
        SourceCheck.UNKNOWN: "Source not in the documents: 《{source}》",
    },
    summary="{total} quotations: {each}",
    counted="{verdict}: {count}",
    skipped={
        Reason.SHORT: "Not checked, under 4 characters ({count}): {texts}",
        Reason.LONG: "Not checked, over 5,000 characters ({count}): {texts}",
        Reason.UNBALANCED: "Not checked, quotation marks do not pair (lines: {count}): {texts}",
        Reason.MANY: "Not checked, too many quotations ({count}): {texts}",
    },
    outside="Words outside quotation marks were not checked.",
    nothing="There is no quotation to check.",
    more="(No room here for the details of {count} more.)",
    too_short="The quotation is too short: at least {limit} characters.",
    too_long="The quotation is too long ({length:,} characters): at most {limit:,}.",
    one_of_many="“{text}”: {said}",
    unreadable="cannot read {path}: {reason}",
    usage="Write the quotation behind the command, for example: <code>/verify {example}</code>; or "
    "reply to a message with /verify to check what it puts in quotation marks.",
    command="check a quotation",
    report={
        "title": "Report on quotations",
        "article": "Article: {name}",
        "library": "Library: {name} (documents: {documents:,})",
        "day": "Checked on {day}",
        "item": "{number}. {verdict}",
        "said": "Article",
        "compared": "Compared",
        "source": "Source",
        "reference": "GB/T 7714",
        "place": "Place",
        "elsewhere": "Also in",
        "legend": "Compared: struck out is what the article says, underlined what is written.",
        "written": "the report is in {path}",
        "unwritable": "cannot write {path}: {reason}",
        "ending": "--report: the file name must end in .html or .md: {path}",
    },
)
