"""Words that are printed with blanks inside: 田　壮, 联　系　人, 关 于 表 彰.

A blank between two Chinese characters is a filler where it stands inside a word: between characters
that stand alone, in a name, and where neither side of it has a word of the dictionary. Two words
side by side (北京 大学生) stay two.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from itertools import groupby, pairwise

from retrieval.text.fillers import INVISIBLE, Filler
from retrieval.text.patterns import lazy

_BLANK = "[ \u00a0\u2002-\u200a\u202f\u3000]"
_HAN = "[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# From the beginning of a run and never back: else a long run takes its length squared.
_CHAIN = lazy(rf"(?<!{_HAN}){_HAN}++(?:{_BLANK}{{1,8}}+{_HAN}++)+")
_PIECE = lazy(_BLANK.replace("[", "[^") + "+")
_LETTER = lazy(r"[^\W_]")
# A name by itself has no more characters.
_NAME = 5
# Words of so many characters are looked for beside a blank, the longest first.
_LENGTHS = (4, 3, 2)
# So many letters behind it a filler is moved at the most.
_FAR = 12
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
    "康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦欧柳邢岳齐梅庄辛管祝左涂谷时耿牟卜路詹关"
    "苗凌费纪靳盛童裴甄缪"
)
_LONG_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 司徒 东方 夏侯 尉迟 皇甫 慕容 令狐 长孙 公孙 宇文 端木".split()
)
_WIDE = "\u3000"
# Wider gaps, in columns, are indents of paragraphs that stand in one line.
_NARROW = 2

Piece = tuple[int, int]
Knows = Callable[[str], bool]


def inside_words(text: str, knows: Knows) -> list[Filler]:
    """The fillers of a folded text, line ends aside, in order; `knows` says what is a word of the
    dictionary."""
    found = [match.start() for match in INVISIBLE.finditer(text)]
    for chain in _CHAIN.finditer(text):
        pieces = [match.span() for match in _PIECE.finditer(text, *chain.span())]
        for (_, start), (end, _) in _inside(text, pieces, knows):
            found += range(start, end)
    places = {*found}
    return [Filler(place, _behind(text, place, places)) for place in sorted(places)]


def _behind(text: str, place: int, places: Container[int]) -> int:
    """Where the letters end that follow a filler, as far as a name or a label goes."""
    end, left = place + 1, _FAR
    while end < len(text) and left and (end in places or _LETTER.match(text, end)):
        left -= end not in places
        end += 1
    return end


def across_lines(text: str, wraps: Sequence[int], knows: Knows) -> list[Filler]:
    """The fillers of a folded text that are line ends, of those that end nothing: in words of the
    dictionary, in numbers, and where neither side has a word of its own."""
    found = []
    for wrap in wraps:
        start = len(text[max(wrap - _FAR, 0) : wrap].rstrip()) + max(wrap - _FAR, 0)
        end = wrap + 1
        while end < len(text) and text[end].isspace():
            end += 1
        crossing = _crossing(text[max(start - _FAR, 0) : start], text[end : end + _FAR], knows)
        found += [Filler(place, end + crossing) for place in range(start, end) if crossing]
    return found


def _crossing(left: str, right: str, knows: Knows) -> int:
    """How many characters of `right` belong to the word that `left` ends with; 0 if none does."""
    if left[-1:].isdecimal() and right[:1].isdecimal():
        return len(right) - len(right.lstrip("0123456789.,"))
    if not (_PIECE.match(right) and _PIECE.match(left, max(len(left) - 1, 0))):
        return 0
    for size in _LENGTHS:
        for n in range(min(size - 1, len(right)), 0, -1):
            if knows(left[n - size :] + right[:n]):
                return n
    one, other = (0, len(left)), (len(left), len(left) + len(right))
    return int(_in_word(left + right, one, other, knows))


def _inside(text: str, pieces: Sequence[Piece], knows: Knows) -> Iterator[tuple[Piece, Piece]]:
    """The pairs of neighbours among `pieces`, runs of characters, with a blank inside a word."""
    gaps = [*pairwise(pieces)]
    if not all(map(_is_single, pieces)) and _is_name(text, pieces, knows):
        yield from gaps
        return
    for alone, run in groupby(gaps, key=lambda gap: _is_single(gap[0]) and _is_single(gap[1])):
        members = [*run]
        if alone:
            # Names beside each other, 田 壮　于 洋, stand further apart.
            narrow = 2 * min(_width(text, gap) for gap in members)
            yield from (gap for gap in members if _width(text, gap) < narrow)
        else:
            narrow = _NARROW + 1
            yield from (
                g for g in members if _width(text, g) < narrow and _in_word(text, *g, knows)
            )
    yield from (
        (second, third)
        for (first, second), (_, third) in pairwise(gaps)
        if _is_single(second) and _ends_name(text, first, third)
    )


def _ends_name(text: str, first: Piece, third: Piece) -> bool:
    """Whether a lone character between two runs may be the middle of a name: 由王 大 力主持."""
    return text[first[1] - 1] in _SURNAMES and text[third[0]] not in _SURNAMES


def _is_single(piece: Piece) -> bool:
    return piece[1] - piece[0] == 1


def _width(text: str, gap: tuple[Piece, Piece]) -> int:
    (_, start), (end, _) = gap
    return end - start + text.count(_WIDE, start, end)


def _is_name(text: str, pieces: Sequence[Piece], knows: Knows) -> bool:
    """Whether a stretch between marks is a name and nothing else."""
    words = [text[start:end] for start, end in pieces]
    whole = "".join(words)
    known = [len(word) > 1 and knows(word) for word in words]
    strange = any(len(w) > 1 and not k for w, k in zip(words, known, strict=True))
    return len(whole) <= _NAME and not all(known) and (strange or _begins_name(whole))


def _in_word(text: str, one: Piece, other: Piece, knows: Knows) -> bool:
    """Whether the blank between two runs of characters stands inside a word: neither side of it
    has one of its own, or one side has and the other may be part of a name."""
    left, right = text[slice(*one)], text[slice(*other)]
    before = next((left[-n:] for n in _LENGTHS if n <= len(left) and knows(left[-n:])), "")
    behind = next((right[:n] for n in _LENGTHS if n <= len(right) and knows(right[:n])), "")
    if before and behind:
        return False
    return not (before or behind) or _begins_name(before or left[-1]) or left[-1] in _SURNAMES


def _begins_name(word: str) -> bool:
    return word[0] in _SURNAMES or word[:2] in _LONG_SURNAMES
