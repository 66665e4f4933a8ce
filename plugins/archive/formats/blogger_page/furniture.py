"""Recognise page furniture: what a theme prints around posts and comments, by kind.

The rule: text is furniture only if it is in an element that this module recognises. Everything else that is neither
title, post nor comment is unplaced, and a keeper decides. There are four grades of evidence:

1. **In texts**: share buttons, gadgets and the like are recognised even within a post, where authors can't write them.
2. **Sure**: names that Blogger's themes use, scripts, and links to Blogger's own pages. They count everywhere except
   within the text of a post or comment.
3. **Likely**: HTML's own elements and roles (`nav`, `role=banner`) and parts of names (`left-sidebar`), as custom
   themes use them. They don't count between a post's title and its footer, or among comments.
4. **In lines**: links and dates that also occur in sentences, such as a link to a label. They only count in a line in
   which everything is recognised.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from archive.formats.blogger_page.landmarks import Landmarks
from archive.formats.page_statements.archive_bars import is_archive_bar
from archive.markup.html_elements import attribute


class Evidence(IntEnum):
    """How sure it is that an element is furniture; a higher grade counts in more places."""

    IN_LINES = 1
    LIKELY = 2
    SURE = 3
    IN_TEXTS = 4


class Furniture(NamedTuple):
    """The kind of furniture that an element is."""

    kind: str
    evidence: Evidence


SHARE, GADGET, BYLINE, ACTIONS = "share buttons", "gadget", "byline", "actions"


UNKNOWN_GADGET = Furniture(GADGET, Evidence.LIKELY)
"""A gadget whose type is not known. It may be the one with the posts."""


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name: kind for kind, names in table.items() for name in names.split()}


_ELEMENTS = {
    **dict.fromkeys(["script", "style", "noscript", "template"], Furniture("script", Evidence.SURE)),
    "iframe": Furniture("embedded frame", Evidence.SURE),
    "title": Furniture("page title", Evidence.SURE),
    **dict.fromkeys(["form", "button", "select", "textarea"], Furniture("form", Evidence.LIKELY)),
    "nav": Furniture("navigation", Evidence.LIKELY),
    "menu": Furniture("navigation", Evidence.LIKELY),
    "header": Furniture("header", Evidence.LIKELY),
    "footer": Furniture("footer", Evidence.LIKELY),
    "aside": Furniture("sidebar", Evidence.LIKELY),
}

_ROLES = _by_name({
    "navigation": "navigation menu menubar",
    "header": "banner",
    "footer": "contentinfo",
    "sidebar": "complementary",
    "form": "search form",
})  # fmt: skip

_IN_TEXTS = _by_name({
    SHARE: "post-share-buttons share-button sb-email sb-blog sb-twitter sb-facebook sb-pinterest sharing share-buttons"
    " sharing-buttons addthis_toolbox addthis_default_style addthis_inline_share_toolbox a2a_kit a2a_dd sharethis"
    " sharethis-inline-share-buttons sharedaddy fb-like fb-share-button twitter-share-button g-plusone"
    " linkedin-share-button reaction-buttons",
    "related posts": "related-posts related-posts-container relatedposts related_posts linkwithin_div outbrain"
    " OUTBRAIN taboola",
    "theme's dummy text": "featuredContent featuredposts featured-posts fp-slider",
})  # fmt: skip

_SURE = _by_name({
    "navigation": "navbar navbar-iframe b-navbar PageList tabs tabs-inner tabs-outer crosscol crosscol-wrapper"
    " skip-navigation skiplinks",
    "header": "Header header header-wrapper header-inner header-outer titlewrapper descriptionwrapper blog-title"
    " blog-description",
    "sidebar": "sidebar sidebar-wrapper sidebar-container sidebar-wrap sidebarbottom-wrap1 column-left-outer"
    " column-right-outer",
    "footer": "footer footer-wrapper footer-outer attribution Attribution",
    "pager": "blog-pager blog-pager-newer-link blog-pager-older-link blog-mobile-link paging-control-container",
    "read-more link": "jump-link",
    "feed links": "blog-feeds feed-links post-feeds",
    "comment form": "comment-form comment-editor comment-post-message comment-form-message",
    "labels": "post-labels",
    "date heading": "date-header",
    BYLINE: "post-header post-footer post-bottom byline post-author post-timestamp timestamp-link vcard comment-link"
    " post-comment-link post-icons post-location post-sidebar reaction-buttons star-ratings post-meta entry-meta"
    " entry-header entry-footer",
    "comment byline": "comment-header comment-author comment-data comment-poster comment-timestamp comment-footer",
    ACTIONS: "comment-actions item-control item-action continue comment-reply loadmore thread-toggle thread-count"
    " comment-replybox-single comment-replybox-thread quickedit",
    "avatar": "avatar-image-container",
    "backlinks": "backlinks-container backlinks",
    "status message": "status-msg-wrap status-msg-body",
    "cookie notice": "cookie-choices-info cookieChoiceInfo",
})  # fmt: skip

_GADGETS = _by_name({
    GADGET: "AdSense BlogArchive BlogList BlogSearch BloggerButton ContactForm CustomSearch FeaturedPost Feed Followers"
    " FollowByEmail HTML Image Label LinkList List NewsBar PlusBadge PlusFollowers PlusOne Poll PopularPosts Profile"
    " ReportAbuse Slideshow Stats Subscribe Text TextList Translate VideoBar Wikipedia",
    "header": "Header",
    "navigation": "Navbar PageList",
    "footer": "Attribution",
})  # fmt: skip
"""The types of gadgets. A gadget has its type as a class and, with a number, as its id."""
_TYPE = re.compile(r"[A-Z][A-Za-z]+")

_NAME_PARTS = _by_name({
    "navigation": "nav navbar navigation menu menus submenu topmenu breadcrumb breadcrumbs",
    "header": "header masthead topbar",
    "sidebar": "sidebar sidebars rightbar leftbar",
    "footer": "footer bottombar copyright credit credits attribution",
    GADGET: "gadget gadgets",
    "pager": "pager pagination pagenavi",
    "form": "search searchbox newsletter subscribe",
    "advertisement": "ad ads adsense advert advertisement",
    "theme's slider": "slider slideshow flexslider nivoslider carousel",
    SHARE: "social share sharing",
    "related posts": "related",
    "cookie notice": "cookie cookies",
})  # fmt: skip

_LINKS = (
    (SHARE, Evidence.IN_TEXTS, r"blogger\.com/(?:share|email)-post\.g|/(?:share|email)-post\.g\?"),
    (SHARE, Evidence.SURE, r"facebook\.com/(?:sharer|share\.php|dialog/(?:share|feed|send))"),
    (SHARE, Evidence.SURE, r"(?:twitter|x)\.com/(?:share\b|intent/|home\?status)"),
    (SHARE, Evidence.SURE, r"pinterest\.com/pin/create|plus\.google\.com/share|linkedin\.com/shareArticle"),
    (SHARE, Evidence.IN_TEXTS, r"addthis\.com/bookmark|addtoany\.com/(?:share|add)|sharethis\.com/share"),
    (SHARE, Evidence.SURE, r"api\.whatsapp\.com/send|^whatsapp://send|t\.me/share"),
    (SHARE, Evidence.SURE, r"(?:reddit|digg|stumbleupon)\.com/submit|del\.icio\.us/post|tumblr\.com/share"),
    (ACTIONS, Evidence.SURE, r"(?:post-edit|page-edit|delete-comment|delete-backlink|rearrange)\.?g?\?"),
    ("comment form", Evidence.SURE, r"/comment-iframe\.g|/comment\.g\?|/comment/(?:frame|fullpage)/|#comment-?form$"),
    ("read-more link", Evidence.SURE, r"\.html#more$"),
    ("pager", Evidence.SURE, r"[?&;]updated-m(?:ax|in)=|[?&;]commentPage="),
    ("feed links", Evidence.SURE, r"/feeds/(?:posts|comments|\d+)\b"),
    ("labels", Evidence.IN_LINES, r"/search/label/|[?&]label="),
    ("archive links", Evidence.IN_LINES, r"/\d{4}/(?:\d\d/)?$|_archive\.html|/search\?"),
    ("footer", Evidence.IN_LINES, r"^https?://www\.blogger\.com/?$"),
)  # fmt: skip
_LINK = tuple((Furniture(kind, evidence), re.compile(pattern, re.IGNORECASE)) for kind, evidence, pattern in _LINKS)
_PRINTED = {"fn", "published", "updated"}
_PROPERTIES = {"datePublished", "dateModified", "dateCreated", "author"}
_ISO_TIME = re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:", re.ASCII)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b", re.ASCII)
_LONGEST_LINE = 40
_LONGEST_TIME = 60
"""Characters of a printed time."""
_CONTROL = re.compile(r"\s*(?:javascript:.*|#|)\s*", re.IGNORECASE | re.DOTALL)
_AVATAR = re.compile(
    r"\bblogblog\.com/img/|www\.blogger\.com/img/|/s(?:16|32|35|45)(?:-c)?(?:-k)?/|gravatar\.com/avatar"
)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_PHRASES = _by_name({}) | {
    **dict.fromkeys(["Posted by", "at", "on", "By", "by", "Reactions:", "Location:", "Author:"], BYLINE),
    **dict.fromkeys(["Labels:", "Labels", "Tags:", "Filed under:"], "labels"),
    **dict.fromkeys(["Newer Post", "Older Post", "Newer Posts", "Older Posts", "Home"], "pager"),
    **dict.fromkeys(["Subscribe to:"], "feed links"),
    **dict.fromkeys(["Powered by Blogger", "Powered by"], "footer"),
    **dict.fromkeys(["Email This", "BlogThis!", "Share to Twitter", "Share to X", "Share to Facebook"], SHARE),
    **dict.fromkeys(["Reply", "Replies", "Delete", "Load more..."], ACTIONS),
}
"""What Blogger prints in English. It only counts in a line in which everything else is recognised by other means."""
CONNECTING = frozenset(
    [
        "posted",
        "written",
        "published",
        "by",
        "at",
        "on",
        "in",
        "filed",
        "under",
        "labels",
        "tags",
        "tagged",
        "as",
        "from",
    ]
)
"""Words of a byline beside a name, a time or a label."""
_LINES = {
    "links to this post": "backlinks",
    "create a link": "backlinks",
    "powered by blogger": "footer",
    "post a comment": "comment form",
    "skip to main content": "navigation",
    "skip to sidebar": "navigation",
    "post comments (atom)": "feed links",
    "subscribe to: post comments (atom)": "feed links",
    "search this blog": GADGET,
    "view my complete profile": GADGET,
    "popular posts from this blog": GADGET,
}
"""What Blogger prints in English in lines of their own."""


def furniture_of(landmarks: Landmarks) -> Furniture | None:
    """Return what kind of furniture an element is, with the best evidence; None if it is not recognised."""
    tag = landmarks.tag
    found = None if landmarks.is_blog else _of_names(landmarks.names, tag.has_attr("data-version"))
    if found and found.evidence > Evidence.LIKELY:
        return found
    if linked := _of_link(landmarks):
        return linked
    if tag.name == "img" and (kind := _image_kind(attribute(tag, "src"))):
        return Furniture(kind, Evidence.SURE)
    if shows_time(landmarks) or _PROPERTIES.intersection(landmarks.properties):
        return Furniture(BYLINE, Evidence.IN_LINES)
    if (tag.has_attr("data-version") or landmarks.is_widget) and not landmarks.is_blog:
        return UNKNOWN_GADGET
    return _ELEMENTS.get(tag.name) or _of_role(attribute(tag, "role")) or found


def _image_kind(address: str) -> str | None:
    return "avatar" if _AVATAR.search(address) else "footer" if "bloggerbutton" in address else None


def phrase_kind(text: str) -> str | None:
    """Return the kind of furniture that a phrase of Blogger belongs to."""
    phrase = text.strip(" .,|/·•-–»«:;()\n\t")
    words = re.findall(r"\w+", phrase.lower())
    return _PHRASES.get(phrase) or _PHRASES.get(f"{phrase}:") or (BYLINE if CONNECTING.issuperset(words) else None)


def line_kind(text: str) -> str | None:
    """Return the kind of furniture that a line of Blogger is by itself."""
    return _LINES.get(text.strip(" .:").lower()) if len(text) <= _LONGEST_LINE else None


@lru_cache(maxsize=4096)
def _of_names(names: frozenset[str], has_version: bool) -> Furniture | None:
    if is_archive_bar(names):
        return Furniture("web archive's bar", Evidence.SURE)
    types = {found[0] for name in names if (found := _TYPE.match(name))} & _GADGETS.keys()
    if "widget" in names and types:
        return Furniture(_GADGETS[min(types)], Evidence.IN_TEXTS if has_version else Evidence.SURE)
    for table, evidence in ((_IN_TEXTS, Evidence.IN_TEXTS), (_SURE, Evidence.SURE)):
        if known := sorted(names & table.keys()):
            return Furniture(table[known[0]], evidence)
    parts = {part.lower() for name in sorted(names) for part in _PART.findall(name)}
    likely = sorted(parts & _NAME_PARTS.keys())
    return Furniture(_NAME_PARTS[likely[0]], Evidence.LIKELY) if likely else None


def _of_role(role: str) -> Furniture | None:
    kind = _ROLES.get(role)
    return Furniture(kind, Evidence.LIKELY) if kind else None


def _of_link(landmarks: Landmarks) -> Furniture | None:
    tag = landmarks.tag
    if tag.name != "a":
        return None
    relations, address = attribute(tag, "rel").split(), attribute(tag, "href")
    if "tag" in relations:
        return Furniture("labels", Evidence.SURE)
    is_permalink = "bookmark" in relations or attribute(tag, "title") == "permanent link"
    if "author" in relations or (is_permalink and _has_time(landmarks)):
        return Furniture(BYLINE, Evidence.IN_LINES)
    if is_control(landmarks):
        return Furniture(ACTIONS, Evidence.IN_LINES)
    return next((found for found, pattern in _LINK if pattern.search(address)), None)


def _has_time(landmarks: Landmarks) -> bool:
    """Return True for a permalink that is a printed time, and not the title of a post."""
    tag = landmarks.tag
    inside = (inner for inner in tag.find_all(["time", "abbr", "span"], limit=3))
    dated = any(inner.name == "time" or _ISO_TIME.match(attribute(inner, "title")) for inner in inside)
    return dated or "timestamp-link" in landmarks.names or bool(_CLOCK.search(tag.get_text()[:_LONGEST_TIME]))


def shows_time(landmarks: Landmarks) -> bool:
    """Return True for an element with the time of a post or comment."""
    tag = landmarks.tag
    return tag.name == "time" or bool(landmarks.names & _PRINTED or _ISO_TIME.match(attribute(tag, "title")))


def is_control(landmarks: Landmarks) -> bool:
    """Return True for a link that leads nowhere and does something: "Reply", "Load more"."""
    tag = landmarks.tag
    if not _CONTROL.fullmatch(attribute(tag, "href")) or tag.has_attr("name") or tag.has_attr("id"):
        return False
    return tag.name == "a" and (tag.has_attr("href") or tag.has_attr("target") or tag.has_attr("onclick"))
