"""Blogger's classic export, `blog-MM-DD-YYYY.xml`: an Atom feed of settings, posts, pages and comments (forms.md 3.3).

The rule: what an entry is, its category of Google's kinds says; not its id, its place or its title. Settings may hold
private addresses, so they and the template are counted and left out whole.
"""

from __future__ import annotations

from datetime import tzinfo

from archive.formats.blogger_feed.atom import comment_of, post_of
from archive.formats.blogger_feed.drafting import Made, rest
from archive.formats.blogger_feed.entries import KIND, SPACES, Entry, root_of
from archive.formats.blogger_feed.entries_stream import entries_found
from archive.formats.blogger_feed.entry_splitter import mended, start_text
from archive.formats.blogger_feed.times import zone_named
from archive.formats.records import ParsedDocument
from archive.sources.document import Document

_ZONE = ".settings.BLOG_TIME_ZONE"


def recognises(document: Document) -> bool:
    """True for an Atom feed whose own id ends with ".archive", or whose entries are of Google's kinds."""
    start = mended(start_text(document.start))
    root = root_of(start)
    if root is None or root[0] != "feed" or SPACES["blogger"][0] in root[1].values():
        return False
    return ".archive<" in start or KIND in start


def read(document: Document) -> ParsedDocument:
    """All posts, pages and comments of the export, in its order; settings and template as what is left out."""
    return ParsedDocument("export", entries_found(document, "entry", _Export().made))


class _Export:
    """One export while it is read. Its settings come first and tell the zone of the blog; where they do not, the
    offset that a time is written with is the zone's."""

    def __init__(self) -> None:
        self._zone: tzinfo | None = None

    def made(self, entry: Entry, number: int) -> Made:
        match entry.kind:
            case "settings":
                return self._setting(entry, number)
            case "template":
                return rest(entry, number, "template of the blog", quarantined=False, kind="template")
            case "post" | "page":
                return post_of(entry, number, kind=entry.kind, zone=self._zone)
            case "comment":
                return comment_of(entry, number)
        return rest(entry, number, "neither post, page nor comment")

    def _setting(self, entry: Entry, number: int) -> Made:
        if entry.facts.get("id", "").endswith(_ZONE) and entry.body:
            self._zone = zone_named(entry.body.source.strip())
        return rest(entry, number, "settings of the blog", quarantined=False, kind="setting")
