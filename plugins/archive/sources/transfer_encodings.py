"""Decode the transfer encodings of mails and of pages saved as MHTML: base64 and quoted-printable (RFC 2045).

The rule: damage costs only what it hit. Truncated base64 and base64 with missing padding or foreign characters is
decoded as far as possible. Text that is declared as base64 and isn't is read unchanged.
"""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_FOREIGN_SHARE = 10
"""At most one character in this many may be foreign to base64."""
_EQUALS_SIGN = re.compile(rb"=(?:[0-9A-F]{2}|[ \t]*\n)?")
"""In quoted-printable, "=" starts the code of a byte or continues a line."""
_LINE_GOES_ON = re.compile(rb"\S=[ \t]*\n")
_CODED = re.compile(rb"=(?:3D|20|[89A-F][0-9A-F])")
_TRAILING_SPACE = re.compile(rb"(?<![ \t])[ \t]++(?=\n|\Z)")


def decode_transfer_encoding(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """Decode `data`. Returns the bytes and what was wrong, or None."""
    if encoding == "base64":
        return decode_base64(data)
    if encoding == "quoted-printable":
        return _decode_quoted_printable(data), None
    if encoding in ("7bit", "8bit", "binary"):
        return data, None
    if _looks_quoted_printable(data):
        return _decode_quoted_printable(data), "its transfer encoding is damaged; it was read as quoted-printable"
    return data, None if not encoding else f"its transfer encoding {encoding[:40]} is unknown; it was read unchanged"


def decode_base64(data: bytes) -> tuple[bytes, str | None]:
    """Decode base64. Returns the bytes and what was wrong, or None."""
    packed = b"".join(line.strip() for line in data.split(b"\n"))
    foreign = len(packed) - len(kept := _NOT_BASE64.sub(b"", packed))
    if foreign * _FOREIGN_SHARE > len(packed):
        return data, "it is declared as base64 and is not; it was read unchanged"
    runs = [run for run in kept.split(b"=") if run]
    whole = not foreign and len(kept) % 4 == 0
    return b"".join(map(_decode_run, runs)), None if whole else "its base64 is damaged; some of it may be missing"


def _decode_quoted_printable(data: bytes) -> bytes:
    return binascii.a2b_qp(_TRAILING_SPACE.sub(b"", data))


def _looks_quoted_printable(data: bytes) -> bool:
    """Recognise quoted-printable that isn't declared. Undecoded, its links would be cut and keep recipients' tokens."""
    if not (_LINE_GOES_ON.search(data) and _CODED.search(data)):
        return False  # no text has both by chance; other characters may belong to boundaries
    matches = [found.group() for found in _EQUALS_SIGN.finditer(data)]
    return matches.count(b"=") * 2 <= len(matches)


def _decode_run(matches: bytes) -> bytes:
    """Decode one run of base64; an incomplete byte at its end is dropped."""
    matches = matches[: -1 if len(matches) % 4 == 1 else None]
    return binascii.a2b_base64(matches + b"=" * (-len(matches) % 4))
