"""Articles: their quotations are found and verified one by one."""

import pytest
from samples import SEEDS

from retrieval import Library
from retrieval.errors import QuotationTooShort
from retrieval.verification.models import Reason, SourceCheck, Verdict

WRITTEN, CHANGED = "满都拉口岸过货量突破662万吨", "满都拉口岸过货量突破672万吨"
TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
# A sentence of a seed that has quotation marks of its own.
MARKED = "深入推进“一区一主题”“一进一特色”创建模式,升级打造5个民族团结进步创建示范廊带"


@pytest.fixture(scope="module")
def library():
    return Library.open(SEEDS)


def verdicts(review):
    return [found.verdict for found in review.verifications]


def test_an_article(library):
    review = library.review(
        f"本报讯　据《{TITLE}》，包头市“{WRITTEN}”。\n"
        f"《政府工作报告》指出：「{CHANGED}。」\n"
        "有人称之为“奇迹”，也有人说“今天天气很好我们去公园”。\n"
        "“这一行不成对。\n"
    )
    assert verdicts(review) == [Verdict.VERBATIM, Verdict.DIFFERING, Verdict.NOT_FOUND]
    claims = [found.claim and found.claim.standing for found in review.verifications]
    assert claims == [SourceCheck.THERE, SourceCheck.UNKNOWN, None]
    assert [one.reason for one in review.skipped] == [Reason.SHORT, Reason.UNBALANCED]
    assert review.partial
    assert not review.holds


def test_an_article_in_which_all_is_verbatim(library):
    review = library.review(f"据《{TITLE}》，“{WRITTEN}”，“同比增长72.4%”。")
    assert verdicts(review) == [Verdict.VERBATIM] * 2
    assert review.holds


def test_a_quotation_with_marks_of_its_own_is_checked_as_a_whole(library):
    review = library.review(MARKED)
    assert (verdicts(review), review.partial) == ([Verdict.VERBATIM], False)
    review = library.review(MARKED.replace("5个", "6个"))
    assert (verdicts(review), review.partial) == ([Verdict.DIFFERING], False)
    assert not review.holds


def test_such_a_quotation_in_an_article(library):
    review = library.review(f"记者获悉，“{WRITTEN}”。\n{MARKED.replace('5个', '6个')}\n")
    assert verdicts(review) == [Verdict.VERBATIM, Verdict.DIFFERING]


@pytest.mark.parametrize("marks", ["“{}”", "「{}」", '"{}"', "  “{}”\n"])
def test_marks_around_a_quotation_are_not_its_own(library, marks):
    assert verdicts(library.review(marks.format(WRITTEN))) == [Verdict.VERBATIM]
    assert verdicts(library.review(marks.format(CHANGED))) == [Verdict.DIFFERING]


def test_one_quotation_a_line(library):
    review = library.review(f"{WRITTEN}\n\n{CHANGED}\n好\n")
    assert verdicts(review) == [Verdict.VERBATIM, Verdict.DIFFERING]
    assert [one.reason for one in review.skipped] == [Reason.SHORT]
    assert not review.partial


def test_a_passage_of_several_paragraphs_is_one_quotation(library):
    document = library.documents[0]
    first, last = document.paragraphs[8], document.paragraphs[12]
    passage = document.text[first.start : last.end]
    assert "\n" in passage
    assert verdicts(library.review(passage)) == [Verdict.VERBATIM]


def test_lines_with_marks_are_quotations_when_that_is_said(library):
    review = library.review(f"{MARKED}\n今天“天气很好”我们去公园", by_line=True)
    assert verdicts(review) == [Verdict.VERBATIM, Verdict.NOT_FOUND]


def test_a_source_for_those_that_name_none(library):
    review = library.review(f"“{WRITTEN}”，《政府工作报告》说“{WRITTEN}”。", TITLE)
    assert [found.claim.standing for found in review.verifications] == [
        SourceCheck.THERE,
        SourceCheck.UNKNOWN,
    ]


def test_no_more_than_the_limit(library):
    review = library.review(f"“{WRITTEN}”" * 5, limit=3)
    assert len(review.verifications) == 3
    assert [one.reason for one in review.skipped] == [Reason.MANY] * 2


def test_nothing_to_check(library):
    with pytest.raises(QuotationTooShort):
        library.review("好。")
    assert not library.review("好。\n行。").holds
