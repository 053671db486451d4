"""SHA-256 and BLAKE2b as `hashlib` has them, without OpenSSL.

To load that takes longer than a question takes to be answered, and what is hashed here is short.
The standard library's `random` does the same for the same reason.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b

        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256
    except ImportError:  # a Python that was built without them
        from hashlib import blake2b, sha256

__all__ = ["blake2b", "sha256"]
