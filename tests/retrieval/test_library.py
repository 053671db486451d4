"""What an answer promises: slices of the files, word for word, never twice."""

import os
import tempfile
from pathlib import Path

import pytest
import systems
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import of_nobody, put
from samples import SEEDS, contents, formats, normalised

from retrieval import (
    DocumentError,
    DocumentNotText,
    DocumentUnreadable,
    History,
    IndexOptions,
    Library,
    LibraryEmpty,
    LibraryNotFound,
    LibraryUnreadable,
    QuestionEmpty,
    QuestionError,
    QuestionTooLong,
)
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.questions import understand
from retrieval.errors import DocumentEmpty
from retrieval.index.store import IndexStore
from retrieval.models import Kind
from retrieval.text.sentences import sentences, units
from retrieval.weights import RUN

BODY = "第一段说明情况，口岸过货量达到六百万吨。第二句说明做法；第三句说明效果！"
ENCODINGS = ("utf-8", "utf-8-sig")

slow = settings(max_examples=60)


@st.composite
def asked(draw):
    """Files and a question about them: some of their own words, and others."""
    files = draw(st.lists(st.tuples(contents, formats, st.sampled_from(ENCODINGS)), max_size=3))
    words = [st.text(max_size=8), st.sampled_from(["什么", "多少", "哪一天发文", "作者是谁", "?"])]
    for text, _, _ in files:
        start = draw(st.integers(0, len(text)))
        words.append(st.just(text[start : start + draw(st.integers(1, 12))]))
    question = draw(st.lists(st.one_of(*words), min_size=1, max_size=5).map("".join))
    return [*files, (BODY, ".txt", "utf-8")], question


@slow
@given(asked(), st.integers(1, 5), st.integers(1, 250), st.sampled_from([0.0, None, 1.0]))
def test_every_excerpt_is_a_slice_of_its_file(case, limit, max_chars, threshold):
    files, question = case
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, (text, suffix, encoding) in enumerate(files):
            (root / f"{number}{suffix}").write_bytes(text.encode(encoding))
        library = Library.open(root)
        on_disk = {d.path: (root / d.path).read_bytes() for d in library.documents}
    try:
        answer = library.ask(question, limit=limit, max_chars=max_chars, min_confidence=threshold)
    except QuestionEmpty:
        return
    assert 0 <= answer.confidence <= 1
    assert not (answer.excerpts and answer.nearest)
    found = answer.excerpts or answer.nearest
    assert len(found) <= limit
    for excerpt in found:
        text = normalised(on_disk[excerpt.document.path].decode("utf-8-sig"))
        assert excerpt.text == text[excerpt.start : excerpt.end]
        assert excerpt.text == excerpt.document.text[excerpt.start : excerpt.end]
        check_excerpt(library, excerpt, max_chars)
        check_highlights(excerpt, question)
        check_answer(excerpt)
        check_citation(excerpt)
    check_apart(found)


def check_excerpt(library, excerpt, max_chars):
    """In length, in one section, and beginning where a reader can begin."""
    assert 0 < excerpt.end - excerpt.start <= max_chars
    assert excerpt.text == excerpt.text.strip()
    inside = [
        passage
        for passage in library.passages(excerpt.document)
        if passage.start < excerpt.end and excerpt.start < passage.end
    ]
    assert len({id(passage.section) for passage in inside}) == 1
    assert Kind.FURNITURE not in {passage.kind for passage in inside}
    text, first = excerpt.document.text, inside[0]
    starts = [start for start, _ in units(text, first.start, first.end, max_chars)]
    assert excerpt.start in starts
    cut_hard = excerpt.start not in [s for s, _ in units(text, first.start, first.end, 1)]
    before = text[first.start : excerpt.start].rstrip()
    if before and not cut_hard:
        marks = "。！？；!?;….，、,：:”’」』》）)]\"'】"
        assert before[-1] in marks or len(before) >= max_chars


def check_highlights(excerpt, question):
    """Inside, in order, apart; a lone character only where the question has nothing longer."""
    edges = [edge for highlight in excerpt.highlights for edge in highlight]
    assert edges == sorted(set(edges))
    assert all(excerpt.start <= edge <= excerpt.end for edge in edges)
    asked_for = understand(question, Analyzer())
    if any(len(term) > 1 for term in (*asked_for.words, *asked_for.bigrams)):
        assert all(end - start > 1 for start, end in excerpt.highlights)


def check_answer(excerpt):
    """Whole sentences of the excerpt; several only if they are short together."""
    start, end = excerpt.answer
    spans = sentences(excerpt.document.text, excerpt.start, excerpt.end)
    assert start in [first for first, _ in spans]
    assert end in [last for _, last in spans]
    assert start < end
    assert end - start <= RUN or (start, end) in spans


def check_citation(excerpt):
    """The place that the citation names is where the excerpt stands."""
    citation, document = excerpt.citation, excerpt.document
    assert (citation.start, citation.end) == (excerpt.start, excerpt.end)
    assert (citation.path, citation.sha256) == (document.path, document.sha256)
    line = document.text.split("\n")[citation.line - 1]
    assert excerpt.text.split("\n")[0] in line
    first, last = (
        document.paragraphs[n - 1] for n in (citation.paragraph, citation.last_paragraph)
    )
    assert first.start <= excerpt.start < first.end
    assert last.start < excerpt.end <= last.end


def check_apart(excerpts):
    """No character is offered twice."""
    for number, one in enumerate(excerpts):
        for other in excerpts[:number]:
            same = one.document is other.document
            assert not (same and one.start < other.end and other.start < one.end)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_line_of_a_citation_is_the_line_in_the_file(tmp_path, ending, encoding):
    lines = ["标题", "", BODY, "", "  满都拉口岸过货量突破662万吨。"]
    (tmp_path / "a.txt").write_bytes(ending.join(lines).encode(encoding))
    best = Library.open(tmp_path).ask("满都拉口岸过货量", min_confidence=0).excerpts[0]
    assert (best.text, best.citation.line) == (lines[4].strip(), 5)
    assert best.citation.paragraph == 3


def test_limit_and_length_are_kept(tmp_path):
    (tmp_path / "a.txt").write_text("\n".join(BODY for _ in range(9)), "utf-8")
    answer = Library.open(tmp_path).ask("口岸过货量", limit=2, max_chars=15, min_confidence=0)
    assert [len(excerpt.text) <= 15 for excerpt in answer.excerpts] == [True, True]


def test_no_length_is_exceeded_by_a_character():
    library = Library.open(SEEDS)
    for length in range(1, 230):
        found = library.ask("民族团结进步创建", max_chars=length, min_confidence=0).excerpts
        assert max(len(excerpt.text) for excerpt in found) <= length


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("满都拉口岸的过货量是多少?", {"满都拉口岸过货量"}),
        ("拨付率", {"拨付率"}),
    ],
)
def test_words_side_by_side_are_one_highlight(question, marked):
    best = Library.open(SEEDS).ask(question, min_confidence=0).excerpts[0]
    assert {best.document.text[a:b] for a, b in best.highlights} == marked


def test_below_the_threshold_what_came_nearest_is_no_answer(tmp_path):
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    answer = Library.open(tmp_path).ask("口岸过货量与地铁票价", min_confidence=1)
    assert not answer.found
    assert answer.excerpts == ()
    assert "口岸" in answer.nearest[0].text


def test_matched_and_missing_are_the_words_of_the_question(tmp_path):
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    answer = Library.open(tmp_path).ask("口岸的地铁?", min_confidence=0)
    assert "口岸" in answer.matched
    assert "地铁" in answer.missing


@pytest.mark.parametrize(
    "question", ["", " ", "\u3000\n\t", "?？。…", "😀🎉", "\x00\x07\x1b", "___", "\ud800\udfff"]
)
def test_a_question_with_nothing_to_look_for_is_empty(question):
    with pytest.raises(QuestionEmpty):
        Library.open(SEEDS).ask(question)


def test_a_question_can_be_too_long():
    with pytest.raises(QuestionTooLong) as caught:
        Library.open(SEEDS).ask("满都拉" * 350_000)
    assert (caught.value.length, isinstance(caught.value, QuestionError)) == (1_050_000, True)


@pytest.mark.parametrize("question", ["什么", "多少?", "的", "a", "1", "\u200b口岸", "口\ud800岸"])
def test_short_and_strange_questions_are_asked(question):
    Library.open(SEEDS).ask(question)


def test_the_same_folder_and_question_give_the_same_answer():
    one, other = (Library.open(SEEDS).ask("民族团结", min_confidence=0) for _ in range(2))
    assert [e.citation for e in one.excerpts] == [e.citation for e in other.excerpts]
    assert [e.score for e in one.excerpts] == sorted((e.score for e in one.excerpts), reverse=True)


def test_no_folder(tmp_path):
    with pytest.raises(LibraryNotFound):
        Library.open(tmp_path / "none")
    with pytest.raises(LibraryNotFound):
        Library.open("a\0b")
    with pytest.raises(LibraryNotFound):
        Library.open("长" * 300)


def test_one_file_is_a_library(tmp_path):
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    (tmp_path / "b.txt").write_text(BODY, "utf-8")
    (tmp_path / "link.txt").symlink_to("a.txt")
    history = IndexOptions(history=tmp_path / "state")
    Library.open(tmp_path, options=history)
    for name in ("a.txt", "link.txt"):
        library = Library.open(tmp_path / name, options=history)
        assert [d.path for d in library.documents] == ["a.txt"]
        assert library.file(library.documents[0]).samefile(tmp_path / "a.txt")
        assert library.refresh() is library or library.refresh().searched == library.searched
    # The other files of its folder are not taken for gone.
    assert {*History.open(tmp_path / "state").standing(tmp_path)} >= {"a.txt", "b.txt"}
    (tmp_path / "c.dwg").touch()
    with pytest.raises(LibraryEmpty) as caught:
        Library.open(tmp_path / "c.dwg")
    assert dict(caught.value.unread) == {"dwg": 1}


@pytest.mark.parametrize("mode", [0o000, 0o300, 0o400])
def test_a_folder_that_may_not_be_read_is_named_itself(mode):
    with of_nobody(mode) as folder, pytest.raises(LibraryUnreadable) as caught:
        Library.open(folder)
    assert (caught.value.path, caught.value.reason) == (folder, "Permission denied")


@pytest.mark.parametrize("content", [None, b"", b" \n\t", b"\0\1\2"])
def test_a_folder_with_nothing_to_read_is_empty(tmp_path, content):
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(LibraryEmpty):
        Library.open(tmp_path)


def test_a_folder_to_which_documents_are_to_come_is_a_library(tmp_path):
    (tmp_path / "a.txt").touch()
    library = Library.open(tmp_path, options=IndexOptions(empty=True))
    for ask in (library.ask, library.verify, library.cite, library.status):
        ask("文种合计三十一种")
    assert not library.ask("文种合计多少种").found
    assert len(library.documents) == 0
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    assert len(library.refresh().documents) == 1
    with pytest.raises(LibraryEmpty):
        Library.open(put(tmp_path, "b.txt", ""), options=IndexOptions(empty=True))


@pytest.fixture
def mixed(tmp_path):
    """A folder with one good document, to which a test adds a bad one."""
    (tmp_path / "good.txt").write_text(BODY, "utf-8")
    return tmp_path


def binary(path):
    path.write_bytes(bytes(range(256)) * 9)


def unreadable(path):
    systems.needs_posix("file that its owner may not read")
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path.write_text(BODY)
    path.chmod(0)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (binary, DocumentNotText),
        (systems.make_pipe, DocumentUnreadable),
        (lambda path: path.symlink_to("nowhere.txt"), DocumentUnreadable),
        (lambda path: path.symlink_to(path), DocumentUnreadable),
        (lambda path: path.symlink_to("/dev/zero"), DocumentUnreadable),
        (unreadable, DocumentUnreadable),
    ],
    ids=["binary", "fifo", "broken link", "circular link", "device", "unreadable"],
)
def test_a_bad_file_among_good_ones_is_skipped_and_named(mixed, make, error):
    make(mixed / "bad.txt")
    library = Library.open(mixed)
    assert [d.path for d in library.documents] == ["good.txt"]
    assert [(type(e), e.path.name) for e in library.skipped] == [(error, "bad.txt")]
    assert isinstance(library.skipped[0], DocumentError)
    assert library.ask("口岸过货量", min_confidence=0).found


@pytest.mark.parametrize("name", ["folder.txt", ".hidden.txt", ".txt", "~$a.docx", "Thumbs.db"])
def test_what_nobody_takes_for_a_document_is_passed_over_in_silence(mixed, name):
    make = (mixed / name).mkdir if name == "folder.txt" else (mixed / name).touch
    make()
    library = Library.open(mixed)
    assert len(library.documents) == 1
    assert (library.skipped, dict(library.unread)) == ((), {})


def test_files_that_no_reader_knows_and_linked_folders_are_counted_by_kind(mixed):
    (mixed / "b").mkdir()
    for name in ("a.dwg", "b/c.DWG", "notes.pages", "README", "b/d.tar.gz", "1.关于口岸的通知"):
        (mixed / name).touch()
    (mixed / "linked").symlink_to("b")
    (mixed / "linked.txt").symlink_to("b")
    library = Library.open(mixed)
    assert dict(library.unread) == {"dwg": 2, "pages": 1, "": 2, "gz": 1, "/": 2}
    assert library.skipped == ()
    (mixed / "e.dwg").touch()
    assert library.refresh().unread["dwg"] == 3


def test_folders_below_are_read_and_hidden_ones_are_not(mixed):
    for name in ("b/c/deep.MD", ".git/x.txt", "名 字/文 件.txt"):
        (mixed / name).parent.mkdir(parents=True)
        (mixed / name).write_text(BODY, "utf-8")
    paths = sorted(d.path for d in Library.open(mixed).documents)
    assert paths == ["b/c/deep.MD", "good.txt", "名 字/文 件.txt"]


def test_a_file_name_that_is_no_text_does_not_stop_the_rest(mixed):
    name = os.fsencode(mixed) + b"/\xff\xfe.txt"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - the name is bytes
            file.write(BODY.encode())
    except OSError:
        pytest.skip("the file system takes only text for names")
    assert Library.open(mixed).ask("口岸过货量", min_confidence=0).found


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", "\u3000".encode()])
def test_an_empty_file_is_no_document_and_named(mixed, content):
    (mixed / "empty.txt").write_bytes(content)
    for _ in range(2):
        library = Library.open(mixed)
        assert [d.path for d in library.documents] == ["good.txt"]
        [empty] = library.skipped
        assert (type(empty), empty.path.name) == (DocumentEmpty, "empty.txt")


def test_two_questions_with_the_same_excerpts_keep_their_turns(tmp_path):
    """The best of each part comes first, though the other part has found it too."""
    (tmp_path / "a.txt").write_text("北门的电话是5551111。\n\n南门的电话是5552222。\n", "utf-8")
    answer = Library.open(tmp_path).ask("北门和南门的电话分别是多少", max_chars=20)
    shown = [(each.part, each.text) for each in (*answer.excerpts, *answer.nearest)]
    assert shown == [(1, "北门的电话是5551111。"), (2, "南门的电话是5552222。")]


def test_what_opening_has_loaded_is_merged_for_who_has_time_and_not_before(tmp_path, monkeypatch):
    saving, merging, save = [], [], IndexStore.save

    def saved(store, state):
        saving.append(store)
        return save(store, state)

    monkeypatch.setattr(IndexStore, "save", saved)
    monkeypatch.setattr(IndexStore, "compact", lambda store, _: merging.append(store))
    put(tmp_path / "library", "a.txt", BODY)
    library = Library.open(tmp_path / "library", index=tmp_path / "index")
    assert merging == []
    library.compact()
    # The one that knows what it has saved.
    assert merging == saving[-1:] != []
