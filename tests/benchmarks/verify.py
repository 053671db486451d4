"""Verdicts on 10,000 generated quotations, and how long a long one takes.

    python tests/benchmarks/verify.py EVAL [--cases N] [--seed S] [--failures]

EVAL holds ncp/library, which the quotations are from together with the seeds; cmrc/library, which
the sentences from elsewhere are from; and drcd/library, which makes up 1,000 documents for the
times. What a case should be called is known from how it was made, but for chance: words that a
change happens to make are looked for in all of the documents, by brute force.
"""

import argparse
import random
import re
import shutil
import statistics
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from retrieval import Library
from retrieval.analysis.analyzer import fold
from retrieval.models import Document
from retrieval.text.sentences import sentences
from retrieval.verification.models import Verdict

SEEDS = Path(__file__).parents[2] / "seeds"
ELLIPSES = ("……", "…", "...", "［…］", "[……]", "（……）")
MARKS = "，。、；：！？“”《》（）"
HALF = str.maketrans("，。；：！？（）", ",.;:!?()")
FULL = str.maketrans(",;:!?()0123456789", "，；：！？（）０１２３４５６７８９")
# A mark that is no part of a number, and a place where one could be put in.
_MARK = re.compile(rf"(?<!\d)[{MARKS},;:!?]|[{MARKS},;:!?](?!\d)")
_PLACE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_ELLIPSIS = re.compile(r"[（\[［]?(?:…+|\.{3,})[）\]］]?")
_WORD = re.compile(r"[\u4e00-\u9fff]")
TIMED, LONG = 300, 1000


@dataclass(frozen=True)
class Case:
    """A quotation that was made, and what it should be called."""

    kind: str
    quotation: str
    expected: Verdict


class Maker:
    """Makes cases, the same ones from the same seed."""

    def __init__(self, documents: list[Document], foreign: list[Document], seed: int) -> None:
        self._random = random.Random(seed)
        self._documents = [document for document in documents if len(document.text) > 200]
        self._foreign = foreign
        self._texts = [document.text for document in documents]
        self._plain = [plain(text) for text in self._texts]
        self._characters = _WORD.findall("".join(self._texts))

    def cases(self, count: int) -> Iterator[Case]:
        """`count` cases, as many of each kind."""
        kinds: dict[str, tuple[Callable[[], str | None], Verdict]] = {
            "exact": (self._slice, Verdict.VERBATIM),
            "two parts joined": (self._joined, Verdict.VERBATIM),
            "punctuation changed": (self._repunctuated, Verdict.SAME_WORDS),
            "one character changed": (self._changed, Verdict.DIFFERING),
            "from elsewhere": (self._elsewhere, Verdict.NOT_FOUND),
            "invented": (self._invented, Verdict.NOT_FOUND),
        }
        for number in range(count):
            kind = [*kinds][number % len(kinds)]
            make, expected = kinds[kind]
            quotation = None
            while quotation is None or len(quotation.strip()) < 4:
                quotation = make()
            yield Case(kind, quotation, self._truth(quotation, expected))

    def _truth(self, quotation: str, made: Verdict) -> Verdict:
        """What `quotation` is; by chance, the words that were made may stand in a document."""
        if made is Verdict.VERBATIM:
            return made
        if any(stands(quotation.strip(), text) for text in self._texts):
            return Verdict.VERBATIM
        words = plain(quotation)
        held = any(words in text for text in self._plain)
        return Verdict.SAME_WORDS if held else made

    def _slice(self, least: int = 4, most: int = 5000) -> str | None:
        """A stretch of a document: whole sentences, or from anywhere to anywhere."""
        text = self._random.choice(self._documents).text
        if self._random.random() < 0.5:
            found = sentences(text, 0, len(text))
            first = self._random.randrange(len(found))
            last = min(first + int(self._random.expovariate(0.7)), len(found) - 1)
            words = text[found[first][0] : found[last][1]]
        else:
            length = int(least * (most / least) ** self._random.random())
            start = self._random.randrange(max(len(text) - length, 1))
            words = text[start : start + length].strip()
        fits = least <= len(words) <= most and len(plain(words)) >= least
        return words if fits else None

    def _joined(self) -> str | None:
        text = self._random.choice(self._documents).text
        first, past = sorted(self._random.sample(range(len(text)), 2))
        whole = text[first : min(past, first + 4000)]
        if len(whole) < 30:
            return None
        a, b = sorted(self._random.sample(range(2, len(whole) - 2), 2))
        one, other = whole[:a].strip(), whole[b:].strip()
        if min(len(plain(one)), len(plain(other))) < 4 or not plain(whole[a:b]):
            return None
        return one + self._random.choice(ELLIPSES) + other

    def _repunctuated(self) -> str | None:
        words = self._slice(6, 2000)
        marks = [*_MARK.finditer(words)] if words else []
        if words is None or not marks:
            return None
        mark = self._random.choice(marks)
        before, after = words[: mark.start()], words[mark.end() :]
        place = self._random.choice([*_PLACE.finditer(words)] or marks).start()
        changes = (
            before + after,
            before + self._random.choice(MARKS) + after,
            words[:place] + self._random.choice("，、\n \u3000") + words[place:],
            words.translate(HALF),
            words.translate(FULL),
            re.sub(r"\s+", "", words),
        )
        changed = self._random.choice(changes).strip()
        return changed if changed != words and len(plain(changed)) >= 4 else None

    def _changed(self) -> str | None:
        words = self._joined() if self._random.random() < 0.1 else self._slice()
        places = [*_WORD.finditer(words)] if words else []
        if words is None or not places:
            return None
        at = self._random.choice(places).start()
        put = self._random.choice(self._characters)
        changed = self._random.choice(
            (
                words[:at] + put + words[at + 1 :],
                words[:at] + words[at + 1 :],
                words[:at] + put + words[at:],
            )
        )
        return changed if plain(changed) != plain(words) and len(plain(changed)) >= 4 else None

    def _elsewhere(self) -> str | None:
        text = self._random.choice(self._foreign).text
        start, end = self._random.choice(sentences(text, 0, len(text)))
        return text[start:end] if len(plain(text[start:end])) >= 8 else None

    def _invented(self) -> str | None:
        """Clauses of characters as frequent as in the documents, or of a sentence's shuffled."""
        if self._random.random() < 0.5:
            words = self._slice(12, 400)
            letters = [*(words or "")]
            self._random.shuffle(letters)
            return "".join(letters).strip() if words else None
        clauses = range(self._random.randint(1, 6))
        made = ("".join(self._random.choices(self._characters, k=9)) for _ in clauses)
        return "，".join(made) + "。"


def stands(quotation: str, text: str) -> bool:
    """Whether a quotation stands in `text`: as it is, or with words where it has an ellipsis."""
    if quotation in text:
        return True
    parts = [part.strip() for part in _ELLIPSIS.split(quotation) if plain(part)]
    starts = (match.start() for match in re.finditer(re.escape(parts[0]), text))
    return len(parts) > 1 and any(follows(parts, text[at : at + 5000]) for at in starts)


def follows(parts: list[str], text: str) -> bool:
    """Whether `parts` come in order in `text`, which begins with the first, words between them."""
    for part, after in pairwise(parts):
        _, _, text = text.partition(part)
        gap, found, _ = text.partition(after)
        if not found or not plain(gap):
            return False
        text = text[len(gap) :]
    return True


def plain(text: str) -> str:
    """The letters, digits and symbols of `text`, folded; marks in numbers are kept."""
    folded = fold(text)
    kept = re.sub(r"(?<=\d)[^\w\s](?=\d)", "¤", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded))
    return "".join(c for c in kept if c in "%‰&@" or unicodedata.category(c)[0] in "LNMS")


def opened(folders: list[Path], limit: int | None = None) -> Library:
    """The documents of several folders as one library, the first `limit` of them."""
    with tempfile.TemporaryDirectory() as whole:
        files = [file for folder in folders for file in sorted(folder.rglob("*.txt"))]
        for number, file in enumerate(files[:limit]):
            shutil.copyfile(file, Path(whole) / f"{number:05}.txt")
        return Library.open(whole)


def report(library: Library, cases: list[Case], *, failures: bool) -> None:
    """The table of what cases are called, and how many are called right."""
    called: Counter[tuple[str, Verdict]] = Counter()
    wrong: list[tuple[Case, Verdict]] = []
    for case in cases:
        verdict = library.verify(case.quotation).verdict
        called[case.kind, verdict] += 1
        if verdict is not case.expected:
            wrong.append((case, verdict))
    print(f"| {len(cases):,} cases | {' | '.join(Verdict)} | right |")
    print("|---|" + "--:|" * (len(Verdict) + 1))
    for kind in dict.fromkeys(case.kind for case in cases):
        total = sum(case.kind == kind for case in cases)
        right = total - sum(case.kind == kind for case, _ in wrong)
        counts = " | ".join(str(called[kind, verdict]) for verdict in Verdict)
        print(f"| {kind} | {counts} | {right / total:.2%} |")
    false = sum(verdict is Verdict.VERBATIM for _, verdict in wrong)
    print(f"\nright: {1 - len(wrong) / len(cases):.3%}; wrongly called verbatim: {false}")
    chance = sum(case.expected is Verdict.VERBATIM for case in cases if "changed" in case.kind)
    print(f"changed, and verbatim by chance: {chance}")
    for case, verdict in wrong if failures else []:
        print(f"{case.kind}: {verdict}, not {case.expected}: {case.quotation[:300]!r}")


def times(library: Library, seed: int) -> None:
    """How long a quotation of 1,000 characters takes."""
    chooser = random.Random(seed)
    long = [document.text for document in library.documents if len(document.text) > LONG + 100]
    slices = []
    for _ in range(TIMED):
        text = chooser.choice(long)
        start = chooser.randrange(len(text) - LONG)
        slices.append(text[start : start + LONG])
    kinds = {
        "verbatim": slices,
        "one character changed": [words[:500] + "囧" + words[501:] for words in slices],
        "not there": ["".join(chooser.sample(words, LONG)) for words in slices],
    }
    library.verify(slices[0])
    print(f"\n| {LONG:,} characters, {len(library.documents):,} documents | p50 ms | p99 ms |")
    print("|---|--:|--:|")
    for name, quotations in kinds.items():
        taken = []
        for quotation in quotations:
            begun = time.perf_counter()
            library.verify(quotation)
            taken.append((time.perf_counter() - begun) * 1000)
        p99 = statistics.quantiles(taken, n=100)[98]
        print(f"| {name} | {statistics.median(taken):.1f} | {p99:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", action="store_true")
    args = parser.parse_args()
    own = [SEEDS, args.folder / "ncp" / "library"]
    library = opened(own)
    foreign = opened([args.folder / "cmrc" / "library"])
    maker = Maker([*library.documents], [*foreign.documents], args.seed)
    report(library, [*maker.cases(args.cases)], failures=args.failures)
    times(opened([*own, args.folder / "drcd" / "library"], 1000), args.seed)


if __name__ == "__main__":
    main()
