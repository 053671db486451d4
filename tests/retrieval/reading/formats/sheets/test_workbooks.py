"""Workbooks, newer and older, and texts of rows: a row is a paragraph, with its number."""

import tracemalloc

import pytest
from libraries import put
from sheet_files import sheet, xls, xlsx

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    DAMAGED,
    DOCTYPE,
    PASSWORD,
    LibraryMissing,
    Limits,
    Refused,
)
from retrieval.reading.formats.sheets import delimited
from retrieval.reading.formats.sheets import xlsx as workbook
from retrieval.reading.formats.worker import extract
from retrieval.reading.reader import read_document

HEADER = ("货物", "数量", "占比", "到货日期")
COAL = ("煤炭", (12345.5, "#,##0.00"), (0.075, "0.0%"), (45356, "yyyy-mm-dd"))
ORE = ("铁矿石", 1988, None, "待定")
EITHER = pytest.mark.parametrize("made", [xlsx, xls], ids=["xlsx", "xls"])


def extracted(data, name="a.xlsx"):
    return extract(data, name, Limits()).extracted


def texts(data):
    return [block.text for block in extracted(data).blocks]


def refusal(data):
    with pytest.raises(Refused) as caught:
        extract(data, "a.xlsx", Limits())
    return caught.value.reason


@EITHER
def test_rows_show_what_the_program_shows(made):
    found = extracted(made(sheet(HEADER, COAL, ORE))).blocks
    assert [block.text for block in found] == [
        "货物\t数量\t占比\t到货日期",
        "煤炭\t12,345.50\t7.5%\t2024-03-05",
        "铁矿石\t1988\t\t待定",
    ]
    assert {block.kind for block in found} == {Kind.ROW}


@EITHER
def test_what_is_hidden_is_left_out_and_said(made):
    shown = sheet(("甲", "密", "乙"), ("丙", "密", "丁"), ("戊",), hides=(2,), hidden_columns=(1,))
    data = made(shown, sheet(("密",), name="底稿", hidden=True))
    found = extracted(data)
    assert [block.text for block in found.blocks] == ["甲\t乙", "戊"]
    assert [block.row for block in found.blocks] == [1, 3]
    (warning,) = found.warnings
    assert warning.code is WarningCode.HIDDEN_PARTS


@EITHER
def test_what_is_merged_downwards_stands_in_each_row(made):
    rows = (("地区", "城市"), ("华北", "北京"), (None, "天津"), (None, "保定"))
    data = made(sheet(*rows, merged=(((1, 0), (3, 0)),)))
    assert texts(data) == ["地区\t城市", "华北\t北京", "华北\t天津", "华北\t保定"]


@EITHER
def test_rows_that_are_merged_with_a_hidden_one_show_what_it_says(made):
    rows = (("地区", "城市"), ("华北", "北京"), (None, "天津"), (None, "保定"))
    data = made(sheet(*rows, merged=(((1, 0), (3, 0)),), hides=(2,)))
    assert texts(data) == ["地区\t城市", "华北\t天津", "华北\t保定"]


@EITHER
def test_sheets_are_parts_by_their_names(made):
    data = made(sheet(("甲", "乙"), name="收费标准"), sheet(("丙", "丁"), name="Sheet2"))
    assert [(block.text, block.kind) for block in extracted(data).blocks] == [
        ("收费标准", Kind.HEADING),
        ("甲\t乙", Kind.ROW),
        ("Sheet2", Kind.HEADING),
        ("丙\t丁", Kind.ROW),
    ]


@EITHER
def test_what_stands_alone_above_a_table_is_no_row_of_it(made, tmp_path):
    rows = (("口岸收费一览表",), HEADER, COAL, ("注：按吨计",))
    path = put(tmp_path, "收费", made(sheet(*rows, name="收费"))).rename(tmp_path / "a.xlsx")
    document = read_document(path, "a.xlsx")
    kinds = [paragraph.kind for paragraph in document.paragraphs]
    assert document.title == "口岸收费一览表"
    assert kinds == [Kind.HEADING, Kind.METADATA, Kind.ROW, Kind.ROW, Kind.ROW]


def test_columns_that_are_empty_and_breaks_in_cells_are_no_cells():
    data = xlsx(sheet(("甲", None, "乙\n丙"), (None, None, None), ("丁", None, "戊\t己")))
    assert texts(data) == ["甲\t乙 丙", "丁\t戊 己"]
    far = '<row r="9"><c r="XFD9" t="inlineStr"><is><t>远</t></is></c></row>'
    assert texts(xlsx(sheet(("甲", "乙"), cells=far))) == ["甲\t乙", "\t\t远"]


def test_texts_that_cells_share_are_read_without_how_they_are_spoken():
    shared = ("<t>甲</t>", "<r><t>乙</t></r><r><t>丙</t></r><rPh><t>bing</t></rPh>")
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>7</v></c></row>'
    assert texts(xlsx(sheet(cells=row), shared=shared)) == ["甲\t乙丙"]


def test_other_kinds_of_cells():
    row = (
        '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c>'
        '<c r="C2" t="str"><f>A1</f><v>算出</v></c><c r="D2"><v>x</v></c><c r="E2"><f>1</f></c>'
        "</row>"
    )
    assert texts(xlsx(sheet(cells=row))) == ["TRUE\t#N/A\t算出\tx"]


def test_dates_may_count_from_1904():
    data = xlsx(sheet(((43894, "yyyy-mm-dd"),)), since_1904=True)
    assert texts(data) == ["2024-03-05"]


def test_comments_are_counted():
    parts = {
        "xl/comments1.xml": "<comments><commentList><comment/><comment/></commentList></comments>"
    }
    warnings = extracted(xlsx(sheet(("甲", "乙")), parts=parts)).warnings
    assert warnings == (ReadingWarning(WarningCode.COMMENTS, amount=2),)


@EITHER
def test_an_answer_is_cited_by_sheet_and_row(made, tmp_path):
    other = sheet(("品名", "单价"), ("苹果", 3), name="水果")
    path = put(tmp_path, "库存.xlsx", made(other, sheet(HEADER, COAL, ORE, name="货运")))
    library = Library.open(tmp_path)
    (found, *_) = library.ask("铁矿石的数量是多少").excerpts
    assert "铁矿石\t1988" in found.text
    citation = found.citation
    assert citation.section == ("货运",)
    assert (citation.row, citation.last_row, citation.opening, citation.line) == (3, 3, None, None)
    assert library.documents[0].title == path.stem


def test_what_cannot_be_read_is_refused_with_the_reason():
    whole = xlsx(sheet(HEADER, COAL))
    assert refusal(whole[:-200]) == DAMAGED
    assert refusal(xlsx(sheet(HEADER), parts={"xl/styles.xml": "<styleSheet>"})) == DAMAGED
    entity = "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet><sheetData/></worksheet>"
    assert refusal(xlsx(sheet(HEADER), parts={"xl/worksheets/sheet1.xml": entity})) == DOCTYPE
    assert refusal(xls(sheet(HEADER), locked=True)) == PASSWORD
    assert refusal(xls(sheet(HEADER))[:3000]) == DAMAGED


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr("retrieval.reading.formats.sheets.xls.xlrd", None)
    with pytest.raises(LibraryMissing, match="xlrd"):
        extract(xls(sheet(HEADER)), "a.xls", Limits())


CSV = '货物,数量,备注\n煤炭,12,"分两批,\n首批六吨"\n\n铁矿石,1988,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_texts_of_rows_tell_what_parts_their_cells(sign, encoding, tmp_path):
    told = CSV.replace("分两批,", "分两批，").replace(",", sign)
    document = read_document(put(tmp_path, "a.csv", told.encode(encoding)), "a.csv")
    assert document.text.split("\n") == [
        "货物\t数量\t备注",
        "煤炭\t12\t分两批， 首批六吨",
        "铁矿石\t1988",
    ]
    assert [document.row_at(paragraph.start) for paragraph in document.paragraphs] == [1, 2, 4]


def test_a_text_under_the_name_of_a_workbook_is_read_as_rows(tmp_path):
    document = read_document(put(tmp_path, "a.xls", "货物\t数量\n煤炭\t12\n"), "a.xls")
    assert (document.text, document.origin.format) == ("货物\t数量\n煤炭\t12", "csv")


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        ('货物,数量\n"煤炭,12\n铁,3\n', '货物\t数量\n"煤炭\t12\n铁\t3'),
        (
            '货物,尺寸\n屏幕,5" 高清\n电视,"65"" 液晶"\n',
            '货物\t尺寸\n屏幕\t5" 高清\n电视\t65" 液晶',
        ),
        ("sep=;\n货物;数量\n煤炭;1,5\n", "货物\t数量\n煤炭\t1,5"),
        ("货物,说明\n煤炭,两批\u2028六吨\n", "货物\t说明\n煤炭\t两批 六吨"),
        (
            "标题\n关于口岸的通知\n关于检查，确保安全的通知\n",
            "标题\n关于口岸的通知\n关于检查，确保安全的通知",
        ),
        ("货物，数量\n煤炭，12\n", "货物\t数量\n煤炭\t12"),
    ],
    ids=["no end", "inches", "sign told", "other line ends", "prose", "full width"],
)
def test_rows_are_told_from_what_stands_in_cells(told, rows, tmp_path):
    assert read_document(put(tmp_path, "a.csv", told), "a.csv").text == rows


def test_built_in_formats_of_money_are_those_of_chinese_programs():
    row = '<row r="1">' + "".join(f'<c s="{n}"><v>1234.5</v></c>' for n in range(4)) + "</row>"
    styles = "".join(f'<xf numFmtId="{key}"/>' for key in (5, 8, 41, 44))
    parts = {"xl/styles.xml": f"<styleSheet><cellXfs>{styles}</cellXfs></styleSheet>"}
    told = ["¥1,235\t¥1,234.50\t1,235\t¥1,234.50"]
    assert texts(xlsx(sheet(cells=row), parts=parts)) == told


CELLS = [(f"货物{n}", n, n % 97, f"第{n}批到货", f"经口岸{n}运入") for n in range(5000)]


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (delimited.read, "".join(f"{','.join(map(str, row))}\n" for row in CELLS)),
        (workbook.read, xlsx(sheet(*CELLS))),
    ],
    ids=["csv", "xlsx"],
)
def test_the_rows_of_a_long_sheet_are_not_kept_cell_by_cell(read, told):
    """Beside what is made of them: of 300,000 rows that took 200 MB."""
    tracemalloc.start()
    try:
        found = read(told, Limits())
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.blocks) == 5000
    assert most < 2 * kept


def test_what_a_sheet_declares_far_from_its_beginning_is_refused():
    declared = f"<!--{' ' * 100_000}--><!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"
    assert refusal(xlsx(sheet(HEADER), parts={"xl/worksheets/sheet1.xml": declared})) == DOCTYPE
