"""An answer as text for a terminal, or as JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.messages.answers import cut_signs, header_of, items_behind, seen
from bot.messages.texts import Texts
from retrieval import Answer, Citation, Document, Excerpt, Filter, Standing, as_read, validity

MARK, PLAIN = "\x1b[1;33m", "\x1b[0m"
DIM = "\x1b[2m"

# What could drive the reader's terminal or reorder its text: controls other than tab and line end,
# and the directional overrides of Unicode.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def visible(text: str) -> str:
    """`text` with characters that could drive a terminal replaced, each by one."""
    # Nearly all text is printable, which is faster told than the pattern is compiled.
    return text if text.replace("\n", "").isprintable() else re.sub(_UNSAFE, "\ufffd", text)


def visible_line(text: str) -> str:
    """`text` as `visible` has it, and in one line."""
    return visible(text).replace("\n", "\ufffd")


class Terminal:
    """Writes answers in one language; `colour` marks what answers with escape sequences.

    What a document says about its own validity is judged as of `today`.
    """

    def __init__(
        self, texts: Texts, root: Path, *, colour: bool, today: date | None = None
    ) -> None:
        self._texts = texts
        self._root = root
        self.colour = colour
        self._today = today or date.today()

    def answer(self, answer: Answer) -> str:
        """The excerpts with citations, said to be uncertain if they are; ends with a line end."""
        return "".join(f"{line}\n" for line in self._answer(answer))

    def document(self, document: Document, passages: int, left_out: Sequence[str] = ()) -> str:
        """A document's title, date, source, number of passages and file, and lines left out."""
        metadata = document.metadata
        count = self._texts.files.passages.format(count=passages)
        facts = (metadata.issued_on and str(metadata.issued_on), metadata.source, count)
        title = self._texts.citations.titled(document.title)
        place = str(self._root / document.path)
        lines = (title, f"   {' · '.join(fact for fact in facts if fact)}")
        furniture = "".join(f"   - {visible_line(line)}\n" for line in left_out)
        shown = "".join(f"{visible_line(line)}\n" for line in lines)
        return f"{shown}   {self.dim(visible_line(place))}\n{furniture}"

    def _answer(self, answer: Answer) -> Iterator[str]:
        yield from self._understood(answer)
        own = self._texts.answers
        if answer.standing is Standing.PERHAPS:
            yield own.perhaps
        elif not answer.found and not answer.limited:
            yield own.not_found
        if told := own.language(answer):
            yield told
        terms = ((own.matched, answer.matched), (own.missing, answer.missing))
        if not answer.found or answer.missing:
            said = [t.format(terms=own.joiner.join(found)) for t, found in terms if found]
            yield self.dim(visible("  ".join(said)))
        if answer.looked_for:
            yield self.dim(visible_line(own.looked_for(answer.looked_for)))
        for rank, excerpt in enumerate(answer.excerpts or answer.nearest, start=1):
            yield ""
            before, behind = map(self.dim, cut_signs(excerpt))
            words = f"{before}{self._marked(excerpt)}{behind}"
            header = self.dim(visible(header_of(excerpt)))
            words = f"{header}\n{words}" if header else words
            yield f"{rank}. {words}"
            if copies := len(excerpt.also) + excerpt.also_left:
                yield self.dim(f"   {own.also.format(count=copies)}")
            if excerpt.planned:
                yield self.dim(f"   {own.planned}")
            yield from self._items(excerpt)
            reference = self._texts.citations.reference(excerpt.citation)
            yield f"   ——{visible_line(reference)}"
            yield f"   {self.dim(self.place(excerpt.citation))}"
            if valid := self._validity(excerpt):
                yield f"   {visible_line(valid)}"

    def _items(self, excerpt: Excerpt) -> Iterator[str]:
        """The items of a list that stand behind the excerpt, one a line, and how many they are."""
        document = excerpt.document
        for start, end in items_behind(excerpt):
            yield f"   {visible_line(seen(document, start, end))}"
        if excerpt.items_left:
            said = self._texts.answers.items_left.format(count=excerpt.items_left)
            yield self.dim(f"   {said}")

    def _understood(self, answer: Answer) -> Iterator[str]:
        """How the answer was limited, if it was."""
        if not answer.filters:
            return
        own = self._texts.filters
        in_words = any(each.span for each in answer.filters)
        said = [own.understood(answer.filters), *([own.switch_off] if in_words else [])]
        yield self.dim(visible_line(" ".join(said)))
        if answer.standing is Standing.NONE and answer.limited:
            yield own.nothing_left

    def _validity(self, excerpt: Excerpt) -> str:
        """Until when the document says it holds, if it does."""
        statements = validity(excerpt.document, self._today)
        return self._texts.citations.validity(statements, excerpt.document.text)

    def _marked(self, excerpt: Excerpt) -> str:
        """The excerpt word for word, what answers in it marked if there is colour."""
        document = excerpt.document
        if not self.colour or excerpt.answer is None:
            return visible(seen(document, excerpt.start, excerpt.end))
        start, end = excerpt.answer
        shown = as_read(document, excerpt.start, start, end, excerpt.end)
        before, marked, after = map(visible, shown)
        return f"{before}{MARK}{marked}{PLAIN}{after}"

    def place(self, citation: Citation) -> str:
        """File and line, as editors and terminals open them, or page, as browsers do; the id."""
        path = visible_line(str(self._root / citation.path))
        line = f":{citation.line}" if citation.line else ""
        page = f"#page={citation.page}" if citation.page else ""
        return f"{path}{line}{page}  [{citation.id}]"

    def dim(self, text: str) -> str:
        """`text`, fainter where there is colour."""
        return f"{DIM}{text}{PLAIN}" if self.colour and text else text


def to_json(answer: Answer, encoding: str = "utf-8") -> str:
    """The answer as one line of JSON; what `encoding` cannot write is escaped."""
    shape = {
        "question": answer.question,
        "standing": answer.standing,
        "found": answer.found,
        "confidence": round(answer.confidence, 4),
        "matched": answer.matched,
        "missing": answer.missing,
        "looked_for": answer.looked_for,
        "answers": [_excerpt(rank, e) for rank, e in enumerate(answer.excerpts, start=1)],
        "nearest": [_excerpt(rank, e) for rank, e in enumerate(answer.nearest, start=1)],
        "filters": [_filter(each) for each in answer.filters],
        **({"language": answer.language} if answer.language else {}),
    }
    return one_line(shape, encoding)


def error_json(question: str, message: str, encoding: str = "utf-8") -> str:
    """What stands in for an answer, among answers, when a question cannot be asked."""
    return one_line({"question": question, "error": message}, encoding)


def one_line(shape: dict[str, Any], encoding: str) -> str:
    """JSON that reads as text, with what could drive a terminal or end a line escaped."""
    text = json.dumps(shape, ensure_ascii=False)
    try:
        text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "strict")
    except UnicodeEncodeError:
        return json.dumps(shape)
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def _excerpt(rank: int, excerpt: Excerpt) -> dict[str, Any]:
    highlights = [[a - excerpt.start, b - excerpt.start] for a, b in excerpt.highlights]
    answer = excerpt.answer and [place - excerpt.start for place in excerpt.answer]
    part = {} if excerpt.part is None else {"part": excerpt.part}
    before, text = excerpt.document.volume.offset, excerpt.document.text
    header = excerpt.header and [before + place for place in excerpt.header]
    headed = {"header": header, "header_text": excerpt.header_text}
    return {
        "rank": rank,
        **part,
        "score": round(excerpt.score, 4),
        **(headed if excerpt.header else {}),
        "excerpt": excerpt.text,
        "answer": answer,
        "highlights": highlights,
        "cut": excerpt.cut,
        "items_left": excerpt.items_left,
        "items": [
            {"start": before + a, "end": before + b, "text": text[a:b]} for a, b in excerpt.items
        ],
        "planned": excerpt.planned,
        "citation": citation_shape(excerpt.citation),
        "also": [citation_shape(citation) for citation in excerpt.also],
        "also_left": excerpt.also_left,
        "validity": validity_shape(excerpt.document),
    }


def validity_shape(document: Document, today: date | None = None) -> list[dict[str, Any]]:
    """What a document says about its own validity, as JSON has it."""
    text, before = document.text, document.volume.offset
    return [
        {
            "says": said.kind,
            "text": text[said.start : said.end],
            "since": said.since and said.since.isoformat(),
            "until": said.until and said.until.isoformat(),
            "expired": said.expired,
            "paragraph": said.paragraph,
            "id": said.id,
            "start": before + said.start,
            "end": before + said.end,
        }
        for said in validity(document, today or date.today())
    ]


def _filter(one: Filter) -> dict[str, Any]:
    return {"kind": one.kind, "value": str(one.value), "hard": one.hard, "span": one.span}


def citation_shape(citation: Citation) -> dict[str, Any]:
    """The citation as JSON has it; what tells of few formats is there for those alone."""
    shape = {
        "id": citation.id,
        "title": citation.title,
        "issued_on": citation.issued_on and citation.issued_on.isoformat(),
        "source": citation.source,
        "document_number": citation.document_number,
        "section": citation.section,
        "paragraph": citation.paragraph,
        "path": citation.path,
        "line": citation.line,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "sha256": citation.sha256,
        "url": citation.url,
    }
    if citation.opening is not None:
        shape["opening"] = citation.opening
    if citation.row is not None:
        shape |= {"row": citation.row, "last_row": citation.last_row}
    if citation.recognised:
        shape["recognised"] = True
    return shape
