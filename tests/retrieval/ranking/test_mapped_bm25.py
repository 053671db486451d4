"""What segments score together is what BM25 scores over the same texts, however they are split."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS, contents, document, recorded

from retrieval.analysis.analyzer import Analyzer, fold
from retrieval.analysis.analyzer import pairs as pairs_of
from retrieval.analysis.expansion import implied
from retrieval.index.segments import FIELDS, Segment, is_of_documents
from retrieval.index.terms import pair_key, term_key
from retrieval.indexing.segment_writer import build, rounded
from retrieval.ranking.bm25 import BM25, Shard
from retrieval.reading.reader import read_text
from retrieval.text.ids import key_of
from retrieval.weights import K1, TITLE_REPEATED

ANALYZER = Analyzer()
CUT = {
    "words": ANALYZER.words,
    "bigrams": ANALYZER.bigrams,
    "pairs": lambda text: pairs_of(ANALYZER.words(text)),
}
QUESTION = fold("满都拉口岸的过货量是多少 抓学习 第一条 标题 2024 报告 q1z")
REAL = [
    (SEEDS / REPORT).read_text("utf-8")[:5000],
    (SEEDS / ARTICLE).read_text("utf-8")[:3000],
    "好",
    "",
    "关于口岸的报告\n\n以下简称报告。满都拉口岸过货量六百万吨。",
]

corpora = st.lists(contents, min_size=1, max_size=6)


def record(number, text):
    return recorded(read_text(document(text).text, f"{number}.txt"), ANALYZER)


def terms(found, name):
    """The texts of a field, as terms, and what each has beside."""
    cut = CUT[name.removeprefix("document_")]
    texts = [cut(fold(passage.text)) for passage in found.searched]
    beside = [[t for p in phrases for t in cut(fold(p))] for phrases in implied(found.searched)]
    if not name.startswith("document_"):
        return texts, beside
    title = cut(fold(found.document.title)) * TITLE_REPEATED
    return [[t for text in texts for t in text] + title], [[t for more in beside for t in more]]


def expected(splits, name, b, query):
    """BM25 of the project over all texts."""
    texts, beside = [], []
    for found in splits:
        for whole, part in zip((texts, beside), terms(found, name), strict=True):
            whole += part
    if not is_of_documents(name):
        return BM25(texts, None, K1, b, idf="nonnegative", extras=beside).get_scores(query)
    lengths = rounded(np.array([len(text) for text in texts], np.int64), 8)
    average = (lengths.mean() if len(lengths) else 0.0) or 1.0
    found = np.zeros(len(texts))
    for term in query:
        counts = [(a + b).count(term) for a, b in zip(texts, beside, strict=True)]
        tf = rounded(np.array(counts, np.int64), 6)
        idf = math.log1p((len(tf) - (tf > 0).sum() + 0.5) / ((tf > 0).sum() + 0.5))
        found += idf * tf * (K1 + 1) / (tf + K1 * (1 - b + b * lengths / average))
    return found


def scores(segments, gone, name, b, keys):
    """What the segments score, texts that are gone left out."""
    fields = [segment.fields[name] for segment in segments]
    shards = [
        Shard(field.lexicon.find, field.lexicon.terms, field.postings, field.total, ids)
        for field, ids in zip(fields, gone, strict=True)
    ]
    return BM25(shards, k1=K1, b=b, idf="nonnegative").get_scores(keys)


def check(texts, parts, dropped):
    """Every field: over so many segments, without the documents that are `dropped`."""
    made = [record(number, text) for number, text in enumerate(texts)]
    groups = [made[n::parts] for n in range(parts) if made[n::parts]]
    segments = [Segment(build([content for _, content in group])) for group in groups]
    gone = [
        np.array([n for n in range(len(g)) if (n, k) in dropped], np.intp)
        for k, g in enumerate(groups)
    ]
    left = [
        found
        for k, group in enumerate(groups)
        for n, (found, _) in enumerate(group)
        if (n, k) not in dropped
    ]
    for name in FIELDS:
        query = list(dict.fromkeys(CUT[name.removeprefix("document_")](QUESTION)))
        keys = [*map(pair_key if name == "pairs" else term_key, query)]
        out = (
            gone
            if name.startswith("document_")
            else [
                np.flatnonzero(np.isin(s.owners, ids))
                for s, ids in zip(segments, gone, strict=True)
            ]
        )
        for b in (0.4, 0.75):
            found = scores(segments, out, name, b, keys)
            np.testing.assert_allclose(found, expected(left, name, b, query), rtol=0, atol=1e-9)


@settings(deadline=None, max_examples=25)
@given(corpora, st.integers(1, 3), st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2))))
def test_segments_score_what_bm25_does(texts, parts, dropped):
    check(texts, parts, dropped)


@pytest.mark.parametrize("parts", [1, 2, 5])
@pytest.mark.parametrize("dropped", [set(), {(0, 0)}, {(0, 0), (0, 1)}])
def test_segments_of_real_documents_score_what_bm25_does(parts, dropped):
    check(REAL, parts, dropped)


def test_the_scores_are_those_of_the_formula():
    """As it stands in the books, with the logarithm that is never negative."""
    found, content = record(0, REAL[0])
    segment = Segment(build([content]))
    texts, beside = terms(found, "words")
    average = sum(map(len, texts)) / len(texts)
    query = list(dict.fromkeys(ANALYZER.words(QUESTION)))
    wanted = []
    for text, more in zip(texts, beside, strict=True):
        score = 0.0
        for term in query:
            n = sum(term in t or term in m for t, m in zip(texts, beside, strict=True))
            tf = (text + more).count(term)
            idf = math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
            norm = K1 * (1 - 0.4 + 0.4 * len(text) / average)
            score += idf * tf * (K1 + 1) / (tf + norm)
        wanted.append(score)
    none = [np.empty(0, np.intp)]
    np.testing.assert_allclose(
        scores([segment], none, "words", 0.4, [*map(term_key, query)]), wanted, rtol=0, atol=1e-9
    )


@settings(deadline=None, max_examples=25)
@given(corpora)
def test_documents_are_found_by_their_hash_and_paragraphs_by_their_ids(texts):
    made = [record(number, text) for number, text in enumerate(texts)]
    segment = Segment(build([content for _, content in made]))
    assert segment.documents == len(made)
    assert segment.passages == sum(len(found.searched) for found, _ in made)
    for number, (found, content) in enumerate(made):
        assert segment.sha256(number) == found.document.sha256
        assert segment.sha256(segment.find(found.document.sha256)) == found.document.sha256
        assert bytes(segment.content(number)) == content
        for paragraph in found.document.paragraphs:
            key = key_of(found.document.text[paragraph.start : paragraph.end])
            assert (key, number, paragraph.number) in set(segment.cited(key, key))
    assert segment.find("0" * 64) is None


def test_numbers_that_are_rounded_keep_their_upper_bits():
    lengths = np.append(np.arange(1 << 16), [123_457, 10**9])
    found = rounded(lengths, 8)
    assert found[:257].tolist() == [*range(257)]
    assert (np.abs(found - lengths) * 256 <= lengths).all()
    assert (np.diff(found) >= 0).all()
    assert len(set(found[: 1 << 16].tolist())) < 256 + 8 * 128 + 2
