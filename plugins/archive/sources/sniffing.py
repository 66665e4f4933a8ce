"""Say what a file is by its first bytes, so that a keeper knows why it was not read.

The rules: None means plain text. Names and extensions don't count. A guess is worded as one.
"""

from __future__ import annotations

import re

from archive.sources.document import START
from archive.sources.saved_page_heads import is_saved_page

_ENOUGH = 2**12
"""Bytes that a signature lies in."""
_CONTROL_SHARE, _CONTROL_SHARE_UTF8, _FEW_CONTROLS = 0.02, 0.1, 16
"""How many control characters make the first 64 kB binary. A text damaged in transit has a few, a binary file many.
Hardly any binary file is valid UTF-8, so valid UTF-8 may have more of them."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BEFORE_ROOT = rb"\s*+(?:(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)\s*+)*+"
"""What may come before the root element of XML. Possessive, because a file may consist of nothing but comments."""
TEMPLATE, PICTURE, WEB_PAGE = "the template of a blog", "an image", "a saved web page"
OUTLOOK_MESSAGE, OFFICE_OR_OUTLOOK = "an Outlook message (.msg)", "an old office document or an Outlook message (.msg)"
WINMAIL, SAFARI_ARCHIVE = "a text in a form that only Outlook reads (TNEF)", "a web page saved by Safari (.webarchive)"
SHORTCUT, DATABASE = "a shortcut", "a database (SQLite)"

_ZIPS = (
    (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an e-book"),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an office document (OpenDocument)"),
    (rb"PK\x03\x04.{26}META-INF/", "a Java program"),
    (
        rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/|xl/|ppt/)",
        "an office document (docx, xlsx or pptx)",
    ),
    (
        rb"PK\x03\x04.{26}(?:Index/|preview|buildVersionHistory|Metadata/)",
        "an iWork document (Pages, Numbers or Keynote)",
    ),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a zip archive"),
)
_PACKED = (
    (rb"\x1f\x8b", "a gzip file"),
    (rb"WARC/\d|filedesc://", "a web archive (WARC or ARC)"),
    (rb".{257}ustar", "a tar archive"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (rb"Rar!\x1a\x07", "a rar archive"),
    (rb"BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd", "a compressed file (bzip2, xz or zstd)"),
)
_OFFICE = (
    (rb"%PDF-", "a PDF document"),
    (rb"%!PS", "a PostScript document"),
    (rb"\{\\rtf", "an RTF document"),
    (rb"\xd0\xcf\x11\xe0", OFFICE_OR_OUTLOOK),
)
_OTHERS = (
    (rb"\x78\x9f\x3e\x22", WINMAIL),
    (rb"SQLite format 3\x00", DATABASE),
    (rb"\s*\[InternetShortcut\]|\s*\[Desktop Entry\]|\x4c\0\0\0\x01\x14\x02\0", SHORTCUT),
    (rb"\s*<\?xml.{0,500}<plist.{0,500}<key>WebMainResource", SAFARI_ARCHIVE),
    (rb"\s*<\?xml.{0,500}<plist.{0,300}<key>URL</key>", SHORTCUT),
)
_MEDIA = (
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8[79]|RIFF....WEBP|BM....\x00\x00\x00\x00|II\*\x00|MM\x00\*|\x00\x00\x01\x00[^\x00]|8BPS",
        PICTURE,
    ),
    (rb"....ftyp(?:heic|heix|mif1|avif)", PICTURE),
    (rb"(?i)" + _BEFORE_ROOT + rb"<svg[\s>]", PICTURE),
    (rb"wOFF|wOF2|OTTO\x00|ttcf\x00|\x00\x01\x00\x00\x00", "a font"),
    (rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|OggS\x00|fLaC|RIFF....WAVE|MThd\x00", "an audio recording"),
    (
        rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |FLV\x01|\x00\x00\x01[\xba\xb3]|0&\xb2u\x8ef\xcf\x11",
        "a video or audio recording",
    ),
)
_PROGRAMS = (
    (rb"MZ.\x00|\x7fELF|[\xcf\xce]\xfa\xed\xfe|\xca\xfe\xba\xbe|#!/", "a program"),
    (rb"BEGIN:V(?:CARD|CALENDAR)\r?\n", "an address book or a calendar"),
)
_XML = (
    (rb"<(?:\w+:)?feed\s.*schemas\.google\.com/blogger/2018", "a blog's feed from Google Takeout"),
    (rb"<(?:\w+:)?feed\s.*(?:tag:blogger\.com|>Blogger<)", "a Blogger export or feed (Atom)"),
    (rb"<(?:\w+:)?feed[\s>]", "an Atom feed"),
    (rb"<rss\s.*wordpress\.org/export/", "a WordPress export (WXR)"),
    (rb"<rss[\s>]|<rdf:RDF[\s>]", "an RSS feed"),
    (rb"<(?:urlset|sitemapindex)[\s>]", "a sitemap"),
)
# The finished pages of a blog still have the template's namespaces, but none of its elements (theme-classic.html under
# "Google Takeout" in docs/formats.md).
_PAGES = (
    (rb"(?i)\s*<.*?(?:<b:(?:skin|include)[\s>]|<html\s[^>]*\sexpr:|<\$Blog(?:PageTitle|MetaData)\$>)", TEMPLATE),
    (
        rb"(?i)\s*+(?:<!--.*?-->\s*+)*+<!doctype html|" + _BEFORE_ROOT + rb"<(?:html|head|body|title)[\s>]",
        WEB_PAGE,
    ),
    (rb"\s*<\?xml", "an XML file, perhaps an export or a feed"),
)
_MAIL = (
    (rb"From \S+@?\S* .*?\d{4}\r?\n", "an e-mail or a mailbox (mbox)"),
    (rb"(?i)from: [\"<]saved by |[\w-]+: .*?\nsnapshot-content-location: ", "a saved web page (MHTML)"),
    (rb"(?i:(?:received|return-path|delivered-to|mime-version|message-id): )", "an e-mail"),
)
_DATA = (
    (rb"\s*[{\[]\s*[\"{\[]", "JSON data"),
    (rb'"?[a-z]+(?:_[a-z]+)+"?(?:,"?[a-z_]+"?){2,}\r?\n', "a table of settings (CSV)"),
    (rb"(?:[A-Z][A-Z ]{2,20}:[^\n]*\n\s*){2,20}-----\r?\n(?:EXTENDED )?BODY:\r?\n", "a Movable Type export"),
    (rb"\s*<[A-Za-z!?][^<>]*>.*?</[A-Za-z].*?</[A-Za-z]", "a file with markup, such as a part of a web page"),
)
_MARKED_UP = "a file with markup, perhaps a damaged export, feed or page"
_MARKS_OF_DAMAGE = (
    (rb">tag:blogger\.com,1999:|schemas\.google\.com/g/2005#kind", 1, 100_000, "a damaged Blogger export or feed"),
    (rb"</(?:p|div|li|ul|t[dr]|h[1-6]|dd|entry|content|title|updated|published|name)>", 8, 40, _MARKED_UP),
    (rb'"\$t"\s*+:', 8, 60, "a damaged feed page (JSON)"),
    (rb"\bblog_(?:admin_permission|author_permission|comment_email)\b", 1, 1000, "a damaged table of settings (CSV)"),
    (rb"^--[^\s\n][^\n]*\n(?:[A-Za-z-]+:[^\n]*\n){0,5}?Content-Type:", 1, 10_000, "a damaged e-mail"),
)
"""Pattern, least number of matches, most words for each match, and what the file is. Such a file is never read as text,
even if its beginning is lost: its source code would be published, including addresses that nobody may see."""
_SCRAPED = re.compile(rb"\s*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? \d{1,2} [A-Z][a-z]+ \d{4}[^\S\n]*\r?\n")
"""A plain-text copy of the blog starts with a day. Any markup in it was written by a person."""
_MAIL_HEADER = re.compile(rb"(?:[A-Za-z][\w-]*:.*\r?\n(?:[ \t]+.*\r?\n)*)+")
_MAIL_DATE = re.compile(rb"^date: *(?:[a-z]{3}, *)?\d{1,2} [a-z]{3} \d{2,4} \d{1,2}:\d\d", re.IGNORECASE | re.MULTILINE)
_MAIL_SENDER = re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE)
"""The two headers that every e-mail must have (RFC 5322, 3.6). Mails pasted from a mail program have other dates."""


TYPESET = frozenset(["an old office document", *(kind for _, kind in (*_ZIPS[:2], *_ZIPS[3:5], *_OFFICE[:3]))])
"""Kinds of documents whose text a person can copy."""
PACKED = frozenset(kind for _, kind in _PACKED[2:])
"""Kinds of files that a person has to unpack."""


def _compiled(table: tuple[tuple[bytes, str], ...]) -> list[tuple[re.Pattern[bytes], str]]:
    return [(re.compile(pattern, re.DOTALL), kind) for pattern, kind in table]


_BY_START = _compiled((*_ZIPS, *_PACKED, *_OFFICE, *_OTHERS, *_MEDIA, *_PROGRAMS))
_BY_ROOT = _compiled(_XML)
_BY_TEXT = _compiled((*_PAGES, *_MAIL, *_DATA))
_DAMAGED = [(re.compile(mark, re.MULTILINE), least, words, kind) for mark, least, words, kind in _MARKS_OF_DAMAGE]
_ROOT = re.compile(rb"(?i)" + _BEFORE_ROOT, re.DOTALL)
_OFFICE_ZIPS = _compiled(_ZIPS[:4])
_CONTAINER = re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b|WARC/\d|filedesc://")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


_PARTS_INSIDE = (
    (b"\xd0\xcf\x11\xe0", "__substg1.0_".encode("utf-16-le"), OUTLOOK_MESSAGE),
    (b"\xd0\xcf\x11\xe0", "WordDocument".encode("utf-16-le"), "an old office document"),
    (b"\xd0\xcf\x11\xe0", "Workbook".encode("utf-16-le"), "an old office document"),
    (b"\xd0\xcf\x11\xe0", "PowerPoint Document".encode("utf-16-le"), "an old office document"),
    (b"bplist00", b"WebMainResource", SAFARI_ARCHIVE),
)
"""How a file starts, the name of a part that may be anywhere in it, and what it is then."""


def is_container(start: bytes) -> bool:
    """Return True if a file that starts with `start` is a zip, gzip file, web archive or MHTML page."""
    return is_saved_page(start) or (_CONTAINER.match(start) is not None and _first(_OFFICE_ZIPS, start) is None)


def sniff(data: bytes) -> str | None:
    """Describe what `data` looks like. Returns None for plain text."""
    start = data[:_ENOUGH].removeprefix(b"\xef\xbb\xbf")
    kind = _kind_inside(data) or _first(_BY_START, start) or _xml_kind(start) or _first(_BY_TEXT, start)
    if kind or _has_mail_header(start):
        return kind or "an e-mail"
    if not data.startswith(_UTF16) and _is_binary(data[:START]):
        return "a binary file"
    return _damaged_kind(data[:START])


def _first(table: list[tuple[re.Pattern[bytes], str]], start: bytes) -> str | None:
    return next((kind for pattern, kind in table if pattern.match(start)), None)


def _kind_inside(data: bytes) -> str | None:
    return next((kind for magic, part, kind in _PARTS_INSIDE if data.startswith(magic) and part in data), None)


def _xml_kind(start: bytes) -> str | None:
    root = _ROOT.match(start)
    return _first(_BY_ROOT, start[root.end() :]) if root else None


def _damaged_kind(start: bytes) -> str | None:
    """Recognise what only programs write, wherever the file starts."""
    if _SCRAPED.match(start.removeprefix(b"\xef\xbb\xbf")):
        return None
    words = len(start.split())
    text = start.replace(b"\r\n", b"\n")
    for pattern, least, words_for_one, kind in _DAMAGED:
        if (found := sum(1 for _ in pattern.finditer(text))) >= least and found * words_for_one >= words:
            return kind
    return None


def _is_binary(start: bytes) -> bool:
    controls = len(_CONTROLS.findall(start))
    if _is_utf8(start):
        return controls > max(_FEW_CONTROLS, _CONTROL_SHARE_UTF8 * len(start))
    return controls > _CONTROL_SHARE * len(start)


def _is_utf8(start: bytes) -> bool:
    """Return True if the bytes are valid UTF-8; an incomplete character at the end is allowed."""
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _has_mail_header(data: bytes) -> bool:
    header = _MAIL_HEADER.match(data)
    return bool(header and _MAIL_DATE.search(header.group()) and _MAIL_SENDER.search(header.group()))
