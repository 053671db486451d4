"""Every place, and none but places: as a plain scan of the documents has them."""

import datetime
from dataclasses import replace
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import put
from plain_scan import Plain
from samples import contents, document, index_of, normalised

from retrieval import (
    ExpressionInvalid,
    Expressions,
    Filter,
    FilterKind,
    Library,
    Order,
    QuestionEmpty,
    QuestionTooLong,
    Words,
    between,
    option,
)
from retrieval.analysis.analyzer import Analyzer, fillers_of
from retrieval.analysis.synonyms import Synonyms
from retrieval.excerpts.occurrences import NEAR
from retrieval.index.keyed import pairs_of
from retrieval.indexing.segment_merger import merge_segments
from retrieval.text.fillers import Filler

GROUPED = Analyzer("", Synonyms([("北京", "首都"), ("边境", "边疆"), ("gdp", "生产总值")]))

documents = st.lists(contents.filter(str.strip), min_size=1, max_size=4)
short = st.text("甲乙a1", min_size=1, max_size=2)
mixed = st.lists(st.sampled_from("甲乙a1 。\n\u3000"), max_size=40).map("".join)


def places(searcher, query):
    """The number of each document that holds it, with its places."""
    return {
        int(each.document.path[:6]): [(place.start, place.end) for place in each.places]
        for each in query.search(searcher, (), Order.PATH, iter)
    }


def indexed(text):
    """A document as it is indexed: it says which characters stand inside words and are none."""
    read = document(text)
    return replace(read, fillers=tuple(fillers_of(read)))


def laid_out(text):
    """The text with a blank for each filler: an end of a line inside a word is one."""
    read = indexed(text)
    places = {filler.place for filler in read.fillers}
    return "".join(" " if n in places else c for n, c in enumerate(read.text))


def found(texts, words, **how):
    return places(index_of([indexed(text) for text in texts]), Words(words, **how))


def matched(texts, *expressions):
    return places(index_of([document(text) for text in texts]), Expressions(expressions))


def plainly(texts, phrase):
    every = {n: Plain(laid_out(text)).spans(phrase) for n, text in enumerate(texts)}
    return {number: spans for number, spans in every.items() if spans}


@st.composite
def phrases(draw, texts):
    """A piece of one of the texts, often with blanks put in or taken out."""
    text = normalised(draw(st.sampled_from(texts)))
    start = draw(st.integers(0, len(text)))
    piece = text[start : start + draw(st.integers(1, 14))].strip().split("\n")[0]
    if draw(st.booleans()) and piece:
        place = draw(st.integers(0, len(piece)))
        piece = piece[:place] + draw(st.sampled_from([" ", "\u3000", "\u200b"])) + piece[place:]
    return "".join(piece.split(" ")) if draw(st.booleans()) else piece


# Ten phrases of each library: five hundred.
@settings(max_examples=50)
@given(documents, st.sampled_from([Analyzer(), GROUPED]), st.data())
def test_a_phrase_is_found_where_a_plain_scan_finds_it(texts, analyzer, data):
    searcher = index_of([indexed(text) for text in texts], analyzer)
    for phrase in data.draw(st.lists(phrases(texts), min_size=10, max_size=10)):
        if Plain(phrase.strip()).letters.strip():
            assert places(searcher, Words([phrase])) == plainly(texts, phrase)
        else:
            with pytest.raises(QuestionEmpty):
                Words([phrase])


@settings(max_examples=100)
@given(mixed, short, short, st.integers(0, 6))
def test_several_words_are_near_each_other(text, one, other, near):
    stretches = [(start, end) for start, end, _ in Words([one, other], near=near).places(text)]
    spans = {words: Plain(text).spans(words) for words in (one, other)}
    near_each_other = [
        (min(a[0], b[0]), max(a[1], b[1]))
        for a in spans[one]
        for b in spans[other]
        if "\n" not in text[min(a[0], b[0]) : max(a[1], b[1])]
        and max(a[0], b[0]) - min(a[1], b[1]) <= near
    ]
    assert bool(stretches) == bool(near_each_other)
    assert set(stretches) <= set(near_each_other)
    assert all(a[1] <= b[0] for a, b in pairwise(stretches))


def test_the_place_of_several_words_is_the_shortest_one_with_the_words_marked():
    text = "口岸很远。口岸过货量增长。"
    searcher = index_of([document(text)])
    (only,) = Words(["过货量", "口岸"]).search(searcher, (), Order.PATH, iter)
    assert [text[a:b] for a, b, _ in only.places] == ["口岸过货量"]
    assert only.places[0].marks == ((5, 7), (7, 10))
    far = "口岸" + "很远" * NEAR + "过货量。"
    assert found([far], ["口岸", "过货量"]) == {}
    assert found([far], ["口岸", "过货量"], near=2 * NEAR) == {0: [(0, len(far) - 1)]}


def test_any_of_several_words_the_longest_first():
    texts = ["口岸和边疆口岸", "城市", "首都"]
    assert found(texts, ["口岸", "边疆口岸", "首都"], either=True) == {
        0: [(0, 2), (3, 7)],
        2: [(0, 2)],
    }


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [
        ("田　壮 和田壮", "田壮", [(0, 3), (5, 7)]),
        ("满都拉口岸", "滿 都 拉", [(0, 3)]),
        ("联　系　人和", "人和", [(4, 6)]),
        ("联　系　人和", "系人和", [(2, 6)]),
        ("ＷＴＯ和wto", "Wto", [(0, 3), (4, 7)]),
        ("New  York, NewYork", "new york", [(0, 9)]),
        ("第 3 条，第3条", "第3条", [(0, 5), (6, 9)]),
        ("1. 5名", "1.5", []),
        ("2024年", "4年", [(3, 5)]),
        ("一行的结\n尾处", "结尾", []),
        ("一行的结\n尾处", "结\n尾", [(3, 6)]),
        ("公共自\n行车", "公共自\n行车", [(0, 6)]),
        ("哈哈哈哈哈", "哈哈", [(0, 2), (2, 4)]),
    ],
)
def test_what_counts_as_the_same_words(text, words, where):
    assert found([text], [words]) == ({0: where} if where else {})


@pytest.mark.parametrize("words", ["自行车", "自 行车", "自\n行车"])
def test_a_word_that_the_end_of_a_line_parts_is_one(words):
    text = "公共自\n行车。\n行车"
    spans = [(start, end) for start, end, _ in Words([words]).places(text, [Filler(3, 6)])]
    assert spans == [(2, 6)]


def test_what_is_left_out_of_the_search_is_found_too():
    page = "您现在的位置：首页 > 新闻\n正文第一段说明情况。\n打印 关闭窗口\n"
    assert found([page], ["打印关闭窗口"]) == {0: [(26, 33)]}


def test_an_expression_is_matched_as_the_text_is_written():
    texts = ["共有12个Port，34个。", "没有。\n第5条\n", "空"]
    assert matched(texts, "[0-9]+个") == {0: [(2, 5), (10, 13)]}
    assert matched(texts, "port") == {}
    assert matched(texts, "(?i)port", "^第.条$") == {0: [(5, 9)], 1: [(4, 7)]}
    assert matched(texts, "x*") == {}


def test_no_expression_takes_long():
    assert matched(["a" * 30_000 + "b"], "(a*)*c") == {}


def test_what_cannot_be_looked_for():
    for words in ([], [" "], ["口岸", "\u3000"]):
        with pytest.raises(QuestionEmpty):
            Words(words)
    with pytest.raises(QuestionTooLong):
        Words(["长" * 2001])
    with pytest.raises(ExpressionInvalid) as error:
        Expressions(["(a"])
    assert "missing" in error.value.reason
    with pytest.raises(ExpressionInvalid):
        Expressions([r"(a)\1"])


REPORTS = [
    "关于口岸的报告\n发文时间：2023-05-01\n来源：口岸办\n口岸繁忙，城市安静。\n口岸关闭。\n",
    "关于北京的报告\n发文时间：2024-05-01\n来源：市政府\n第一条 口岸开放。\n第二条 口岸停用。\n",
    "安静的口岸",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    for number, text in enumerate(REPORTS):
        put(folder, f"{number}.txt", text)
    return Library.open(folder, index=folder / ".index")


def words_found(library, filters=(), order=Order.PATH):
    """Of each document, what the places begin with."""
    every = library.find(Words(["口岸"]), filters=filters, order=order)
    return {
        each.document.path: [each.document.text[e.start :][:4] for e in each.excerpts()]
        for each in every
    }


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        ([between("2024", None, datetime.date(2026, 1, 1))], {"1.txt": ["口岸开放", "口岸停用"]}),
        (
            [option(FilterKind.SOURCE, "口岸办")],
            {"0.txt": ["口岸的报", "口岸办\n", "口岸繁忙", "口岸关闭"]},
        ),
        ([option(FilterKind.PART, "第二条")], {"1.txt": ["口岸停用"]}),
        ([option(FilterKind.PHRASE, "安 静")], {"0.txt": ["口岸繁忙"], "2.txt": ["口岸"]}),
        (
            [option(FilterKind.EXCLUDED, "安静"), option(FilterKind.TITLE, "口岸")],
            {"0.txt": ["口岸的报", "口岸办\n", "口岸关闭"]},
        ),
        ([Filter(FilterKind.TITLE, "口岸", hard=False)], None),
    ],
)
def test_filters_leave_out_documents_and_places(library, filters, where):
    every = words_found(library)
    assert words_found(library, filters) == (every if where is None else where)
    assert len(every) == 3


def test_documents_come_in_the_order_that_is_asked_for(library):
    assert [*words_found(library, order=Order.PATH)] == ["0.txt", "1.txt", "2.txt"]
    assert [*words_found(library, order=Order.DATE)] == ["1.txt", "0.txt", "2.txt"]
    assert [*words_found(library, order=Order.TITLE)] == ["2.txt", "1.txt", "0.txt"]


def test_a_citation_is_the_one_that_an_answer_has(library):
    (whole,) = library.find(Words(["停用"]))
    (excerpt,) = whole.excerpts()
    own = library.excerpt(excerpt.document, excerpt.start, excerpt.end)
    assert excerpt.citation == own.citation
    assert library.cite(excerpt.citation.id)[0].text == "第二条 口岸停用。"
    assert excerpt.highlights == ((excerpt.start, excerpt.end),)


@settings(max_examples=20)
@given(documents, st.data())
def test_a_merged_index_names_the_documents_that_its_parts_do(texts, data):
    """Each in a segment of its own, then together, some of them left out."""
    segments = [index_of([document(text)])._segments[0] for text in texts]
    kept = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    pieces = [(s, [0] if keep else []) for s, keep in zip(segments, kept, strict=True)]
    merged = merge_segments(pieces).arrays
    joined = pairs_of("joints", merged, np.arange(len(texts))).tolist()
    left = [segment for segment, keep in zip(segments, kept, strict=True) if keep]
    parts = [
        pairs_of("joints", segment.arrays, np.array([n])).tolist() for n, segment in enumerate(left)
    ]
    assert joined == sorted(chain(*parts))
