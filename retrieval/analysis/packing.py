"""What jieba knows, packed for `retrieval.analysis.dictionary` to read: done once for each dictionary."""

import struct
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import inf, log

from retrieval.analysis.dictionary import FACTS, HEAD, LIMIT, MAGIC, MISSING, RECORD, SPLIT, TAIL
from retrieval.digests import sha256
from retrieval.text.patterns import lazy
from retrieval.tuples import NamedTuple

# The characters among which jieba looks for words (re_han_default), all below LIMIT.
_LOOKED_UP = lazy(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_UTF16 = f"utf-16-{sys.byteorder[0]}e"


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
