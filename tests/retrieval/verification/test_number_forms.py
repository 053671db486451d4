"""A quotation whose numbers are written otherwise is there, and differs."""

import pytest

from retrieval import Library, Verdict
from retrieval.verification.number_forms import spans_in
from retrieval.verification.wording import wording

TEXT = "二〇二四年，全县增长百分之五，惠及12000人，期限三十日，面积90平方米。"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "a.txt").write_text(f"工作总结\n\n{TEXT}\n", "utf-8")
    return Library.open(folder, index=folder / ".index")


@pytest.mark.parametrize(
    "quotation",
    [
        "2024年，全县增长百分之五，惠及12000人",
        "全县增长5%，惠及12000人",
        "全县增长百分之五，惠及1.2万人",
        "惠及12,000人，期限30日，面积90㎡",
    ],
)
def test_another_form_of_a_number_is_found_and_marked(library, quotation):
    found = library.verify(quotation)
    assert found.verdict is Verdict.DIFFERING
    [match] = found.matches
    assert match.excerpt.text in TEXT
    assert match.differences


def test_the_same_form_is_verbatim(library):
    assert library.verify("全县增长百分之五，惠及12000人").verdict is Verdict.VERBATIM


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("增长为5%", "增长为百分之五十"),
        ("共2个乡镇", "共十二个乡镇"),
        ("百分之五", "5.5%"),
        ("增长5", "增长五十"),
    ],
)
def test_a_part_of_a_longer_number_is_no_form_of_it(quotation, text):
    assert spans_in(wording(text).letters, [quotation]) is None


def test_in_a_table_no_other_forms_are_looked_for():
    few, many = "5元6克" * 50, "5元6克" * 500
    assert spans_in(few.replace("6克", "6g"), [few])
    assert spans_in(many.replace("6克", "6g"), [many]) is None
