"""Split a feed into its entries before an XML parser sees it, so that damage costs one entry and no other.

`DecodedText` decodes the file in chunks. The encoding comes from the byte order mark, then from the XML declaration if
it is plausible, otherwise it is UTF-8. Invalid bytes are decoded as windows-1252 and counted; none are dropped.

`split_entries` cuts the text into segments that together are the whole text. An entry runs from its start tag to its
end tag, matched by local name. If another entry starts first, or the text ends, it is damaged. Tags in comments and
CDATA sections are ignored. A comment or section that doesn't end, or in which another of its kind starts, is treated as
text. It takes linear time and holds one entry and one chunk in memory.

`sanitize_xml` turns an entry into XML that every parser reads alike, without changing its words. CDATA becomes text.
Comments, processing instructions, the document type and forbidden characters are removed. Character references of any
dialect (`&nbsp;`, `&#150;`) become characters, and a stray `&` is escaped, so no entity is left to expand.
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
"""Most characters in an entry. It is also libxml2's default limit for a text."""

_LONGEST_TAG = 80
_OPAQUE = {"<!--": "-->", "<![CDATA[": "]]>"}


class SegmentKind(Enum):
    OUTSIDE = "before, between or after entries"
    ENTRY = "a complete entry"
    DAMAGED = "a part of an entry"


class FeedSegment(NamedTuple):
    kind: SegmentKind
    source: str


def split_entries(chunks: Iterable[str], name: str) -> Iterator[FeedSegment]:
    """Split the text of a feed, given in chunks, into entries (elements called `name`) and the text outside them."""
    splitter = _EntrySplitter(name)
    for chunk in chunks:
        yield from splitter.feed(chunk)
    yield from splitter.close()


class _EntrySplitter:
    def __init__(self, name: str) -> None:
        tag = rf"(?:[\w.-]{{1,40}}:)?{name}"
        self._tags = re.compile(rf"<!--|<!\[CDATA\[|<{tag}(?=[\s/>])|</{tag}\s{{0,20}}>")
        self._text = ""
        self._start = 0
        """Start of the current segment in the text."""
        self._at = 0
        """Where to search for the next tag."""
        self._kind = SegmentKind.OUTSIDE
        self._is_all = False

    def feed(self, chunk: str) -> Iterator[FeedSegment]:
        self._text = self._text[self._start :] + chunk
        self._at -= self._start
        self._start = 0
        yield from self._cut()
        if self._is_overlong():
            yield from self._cut()
            yield from self._flush_overlong()

    def close(self) -> Iterator[FeedSegment]:
        self._is_all = True
        yield from self._cut()
        yield from self._segment(len(self._text), _if_truncated(self._kind))

    def _cut(self) -> Iterator[FeedSegment]:
        while tag := self._next_tag():
            written = tag.group()
            if written in _OPAQUE:
                if (end := self._end_of_opaque(tag)) is None:
                    return
                self._at = end
            elif written.startswith("</"):
                is_complete = self._kind is SegmentKind.ENTRY
                yield from self._segment(tag.end(), SegmentKind.ENTRY if is_complete else SegmentKind.DAMAGED)
                self._kind = SegmentKind.OUTSIDE
            else:
                yield from self._segment(tag.start(), _if_truncated(self._kind))
                self._kind, self._at = SegmentKind.ENTRY, tag.end()

    def _next_tag(self) -> re.Match[str] | None:
        """Return the next tag that is completely in the text."""
        limit = len(self._text) - (0 if self._is_all else _LONGEST_TAG)
        tag = self._tags.search(self._text, self._at)
        if tag and tag.start() < limit:
            self._at = tag.start()
            return tag
        self._at = max(self._at, limit)
        return None

    def _end_of_opaque(self, tag: re.Match[str]) -> int | None:
        """Return the end of the comment or CDATA section that starts with `tag`.

        It is the end of `tag` itself if the section is not valid, and None if that needs more text.
        """
        opening, start = tag.group(), tag.end()
        another = self._text.find(opening, start)
        end = self._text.find(_OPAQUE[opening], start, another if another >= 0 else len(self._text))
        if end >= 0:
            return end + len(_OPAQUE[opening])
        return start if another >= 0 or self._is_all or self._is_overlong() else None

    def _is_overlong(self) -> bool:
        return len(self._text) - self._start > LONGEST

    def _flush_overlong(self) -> Iterator[FeedSegment]:
        """Yield the text so far if the segment is too long."""
        if self._is_overlong():
            self._kind = _if_truncated(self._kind)
            yield from self._segment(len(self._text) - _LONGEST_TAG, self._kind)

    def _segment(self, end: int, kind: SegmentKind) -> Iterator[FeedSegment]:
        if end > self._start:
            yield FeedSegment(kind, self._text[self._start : end])
        self._start = end
        self._at = max(self._at, end)


def _if_truncated(kind: SegmentKind) -> SegmentKind:
    return SegmentKind.DAMAGED if kind is SegmentKind.ENTRY else kind


_CHUNK = 2**18
_BYTE_ORDER_MARKS = (
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
_DECLARED_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']""")
_ONE_BYTE = re.compile(r"utf-8|ascii|cp(?:125[0-8]|437|8\d\d)|iso8859-\d+|koi8-[rut]|mac-\w+|tis-620|kz1048|ptcp154")
_MANY_BYTES = re.compile(r"gb\w+|big5\w*|euc_\w+|shift_ji\w+|cp9(?:32|49|50)|iso2022_jp|johab")
_READ_AS = {**dict.fromkeys(["ascii", "iso8859-1"], "cp1252"), "gb2312": "gb18030", "gbk": "gb18030"}
"""Encodings that browsers read as a superset."""
_INVALID_BYTES = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # five are undefined in windows-1252
    for byte in range(0x80, 0x100)
}
_INVALID = re.compile("[\udc80-\udcff]")


class DecodedText:
    """Decodes the text of a data file in chunks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._invalid = 0
        self._encoding = "utf-8"

    def chunks(self) -> Iterator[str]:
        """Yield the text in order, without a byte order mark. Never raises."""
        start = self._file.read(_CHUNK)
        self._encoding = detect_encoding(start)
        decoder = codecs.getincrementaldecoder(self._encoding)(_error_handler(self._encoding))
        first = True
        while start:
            piece = decoder.decode(start)
            yield self._counted(piece.removeprefix("\ufeff") if first else piece)
            start, first = self._file.read(_CHUNK), False
        yield self._counted(decoder.decode(b"", True))

    @property
    def guessed(self) -> int:
        """After all chunks are read, how many invalid bytes were read as windows-1252."""
        return self._invalid if _error_handler(self._encoding) != "replace" else 0

    def remark(self) -> str | None:
        """After all chunks are read, return a remark about invalid bytes, if there were any."""
        if not self._invalid:
            return None
        return f"{self._invalid} bytes that are not valid {self._encoding}; read as windows-1252 or as a placeholder"

    def _counted(self, piece: str) -> str:
        if _error_handler(self._encoding) == "replace":
            self._invalid += piece.count("\ufffd")
            return piece
        if invalid := len(_INVALID.findall(piece)):
            self._invalid += invalid
            piece = piece.translate(_INVALID_BYTES)
        return piece


def start_text(start: bytes) -> str:
    """Decode the first bytes of a file, to recognise its form. Never raises."""
    encoding = detect_encoding(start)
    return start.decode(encoding, "replace").removeprefix("\ufeff")


def detect_encoding(start: bytes) -> str:
    """Return Python's name for the encoding of a file with these first bytes."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    declared = _DECLARED_ENCODING.match(start)
    return _usable_encoding(declared[1].decode("ascii")) if declared else "utf-8"


def _usable_encoding(declared: str) -> str:
    """Return the declared encoding if it is known and encodes markup as ASCII, otherwise "utf-8"."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return "utf-8"
    name = _READ_AS.get(name, name)
    known = _ONE_BYTE.fullmatch(name) or _MANY_BYTES.fullmatch(name)
    return name if known else "utf-8"


def _error_handler(encoding: str) -> str:
    """Return how to decode invalid bytes. A multi-byte encoding may reject ASCII bytes, which can't be kept."""
    return "surrogateescape" if _ONE_BYTE.fullmatch(encoding) else "replace"


def decode_data(data: bytes) -> str:
    """Decode all of `data`. Never raises."""
    return "".join(DecodedText(BytesIO(data)).chunks())


_NON_PLAIN_XML = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|(?P<cut>\Z))"
    r"|<!--.*?(?:-->|(?P<open>\Z))"
    r"|<\?.*?(?:\?>|(?P<unended>\Z))"
    r"|<!DOCTYPE\b[^\[<>]*+(?:\[[^\]]{0,4000}+\]\s*+)?>"
    r"|(?P<end>\]\]>)"
    r"|&(?!(?:lt|gt|amp|quot|apos);)(?P<name>\#[0-9]{1,8};|\#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,40};)?",
    re.DOTALL,
)


_KNOWN = ("&lt;", "&gt;", "&amp;", "&quot;", "&apos;")


def sanitize_xml(xml: str) -> str:
    """Make a part of an XML document readable for any parser. Never raises; takes linear time."""
    xml = clean(xml)
    return xml if _is_plain(xml) else _NON_PLAIN_XML.sub(_sanitized, xml)


def _is_plain(xml: str) -> bool:
    """Return True if there is nothing to sanitize: only elements, text and references that every parser knows."""
    has_others = "<!" in xml or "<?" in xml or "]]>" in xml
    return not has_others and xml.count("&") == sum(map(xml.count, _KNOWN))


def _sanitized(found: re.Match[str]) -> str:
    if found.lastgroup in ("cut", "open", "unended"):  # text, because it isn't closed
        return escape(found.group())
    if found["cdata"] is not None:
        return escape(found["cdata"])
    if found["end"]:
        return "]]&gt;"
    return _resolved(found["name"] or "") if found.group().startswith("&") else ""


def _resolved(name: str) -> str:
    """Return the character of a reference such as "nbsp;" or "#150;", escaped for XML."""
    if name.startswith("#") or name in html5:
        return escape(clean(unescape(f"&{name}")))
    return f"&amp;{name}"
