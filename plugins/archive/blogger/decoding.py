"""The text of a data file, piece by piece, whatever its encoding.

The rule: no byte is dropped in silence. A byte order mark or, failing that, the XML declaration says the encoding,
if it can be true; otherwise it is utf-8. A byte that does not fit is read as windows-1252 and counted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

_PIECE = 2**18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']""")
_ONE_BYTE = re.compile(r"utf-8|ascii|cp(?:125[0-8]|437|8\d\d)|iso8859-\d+|koi8-[rut]|mac-\w+|tis-620|kz1048|ptcp154")
_MANY_BYTES = re.compile(r"gb\w+|big5\w*|euc_\w+|shift_ji\w+|cp9(?:32|49|50)|iso2022_jp|johab")
_READ_AS = {**dict.fromkeys(["ascii", "iso8859-1"], "cp1252"), "gb2312": "gb18030", "gbk": "gb18030"}
"""Encodings that mean a larger one on the web."""
_ODD_BYTES = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # five of them mean nothing in windows-1252
    for byte in range(0x80, 0x100)
}
_ODD = re.compile("[\udc80-\udcff]")


class DecodedText:
    """The text of one data file, read once, in pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._odd = 0
        self._encoding = "utf-8"

    def pieces(self) -> Iterator[str]:
        """All of the text, in order, without a byte order mark. Never raises, whatever the bytes."""
        start = self._file.read(_PIECE)
        self._encoding = encoding_of(start)
        decoder = codecs.getincrementaldecoder(self._encoding)(_errors(self._encoding))
        first = True
        while start:
            piece = decoder.decode(start)
            yield self._counted(piece.removeprefix("\ufeff") if first else piece)
            start, first = self._file.read(_PIECE), False
        yield self._counted(decoder.decode(b"", True))

    def remark(self) -> str | None:
        """What a keeper should know once all pieces are read; None if every byte was right."""
        if not self._odd:
            return None
        return f"{self._odd} bytes are no {self._encoding}; they were read as windows-1252 or show as a placeholder"

    def _counted(self, piece: str) -> str:
        if _errors(self._encoding) == "replace":
            self._odd += piece.count("\ufffd")
            return piece
        if odd := len(_ODD.findall(piece)):
            self._odd += odd
            piece = piece.translate(_ODD_BYTES)
        return piece


def start_text(start: bytes) -> str:
    """The text of the first bytes of a file, to recognise it by. Never raises."""
    encoding = encoding_of(start)
    return start.decode(encoding, "replace").removeprefix("\ufeff")


def encoding_of(start: bytes) -> str:
    """Python's name of the encoding that a file beginning with `start` has."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    declared = _DECLARED.match(start)
    return _named(declared[1].decode("ascii")) if declared else "utf-8"


def _named(declared: str) -> str:
    """The encoding that is `declared`, if it can be: one that has mark-up where ASCII has it."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return "utf-8"
    name = _READ_AS.get(name, name)
    known = _ONE_BYTE.fullmatch(name) or _MANY_BYTES.fullmatch(name)
    return name if known else "utf-8"


def _errors(encoding: str) -> str:
    """In an encoding of many bytes an ASCII byte can be wrong too, which cannot be kept."""
    return "surrogateescape" if _ONE_BYTE.fullmatch(encoding) else "replace"


def decoded(data: bytes) -> str:
    """All of the text of `data`. Never raises."""
    return "".join(DecodedText(BytesIO(data)).pieces())
