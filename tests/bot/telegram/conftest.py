"""A bot whose owners, Ada and Bob, change its library."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Bot, User
from library_changes import KEPT, Run

from retrieval import IndexOptions, Library


@pytest.fixture
def owned(tmp_path: Path) -> Path:
    """The folder of the library that is changed, with one document."""
    root = tmp_path / "owned"
    root.mkdir()
    (root / "用水.txt").write_text(KEPT, "utf-8")
    return root


@pytest.fixture
def run(start: Run, me: Bot, owned: Path, ada: User, bob: User) -> Run:
    """Runs the bot on `owned`; started again, it has the same state."""

    def opened(options: IndexOptions) -> Library:
        return Library.open(owned, options=options)

    def running(**chosen: Any) -> AbstractAsyncContextManager[Any]:
        given = {"owners": frozenset({ada.id, bob.id}), "open_library": opened, "place": owned}
        return start(me, **given | chosen)

    return running
