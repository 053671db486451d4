"""What a library ranks by: rank_bm25's class over every field, taken out of an open library."""

import subprocess
import sys
import tempfile
from math import log1p
from pathlib import Path

import numpy as np
import pytest
import rank_bm25
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import put
from samples import SEEDS, contents

from retrieval import Library, LibraryEmpty
from retrieval.analysis.analyzer import Analyzer, joined, pairs
from retrieval.analysis.expansion import implied
from retrieval.analysis.questions import understand
from retrieval.index.postings import rounded
from retrieval.index.segments import FIELDS, is_of_documents
from retrieval.index.terms import pair_key, term_key
from retrieval.models import folded
from retrieval.text.folding import fold
from retrieval.weights import DOCUMENT, DOCUMENT_B, K1, PAIRS, TITLE_REPEATED, WORDS, B

ANALYZER = Analyzer()
CUT = {
    "words": ANALYZER.words,
    "bigrams": ANALYZER.bigrams,
    "pairs": lambda text: pairs(ANALYZER.words(text)),
}
QUERY = fold("满都拉口岸的过货量是多少 抓学习 第一条 标题 2024 报告 措施")
COUNTS = {
    "words": WORDS,
    "bigrams": 1.0,
    "pairs": PAIRS,
    "document_words": WORDS * DOCUMENT,
    "document_bigrams": DOCUMENT,
}


def splits(library):
    """The documents that are there, in the order in which the index has them."""
    engine = library._finder.searcher.engine
    for segment, gone in zip(engine._segments, engine._gone_documents, strict=True):
        left = np.delete(np.arange(segment.documents), gone)
        yield from map(segment.split, left.tolist())


def texts_of(library, name):
    """The texts of a field as terms: what they hold, and what they only mean."""
    cut = CUT[name.removeprefix("document_")]
    own, beside = [], []
    for split in splits(library):
        passages = split.searched
        texts = [cut(folded(p.document)[p.start : p.end]) for p in passages]
        meant = [[t for p in phrases for t in cut(fold(p))] for phrases in implied(passages)]
        if is_of_documents(name):
            title = cut(joined(fold(split.document.title))) * TITLE_REPEATED
            texts = [[t for text in texts for t in text] + title]
            meant = [[t for more in meant for t in more]]
        own += texts
        beside += meant
    return own, beside


def theirs(library, name):
    """rank_bm25's own scorer over the same texts, with the idf that is never negative.

    What is only meant does not count in a text's length; documents' lengths keep eight bits, and
    how often they hold a term six.
    """
    own, beside = texts_of(library, name)
    b = DOCUMENT_B if is_of_documents(name) else B
    found = rank_bm25.BM25Okapi([[*a, *z] for a, z in zip(own, beside, strict=True)], None, K1, b)
    lengths = np.array([len(text) for text in own], np.int64)
    found.doc_len = (rounded(lengths, 8) if is_of_documents(name) else lengths).tolist()
    found.avgdl = sum(found.doc_len) / len(own) or 1.0
    if is_of_documents(name):
        found.doc_freqs = [
            {term: int(rounded(np.array(count), 6)) for term, count in own.items()}
            for own in found.doc_freqs
        ]
    held = [set(frequencies) for frequencies in found.doc_freqs]
    for term in found.idf:
        n = sum(term in own for own in held)
        found.idf[term] = log1p((len(own) - n + 0.5) / (n + 0.5))
    return found


def check(library):
    for name in FIELDS:
        scorer = library._finder.searcher.engine.fields[name]
        if not any(map(any, texts_of(library, name))):
            continue  # rank_bm25 divides by zero where there is no term at all
        peer = theirs(library, name)
        query = CUT[name.removeprefix("document_")](QUERY)
        np.testing.assert_allclose(
            scorer.get_scores(query), peer.get_scores(query), rtol=0, atol=1e-9
        )
        key = pair_key if name == "pairs" else term_key
        assert (scorer.corpus_size, scorer.k1) == (peer.corpus_size, K1)
        assert scorer.doc_len == peer.doc_len
        assert scorer.avgdl == pytest.approx(peer.avgdl if any(peer.doc_len) else 0.0)
        assert {key(term): idf for term, idf in peer.idf.items()} == pytest.approx({**scorer.idf})
        assert [{key(t): n for t, n in own.items()} for own in peer.doc_freqs] == scorer.doc_freqs
        places = [*range(scorer.corpus_size)]
        best = list(scorer.get_top_n(query, places, 3))
        assert best == [*np.argsort(-np.round(scorer.get_scores(query), 12), kind="stable")[:3]]
        ids, found = scorer.top(query, 3)
        dense = scorer.get_scores(query)
        assert found.tolist() == pytest.approx(np.sort(dense)[::-1][: len(found)].tolist())
        assert scorer.get_batch_scores(query, ids.tolist()) == pytest.approx(found.tolist())


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(contents, min_size=1, max_size=4))
def test_every_field_scores_as_rank_bm25_does(texts):
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            put(Path(folder), f"{number}.txt", text)
        try:
            library = Library.open(folder, index=Path(folder) / ".index")
        except LibraryEmpty:
            return
        if len(library._finder.searcher):
            check(library)


def test_so_it_does_for_the_seeds_and_where_documents_are_gone(tmp_path):
    for number, text in enumerate(
        ("口岸过货量报告。", "旧的措施。\n\n抓学习。", "标题\n\n2024年报告。")
    ):
        put(tmp_path, f"{number}.txt", text)
    for seed in SEEDS.iterdir():
        put(tmp_path, seed.name, seed.read_text("utf-8"))
    Library.open(tmp_path)
    (tmp_path / "1.txt").unlink()
    put(tmp_path, "0.txt", "口岸的过货量是六百万吨。")
    library = Library.open(tmp_path)
    assert len(library._finder.searcher._segments) > 1
    check(library)


def test_a_passage_scores_the_weighed_sum_of_its_fields():
    library = Library.open(SEEDS)
    searcher = library._finder.searcher
    question = understand("满都拉口岸的过货量是多少", ANALYZER)
    terms = {"words": question.words, "bigrams": question.bigrams, "pairs": question.pairs}
    [segment] = searcher._segments
    total = np.zeros(segment.passages)
    for name, weight in COUNTS.items():
        scores = searcher.engine.fields[name].get_scores(terms[name.removeprefix("document_")])
        total += weight * (scores[segment.owners] if is_of_documents(name) else scores)
    [best] = searcher.search(question, 1)
    assert best.score == pytest.approx(total.max(), abs=1e-8)


def test_a_word_that_only_a_file_held_that_is_gone_is_not_there(tmp_path):
    """As in an index made just now: how a question is cut depends on it."""
    put(tmp_path, "a.txt", "盲道上不得停车。")
    put(tmp_path, "b.txt", "唱歌跳舞的人很多。")
    put(tmp_path, "c.txt", "山里的路很长。")
    assert Library.open(tmp_path)._finder.searcher.has_word("盲道")
    (tmp_path / "a.txt").unlink()
    searcher = Library.open(tmp_path)._finder.searcher
    assert not searcher.has_word("盲道")
    assert searcher.has_word("山里")


def test_without_rank_bm25_nothing_is_answered():
    script = (
        "import sys; sys.modules['rank_bm25'] = None\n"
        "from bot.cli.main import main\n"
        f"sys.exit(main(['ask', '过货量', '--library', {str(SEEDS)!r}]))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert b"rank_bm25" in ran.stderr
    assert (ran.returncode, ran.stdout) == (1, b"")
