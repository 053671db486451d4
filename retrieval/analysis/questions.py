"""A question, understood once: no later stage looks at what was typed again.

What is said around it is left out (`courtesies`), of several sentences the one that asks is the
question and the others are its context, and two questions in one are two. Its terms, the names
and numbers that must be there, the kind of answer, the item of a list and the facts about a
document that it asks for stand in one frozen `Question`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer, Script, joined, pairs, script
from retrieval.analysis.answer_kinds import (
    AnswerKind,
    Shape,
    asked_for,
    asks_for_much,
    counted_in,
    kind_asked,
)
from retrieval.analysis.courtesies import without_courtesies
from retrieval.analysis.credit import (
    Forms,
    is_debris,
    is_there,
    strangers,
    telling_part,
    without_debris,
    without_pieces,
)
from retrieval.analysis.expansion import facts_asked
from retrieval.analysis.other_words import same_words, translations
from retrieval.analysis.question_parts import split
from retrieval.analysis.stop_words import is_stop_word, is_untold
from retrieval.errors import QuestionEmpty
from retrieval.models import Filter
from retrieval.structure.numbering import ordinal
from retrieval.structure.provisions import Provision, sought
from retrieval.text.folding import fold
from retrieval.text.numerals import UP_TO_99
from retrieval.text.patterns import lazy
from retrieval.text.quantities import forms_of, quantities, stands_in, unit_forms

WHOLE = 0
CONTEXT = 0.3
"""What a term of a sentence that does not ask counts, beside 1 for those of the one that asks."""

THINGS = (
    "措施|举措|做法|要求|规定|政策|条件|材料|内容|步骤|流程|程序|办法|方式|方面|方法|安排|工作|任务"
    "|服务|优惠|支持|渠道|途径|事项|原则|情形|情况|义务|准备|特点|问题|补贴|待遇|手续|证件|要点|经验"
)
_EVERY = lazy(
    r"哪(?:些|几)|(?:包括|包含|分为|分成|涉及|注意)(?:了|有)?(?:什么|啥|几)|主要内容|内容(?:是|有|包括)"
    r"|几(?:个方面|大?方面|步|项|条|类)|有几点|(?:怎么|怎样|如何|咋)(?!样?看|算|称|收费)|注意事项"
)
_WHICH_THINGS = lazy(rf"(?:有何|有什么|什么|怎样的|何种)\w{{0,4}}(?:{THINGS})")
_NUMBER = rf"({UP_TO_99}|\d{{1,2}})"
_ITEM = lazy(
    rf"第{_NUMBER}(?:点|项|步|类|种|个?方面|个?措施|个?要求)"
    rf"|(?<![^的里中，,、\s])({UP_TO_99})[是要](?:什么|指什么|啥|怎|如何|$|\?)"
    r"|(首先|其次|再次)(?:是|要)?(?:什么|做|怎)"
)
_WHICH = lazy(rf"第{_NUMBER}(?:点|项|步|个?方面)")
_PROVINCES = frozenset(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾".split()
)
# A place is named with and without these; with those of _SMALL only so.
_ENDINGS = tuple("省市县区州盟旗")
_SMALL = tuple("镇乡村路街")
# Of these each has a name of its own: 河茂铁路.
_NAMED = tuple(
    "车站 东站 西站 南站 北站 站 铁路 公路 大桥 机场 大学 学院 中学 公司 集团 寺 庙".split()
)
_PLACES = tuple("镇 乡 村 街道".split())
PLACE = lazy(rf"[\u4e00-\u9fff]{{2,}}?(?:{'|'.join(_PLACES)})")
MODEL = lazy(r"(?<![a-z0-9])[a-z]{1,4}-?\d{0,4}(?:型|号|款|类|级|座|栋)(?![a-z0-9])")
# What asks for a penalty with one of these is looked for by it.
_SAYS_WHICH = lazy("罚款|处罚|拘留")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_HAS_NUMBER = lazy("[0-9〇零一二两三四五六七八九十百千万亿]")
_LATIN = lazy(r"[a-z0-9](?:[a-z0-9.+#/_-]*[a-z0-9+#])?")


class Required(NamedTuple):
    """What an answer must be about: `names` (places without 省, 市, …, Latin words and models) and
    `numbers`, each in one of its forms. Of `years` among them, of `models` (A型) and of small
    `places` (镇, 乡, 村) a text may hold others."""

    names: tuple[Forms, ...]
    numbers: tuple[Forms, ...]
    years: frozenset[int]
    models: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def every(self) -> tuple[Forms, ...]:
        """Names and numbers."""
        return (*self.names, *self.numbers)

    @property
    def things(self) -> tuple[str, ...]:
        """Models and places."""
        return (*self.models, *self.places)


class Near(NamedTuple):
    """A word, or a phrase, that stands for what was `said` in a question, and what it counts beside
    that, above 0 to 1."""

    word: str
    said: str
    counts: float


NOTHING_NEAR: Mapping[str, tuple[Near, ...]] = {}


class Question(NamedTuple):
    """A question, ready to be searched and judged; all texts in it are folded.

    `asking` is the sentence that asks, without courtesies, and `text` that without question words;
    spaces stand for what is left out, so that both are as long as what was asked. `words`,
    `bigrams`, `pairs` (of adjacent words) and `characters` are in the order of the question, each
    once; a group of synonyms is one term in all of these. `context` are those of them that only
    sentences hold which do not ask, and `other_words` and `other_bigrams` the terms of other forms
    of its numbers, searched for beside its own.

    `asked` is where the word that asks stood, or None; `item` the number of the list item that is
    asked for, WHOLE for all, None for none; `facts` names the metadata that is asked for; `shapes`,
    `kind` and `unit` say what an answer looks like, `much` that it is likely to be several
    sentences, `required` what it must be about; `sought` is the provision that is asked for, and
    what asks for it is no part of `text`, if there is anything else. `shown`
    is what a reader is told is there or not: words, models and places worth it.

    `filters` are those that apply, each with its own words in `filter_words`; `part_alone`: an
    article or part is asked for by its number and nothing else, so that what stands there answers;
    `provision_alone`: nothing is asked of the document that is named but the provision.
    `years` are those that it asks about, in its words or by its filters.
    `absent` is the name of a law that it is about and the library lacks.
    `parts` are the questions that it is made of, if there are several. `near` is what is looked for
    beside words of it, by those: words for the same thing, and in a wide question their neighbours,
    because its own words find little; `narrow` is it without those.
    """

    asking: str
    text: str
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    pairs: tuple[str, ...]
    characters: tuple[str, ...]
    context: frozenset[str]
    other_words: tuple[str, ...]
    other_bigrams: tuple[str, ...]
    synonyms: Mapping[str, Forms]
    asked: tuple[int, int] | None
    item: int | None
    facts: frozenset[str]
    shapes: tuple[Shape, ...]
    kind: AnswerKind | None
    unit: re.Pattern[str] | None
    much: bool
    required: Required
    shown: tuple[Forms, ...]
    filters: tuple[Filter, ...] = ()
    filter_words: tuple[frozenset[str], ...] = ()
    part_alone: bool = False
    provision_alone: bool = False
    parts: "tuple[Question, ...]" = ()
    near: Mapping[str, tuple[Near, ...]] = NOTHING_NEAR
    narrow: "Question | None" = None
    sought: Provision | None = None
    absent: str = ""
    years: frozenset[int] = frozenset()

    def forms(self, term: str) -> Forms:
        """What stands in a text for a term of this question, as it was asked first: the term
        itself, or the words of a group of synonyms."""
        return self.synonyms.get(term, (term,))

    def same(self, term: str) -> Forms:
        """What counts as much as the words of this question that a term is, or is a part of."""
        every = chain.from_iterable(near for word, near in self.near.items() if term in word)
        return tuple(near.word for near in every if near.counts == 1)

    @property
    def wide(self) -> bool:
        """Whether neighbours of its words are looked for."""
        return self.narrow is not None

    @property
    def lone_character(self) -> str | None:
        """The Chinese character that is all that is asked, or None."""
        said = self.text.strip()
        return said if len(said) == 1 and script(said) is Script.HAN else None

    def weight(self, term: str) -> float:
        """What a term counts beside its idf."""
        return CONTEXT if term in self.context else 1.0


def understand(
    question: str,
    analyzer: Analyzer,
    known: Callable[[str], bool] = lambda _: False,
    *,
    english: bool = False,
) -> Question:
    """What `question` asks. One of question words alone is searched for as it is.

    `known` says whether a word is one of the library's, beside those of the dictionary; with
    `english`, words of that language are looked for too, for the question's Chinese ones.

    Raises QuestionEmpty when nothing in it can be looked for.
    """
    folded = without_courtesies(joined(fold(question)))
    parts = [_one(*each, analyzer, known, english) for each in split(folded, analyzer)]
    if not parts:
        raise QuestionEmpty
    if len(parts) == 1:
        return parts[0]
    return _one(folded, "", analyzer, known, english)._replace(parts=tuple(parts))


def _one(
    asking: str, context: str, analyzer: Analyzer, known: Callable[[str], bool], english: bool
) -> Question:
    """The question `asking`, with what stands in `context` beside it; both of the same length."""
    wanted = sought(asking)
    text = _said(asking, wanted, analyzer)
    beside = analyzer.without_question_words(context)
    cut, lighter = analyzer.words(text), analyzer.words(beside)
    words = _recut(cut, text, lambda word: analyzer.knows(word) or known(word))
    terms = (words, analyzer.bigrams(text), _pairs(text, analyzer))
    more = (lighter, analyzer.bigrams(beside), _pairs(beside, analyzer))
    other_words, other_bigrams = _other_forms(text, wanted, analyzer)
    synonyms = {term: _forms(term, text + beside, analyzer) for term in (*words, *lighter)}
    forms = [synonyms[word] for word in _once(words)]
    near = _near(asking, words, analyzer, known, english)
    required = _required(text, forms, near, analyzer)
    item = _item(asking)
    return Question(
        asking,
        text,
        words=_once((*terms[0], *more[0])),
        bigrams=_once((*terms[1], *more[1])),
        pairs=_once((*terms[2], *more[2])),
        characters=_once(analyzer.characters(text)),
        context=frozenset(chain.from_iterable(more)) - frozenset(chain.from_iterable(terms)),
        other_words=_once((*other_words, *_apart(cut, words))),
        other_bigrams=other_bigrams,
        synonyms=synonyms,
        asked=analyzer.asking_word(asking),
        item=item,
        facts=facts_asked(asking),
        shapes=asked_for(asking),
        kind=kind_asked(asking),
        unit=counted_in(asking),
        much=item == WHOLE or asks_for_much(asking),
        required=required,
        shown=_shown(forms, required.things, analyzer),
        near=near,
        sought=wanted,
    )


def _apart(cut: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Searched for beside the words: those that they were cut from, other names of units."""
    units = chain.from_iterable(unit_forms(word)[1:] for word in words)
    return (word for word in (*cut, *units) if word not in words)


def _said(asking: str, wanted: Provision | None, analyzer: Analyzer) -> str:
    """`asking` with spaces for question words, for what asks for a provision, and for which item of
    a list is asked for: nothing says of itself that it is the first. Each only if there is anything
    else to look for."""
    text = analyzer.without_question_words(asking)
    text = text if analyzer.words(text) else asking
    rest = _without(text, wanted)
    text = rest if analyzer.words(rest) else text
    rest = _WHICH.sub(lambda which: " " * len(which[0]), text)
    return rest if analyzer.words(rest) else text


def _without(text: str, wanted: Provision | None) -> str:
    """`text` with spaces for what asks for a provision, but for a word that says which one."""
    if wanted is None:
        return text
    start, end = wanted.span
    which = _SAYS_WHICH.search(text, start, end)
    first, past = which.span() if which else (end, end)
    for a, b in (wanted.leading, (start, first), (past, end)):
        text = text[:a] + " " * (b - a) + text[b:]
    return text


def _near(
    asking: str,
    words: Sequence[str],
    analyzer: Analyzer,
    known: Callable[[str], bool],
    english: bool,
) -> dict[str, tuple[Near, ...]]:
    """Words for the same thing as those of a question, by each word of what they stand for: of its
    language, and of the other one, English ones that are `known`. What asks is a word here: 多久 is
    期限 too."""
    near: dict[str, tuple[Near, ...]] = {}
    tokens = analyzer.cut(asking)
    foreign = [
        (start, end, {o: counts for o, counts in others.items() if not o.isascii() or known(o)})
        for start, end, others in translations(asking, tokens, into_english=english)
    ]
    for start, end, others in chain(same_words(asking, tokens), foreign):
        said = asking[start:end]
        found = tuple(Near(other, said, counts) for other, counts in others.items())
        within = said.split() if said.isascii() else said
        for word in [word for word in words if word in within] or [said]:
            near[word] = (*near.get(word, ()), *found)
    return {word: found for word, found in near.items() if found}


def _forms(term: str, said: str, analyzer: Analyzer) -> Forms:
    """What stands in a text for a term: words of a group, or other names of a unit."""
    forms = analyzer.forms(term, said)
    return forms if len(forms) > 1 else unit_forms(term)


def _recut(words: Sequence[str], text: str, known: Callable[[str], bool]) -> list[str]:
    """`words` with those that are not known cut where a known one shows: 停盲 and 道 are
    停 and 盲道. Raises QuestionEmpty without any."""
    if not words:
        raise QuestionEmpty
    found = list(chain.from_iterable(without_debris(word, known) for word in words))
    for n in range(len(found) - 1):
        one, other = found[n], found[n + 1]
        if {len(one), len(other)} != {1, 2} or one + other not in text:
            continue
        unknown = one if len(one) == 2 else other
        at = 1 if len(one) == 2 else 2
        again = ((one + other)[:at], (one + other)[at:])
        if not known(unknown) and known(max(again, key=len)):
            found[n : n + 2] = again
    return found


def _once(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))


def _pairs(text: str, analyzer: Analyzer) -> list[str]:
    return [pair for part in text.split() for pair in pairs(analyzer.words(part))]


def _other_forms(
    text: str, wanted: Provision | None, analyzer: Analyzer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words and bigrams with a number that its numbers have in their other forms, and those
    that a provision that is wanted is stated with."""
    others = [
        form
        for each in quantities(text)
        for form in forms_of(each)
        if form != text[each.start : each.end]
    ]
    words = _once(chain.from_iterable(map(analyzer.words, others)))
    bigrams = _once(chain.from_iterable(map(analyzer.bigrams, others)))
    own = {*analyzer.words(text), *analyzer.bigrams(text)} if others else set()

    def is_new(term: str) -> bool:
        return term not in own and _HAS_NUMBER.search(term) is not None

    form = [word for word in wanted.words if word not in text] if wanted else ()
    return (*filter(is_new, words), *form), (*filter(is_new, bigrams), *form)


def _item(question: str) -> int | None:
    if item := _ITEM.search(question):
        return ordinal(next(filter(None, item.groups())))
    return WHOLE if _EVERY.search(question) or _WHICH_THINGS.search(question) else None


def _required(
    text: str, words: Sequence[Forms], near: Mapping[str, tuple[Near, ...]], analyzer: Analyzer
) -> Required:
    latin = [found[0] for found in _LATIN.finditer(text)]
    # A word that the other language has one for is no name: hotline is 热线.
    names: list[Forms] = [
        (each,) for each in latin if not (each[0].isdigit() or each in near or is_stop_word(each))
    ]
    for forms in words:
        if len(forms[0]) > 2 and forms[0].endswith(_ENDINGS):
            names.append(tuple(f[:-1] if f.endswith(_ENDINGS) else f for f in forms))
        elif (len(forms[0]) > 2 and forms[0].endswith(_SMALL)) or not _PROVINCES.isdisjoint(forms):
            names.append(forms)
    places = _places(text, analyzer)
    return Required(
        (*names, *((name,) for name in (*places, *_own_names(text, analyzer)))),
        tuple((each,) for each in latin if each[0].isdigit()),
        frozenset(int(each.value) for each in quantities(text) if each.is_year),
        tuple(match[0] for match in MODEL.finditer(text)),
        places,
    )


def holds(names: Iterable[Forms], text: str) -> bool:
    """Whether `text`, which is folded, holds every one of `names`, in any of its forms."""
    return all(any(stands_in(form, text) for form in forms) for forms in names)


def _places(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The small places that are named: 南岭镇, however it is cut."""
    words = analyzer.words(text)
    joined = [
        one + (other if other == "街道" else other[0])
        for one, other in pairwise(words)
        if one + other in text and (other == "街道" or len(other) == 1 or not analyzer.knows(other))
    ]
    ending = (word for word in (*words, *joined) if word.endswith(_PLACES))
    return _once(filter(PLACE.fullmatch, ending))


def _own_names(text: str, analyzer: Analyzer) -> Iterator[str]:
    """The names that no dictionary holds before the word for what they name: 河茂 in 河茂铁路."""
    words = analyzer.words(text)
    for number, word in enumerate(words):
        if not word.endswith(_NAMED):
            continue
        before = words[max(number - 2, 0) : number]
        if word in _NAMED:
            name = "".join(before if all(len(each) == 1 for each in before) else before[-1:])
        else:
            name = word.removesuffix(next(filter(word.endswith, _NAMED)))
        known = analyzer.knows(name) or (analyzer.knows(word) and word not in _NAMED)
        if len(name) > 1 and not known and name in text and _is_chinese(name):
            yield name


def _shown(words: Iterable[Forms], things: Sequence[str], analyzer: Analyzer) -> tuple[Forms, ...]:
    """`things`, and the words worth showing that are no part of them; if there are none, all words
    that tell something, and if none does, all.

    Worth it are words of two characters and more, and letters, that are not stop words, and no
    debris of cutting (长是, 日开): what no dictionary holds, with a word in it that says nothing.
    Where there is nothing else, what of it tells something: 雪 of 雪是.
    """
    apart = [forms for forms in words if not any(forms[0] in thing for thing in things)]
    telling = [f for f in apart if (len(f[0]) > 1 or f[0] in _LETTERS) and not is_untold(f[0])]
    whole = [f for f in telling if len(f) > 1 or analyzer.knows(f[0]) or not is_debris(f[0])]
    left = whole or [(core,) for f in telling if (core := telling_part(f[0]))] or telling
    if not (left or things):
        left = [f for f in apart if telling_part(f[0])] or apart
    return (*((thing,) for thing in things), *left)


def _is_chinese(word: str) -> bool:
    return all(script(character) is Script.HAN for character in word)


def matched(question: Question, context: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of `question.shown` stands in `context`, which is folded, and what does not.

    A word stands there when a synonym of it does, another form of its number, or all of its parts
    close together. Everything shown is in exactly one of the two.
    """
    context = without_pieces(strangers(chain.from_iterable(question.shown)), context)
    found = {forms[0]: is_there(forms, context) for forms in question.shown}
    return tuple(w for w in found if found[w]), tuple(w for w in found if not found[w])


def unseen(question: Question, text: str, spans: Sequence[str]) -> tuple[str, ...]:
    """What is not seen where every word stands somewhere: in `text`, the excerpt itself, or in one
    of its sentences `spans`; else the word that asks."""
    closest = max(spans, key=lambda span: len(matched(question, span)[0]), default="")
    missing = matched(question, text)[1] or matched(question, closest)[1]
    if missing or question.asked is None:
        return missing
    return (question.asking[slice(*question.asked)],)


def looked_for(question: Question, text: str) -> tuple[str, ...]:
    """The words in `text`, which is folded, that were looked for beside those of the question,
    which do not stand in it."""
    found = (
        next((each.word for each in near if each.word in text and each.said not in text), None)
        for near in question.near.values()
    )
    return tuple(dict.fromkeys(filter(None, found)))
