"""Reads the pictures of pages that wenju draws, and finds what is marked on them; writes one."""

import struct
import zlib

import numpy as np


def png(point=b"\xff"):
    """A picture of one point of that grey."""

    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" + point)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def pixels(png):
    """Height x width x 3 of a PNG whose rows are stored as it draws them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    parts, at = {}, 8
    while at < len(png):
        [length] = struct.unpack_from(">I", png, at)
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        [check] = struct.unpack_from(">I", png, at + 8 + length)
        assert check == zlib.crc32(name + data)
        parts[name], at = parts.get(name, b"") + data, at + length + 12
    across, down, *form = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert form == [8, 2, 0, 0, 0]
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(down, across * 3 + 1)
    assert set(rows[:, 0]) == {0}
    return rows[:, 1:].reshape(down, across, 3)


def marked(png, width=595):
    """The lines that are marked, from the top: left, top, right, bottom in points."""
    seen = pixels(png)
    yellow = (seen[:, :, 0] > 200) & (seen[:, :, 1] > 180) & (seen[:, :, 2] < 150)
    scale = seen.shape[1] / width
    rows = np.flatnonzero(yellow.any(axis=1))
    found = []
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []:
        columns = np.flatnonzero(yellow[run].any(axis=0))
        edges = (columns[0], run[0], columns[-1] + 1, run[-1] + 1)
        found.append(tuple(round(edge / scale) for edge in edges))
    return found
