"""The lists of a Word document: [MS-DOC], 2.9.192 (PlfLst), 2.9.191 (PlfLfo), 2.9.150 (LVLF)."""

from collections.abc import Iterator
from typing import NamedTuple

from retrieval.reading.formats.word.counting import Counter, Level
from retrieval.reading.formats.word97.pieces import Header, signed, unsigned

_LISTS, _INSTANCES = 73, 74
_LIST, _INSTANCE, _LEVEL, _LEVELS = 28, 16, 28, 9
_SIMPLE, _LEGAL, _RESTARTS_NOT = 0x1, 0x4, 0x8
_STARTS, _FORMATS = 0x10, 0x20
# [MS-OSHARED], 2.2.1.3 (MSONFC), by the names that ECMA-376 has for the forms.
_FORMS = {
    **dict(
        enumerate(
            "decimal upperRoman lowerRoman upperLetter lowerLetter ordinal cardinalText "
            "ordinalText hex chicago ideographDigital japaneseCounting aiueo iroha "
            "decimalFullWidth decimalHalfWidth japaneseLegal japaneseDigitalTenThousand "
            "decimalEnclosedCircle decimalFullWidth2 aiueoFullWidth irohaFullWidth decimalZero "
            "bullet ganada chosung "
            "decimalEnclosedFullstop decimalEnclosedParen decimalEnclosedCircleChinese "
            "ideographEnclosedCircle ideographTraditional ideographZodiac "
            "ideographZodiacTraditional taiwaneseCounting ideographLegalTraditional "
            "taiwaneseCountingThousand taiwaneseDigital chineseCounting chineseLegalSimplified "
            "chineseCountingThousand".split()
        )
    ),
    57: "numberInDash",
    255: "none",
}


class _Override(NamedTuple):
    start: int | None
    level: Level | None


class Lists:
    """The lists that paragraphs name by their numbers, from 1; `label` counts, so it is asked once
    for each paragraph, in order."""

    def __init__(self, header: Header, table: bytes) -> None:
        # The levels stand behind the table, outside its length.
        place = unsigned(header.stream, 154 + 8 * _LISTS)
        has_lists = bool(header.table(_LISTS, table))
        self._lists = dict(_lists(table[place:])) if has_lists else {}
        self._instances = list(_instances(header.table(_INSTANCES, table)))
        self._counter = Counter()

    def label(self, number: int, level: int) -> str:
        """What is written before the next paragraph at that level of a list."""
        if not 0 < number <= len(self._instances):
            return ""
        name, overrides = self._instances[number - 1]
        own = {at: each.level for at, each in overrides.items() if each.level}
        levels = {**self._lists.get(name, {}), **own}
        again = overrides[level].start if level in overrides else None
        return self._counter.label(levels, level, (str(name), str(number)), again)


def _lists(data: bytes) -> Iterator[tuple[int, dict[int, Level]]]:
    count = unsigned(data, 0, 2)
    at = 2 + _LIST * count
    for place in range(count):
        head = data[2 + _LIST * place : 2 + _LIST * (place + 1)]
        levels = {}
        for number in range(1 if unsigned(head, 26, 1) & _SIMPLE else _LEVELS):
            if at + _LEVEL > len(data):
                break
            levels[number], at = _level(data, at)
        yield signed(head, 0), levels


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """A level that begins at `at`, and where it ends."""
    looks = unsigned(data, at + 5, 1)
    text = at + _LEVEL + unsigned(data, at + 24, 1) + unsigned(data, at + 25, 1)
    end = text + 2 + 2 * unsigned(data, text, 2)
    written = data[text + 2 : end].decode("utf-16-le", "replace")
    level = Level(
        start=max(signed(data, at), 0),
        form=_FORMS.get(unsigned(data, at + 4, 1), "decimal"),
        # The numbers of levels stand in it as characters.
        text="".join(f"%{ord(each) + 1}" if ord(each) < _LEVELS else each for each in written),
        legal=bool(looks & _LEGAL),
        restart=unsigned(data, at + 26, 1) if looks & _RESTARTS_NOT else None,
    )
    return level, end


def _instances(data: bytes) -> Iterator[tuple[int, dict[int, _Override]]]:
    count = min(unsigned(data, 0), len(data) // _INSTANCE)
    at = 4 + _INSTANCE * count
    for place in range(count):
        head = data[4 + _INSTANCE * place : 4 + _INSTANCE * (place + 1)]
        overrides = {}
        at += 4
        for _ in range(unsigned(head, 12, 1)):
            start, looks = signed(data, at), unsigned(data, at + 4)
            at += 8
            level = None
            if looks & _FORMATS:
                level, at = _level(data, at)
            own = max(start, 0) if looks & _STARTS else None
            overrides[looks & 0xF] = _Override(own, level)
        yield signed(head, 0), overrides
