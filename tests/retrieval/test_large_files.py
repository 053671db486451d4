"""A large file is read, indexed and searched in volumes; what is said of it is said of the file."""

import gc
import hashlib
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from itertools import pairwise

import pytest
from libraries import age, put

from retrieval import (
    FilterKind,
    History,
    IndexOptions,
    Library,
    Verdict,
    Words,
    check_engine,
    option,
    read_filters,
)
from retrieval.analysis.segmenter import Segmenter
from retrieval.citing.fate import CitationOutcome
from retrieval.evaluation.file_checks import check
from retrieval.indexing import indexer, workers, writing
from retrieval.indexing.indexer import Indexer, is_long_text
from retrieval.indexing.scan import File
from retrieval.models import Document, Kind
from retrieval.reading import volumes
from retrieval.reading.formats import plain
from retrieval.reading.formats.frame import Block
from retrieval.text.ids import written

NAMES = "白石青山红柳黄河乌兰海日松林银川"
CHAPTERS = "一二三四五六"


def station(number):
    return f"{NAMES[number % 16]}{NAMES[number * 7 % 16]}{number}号站"


def article(number):
    return (
        f"第{number}条 {station(number)}由养护所负责维修，每年检查{number}次。\n"
        f"（一）检查的结果记入{station(number)}的档案。\n"
        f"（二）{station(number)}的费用为{number * 3}万元。\n"
    )


def line(numbers):
    return "".join(f"{station(n)}的值班电话是{7000 + n}，夜里也有人接听。" for n in numbers)


def long_text():
    parts = ["公路养护站汇编\n\n发布日期：2024-05-06\n\n"]
    for chapter, name in enumerate(CHAPTERS):
        parts.append(f"第{name}章 第{name}片区的养护\n\n")
        parts += map(article, range(chapter * 20 + 1, chapter * 20 + 21))
    parts.append(line(range(200, 300)) + "\n")
    parts.append("第七章 附则\n\n第121条 本汇编自印发之日起执行，由养护所解释。\n")
    return "".join(parts)


TEXT = long_text()


@pytest.fixture
def whole(tmp_path):
    root = tmp_path / "whole"
    put(root, "a.txt", TEXT)
    return Library.open(root)


@pytest.fixture
def cut(tmp_path, monkeypatch):
    monkeypatch.setattr(volumes, "LONGEST", 2000)
    monkeypatch.setattr(volumes, "SIZE", 600)
    monkeypatch.setattr(indexer, "_VOLUMES_AT_ONCE", 1500)
    root = tmp_path / "cut"
    put(root, "a.txt", TEXT)
    put(root, "b.txt", f"另一份文件。\n{article(30)}")
    return Library.open(root)


def parts(library):
    return [each.document for each in library.documents.volumes("a.txt")]


def told(excerpt):
    """All that a citation says but for the file's name."""
    return excerpt.text, excerpt.citation._replace(path="", sha256="")


def test_volumes_are_the_text_of_the_file_one_behind_the_other(cut):
    found = parts(cut)
    assert len(found) > 8
    assert "".join(each.text for each in found) == TEXT
    assert {each.sha256 for each in found} == {hashlib.sha256(TEXT.encode()).hexdigest()}
    for one, other in pairwise(found):
        assert one.volume.offset + len(one.text) == other.volume.offset
    assert [each.path for each in cut.documents] == ["a.txt", "b.txt"]
    assert {each.metadata.title for each in found} == {"公路养护站汇编"}


def test_paragraphs_have_the_ids_numbers_and_lines_that_they_have_in_the_whole_file(whole, cut):
    document = whole.documents[0]
    for paragraph in document.paragraphs:
        key = written(int(whole.documents.split("a.txt").ids[paragraph.number - 1]))
        sentences = range(1, 120) if "值班电话" in whole.cite(key)[0].text else range(1, 4)
        for named in (f"{key}.{n}" for n in sentences):
            ours = [told(each) for each in cut.cite(named) if each.citation.path == "a.txt"]
            assert ours == [*map(told, whole.cite(named))]
    assert [told(e) for e in cut.cite(key)] == [told(e) for e in whole.cite(key)]


def test_passages_stand_under_the_headings_that_they_stand_under_in_the_whole_file(whole, cut):
    document = whole.documents[0]
    known = {p.start: p for p in whole.passages(document)}
    seen = 0
    for volume in cut.documents.volumes("a.txt"):
        for passage in volume.passages:
            other = known.get(volume.document.volume.offset + passage.start)
            if other is None:  # the long line is cut elsewhere
                continue
            seen += 1
            assert (passage.kind, passage.paragraph) == (other.kind, other.paragraph)
            above = other.section.path(document) if other.section else None
            assert (passage.section.path(volume.document) if passage.section else None) == above
    assert seen > 0.8 * len(known)


def test_an_answer_is_cited_by_its_place_in_the_file(whole, cut):
    for number in (3, 77, 119):
        (first, *_) = cut.ask(f"{station(number)}的费用是多少").excerpts
        citation = first.citation
        assert f"{number * 3}万元" in first.text
        assert first.document.text[first.start : first.end] == first.text
        assert TEXT[citation.start : citation.end] == first.text
        assert citation.line == TEXT.count("\n", 0, citation.start) + 1
        assert citation.section[0].startswith("第")
    (first, *_) = cut.ask(f"{station(281)}的值班电话是多少").excerpts
    assert "7281" in first.text
    assert TEXT[first.citation.start : first.citation.end] == first.text


def test_a_part_is_found_in_whichever_volume_it_stands(cut):
    for number in (2, 64, 121):
        (first, *_) = cut.ask(
            "规定了什么", filters=[option(FilterKind.PART, f"第{number}条")]
        ).excerpts
        assert first.text.startswith(f"第{number}条")


def test_a_part_is_looked_for_in_no_volume_without_its_number(cut):
    """Of many volumes, whatever the words of the question: none says 第一百零七条."""
    (asked,) = read_filters("第一百零七条是怎么规定的", date(2026, 11, 30))
    among = cut._finder.searcher.among([asked])
    having = [volume for volume in parts(cut) if "\n第107条" in volume.text]
    assert sum(int(flags.sum()) for flags in among) == len(having) == 1
    (first, *_) = cut.ask("第一百零七条是怎么规定的", filters=[asked]).excerpts
    assert first.text.startswith("第107条")


def test_what_was_shown_is_restored_by_its_place_in_the_file(cut):
    (first, *_) = cut.ask(f"{station(119)}的费用是多少").excerpts
    place = first.citation
    again = cut.restore(place.path, place.sha256, place.start, place.end)
    assert (again.text, again.citation) == (first.text, place)


def test_every_place_of_words_is_told_once_for_the_file(whole, cut):
    for query in (Words(["养护所"]), Words(["值班电话"]), Words(["养护所", "检查"])):
        (ours,) = [each for each in cut.find(query) if each.path == "a.txt"]
        (theirs,) = whole.find(query)
        assert ours.places == theirs.places
        assert [told(e) for e in ours.excerpts()] == [told(e) for e in theirs.excerpts()]


def test_a_quotation_is_verified_in_whichever_volume_it_stands(cut):
    found = cut.verify(f"{station(118)}由养护所负责维修，每年检查118次")
    assert found.verdict is Verdict.VERBATIM
    citation = found.matches[0].excerpt.citation
    assert TEXT[citation.start : citation.end] == found.matches[0].excerpt.text
    assert cut.verify("第一百号站由养护所负责拆除").verdict is not Verdict.VERBATIM


def test_a_quotation_is_verified_across_the_edge_of_two_volumes(cut):
    for behind in parts(cut)[1:]:
        place = behind.volume.offset
        quotation = TEXT[place - 30 : place + 30]
        found = cut.verify(quotation)
        assert found.verdict is Verdict.VERBATIM
        excerpt = found.matches[0].excerpt
        citation = excerpt.citation
        assert TEXT[citation.start : citation.end] == excerpt.text == quotation.strip()
        lines = TEXT[: citation.end].split("\n")
        assert citation.last_paragraph == len([line for line in lines if line.strip()])
        again = cut.restore("a.txt", citation.sha256, citation.start, citation.end)
        assert (again.text, again.citation) == (excerpt.text, citation)


def test_copies_in_other_files_are_named_and_those_in_the_same_are_not(cut):
    excerpts = cut.ask(f"{station(30)}由谁负责维修").excerpts
    paths = [e.citation.path for e in excerpts] + [c.path for e in excerpts for c in e.also]
    assert sorted(paths[:2]) == ["a.txt", "b.txt"]


def test_a_large_file_that_only_looks_changed_is_not_cut_again(cut, monkeypatch):
    def cutting(*_):
        raise AssertionError

    monkeypatch.setattr(Segmenter, "cut", cutting)
    age(cut.root / "a.txt")
    again = cut.refresh()
    assert [d.text for d in parts(again)] == [d.text for d in parts(cut)]


def test_a_large_file_that_changed_takes_the_place_of_what_it_was(cut):
    put(cut.root, "a.txt", TEXT.replace("357万元", "358万元"))
    put(cut.root, "c.txt", "第三份文件，说的是绿化。")
    again = cut.refresh(IndexOptions(patient=True))
    (first, *_) = again.ask(f"{station(119)}的费用是多少").excerpts
    assert "358万元" in first.text
    put(cut.root, "a.txt", "如今很短。")
    assert [each.document.text for each in again.refresh().documents.volumes("a.txt")] == [
        "如今很短。"
    ]


def test_what_became_of_the_words_of_any_volume_is_known(cut, tmp_path):
    options = IndexOptions(history=tmp_path / "state")
    library = Library.open(cut.root, index=tmp_path / "index", options=options)
    (first, *_) = library.ask(f"{station(281)}的值班电话是多少").excerpts
    history = History.open(tmp_path / "state")
    assert library.status(first.citation.id, history).outcome is CitationOutcome.UNCHANGED
    put(cut.root, "a.txt", "如今很短。")
    status = library.refresh().status(first.citation.id.partition(".")[0], history)
    assert status.records[0].path == "a.txt"
    assert status.records[0].line == first.citation.line


def test_all_volumes_are_counted_where_a_file_is_checked(whole, cut):
    (ours, _), (theirs,) = check(cut), check(whole)
    assert (ours.characters, ours.headings) == (theirs.characters, theirs.headings)
    assert not [warning for warning in ours.warnings if warning.code == "lost"]


def test_whoever_looks_after_the_engine_reads_how_many_files_there_are(cut):
    found = check_engine(cut.root, cut.index)
    assert found.is_well
    assert (found.documents, found.passages) == (2, cut.searched)
    assert found.here.text == sum(len(path.read_bytes()) for path in cut.root.iterdir())


def test_where_nothing_can_be_written_a_large_file_is_kept_in_memory(cut, tmp_path):
    occupied = tmp_path / "occupied"
    occupied.write_text("")
    library = Library.open(cut.root, index=occupied / "index")
    (first, *_) = library.ask(f"{station(119)}的费用是多少").excerpts
    assert "357万元" in first.text


@pytest.mark.parametrize(
    "text", [TEXT, line(range(100)), "无" * 5000, " " * 3000 + "字", "\n" * 4000]
)
def test_pieces_are_all_of_a_text_and_none_begins_with_blanks_inside_a_line(text, monkeypatch):
    monkeypatch.setattr(volumes, "SIZE", 300)
    found = [part.text for part in volumes.parts(text)]
    assert "".join(found) == text
    assert max(map(len, found)) <= max(450, 301 + len(text) - len(text.lstrip()))
    for before, piece in pairwise(found):
        assert before.endswith("\n") or not piece[0].isspace()


def test_pieces_end_before_headings_and_behind_sentences_where_they_can(monkeypatch):
    monkeypatch.setattr(volumes, "SIZE", 600)
    inner = [part.text for part in volumes.parts(TEXT)][:-1]
    assert all(piece.endswith(("。\n", "。\n\n", "。")) for piece in inner)
    assert sum(piece.startswith("第") for piece in inner) > len(inner) // 2


def test_blocks_of_other_formats_are_grouped_whole(monkeypatch):
    monkeypatch.setattr(volumes, "SIZE", 50)
    blocks = tuple(Block("字" * size, Kind.BODY) for size in (10, 60, 5, 5, 45, 3))
    found = [*volumes.groups(blocks)]
    assert tuple(block for group in found for block in group) == blocks
    assert [len(group) for group in found] == [2, 3, 1]
    assert plain.read("a\nb").blocks


def test_no_volume_waits_to_be_found_in_a_circle(cut, tmp_path):
    """Python looks for them so seldom in a command that all volumes would be in memory."""
    put(tmp_path / "other", "a.txt", TEXT)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        Library.open(tmp_path / "other", index=tmp_path / "index")
        gc.collect()
        assert not [each for each in gc.garbage if isinstance(each, Document)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


TABLE = "站名,负责单位,检查次数\n" + "".join(
    f"{station(n)},第{n}养护单位,{n}次{n % 7}号\n" for n in range(1, 121)
)


def test_rows_of_a_large_table_have_its_header_in_every_volume(cut):
    put(cut.root, "c.csv", TABLE)
    library = cut.refresh()
    every = [*library.documents.volumes("c.csv")]
    text = "\n".join(each.document.text for each in every)
    assert len(every) > 4
    for volume in every:
        for passage in volume.passages[volume is every[0] :]:
            a, b = (place + volume.document.volume.offset for place in passage.above)
            assert text[a:b] == "站名\t负责单位\t检查次数"
    (first, *_) = library.ask(f"{station(99)}的检查次数是多少").excerpts
    assert first.text.startswith(station(99))
    assert first.header_text == "站名\t负责单位\t检查次数"
    assert first.citation.row == 100
    before = first.document.volume.offset
    assert text[first.header[0] + before : first.header[1] + before] == first.header_text


def test_a_header_goes_on_as_far_as_its_table(cut):
    rows = "\n".join(f"| {station(n)} | {n} |" for n in range(1, 81))
    text = f"| 站名 | 次数 |\n|---|---|\n{rows}\n\n{line(range(80))}\n"
    put(cut.root, "c.md", text)
    every = [*cut.refresh().documents.volumes("c.md")]
    assert len(every) > 4
    for each in every:
        ended = each is not every[0] and "|" not in each.document.text[:1]
        assert (each.document.volume.header == "") is (ended or each is every[0])
        for passage in each.passages:
            assert (passage.header is not None) is (passage.kind is Kind.ROW)


def test_a_large_file_says_of_itself_what_it_says_where_it_ends(whole, cut):
    text = TEXT.replace("发布日期：2024-05-06\n\n", "") + "\n白石县公路局\n2023年4月5日\n"
    for library in (whole, cut):
        put(library.root, "a.txt", text)
    one = whole.refresh().documents[0]
    every = [each.document for each in cut.refresh().documents.volumes("a.txt")]
    told = ("公路养护站汇编", date(2023, 4, 5), "白石县公路局")
    for each in (one, *every):
        metadata = each.metadata
        assert (metadata.title, metadata.issued_on, metadata.source) == told
    last = every[-1]
    facts = {f.name: last.text[f.start : f.end] for f in last.metadata.fields}
    assert facts == {"issuer": "白石县公路局", "written_on": "2023年4月5日"}


def test_a_large_file_without_a_word_is_none(cut):
    put(cut.root, "blank.txt", " \n" * 2000)
    again = cut.refresh()
    assert [each.path for each in again.documents] == ["a.txt", "b.txt"]
    assert [error.path.name for error in again.skipped] == ["blank.txt"]


def test_several_processes_make_of_a_large_file_what_one_makes(cut, tmp_path, monkeypatch):
    """This process, which reads it, is one of them. Other files are none of its concern."""
    made = []
    segment, submitted = Indexer.segment, workers._submitted
    monkeypatch.setattr(indexer, "_WORTH_IT", len(TEXT))
    monkeypatch.setattr(writing, "BATCH", len(TEXT))
    monkeypatch.setattr(Indexer, "segment", lambda *a: made.append("here") or segment(*a))
    monkeypatch.setattr(
        workers, "_submitted", lambda *a: made.append(a[1].__name__) or submitted(*a)
    )
    options = IndexOptions(workers=2)
    library = Library.open(cut.root, index=tmp_path / "several", options=options)
    assert made.count("here") > 0
    assert made.count("volumes") > 1
    assert made.count("index") == 1
    assert [d.text for d in parts(library)] == [d.text for d in parts(cut)]
    question = f"{station(119)}的费用是多少"
    assert [told(e) for e in library.ask(question).excerpts] == [
        told(e) for e in cut.ask(question).excerpts
    ]


def test_a_large_file_is_indexed_though_processes_are_ended(cut, tmp_path, monkeypatch):
    def ended(*_):
        raise BrokenProcessPool

    monkeypatch.setattr(indexer, "_WORTH_IT", 0)
    monkeypatch.setattr(workers, "_submitted", ended)
    library = Library.open(cut.root, index=tmp_path / "alone", options=IndexOptions(workers=2))
    assert [d.text for d in parts(library)] == [d.text for d in parts(cut)]


def test_a_large_file_is_indexed_though_the_system_has_no_process_to_give(
    cut, tmp_path, monkeypatch
):
    def none(*_):
        raise OSError("no shared memory")

    monkeypatch.setattr(indexer, "_WORTH_IT", 0)
    monkeypatch.setattr(workers, "get_context", none)
    library = Library.open(cut.root, index=tmp_path / "alone", options=IndexOptions(workers=2))
    assert [d.text for d in parts(library)] == [d.text for d in parts(cut)]


def test_the_larger_a_file_the_larger_the_groups_of_its_volumes(cut, tmp_path, monkeypatch):
    """Each becomes an open file until all are one."""
    sizes = []
    segment = Indexer.segment
    monkeypatch.setattr(indexer, "_OF_ALL", 2)
    monkeypatch.setattr(Indexer, "segment", lambda *a: sizes.append(len(a[1])) or segment(*a))
    Library.open(cut.root, index=tmp_path / "alone")
    assert max(sizes) >= 3 * sizes[0]


def test_processes_share_a_long_text_and_not_what_takes_time_to_read():
    size = indexer._WORTH_IT
    assert is_long_text(File("A.TXT", size, 0))
    assert not is_long_text(File("a.pdf", size, 0))
    assert not is_long_text(File("a.txt", size - 1, 0))
