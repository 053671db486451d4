"""Libraries of any size, grown from the sentences of a few real documents; always the same ones.

Sentences are dealt from a shuffled pack into paragraphs of about 300 characters, and these into
documents of 20 to 50; an empty pack is shuffled anew. So words keep the frequencies and the
company that they have in the source, and no two passages are alike.
"""

import gzip
import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

PARAGRAPH = 300
DOCUMENT = (20, 50)
FILES_IN_A_FOLDER = 1000
# Shorter ones are furniture; longer ones are tables and lists whose line ends are lost.
SENTENCE = (8, 150)
_SENTENCE = re.compile(r"[^。！？\s][^。！？]*[。！？]")
_CLAUSE = re.compile(r"[^\W_]{4,20}")

Paragraph = tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A title, and paragraphs of sentences by their numbers in the source."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def read_news(path: Path) -> list[str]:
    """The sentences of a file of JSON objects with a "text", one a line, compressed by gzip."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return sentences(json.loads(line)["text"] for line in lines)


def read_folder(folder: Path) -> list[str]:
    """The sentences of the documents in a folder."""
    from retrieval import Library

    return sentences(document.text for document in Library.open(folder).documents)


def sentences(texts: Iterator[str]) -> list[str]:
    """The sentences of ordinary length, white space made one space."""
    found = (_SENTENCE.findall(" ".join(text.split())) for text in texts)
    return [s for s in chain.from_iterable(found) if SENTENCE[0] <= len(s) <= SENTENCE[1]]


def plan(source: Sequence[str], passages: int, seed: int) -> list[Document]:
    """Documents of `passages` paragraphs in all; the same ones for the same arguments."""
    rng = random.Random(seed)
    paragraphs = _paragraphs(source, rng)
    documents = []
    while passages > 0:
        size = min(rng.randint(*DOCUMENT), passages)
        taken = tuple(islice(paragraphs, size))
        clause = _CLAUSE.search(source[taken[0][0]])
        name = clause[0] if clause else "通知"
        documents.append(Document(f"{name}（第{len(documents) + 1}号）", taken))
        passages -= size
    return documents


def grow(source: Sequence[str], passages: int, folder: Path, seed: int) -> list[Document]:
    """Write the planned documents into `folder`, a text file each; what was there goes away.

    A folder that was written to its end for the same arguments is left as it is.
    """
    documents = plan(source, passages, seed)
    made_for = json.dumps([passages, seed, len(source), documents[-1].title])
    mark = folder.with_suffix(".grown")
    if mark.is_file() and mark.read_text("utf-8") == made_for:
        return documents
    mark.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    for number, document in enumerate(documents):
        path = folder / f"{number // FILES_IN_A_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([document.title, *lines(source, document), ""]), "utf-8")
    mark.write_text(made_for, "utf-8")
    return documents


def lines(source: Sequence[str], document: Document) -> list[str]:
    """The paragraphs of a document as text."""
    return ["".join(source[n] for n in paragraph) for paragraph in document.paragraphs]


def _paragraphs(source: Sequence[str], rng: random.Random) -> Iterator[Paragraph]:
    taken: list[int] = []
    length = 0
    while True:
        for number in rng.sample(range(len(source)), len(source)):
            if length + len(source[number]) > PARAGRAPH:
                yield tuple(taken)
                taken, length = [], 0
            taken.append(number)
            length += len(source[number])
