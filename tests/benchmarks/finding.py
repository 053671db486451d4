"""Every place of some words: as a plain scan has them, and how fast.

    python tests/benchmarks/finding.py FOLDER [--index DIR] [--phrases 500] [--seed 1]

Phrases are taken from the documents at random: pieces of a line, of 1 to 12 characters, one in four
with blanks put in or taken out, and pairs of pieces that stand near each other. A plain scan goes
through every document, character by character, without the index. Then: the processor's time, in
milliseconds, until the first twenty places of each phrase, and of all places with their citations
of the characters pairs that stand in most passages; and the most memory that the process held.
"""

import argparse
import random
import resource
import sys
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from plain_scan import Plain

from retrieval import Library, Words

PAGE = 20


def phrases(texts: list[str], count: int, chance: random.Random) -> list[str]:
    """Pieces of lines."""
    found = []
    while len(found) < count:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        line = text[start : start + chance.randint(1, 12)].split("\n")[0].strip()
        if line and chance.random() < 0.25:
            line = line.replace(" ", "") if " " in line else f"{line[:1]} {line[1:]}".strip()
        if line:
            found.append(line)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--phrases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    library = Library.open(args.folder, index=args.index)
    for word in ("发展", "新闻", "工作", "中国"):
        begun = time.process_time()
        count = len({*(each.citation.id for each in places(library, word))})
        took = time.process_time() - begun
        number = sum(len(each.places) for each in library.find(Words([word])))
        print(f"{word}: {number} places in {count} sentences, {took * 1e3:.0f} ms")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")
    texts = [document.text for document in library.documents]
    chance = random.Random(args.seed)
    print(f"{library.searched} passages, {len(texts)} documents, {sum(map(len, texts))} characters")
    plain = [Plain(text) for text in texts]
    paths = library.documents.paths
    wrong, firsts = 0, []
    for phrase in phrases(texts, args.phrases, chance):
        begun = time.process_time()
        for _ in islice(places(library, phrase), PAGE):
            pass
        firsts.append((time.process_time() - begun) * 1e3)
        found = {
            each.document.path: [(p.start, p.end) for p in each.places]
            for each in library.find(Words([phrase]))
        }
        expected = {
            path: spans
            for path, one in zip(paths, plain, strict=True)
            if (spans := one.spans(phrase))
        }
        if found != expected:
            wrong += 1
            print(f"other than a plain scan: {phrase!r}")
    print(f"{args.phrases - wrong} of {args.phrases} phrases as a plain scan")
    firsts.sort()
    print(f"first {PAGE} places: p50 {firsts[len(firsts) // 2]:.1f} ms, most {firsts[-1]:.1f} ms")


def places(library: Library, phrase: str):
    """All places, with their citations."""
    for each in library.find(Words([phrase])):
        yield from each.excerpts()


if __name__ == "__main__":
    main()
