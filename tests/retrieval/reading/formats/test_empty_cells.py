"""Empty cells keep what follows them below its own column, in every format that has cells."""

import pytest
from sheet_files import sheet, xlsx
from word_files import cell, table, word

from retrieval import Library
from retrieval.structure.tables import cells

HEAD, FULL, LEADING, INNER = (
    ("品名", "一月", "二月"),
    ("樱桃", "1", "2"),
    ("", "3", "4"),
    ("李子", "", "6"),
)
ROWS = (HEAD, FULL, LEADING, INNER)


def tabbed():
    return "库存表\n\n" + "\n".join("\t".join(row) for row in ROWS) + "\n"


def html():
    rows = "".join(f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>" for row in ROWS)
    return f"<html><body><p>库存表</p><table>{rows}</table></body></html>"


FILES = {
    "a.txt": tabbed().encode(),
    "a.csv": "\n".join(",".join(row) for row in ROWS).encode(),
    "a.html": html().encode(),
    "a.docx": word(table(*(tuple(map(cell, row)) for row in ROWS))),
    "a.xlsx": xlsx(sheet(*(tuple(each or None for each in row) for row in ROWS))),
}


@pytest.mark.parametrize("name", FILES)
def test_a_row_stands_below_its_own_columns(name, tmp_path):
    (tmp_path / name).write_bytes(FILES[name])
    library = Library.open(tmp_path, index=tmp_path / ".index")
    document = library.documents[0]
    rows = [each for each in library.passages(document) if each.header]
    assert [tuple(cells(row.text)) for row in rows] == list(ROWS)
    answer = library.ask("樱桃一月", min_confidence=0)
    assert answer.excerpts[0].header_text == "品名\t一月\t二月"


@pytest.mark.parametrize("name", FILES)
def test_an_excerpt_begins_with_the_empty_cells_of_its_row(name, tmp_path):
    (tmp_path / name).write_bytes(FILES[name])
    library = Library.open(tmp_path, index=tmp_path / ".index")
    found = library.ask("3 4", min_confidence=0, max_chars=6).excerpts[0]
    assert found.text.startswith("\t3\t4")
    assert found.document.text[found.start : found.end] == found.text


def test_lines_that_tabs_indent_are_no_rows(tmp_path):
    (tmp_path / "a.txt").write_text(
        "说明\n\n\t第一段话在这里。\n\t第二段话在那里。\n\t第三段话。\n", "utf-8"
    )
    library = Library.open(tmp_path, index=tmp_path / ".index")
    assert not [each for each in library.passages(library.documents[0]) if each.header]


def test_tabs_that_indent_rows_are_no_cells(tmp_path):
    text = "库存表\n\n品名\t数量\n\t樱桃\t3\n\t李子\t5\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    library = Library.open(tmp_path, index=tmp_path / ".index")
    rows = [each.text for each in library.passages(library.documents[0]) if each.header]
    assert rows == ["品名\t数量", "樱桃\t3", "李子\t5"]
