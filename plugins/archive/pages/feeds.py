"""Write Atom and RSS documents with the full text of posts or comments: a wrapper around feedgen 1.0.0.

The rule: everything in a document comes from the values passed in, so the same input gives the same bytes. feedgen adds
the current time and its own version unless told otherwise: a call below that looks unnecessary prevents that, or works
around a fault that a comment names.
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

from archive.lazy import Lazy
from archive.text import clean, excerpt

GENERATOR = "On Probation archive"
"""Without a version, as a new release of this project must not change feeds."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Date of the last change of an empty feed."""
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
    """The comment or post that a comment answers."""

    ref: str
    """Feed id of the parent comment or, at top level, of the post."""
    href: str
    """Its absolute address."""


@dataclass(frozen=True)
class FeedItem:
    """A post or comment in a feed."""

    id: str
    """Atom id and RSS guid. Must never change: a feed reader shows an item with a new id as new."""
    url: str
    """Absolute address of its page, or of the comment on the page."""
    title: str
    """Plain text; if empty, UNTITLED is used."""
    html: Lazy[str]
    """The full text, already cleaned by the allow-list; links may be relative to `url`."""
    published: datetime | None
    """Aware, in any zone; written in UTC. None if unknown: then no date of publication is written."""
    updated: datetime
    """Aware, in any zone; written in UTC. Atom requires it."""
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
    """The metadata of a feed."""

    id: str
    title: str
    subtitle: str
    home_url: str
    """Absolute address of the page that the feed is about."""
    self_url: str
    """Absolute address of the document."""
    language: str = "en-GB"
    author: str | None = None
    """Author of items without one; if None, the title is used."""


def atom(feed: FeedDocument, entries: Sequence[FeedItem]) -> bytes:
    """Return an Atom 1.0 document (RFC 4287) in UTF-8, newest item first.

    Items with the same time stay in the order given. Raises TypeError if a date has no time zone.
    """
    document: bytes = _document(feed, entries, "application/atom+xml").atom_str(pretty=True)
    return document


def rss(feed: FeedDocument, entries: Sequence[FeedItem]) -> bytes:
    """Return an RSS 2.0 document in UTF-8, newest item first.

    Items with the same time stay in the order given. Raises TypeError if a date has no time zone.
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
    # Last, as RSS uses the last link as the address of the site.
    document.link(href=_line(feed.home_url), rel="alternate", type="text/html")


def _fill(target: FeedEntry, entry: FeedItem) -> None:
    title = _line(entry.title) or UNTITLED
    html, text = _content(entry.html.value, entry.url)
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
    """A feedgen extension for links to comments and parents, which feedgen itself refuses.

    feedgen also creates one for the document, which has no item and only declares the namespaces.
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
    """Names without a namespace are Atom's: feedgen declares it as a bare attribute of the root."""
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
    """Return `html` with absolute links, and its plain text."""
    body = _parsed(clean(html))
    _remove_search_attributes(body)
    _make_links_absolute(body, _line(url))
    children = (etree.tostring(child, encoding="unicode", method="html") for child in body)
    absolute = markup.escape(body.text or "", quote=False) + "".join(children)
    return clean(absolute), clean(_plain(body))  # again: parsing made "&#11;" a control character


def _parsed(html: str) -> etree._Element:
    """Return the body element of `html`, with every word of it, however hostile."""
    whole = "<html><body>" + _PAGE_TAG.sub("", html)  # the parser drops everything after "</html>"
    body = etree.fromstring(whole.encode(), _PARSER).find("body")
    if _PARSER.error_log.filter_from_fatals():  # it stops at 2,048 nested elements: show the source
        body = etree.Element("body")
        body.text = html
    return body


def _remove_search_attributes(body: etree._Element) -> None:
    """Remove attributes that only search on the site's own pages uses."""
    for element in body.iter("*"):
        for name in [name for name in element.keys() if name.startswith("data-")]:  # noqa: SIM118  lxml's elements
            del element.attrib[name]


def _make_links_absolute(body: etree._Element, url: str) -> None:
    """Make links absolute. lxml's own function does not know srcset and stops at an invalid address."""
    for element in body.iter("*"):
        for name, value in element.items():
            if name in _LINKS:
                rewritten = _absolute_srcset if name == "srcset" else _absolute
                element.set(name, rewritten(url, clean(value)))


def _absolute_srcset(url: str, srcset: str) -> str:
    return _SRCSET.sub(lambda found: _absolute(url, found[1]) + (found[2] or ""), srcset)


def _absolute(url: str, link: str) -> str:
    """Return `link` resolved against `url`; unchanged if it is not a valid address ("http://[")."""
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _plain(body: etree._Element) -> str:
    """Return the text of `body`, with spaces between blocks so that words don't run together."""
    pieces = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        pieces.append(" " if _BLOCK.fullmatch(element.tag) else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


def _utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; raises TypeError if it is naive (`astimezone` would use the machine's zone)."""
    return EPOCH + (moment - EPOCH)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _distinct_lines(texts: Sequence[str]) -> list[str]:
    return [line for line in dict.fromkeys(map(_line, texts)) if line]
