"""ZIP packages of XML parts, opened with care: nothing is written, followed or unpacked too far."""

import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from retrieval.reading.formats.frame import (
    DAMAGED,
    DOCTYPE,
    PASSWORD,
    UNPACKED,
    Limits,
    Refused,
    past,
)

# With larger ones, elements that are not needed any more stay longer: parsing takes 15 % more.
_CHUNK = 1 << 14
# What zipfile raises of a package that is not as it should be.
_BROKEN = (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError)


def names_in(data: bytes) -> list[str]:
    """The names of the parts of a ZIP. Refused if it is none."""
    with _opened(data) as package:
        return package.namelist()


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise Refused(DAMAGED) from error


class Package:
    """Reads parts by their names; counts what they unpack to, all together."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._file = _opened(data)
        self._limits = limits
        self._left = limits.unpacked
        self.names = frozenset(self._file.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part. Refused if they are too many, behind a password or damaged."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The same, one chunk after the other."""
        info = self._file.getinfo(name)
        if info.flag_bits & 1:
            raise Refused(PASSWORD)
        if info.file_size > self._left:
            raise past(UNPACKED, self._limits.unpacked)
        try:
            with self._file.open(info) as part:
                while chunk := part.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise past(UNPACKED, self._limits.unpacked)
                    yield chunk
        except _BROKEN as error:
            raise Refused(DAMAGED) from error

    def references(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to (ECMA-376, part 2, 9.3): type and part, by the references' ids."""
        folder, own = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{own}.rels")
        found = {}
        for each in self.xml(listed) if listed in self.names else ():
            target = each.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = kind, posixpath.normpath(place)
        return found

    def xml(self, name: str) -> Element:
        """The root of a part. Refused if it declares anything: no document of these kinds does."""
        return parsed(self.part(name))


def plain_name(element: Element) -> str:
    """The name of an element, whichever namespace it is of."""
    return unqualified(element.tag)


@cache
def unqualified(tag: str) -> str:
    """The name without its namespace: of millions of elements there are a few names."""
    return tag.rpartition("}")[2]


def parsed(content: bytes) -> Element:
    """The root of XML that declares no types and no entities of its own."""
    try:
        refuse_doctype([content])
        return fromstring(content)  # noqa: S314 - expat bounds what entities expand to, and there are none
    except (ParseError, expat.ExpatError, LookupError, ValueError) as error:
        raise Refused(DAMAGED) from error


class _Begun(Exception):
    """The root element begins: nothing can be declared any more."""


def refuse_doctype(chunks: Iterable[bytes]) -> None:
    """Refuse XML that declares types or entities of its own. No more of it is read than tells."""

    def refuse(*_: object) -> None:
        raise Refused(DOCTYPE)

    def begin(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    with suppress(_Begun):
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
