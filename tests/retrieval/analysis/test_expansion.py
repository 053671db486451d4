"""Which facts a question asks for: it names what they are about, and asks for that."""

import pytest

from retrieval.analysis.expansion import FACTS, facts_asked

DATES = {"written_on", "sent_on", "printed_on", "published_on"}


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("标题是什么", {"title"}),
        ("文号是多少", {"document_number"}),
        ("责编是谁", {"editor"}),
        ("由谁校对", {"credits"}),
        ("什么时候印发的", DATES),
        ("这篇文章是谁发布的", {"issuer", "source"}),
        ("哪个单位印发的", {"issuer", "source"}),
        ("来自哪里", {"source"}),
        ("作者是谁", {"author"}),
        ("这是谁写的", {"author"}),
        ("写这篇的是谁", {"author"}),
        ("报告是谁作的", {"occasion", "speaker"}),
        ("有效期到什么时候", {"validity"}),
        # What is issued, and when something is, are not enough alone.
        ("印发的通知有几份", set()),
        ("什么时候开会", set()),
        ("谁去开会", set()),
        ("申请书怎么写", set()),
        ("报告有多长", set()),
        ("有效的证件", set()),
    ],
)
def test_the_facts_that_a_question_asks_for(question, facts):
    assert facts_asked(question) == facts


def test_every_fact_can_be_asked_for():
    assert all(fact.asked for fact in FACTS.values())
