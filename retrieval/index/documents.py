"""The documents of an index, loaded when they are touched."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import overload

from retrieval.index.arrays import Flags
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.records import SplitDocument, StoredDocument
from retrieval.index.segments import Segment, trusting
from retrieval.models import Document
from retrieval.structure.volumes import with_next
from retrieval.text.folding import plain

_KEPT = 256


class DocumentStore(Sequence[Document]):
    """The documents in the order of their paths, of a large file the first of its volumes. Those
    used last are kept in memory.

    A document that was let go comes back as another object: its path names it. Threads may share
    a store. IndexDamaged when what is kept of a document is not what was written.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        files: FileTable,
        expect: Callable[[Sequence[DocumentRef]], None],
    ) -> None:
        """`expect` is told which documents are read next, where it is many (`Engine.expect`)."""
        self._segments = tuple(segments)
        self._files = files
        self._expect = expect
        # Not a method of this object: then each would hold the other, and both a segment that was
        # replaced, until Python looks for such circles.
        self._load = lru_cache(maxsize=_KEPT)(partial(_read, self._segments))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of all documents."""
        return tuple(name for name, _ in self._files.refs())

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """What each document is called: its title and the name of its file, `plain`."""
        titles = (self.stored(ref).described[0] for ref in self._all())
        files = (path.rpartition("/")[2] for path in self.paths)
        both = zip(titles, files, strict=True)
        return tuple(f"{plain(title)}\n{plain(file)}" for title, file in both)

    def named(self, words: str) -> list[int]:
        """The numbers, from 0, of the documents that have each of these words, parted by blanks, in
        their title or in the name of their file: in any case and width, Simplified or not."""
        wanted = [word for each in words.split() if (word := plain(each))]
        if not wanted:  # marks, that no title is looked for by
            return []
        return [n for n, name in enumerate(self._names) if all(w in name for w in wanted)]

    def __len__(self) -> int:
        return len(self.paths)

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | Sequence[Document]:
        if isinstance(number, slice):
            return [self.split(path).document for path in self.paths[number]]
        return self.split(self.paths[number]).document

    def __iter__(self) -> Iterator[Document]:
        return (self.at(ref).document for ref in self._all())

    def _all(self) -> list[DocumentRef]:
        """Where all documents are kept, which are read next."""
        refs = [ref for _, ref in self._files.refs()]
        self._expect(refs)
        return refs

    def find(self, path: str) -> SplitDocument | None:
        """The document with this path, and its passages, if there is one."""
        entry = self._files.get(path)
        return self.at(entry.ref) if entry and entry.ref else None

    def of(self, document: Document) -> SplitDocument:
        """One of these documents, with its passages."""
        return self.volume(document.path, document.volume.number)

    def volumes(self, path: str) -> Iterator[SplitDocument]:
        """All of the file with this path, and there is one: its only document, or its volumes."""
        return map(self.at, self._files[path].refs)

    def volume(self, path: str, number: int) -> SplitDocument:
        """That volume of the file with this path."""
        ref = self._files[path].ref
        if ref is None:
            raise KeyError(path)
        return self.at(DocumentRef(ref.segment, ref.document + number))

    def reaching(self, document: Document) -> Document:
        """One of these documents; a volume with the beginning of the next, if there is one."""
        behind = document.volume.number + 1
        if behind >= self._files[document.path].volumes:
            return document
        return with_next(document, self.volume(document.path, behind).document)

    def with_offset(self, path: str, offset: int) -> SplitDocument | None:
        """The volume of a file in which that offset into its text is, if there is such a file."""
        entry = self._files.get(path)
        if entry is None or entry.ref is None:
            return None
        segment, first = entry.ref
        found = self._segments[segment].volume_with(first, entry.volumes, offset)
        return self.at(DocumentRef(segment, found))

    def split(self, path: str) -> SplitDocument:
        """The same for a path that there is."""
        found = self.find(path)
        if found is None:
            raise KeyError(path)
        return found

    def at(self, ref: DocumentRef) -> SplitDocument:
        """The document that is kept there, and its passages."""
        return self._load(ref)

    def path(self, ref: DocumentRef) -> str:
        """The path of the document that is kept there."""
        return self._files.name(ref)

    def same_as(self, sha256: str) -> str | None:
        """The path of a document whose text has that hash; None if there is none."""
        refs = (ref for _, ref in self._files.refs())
        with trusting(self._segments):
            same = (r for r in refs if self._segments[r.segment].sha256(r.document) == sha256)
            return next(map(self.path, same), None)

    def refs(self, among: Sequence[Flags]) -> list[DocumentRef]:
        """Where the documents are kept that `among` has for each segment, by their paths."""
        return [ref for _, ref in self._files.volumes() if among[ref.segment][ref.document]]

    def stored(self, ref: DocumentRef) -> StoredDocument:
        """The record that is kept there."""
        with trusting(self._segments):
            return StoredDocument(self._segments[ref.segment].content(ref.document))

    def cited(self, low: int, high: int) -> list[tuple[int, str, int, DocumentRef]]:
        """Id, path and paragraph, from 1, of the paragraphs with ids from `low` to `high`, and
        where they are kept."""
        with trusting(self._segments):
            found = []
            for number, segment in enumerate(self._segments):
                used = set(self._files.documents(number).tolist())
                for key, document, paragraph in segment.cited(low, high):
                    if document in used:
                        ref = DocumentRef(number, document)
                        found.append((key, self.path(ref), paragraph, ref))
            return sorted(found)

    def others_with(self, key: int, path: str) -> list[tuple[str, int, int]]:
        """Path and paragraph, from 1, of the paragraphs with that id in files other than the one at
        `path`, in order, and the numbers of their volumes."""
        with trusting(self._segments):
            found = []
            for number, segment in enumerate(self._segments):
                for _, document, paragraph in segment.cited(key, key):
                    ref = DocumentRef(number, document)
                    holder = self._files.holder(ref)
                    if holder is not None and holder != path:
                        volume = self._files[holder].refs.index(ref)
                        found.append((holder, paragraph, volume))
            return sorted(found)


def _read(segments: Sequence[Segment], ref: DocumentRef) -> SplitDocument:
    with trusting(segments):
        return segments[ref.segment].split(ref.document)
