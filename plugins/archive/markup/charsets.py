"""The text of an HTML page, from its bytes.

The rule: no byte is dropped in silence. What a page says of its encoding holds if it can be true; where it cannot, the
page is read as what it is, a byte that fits nowhere as windows-1252, and a remark says so. Why not the parser: told
utf-8, lxml makes U+FFFD of a latin-1 byte; told utf-16, it makes garbage of a page that shows in its own `<meta>` that
it is none; told iso-8859-1, it makes control characters of curly quotes (forms.md 7.1, reliability.md 2.4).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_SNIFFED = 4096
"""Bytes at the beginning in which a page may say its encoding; browsers look at the first 1,024 at least."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a page begins that says its encoding before its first word."""
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
"""Encodings that mean a larger one on the web (encoding.spec.whatwg.org, Names and labels)."""
_KNOWN = re.compile(
    r"utf-8|utf-16-[lb]e|cp(?:125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
"""Those that browsers know, by Python's names. Not utf-7 and the like, in which mark-up can hide."""
_ODD_BYTES = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # five of them mean nothing in windows-1252
    for byte in range(0x80, 0x100)
}

_REPLACED = "\ufffd"


def decode_html(data: bytes, media_type: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of the page `data`, and remarks on what was odd; never raises.

    Asked in this order: a byte order mark, the charset of `media_type` ("text/html; charset=utf-8"), what the page says
    in its first 4 kB; without any of these it is utf-8. A remark is a plain sentence without the page's name.
    """
    remarks: list[str] = []
    encodings = [known for said in _declared(data, media_type) if (known := _encoding(said, data, remarks))]
    for encoding in dict.fromkeys([*encodings, "utf-8"]):
        if (text := _strictly(data, encoding)) is not None:
            return _without_mark(text), (*remarks, *_another(encodings[:1], encoding))
    encoding = (encodings or ["utf-8"])[0]
    text, remark = _with_odd_bytes(data, encoding)
    return _without_mark(text), (*remarks, remark)


def _declared(data: bytes, media_type: str | None) -> Iterator[str]:
    """What is said of the encoding, most trusted first."""
    yield from (encoding for mark, encoding in _MARKS if data.startswith(mark))
    if said := _IN_MEDIA_TYPE.search(media_type or ""):
        yield said.group(1)
    if in_page := _IN_PAGE.search(_COMMENT.sub(b"", data[:_SNIFFED])):
        yield in_page.group(1).decode("ascii", "replace")


def _encoding(said: str, data: bytes, remarks: list[str]) -> str | None:
    """Python's name of the encoding that `said` means for this page; None, with a remark, if it means none."""
    try:
        name = codecs.lookup(said).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        name = ""
    name = _READ_AS.get(name, name)
    if not _KNOWN.fullmatch(name):
        remarks.append(f"the page says its encoding is {said}, which is none")
        return None
    if name.startswith("utf-16") and b"\0" not in data[:_SNIFFED]:
        remarks.append(f"the page says its encoding is {said}, but it is not")  # mark-up would be every other byte 0
        return None
    return name


def _strictly(data: bytes, encoding: str) -> str | None:
    """The text if all of it can be that encoding. Windows-1252 can be anything, so nothing that is utf-8 is that."""
    if encoding == "cp1252" and not data.isascii() and _strictly(data, "utf-8") is not None:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _another(declared: list[str], encoding: str) -> list[str]:
    if declared in ([], [encoding]):
        return []
    return [f"the page says its encoding is {_label(declared[0])}, but it is {_label(encoding)}"]


def _with_odd_bytes(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeDecodeError:  # encodings in which a lower byte can be wrong
        text = data.decode(encoding, "replace")
        return text, f"{text.count(_REPLACED)} signs are no {_label(encoding)}; they show as {_REPLACED}"
    odd = sum(0xDC80 <= ord(sign) <= 0xDCFF for sign in text)
    return text.translate(_ODD_BYTES), f"{odd} bytes are no {_label(encoding)}; they were read as windows-1252"


def _label(encoding: str) -> str:
    return encoding.replace("cp125", "windows-125")


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")
