"""Pages of a blog's feeds of posts and of comments, in Atom, RSS or Google's JSON (forms.md 3.5).

The rule: a page is a part of the blog and says nothing of what it does not hold. Summaries are partial. A feed of
another system is read too if its entries have a date and an address; what has neither is no page of a blog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.blogger_ids import canonical, post_digits
from archive.errors import UnreadableSource
from archive.formats.blogger_feed.atom import address_of, comment_of, has_time, id_of, post_of
from archive.formats.blogger_feed.drafting import Made, rest
from archive.formats.blogger_feed.entries import SPACES, Entry, root_of
from archive.formats.blogger_feed.entries_stream import DAMAGED, entries_found
from archive.formats.blogger_feed.entry_splitter import mended, start_text
from archive.formats.blogger_feed.json_feed import is_page, json_found
from archive.formats.records import OtherText, ParsedComment, ParsedDocument, ParsedPost, ParsedRecord
from archive.sources.document import Document

_ENTRY_NAMES = {"feed": "entry", "entry": "entry", "rss": "item", "RDF": "item"}
"""What an entry is called, by the root of the file; one entry may be a file of its own."""
_OTHER_IMPORTERS = (SPACES["blogger"][0], "http://wordpress.org/export/")
_BLOGGER = re.compile(r"tag:blogger\.com,|//www\.blogger\.com|>Blogger</|schemas\.google\.com/blogger")


def recognises(document: Document) -> bool:
    """True for a feed in Atom, RSS or Google's JSON that is not one of Blogger's or WordPress's exports."""
    start = mended(start_text(document.start))
    return is_page(start) or _entry_name(start) is not None


def read(document: Document) -> ParsedDocument:
    """All posts and comments of the page, in its order. Comments say which post they stand under."""
    start = start_text(document.start)
    if is_page(start):
        return ParsedDocument("feed:json", _checked(document, json_found(document, _made)))
    name = _entry_name(mended(start)) or "entry"
    found = entries_found(document, name, _made)
    return ParsedDocument("feed:atom" if name == "entry" else "feed:rss", _checked(document, found))


def _entry_name(start: str) -> str | None:
    root = root_of(start)
    if root is None or any(space.startswith(_OTHER_IMPORTERS) for space in root[1].values()):
        return None
    return _ENTRY_NAMES.get(root[0])


def _made(entry: Entry, number: int) -> Made:
    if not post_digits(id_of(entry)) and not (has_time(entry) and address_of(entry)):
        return rest(entry, number, "neither a date nor an address")
    if _is_comment(entry):
        return comment_of(entry, number)
    return post_of(entry, number, kind="page" if _is_page_of_the_blog(entry) else "post", zone=None)


def _is_comment(entry: Entry) -> bool:
    """Blogger's comments say so by their kind or what they answer, or at least by their address; so do WordPress's."""
    address = address_of(entry) or ""
    found = canonical(address)
    return (
        entry.kind == "comment"
        or any(entry.answers_to)
        or bool(found and found.comment)
        or address.partition("#")[2].startswith("comment-")
    )


def _is_page_of_the_blog(entry: Entry) -> bool:
    found = canonical(address_of(entry) or "")
    return entry.kind == "page" or bool(found and found.path.startswith("/p/"))


def _checked(document: Document, found: Iterator[ParsedRecord]) -> Iterator[ParsedRecord]:
    """`found`, if it is of a blog: an empty page of Blogger's is, and one with a damaged entry may be."""
    is_blog = bool(_BLOGGER.search(start_text(document.start)))
    for one in found:
        is_blog = is_blog or isinstance(one, ParsedPost | ParsedComment) or _is_damaged(one)
        yield one
    if not is_blog:
        raise UnreadableSource(
            f"{document.name}: not read: a feed without any entry that has a date and an address; remove it"
        )


def _is_damaged(found: ParsedRecord) -> bool:
    return isinstance(found, OtherText) and found.quarantined and found.reason == DAMAGED
