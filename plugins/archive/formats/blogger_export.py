"""Blogger's classic export, `blog-MM-DD-YYYY.xml`: an Atom feed of settings, posts, pages and comments.

Only an entry's category says what it is, not its id, position or title. Settings may hold private addresses, so they
and the template are counted and left out ("Classic export" in docs/formats.md).
"""

from __future__ import annotations

from datetime import tzinfo

from archive.formats.blogger_feed.atom import comment_of, post_of
from archive.formats.blogger_feed.entries import KIND_SCHEME, NAMESPACES, FeedEntry, find_root
from archive.formats.blogger_feed.entries_stream import read_entries
from archive.formats.blogger_feed.entry_records import EntryRecords, other_text
from archive.formats.blogger_feed.entry_splitter import sanitize_xml, start_text
from archive.formats.blogger_feed.times import time_zone
from archive.formats.records import ParsedDocument
from archive.sources.document import Document

_ZONE = ".settings.BLOG_TIME_ZONE"


def recognises(document: Document) -> bool:
    """Return True for an Atom feed whose id ends with ".archive" or whose entries have Google's kinds."""
    start = sanitize_xml(start_text(document.start))
    root = find_root(start)
    if root is None or root[0] != "feed" or NAMESPACES["blogger"][0] in root[1].values():
        return False
    return ".archive<" in start or KIND_SCHEME in start


def read(document: Document) -> ParsedDocument:
    """Parse the posts, pages and comments, in the order of the export. Settings and template are left out."""
    return ParsedDocument("export", read_entries(document, "entry", _Export().parse))


class _Export:
    """Reads the entries of one export. The settings come first and usually give the blog's time zone; if not, the
    offset of each time is used."""

    def __init__(self) -> None:
        self._zone: tzinfo | None = None

    def parse(self, entry: FeedEntry, number: int) -> EntryRecords:
        match entry.kind:
            case "settings":
                return self._setting(entry, number)
            case "template":
                return other_text(entry, number, "template of the blog", quarantined=False, kind="template")
            case "post" | "page":
                return post_of(entry, number, kind=entry.kind, zone=self._zone)
            case "comment":
                return comment_of(entry, number)
        return other_text(entry, number, "neither post, page nor comment")

    def _setting(self, entry: FeedEntry, number: int) -> EntryRecords:
        if entry.facts.get("id", "").endswith(_ZONE) and entry.body:
            self._zone = time_zone(entry.body.source.strip())
        return other_text(entry, number, "settings of the blog", quarantined=False, kind="setting")
