"""Decode the bytes of an HTML page.

The rule: no byte is dropped silently. The declared encoding is used if the bytes are valid in it. If not, the page is
decoded with the encoding that fits, single invalid bytes are read as windows-1252, and a remark says so.

The parser cannot do this: told utf-8, lxml turns a latin-1 byte into U+FFFD; told utf-16, it garbles a page whose
readable `<meta>` shows that it is not UTF-16; told iso-8859-1, it turns curly quotes into control characters (see
"Encodings" and "Library behaviour the code relies on" in docs/formats.md).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_SNIFFED = 4096
"""Number of bytes at the start in which a page may declare its encoding; browsers look at 1,024 or more."""
_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""Byte order marks, and how the first "<" looks in UTF-16 without one."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_IN_PAGE = re.compile(
    rb"""<(?: meta\b[^>]*?\bcharset | \?xml\b[^>]*?\bencoding )\s*=\s*["']?\s*([\w.:+-]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_MEDIA_TYPE = re.compile(r"""\bcharset\s*=\s*["']?\s*([\w.:+-]+)""", re.IGNORECASE | re.ASCII)
_READ_AS = {
    **dict.fromkeys(["ascii", "iso8859-1"], "cp1252"),
    **dict.fromkeys(["gb2312", "gbk"], "gb18030"),
    **dict.fromkeys(["iso8859-11", "tis-620"], "cp874"),
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "utf-16": "utf-16-le",
}
"""Encodings that browsers read as a superset (encoding.spec.whatwg.org, "Names and labels")."""
_KNOWN = re.compile(
    r"utf-8|utf-16-[lb]e|cp(?:125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
"""The encodings that browsers support, by Python's names. Not utf-7 and the like, which can hide mark-up."""
_AS_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # five of them are undefined in windows-1252
    for byte in range(0x80, 0x100)
}
_REPLACED = "\ufffd"


class DecodedHtml(NamedTuple):
    """A page as it was decoded."""

    text: str
    remarks: tuple[str, ...]
    """Sentences about its encoding."""
    guessed: int = 0
    """How many invalid bytes were read as windows-1252."""


def decode_html(data: bytes, media_type: str | None = None) -> DecodedHtml:
    """Return the text of the page `data`, and a remark on each problem; never raises.

    The encoding is taken from the byte order mark, the charset in `media_type` ("text/html; charset=utf-8") or the
    first 4 kB of the page, in this order; the default is utf-8. A remark is a sentence without the page's name.
    """
    remarks: list[str] = []
    encodings = [known for declared in _declared(data, media_type) if (known := _encoding(declared, data, remarks))]
    for encoding in dict.fromkeys([*encodings, "utf-8"]):
        if (text := _decode_strictly(data, encoding)) is not None:
            return DecodedHtml(_without_byte_order_mark(text), (*remarks, *_mismatch(encodings[:1], encoding)))
    encoding = (encodings or ["utf-8"])[0]
    text, remark, guessed = _decode_leniently(data, encoding)
    return DecodedHtml(_without_byte_order_mark(text), (*remarks, remark), guessed)


def _declared(data: bytes, media_type: str | None) -> Iterator[str]:
    """Yield the declared encodings, most trusted first."""
    yield from (encoding for mark, encoding in _SIGNATURES if data.startswith(mark))
    if in_media_type := _IN_MEDIA_TYPE.search(media_type or ""):
        yield in_media_type.group(1)
    if in_page := _IN_PAGE.search(_COMMENT.sub(b"", data[:_SNIFFED])):
        yield in_page.group(1).decode("ascii", "replace")


def _encoding(declared: str, data: bytes, remarks: list[str]) -> str | None:
    """Return Python's name of the encoding `declared`; None, with a remark, if it is unknown or cannot be right."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        name = ""
    name = _READ_AS.get(name, name)
    if not _KNOWN.fullmatch(name):
        remarks.append(f"unknown encoding {declared}")
        return None
    if name.startswith("utf-16") and b"\0" not in data[:_SNIFFED]:
        remarks.append(
            f"the page declares {declared}, but is not encoded in it"
        )  # every other byte of mark-up would be 0
        return None
    return name


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    """Decode `data`; None if a byte is invalid. Every byte is valid in windows-1252, so UTF-8 takes precedence."""
    if encoding == "cp1252" and not data.isascii() and _decode_strictly(data, "utf-8") is not None:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mismatch(declared: list[str], encoding: str) -> list[str]:
    if declared in ([], [encoding]):
        return []
    return [f"the page declares {_label(declared[0])}, but is encoded in {_label(encoding)}"]


def _decode_leniently(data: bytes, encoding: str) -> tuple[str, str, int]:
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeDecodeError:  # an encoding in which a byte below 0x80 can be invalid
        text = data.decode(encoding, "replace")
        return text, f"invalid {_label(encoding)} in {text.count(_REPLACED)} places, which show as {_REPLACED}", 0
    invalid = sum(0xDC80 <= ord(character) <= 0xDCFF for character in text)
    where = "1 byte, which was" if invalid == 1 else f"{invalid} bytes, which were"
    remark = f"invalid {_label(encoding)} in {where} read as windows-1252"
    return text.translate(_AS_CP1252), remark, invalid


def _label(encoding: str) -> str:
    return encoding.replace("cp125", "windows-125")


def _without_byte_order_mark(text: str) -> str:
    return text.removeprefix("\ufeff")
