"""What became of a citation: by its words, whatever the files are called."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS

from retrieval import CitationOutcome, History, Library
from retrieval.citing.citations import paragraph_id
from retrieval.citing.fate import changed_words
from retrieval.citing.history_db import FILE_NAME
from retrieval.text.ids import written

PARAGRAPH = "满都拉口岸过货量突破662万吨,同比增长72.4%。"
CITED = "二是大力推动兴边富民,促进边疆民族地区高质量发展。"


class Shelf:
    """A folder of documents with a history, which is written when `open` says so."""

    def __init__(self, tmp_path):
        self.root = tmp_path / "library"
        shutil.copytree(SEEDS, self.root)
        for path in self.root.iterdir():
            path.chmod(0o644)
        self.report = self.root / REPORT
        self.state = tmp_path / "state"
        self.now = 1_700_000_000.0
        self.history = History(self.state, lambda: self.now)
        self.library = self.open()
        [excerpt] = [
            e for e in self.library.ask("兴边富民", min_confidence=0).excerpts if CITED in e.text
        ]
        self.id = excerpt.citation.id

    def open(self, *, indexed=True):
        """Read the documents again, a day later."""
        self.now += 86_400
        self.library = library = Library.open(self.root)
        if indexed:
            documents = [(d, library.passages(d)) for d in library.documents]
            gone = self.history.standing(self.root).keys() - {d.path for d, _ in documents}
            self.history.record(self.root, documents, gone)
        return library

    def status(self, asked=None, **keywords):
        return self.library.status(self.id if asked is None else asked, self.history, **keywords)

    def edit(self, old, new):
        text = self.report.read_text("utf-8")
        assert old in text
        self.report.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


@pytest.fixture(params=[True, False], ids=["indexed", "not indexed"])
def indexed(request):
    """Whether the history was written again after what happened to the files."""
    return request.param


def test_unchanged(shelf):
    status = shelf.status()
    assert (status.outcome, status.id) == (CitationOutcome.UNCHANGED, shelf.id)
    [place] = status.places
    assert CITED in place.text
    assert status.records[0].path == REPORT


@pytest.mark.parametrize("history", [True, False])
def test_unchanged_without_a_history(shelf, history):
    shutil.rmtree(shelf.state)
    status = shelf.library.status(shelf.id, shelf.history if history else None)
    assert (status.outcome, status.records, status.trouble) == (CitationOutcome.UNCHANGED, (), None)


def test_words_stay_unchanged_while_other_things_change(shelf, indexed):
    shelf.edit("\n", "\n加了一段。\n\n")
    text = shelf.report.read_text("utf-8")
    shelf.report.write_bytes(text.encode("gb18030"))
    (shelf.root / "新.txt").write_text("新的文件。", "utf-8")
    (shelf.root / ARTICLE).unlink()
    shelf.open(indexed=indexed)
    assert shelf.status().outcome is CitationOutcome.UNCHANGED


def test_moved_to_another_file(shelf, indexed):
    (shelf.root / "深").mkdir()
    shelf.report.rename(shelf.root / "深" / "新名.txt")
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert status.outcome is CitationOutcome.MOVED
    assert status.places[0].citation.path == "深/新名.txt"
    assert {record.path for record in status.records} >= {REPORT}


def test_a_copy_is_no_move(shelf, indexed):
    shutil.copy(shelf.report, shelf.root / "a.txt")
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert (status.outcome, len(status.places)) == (CitationOutcome.UNCHANGED, 2)
    shelf.report.unlink()
    shelf.open(indexed=indexed)
    assert shelf.status().outcome is CitationOutcome.MOVED


def test_of_two_copies_one_may_go(shelf, indexed, tmp_path):
    shutil.copy(shelf.report, shelf.root / "a.txt")
    shutil.rmtree(shelf.state)
    shelf.open()
    shelf.report.unlink()
    shelf.open(indexed=indexed)
    assert shelf.status().outcome is CitationOutcome.UNCHANGED


def test_changed(shelf, indexed):
    shelf.edit("突破662万吨", "超过700万吨")
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert (status.outcome, status.places) == (CitationOutcome.CHANGED, ())
    was, now = status.records[0].text, status.nearest.text
    assert [(was[e.start : e.end], now[e.other_start : e.other_end]) for e in status.changes] == [
        ("突破662", "超过700")
    ]
    assert status.was in was
    assert status.kept == (status.was in now)


def test_a_sentence_that_was_changed_is_not_kept(shelf):
    sentence = shelf.id.partition(".")[0] + ".10"
    assert PARAGRAPH.partition(",")[0] in shelf.status(sentence).places[0].text
    shelf.edit("突破662万吨", "超过700万吨")
    shelf.open()
    assert not shelf.status(sentence).kept
    assert shelf.status(shelf.id).kept


def test_changed_in_another_file_is_found_there(shelf, indexed):
    shelf.edit("突破662万吨", "超过700万吨")
    shelf.report.rename(shelf.root / "新名.txt")
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert (status.outcome, status.nearest.citation.path) == (CitationOutcome.CHANGED, "新名.txt")


def test_another_document_under_the_same_name_is_no_change(shelf, indexed):
    shelf.report.write_text("关于别的事情的通知\n\n这里讲的完全是别的事情。\n", "utf-8")
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert (status.outcome, status.nearest) == (CitationOutcome.DELETED, None)
    assert CITED in status.was


def test_deleted(shelf, indexed):
    shelf.report.unlink()
    shelf.open(indexed=indexed)
    status = shelf.status()
    assert status.outcome is CitationOutcome.DELETED
    assert CITED in status.was
    assert CITED in shelf.status(shelf.id.partition(".")[0]).was


def test_what_stood_beside_it_is_not_what_became_of_it(tmp_path, shelf):
    lines = [f"第{n}号仓库存放货物{n * 7}吨，全年没有发生事故。" for n in range(1, 6)]
    path = shelf.root / "仓库.txt"
    path.write_text("\n\n".join(["关于仓库的通知", *lines]), "utf-8")
    shelf.open()
    cited = paragraph_id(lines[2])
    path.write_text("\n\n".join(["关于仓库的通知", *lines[:2], *lines[3:]]), "utf-8")
    shelf.open()
    assert shelf.status(cited).outcome is CitationOutcome.DELETED
    new = lines[2].replace("21吨", "25吨")
    path.write_text("\n\n".join(["关于仓库的通知", *lines[:2], new, *lines[3:]]), "utf-8")
    shelf.open()
    status = shelf.status(cited)
    assert (status.outcome, status.nearest.text) == (CitationOutcome.CHANGED, new)


def test_nothing_is_known_of_other_words(shelf):
    for asked in ("00000-00000", "00000-00000.3", "满都拉", "", "x", shelf.id + "9999"):
        status = shelf.status(asked)
        assert (status.outcome, status.places, status.records) == (CitationOutcome.UNKNOWN, (), ())


def test_a_sentence_that_a_paragraph_does_not_have_is_unknown(shelf):
    assert shelf.status(shelf.id.partition(".")[0] + ".99").outcome is CitationOutcome.UNKNOWN


def test_first_letters_of_one_id_will_do(shelf):
    plain = shelf.id.replace("-", "").partition(".")[0]
    status = shelf.status(plain[:6].upper())
    assert (status.outcome, status.id) == (CitationOutcome.UNCHANGED, shelf.id.partition(".")[0])
    assert shelf.status(plain[:6] + ".8").id.endswith(".8")
    shelf.report.unlink()
    shelf.open()
    assert shelf.status(plain[:6]).outcome is CitationOutcome.DELETED


def test_first_letters_of_several_ids_list_them(tmp_path):
    found = {}
    for n in range(5000):
        text = f"第{n}段文字。"
        found.setdefault(paragraph_id(text)[:4], []).append(text)
    prefix, lines = next((p, lines) for p, lines in found.items() if len(lines) == 2)
    root = tmp_path / "library"
    root.mkdir()
    (root / "a.txt").write_text(f"标题\n{lines[0]}", "utf-8")
    (root / "b.txt").write_text(f"标题\n{lines[1]}", "utf-8")
    history = History(tmp_path / "state")
    library = Library.open(root)
    history.record(root, ((d, library.passages(d)) for d in library.documents))
    # One of them is only remembered.
    (root / "b.txt").unlink()
    status = Library.open(root).status(prefix, history)
    assert status.outcome is CitationOutcome.AMBIGUOUS
    assert {m.id: m.text for m in status.meant} == {paragraph_id(t): t for t in lines}
    assert Library.open(root).status(prefix).outcome is CitationOutcome.UNCHANGED


def test_other_libraries_are_asked_only_if_wanted(shelf, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("别的文件。", "utf-8")
    library = Library.open(other)
    assert library.status(shelf.id, shelf.history).outcome is CitationOutcome.UNKNOWN
    status = library.status(shelf.id, shelf.history, everywhere=True)
    assert status.outcome is CitationOutcome.ELSEWHERE
    assert (status.records[0].root, CITED in status.was) == (str(shelf.root), True)


@pytest.mark.parametrize("gone", [True, False])
def test_a_history_that_cannot_be_read_is_said_and_no_more(shelf, gone):
    if gone:
        shelf.report.unlink()
        shelf.open()
    (shelf.state / FILE_NAME).write_bytes(b"garbage" * 1000)
    status = shelf.status()
    assert status.trouble is not None
    assert status.outcome is (CitationOutcome.UNKNOWN if gone else CitationOutcome.UNCHANGED)


def test_what_is_forgotten_is_unknown(shelf):
    shelf.report.unlink()
    shelf.open()
    shelf.history.forget(shelf.root, REPORT)
    assert shelf.status().outcome is CitationOutcome.UNKNOWN


@given(st.text(), st.text())
def test_changes_make_the_one_the_other(one, other):
    parts, at = [], 0
    for edit in changed_words(one, other):
        assert at <= edit.start <= edit.end
        parts += [one[at : edit.start], other[edit.other_start : edit.other_end]]
        at = edit.end
    rebuilt = "".join([*parts, one[at:]])
    # Width and the kind of white space between words are no differences.
    assert _plain(rebuilt) == _plain(other)


def _plain(text):
    from retrieval.verification.wording import width

    return width("".join(text.split()))


def test_every_id_of_a_library_is_unchanged(shelf):
    for key in shelf.library.keys_between(0, 2**50 - 1):
        assert shelf.status(written(key)).outcome is CitationOutcome.UNCHANGED
