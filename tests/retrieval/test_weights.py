"""One smallest case for each weight of ranking and excerpts: it comes out otherwise without it.

What is right is measured on real questions (see `retrieval.weights`); a case only proves that the
weight is at work. A new value may turn a case over: then it wants another case.
"""

import sys
from datetime import date
from typing import NamedTuple

import pytest

from retrieval import Filter, FilterKind, Library, weights
from retrieval.excerpts import list_windows  # noqa: F401 - loaded late, it has a weight too
from retrieval.models import DateRange, DocumentNumber
from retrieval.ranking import searcher

# A beginning that is about nothing, so that only what follows tells documents apart.
NOTHING = "这里说的是别的事情，大家都知道。"
OTHERS = {f"other{number}.txt": f"{NOTHING}唱歌跳舞。" for number in range(4)}
ASIDE = {"other.txt": "唱歌跳舞的人很多。山里的路很长。"}


# The fields of the index that a weight is a factor of.
FIELDS = {
    "WORDS": ("words", "document_words"),
    "PAIRS": ("pairs",),
    "DOCUMENT": ("document_words", "document_bigrams"),
}


def without(monkeypatch, name, value):
    """Give a weight another value wherever it is used; 0 to one that fields are weighed with."""
    for field in FIELDS.get(name, ()):
        monkeypatch.setitem(searcher.WEIGHTS, field, value)
    weight = getattr(weights, name)
    for module in [*sys.modules.values()]:
        if module.__name__.startswith("retrieval.") and getattr(module, name, None) is weight:
            monkeypatch.setattr(module, name, value)


@pytest.fixture
def library(tmp_path):
    """Opens these documents, indexed anew each time: some weights are at work there."""

    def opened(documents):
        root = tmp_path / "library"
        root.mkdir(exist_ok=True)
        for name, text in documents.items():
            (root / name).write_text(text, "utf-8")
        return Library.open(root, index=tmp_path / f"index{len([*tmp_path.iterdir()])}")

    return opened


class Ranked(NamedTuple):
    """`right` comes before `wrong`, which has the first name and so would win a tie."""

    weight: str
    off: float
    question: str
    right: str
    wrong: str


RANKED = (
    Ranked("K1", 1.5, "水库 大桥", "很大很大\n\n水库的快。", "很大快很大的\n\n水库。"),
    Ranked(
        "B", 0, "大桥", "很大很大。\n\n大桥", "很大，大桥，很大。"
    ),  # a short passage in as long a document
    Ranked(
        "DOCUMENT_B", 0, "水库", "\n\n水库在山里。", "\n\n水库在山里。" + "\n\n有些人在唱歌。" * 4
    ),
    # 和 and 尚未 have the same two characters side by side, and are other words.
    Ranked("WORDS", 0, "和尚", "今天庙里的和尚也要念经的。", "今天有结婚的和尚未结婚的。"),
    Ranked(
        "DOCUMENT",
        0,
        "水库",
        "\n\n水库在山里有人在唱歌。\n\n水库很大人也很多。",
        "\n\n水库在山里。\n\n有人在唱歌。",
    ),
    Ranked("SAME", 0, "水库 电话", "热线的水库。", "水库，水库。"),
    Ranked("WEAK", 0, "水库 借书", "水库很大借阅人也多。", "水库阅览\n\n很大。"),
    Ranked("PAIRS", 0, "经济发展", "经济，发展。", "发展，经济。"),
    Ranked("WITHIN", 1.01, "水库 大桥", "山里有大桥水库。", "水库有人。大桥很大。"),
    Ranked(
        "CLOSEST_SENTENCE",
        0,
        "水库 大桥",
        "水库在这里那里有大桥。还有人。",
        "水库在这里。那里有大桥。还有人。",
    ),
    Ranked("CHARACTERS", 0, "水库大坝工程", "路程水库。", "水库很大。"),
    Ranked(
        "CLOSE_CHARACTERS",
        20,
        "水库大坝工程",
        "修程便水坝便路长大坝路长。宜大坝\n\n很大在工大坝物。",
        "程路长便很大。大坝水在大坝便路长工宜\n\n坝修修物。",
    ),
    Ranked("RUNS", 0, "水库大坝工程", "水，库大坝工程。", "大坝。坝工。水库工程。"),
    Ranked("NAMES", 0, "广东水库", "广东也在建。", "新建了水库。"),
)


def best(library, documents, question):
    (hit,) = library(documents).rank(question, 1)
    return hit.passage.document.path


@pytest.mark.parametrize("case", RANKED, ids=lambda case: f"{case.weight} {case.off}")
def test_a_weight_of_ranking_decides(case, library, monkeypatch):
    documents = OTHERS | {"a.txt": NOTHING + case.wrong, "b.txt": NOTHING + case.right}
    assert best(library, documents, case.question) == "b.txt"
    without(monkeypatch, case.weight, case.off)
    assert best(library, documents, case.question) == "a.txt"


@pytest.mark.parametrize(
    ("name", "off"), [("HEAD", 0), ("HEAD_CHARACTERS", 5), ("HEAD_CHARACTERS", 30)]
)
def test_the_first_words_tell_what_a_document_is_about(name, off, library, monkeypatch):
    documents = {
        "a.txt": "今天我们大家一起谈谈这里的水库。",
        "b.txt": "今天我们谈谈水库大家一起这里的。",
    }
    assert best(library, documents, "水库") == "b.txt"
    without(monkeypatch, name, off)
    assert best(library, documents, "水库") == "a.txt"


def test_a_title_counts_more_often_than_it_stands_there(library, monkeypatch):
    documents = {
        "a.txt": "关于今天大家都要做的事情的通知\n\n我们要修水库。",
        "b.txt": "关于今天大家都要做的水库的通知\n\n我们要修事情。",
    }
    assert best(library, documents, "水库") == "b.txt"
    without(monkeypatch, "TITLE_REPEATED", 1)
    assert best(library, documents, "水库") == "a.txt"


class Shown(NamedTuple):
    """Of `text`, the first excerpt of at most `most` characters is `right`."""

    weight: str
    off: float
    question: str
    most: int
    right: str
    text: str


LONG = "工程从春天开始，到冬天结束，水库和大桥先后完工，人们都来看。"
NOTICE = "关于修建水库的通知\n\n"
TODAY = "今天大家在一起谈谈别的事情。\n\n"
SHOWN = (
    Shown(
        "COVERAGE",
        0,
        "水库的面积多大",
        30,
        "水库面积有三百亩。",
        f"{TODAY}水库在青石镇的山里。\n\n大桥修了两年。\n\n水库是一个蓄水的好地方。\n\n水库面积有三百亩。",
    ),
    Shown(
        "BEFORE",
        0,
        "大桥多长",
        14,
        "去年开始修建大桥。",
        f"{NOTICE}有关部门要求按时完成修建任务。水库、大坝和大桥都已完工。去年开始修建大桥。",
    ),
    Shown(
        "SHAPE",
        0,
        "水库修建花了多少钱",
        14,
        "花了八百万元。",
        "青石镇建设情况\n\n花了八百万元。\n\n水库、大坝和大桥都已完工。至今已有两年。",
    ),
    Shown(
        "FIRST",
        0,
        "水库和大桥",
        30,
        "有关部门要求按时完成修建任务。\n\n水库的大坝很高。",
        "有关部门要求按时完成修建任务。\n\n水库的大坝很高。",
    ),
    Shown(
        "FIRST_THREE",
        0,
        "水库大坝有多高",
        20,
        "工程从春天开始，到冬天结束，",
        f"青石镇水库\n\n{LONG}\n\n水库修建办公室设在镇上。",
    ),
    Shown(
        "METADATA",
        0,
        "水库和大桥",
        30,
        "水库修了三百天。",
        "青石镇建设情况\n\n来源：水库\n\n至今已有两年。\n\n水库修了三百天。",
    ),
    Shown(
        "FACT",
        0,
        "这篇文章的来源是哪里",
        30,
        "来源：县水利局",
        f"{NOTICE}来源：县水利局\n\n修建水库的消息由他们发布，来源很多。",
    ),
    Shown(
        "STATED",
        0,
        "水库的定义",
        60,
        "水库，是指蓄水的地方。",
        "水库\n\n水库的水位、水库的大坝。\n\n大家谈谈。\n\n水库，是指蓄水的地方。",
    ),
    Shown(
        "YEAR",
        0,
        "2022年修水库几座",
        10,
        "修了三座水库。",
        "2022年工作报告\n\n一、过去一年的工作\n\n修了三座水库。\n\n"
        "二、2023年工作安排\n\n修两座水库。",
    ),
    Shown(
        "LENGTH",
        0,
        "水库",
        160,
        "水库在山里。",
        f"{TODAY}水库{'的大坝和周围的路、桥、房子、树林' * 9}都很好看。\n\n有人。\n\n水库在山里。",
    ),
    Shown(
        "SENTENCES",
        0,
        "水库有什么",
        14,
        "水库的水可以浇地。",
        f"{NOTICE}水库的水可以浇地。去年开始修建大桥。至今已有两年。",
    ),
    Shown(
        "TOGETHER",
        0,
        "大桥在哪里",
        14,
        "大桥在白水河上。",
        f"{NOTICE}有人看守。\n\n大桥在白水河上。水库、大坝和大桥都已完工。",
    ),
    Shown(
        "LATE",
        0,
        "怎样管理水库",
        30,
        "要管理水库，先清理。再种树，后养鱼。",
        f"{TODAY}水库修好了。要管理水库，先清理。再种树，后养鱼。",
    ),
    Shown(
        "ITEM",
        0,
        "水库的管理要求",
        20,
        "（一）水库面积有三百亩。",
        "1.水很深，也很清。\n\n水库修了三百天。（一）水库面积有三百亩。",
    ),
    Shown(
        "HEADED",
        0,
        "怎样管理水库",
        14,
        "先清理水面，再种树。",
        "水很深，也很清。\n\n二、修建大桥\n\n人们都来看。水库是一个蓄水的好地方。先清理水面，再种树。",
    ),
    Shown(
        "LONG",
        10**6,
        "水库的管理",
        30,
        "水库的管理，靠清理。再种树，后养鱼。",
        f"{TODAY}{'有人唱歌。' * 31}水库修好了。水库的管理，靠清理。再种树，后养鱼。",
    ),
    Shown(
        "PASSAGE",
        0,
        "水库和大桥",
        30,
        "水库修了三百天。",
        "青石镇建设情况\n\n来源：水库\n\n至今已有两年。\n\n水库修了三百天。",
    ),
    Shown(
        "SUBJECT",
        1.0,
        "水库大坝有多高",
        30,
        "水库的水可以浇地。\n\n水库的大坝很高。",
        "水库的水可以浇地。\n\n水库的大坝很高。",
    ),
    Shown(
        "LEAD_CHARACTERS",
        0,
        "水库的面积多大",
        30,
        "水库面积有三百亩。",
        f"{TODAY}水库在青石镇的山里。\n\n大桥修了两年。\n\n水库是一个蓄水的好地方。\n\n水库面积有三百亩。",
    ),
    *(
        Shown(
            weight,
            off,
            "水库占地多少亩",
            20,
            "面积有三百亩。\n\n有人看守。",
            "青石镇水库\n\n面积有三百亩。\n\n有人看守。水库修了三百天。",
        )
        for weight, off in (("FAR", 1.0), ("NEAR_CHARACTERS", 80.0))
    ),
    Shown(
        "SURE",
        0,
        "水库管理办法什么时候生效",
        20,
        "本办法自2021年3月1日起施行。",
        "关于施行水库管理办法的通知\n\n大家谈谈。\n\n水库管理办法2020年5月1日生效的说法不对。\n\n"
        "人很多。\n\n本办法自2021年3月1日起施行。",
    ),
    Shown(
        "NEAR_CHARACTERS",
        1.0,
        "水库的面积多大",
        30,
        "大桥长五百米。\n\n至今已有两年。\n\n面积有三百亩。",
        "大桥长五百米。\n\n至今已有两年。\n\n面积有三百亩。",
    ),
)


@pytest.mark.parametrize("case", SHOWN, ids=lambda case: f"{case.weight} {case.off}")
def test_a_weight_of_excerpts_decides(case, library, monkeypatch):
    def shown():
        answer = library(ASIDE | {"a.txt": case.text}).ask(
            case.question, max_chars=case.most, limit=1, min_confidence=0
        )
        return answer.excerpts[0].text

    assert shown() == case.right
    without(monkeypatch, case.weight, case.off)
    assert shown() != case.right


HELD = "水库在青石镇的山里，有人看守。"
PREFERRED = {
    "source": ("县水利局", "来源：县农业局\n\n" + HELD, "来源：县水利局\n\n" + HELD),
    "dates": (
        DateRange(date(2023, 1, 1), date(2023, 12, 31)),
        "发布日期：2022年5月1日\n\n" + HELD,
        "发布日期：2023年5月1日\n\n" + HELD,
    ),
    "title": ("大坝", "关于大桥的通知\n\n" + HELD, "关于大坝的通知\n\n" + HELD),
    "number": (
        DocumentNumber("青政办发", 2024, 18),
        "青政办发〔2024〕17号\n\n" + HELD,
        "青政办发〔2024〕18号\n\n" + HELD,
    ),
    "phrase": ("有人看守", "水库在青石镇的山里，无人看守。", HELD),
}


@pytest.mark.parametrize("kind", PREFERRED)
def test_each_preference_decides_between_equals(kind, library, monkeypatch):
    value, wrong, right = PREFERRED[kind]
    heading = "" if kind == "title" else NOTICE
    documents = ASIDE | {"a.txt": heading + wrong, "b.txt": heading + right}

    def first():
        preferred = Filter(FilterKind(kind), value, hard=False)
        answer = library(documents).ask("水库", min_confidence=0, filters=[preferred])
        return answer.excerpts[0].document.path

    assert first() == "b.txt"
    without(monkeypatch, "PREFERRED", weights.PREFERRED | {kind: 0})
    assert first() == "a.txt"


@pytest.mark.parametrize(
    ("name", "question"),
    [("OTHER_DOCUMENT", "青石镇 水库"), ("OTHER_DOCUMENT_MUCH", "青石镇水库怎样管理")],
)
def test_excerpts_of_a_worse_document_stand_behind(name, question, library, monkeypatch):
    documents = ASIDE | {
        "a.txt": "水库在青石镇的山里。\n\n水库的水可以浇地。\n\n大坝很高。",
        "b.txt": "水库在白水镇，别的镇没有这样大的，大家都来看。",
    }

    def behind():
        asked = library(documents).ask(question, min_confidence=0, max_chars=24)
        return next(each for each in asked.excerpts if each.document.path == "b.txt")

    before = behind()
    assert before.score < 0.02
    without(monkeypatch, name, 0)
    assert behind().score > 10 * before.score


def test_what_hardly_answers_is_not_offered(library, monkeypatch):
    documents = ASIDE | {
        "a.txt": "水库在青石镇的山里。\n\n大家都来看别的。\n\n人多。",
        "b.txt": "青石镇有一条路。",
    }

    def offered():
        answer = library(documents).ask("青石镇 水库", min_confidence=0.01, max_chars=14)
        return len(answer.excerpts)

    assert offered() == 1
    without(monkeypatch, "LEAST", -50.0)
    assert offered() == 3


def test_a_list_that_is_asked_for_comes_before_a_sentence_with_the_words(library, monkeypatch):
    announced = "修水库的好处如下：\n1.可以浇地。\n2.可以养鱼。\n3.可以发电。"
    sentence = "水库的好处是明显的，浇地发电养鱼。"
    documents = ASIDE | {"a.txt": f"水库的好处\n\n{announced}\n\n{sentence}"}

    def shown():
        return (
            library(documents).ask("水库的好处有哪些", max_chars=40, min_confidence=0).excerpts[0]
        )

    assert (shown().text, shown().items_left) == (announced, 0)
    without(monkeypatch, "LIST", 0)
    assert shown().text.endswith(sentence)


def test_rows_that_a_question_compares_come_before_one_of_them(library, monkeypatch):
    rows = "镇名\t水库\t面积\n青石镇\t2座\t8亩\n白水镇\t5座\t9亩"

    def shown():
        best = library(ASIDE | {"a.txt": rows}).ask("青石镇和白水镇的水库面积", min_confidence=0)
        return best.excerpts[0].text

    assert shown() == rows.partition("\n")[2]
    without(monkeypatch, "TABLE", -9)
    assert "\n" not in shown()


class Marked(NamedTuple):
    """`right` is marked as the answer, and more or something else without the weight."""

    weight: str
    off: float
    question: str
    text: str
    right: str


MARKED = (
    Marked("OF_KIND", 0, "水库面积是多少", "水库很大。水库8亩。", "水库8亩。"),
    Marked("ALIKE", -1, "水库", "水库很大。水库很深。", "水库很大。水库很深。"),
    Marked(
        "STATES", 0, "水库怎么罚", "水库里不得钓鱼。违反的处二百元罚款。", "违反的处二百元罚款。"
    ),
    Marked("RUN", 0, "水库有哪些规定", "水库规定如下。禁止钓鱼。", "水库规定如下。禁止钓鱼。"),
)


@pytest.mark.parametrize("case", MARKED, ids=lambda case: case.weight)
def test_the_weight_decides_what_is_marked(library, monkeypatch, case):
    def marked():
        best = library({"a.txt": f"{NOTHING}\n\n{case.text}"}).ask(
            case.question, max_chars=len(case.text), min_confidence=0
        )
        return best.excerpts[0].document.text[slice(*best.excerpts[0].answer)]

    assert marked() == case.right
    without(monkeypatch, case.weight, case.off)
    assert marked() != case.right


def test_every_weight_has_a_case():
    """Whoever adds a weight adds one."""
    names = {name for name in vars(weights) if name.isupper()}
    cases = {case.weight for case in (*RANKED, *SHOWN, *MARKED)}
    elsewhere = {"HEAD", "HEAD_CHARACTERS", "TITLE_REPEATED", "PREFERRED", "OTHER_DOCUMENT"}
    more = {"NEAR_READ", "OTHER_DOCUMENT_WIDE", "OTHER_DOCUMENT_MUCH"}
    assert names == cases | elsewhere | more | {"LEAST", "LIST", "TABLE"}
