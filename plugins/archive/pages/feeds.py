"""Atom and RSS documents with the full text of posts or comments: feedgen 1.0.0, wrapped.

One rule: all that a document says comes from the values passed in, so equal input gives equal bytes. feedgen
fills in the present time and its own version wherever it is not told otherwise: a call below that looks
needless stops that, or gets round a fault named beside it.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from archive.text import clean, excerpt

GENERATOR = "On Probation archive"
"""Without a version: a new release of this project must not change documents that say the same."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What an empty feed gives as the date of its last change."""
UNTITLED = "Untitled"
SUMMARY_WORDS = 40

_THR = "http://purl.org/syndication/thread/1.0"  # RFC 4685
_SLASH = "http://purl.org/rss/1.0/modules/slash/"

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
_PAGE_TAG = re.compile(r"</?(?:html|body)\b[^<>]*>?", re.IGNORECASE)
_LINKS = ("href", "src", "srcset", "poster", "cite", "longdesc")
# An address in a srcset may hold commas but not end in one; what describes it runs to the next comma.
# https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
_SRCSET = re.compile(r"([^\s,]+(?:,+[^\s,]+)*)(\s+[^,]*)?")
_BLOCK = re.compile("blockquote|br|dd|div|dt|figcaption|h[1-6]|hr|li|p|pre|td|th")


@dataclass(frozen=True)
class ReplyTo:
    """What a comment answers."""

    ref: str
    """Feed id of the parent comment or, at top level, of the post."""
    href: str
    """Absolute address of the same."""


@dataclass(frozen=True)
class FeedItem:
    """One post or comment as a subscriber sees it."""

    id: str
    """Stable for ever: the Atom id and the RSS guid. A reader shows an entry as new when this changes."""
    url: str
    """Absolute address of its page, or of its place on a page."""
    title: str
    """Plain text; an empty one is shown as UNTITLED."""
    html: str
    """The full text, already cleaned by the site's allow-list; its links may be relative to `url`."""
    published: datetime | None
    """Aware, any zone; written in UTC. None if it is unknown: then no date of publication is written."""
    updated: datetime
    """Aware, any zone; written in UTC. Atom requires it."""
    author: str | None = None
    categories: tuple[str, ...] = ()
    summary: str = ""
    """Plain text; if empty, the first SUMMARY_WORDS words of `html`."""
    comment_count: int | None = None
    comments_url: str | None = None
    """Absolute address of the web page with its comments."""
    reply_to: ReplyTo | None = None


@dataclass(frozen=True)
class FeedDocument:
    """What a document says about itself."""

    id: str
    title: str
    subtitle: str
    home_url: str
    """Absolute address of the web page that this feed follows."""
    self_url: str
    """Absolute address of this document."""
    language: str = "en-GB"
    author: str | None = None
    """Stands for the author of entries without one; if None, the title does."""


def atom(feed: FeedDocument, entries: Sequence[FeedItem]) -> bytes:
    """An Atom 1.0 document (RFC 4287) in UTF-8, newest entry first.

    Those of one moment stand in the order given. TypeError if a date has no zone.
    """
    document: bytes = _document(feed, entries, "application/atom+xml").atom_str(pretty=True)
    return document


def rss(feed: FeedDocument, entries: Sequence[FeedItem]) -> bytes:
    """An RSS 2.0 document in UTF-8, newest entry first.

    Those of one moment stand in the order given. TypeError if a date has no zone.
    """
    document: bytes = _document(feed, entries, "application/rss+xml").rss_str(pretty=True)
    return document


def _document(feed: FeedDocument, entries: Sequence[FeedItem], media_type: str) -> FeedGenerator:
    document = FeedGenerator()
    document.load_extension("dc", atom=False)  # feedgen's RSS drops an author without an e-mail address
    document.register_extension("replies", _Replies, _Replies)
    _describe(document, feed, media_type)
    document.updated(max((_utc(entry.updated) for entry in entries), default=EPOCH))
    for entry in sorted(entries, key=_moment, reverse=True):
        _fill(document.add_entry(order="append"), entry)
    return document


def _moment(entry: FeedItem) -> datetime:
    return _utc(entry.published or entry.updated)


def _describe(document: FeedGenerator, feed: FeedDocument, media_type: str) -> None:
    title = _line(feed.title) or UNTITLED
    document.id(_line(feed.id))
    document.title(title)
    document.subtitle(_line(feed.subtitle) or title)  # RSS requires a description
    document.author(name=_line(feed.author or "") or title)
    document.language(_line(feed.language))
    document.generator(GENERATOR)
    document.link(href=_line(feed.self_url), rel="self", type=media_type)
    # Last, for RSS takes the last link as the address of the site.
    document.link(href=_line(feed.home_url), rel="alternate", type="text/html")


def _fill(target: FeedEntry, entry: FeedItem) -> None:
    title = _line(entry.title) or UNTITLED
    html, text = _content(entry.html, entry.url)
    summary = _line(entry.summary) or excerpt(text, SUMMARY_WORDS) or title
    target.id(_line(entry.id))
    target.title(title)
    target.link(href=_line(entry.url))  # feedgen loses `rel` and `type` here: see _Replies
    if entry.published:
        target.published(_utc(entry.published))
    target.updated(_utc(entry.updated))
    target.content(html, type="html")
    target.summary(markup.escape(summary, quote=False), type="html")  # RSS reads a description as HTML
    target.category([{"term": category} for category in _distinct_lines(entry.categories)])
    _name_author(target, _line(entry.author or ""))
    target.comments(_line(entry.comments_url or "") or None)
    target.replies.entry = entry


def _name_author(target: FeedEntry, author: str) -> None:
    if author:
        target.author(name=author)
        target.dc.dc_creator(author)


class _Replies:
    """What an entry says of its comments or its parent: a feedgen extension, for feedgen refuses such links.

    feedgen makes one for the document too, which has no entry and only declares the name spaces.
    """

    entry: FeedItem | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"thr": _THR, "slash": _SLASH}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        if self.entry:
            _add_atom_replies(element, self.entry)
        return element

    def extend_rss(self, element: etree._Element) -> etree._Element:
        if self.entry and self.entry.comment_count is not None:
            etree.SubElement(element, f"{{{_SLASH}}}comments").text = str(self.entry.comment_count)
        return element


def _add_atom_replies(element: etree._Element, entry: FeedItem) -> None:
    """Names without a name space are Atom's: feedgen declares it as a bare attribute of the root."""
    count = {} if entry.comment_count is None else {f"{{{_THR}}}count": str(entry.comment_count)}
    if entry.comments_url:
        link = {"rel": "replies", "type": "text/html", "href": _line(entry.comments_url)}
        etree.SubElement(element, "link", link | count)
    if entry.comment_count is not None:
        etree.SubElement(element, f"{{{_THR}}}total").text = str(entry.comment_count)
    if entry.reply_to:
        parent = {"ref": _line(entry.reply_to.ref), "href": _line(entry.reply_to.href), "type": "text/html"}
        etree.SubElement(element, f"{{{_THR}}}in-reply-to", parent)


def _content(html: str, url: str) -> tuple[str, str]:
    """`html` with absolute links, and its plain text."""
    body = _parsed(clean(html))
    _take_out_marks(body)
    _make_links_absolute(body, _line(url))
    children = (etree.tostring(child, encoding="unicode", method="html") for child in body)
    absolute = markup.escape(body.text or "", quote=False) + "".join(children)
    return clean(absolute), clean(_plain(body))  # again: parsing made "&#11;" a control character


def _parsed(html: str) -> etree._Element:
    """The body element of `html`, with every word in it, however hostile."""
    whole = "<html><body>" + _PAGE_TAG.sub("", html)  # the parser drops all that follows "</html>"
    body = etree.fromstring(whole.encode(), _PARSER).find("body")
    if _PARSER.error_log.filter_from_fatals():  # it stops at 2,048 elements in one another: show the source
        body = etree.Element("body")
        body.text = html
    return body


def _take_out_marks(body: etree._Element) -> None:
    """Attributes that only the search of the site's own pages reads."""
    for element in body.iter("*"):
        for name in [name for name in element.keys() if name.startswith("data-")]:  # noqa: SIM118  lxml's elements
            del element.attrib[name]


def _make_links_absolute(body: etree._Element, url: str) -> None:
    """By hand, as lxml's own knows no srcset and stops at an address that is none."""
    for element in body.iter("*"):
        for name, value in element.items():
            if name in _LINKS:
                rewritten = _absolute_srcset if name == "srcset" else _absolute
                element.set(name, rewritten(url, clean(value)))


def _absolute_srcset(url: str, srcset: str) -> str:
    return _SRCSET.sub(lambda found: _absolute(url, found[1]) + (found[2] or ""), srcset)


def _absolute(url: str, link: str) -> str:
    """`link` seen from the page at `url`; as it is where it cannot be read as an address ("http://[")."""
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _plain(body: etree._Element) -> str:
    """The text of `body`, its blocks set apart by spaces so that no two words run together."""
    pieces = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        pieces.append(" " if _BLOCK.fullmatch(element.tag) else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


def _utc(moment: datetime) -> datetime:
    """`moment` in UTC; TypeError if it is naive, where `astimezone` would take the machine's own zone."""
    return EPOCH + (moment - EPOCH)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _distinct_lines(texts: Sequence[str]) -> list[str]:
    return [line for line in dict.fromkeys(map(_line, texts)) if line]
