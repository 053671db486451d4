"""wenju behind the adapter of the benchmark, over the words alone and as it ranks.

The only module of the benchmark that knows how wenju keeps an index.
"""

# ruff: noqa: PTH118, PTH120 - pathlib takes milliseconds to import

import os

from scale.engines import Engine

# Passages whose terms are sorted at once, about.
AT_ONCE = 1 << 14


class Words(Engine):
    """BM25 over the words of passages, with nothing on disk but their postings."""

    name = "**wenju**, words"
    idf = "nonnegative"
    tolerance = 1e-3  # phrases that a few passages imply count as if they held them

    def build(self, corpus, folder):
        import tempfile
        from pathlib import Path

        cut = _pieces(stored(corpus).segments)
        with tempfile.TemporaryDirectory(dir=Path(folder).parent) as made:
            paths = [[f"{made}/{n}-{m}" for m, _ in enumerate(own)] for n, own in enumerate(cut)]
            in_forks(_build_words, [*zip(_flat(cut), _flat(paths), strict=True)])
            whole = [(own, f"{folder}/{number:04}.words") for number, own in enumerate(paths)]
            in_forks(_unite_words, whole)

    def load(self, folder):
        from pathlib import Path

        from retrieval.index.arrays import open_arrays
        from retrieval.ranking.bm25 import BM25, Shard
        from retrieval.weights import K1, B

        stored = [open_arrays(path) for path in sorted(Path(folder).iterdir())]
        self._fields = [_field_of(arrays) for arrays in stored]
        shards = [
            Shard(each.lexicon.find, each.lexicon.terms, each.postings, each.total)
            for each in self._fields
        ]
        self._scorer = BM25(shards, k1=K1, b=B, idf="nonnegative")

    def cut(self, text):
        from retrieval.analysis.analyzer import Analyzer
        from retrieval.analysis.questions import understand

        return understand(text, Analyzer()).words

    def search(self, query, k):
        from retrieval.index.terms import term_key

        ids, scores = self._scorer.top([*map(term_key, query)], k)
        return ids.tolist(), scores.tolist()


class Recipe(Engine):
    """The whole ranking, on an index as `wenju index` makes it; once from a shell: `wenju ask`."""

    name = "**wenju**, as it ranks"
    is_alike = False

    def build(self, corpus, folder):
        from pathlib import Path

        from retrieval.analysis.vocabulary import read_analyzer
        from retrieval.index.store import IndexState, IndexStore

        known = stored(corpus)
        store = IndexStore(Path(folder), read_analyzer(corpus.library).version)
        with store.writing():
            cut = _pieces(known.segments)
            names = iter(in_forks(_build_all, [(piece, store) for piece in _flat(cut)]))
            work = [([next(names) for _ in own], store) for own in cut]
            segments = map(store.segment, in_forks(_unite_all, work))
            store.save(IndexState(tuple(segments), known.files))

    def load(self, folder):
        from itertools import accumulate
        from pathlib import Path

        from retrieval.analysis.vocabulary import read_analyzer
        from retrieval.index.store import IndexStore
        from retrieval.ranking.embedded import searcher_of

        analyzer = read_analyzer(Path(_library(folder)))
        state = IndexStore(Path(folder), analyzer.version).load()
        self._segments = state.segments
        self._starts = list(accumulate((s.passages for s in self._segments), initial=0))
        self._index = searcher_of(state.segments, state.files)

    def cut(self, text):
        from retrieval.analysis.analyzer import Analyzer
        from retrieval.analysis.questions import understand

        return understand(text, Analyzer())

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
    from retrieval.analysis.vocabulary import read_analyzer
    from retrieval.index.store import IndexStore

    return IndexStore(corpus.index, read_analyzer(corpus.library).version).load()


def count(corpus):
    """How many passages that is."""
    return sum(segment.passages for segment in stored(corpus).segments)


def passages(corpus):
    """The words of every passage, in the order of their numbers, as they were cut for the index."""
    from retrieval.index.records import StoredDocument

    known = _Known()
    for segment in stored(corpus).segments:
        for record in _records(segment, range(segment.documents)):
            yield from _cut(StoredDocument(record).texts(), known)


def in_forks(function, work):
    """What the function makes of each piece of work, in a process a core, as indexing is done."""
    import multiprocessing

    from retrieval import cores

    global _work
    _work = function, work
    with multiprocessing.get_context("fork").Pool(cores()) as pool:
        return pool.map(_piece, range(len(work)), chunksize=1)


def _piece(number):
    function, work = _work
    return function(*work[number])


def _pieces(segments):
    """The records of each segment, so many passages at a time: terms are sorted in small pieces."""
    import numpy as np

    pieces = []
    for segment in segments:
        sizes = np.diff(segment.firsts).tolist()
        ends = np.flatnonzero(np.diff(np.cumsum(sizes) // AT_ONCE)) + 1
        pieces.append([(segment, own.tolist()) for own in np.split(np.arange(len(sizes)), ends)])
    return pieces


def _flat(lists):
    return [each for own in lists for each in own]


def _build_words(piece, path):
    from pathlib import Path

    from retrieval.index.arrays import write_arrays
    from retrieval.index.records import StoredDocument
    from retrieval.indexing.segment_writer import gather, searched
    from retrieval.indexing.term_streams import words

    found = gather([StoredDocument(record).texts() for record in _records(*piece)], words)
    facts = {"lengths": {"words": int(found.lengths.sum())}}
    write_arrays(Path(path), searched("words", found.terms, found.lengths), facts)


def _unite_words(pieces, path):
    from pathlib import Path

    import numpy as np

    from retrieval.index.arrays import open_arrays, write_arrays
    from retrieval.indexing.segment_merger import lexicon, numbered

    arrays = [open_arrays(Path(piece)) for piece in pieces]
    texts = numbered([np.ones(len(each["words.rows"]), np.bool_) for each in arrays])
    write_arrays(Path(path), *lexicon("words", arrays, {"words": texts}))


def _build_all(piece, store):
    from retrieval.indexing.segment_writer import build

    return store.add(build(_records(*piece))).name


def _unite_all(names, store):
    from retrieval.indexing.segment_merger import merge_segments

    segments = [store.segment(name) for name in names]
    if len(segments) == 1:
        return names[0]
    return store.write(*merge_segments([(each, range(each.documents)) for each in segments])).name


class _Known(dict):
    """Tokens -> the same words each time; "" for those that are none."""

    def __missing__(self, token):
        from retrieval.analysis.analyzer import script

        self[token] = word = token if any(map(script, token)) else ""
        return word


def _cut(texts, known):
    import numpy as np

    from retrieval.analysis.analyzer import fold

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
    from retrieval.index.postings import Postings
    from retrieval.index.segments import PARTS, TermField
    from retrieval.index.terms import Lexicon

    postings = Postings(*(arrays[f"words.{part}"] for part in PARTS))
    lexicon = Lexicon(arrays["words.keys"], arrays["words.buckets"])
    return TermField(lexicon, postings, arrays.facts["lengths"]["words"])


def _records(segment, documents):
    return [segment.content(number) for number in documents]


def _library(folder):
    """Where the grown library is whose index is in `folder`."""
    return os.path.join(os.path.dirname(folder), "library")
