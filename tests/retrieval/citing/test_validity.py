"""Validity: what a document says of itself, and nothing that it does not say."""

from datetime import date

import pytest
from hypothesis import given
from samples import ARTICLE, REPORT, SEEDS, contents, document

from retrieval import Library, ValidityKind, validity
from retrieval.text.dates import last_day, until

TODAY = date(2026, 11, 22)


def said(text, today=TODAY):
    """What is said, since when, until when and whether that is over."""
    return [(s.kind, s.since, s.until, s.expired) for s in validity(document(text), today)]


def stated(body, head="关于印发办法的通知\n"):
    return said(f"{head}\n前面还有一段话。\n\n{body}\n")


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("sentence", "says", "since", "until_"),
    [
        ("本办法自2020年1月1日起施行。", "effective", "2020-01-01", None),
        ("第十条 本办法自二〇二〇年一月一日起施行。", "effective", "2020-01-01", None),
        ("本实施细则由市农牧业局负责解释，自发布之日起施行。", "effective", None, None),
        ("六、本公告自2020年1月1日起实施，截止日期另行公告。", "effective", "2020-01-01", None),
        ("本通知有效期至2023年12月31日。", "term", None, "2023-12-31"),
        ("以上措施自印发之日起实施，有效期至2020年底(另有的除外)。", "term", None, "2020-12-31"),
        ("本政策执行期暂定为自政策发布之日起至2020年6月30日。", "term", None, "2020-06-30"),
        ("本通知自发布之日起暂执行至2020年6月30日止。", "term", None, "2020-06-30"),
        ("本办法自2020年1月1日起施行，有效期5年。", "term", "2020-01-01", "2024-12-31"),
        ("本办法自2020年1月31日起施行，有效期为六个月。", "term", "2020-01-31", "2020-07-30"),
        ("本意见自2020年2月1日起执行，有效期两年。", "term", "2020-02-01", "2022-01-31"),
        ("本通告自即日起施行，有效期至疫情解除。", "term", None, None),
        ("本意见自印发之日起施行，有效期至疫情解除后再顺延3个月。", "term", None, None),
        ("本办法有效期三年。", "term", None, None),
        ("本办法有效期一年半。", "term", None, None),
        ("本意见待疫情处置工作结束后自行废止。", "revoked", None, None),
        ("原《市级管理办法》（市发〔2010〕3号）同时废止。", "repeals", None, None),
        ("此前有关要求与本通告不一致的，以本通告为准。", "prevails", None, None),
    ],
)  # fmt: skip
def test_what_is_said(sentence, says, since, until_):
    shown = {what: (a, b) for what, a, b, _ in stated(sentence)}
    assert shown[ValidityKind(says)] == (day(since), day(until_))


@pytest.mark.parametrize(
    "sentence",
    [
        # Of certificates, people and other things.
        "本许可证有效期5年。",
        "许可证有效期至2020年12月31日。",
        "依照本办法颁发的证书，有效期三年。",
        "本办法规定的资格证书有效期为两年。",
        "所使用消毒剂应在有效期内。",
        "对大病登记有效期在2020年6月30日前到期的，一律续期半年。",
        # Of other documents.
        "《公告》自2020年1月1日起施行。",
        "财税部门联合发布公告，明确自2020年1月1日起实施一系列税收优惠政策。",
        "上述优惠政策适用的截止日期将视疫情情况另行公告。",
        "《二十条政策措施》执行期限为发布之日起至2020年6月30日止。",
        # Of places, people and times.
        "本市自2020年1月1日起实施新政策。",
        "本次活动有效期至2020年6月30日。",
        "以车辆驶离收费车道的时间为准。",
        "具体实施情况以官方网站公布为准。",
        "以过期失效口罩重新包装销售。",
        "要严格执行制度，抓好实施。",
    ],
)
def test_what_is_not_said(sentence):
    assert stated(sentence) == []


def test_a_trial_period_is_not_a_period_of_validity():
    shown = stated("本办法自2020年1月1日起试行，试行期一年。")
    assert [(what, over) for what, _, _, over in shown] == [
        (ValidityKind.EFFECTIVE, False),
        (ValidityKind.TRIAL, False),
    ]


def test_revoking_others_leaves_a_document_in_force():
    shown = stated("本办法自2020年1月1日起施行。《市级管理办法》同时废止。")
    assert [what for what, *_ in shown] == [ValidityKind.EFFECTIVE, ValidityKind.REPEALS]
    assert not any(over for *_, over in shown)
    assert [what for what, *_ in stated("市政府决定废止《市级管理办法》等三件文件。")] in (
        [],
        [ValidityKind.REPEALS],
    )


def test_a_period_is_over_the_day_after_its_last():
    text = "关于办法的通知\n\n本通知有效期至2023年12月31日。\n"
    assert [over for *_, over in said(text, date(2023, 12, 31))] == [False]
    assert [over for *_, over in said(text, date(2024, 1, 1))] == [True]


def test_a_period_begins_where_the_document_says_so_elsewhere():
    text = "关于办法的通知\n\n第九条 本办法自2020年1月1日起施行。\n\n第十条 本办法有效期5年。\n"
    assert (ValidityKind.TERM, date(2020, 1, 1), date(2024, 12, 31), True) in said(text)
    twice = text.replace(
        "第十条", "第三章自2021年3月1日起施行，本办法自2021年3月1日起施行。\n\n第十条"
    )
    assert [end for what, _, end, _ in said(twice) if what is ValidityKind.TERM] == [None]


@pytest.mark.parametrize(
    ("label", "event", "since"),
    [
        ("发布日期：2020-03-01", "发布", "2020-03-01"),
        ("印发日期：2020-03-01", "印发", "2020-03-01"),
        ("成文日期：2020-03-01", "印发", None),
        ("发布日期：2020-03-01", "印发", None),
        ("更新时间：2020-03-01", "发布", None),
    ],
)
def test_the_day_of_an_event_is_the_one_stated_for_it(label, event, since):
    text = f"关于办法的通知\n{label}\n\n本办法自{event}之日起施行，有效期2年。\n"
    [term] = [s for s in validity(document(text), TODAY) if s.kind is ValidityKind.TERM]
    assert term.since == day(since)
    assert term.until == (date(2022, 2, 28) if since else None)
    assert term.expired == bool(since)


@pytest.mark.parametrize(
    ("line", "says", "until_"),
    [
        ("有效性：失效", "revoked", None),
        ("有效性：已废止", "revoked", None),
        ("失效日期：2020-12-31", "term", "2020-12-31"),
        ("有效期：2019年1月1日至2020年12月31日", "term", "2020-12-31"),
        ("施行日期：2020-01-01", "effective", None),
        ("成文日期：2020-01-01", "written", None),
    ],
)
def test_labelled_lines(line, says, until_):
    shown = said(f"关于办法的通知\n{line}\n\n第一段正文在这里。\n")
    assert [(what, end) for what, _, end, _ in shown] == [(ValidityKind(says), day(until_))]


def test_a_document_that_is_valid_is_not_revoked():
    assert said("关于办法的通知\n有效性：有效\n\n正文在这里。\n") == []


def test_a_statement_is_cited():
    text = "关于办法的通知\n\n第一段。\n\n第二段在前。本通知有效期至2023年12月31日。后面还有。\n"
    read = document(text)
    [term] = validity(read, TODAY)
    assert text[term.start : term.end] == "本通知有效期至2023年12月31日。"
    assert read.paragraphs[term.paragraph - 1].start <= term.start
    assert len(term.id) == 11


def test_the_seeds_say_nothing_of_the_kind():
    library = Library.open(SEEDS)
    for name in (REPORT, ARTICLE):
        [read] = [d for d in library.documents if d.path == name]
        assert [s for s in validity(read, TODAY) if s.kind is not ValidityKind.WRITTEN] == []


@given(contents)
def test_statements_are_slices_in_order(text):
    read = document(text)
    found = validity(read, TODAY)
    assert [s.start for s in found] == sorted(s.start for s in found)
    for s in found:
        assert 0 <= s.start < s.end <= len(read.text)
        assert not s.expired or s.until < TODAY


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2020年底", "2020-12-31"),
        ("2020年2月底", "2020-02-29"),
        ("2021年2月", "2021-02-28"),
        ("2020年6月30日", "2020-06-30"),
        ("2020年13月", None),
        ("疫情解除", None),
    ],
)
def test_last_days(text, wanted):
    assert last_day(text) == day(wanted)


@pytest.mark.parametrize(
    ("length", "wanted"),
    [("1年", "2024-02-29"), ("为十二个月", "2024-02-29"), ("为自发布之日起的3个月", "2023-05-31"),
     ("10天", "2023-03-10"), ("2025年", None), ("一年半", None), ("至2024年", None)],
)  # fmt: skip
def test_lengths(length, wanted):
    assert until(date(2023, 3, 1), length) == day(wanted)
