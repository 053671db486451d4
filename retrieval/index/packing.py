"""Texts, facts and tables of numbers in fewer bytes: what records are made of.

All of it is deflated (RFC 1951, without a head: records have checksums of their own). A Chinese
character takes two bytes in GB18030, three in UTF-8, and deflating makes more of the two.
"""

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.index.arrays import Array, Ints, Numbers

_LEVEL = 6
_WINDOW = -15
_MEMORY = 9
_GB, _UTF = b"g", b"u"
# How many planes of bytes make up a number.
_PLANES = 4
_GOES_ON = 255


def packed_text(text: str) -> bytes:
    """A text, lone surrogates included."""
    try:
        return _GB + _deflated(text.encode("gb18030"))
    except UnicodeEncodeError:
        return _UTF + _deflated(text.encode("utf-8", "surrogatepass"))


def unpacked_text(packed: memoryview) -> str:
    """The text that was packed."""
    content = _inflated(packed[1:])
    if packed[:1] == _GB:
        return content.decode("gb18030")
    return content.decode("utf-8", "surrogatepass")


def packed_facts(facts: dict[str, Any], known: bytes) -> bytes:
    """What JSON can say. `known` is `wording` of facts like these."""
    return _deflated(wording(facts), known)


def unpacked_facts(packed: memoryview, known: bytes) -> dict[str, Any]:
    """The facts that were packed, with the same that is `known`."""
    facts: dict[str, Any] = json.loads(_inflated(packed, known).decode("utf-8", "surrogatepass"))
    return facts


def wording(facts: dict[str, Any]) -> bytes:
    """Facts as JSON has them."""
    whole = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return whole.encode("utf-8", "surrogatepass")


def packed_tables(tables: Sequence[Array]) -> bytes:
    """Tables of int32, each of so many rows and columns, whose numbers mostly grow row by row.

    Column by column the difference to the number before, small ones of either sign as small ones
    without, in planes: first the lowest bytes of all. The numbers of rows come before that.
    """
    sizes = np.array([len(table) for table in tables], "<i4")
    numbers = np.concatenate([sizes, *(table.T.ravel() for table in tables)], dtype=np.int32)
    steps = np.diff(numbers, prepend=np.int32(0))
    folded = ((steps << 1) ^ (steps >> 31)).astype("<u4")
    return _deflated(folded.view(np.uint8).reshape(-1, _PLANES).T.tobytes())


def unpacked_tables(packed: memoryview, widths: Sequence[int]) -> list[Numbers]:
    """The tables that were packed, of so many columns each, as columns: shape (columns, rows)."""
    planes = np.frombuffer(_inflated(packed), np.uint8).reshape(_PLANES, -1)
    folded = np.ascontiguousarray(planes.T).view("<u4").ravel()
    steps = (folded >> 1).astype(np.int32)
    steps ^= -(folded & 1).astype(np.int32)
    numbers = np.cumsum(steps, dtype=np.int32)
    found, start = [], len(widths)
    for width, rows in zip(widths, numbers[:start].tolist(), strict=True):
        end = start + width * rows
        found.append(numbers[start:end].reshape(width, rows))
        start = end
    return found


def packed_lengths(lengths: Sequence[int]) -> bytes:
    """Lengths, most of which are small: in a byte each; one of 255 and more takes several, whose
    sum it is."""
    whole = bytearray(lengths) if max(lengths, default=0) < _GOES_ON else bytearray()
    for length in () if whole else lengths:
        more, rest = divmod(length, _GOES_ON)
        whole += b"\xff" * more
        whole.append(rest)
    # They follow no pattern that deflating finds.
    return _deflated(bytes(whole), strategy=zlib.Z_HUFFMAN_ONLY)


def unpacked_lengths(packed: memoryview) -> Ints:
    """The lengths that were packed."""
    values = np.frombuffer(_inflated(packed), np.uint8)
    ends = np.flatnonzero(values != _GOES_ON)
    if not len(ends):
        return np.empty(0, np.intp)
    return np.add.reduceat(values, np.append(0, ends[:-1] + 1), dtype=np.intp)


def _deflated(content: bytes, known: bytes = b"", strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, strategy, known)
    return packer.compress(content) + packer.flush()


def _inflated(packed: memoryview, known: bytes = b"") -> bytes:
    if not known:
        return zlib.decompress(packed, _WINDOW)
    return zlib.decompressobj(_WINDOW, known).decompress(packed)
