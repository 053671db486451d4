"""A quotation whose numbers are written otherwise is there, and differs."""

import pytest

from retrieval import Library, Verdict

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
