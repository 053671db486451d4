"""What somebody wrote down beside a file about its document: `notice.pdf.toml` beside `notice.pdf`.

    title = "关于…的通知"
    issued_on = 2024-03-01
    source = "市政府办公室"
    document_number = "国办发〔2024〕1号"
    url = "https://…"
    author = "…"

Each of these comes before what the document says itself. Nothing else may stand there.
"""

import errno
import tomllib
from datetime import date, datetime
from pathlib import Path

from retrieval.models import Field, Metadata
from retrieval.paths import regular
from retrieval.reading import SIDECAR

_MAX_BYTES = 1 << 16
_KEYS = ("title", "source", "document_number", "url")
_AUTHOR, _DATE = "author", "issued_on"
# There is no such file, or none can be: its name would be too long.
_NONE = (errno.ENOENT, errno.ENAMETOOLONG)


class SidecarUnreadable(Exception):
    """What stands beside the file is not as described here."""


def described(path: Path, metadata: Metadata) -> Metadata:
    """`metadata`, with what stands beside the file at `path` in its place.

    Raises SidecarUnreadable.
    """
    said = _said(path)
    if not said:
        return metadata
    issued_on = said.pop(_DATE, metadata.issued_on)
    author = said.pop(_AUTHOR, None)
    if isinstance(issued_on, datetime):
        issued_on = issued_on.date()
    if said.keys() - {*_KEYS} or not isinstance(issued_on, date | None):
        raise SidecarUnreadable
    texts = {
        name: value for name, value in said.items() if isinstance(value, str) and value.strip()
    }
    if len(texts) < len(said) or not isinstance(author, str | None):
        raise SidecarUnreadable
    fields = metadata.fields
    if author:
        fields = (Field(_AUTHOR, " ".join(author.split()), -1, -1), *fields)
    own = {name: " ".join(value.split()) for name, value in texts.items()}
    return metadata._replace(**own, issued_on=issued_on, fields=fields)


def _said(path: Path) -> dict[str, object]:
    beside = path.with_name(path.name + SIDECAR)
    try:
        if beside.is_symlink():
            raise SidecarUnreadable
        with open(beside, "rb", opener=regular) as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        if error.errno in _NONE:
            return {}
        raise SidecarUnreadable from error
    try:
        if len(content) > _MAX_BYTES:
            raise SidecarUnreadable
        return tomllib.loads(content.decode())
    # Of no TOML, of no UTF-8, of numbers with thousands of digits; of lists in lists in lists.
    except (ValueError, RecursionError) as error:
        raise SidecarUnreadable from error
