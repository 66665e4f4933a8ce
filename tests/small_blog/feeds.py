"""Write the classic export, and feeds as Atom, RSS and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from xml.etree import ElementTree

from small_blog import values
from small_blog.values import (
    ABOUT,
    BLOG,
    NAME,
    OWNER,
    OWNER_EMAIL,
    OWNER_PROFILE,
    SUBDOMAIN,
    BlogComment,
    BlogPost,
    address,
    tag,
)
from small_blog.wording import (
    blocks_as_html,
    comment_address,
    comment_html,
    local_time,
    plain,
    post_address,
    shown_time,
)

_NAMESPACES = (
    "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0' "
    "xmlns:georss='http://www.georss.org/georss'"
)
_KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)


def classic_export(prefixed: bool = False) -> bytes:
    """Return `blog-11-05-2017.xml`; if `prefixed`, as a tool saves it again, with "ns0:" and so on in every name."""
    entries = [
        _template(),
        _setting("BLOG_NAME", NAME),
        _setting("BLOG_TIME_ZONE", "Europe/London"),
        _setting("BLOG_LOCALE", "en_GB"),
        _setting("BLOG_SUBDOMAIN", SUBDOMAIN),
        _setting("BLOG_ADMIN_PERMISSION", OWNER_EMAIL),
        _export_page(),
        *(_atom_post(post, export=True) for post in [*values.POSTS, *values.UNPUBLISHED[:2]]),
        *(_atom_comment(comment) for comment in values.COMMENTS if comment.live),
    ]
    exported = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
        f"<feed {_NAMESPACES}><id>tag:blogger.com,1999:blog-{BLOG}.archive</id>"
        f"<updated>2017-11-05T10:00:00.000Z</updated><title type='text'>{NAME}</title>"
        f"<link rel='alternate' type='text/html' href='{address('/')}'/>{_atom_author(OWNER)}"
        f"<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>{''.join(entries)}</feed>"
    ).encode()
    return (
        ElementTree.tostring(ElementTree.fromstring(exported), "utf-8", xml_declaration=True) if prefixed else exported
    )


def _template() -> str:
    theme = "<html><head><style>body { color: grey }</style></head><body><b:section id='main'/></body></html>"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.layout</id>{_times(values.POSTS[0].at)}{_KIND.format('template')}"
        f"<title type='text'>Template: {NAME}</title><content type='text'>{escape(theme, False)}</content>"
        f"{_atom_author(OWNER)}</entry>"
    )


def _setting(name: str, value: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.settings.{name}</id>{_times(values.POSTS[0].at)}"
        f"{_KIND.format('settings')}<title type='text'>A setting of the blog</title>"
        f"<content type='text'>{value}</content>{_atom_author(OWNER)}</entry>"
    )


def _export_page() -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.page-{ABOUT.id}</id>{_times(ABOUT.at)}{_KIND.format('page')}"
        f"<title type='text'>{ABOUT.title}</title>"
        f"<content type='html'>{escape(blocks_as_html(ABOUT.body), False)}</content>"
        f"<link rel='alternate' type='text/html' href='{address(ABOUT.path)}' title='{ABOUT.title}'/>"
        f"{_atom_author(OWNER)}</entry>"
    )


def _times(at: datetime) -> str:
    return f"<published>{local_time(at)}</published><updated>{local_time(at)}</updated>"


def _atom_author(name: str) -> str:
    uri = f"<uri>{OWNER_PROFILE}</uri>" if name == OWNER else ""
    image = "<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='blank.gif'/>"
    return f"<author><name>{name}</name>{uri}<email>noreply@blogger.com</email>{image}</author>"


def _atom_post(post: BlogPost, export: bool = False) -> str:
    labels = "".join(f"<category scheme='http://www.blogger.com/atom/ns#' term='{label}'/>" for label in post.labels)
    feeds = address(f"/feeds/{post.id}/comments/default")
    control = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    title = escape(post.title)
    return "".join(
        [
            f"<entry><id>{tag(post.id)}</id>{_times(post.at)}{'' if post.live else control}",
            labels + (_KIND.format("post") if export else ""),
            f"<title type='text'>{escape(post.title, False)}</title>",
            f"<content type='html'>{escape(blocks_as_html(post.body), False)}</content>",
            f"<link rel='replies' type='application/atom+xml' href='{feeds}' title='Post Comments'/>",
            f"<link rel='self' type='application/atom+xml' href='{address(f'/feeds/posts/default/{post.id}')}'/>",
            f"<link rel='alternate' type='text/html' href='{address(post.path)}' title='{title}'/>"
            if post.live
            else "",
            f"{_atom_author(OWNER)}<thr:total>{len(post.comments)}</thr:total></entry>",
        ]
    )


def _atom_comment(comment: BlogComment, export: bool = True) -> str:
    feed = f"https://www.blogger.com/feeds/{BLOG}/{comment.post}/comments/default"
    query = "" if export else "?v=2"
    ref = f"href='{post_address(comment)}' ref='{tag(comment.post)}' source='{address('/feeds/posts/default')}'"
    related = f"<link rel='related' type='application/atom+xml' href='{feed}/{comment.parent}{query}'/>"
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    return "".join(
        [
            f"<entry><id>{tag(comment.id)}</id>{_times(comment.at)}{_KIND.format('comment') if export else ''}",
            f"<title type='text'>{escape(_comment_title(comment), False)}</title>",
            f"<content type='html'>{escape(comment_html(comment.text), False)}</content>",
            f"<link rel='self' type='application/atom+xml' href='{feed}/{comment.id}'/>",
            f"<link rel='alternate' type='text/html' href='{comment_address(comment, 'https')}' title=''/>",
            f"{_atom_author(comment.author)}<thr:in-reply-to {ref} type='text/html'/>",
            related if comment.parent else "",
            "<gd:extendedProperty name='blogger.itemClass' value='pid-1234567'/>",
            f"<gd:extendedProperty name='blogger.displayTime' value='{shown_time(comment.at)}'/>",
            f"{removed if comment.was else ''}</entry>",
        ]
    )


def _comment_title(comment: BlogComment) -> str:
    start = " ".join(plain(comment.text).split())
    return f"{start[:50]}..." if len(start) > 50 else start


def live_comments() -> list[BlogComment]:
    """Return all live comments, newest first, as in a feed."""
    return sorted(
        (comment for comment in values.COMMENTS if comment.live), key=lambda comment: comment.at, reverse=True
    )


def feed_pages(kind: str, form: str) -> list[bytes]:
    """Return the feed of "posts" or "comments": two pages of "atom", one of "rss", "json" or "jsonp"."""
    entries: list[Any] = (
        sorted(values.POSTS, key=lambda post: post.at, reverse=True) if kind == "posts" else live_comments()
    )
    half = len(entries) // 2
    return {
        "atom": lambda: [_atom_page(kind, entries, 0, half), _atom_page(kind, entries, half, len(entries))],
        "rss": lambda: [_rss_page(kind, entries)],
        "json": lambda: [json.dumps(_json_feed(kind, entries), ensure_ascii=False).encode()],
        "jsonp": lambda: [
            f"// API callback\nshowThem({json.dumps(_json_feed(kind, entries), ensure_ascii=False)});".encode()
        ],
    }[form]()


def _atom_page(kind: str, entries: Sequence[Any], start: int, end: int) -> bytes:
    draw: Callable[[Any], str] = _atom_post if kind == "posts" else lambda comment: _atom_comment(comment, False)
    own = address(f"/feeds/{kind}/default")
    later = f"<link rel='next' type='application/atom+xml' href='{own}?start-index={end + 1}&amp;max-results=5'/>"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed {_NAMESPACES}><id>tag:blogger.com,1999:blog-{BLOG}</id>"
        f"<updated>{local_time(entries[0].at)}</updated><title type='text'>{NAME}</title>"
        f"<link rel='self' type='application/atom+xml' href='{own}'/>"
        f"<link rel='alternate' type='text/html' href='{address('/')}'/>{later if end < len(entries) else ''}"
        f"{_atom_author(OWNER)}<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        f"<openSearch:totalResults>{len(entries)}</openSearch:totalResults>"
        f"<openSearch:startIndex>{start + 1}</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{end - start}</openSearch:itemsPerPage>"
        f"{''.join(map(draw, entries[start:end]))}</feed>"
    ).encode()


def _rss_page(kind: str, entries: Sequence[Any]) -> bytes:
    draw = _rss_post if kind == "posts" else _rss_comment
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' "
        "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:gd='http://schemas.google.com/g/2005' "
        "xmlns:thr='http://purl.org/syndication/thread/1.0'><channel>"
        f"<atom:id>tag:blogger.com,1999:blog-{BLOG}</atom:id><title>{NAME}</title><description></description>"
        f"<link>{address('/')}</link><managingEditor>noreply@blogger.com ({OWNER})</managingEditor>"
        f"<generator>Blogger</generator><openSearch:totalResults>{len(entries)}</openSearch:totalResults>"
        "<openSearch:startIndex>1</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{len(entries)}</openSearch:itemsPerPage>"
        f"{''.join(map(draw, entries))}</channel></rss>"
    ).encode()


def _rss_post(post: BlogPost) -> str:
    labels = "".join(f"<category domain='http://www.blogger.com/atom/ns#'>{label}</category>" for label in post.labels)
    return (
        f"<item><guid isPermaLink='false'>{tag(post.id)}</guid><pubDate>{format_datetime(post.at)}</pubDate>"
        f"<atom:updated>{local_time(post.at)}</atom:updated>{labels}<title>{escape(post.title, False)}</title>"
        f"<description>{escape(blocks_as_html(post.body), False)}</description><link>{address(post.path)}</link>"
        f"<author>noreply@blogger.com ({OWNER})</author><thr:total>{len(post.comments)}</thr:total></item>"
    )


def _rss_comment(comment: BlogComment) -> str:
    return (
        f"<item><guid isPermaLink='false'>{tag(comment.id)}</guid><pubDate>{format_datetime(comment.at)}</pubDate>"
        f"<atom:updated>{local_time(comment.at)}</atom:updated><title>{escape(_comment_title(comment), False)}</title>"
        f"<description>{escape(comment_html(comment.text), False)}</description><link>{comment_address(comment)}</link>"
        f"<author>noreply@blogger.com ({comment.author})</author>"
        f"<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' href='{post_address(comment)}' "
        f"ref='{tag(comment.post)}' type='text/html'/></item>"
    )


def _json_feed(kind: str, entries: Sequence[Any]) -> dict[str, Any]:
    return {
        "version": "1.0",
        "encoding": "UTF-8",
        "feed": {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns$openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
            "id": {"$t": f"tag:blogger.com,1999:blog-{BLOG}"},
            "updated": {"$t": local_time(entries[0].at)},
            "title": {"type": "text", "$t": NAME},
            "link": [{"rel": "alternate", "type": "text/html", "href": address("/")}],
            "author": [_json_author(OWNER)],
            "openSearch$totalResults": {"$t": str(len(entries))},
            "openSearch$startIndex": {"$t": "1"},
            "openSearch$itemsPerPage": {"$t": str(len(entries))},
            "entry": list(map(_json_post if kind == "posts" else _json_comment, entries)),
        },
    }


def _json_author(name: str) -> dict[str, Any]:
    return {"name": {"$t": name}, "email": {"$t": "noreply@blogger.com"}}


def _json_post(post: BlogPost) -> dict[str, Any]:
    labels = [{"scheme": "http://www.blogger.com/atom/ns#", "term": label} for label in post.labels]
    return {
        "id": {"$t": tag(post.id)},
        "published": {"$t": local_time(post.at)},
        "updated": {"$t": local_time(post.at)},
        **({"category": labels} if labels else {}),
        "title": {"type": "text", "$t": post.title},
        "content": {"type": "html", "$t": blocks_as_html(post.body)},
        "link": [{"rel": "alternate", "type": "text/html", "href": address(post.path), "title": post.title}],
        "author": [_json_author(OWNER)],
        "thr$total": {"$t": str(len(post.comments))},
    }


def _json_comment(comment: BlogComment) -> dict[str, Any]:
    feed = f"https://www.blogger.com/feeds/{BLOG}/{comment.post}/comments/default"
    related = {"rel": "related", "type": "application/atom+xml", "href": f"{feed}/{comment.parent}?v=2"}
    properties = [{"name": "blogger.displayTime", "value": shown_time(comment.at)}]
    properties += [{"name": "blogger.contentRemoved", "value": "true"}] if comment.was else []
    return {
        "id": {"$t": tag(comment.id)},
        "published": {"$t": local_time(comment.at)},
        "updated": {"$t": local_time(comment.at)},
        "title": {"type": "text", "$t": _comment_title(comment)},
        "content": {"type": "html", "$t": comment_html(comment.text)},
        "link": [
            {"rel": "alternate", "type": "text/html", "href": comment_address(comment), "title": ""},
            *([related] if comment.parent else []),
        ],
        "author": [_json_author(comment.author)],
        "thr$in-reply-to": {"href": post_address(comment), "ref": tag(comment.post), "type": "text/html"},
        "gd$extendedProperty": properties,
    }
