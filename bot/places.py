"""Where things are kept on the machine."""

from pathlib import Path


def default_state() -> Path:
    """The user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("wenju", appauthor=False)


def expanded(text: str) -> Path:
    """The path in `text`, a leading ~ expanded where there is such a home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
