"""Pieces of WordprocessingML: the names of its elements, values and switches."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{_TRANSITIONAL.decode()}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VML = "{urn:schemas-microsoft-com:vml}"

_VAL = f"{W}val"
_OFF = ("0", "false", "off")


def transitional(content: bytes) -> bytes:
    """A part with the strict name of the language replaced by the usual one."""
    return content.replace(_STRICT, _TRANSITIONAL)


def value(element: Element | None) -> str:
    """What an element is set to; "" if it is not there."""
    return element.get(_VAL, "") if element is not None else ""


def number(element: Element, name: str) -> int:
    """The number that an attribute gives; 0 if it gives none."""
    return whole(element.get(f"{W}{name}", "")) or 0


def whole(told: str) -> int | None:
    """The number that is told; None for what is none, or far more than any document has."""
    return int(told) if told.isdecimal() and len(told) < 6 else None


def is_on(element: Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return element is not None and element.get(_VAL) not in _OFF


def chosen(alternatives: Element) -> Iterable[Element]:
    """What stands in the first of some alternatives that holds anything."""
    return next((each for each in alternatives if len(each)), ())
