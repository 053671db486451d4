"""From a question to windows: which documents are read, in what order, and what never overlaps."""

from datetime import date
from itertools import combinations

import pytest

from retrieval import Filter, FilterKind, Library, read_filters
from retrieval.excerpts.finder import CANDIDATES, LAYOUTS, READ
from retrieval.excerpts.layout import PASSAGES
from retrieval.models import Part

TODAY = date(2026, 1, 1)


@pytest.fixture
def library(tmp_path):
    """Opens these documents."""

    def opened(documents):
        root = tmp_path / "library"
        root.mkdir(exist_ok=True)
        for name, text in documents.items():
            (root / name).write_text(text, "utf-8")
        return Library.open(root, index=tmp_path / "index")

    return opened


def shown(library, question, **options):
    answer = library.ask(question, **{"min_confidence": 0} | options)
    return [(each.document.path, each.text) for each in answer.excerpts]


def test_excerpts_never_overlap(library):
    text = "\n\n".join(f"第{n}段说到水库，水很深。水库在山里，也有大坝。" for n in range(9))
    answer = library({"a.txt": text, "b.txt": text}).ask(
        "水库 大坝", limit=8, max_chars=25, min_confidence=0
    )
    assert len(answer.excerpts) == 8
    for one, other in combinations(answer.excerpts, 2):
        apart = one.end <= other.start or other.end <= one.start
        assert apart or one.document.path != other.document.path
    assert {each.document.path for each in answer.excerpts} == {"a.txt", "b.txt"}


def test_excerpts_come_best_first_and_the_first_scores_1(library):
    found = library({"a.txt": "水库在山里。\n\n大坝。", "b.txt": "水库大坝在山里。"}).ask(
        "水库 大坝", min_confidence=0
    )
    scores = [each.score for each in found.excerpts]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
    assert found.excerpts[0].document.path == "b.txt"


def test_a_higher_limit_changes_nothing_before_what_it_adds(library):
    """Pages of one answer are asked for with higher and higher limits."""
    halves = ("水库在山里", "水库的水很深", "水库水深8米", "大坝和水库", "水深多少")
    text = "\n\n".join(f"{halves[n * n % 5]}，第{n}段。" for n in range(30))
    opened = library({"a.txt": text})
    asked = [opened.ask("水库水深多少米", limit=n, max_chars=20) for n in (8, 11, 21)]
    shown = [[each.start for each in (*a.excerpts, *a.nearest)] for a in asked]
    assert len(shown[1]) > len(shown[0])
    assert len(shown[2]) > len(shown[1])
    assert shown[2][: len(shown[1])] == shown[1]
    assert shown[1][: len(shown[0])] == shown[0]
    assert len({(a.standing, a.confidence) for a in asked}) == 1


def test_no_more_excerpts_than_asked_for(library):
    opened = library({f"{n}.txt": "水库在山里。" for n in range(9)})
    assert [len(shown(opened, "水库", limit=n)) for n in (1, 2, 5)] == [1, 2, 5]


def test_an_excerpt_ends_with_a_sentence_though_more_of_the_question_stands_behind(library):
    opened = library({"a.txt": "水库在青石镇的山里。有很多人都来水库看过了，也都说很好。"})
    assert shown(opened, "水库在哪里", max_chars=22)[0][1] == "水库在青石镇的山里。"
    assert shown(opened, "水库在哪里", max_chars=28)[0][1].endswith("也都说很好。")


def test_an_item_that_does_not_fit_is_left_for_later(library):
    text = "水库的好处如下：\n1.可以浇地\n2.可以养很多很多的鱼，也可以发电"
    opened = library({"a.txt": text})
    assert shown(opened, "水库的好处有哪些", max_chars=30)[0][1] == text[: text.index("\n2")]


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_an_answer_far_down_a_long_document_is_shown(library, number):
    """As far as its layouts are read: those of the best passages."""
    lines = [f"第{n}段的话，没有什么。" for n in range(PASSAGES * 4)]
    lines[PASSAGES * number + 60] = "水库有三十米深。"
    opened = library({"a.txt": "\n\n".join(lines)})
    assert "水库有三十米深。" in shown(opened, "水库有多深", limit=1)[0][1]


def test_of_a_long_document_so_many_layouts_are_read(library):
    lines = [f"第{n}段的话，没有什么。" for n in range(PASSAGES * (LAYOUTS + 1))]
    for number in range(LAYOUTS + 1):
        lines[PASSAGES * number + 60] = "水库" * (LAYOUTS + 1 - number) + "在这里。"
    opened = library({"a.txt": "\n\n".join(lines)})
    found = [text for _, text in shown(opened, "水库", limit=9, max_chars=12)]
    assert [sum(text.startswith("水库" * n + "在") for text in found) for n in (1, 2, 4)] == [
        0,
        1,
        1,
    ]


def test_the_fact_that_is_asked_for_is_read_though_no_passage_of_it_was_found(library):
    lines = ["关于修建水库的通知", "", "作者：王小明", *["水库的事情有很多。"] * (PASSAGES * 3)]
    opened = library({"a.txt": "\n".join(lines)})
    assert shown(opened, "水库的通知是谁写的", limit=1) == [("a.txt", "作者：王小明")]


def test_documents_are_ranked_by_their_best_passage_and_named_once(library):
    documents = {
        "a.txt": "水库。\n\n大坝。\n\n路。",
        "b.txt": "水库和大坝。\n\n水库。",
        "c.txt": "路。",
    }
    opened = library(documents)
    hits = opened.rank("水库 大坝", 9)
    assert [hit.passage.document.path for hit in hits] == ["b.txt", "a.txt"]
    assert hits[0].passage.text == "水库和大坝。"
    assert hits[0].score > hits[1].score
    assert len(opened.rank("水库 大坝", 1)) == 1


def test_only_the_best_documents_are_read_closely(library):
    """All are alike but for the head, which reading closely would count: the last is not read."""
    head = "这里说的是别的事情。"
    documents = {f"{n:02}.txt": f"{head}水库在山里。" for n in range(READ)}
    documents["99.txt"] = "水库在山里。" + head
    order = [hit.passage.document.path for hit in library(documents).rank("水库", READ + 1)]
    assert order == sorted(documents)
    opened = library({})
    (opened.root / "00.txt").unlink()
    assert opened.refresh().rank("水库", 1)[0].passage.document.path == "99.txt"


def test_a_phrase_that_must_stand_there_is_looked_for_deeper(library):
    documents = {f"{n:03}.txt": "水库水库在山里。" for n in range(CANDIDATES + 20)}
    documents["zzz.txt"] = "水库在很远很远很远很远的山那边的山里。"
    opened = library(documents)
    phrase = Filter(FilterKind.PHRASE, "山那边", hard=True)
    assert [path for path, _ in shown(opened, "水库", filters=[phrase])] == ["zzz.txt"]
    without = Filter(FilterKind.EXCLUDED, "水库水库", hard=True)
    assert [path for path, _ in shown(opened, "水库", filters=[without])] == ["zzz.txt"]


def test_a_part_need_not_hold_a_word_of_the_question(library):
    rules = "青石县办法\n\n第一条 为了大家，制定本办法。\n\n第二条 不得喧哗。\n"
    opened = library({"a.txt": rules, "b.txt": "说明\n\n没有条文。"})
    question = "第二条怎么说"
    found = shown(opened, question, filters=read_filters(question, TODAY))
    assert found[0] == ("a.txt", "第二条 不得喧哗。")
    assert {path for path, _ in found} == {"a.txt"}
    second, ninth = (Filter(FilterKind.PART, Part((("条", n),)), hard=True) for n in (2, 9))
    assert shown(opened, "zebra", filters=[second])[0] == ("a.txt", "第二条 不得喧哗。")
    assert shown(opened, "办法", filters=[ninth]) == []


def test_what_is_best_without_a_preference_is_always_offered(library):
    documents = {f"{n}.txt": "关于大坝的通知\n\n水库在山里面。" for n in range(4)}
    opened = library(documents | {"z.txt": "关于大桥的通知\n\n水库，水库。"})
    preferred = Filter(FilterKind.TITLE, "大坝", hard=False)
    assert [path for path, _ in shown(opened, "水库", limit=2)] == ["z.txt", "0.txt"]
    answer = opened.ask("水库", limit=2, min_confidence=0, filters=[preferred])
    assert [each.document.path for each in answer.excerpts] == ["0.txt", "z.txt"]
    assert answer.filters == (preferred,)


def test_a_preference_that_all_meet_is_not_named(library):
    opened = library({f"{n}.txt": f"关于大坝的通知\n\n水库的事第{n}回。" for n in range(2)})
    preferred = Filter(FilterKind.TITLE, "大坝", hard=False)
    assert opened.ask("水库", min_confidence=0, filters=[preferred]).filters == ()
    one = opened.ask("水库", limit=1, min_confidence=0, filters=[preferred])
    assert (len(one.excerpts), one.filters) == (1, ())


def test_nothing_is_found_where_no_word_is(library):
    answer = library({"a.txt": "水库在山里。"}).ask("zebra", min_confidence=0)
    assert (answer.excerpts, answer.nearest) == ((), ())
