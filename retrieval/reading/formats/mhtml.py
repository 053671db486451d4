"""To come."""

from retrieval.reading.formats.frame import Extracted, Limits, Unknown


def read(_data: bytes, _limits: Limits) -> Extracted:
    """To come."""
    raise Unknown("mhtml")
