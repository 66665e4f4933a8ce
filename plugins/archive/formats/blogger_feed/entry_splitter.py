"""A feed cut into its entries, piece by piece, before any parser sees it.

The rule: nothing is lost; the stretches, in order, are the whole text. An entry begins at its start tag and ends at its
end tag, told by local name, so that prefixes do not matter; one that does not end, because another begins or the text
ends, is damaged and harms no other. Tags in comments and CDATA sections do not count; a comment or section that does
not end, or in which another of its kind begins, is none.

Memory: one entry and one piece of text. Time: linear; what was searched in vain is not searched again.

The text of a data file, piece by piece, whatever its encoding.

The rule: no byte is dropped in silence. A byte order mark or, failing that, the XML declaration says the encoding,
if it can be true; otherwise it is utf-8. A byte that does not fit is read as windows-1252 and counted.

An entry as it stands made into one that every XML parser reads alike.

The rule: words stay as they are. CDATA sections become plain text; comments, processing instructions, the document
type and characters that XML forbids go; a reference stands for its character, whatever its dialect (`&nbsp;`,
`&#150;`), and an `&` that is none for itself. So no entity is left to expand, and what is left is tags, text and XML's
own five.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from html import escape, unescape
from html.entities import html5
from io import BytesIO
from typing import BinaryIO, NamedTuple

from archive.text import clean

LONGEST = 10_000_000
"""Characters of an entry. libxml2 reads no longer text either, unless told that it is safe."""

_LONGEST_MARK = 80
_QUIET = {"<!--": "-->", "<![CDATA[": "]]>"}


class Kind(Enum):
    """What a stretch is."""

    FRAME = "what stands around the entries"
    ENTRY = "a whole entry"
    DAMAGED = "a part of an entry"


class Stretch(NamedTuple):
    """One stretch of a feed."""

    kind: Kind
    source: str


def stretches(pieces: Iterable[str], name: str) -> Iterator[Stretch]:
    """The text of a feed whose entries are called `name` ("entry", "item"), cut; `pieces` is that text in order."""
    cutter = _Cutter(name)
    for piece in pieces:
        yield from cutter.more(piece)
    yield from cutter.end()


class _Cutter:
    def __init__(self, name: str) -> None:
        tag = rf"(?:[\w.-]{{1,40}}:)?{name}"
        self._marks = re.compile(rf"<!--|<!\[CDATA\[|<{tag}(?=[\s/>])|</{tag}\s{{0,20}}>")
        self._text = ""
        self._start = 0
        """Where in the text the present stretch begins."""
        self._at = 0
        """Where to look for the next mark."""
        self._kind = Kind.FRAME
        self._is_all = False

    def more(self, piece: str) -> Iterator[Stretch]:
        self._text = self._text[self._start :] + piece
        self._at -= self._start
        self._start = 0
        yield from self._cut()
        if self._is_overlong():
            yield from self._cut()
            yield from self._too_much()

    def end(self) -> Iterator[Stretch]:
        self._is_all = True
        yield from self._cut()
        yield from self._stretch(len(self._text), _cut_short(self._kind))

    def _cut(self) -> Iterator[Stretch]:
        while mark := self._next_mark():
            sign = mark.group()
            if sign in _QUIET:
                if (end := self._end_of_quiet(mark)) is None:
                    return
                self._at = end
            elif sign.startswith("</"):
                yield from self._stretch(mark.end(), Kind.ENTRY if self._kind is Kind.ENTRY else Kind.DAMAGED)
                self._kind = Kind.FRAME
            else:
                yield from self._stretch(mark.start(), _cut_short(self._kind))
                self._kind, self._at = Kind.ENTRY, mark.end()

    def _next_mark(self) -> re.Match[str] | None:
        """The next mark that is wholly in the text."""
        limit = len(self._text) - (0 if self._is_all else _LONGEST_MARK)
        mark = self._marks.search(self._text, self._at)
        if mark and mark.start() < limit:
            self._at = mark.start()
            return mark
        self._at = max(self._at, limit)
        return None

    def _end_of_quiet(self, mark: re.Match[str]) -> int | None:
        """Where the comment or section that begins with `mark` ends; the end of `mark` if it is none; None if only
        more text can tell."""
        sign, start = mark.group(), mark.end()
        another = self._text.find(sign, start)
        end = self._text.find(_QUIET[sign], start, another if another >= 0 else len(self._text))
        if end >= 0:
            return end + len(_QUIET[sign])
        return start if another >= 0 or self._is_all or self._is_overlong() else None

    def _is_overlong(self) -> bool:
        return len(self._text) - self._start > LONGEST

    def _too_much(self) -> Iterator[Stretch]:
        """What has come of a stretch that is longer than any can be."""
        if self._is_overlong():
            self._kind = _cut_short(self._kind)
            yield from self._stretch(len(self._text) - _LONGEST_MARK, self._kind)

    def _stretch(self, end: int, kind: Kind) -> Iterator[Stretch]:
        if end > self._start:
            yield Stretch(kind, self._text[self._start : end])
        self._start = end
        self._at = max(self._at, end)


def _cut_short(kind: Kind) -> Kind:
    return Kind.DAMAGED if kind is Kind.ENTRY else kind


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


_ODDITIES = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|(?P<cut>\Z))"
    r"|<!--.*?(?:-->|(?P<open>\Z))"
    r"|<\?.*?(?:\?>|(?P<unended>\Z))"
    r"|<!DOCTYPE\b[^\[<>]*+(?:\[[^\]]{0,4000}+\]\s*+)?>"
    r"|(?P<end>\]\]>)"
    r"|&(?!(?:lt|gt|amp|quot|apos);)(?P<name>\#[0-9]{1,8};|\#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,40};)?",
    re.DOTALL,
)


def mended(xml: str) -> str:
    """`xml`, a part of a document, as a parser can read it. Never raises; takes time linear in the length."""
    return _ODDITIES.sub(_mended, clean(xml))


def _mended(found: re.Match[str]) -> str:
    if found.lastgroup in ("cut", "open", "unended"):  # what does not close is text
        return escape(found.group())
    if found["cdata"] is not None:
        return escape(found["cdata"])
    if found["end"]:
        return "]]&gt;"
    return _character(found["name"] or "") if found.group().startswith("&") else ""


def _character(name: str) -> str:
    """What a reference to `name` ("nbsp;", "#150;") stands for, as text in XML."""
    if name.startswith("#") or name in html5:
        return escape(clean(unescape(f"&{name}")))
    return f"&amp;{name}"
