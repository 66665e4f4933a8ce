"""The transfer encodings of mail, undone; and lines that a mail program folded, joined (RFC 3676).

The rule: damage costs no more than what it hit. Base64 without padding, with signs that are none, or cut off is read as
far as it goes; what says it is base64 and is not is taken as it stands.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_MOST_FOREIGN = 10
"""One sign in so many may be foreign to base64."""
_SIGN = re.compile(rb"=(?:[0-9A-F]{2}|[ \t]*\n)?")
"""An "=": in quoted-printable it begins the code of a byte, or ends a line that goes on."""
_LINE_GOES_ON = re.compile(rb"\S=[ \t]*\n")
_CODED = re.compile(rb"=(?:3D|20|[89A-F][0-9A-F])")
_TRAILING_SPACE = re.compile(rb"(?<![ \t])[ \t]++(?=\n|\Z)")


def decoded_bytes(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """`data` without its transfer `encoding`, and what was wrong with it, in words; None if nothing was."""
    if encoding == "base64":
        return from_base64(data)
    if encoding == "quoted-printable":
        return _from_quoted(data), None
    if encoding in ("7bit", "8bit", "binary"):
        return data, None
    if _is_quoted(data):
        return _from_quoted(data), "its transfer encoding is damaged; it was read as quoted-printable"
    return data, None if not encoding else f"its transfer encoding {encoding[:40]} is unknown; it was read as it stands"


def from_base64(data: bytes) -> tuple[bytes, str | None]:
    """The bytes that `data` stands for, and what was wrong with it."""
    packed = b"".join(line.strip() for line in data.split(b"\n"))
    foreign = len(packed) - len(kept := _NO_BASE64.sub(b"", packed))
    if foreign * _MOST_FOREIGN > len(packed):
        return data, "it is not base64, as it says; it was read as it stands"
    stretches = [stretch for stretch in kept.split(b"=") if stretch]
    whole = not foreign and len(kept) % 4 == 0
    return b"".join(map(_stretch, stretches)), None if whole else "its base64 is damaged; some of it may be missing"


def _from_quoted(data: bytes) -> bytes:
    return binascii.a2b_qp(_TRAILING_SPACE.sub(b"", data))


def _is_quoted(data: bytes) -> bool:
    """Whether it is quoted-printable, though nothing says so: its addresses would be cut in pieces otherwise, and keep
    what tells who got it."""
    if not (_LINE_GOES_ON.search(data) and _CODED.search(data)):
        return False  # no text has these by chance; that others are foreign, boundaries of parts may account for
    signs = [found.group() for found in _SIGN.finditer(data)]
    return signs.count(b"=") * 2 <= len(signs)


def unflowed(text: str, spaces_go: bool) -> str:
    """`text` with the lines joined that "format=flowed" folded. Quoted and blank lines stay as they are; so does the
    line above a signature. `spaces_go`: the space that marks a fold is no part of the text ("DelSp=yes")."""
    return "\n".join(_joined_lines(text.split("\n"), spaces_go))


def _joined_lines(lines: list[str], spaces_go: bool) -> Iterator[str]:
    waiting: list[str] = []
    for line in lines:
        if not line or line == "-- " or line.startswith(">"):
            yield from filter(None, ["".join(waiting)])
            waiting = []
            yield line
            continue
        line = line.removeprefix(" ")
        if line.endswith(" "):
            waiting.append(line[:-1] if spaces_go else line)
        else:
            yield "".join([*waiting, line])
            waiting = []
    yield from filter(None, ["".join(waiting)])


def _stretch(signs: bytes) -> bytes:
    """What one stretch of base64 stands for; a last sign that alone is less than a byte goes."""
    signs = signs[: -1 if len(signs) % 4 == 1 else None]
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
