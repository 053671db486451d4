"""Long and repetitive text is read in time that grows with its length.

Each text would take minutes to hours if reading or splitting were quadratic, or a regular
expression exponential; the limit is no measurement.
"""

import faulthandler

import pytest
from samples import document

from retrieval.structure.passages import split

SIZE = 40_000


def repeated(piece):
    return piece * (SIZE // len(piece))


TEXTS = {
    "one long line": repeated("乌兰察布是距离首都最近的城市"),
    "one long line of sentences": repeated("乌兰察布。"),
    "short lines": repeated("字\n"),
    "short lines set off": repeated("某个标题\n\n"),
    "empty headings": repeated("一、\n"),
    "headings": repeated("一、标题\n"),
    "headings of four levels": repeated("一、甲\n（一）乙\n1.丙\n（1）丁\n"),
    "marks": repeated("一、"),
    "marks with digits": repeated("1、"),
    "brackets": repeated("("),
    "wide brackets": repeated("（一"),
    "images unfinished": "![" + repeated("]("),
    "markup": repeated("![[<`_*"),
    "items": repeated("一是甲。"),
    "lists": repeated("一是甲。二是乙。"),
    "buttons": "打印  " * 50 + "正文",
    "many buttons": repeated("打印 ") + "正文",
    "place": repeated("的所在") + "\n正文",
    "labels": repeated("来源:"),
    "labelled lines": repeated("来源:甲\n"),
    "digits": repeated("1"),
    "dates": repeated("2024年1月"),
    "dashes": repeated("—") + "\n2024年",
    "quotes": repeated("”"),
    "stops": repeated("…”"),
    "spaces": "题\n" + repeated(" \u3000") + "x",
    "separators": repeated("甲\x1c\x85\v"),
    "rules": repeated("- ") + "x",
    "front matter without end": "---\n" + repeated("a: b\n"),
}


@pytest.fixture(autouse=True)
def _limit():
    faulthandler.dump_traceback_later(120, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_reading_and_splitting_end(text, suffix):
    read = document(text, suffix)
    passages = split(read)
    words = sum(passage.end - passage.start for passage in passages)
    assert words <= len(read.text)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(read.text.split())
