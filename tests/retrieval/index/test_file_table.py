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
    filed = {}
    for number, name in enumerate(draw(st.lists(names, unique=True, max_size=12))):
        size, changed = draw(stamps)
        if draw(st.booleans()):
            filed[name] = FileEntry(size, changed, DocumentRef(draw(st.integers(0, 3)), number))
        else:
            filed[name] = FileEntry(size, changed, None, draw(st.sampled_from(["", "not text"])))
    return filed


def the_same(files, filed):
    """Whether a table is the one of these files, whatever is asked of it."""
    assert dict(files) == filed
    assert [*files] == files.names == sorted(filed)
    assert files.refused == {name: each.reason for name, each in filed.items() if each.reason}
    placed = {name: each.place for name, each in filed.items() if each.place}
    assert dict(files.placed()) == placed
    assert all(files.name(place) == name for name, place in placed.items())
    for segment in range(4):
        numbers = [place.document for place in placed.values() if place.segment == segment]
        assert sorted(files.documents(segment)) == sorted(numbers)
    return True


@given(tables(), st.sets(names), tables())
def test_a_table_with_files_replaced_is_the_one_made_anew(filed, gone, new):
    kept = {name: each for name, each in filed.items() if name not in gone and name not in new}
    # Places that are taken already are none for what comes.
    moved = {
        name: each._replace(place=each.place and DocumentRef(each.place.segment, 100 + number))
        for number, (name, each) in enumerate(new.items())
    }
    files = FileTable.of(filed)
    assert the_same(files.replaced(gone, moved), {**kept, **moved})
    assert the_same(files, filed)


@given(tables(), st.data())
def test_a_table_with_documents_in_other_places_has_all_else_as_it_was(filed, data):
    kept = data.draw(st.permutations([0, 1, 2, 3]).map(lambda order: order[:2]))
    segments = {old: new for new, old in enumerate(kept)}
    used = sorted(each.place for each in filed.values() if each.place)
    places = {
        old: DocumentRef(2, new)
        for new, old in enumerate(p for p in used if p.segment not in segments)
    }
    expected = {
        name: each._replace(
            place=each.place
            and (
                places.get(each.place)
                or DocumentRef(segments[each.place.segment], each.place.document)
            )
        )
        for name, each in filed.items()
    }
    files = FileTable.of(filed)
    assert the_same(files.renumbered(places, segments), expected)
    assert the_same(files, filed)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("files") / "table"


@given(filed=tables())
def test_a_table_comes_back_from_its_file(path, filed):
    arrays = FileTable.of(filed).arrays()
    write_arrays(path, arrays, arrays.facts)
    assert the_same(FileTable.read(open_arrays(path)), filed)


@given(tables(), st.dictionaries(names, stamps, max_size=12))
def test_what_looks_other_than_it_did_is_changed_and_what_is_not_there_is_gone(filed, there):
    sizes = {name: size for name, (size, _) in there.items()}
    times = {name: changed for name, (_, changed) in there.items()}
    changes = compare(
        FileTable.of(filed), Scan({name: f"/{name}" for name in there}, sizes, times, ())
    )
    looked = {name: (each.size, each.changed) for name, each in filed.items()}
    changed = [name for name in sorted(there) if looked.get(name) != there[name]]
    assert [*changes.changed] == changed
    assert [*changes.changed.values()] == [(f"/{name}", *there[name]) for name in changed]
    assert changes.gone == filed.keys() - there.keys()
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
