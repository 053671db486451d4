"""The table of files says what a dictionary does, however it came about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.arrays import open_arrays, write_arrays
from retrieval.index.file_table import DocumentRef, FileEntry, FileTable
from retrieval.indexing.scan import Scan, compare

# Few and short, so that they meet.
names = st.text("ab口/", min_size=1, max_size=3)
stamps = st.tuples(st.integers(0, 3), st.integers(-2, 3) | st.just((1 << 63) - 1))


@st.composite
def tables(draw):
    """Files of which some hold a document; no two hold the same."""
    entries = {}
    for number, name in enumerate(draw(st.lists(names, unique=True, max_size=12))):
        size, changed = draw(stamps)
        if draw(st.booleans()):
            entries[name] = FileEntry(size, changed, DocumentRef(draw(st.integers(0, 3)), number))
        else:
            reason, library = (draw(st.sampled_from(["", some])) for some in ("not text", "pdfium"))
            entries[name] = FileEntry(size, changed, None, reason, library)
    return entries


def the_same(files, entries):
    """Whether a table is the one of these files, whatever is asked of it."""
    assert dict(files) == entries
    assert [*files] == files.names == sorted(entries)
    assert files.refused == {name: each.reason for name, each in entries.items() if each.reason}
    assert files.lacking == {name: each.lacking for name, each in entries.items() if each.lacking}
    refs = {name: each.ref for name, each in entries.items() if each.ref}
    assert dict(files.refs()) == refs
    assert all(files.name(ref) == name for name, ref in refs.items())
    for segment in range(4):
        numbers = [ref.document for ref in refs.values() if ref.segment == segment]
        assert sorted(files.documents(segment)) == sorted(numbers)
    return True


@given(tables(), st.sets(names), tables())
def test_a_table_with_files_replaced_is_the_one_made_anew(entries, gone, new):
    kept = {name: each for name, each in entries.items() if name not in gone and name not in new}
    # What is taken already is nothing for what comes.
    moved = {
        name: each._replace(ref=each.ref and DocumentRef(each.ref.segment, 100 + number))
        for number, (name, each) in enumerate(new.items())
    }
    files = FileTable.of(entries)
    assert the_same(files.replaced(gone, moved), {**kept, **moved})
    assert the_same(files, entries)


@given(tables(), st.data())
def test_a_table_with_documents_kept_elsewhere_has_all_else_as_it_was(entries, data):
    kept = data.draw(st.permutations([0, 1, 2, 3]).map(lambda order: order[:2]))
    segments = {old: new for new, old in enumerate(kept)}
    used = sorted(each.ref for each in entries.values() if each.ref)
    refs = {
        old: DocumentRef(2, new)
        for new, old in enumerate(p for p in used if p.segment not in segments)
    }
    expected = {
        name: each._replace(
            ref=each.ref
            and (refs.get(each.ref) or DocumentRef(segments[each.ref.segment], each.ref.document))
        )
        for name, each in entries.items()
    }
    files = FileTable.of(entries)
    assert the_same(files.renumbered(refs, segments), expected)
    assert the_same(files, entries)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("files") / "table"


@given(entries=tables())
def test_a_table_comes_back_from_its_file(path, entries):
    arrays = FileTable.of(entries).arrays()
    write_arrays(path, arrays, arrays.facts)
    assert the_same(FileTable.read(open_arrays(path)), entries)


@given(tables(), st.dictionaries(names, stamps, max_size=12))
def test_what_looks_other_than_it_did_is_changed_and_what_is_not_there_is_gone(entries, there):
    sizes = {name: size for name, (size, _) in there.items()}
    times = {name: changed for name, (_, changed) in there.items()}
    changes = compare(
        FileTable.of(entries), Scan({name: f"/{name}" for name in there}, sizes, times, ())
    )
    looked = {name: (each.size, each.changed) for name, each in entries.items()}
    changed = [name for name in sorted(there) if looked.get(name) != there[name]]
    assert [*changes.changed] == changed
    assert [*changes.changed.values()] == [(f"/{name}", *there[name]) for name in changed]
    assert changes.gone == entries.keys() - there.keys()
    assert changes.any == bool(changed or changes.gone)


def test_a_name_that_is_not_there_is_no_key():
    files = FileTable.of({"b.txt": FileEntry(1, 2, None)})
    assert [name in files for name in ("a.txt", "b.txt", "c.txt")] == [False, True, False]
    with pytest.raises(KeyError):
        files["c.txt"]
    assert [column.tolist() for column in files.look(["c.txt", "b.txt"])] == [
        [-1, 0],
        [-1, 1],
        [-1, 2],
    ]
    assert np.array_equal(files.documents(0), [])
