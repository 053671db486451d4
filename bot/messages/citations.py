"""A citation in words, and how long a document says that it holds, in Chinese and English."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from retrieval import Citation, Statement, ValidityKind

if TYPE_CHECKING:
    from retrieval import Record, Work

# Characters of a sentence that are quoted in one line.
QUOTED = 60
_INNER = str.maketrans("《》", "〈〉")


class CitationTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    title: str
    same_title: str
    comma: str
    copied: str
    paragraph: str
    paragraphs: str
    row: str
    rows: str
    on_page: str
    opening: str
    recognised: str
    expired: str
    until: str
    stated: Mapping[ValidityKind, str]
    says: str

    def reference(self, citation: Citation) -> str:
        """The citation in words, on one line."""
        headings = " > ".join(citation.section)
        return " · ".join([*self.origin(citation, headings), self.place(citation)])

    def recorded(self, record: "Record") -> str:
        """The same of a paragraph as it was seen last."""
        headings = " > ".join(record.section)
        place = self.paragraph.format(first=record.paragraph)
        if record.page is not None:
            place = self.on_page.format(page=record.page, place=place)
        return " · ".join([*self.origin(record.work, headings), place])

    def origin(self, cited: "Citation | Work", headings: str) -> list[str]:
        """Title, number, source, date and headings, as far as there are any."""
        parts = (
            self.titled(cited.title),
            cited.document_number,
            cited.source,
            cited.issued_on and str(cited.issued_on),
            headings,
        )
        return [part for part in parts if part]

    def titled(self, title: str) -> str:
        """A title in title marks; those that it has itself are the single ones inside."""
        return self.title.format(title=title.translate(_INNER))

    def place(self, citation: Citation) -> str:
        """The page, if there are pages, and the paragraph, or paragraphs, that a citation names.

        In a file without lines and pages, how the paragraph begins too; of a sheet, the row.
        """
        first, last = citation.paragraph, citation.last_paragraph
        one, several = self.paragraph, self.paragraphs
        if citation.row and citation.last_row:
            first, last = citation.row, citation.last_row
            one, several = self.row, self.rows
        place = (one if first == last else several).format(first=first, last=last)
        if citation.page is not None:
            place = self.on_page.format(page=citation.page, place=place)
        if citation.opening:
            place = self.opening.format(place=place, words=citation.opening)
        return self.recognised.format(place=place) if citation.recognised else place

    def validity(self, statements: Sequence[Statement], text: str) -> str:
        """In one line, until when the document of `text` says it holds; empty if it does not say.

        A period that is over comes first, then what revokes it, then a period.
        """
        telling = [
            said for said in statements if said.kind in (ValidityKind.TERM, ValidityKind.REVOKED)
        ]
        telling.sort(key=lambda said: (not said.expired, said.kind is ValidityKind.TERM))
        return self.statement(telling[0], text) if telling else ""

    def statement(self, said: Statement, text: str) -> str:
        """What a statement says, in its own words and with its place, in one line."""
        words = " ".join(text[said.start : said.end].split())
        # What tells most is at the end: 自发布之日起施行, 有效期至…
        quoted = words if len(words) <= QUOTED else f"…{words[1 - QUOTED :]}"
        head = self.stated[said.kind]
        if said.kind is ValidityKind.TERM and said.until:
            head = (self.expired if said.expired else self.until).format(until=said.until)
        return self.says.format(head=head, words=quoted, paragraph=said.paragraph, id=said.id)


ZH = CitationTexts(
    title="《{title}》",
    same_title="同上",
    comma="，",
    copied="“{text}”——{reference}",
    paragraph="第{first}段",
    paragraphs="第{first}—{last}段",
    row="第{first}行",
    rows="第{first}—{last}行",
    on_page="第{page}页{place}",
    opening="{place}（“{words}…”）",
    recognised="{place}（识别文字，可能有误）",
    expired="有效期已过（至 {until}）",
    until="有效期至 {until}",
    stated={
        ValidityKind.WRITTEN: "成文日期",
        ValidityKind.EFFECTIVE: "施行",
        ValidityKind.TERM: "有效期",
        ValidityKind.TRIAL: "试行",
        ValidityKind.REVOKED: "废止、失效",
        ValidityKind.REPEALS: "废止其他文件",
        ValidityKind.PREVAILS: "以何为准",
    },
    says="{head}：“{words}”（第{paragraph}段，{id}）",
)

EN = CitationTexts(
    title="《{title}》",
    same_title="Same document",
    comma=", ",
    copied="“{text}” — {reference}",
    paragraph="¶{first}",
    paragraphs="¶{first}–{last}",
    row="row {first}",
    rows="rows {first}–{last}",
    on_page="p. {page}, {place}",
    opening="{place} (“{words}…”)",
    recognised="{place} (text recognised in a picture)",
    expired="Expired (valid until {until})",
    until="Valid until {until}",
    stated={
        ValidityKind.WRITTEN: "Written on",
        ValidityKind.EFFECTIVE: "In force",
        ValidityKind.TERM: "Period of validity",
        ValidityKind.TRIAL: "On trial",
        ValidityKind.REVOKED: "Revoked",
        ValidityKind.REPEALS: "Repeals others",
        ValidityKind.PREVAILS: "What prevails",
    },
    says="{head}: “{words}” (¶{paragraph}, {id})",
)
