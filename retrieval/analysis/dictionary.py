"""jieba's dictionary and HMM, packed into a file that is mapped and read a character at a time.

A cut of one sentence needs the words that begin with its own characters, a few hundred out of
350,000. The file leads from a character to its record: the weight of the character alone, its
HMM emissions, and the words that begin with it, grouped by their second character. The weight
of a word is ln(frequency) − ln(total), and −inf for what only begins longer words.

    head     magic, CRC-32 of everything up to the records, then `FACTS`
    index    for every code point below `LIMIT` the offset of its record (uint32), 0 for none
    split    the words that the HMM must not join, UTF-8, one a line
    records  `RECORD`, the weights of pairs (double), the offsets of the tails that the first of
             them have (uint32), the second characters (UTF-16); then the tails themselves:
             `TAIL`, weights, and what follows the pair in longer words (UTF-8, one a line)

Numbers are in the machine's own byte order, which the magic names. A record's checksum is
verified when its character is first met, so that damage is noticed and opening stays instant.
Nothing is ever executed or unpickled.
"""

import struct
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from math import inf, isinf, log
from typing import NamedTuple

from retrieval.text.patterns import lazy

FORMAT = 2
MISSING = -3.14e100
"""jieba's logarithm of a probability of nothing (finalseg.MIN_FLOAT)."""

MAGIC = f"wenju words {FORMAT} {sys.byteorder:<6}".encode()
HEAD = struct.Struct(f"={len(MAGIC)}sI")
FACTS = struct.Struct("=QQ32s13d")
RECORD = struct.Struct("=IIII5d")
TAIL = struct.Struct("=II")
LIMIT = 0x9FD6
_INDEX = HEAD.size + FACTS.size
SPLIT = _INDEX + 4 * LIMIT
# The characters among which jieba looks for words (re_han_default), all below LIMIT.
_LOOKED_UP = lazy(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_UTF16 = f"utf-16-{sys.byteorder[0]}e"

Entry = tuple[float, Mapping[str, float], Mapping[str, int], tuple[float, float, float, float]]
"""What begins with a character: the weight of the character alone; by second character, the
weight of the pair, and the number of the tail of longer words; the emissions of B, E, M, S."""

Tail = tuple[tuple[int, ...], Mapping[str, float]]
"""What follows a pair in longer words: its lengths, ascending; and the weights of these words."""


class DictionaryDamaged(Exception):
    """The bytes are no dictionary of this format, or are torn, or were changed."""


class Facts(NamedTuple):
    """What every cut needs. ``digest`` names the whole content, in hexadecimal.

    ``absent`` is the weight of a character that is no word. ``starts`` are those of B, E, M, S;
    ``transitions`` those of E→B, S→B, B→E, M→E, B→M, M→M, E→S, S→S.
    """

    digest: str
    absent: float
    starts: tuple[float, ...]
    transitions: tuple[float, ...]
    split: frozenset[str]


class Model(NamedTuple):
    """What a segmenter knows, as jieba keeps it.

    ``frequencies`` holds the beginnings of words too, with 0; the HMM's probabilities are natural
    logarithms, by state: B, E, M, S. The HMM must not join a word of ``split``.
    """

    frequencies: Mapping[str, int]
    total: int
    emissions: Mapping[str, Mapping[str, float]]
    starts: Mapping[str, float]
    transitions: Mapping[str, Mapping[str, float]]
    split: frozenset[str] = frozenset()


class PackedDictionary:
    """Reads a packed dictionary in any buffer: bytes, or a mapped file.

    DictionaryDamaged comes from the constructor, or later from the look-up that meets damage.
    """

    def __init__(self, buffer: bytes | memoryview) -> None:
        view = memoryview(buffer)
        self.facts = _read_facts(view)
        self.entries = Entries(view, self.facts.absent)
        self.tails = Tails(view)

    def weight(self, word: str) -> float | None:
        """The weight of a word, as `Entry` and `Tail` have it; None if it is none here."""
        if not word or ord(word[0]) >= LIMIT:
            return None
        alone, pairs, longer, _ = self.entries[word[0]]
        if len(word) == 1:
            found: float | None = alone
        elif len(word) == 2:
            found = pairs.get(word[1])
        else:
            tail = longer.get(word[1])
            found = None if tail is None else self.tails[tail][1].get(word[2:])
        return None if found is None or isinf(found) else found


class Entries(dict[str, Entry]):
    """Character → entry, read when first asked for and kept: at most ``LIMIT`` of them."""

    def __init__(self, view: memoryview, absent: float) -> None:
        super().__init__()
        self._view = view
        self._index = view[_INDEX:SPLIT].cast("I")
        self._nothing: Entry = (absent, {}, {}, (MISSING, MISSING, MISSING, MISSING))

    def __missing__(self, char: str) -> Entry:
        offset = self._index[ord(char)]
        entry = self[char] = self._read(offset) if offset else self._nothing
        return entry

    def _read(self, offset: int) -> Entry:
        view = self._view[offset:]
        if len(view) < RECORD.size:
            raise DictionaryDamaged("a record beyond the end")
        checksum, length, pairs, longer, alone, b, e, m, s = RECORD.unpack_from(view)
        # Of nothing the checksum is 0: what was filled with zeros would have the right one.
        if length < RECORD.size or zlib.crc32(view[4:length]) != checksum:
            raise DictionaryDamaged("a record with a wrong checksum")
        weights = RECORD.size + 8 * pairs
        tails = weights + 4 * longer
        # Thousands of entries share a few thousand characters: one object for each of them.
        # They are in the machine's own order, of which Python need not import the codec.
        seconds = list(map(sys.intern, str(view[tails : tails + 2 * pairs], "utf-16")))
        return (
            alone,
            dict(zip(seconds, view[RECORD.size : weights].cast("d"), strict=True)),
            dict(zip(seconds, view[weights:tails].cast("I"), strict=False)),
            (b, e, m, s),
        )


class Tails(dict[int, Tail]):
    """Number → tail, read when first asked for and kept. Its record was verified before."""

    def __init__(self, view: memoryview) -> None:
        super().__init__()
        self._view = view
        self._shared: dict[tuple[int, ...], tuple[int, ...]] = {}

    def __missing__(self, offset: int) -> Tail:
        count, length = TAIL.unpack_from(self._view, offset)
        weights = offset + TAIL.size
        text = weights + 8 * count
        endings = str(self._view[text : text + length], "utf-8").split("\n")
        lengths = tuple(sorted(set(map(len, endings))))
        words = dict(zip(endings, self._view[weights:text].cast("d"), strict=True))
        tail = self[offset] = self._shared.setdefault(lengths, lengths), words
        return tail


def _read_facts(view: memoryview) -> Facts:
    if len(view) < SPLIT:
        raise DictionaryDamaged("too short")
    magic, checksum = HEAD.unpack_from(view)
    length, records, digest, *numbers = FACTS.unpack_from(view, HEAD.size)
    if magic != MAGIC or length != len(view) or not SPLIT <= records <= length:
        raise DictionaryDamaged("foreign or torn")
    if zlib.crc32(view[HEAD.size : records]) != checksum:
        raise DictionaryDamaged("a wrong checksum")
    return Facts(
        digest=digest.hex(),
        absent=numbers[0],
        starts=tuple(numbers[1:5]),
        transitions=tuple(numbers[5:]),
        split=frozenset(str(view[SPLIT:records], "utf-8").split("\n")) - {""},
    )


def pack(model: Model) -> bytes:
    """The packed form of a model: what PackedDictionary reads. The same model, the same bytes."""
    words = defaultdict[str, list[str]](list)
    for word in filter(_LOOKED_UP.fullmatch, sorted(model.frequencies)):
        words[word[0]].append(word)
    emitted = set().union(*model.emissions.values())
    split = "\n".join(sorted(model.split)).encode()
    index = array("I", bytes(4 * LIMIT))
    offset = SPLIT + len(split)
    records = []
    for char in sorted(words.keys() | set(filter(_LOOKED_UP.fullmatch, emitted))):
        index[ord(char)] = offset
        records.append(_pack_record(model, char, words[char], offset))
        offset += len(records[-1])
    numbers = tuple(_numbers(model))
    body = index.tobytes() + split
    digest = sha256(b"".join([repr(numbers).encode(), body, *records])).digest()
    facts = FACTS.pack(offset, SPLIT + len(split), digest, *numbers)
    head = HEAD.pack(MAGIC, zlib.crc32(facts + body))
    return b"".join([head, facts, body, *records])


def _numbers(model: Model) -> Iterator[float]:
    yield -log(model.total)
    for state in "BEMS":
        yield model.starts[state]
    for before, after in ("EB", "SB", "BE", "ME", "BM", "MM", "ES", "SS"):
        yield model.transitions[before].get(after, MISSING)


def _pack_record(model: Model, char: str, words: Iterable[str], offset: int) -> bytes:
    """The record of a character that begins these words (sorted), to stand at the offset."""
    total = log(model.total)
    frequency = model.frequencies.get(char)
    alone = -total if frequency is None else log(frequency) - total if frequency else -inf
    pairs: dict[str, float] = {}
    longer = defaultdict[str, list[tuple[str, float]]](list)
    for word in words:
        frequency = model.frequencies[word]
        if len(word) == 1 or not frequency:
            continue
        weight = log(frequency) - total
        if len(word) == 2:
            pairs[word[1]] = weight
        else:
            longer[word[1]].append((word[2:], weight))
    seconds = [*longer, *(second for second in pairs if second not in longer)]
    weights = array("d", (pairs.get(second, -inf) for second in seconds))
    tails = [_pack_tail(endings) for endings in longer.values()]
    offsets = array("I")
    place = offset + RECORD.size + 10 * len(seconds) + 4 * len(tails)
    for tail in tails:
        offsets.append(place)
        place += len(tail)
    emissions = (model.emissions[state].get(char, MISSING) for state in "BEMS")
    head = RECORD.pack(0, place - offset, len(seconds), len(tails), alone, *emissions)
    rest = [weights.tobytes(), offsets.tobytes(), "".join(seconds).encode(_UTF16), *tails]
    record = b"".join([head[4:], *rest])
    return struct.pack("=I", zlib.crc32(record)) + record


def _pack_tail(endings: list[tuple[str, float]]) -> bytes:
    text = "\n".join(ending for ending, _ in endings).encode()
    weights = array("d", (weight for _, weight in endings)).tobytes()
    return TAIL.pack(len(endings), len(text)) + weights + text
