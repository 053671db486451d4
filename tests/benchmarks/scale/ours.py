"""wenju behind the adapter of the benchmark, over the words alone and as it ranks.

The only module of the benchmark that knows how wenju keeps an index.
"""

# ruff: noqa: PTH118, PTH120 - pathlib takes milliseconds to import

import os

from scale.engines import Engine


class Words(Engine):
    """BM25 over the words of passages, with nothing on disk but their postings."""

    name = "**wenju**, words"
    idf = "nonnegative"
    tolerance = 1e-3  # phrases that a few passages imply count as if they held them

    def build(self, corpus, folder):
        parts = enumerate(stored(corpus).parts)
        in_forks(_build_words, [(part, f"{folder}/{number:04}.words") for number, part in parts])

    def load(self, folder):
        from itertools import accumulate
        from pathlib import Path

        import numpy as np

        from retrieval.scorer import Scorer
        from retrieval.storing.arrays import open_arrays
        from retrieval.weights import B

        stored = [open_arrays(path) for path in sorted(Path(folder).iterdir())]
        self._fields = [_field_of(arrays) for arrays in stored]
        sizes = [field.postings.size for field in self._fields]
        self._starts = list(accumulate(sizes, initial=0))
        # As retrieval.index does it: what the largest holds is a bound for the others.
        self._order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        none = [np.empty(0, np.intp)] * len(self._fields)
        self._scorer = Scorer(self._fields, none, 1.0, B)

    def cut(self, text):
        from retrieval.analysis import Analyzer

        return Analyzer().parse(text).words

    def search(self, query, k):
        from retrieval.storing.keys import term_key
        from retrieval.topk import top

        keys = [*map(term_key, query)]
        looked = self._scorer.look([field.lexicon.find(keys) for field in self._fields])
        found, floor = [], 0.0
        for number in self._order:
            terms = self._scorer.terms(looked, number)
            ids, scores = top(terms, self._fields[number].postings.size, k, floor)
            found += zip((-scores).tolist(), (ids + self._starts[number]).tolist(), strict=True)
            found = sorted(found)[:k]
            floor = -found[-1][0] if len(found) == k else 0.0
        return [number for _, number in found], [-score for score, _ in found]


class Recipe(Engine):
    """The whole ranking, on an index as `wenju index` makes it; once from a shell: `wenju ask`."""

    name = "**wenju**, as it ranks"
    is_alike = False

    def build(self, corpus, folder):
        from pathlib import Path

        from retrieval.storage import State, Storage
        from retrieval.vocabulary import read_analyzer

        known = stored(corpus)
        storage = Storage(Path(folder), read_analyzer(corpus.library).version)
        with storage.writing(wait=False):
            names = in_forks(_build_all, [(part, storage) for part in known.parts])
            storage.save(State(tuple(map(storage.part, names)), known.files))

    def load(self, folder):
        from itertools import accumulate
        from pathlib import Path

        from retrieval.index import Index
        from retrieval.storage import Storage
        from retrieval.vocabulary import read_analyzer

        analyzer = read_analyzer(Path(_library(folder)))
        state = Storage(Path(folder), analyzer.version).load()
        self._segments = state.segments
        self._starts = list(accumulate((s.passages for s in self._segments), initial=0))
        self._index = Index(state.segments, state.files)

    def cut(self, text):
        from retrieval.analysis import Analyzer

        return Analyzer().parse(text)

    def query(self, question):
        return self.cut(question.text)

    def search(self, query, k):
        found = self._index.search(query, k)
        return [self._number(*spot[:2]) for spot in found], [spot.score for spot in found]

    def command(self, python, start, name, folder, question):
        program = os.path.join(os.path.dirname(python), "wenju")
        where = ["--library", _library(folder), "--index", folder]
        return [program, "ask", question, *where, "--min-confidence", "0"]

    def _number(self, place, passage):
        segment, document = place
        return self._starts[segment] + int(self._segments[segment].firsts[document]) + passage


def index(corpus, python, cores, env):
    """Bring the index of the library up to date, as a user does."""
    import subprocess

    program = os.path.join(os.path.dirname(python), "wenju")
    where = ["--library", str(corpus.library), "--index", str(corpus.index)]
    command = [program, "index", *where, "--workers", str(cores)]
    subprocess.run(command, env=env, check=True, capture_output=True)


def stored(corpus):
    """What the index of the library holds."""
    from retrieval.storage import Storage
    from retrieval.vocabulary import read_analyzer

    return Storage(corpus.index, read_analyzer(corpus.library).version).load()


def count(corpus):
    """How many passages that is."""
    return sum(part.segment.passages for part in stored(corpus).parts)


def passages(corpus):
    """The words of every passage, in the order of their numbers, as they were cut for the index."""
    from retrieval.storing.records import Record

    known = _Known()
    for part in stored(corpus).parts:
        for record in _records(part):
            yield from _cut(Record(record).texts(), known)


def in_forks(function, work):
    """What the function makes of each piece of work, in a process a core, as indexing is done."""
    import multiprocessing

    from retrieval.progress import cores

    global _work
    _work = function, work
    with multiprocessing.get_context("fork").Pool(cores()) as pool:
        return pool.map(_piece, range(len(work)), chunksize=1)


def _piece(number):
    function, work = _work
    return function(*work[number])


def _build_words(part, path):
    from pathlib import Path

    from retrieval.storing.arrays import Arrays, write_arrays
    from retrieval.storing.building import _gather, searched
    from retrieval.storing.records import Record
    from retrieval.storing.streams import words

    found = _gather([Record(record).texts() for record in _records(part)], words)
    facts = {"lengths": {"words": int(found.lengths.sum())}}
    write_arrays(Path(path), Arrays(searched("words", found.terms, found.lengths), facts))


def _build_all(part, storage):
    from retrieval.storing.building import build
    from retrieval.storing.segments import Segment

    return storage.store(Segment(build(_records(part)))).name


class _Known(dict):
    """Tokens -> the same words each time; "" for those that are none."""

    def __missing__(self, token):
        from retrieval.analysis import script

        self[token] = word = token if any(map(script, token)) else ""
        return word


def _cut(texts, known):
    import numpy as np

    from retrieval.analysis import fold

    text = fold(texts.codes.tobytes().decode("utf-32-le"))
    ends = np.cumsum(texts.cuts)
    owners = np.searchsorted(np.cumsum(texts.sizes), ends).tolist()
    found = [[] for _ in texts.sizes]
    start = 0
    for owner, end in zip(owners, ends.tolist(), strict=True):
        if word := known[text[start:end]]:
            found[owner].append(word)
        start = end
    return found[: texts.passages]


def _field_of(arrays):
    from retrieval.postings import Postings
    from retrieval.storing.lexicon import Lexicon
    from retrieval.storing.segments import PARTS, Field

    postings = Postings(*(arrays[f"words.{part}"] for part in PARTS))
    lexicon = Lexicon(arrays["words.keys"], arrays["words.buckets"])
    return Field(lexicon, postings, arrays.facts["lengths"]["words"])


def _records(part):
    return [part.segment.content(number) for number in range(part.segment.documents)]


def _library(folder):
    """Where the grown library is whose index is in `folder`."""
    return os.path.join(os.path.dirname(folder), "library")
