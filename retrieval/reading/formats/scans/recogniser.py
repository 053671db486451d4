"""The process that recognises pages, one after the other: as `worker`, which it is begun like.

It takes seconds to begin and much memory: nothing else is done in it.
"""

from retrieval.reading.formats import ofd, pdf, scans
from retrieval.reading.formats.detection import Format
from retrieval.reading.formats.frame import Recognised, Unknown
from retrieval.reading.formats.scans.engine import recognise
from retrieval.reading.formats.wire import Request
from retrieval.reading.formats.worker import kind_of, serve, translated


def main() -> None:
    """Answer requests on standard input until it ends."""
    serve(_recognised)


def _recognised(data: bytes, request: Request) -> Recognised:
    with translated():
        kind = kind_of(data, request.name)
        if kind is Format.PDF:
            return recognise(pdf.look(data, request.page))
        if kind is Format.OFD:
            return recognise(ofd.look(data, request.page, request.limits))
        if kind in scans.FORMATS:
            return recognise(scans.look(data, request.page))
        raise Unknown(kind)
