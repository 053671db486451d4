"""Writes compound files ([MS-CFB]): streams in no folder, each in sectors of its own."""

import struct

_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
# Shorter streams would lie in sectors of another size.
_SHORTEST = 4096


def compound(streams):
    """The bytes of a compound file with these streams, by their names."""
    padded = {name: data.ljust(_SHORTEST, b"\0") for name, data in streams.items()}
    sectors = [
        data[at : at + _SECTOR].ljust(_SECTOR, b"\0")
        for data in padded.values()
        for at in range(0, len(data), _SECTOR)
    ]
    chains, starts, at = [], {}, 0
    for name, data in padded.items():
        count = -(-len(data) // _SECTOR)
        starts[name] = at
        chains += [*range(at + 1, at + count), _END]
        at += count
    listed = _directory(padded, starts)
    first = len(sectors)
    sectors += [listed[at : at + _SECTOR] for at in range(0, len(listed), _SECTOR)]
    chains += [*range(first + 1, len(sectors)), _END]
    tables = 1
    while tables * (_SECTOR // 4) < len(chains) + tables:
        tables += 1
    chains += [_FAT] * tables
    chains += [_FREE] * (tables * _SECTOR // 4 - len(chains))
    table = struct.pack(f"<{len(chains)}I", *chains)
    return _header(first, tables, len(sectors)) + b"".join(sectors) + table


def _directory(streams, starts):
    def entry(name, kind, *, right=_NONE, child=_NONE, start=0, size=0):
        told = f"{name}\0".encode("utf-16-le")
        head = told.ljust(64, b"\0") + struct.pack("<HBB", len(told), kind, 1)
        return (head + struct.pack("<III", _NONE, right, child)).ljust(116, b"\0") + struct.pack(
            "<IQ", start, size
        )

    entries = [entry("Root Entry", 5, child=1 if streams else _NONE, start=_END)]
    for number, (name, data) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else _NONE
        entries.append(entry(name, 2, right=right, start=starts[name], size=len(data)))
    listed = b"".join(entries)
    return listed.ljust(-(-len(listed) // _SECTOR) * _SECTOR, b"\0")


def _header(directory, tables, first_table):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, _SHORTEST, _END, 0, _END, 0)
    places = [*range(first_table, first_table + tables)]
    return head + struct.pack("<109I", *places, *[_FREE] * (109 - len(places)))
