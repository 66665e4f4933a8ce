"""Checksums as web archives write them: "sha1:" and the digest in base 32, and in practice in base 16 or 64 as well.

The rule: a checksum in a way that is not known proves nothing and contradicts nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

_KNOWN = ("md5", "sha1", "sha256", "sha384", "sha512")


def agrees(checksum: str, pieces: Iterable[bytes]) -> bool | None:
    """Whether `checksum` is that of the bytes in `pieces`; None if it is of a kind that is not known."""
    algorithm, _, written = checksum.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    if algorithm not in _KNOWN:
        return None
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return written.strip().rstrip("=") in _spellings(digest.digest())


def _spellings(digest: bytes) -> set[str]:
    base32, base64_ = base64.b32encode(digest).decode(), base64.b64encode(digest).decode()
    base64_url = base64.urlsafe_b64encode(digest).decode()
    in_hex = digest.hex()
    return {each.rstrip("=") for each in (base32, base32.lower(), in_hex, in_hex.upper(), base64_, base64_url)}
