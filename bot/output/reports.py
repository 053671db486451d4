"""A review of an article's quotations as a report to hand in: a page of HTML, or Markdown.

One page by itself: nothing is fetched, and what a document or an article says is shown as text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from bot.messages.quotations import Side, laid_beside
from bot.messages.texts import Texts
from bot.output.answers import visible
from retrieval import Citation, Match, Review, Verification, gbt7714, publication_of

_STYLE = (
    "body{font:16px/1.7 serif;max-width:46em;margin:2em auto;padding:0 1em}"
    "h2{font-size:1.1em;margin:1.6em 0 .4em}dl{margin:0}dt{font-weight:bold}"
    "dd{margin:0 0 .5em 1.5em}del{color:#a00}ins{color:#060}"
)
# What Markdown takes for marks, wherever it stands.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#+|~!&-])")


class ReportMarkup(NamedTuple):
    """How a report is marked: each writes text that is escaped already, but for `plain`."""

    plain: Callable[[str], str]
    struck: Callable[[str], str]
    added: Callable[[str], str]
    page: Callable[[str, str, Sequence[str]], str]
    """Of a title, a language and blocks."""
    heading: Callable[[str], str]
    lines: Callable[[Sequence[str]], str]
    facts: Callable[[Sequence[tuple[str, str]]], str]


class Report(NamedTuple):
    """What a report is about: the article, if it has a name, and the library."""

    review: Review
    article: str
    library: str
    documents: int
    today: date

    def written(self, ending: str, texts: Texts) -> str:
        """The report as a file with this ending has it; KeyError for another than FORMS."""
        by, own = FORMS[ending], texts.quotations.report
        head = [own["article"].format(name=self.article)] if self.article else []
        head.append(own["library"].format(name=self.library, documents=self.documents))
        head.append(own["day"].format(day=self.today))
        quotations = texts.quotations
        found = self.review.verifications
        head.append(quotations.counts(self.review) if found else quotations.nothing)
        blocks = [by.lines([by.plain(line) for line in head])]
        for number, each in enumerate(found, start=1):
            blocks += _item(each, str(number), by, texts, self.today)
        notes = [own["legend"], *quotations.passed_over(self.review.skipped)]
        notes += [quotations.outside] if found and self.review.partial else []
        blocks.append(by.lines([by.plain(note) for note in notes]))
        return by.page(own["title"], texts.language, blocks)


def _item(
    found: Verification, number: str, by: ReportMarkup, texts: Texts, today: date
) -> Iterator[str]:
    """A quotation: its verdict, what it says, what is written, and where."""
    quotations = texts.quotations
    own = quotations.report
    yield by.heading(by.plain(own["item"].format(number=number, verdict=quotations.verdict(found))))
    facts = [(own["said"], by.plain(found.quotation))]
    if found.matches:
        beside = "……".join(_beside(found.quotation, match, by) for match in found.matches)
        facts.append((own["compared"], beside))
        excerpt = found.matches[0].excerpt
        facts.append((own["source"], by.plain(texts.citations.reference(excerpt.citation))))
        reference = gbt7714(publication_of(excerpt.document), today)
        facts.append((own["reference"], by.plain(reference)))
        facts.append((own["place"], by.plain(_place(excerpt.citation))))
    if len(found.matches) > 1:
        facts.append(("", by.plain(quotations.left_out.format(count=found.left_out))))
    if found.elsewhere:
        places = "; ".join(_place(excerpt.citation) for excerpt in found.elsewhere)
        facts.append((own["elsewhere"], by.plain(places)))
    if found.claim:
        facts.append(("", by.plain(quotations.claim(found.claim))))
    yield by.facts(facts)
    for part, each in enumerate(found.parts, start=1):
        yield from _item(each, f"{number}.{part}", by, texts, today)


def _beside(quotation: str, match: Match, by: ReportMarkup) -> str:
    sides: Mapping[Side, Callable[[str], str]] = {
        "both": lambda text: text,
        "quotation": by.struck,
        "source": by.added,
    }
    beside = laid_beside(quotation, match)
    return "".join(sides[side](by.plain(words)) for side, words in beside if words)


def _place(citation: Citation) -> str:
    line = f":{citation.line}" if citation.line else ""
    page = f"#page={citation.page}" if citation.page else ""
    return f"{citation.path}{line}{page} [{citation.id}]"


def _html_page(title: str, language: str, blocks: Sequence[str]) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(blocks) + "\n</body>\n</html>\n"
    )


def _html_facts(facts: Sequence[tuple[str, str]]) -> str:
    named = (f"<dt>{escape(name)}</dt>\n<dd>{text}</dd>" for name, text in facts)
    return "<dl>\n" + "\n".join(named) + "\n</dl>"


def _markdown_text(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text)).replace("\n", "<br>")


def _markdown_facts(facts: Sequence[tuple[str, str]]) -> str:
    named = (f"- **{name}** {text}" if name else f"- {text}" for name, text in facts)
    return "\n".join(named)


_HTML = ReportMarkup(
    plain=lambda text: escape(visible(text), quote=False).replace("\n", "<br>"),
    struck="<del>{}</del>".format,
    added="<ins>{}</ins>".format,
    page=_html_page,
    heading="<h2>{}</h2>".format,
    lines=lambda lines: "<p>" + "<br>\n".join(lines) + "</p>",
    facts=_html_facts,
)
_MARKDOWN = ReportMarkup(
    plain=_markdown_text,
    struck="<del>{}</del>".format,
    added="<ins>{}</ins>".format,
    page=lambda title, _, blocks: "\n\n".join([f"# {title}", *blocks]) + "\n",
    heading="## {}".format,
    lines="  \n".join,
    facts=_markdown_facts,
)
FORMS = {".html": _HTML, ".htm": _HTML, ".md": _MARKDOWN}
"""How files with these endings are marked."""
