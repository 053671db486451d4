"""Lines that are full go on in the next one: sentences, words and passages across line ends."""

import tempfile
from pathlib import Path

import pytest
from samples import document

from retrieval import Library
from retrieval.structure.wrapping import wraps

NOTICE = (
    "根据县政府的安排，现就城区道路照明改造工程的有关事项通知如下。改造范围包括人民路、解放路等二十一条道路，"
    "共更换灯具三千六百五十盏。工程总投资一千二百八十万元，由县财政统筹安排。施工单位为宏达照明工程公司，"
    "监理单位为诚信监理公司。施工时间为每日二十二时至次日五时。工程计划于2024年10月15日竣工。"
)


def typed(text, width=35, indent=""):
    """The text in lines of so many characters."""
    return "\n".join(indent + text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [20, 28, 35, 40])
def test_the_ends_of_full_lines_end_nothing(width):
    text = f"通知\n\n{typed(NOTICE, width)}\n"
    body = text.index("\n\n") + 2
    full = [place for place, mark in enumerate(text) if mark == "\n" and place > body][:-1]
    ended = [place for place in full if text[place - 1] in "。；：！？"]
    assert wraps(document(text)) == [place for place in full if place not in ended]


@pytest.mark.parametrize(
    "text",
    [
        f"{NOTICE}\n{NOTICE[:60]}。\n{NOTICE}\n",
        "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡\n",
        "张三：三十二岁\n李四：四十岁\n王五：五十岁\n赵六：六十岁\n",
        "\n".join(f"第{n}号水渠已经修好，全长一千二百米，今年通水。" for n in "一二三四五六")
        + "\n",
        f"{NOTICE[:35]}\n{NOTICE[35:60]}\n",
    ],
)
def test_other_line_ends_end_something(text):
    assert wraps(document(text)) == []


def test_a_paragraph_or_an_item_begins_anew():
    lines = typed(NOTICE[:105]).split("\n")
    text = "\n".join(
        [*lines, f"　　{NOTICE[:33]}", NOTICE[33:68], f"二、{NOTICE[:33]}", NOTICE[33:68]]
    )
    ends = wraps(document(text))
    behind = [text[end + 1 : end + 3] for end in ends]
    assert "　　" not in behind
    assert "二、" not in behind
    assert NOTICE[33:35] in behind


@pytest.fixture(scope="module")
def library():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").write_text(f"照明改造通知\n\n{typed(NOTICE)}\n", "utf-8")
        facts = "".join(
            f"到了秋天{one}{other}村种的粮食一共收了{n}{m}5斤大家都说这一年的收成比上一年要好一些"
            for n, one in enumerate("金银铜铁锡山水田林草", start=1)
            for m, other in enumerate("湖江河沟坝桥塘湾岭坡", start=1)
        )
        Path(folder, "b.txt").write_text(facts + "\n", "utf-8")
        talk = (
            "那时候村里没有电话有事都要走到镇上去后来村里装了一部电话"
            "老支书欧阳震华第一个打电话一共说了三分钟花了两块四毛钱"
        )
        Path(folder, "c.txt").write_text(f"访谈\n\n{typed(talk, 22)}\n", "utf-8")
        yield Library.open(folder, index=Path(folder) / ".index")


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("照明改造范围是多少条道路", "二十一条道路"),
        ("更换灯具多少盏", "三千六百五十盏"),
        ("工程总投资多少", "一千二百八十万元"),
        ("照明工程施工单位是谁", "宏达照明工程公司"),
        ("照明工程监理单位", "诚信监理公司"),
        ("照明工程什么时候竣工", "2024年10月15日"),
        ("照明施工时间", "二十二时至次日五时"),
    ],
)
def test_sentences_and_words_go_on_across_line_ends(library, question, marked):
    answer = library.ask(question)
    assert answer.found
    found = answer.excerpts[0]
    text = found.document.text
    assert marked in "".join(text[slice(*found.answer)].split())
    assert text[found.start - 1] in "。\n"
    assert found.cut == (False, False)


def test_a_word_across_a_line_end_is_there(library):
    text = library.documents[0].text
    assert "\n" in text[text.index("根据") : text.index("改造范围") + 6]
    for word in ("改造范围包括", "宏达照明工程公司", "二十一条道路"):
        assert library.ask(f"照明{word}").missing == ()


def test_a_name_across_a_line_end_without_marks_is_there(library):
    answer = library.ask("欧阳震华打电话花了多少钱")
    assert "两块四毛" in "".join((answer.excerpts or answer.nearest)[0].text.split())
    assert "欧阳震华" not in answer.missing


@pytest.mark.parametrize(("village", "weight"), [("铜桥村", "365斤"), ("草湖村", "1015斤")])
def test_one_long_line_is_found_where_it_says_what_is_asked(library, village, weight):
    found = library.ask(f"{village}粮食收了多少斤").excerpts[0]
    assert f"{village}种的粮食一共收了{weight}" in found.text
    assert found.text.startswith("到了")
