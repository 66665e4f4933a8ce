"""Know the parts of a Google Takeout, and of a mirror, that hold no posts.

The rule: a part is known by its name together with what it is: its place in the Takeout, the files beside it, or
contents that nothing else has. Such files are listed and are no problem ("Google Takeout" in docs/formats.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import dataclass

from archive.sources.document import Document
from archive.sources.sniffing import PICTURE, TEMPLATE, sniff

_FEED = "feed.atom"
_SETTINGS, _FOLLOWERS = "the settings of the blog", "the followers of the blog"
_PROFILE, _ALBUM, _NOTES = "the profile of the blog's owner", "metadata of an album", "metadata of a picture"
_BESIDE_A_FEED = {
    "settings.csv": _SETTINGS,
    "theme-classic.html": TEMPLATE,
    "theme-layouts.xml": TEMPLATE,
    "followers.csv": _FOLLOWERS,
    "followers.json": _FOLLOWERS,
}
_PICTURE_NOTES = re.compile(r"(.+?)(\.\w+)?(\(\d+\))?\.json", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """A place in a Takeout."""

    path: re.Pattern[str]
    what: str


def _place(path: str, what: str) -> _Place:
    return _Place(re.compile(rf"(?:.*/)?{path}", re.IGNORECASE), what)


_PLACES = (
    _place(r"Blogger/Profile/.*(?<!/feed\.atom)", _PROFILE),
    _place(r"Blogger/Albums/(?:.*/)?metadata(?:\(\d+\))?\.json", _ALBUM),
    _place(r"Blogger/Albums/.*\.json", _NOTES),
    _place(r"Blogger/Blogs/[^/]+/followers\.\w+", _FOLLOWERS),
    _place(r"Blogger/Blogs/[^/]+/settings\.\w+", _SETTINGS),
    _place(r"Blogger/Blogs/[^/]+/theme-[\w.-]+", TEMPLATE),
    _place(r"Blogger/(?:.*/)?[\w.() -]+\.(?:csv|json)", "a side file of Google Takeout"),
    _place(r"Takeout/archive_browser\.html", "Google's list of what a Takeout holds"),
)
"""Places in a Takeout where nothing but one thing lies, in the order in which they are asked."""
_PROFILE_START = re.compile(
    rb"(?:\xef\xbb\xbf)?Name,Value\r?\n(?:[^\n]*\n)*?(?:Display name|Profile name|Interests|Blogger ID)\b"
)
_READING_LIST_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:Blog|Name|Title)[\w ]*,(?:Address|URL|Blog URL|Feed)[\w ]*\r?\n"
)
_SETTINGS_START = re.compile(rb"(?:\xef\xbb\xbf)?\"?blog_\w+\"?(?:,\"?\w+\"?)*,\"?blog_\w+")
_MIRROR_LOG = "the log of a mirror program"
_CONTENTS = (
    (r"robots\.txt", rb"(?i)(?:#[^\n]*\n|\s)*user-agent:", "the rules of a site for robots"),
    (r"sitemap[\w-]*\.xml", rb"(?s).{0,500}<(?:urlset|sitemapindex)\b", "a sitemap"),
    (r"hts-log\.txt", rb"HTTrack", _MIRROR_LOG),
    (r"wget-log(?:\.\d+)?", rb"--\d{4}-\d\d-\d\d", _MIRROR_LOG),
    (r"cookies\.txt", rb"# (?:Netscape )?HTT", "the cookies of a mirror program"),
    (r"index\.html?", rb"(?is).{0,4000}<title>[^<]{0,80}- HTTrack", "HTTrack's list of its mirrors"),
    (r"index\.rdf", rb"(?s).{0,500}maf\.mozdev\.org", "the list of a Mozilla archive"),
    (r"archive_browser\.html", rb"(?s).*Takeout", _PLACES[-1].what),
)
_KNOWN_CONTENTS = (
    *((re.compile(name, re.IGNORECASE), re.compile(start), what) for name, start, what in _CONTENTS),
    (re.compile(r"profile\.csv", re.IGNORECASE), _PROFILE_START, _PROFILE),
    (re.compile(r"reading_list\.csv", re.IGNORECASE), _READING_LIST_START, _PROFILE),
    (re.compile(r"settings\.csv", re.IGNORECASE), _SETTINGS_START, _SETTINGS),
)
"""File names, how such a file starts, and what it then is, wherever it lies."""
_OF_AN_ALBUM = frozenset(["title", "description", "access", "date", "location", "geoData", "albumData"])
_OF_A_PICTURE = frozenset(
    ["photoTakenTime", "creationTime", "imageViews", "googlePhotosOrigin", "photoLastModifiedTime"]
)
_LARGEST_NOTES = 2**20


def backup_part(document: Document) -> str | None:
    """Describe the document if it is a part of a blog's backup that holds no posts, otherwise return None."""
    name = document.name.rpartition("/")[2]
    if sniff(document.start) == TEMPLATE:
        return TEMPLATE
    if name in _BESIDE_A_FEED and document.beside(_FEED):
        return _BESIDE_A_FEED[name]
    return _by_place(document) or _by_contents(document, name) or _notes(document, name)


def _by_place(document: Document) -> str | None:
    return next((place.what for place in _PLACES if place.path.fullmatch(document.name)), None)


def _by_contents(document: Document, name: str) -> str | None:
    found = (what for named, start, what in _KNOWN_CONTENTS if named.fullmatch(name) and start.match(document.start))
    return next(found, None)


def _notes(document: Document, name: str) -> str | None:
    """Say if the document is Google's notes on an album or a picture, by their keys or by the picture beside them."""
    if not name.lower().endswith(".json"):
        return None
    keys = _keys(document)
    if "title" in keys and keys & _OF_A_PICTURE:
        return _NOTES
    if name.lower().startswith("metadata") and len(keys) > 1 and "title" in keys and keys <= _OF_AN_ALBUM:
        return _ALBUM
    return _NOTES if _is_beside_picture(document, name) else None


def _keys(document: Document) -> Set[str]:
    """Return the keys of a JSON object; none if the document is something else."""
    if document.size > _LARGEST_NOTES:
        return frozenset()
    try:
        return frozenset(json.loads(document.read()))
    except (ValueError, TypeError, RecursionError):
        return frozenset()


def _is_beside_picture(document: Document, name: str) -> bool:
    """Return True for "x.jpg.json" beside "x.jpg", and for "x.jpg(1).json" beside "x(1).jpg"."""
    parts = _PICTURE_NOTES.fullmatch(name)
    if not parts:
        return False
    stem, ending, number = (part or "" for part in parts.groups())
    picture = document.beside(f"{stem}{number}{ending}")
    return picture is not None and sniff(picture.start) == PICTURE
