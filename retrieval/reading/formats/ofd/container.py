"""The package of an OFD: which parts are the pages, and what they are made up of.

Parts name each other by paths; programs write them in the wrong case, with backslashes, from the
root or from where they stand. GB/T 33190, 7.
"""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from retrieval.reading.formats.frame import DAMAGED, PASSWORD, Refused
from retrieval.reading.formats.packages import Package

_ROOT, _ENCRYPTED = "ofd.xml", "encryptions.xml"


@dataclass(frozen=True, slots=True)
class OfdPage:
    """`contents` are what is drawn on a page, from the back to the front; none if the page is not
    in the package. `area` is its box in millimetres, "" where nothing says it; `units` are the
    drawings that may stand on it many times, by their ids, and `media` the parts that hold its
    pictures, by theirs."""

    contents: tuple[Element, ...] = ()
    area: str = ""
    units: dict[str, Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)


class Container:
    """The documents in a package; `title` is the one that the first says is its own."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = {_plain(name): name for name in package.names}
        self._parts: dict[str, Element | None] = {}
        root = self._part(_ROOT)
        if root is None:
            raise Refused(PASSWORD if _ENCRYPTED in self._names else DAMAGED)
        self._bodies = root.findall("DocBody")
        self.title = root.findtext("DocBody/DocInfo/Title", "")

    def pages(self, most: int) -> Iterator[OfdPage]:
        """The pages of all documents, in their order; no more than `most` of them."""
        for body in self._bodies:
            path = _joined("", body.findtext("DocRoot", ""))
            document = self._part(path)
            if document is None:
                raise Refused(DAMAGED)
            for page in self._pages(document, posixpath.dirname(path)):
                if most <= 0:
                    return
                most -= 1
                yield page

    def media(self, path: str) -> bytes | None:
        """The bytes of a part that holds a picture; None if it is not in the package."""
        name = self._names.get(_plain(path))
        return self._package.part(name) if name is not None else None

    def _pages(self, document: Element, folder: str) -> Iterator[OfdPage]:
        templates = {
            each.get("ID", ""): _joined(folder, each.get("BaseLoc", ""))
            for each in document.findall("CommonData/TemplatePage")
        }
        resources = list(self._resources(document, folder))
        units = dict(_units(resources))
        media = dict(_media(resources))
        usual = document.findtext("CommonData/PageArea/PhysicalBox", "")
        for each in document.findall("Pages/Page"):
            page = self._part(_joined(folder, each.get("BaseLoc", "")))
            if page is None:
                yield OfdPage()
                continue
            behind, before = self._templates(page, templates)
            contents = tuple(found for x in (*behind, page, *before) for found in x.iter("Content"))
            yield OfdPage(contents, page.findtext("Area/PhysicalBox", usual), units, media)

    def _templates(
        self, page: Element, templates: dict[str, str]
    ) -> tuple[list[Element], list[Element]]:
        """The template pages that are drawn behind what is on a page, and before it."""
        behind: list[Element] = []
        before: list[Element] = []
        for used in page.findall("Template"):
            template = self._part(templates.get(used.get("TemplateID", ""), ""))
            if template is not None:
                (before if used.get("ZOrder") == "Foreground" else behind).append(template)
        return behind, before

    def _resources(self, document: Element, folder: str) -> Iterator[tuple[str, Element]]:
        """What pages share, with the folder of the part that lists it."""
        for kind in ("PublicRes", "DocumentRes"):
            for place in document.findall(f"CommonData/{kind}"):
                path = _joined(folder, place.text or "")
                resources = self._part(path)
                if resources is not None:
                    yield posixpath.dirname(path), resources

    def _part(self, path: str) -> Element | None:
        """The root of a part, its elements without their namespace; None if there is none."""
        key = _plain(path)
        if key not in self._parts:
            name = self._names.get(key)
            self._parts[key] = _bare(self._package.xml(name)) if name is not None else None
        return self._parts[key]


def _units(listed: Iterable[tuple[str, Element]]) -> Iterator[tuple[str, Element]]:
    for _, resources in listed:
        for unit in resources.iter("CompositeGraphicUnit"):
            yield unit.get("ID", ""), unit


def _media(listed: Iterable[tuple[str, Element]]) -> Iterator[tuple[str, str]]:
    for folder, resources in listed:
        own = _joined(folder, resources.get("BaseLoc", ""))
        for each in resources.iter("MultiMedia"):
            yield each.get("ID", ""), _joined(own, each.findtext("MediaFile", ""))


def _bare(root: Element) -> Element:
    # Programs give the namespace with and without its year, or none.
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    return root


def _plain(path: str) -> str:
    """A path as names are compared."""
    return posixpath.normpath(path.strip().replace("\\", "/")).lstrip("/").lower()


def _joined(folder: str, path: str) -> str:
    """A path from the root, of one that a part in `folder` names."""
    return posixpath.join(folder, path.strip().replace("\\", "/"))
