"""What an asker reads about filters, in Chinese and English."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from retrieval import DateRange, Filter, FilterKind, FilterUnreadable
from retrieval.errors import DatesReversed
from retrieval.models import Version

# What a person typed is shown up to here, so that a line about filters stays a line.
MAX_VALUE = 40


class FilterTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `kinds` show a filter of each kind, `names` say what an option wants.
    """

    only: str
    preferred: str
    joiner: str
    comma: str
    kinds: Mapping[FilterKind, str]
    year: str
    years: str
    month: str
    days: str
    since: str
    until: str
    in_force: str
    joiner_short: str
    nothing_left: str
    switch_off: str
    button_off: str
    inline_none: str
    unreadable: str
    reversed: str
    names: Mapping[FilterKind, str]

    def understood(self, filters: Iterable[Filter]) -> str:
        """What was understood, in one line: what alone is wanted, then what rather is."""
        found = sorted(filters, key=lambda each: not each.hard)
        said = [
            text.format(filters=self.joiner.join(self.named(each) for each in some))
            for text, hard in ((self.only, True), (self.preferred, False))
            if (some := [each for each in found if each.hard is hard])
        ]
        return self.comma.join(said)

    def named(self, one: Filter) -> str:
        """A filter in a few words."""
        value = one.value
        if isinstance(value, Version):
            others = self.joiner_short.join(map(str, value.others))
            return self.in_force.format(day=value.day, others=others)
        shown = self._dates(value) if isinstance(value, DateRange) else " ".join(str(value).split())
        short = shown if len(shown) <= MAX_VALUE else f"{shown[: MAX_VALUE - 1]}…"
        return self.kinds[one.kind].format(value=short)

    def error(self, error: FilterUnreadable | DatesReversed) -> str:
        """What to tell a person whose options cannot be used, in one line."""
        if isinstance(error, DatesReversed):
            return self.reversed.format(since=error.since, until=error.until)
        return self.unreadable.format(name=self.names[FilterKind(error.kind)], text=error.text)

    def _dates(self, days: DateRange) -> str:
        """The shortest name of a range: whole years and months by their number."""
        first, last = days.first, days.last
        if first is None or last is None:
            open_end = self.since if first else self.until
            return open_end.format(day=self._edge(first, last))
        after = last + timedelta(1) if last < date.max else last
        if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1):
            text = self.year if first.year == last.year else self.years
            return text.format(first=first.year, last=last.year)
        if first.day == after.day == 1 and (first.year, first.month) == (last.year, last.month):
            return self.month.format(year=first.year, month=first.month)
        return str(first) if first == last else self.days.format(first=first, last=last)

    def _edge(self, first: date | None, last: date | None) -> str:
        """The open range's one end; a year that it begins or ends with by its number."""
        if first and (first.month, first.day) == (1, 1):
            return self.year.format(first=first.year)
        if last and (last.month, last.day) == (12, 31):
            return self.year.format(first=last.year)
        return str(first or last or "")


ZH = FilterTexts(
    only="只看：{filters}",
    preferred="优先：{filters}",
    joiner=" · ",
    comma="；",
    kinds={
        FilterKind.DATES: "{value}",
        FilterKind.SOURCE: "来源 {value}",
        FilterKind.TITLE: "《{value}》",
        FilterKind.NUMBER: "{value}",
        FilterKind.PART: "{value}",
        FilterKind.PHRASE: "“{value}”",
        FilterKind.EXCLUDED: "不含“{value}”",
        FilterKind.VERSION: "{value}",
        FilterKind.YEARS: "{value}（标题或小标题里的年份，不是发文日期）",
    },
    year="{first}年",
    years="{first}—{last}年",
    month="{year}年{month}月",
    days="{first} 至 {last}",
    since="{day}以来",
    until="到{day}为止",
    in_force="{day}有效的版本（另有 {others} 的版本）",
    joiner_short="、",
    nothing_left="这样限定，没有找到原文。",
    switch_off="（--no-filters 不按问题里的字词筛选）",
    button_off="✕ 不筛选",
    inline_none="这样限定，没有找到原文，点这里私聊提问",
    unreadable="看不懂{name}：{text}",
    reversed="结束的日期（{until}）早于开始的日期（{since}）。",
    names={
        FilterKind.DATES: "日期（例如 2023、2024-06、2024年6月）",
        FilterKind.SOURCE: "来源",
        FilterKind.TITLE: "标题",
        FilterKind.NUMBER: "文号（例如 国办发〔2020〕5号）",
        FilterKind.PART: "条款（例如 第三条、第二部分、附件1）",
        FilterKind.PHRASE: "原话",
        FilterKind.EXCLUDED: "要排除的词",
    },
)

EN = FilterTexts(
    only="Only: {filters}",
    preferred="First: {filters}",
    joiner=" · ",
    comma="; ",
    kinds={
        FilterKind.DATES: "{value}",
        FilterKind.SOURCE: "from {value}",
        FilterKind.TITLE: "《{value}》",
        FilterKind.NUMBER: "{value}",
        FilterKind.PART: "{value}",
        FilterKind.PHRASE: "“{value}”",
        FilterKind.EXCLUDED: "without “{value}”",
        FilterKind.VERSION: "{value}",
        FilterKind.YEARS: "{value} (the year of the title or a heading, not of issue)",
    },
    year="{first}",
    years="{first}–{last}",
    month="{year}-{month:02}",
    days="{first} to {last}",
    since="since {day}",
    until="until {day}",
    in_force="the version in force on {day} (others: {others})",
    joiner_short=", ",
    nothing_left="Within these limits nothing was found.",
    switch_off="(--no-filters takes none from the question's words)",
    button_off="✕ No filters",
    inline_none="Nothing found within these limits: ask me in private",
    unreadable="cannot read {name}: {text}",
    reversed="The dates end ({until}) before they begin ({since}).",
    names={
        FilterKind.DATES: "the date (such as 2023, 2024-06, 2024年6月)",
        FilterKind.SOURCE: "the source",
        FilterKind.TITLE: "the title",
        FilterKind.NUMBER: "the document number (such as 国办发〔2020〕5号)",
        FilterKind.PART: "the article or part (such as 第三条, 第二部分, 附件1)",
        FilterKind.PHRASE: "the phrase",
        FilterKind.EXCLUDED: "the word to leave out",
    },
)
