"""What of a text asks, and what is said beside it: sentences, and two questions in one."""

from itertools import accumulate

from retrieval.analysis.analyzer import Analyzer
from retrieval.text.patterns import lazy

# A title or a quotation: no sentence ends inside of it, and no 和 there makes two things.
_QUOTED = r"《[^《》]*》|“[^“”]*”|「[^「」]*」|\"[^\"]*\""
_NAMED = lazy(_QUOTED)
_SENTENCE = lazy(rf"(?:{_QUOTED}|[^。.!?;\n]|(?<=[a-z0-9])[.](?=[a-z0-9]))+[。.!?;\n]*")
_EACH = frozenset(("分别", "各自", "分别是", "各是", "各为", "各有", "各占"))
# 各 alone says so before these: 各多少钱, not 各区.
_OF_EACH = frozenset("是 为 有 占 多少 几 要 需 需要".split())
_AND = frozenset("和 与 及 以及 跟 同 、".split())
_MARKS = frozenset(",。.!?;:")
_MOST = 4


def split(folded: str, analyzer: Analyzer) -> list[tuple[str, str]]:
    """The questions in a folded text, each with its context: what asks, and what stands beside it.

    Both are of the length of `folded`, with spaces for what is left out. One question where no
    sentence asks; and one where a sentence asks nothing by itself (为什么?).
    """
    spans = [match.span() for match in _SENTENCE.finditer(folded)]
    spans = [span for span in spans if analyzer.words(folded[slice(*span)])]
    asks = [span for span in spans if analyzer.asks(folded[slice(*span)])]
    if not asks or len(asks) > _MOST or not all(analyzer.says(folded[slice(*a)]) for a in asks):
        return _each(folded, "", analyzer) if spans else []
    return [
        part
        for own in asks
        for part in _each(_kept(folded, [own]), _rest(folded, spans, own), analyzer)
    ]


def _each(asking: str, context: str, analyzer: Analyzer) -> list[tuple[str, str]]:
    """A和B分别是多少 as two: each has what the other asks for as its context."""
    spans = _asked_for_each(asking, analyzer)
    if not spans:
        return [(asking, context)]
    found = []
    for own in spans:
        others = [span for span in spans if span != own]
        begins, ends = spans[0][0], spans[-1][1]
        kept = asking[:begins] + _kept(asking, [own])[begins:ends] + asking[ends:]
        beside = _kept(asking, others)
        found.append((kept, "".join(map(max, beside, context)) if context else beside))
    return found


def _asked_for_each(asking: str, analyzer: Analyzer) -> list[tuple[int, int]]:
    """Where the things stand that are asked for one by one; none unless there are several."""
    tokens = [token for each, _ in analyzer.tokens(asking) for token in each]
    ends = list(accumulate(map(len, tokens)))
    behind = (*tokens[1:], "")
    says_so = (
        one in _EACH or (one in "各" and next_one in _OF_EACH)
        for one, next_one in zip(tokens, behind, strict=False)
    )
    last = next((n for n, each in enumerate(says_so) if each), 0)
    first = last
    while first and tokens[first - 1] not in _MARKS:
        first -= 1
    named = [match.span() for match in _NAMED.finditer(asking)]
    edges = [
        n
        for n in range(first, last)
        if tokens[n] in _AND and not any(start < ends[n] < end for start, end in named)
    ]
    if not edges or len(edges) >= _MOST:
        return []
    starts = [first, *(n + 1 for n in edges)]
    things = [
        (ends[a] - len(tokens[a]), ends[b - 1])
        for a, b in zip(starts, [*edges, last], strict=True)
        if a < b
    ]
    return things if len(things) == len(starts) else []


def _rest(folded: str, spans: list[tuple[int, int]], own: tuple[int, int]) -> str:
    rest = [span for span in spans if span != own]
    return _kept(folded, rest) if rest else ""


def _kept(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with spaces outside of `spans`."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)
