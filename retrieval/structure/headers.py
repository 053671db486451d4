"""Whether the first row of a table is its header: names of columns, above what they hold."""

from collections.abc import Sequence

from retrieval.text.patterns import lazy

# A value: a number with what may stand around it, 1,380.5万元, +4.7%, ￥58, 8:30.
_VALUE = lazy(r"[+\-±<>≤≥~≈约$￥¥€£(（]*\d.*")
# A time or a class that heads a column of values: 2023年, 第一季度, 3月, Q1, 2班.
_PERIOD = lazy(
    r"(?:第?[\d一二三四五六七八九十]{1,4}(?:年度?|季度?|[月周期届班组次档等]|学期)|(?:19|20)\d\d"
    r"|[qQ][1-4]|(?:上|下|前|后)半?年|(?:星期|周)[一二三四五六日天])+.{0,4}"
)
# What the names of columns end in, with the unit in brackets left out.
_NAMES = frozenset(
    "名称号码期间点话额量价位门注目型率比人址机度类级务别长项容式员格费数态因果源者系域计品色业编邮"
    "重限况法件向值径积速温压分龄贯历质族由站线段"
)
_WORDS = frozenset(
    "name date time day month year price cost fee amount total sum count qty quantity unit number "
    "no id code dept department team city country place address phone tel ext extension email "
    "type status state owner role title note notes remark item description size weight model score "
    "rate deadline due category version start end".split()
)
_BRACKETS = lazy(r"[(（\[【/][^()（）]*[)）\]】]?\s*$")
_MARKS = "*_`\"' "
_LONGEST = 24
_HAN = lazy("[\u4e00-\u9fff]")
_DIGIT = lazy(r"\d")


def is_valued(cell: str) -> bool:
    """Whether a cell is a value rather than a name."""
    return _VALUE.fullmatch(cell) is not None and _PERIOD.fullmatch(cell) is None


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows`, each its cells, names what the columns of the others hold.

    More than half of its cells have to: by what they end in, or because everything below is of
    another kind.
    """
    if len(rows) < 2:
        return False
    head = [cell.strip(_MARKS) for cell in rows[0]]
    names = [cell for cell in head if cell]
    if len(names) < max(len(head) - 1, 2) or len(set(names)) < len(names):
        return False
    if any(is_valued(cell) or len(cell) > _LONGEST for cell in names):
        return False
    below = [[r[n].strip(_MARKS) for r in rows[1:] if n < len(r)] for n in range(len(head))]
    heading = [_names(cell, own) for cell, own in zip(head, below, strict=True) if cell]
    # Of two columns the second tells: 品名 above 空气炸锅 is a row like 产地 above 宁波.
    last = len(head) > 2 or _is_name(head[-1])
    return last and sum(heading) * 2 > len(heading)


def _names(cell: str, below: Sequence[str]) -> bool:
    return _is_name(cell) or (
        len(below) > 1 and all(_kind(each) != _kind(cell) for each in below if each)
    )


def _is_name(cell: str) -> bool:
    """Whether a cell is what columns are called."""
    bare = _BRACKETS.sub("", cell).strip(_MARKS).lower() or cell
    words = set(bare.split())
    return bare[-1:] in _NAMES or not words.isdisjoint(_WORDS) or bool(_PERIOD.fullmatch(cell))


def _kind(cell: str) -> str:
    """What a cell is made of: digits with other characters, Chinese ones, or letters."""
    if _DIGIT.search(cell):
        return "digits"
    return "han" if _HAN.search(cell) else "letters"
