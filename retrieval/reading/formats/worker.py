"""The process that reads files of binary formats, one after the other, until its input ends.

A request is a line; what comes back is the length of the answer in eight bytes, and the answer
(`wire`). A file that takes this process over can send nothing but text.
"""

import os
import sys
import time
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from retrieval.paths import regular
from retrieval.reading.formats import epub, odt, ofd, pdf, pptx, rtf, scans, word97
from retrieval.reading.formats.compound import opened
from retrieval.reading.formats.detection import (
    HEAD,
    Format,
    format_in_ole,
    format_in_zip,
    format_of,
    streams_in,
)
from retrieval.reading.formats.frame import (
    CHARACTERS,
    DAMAGED,
    MEMORY,
    PASSWORD,
    UNRECOGNISED,
    Drawn,
    Extracted,
    LibraryMissing,
    Limits,
    Recognised,
    Refused,
    Sought,
    Unknown,
    past,
)
from retrieval.reading.formats.packages import names_in
from retrieval.reading.formats.sheets import xls, xlsx
from retrieval.reading.formats.web import html, mhtml
from retrieval.reading.formats.wire import Found, Outcome, Request, packed, requested
from retrieval.reading.formats.word import docx

if sys.platform != "win32":
    import resource

Work = Callable[[bytes, Request], Outcome]
"""What is done with the bytes of a file."""

_READERS: dict[str, Callable[[bytes, Limits], Extracted]] = {
    Format.HTML: html.read,
    Format.MHTML: mhtml.read,
    Format.DOCX: docx.read,
    Format.DOC: word97.read,
    Format.XLSX: xlsx.read,
    Format.XLS: xls.read,
    Format.RTF: rtf.read,
    Format.PPTX: pptx.read,
    Format.EPUB: epub.read,
    Format.ODT: odt.read,
}
# Of pages that are pictures, these take what was recognised on them.
_SCANNED: dict[str, Callable[[bytes, Limits, Mapping[int, Recognised]], Extracted]] = {
    Format.PDF: pdf.read,
    Format.OFD: ofd.read,
    **dict.fromkeys(scans.FORMATS, scans.read),
}
# Seconds of computing that are granted beyond the limit before the system ends the process: only
# if nobody is left to do it.
_GRACE = 5


def extract(
    data: bytes, name: str, limits: Limits, recognised: Mapping[int, Recognised] = UNRECOGNISED
) -> Found:
    """What a file of these bytes holds, with what was `recognised` on its pages. Raises what
    readers raise, and MemoryError."""
    with translated():
        kind = kind_of(data, name)
        if kind in _SCANNED:
            extracted = _SCANNED[kind](data, limits, recognised)
        else:
            extracted = _READERS[kind](data, limits)
    if sum(len(block.text) for block in extracted.blocks) > limits.characters:
        raise past(CHARACTERS, limits.characters)
    return Found(kind, extracted)


def drawn(data: bytes, name: str, sought: Sought) -> Drawn:
    """A page of a file of these bytes. Raises what readers raise; Unknown where none draws."""
    with translated():
        if (kind := kind_of(data, name)) is not Format.PDF:
            raise Unknown(kind)
        return pdf.draw(data, sought)


@contextmanager
def translated() -> Iterator[None]:
    """Whatever a library does about a file that is not as it should be, as a refusal."""
    try:
        yield
    except (Refused, Unknown, LibraryMissing, MemoryError):
        raise
    except ModuleNotFoundError as error:
        raise LibraryMissing((error.name or "").partition(".")[0]) from error
    except Exception as error:
        raise Refused(DAMAGED) from error


def kind_of(data: bytes, name: str) -> Format:
    """The format that one of the readers knows. Raises Unknown, and Refused for a password."""
    kind = format_of(data[:HEAD], name)
    if kind is Format.ZIP:
        inside = format_in_zip(names_in(data))
    elif kind is Format.OLE:
        inside = format_in_ole(_streams(data))
    else:
        inside = kind.value
    if inside == "encrypted":
        raise Refused(PASSWORD)
    if inside not in _READERS and inside not in _SCANNED:
        raise Unknown(inside)
    return Format(inside)


def _streams(data: bytes) -> Container[str]:
    try:
        with opened(data) as file:
            return file.names
    except LibraryMissing:
        return streams_in(data)


def main() -> None:
    """Answer requests on standard input until it ends."""
    serve(_read)


def _read(data: bytes, request: Request) -> Outcome:
    _, name, limits, sought, _, recognised = request
    return drawn(data, name, sought) if sought else extract(data, name, limits, recognised)


def serve(work: Work) -> None:
    """Answer requests on standard input with what `work` makes of a file's bytes, until it ends;
    then end, whatever is being done."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not come between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    while True:
        answer = _answer(requested(asked.get()), work)
        answers.write(len(answer).to_bytes(8, "little"))
        answers.write(answer)
        answers.flush()


def _answer(request: Request, work: Work) -> bytes:
    _limit(request.limits)
    outcome = _outcome(request, work)
    try:
        return packed(outcome)
    except MemoryError:
        del outcome
    return packed(past(MEMORY, request.limits.memory))


def _outcome(request: Request, work: Work) -> Outcome | Exception:
    try:
        return work(_bytes(request.path), request)
    except (Refused, Unknown, LibraryMissing) as error:
        # The frames that it came through hold what was read: there may be no room for an answer.
        error.__cause__ = error.__context__ = error.__traceback__ = None
        return error
    except MemoryError:
        pass
    return past(MEMORY, request.limits.memory)


def _listen(requests: BinaryIO, asked: "SimpleQueue[bytes]") -> None:
    """Pass on each line; end the process where there are no more, busy or not."""
    for line in requests:
        asked.put(line)
    os._exit(0)


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb", opener=regular) as file:
            return file.read()
    except OSError as error:
        raise Refused(error.strerror or type(error).__name__) from error


def _limit(limits: Limits) -> None:
    """Let the system end or refuse what takes too much. As far as it does that."""
    # Where there is no such module, on Windows, `workers` looks on.
    if sys.platform != "win32":
        with suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory, most))
        with suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            end = int(time.process_time() + limits.seconds) + _GRACE
            resource.setrlimit(resource.RLIMIT_CPU, (end, most))
