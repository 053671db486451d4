"""What answers in the same words in several documents fills one place among the answers."""

import pytest
from libraries import put

from retrieval import Library
from retrieval.filters.apply import understood

QUESTION = "满都拉口岸的过货量是多少"
ANSWER = "满都拉口岸过货量突破662万吨，同比增长。"
TREES = "铁路两边种满了高大的树木，每天有列车经过。"


@pytest.fixture
def opened(tmp_path):
    """Opens a library of these documents; says whether it is opened again."""

    def open_(documents):
        for name, lines in documents.items():
            put(tmp_path / "library", name, "\n\n".join(lines))
        return Library.open(tmp_path / "library", index=tmp_path / "index")

    return open_


def shown(library, question=QUESTION, **options):
    """The excerpts, without titles."""
    answer = library.ask(question, min_confidence=0, **options)
    return [excerpt for excerpt in answer.excerpts if len(excerpt.text) > 5]


def also(excerpt):
    return [(citation.path, citation.paragraph) for citation in excerpt.also]


def test_copies_fill_one_place_and_are_named(opened):
    whole = ["口岸报告", ANSWER, TREES]
    library = opened({"c.txt": whole, "a.txt": whole, "b.txt": ["转载", *whole]})
    found = shown(library)
    assert [ANSWER in excerpt.text for excerpt in found].count(True) == 1
    (first,) = (excerpt for excerpt in found if ANSWER in excerpt.text)
    places = {"a.txt": 2, "b.txt": 3, "c.txt": 2}
    own = places.pop(first.document.path)
    assert first.citation.paragraph <= own
    assert also(first) == sorted(places.items())
    assert first.also_left == 0


def test_a_copy_is_cited_where_the_same_sentence_stands(opened):
    lines = f"{TREES}{ANSWER}{TREES}"
    library = opened({"a.txt": ["甲", lines], "b.txt": ["乙", "另一段。", lines]})
    first = shown(library)[0]
    (citation,) = first.also
    other = library.documents.split(citation.path).document
    assert other.text[citation.start : citation.end] == ANSWER
    assert citation.id in {e.citation.id for e in library.cite(citation.id)}
    assert citation.title == other.title


def test_white_space_and_width_make_no_other_paragraph(opened):
    library = opened({"a.txt": ["甲", ANSWER], "b.txt": ["乙", ANSWER.replace("662", "６６２ ")]})
    assert len(shown(library)) == 1
    assert len(shown(library)[0].also) == 1


def test_another_paragraph_is_no_copy(opened):
    other = ANSWER.replace("662", "672")
    library = opened({"a.txt": ["甲", ANSWER], "b.txt": ["乙", other]})
    found = shown(library)
    assert len(found) == 2
    assert [excerpt.also for excerpt in found] == [(), ()]


def test_all_paragraphs_that_answer_must_be_there(opened):
    items = ["申请口岸通行要提交下列材料：", "（一）申请书；", "（二）行驶证。"]
    library = opened({"a.txt": ["甲", *items], "b.txt": ["乙", *items[:2], "（二）驾驶证。"]})
    first = shown(library, "申请口岸通行要提交哪些材料", max_chars=60)[0]
    assert first.document.text[slice(*first.answer)].endswith("证。")
    assert first.also == ()


def test_the_place_of_a_copy_is_for_another(opened):
    documents = {f"{n}.txt": ["口岸", ANSWER] for n in range(4)}
    documents["z.txt"] = ["口岸", f"过货量每月公布。{TREES}"]
    found = shown(opened(documents), limit=2)
    assert [len(excerpt.also) for excerpt in found] == [3, 0]
    assert found[1].document.path == "z.txt"


def test_the_first_few_are_named_and_the_others_counted(opened):
    library = opened({f"{n}.txt": ["口岸", ANSWER] for n in range(9)})
    (only,) = shown(library)
    assert (len(only.also), only.also_left) == (5, 3)


def test_the_same_words_twice_in_one_document_are_no_copies(opened):
    library = opened({"a.txt": ["口岸", *([TREES + ANSWER + TREES] * 3)]})
    found = shown(library, max_chars=60)
    assert len(found) > 1
    assert all(excerpt.also == () for excerpt in found)


def test_a_heading_that_others_have_too_makes_no_copies(opened):
    head = "一、口岸过货量"
    library = opened({f"{n}.txt": ["报告", head, f"{n}号货场共有列车{n}列。"] for n in range(1, 3)})
    found = shown(library, "口岸过货量")
    assert [(e.text.startswith(head), e.also) for e in found] == [(True, ())] * 2


def test_a_copy_is_no_rival_of_what_it_copies(opened):
    def lead(second):
        library = opened({"a.txt": ["口岸", ANSWER], "b.txt": ["口岸", second]})
        finder = library._finder
        question = understood(QUESTION, (), library._analyzer, finder.searcher)
        hits = finder.hits(question)
        return finder.case(finder.windows(question, hits, 3, 200), hits).margin

    assert lead(ANSWER) > 0.9
    assert lead(f"{ANSWER}{TREES}") < 0.8


def test_a_copy_that_is_gone_is_named_no_more(opened, tmp_path):
    library = opened({"a.txt": ["甲", ANSWER], "b.txt": ["乙", ANSWER]})
    assert len(shown(library)[0].also) == 1
    (tmp_path / "library" / "b.txt").unlink()
    assert shown(library.refresh())[0].also == ()


def test_an_answer_that_is_shown_again_has_its_copies(opened):
    library = opened({"a.txt": ["甲", ANSWER], "b.txt": ["乙", ANSWER]})
    first = shown(library)[0]
    start, end = first.answer
    again = library.restore(
        first.document.path,
        first.document.sha256,
        first.start,
        first.end,
        (start - first.start, end - first.start),
    )
    assert (again.answer, again.also, again.also_left) == (first.answer, first.also, 0)
