"""Pages of a blog's feeds of posts or comments, in Atom, RSS or Google's JSON.

A page holds a part of the blog and says nothing about the rest. Summaries are partial. A feed from another system is
read too if its entries have a date and an address; otherwise it is not a blog's feed ("Feed pages" in docs/formats.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.blogger_ids import parse_post_url, post_digits
from archive.errors import UnreadableSource
from archive.formats.blogger_feed.atom import address_of, comment_of, has_time, id_of, post_of
from archive.formats.blogger_feed.entries import NAMESPACES, FeedEntry, find_root
from archive.formats.blogger_feed.entries_stream import DAMAGED, read_entries
from archive.formats.blogger_feed.entry_records import EntryRecords, other_text
from archive.formats.blogger_feed.entry_splitter import sanitize_xml, start_text
from archive.formats.blogger_feed.json_feed import is_json_feed, read_json_entries
from archive.formats.records import OtherText, ParsedComment, ParsedDocument, ParsedPost, ParsedRecord
from archive.sources.document import Document

_ENTRY_NAMES = {"feed": "entry", "entry": "entry", "rss": "item", "RDF": "item"}
"""Name of the entry elements, by that of the root element. A file may also hold a single entry."""
_OTHER_FORMATS = (NAMESPACES["blogger"][0], "http://wordpress.org/export/")
_BLOGGER = re.compile(r"tag:blogger\.com,|//www\.blogger\.com|>Blogger</|schemas\.google\.com/blogger")


def recognises(document: Document) -> bool:
    """Return True for a feed in Atom, RSS or Google's JSON that isn't an export of Blogger or WordPress."""
    start = sanitize_xml(start_text(document.start))
    return is_json_feed(start) or _entry_name(start) is not None


def read(document: Document) -> ParsedDocument:
    """Parse the posts and comments in the order of the page. Each comment names its post."""
    start = start_text(document.start)
    if is_json_feed(start):
        return ParsedDocument("feed:json", _checked(document, read_json_entries(document, _parse)))
    name = _entry_name(sanitize_xml(start)) or "entry"
    records = read_entries(document, name, _parse)
    return ParsedDocument("feed:atom" if name == "entry" else "feed:rss", _checked(document, records))


def _entry_name(start: str) -> str | None:
    root = find_root(start)
    if root is None or any(space.startswith(_OTHER_FORMATS) for space in root[1].values()):
        return None
    return _ENTRY_NAMES.get(root[0])


def _parse(entry: FeedEntry, number: int) -> EntryRecords:
    if not post_digits(id_of(entry)) and not (has_time(entry) and address_of(entry)):
        return other_text(entry, number, "neither a date nor an address")
    if _is_comment(entry):
        return comment_of(entry, number)
    return post_of(entry, number, kind="page" if _is_page_of_the_blog(entry) else "post", zone=None)


def _is_comment(entry: FeedEntry) -> bool:
    """Return True for a comment of Blogger or WordPress, by its kind, the post it names, or its address."""
    address = address_of(entry) or ""
    found = parse_post_url(address)
    return (
        entry.kind == "comment"
        or any(entry.in_reply_to)
        or bool(found and found.comment)
        or address.partition("#")[2].startswith("comment-")
    )


def _is_page_of_the_blog(entry: FeedEntry) -> bool:
    found = parse_post_url(address_of(entry) or "")
    return entry.kind == "page" or bool(found and found.path.startswith("/p/"))


def _checked(document: Document, records: Iterator[ParsedRecord]) -> Iterator[ParsedRecord]:
    """Yield the records, then raise UnreadableSource if the feed is not a blog's.

    An empty page from Blogger is a blog's; a page with a damaged entry may be.
    """
    is_blog = bool(_BLOGGER.search(start_text(document.start)))
    for record in records:
        is_blog = is_blog or isinstance(record, ParsedPost | ParsedComment) or _is_damaged(record)
        yield record
    if not is_blog:
        raise UnreadableSource(
            f"{document.name}: skipped: no entry of this feed has a date and an address; remove the file"
        )


def _is_damaged(record: ParsedRecord) -> bool:
    return isinstance(record, OtherText) and record.quarantined and record.reason == DAMAGED
