"""What became of the files of a folder since they were read."""

from collections.abc import Mapping

import numpy as np

from retrieval.index.file_table import Files
from retrieval.indexing.scan import File, Scan
from retrieval.tuples import NamedTuple


class Changes(NamedTuple):
    """The files that are new, or not as they were, in the order of their names; the names of those
    that are gone; and all that was `found`."""

    changed: Mapping[str, File]
    gone: frozenset[str]
    found: Scan

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.changed or self.gone)


def compare(files: Files, found: Scan) -> Changes:
    """What changed since `files` were read."""
    names, count = [*found.paths], len(found.paths)
    rows, sizes, times = files.look(names)
    is_same = np.fromiter(found.sizes.values(), np.int64, count) == sizes
    is_same &= np.fromiter(found.times.values(), np.int64, count) == times
    changed = sorted(names[n] for n in np.flatnonzero(~is_same).tolist())
    missing = np.delete(np.arange(len(files)), rows[rows >= 0]).tolist()
    gone = (name for row in missing if not (name := files.names[row]).startswith(found.unseen))
    return Changes(
        {name: found.file(name) for name in changed},
        frozenset(gone),
        found,
    )
