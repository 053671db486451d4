"""Questions put to libraries, and the evidence that each finds: what weights are fitted to."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from samples import index_of

from judging.answers import Mark, Row, expected, lines, loose
from retrieval import Library
from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import QuestionError
from retrieval.excerpts.finder import COMPARED_WIDE, Finder, Search
from retrieval.excerpts.judge import Case
from retrieval.filters.apply import understood

MAX_CHARS = 200
SEEDS = Path(__file__).parents[3] / "seeds"
# (library, questions of, from, to): other subjects, other collections.
FOREIGN = (("ncp", "cmrc", 0, 400), ("cmrc", "ncp", 0, 400), ("own", "cmrc", 400, 520),
           ("own", "ncp", 400, 520), ("ncp", "drcd", 0, 200))  # fmt: skip
# (documents, how often): libraries drawn from another.
DRAWN = ((2, 25), (4, 15), (8, 12), (20, 6), (50, 4), (120, 3), (300, 2))
OPENINGS = ("帮我查一下{}", "请帮忙看看，{}", "我想了解一下{}", "{} 谢谢")


@dataclass(frozen=True)
class Asked:
    """A question put to a library, and what its windows are judged on.

    `group` is what it is there: a library's own question, one of another library …; `right` says
    which windows answer, `in_document` which are of the document meant; `there`: whether an answer
    is anywhere. `part_alone` as in a `Question`. `wide` is the same with the neighbours of its
    words, if its own find little.
    """

    group: str
    id: str
    text: str
    library: str
    there: bool = True
    part_alone: bool = False
    cases: Sequence[Case] = ()
    right: Sequence[bool] = ()
    in_document: Sequence[bool] = ()
    wide: "Asked | None" = None


@dataclass
class Gatherer:
    """Puts questions of the sets in `folder` to their libraries, to others and to parts."""

    folder: Path
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    _open: dict[Path, Library] = field(default_factory=dict)

    def every(self) -> Iterator[Asked]:
        """All questions, set by set."""
        sets = {name: lines(self.folder / name / "questions.jsonl") for name in SETS}
        asked = {name: lines(self.folder / "asked" / f"{name}.jsonl") for name in ASKED}
        yield from self._formal(sets)
        for name, rows in asked.items():
            for row in rows:
                there = bool(row["expected"])
                yield self._put(name, row, row["library"], expected(row), there=there)
        yield from self._elsewhere(asked)
        for name, other in (("ncp", "cmrc"), ("cmrc", "ncp")):
            yield from self._drawn(name, sets[name], sets[other], asked["questions"])

    def _formal(self, sets: dict[str, list[Row]]) -> Iterator[Asked]:
        """Questions in the words of the documents: at home, elsewhere, with polite words."""
        for name, rows in sets.items():
            for row in rows:
                yield self._put("own" if row["document"] else "absent here", row, name, loose(row))
        for row in lines(self.folder / "ncp" / "absent.jsonl"):
            yield self._put("absent", row, "ncp")
        for library, other, first, past in FOREIGN:
            for row in sets[other][first:past]:
                yield self._put("foreign", row, library)
        for row in sets["ncp"][:100]:
            yield self._put("plain", row, "ncp")
            for form in OPENINGS:
                opened = dict(row, question=form.format(row["question"]))
                yield self._put(f"opened {form}", opened, "ncp")

    def _elsewhere(self, asked: dict[str, list[Row]]) -> Iterator[Asked]:
        """Questions in people's own words, in libraries that are about something else."""
        small = sorted(
            {r["library"] for r in asked["questions"] if r["library"].startswith("min/")}
        )
        for row in asked["questions"]:
            home = row["library"]
            if row["kind"] == "short" or not (home == "own" or home in small):
                continue
            for library in ("ncp", "cmrc", "seeds"):
                yield self._put("informal", row, library)
            others = [each for each in small if each != home] if home in small else []
            for library in self.dice.sample(others, min(4, len(others))):
                found = self._put("informal", row, library, expected(row))
                if not any(found.right):
                    yield found
        for row in asked["colloquial"]:
            for library in ("own", "cmrc", "seeds"):
                if library != row["library"]:
                    yield self._put("informal", row, library)

    def _drawn(
        self, name: str, own: Sequence[Row], other: Sequence[Row], informal: Sequence[Row]
    ) -> Iterator[Asked]:
        """Questions to libraries of few documents, drawn from a large one."""
        documents = list(self._library(name).documents)
        asked = {row["document"] for row in own}
        for size, times in DRAWN:
            for _ in range(times):
                among = [d for d in documents if d.path in asked] if size <= 8 else documents
                some = self.dice.sample(among, min(size, len(among)))
                finder = Finder(index_of(some))
                paths = {d.path: f"{n:06}{Path(d.path).suffix}" for n, d in enumerate(some)}
                inside = [
                    dict(r, document=paths[r["document"]]) for r in own if r["document"] in paths
                ]
                outside = [row for row in own if row["document"] not in paths]
                for row in self.dice.sample(inside, min(len(inside), 40)):
                    yield ask("own of few", row, name, finder, Analyzer(), loose(row))
                for group, rows, most in (
                    ("absent of few", outside, 12),
                    ("foreign of few", other, 12),
                    ("informal of few", [r for r in informal if r["kind"] != "short"], 5),
                ):
                    for row in self.dice.sample(rows, min(len(rows), most)):
                        yield ask(group, row, name, finder, Analyzer())

    def _put(
        self, group: str, row: Row, name: str, mark: Mark | None = None, *, there: bool = True
    ) -> Asked:
        library = self._library(name)
        found = ask(group, row, name, library._finder, library._analyzer, mark)
        wide = found.wide and replace(found.wide, there=there)
        return replace(found, there=there, wide=wide)

    def _library(self, name: str) -> Library:
        places = {
            "seeds": SEEDS,
            **{n: self.folder / n / "library" for n in ("ncp", "cmrc", "drcd")},
        }
        place = places.get(name, self.folder / "asked" / name)
        if place not in self._open:
            self._open[place] = Library.open(place)
        return self._open[place]


SETS = ("ncp", "cmrc", "drcd", "seeds")
ASKED = ("questions", "colloquial")


def ask(
    group: str,
    row: Row,
    library: str,
    finder: Finder,
    analyzer: Analyzer,
    mark: Mark | None = None,
) -> Asked:
    """What a question finds."""
    found = Asked(group, row["id"], row["question"], library)
    try:
        text = " ".join(row["question"].split())
        question = understood(text, (), analyzer, finder.searcher)
    except QuestionError:
        return found
    question = question.parts[0] if question.parts else question
    search = finder.search(question)
    narrow = _with_cases(found, finder, search, row, mark)
    wide = finder.widened(search)
    return replace(narrow, wide=wide and _with_cases(found, finder, wide, row, mark))


def _with_cases(asked: Asked, finder: Finder, search: Search, row: Row, mark: Mark | None) -> Asked:
    """With the windows that a search finds."""
    question, hits, strength = search
    windows = finder.windows(question, hits, COMPARED_WIDE, MAX_CHARS)
    compared = windows.windows[: len(windows.evidence)]
    shown = [w.document.text[w.start : w.end] for w in compared]
    documents = [w.document for w in compared]
    return replace(
        asked,
        part_alone=question.part_alone,
        cases=[
            finder.topical(finder.case(windows, strength, number), question)
            for number in range(len(shown))
        ],
        right=[bool(mark and mark(*each)) for each in zip(documents, shown, strict=True)],
        in_document=[each.path == row.get("document") for each in documents],
    )
