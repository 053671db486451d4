"""Where things are kept on the machine."""

import os
import sys
from pathlib import Path


def default_state() -> Path:
    """The user's data folder."""
    if sys.platform == "linux" and "XDG_DATA_HOME" not in os.environ:
        # Where platformdirs has it too; importing that takes a twentieth of a question.
        return Path(os.path.expanduser("~/.local/share/wenju"))  # noqa: PTH111 - never raises
    from platformdirs import user_data_path

    return user_data_path("wenju", appauthor=False)


def expanded(text: str) -> Path:
    """The path in `text`, a leading ~ expanded where there is such a home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
