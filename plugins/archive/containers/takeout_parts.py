"""Files of a backup (Google Takeout of Blogger) that belong to a blog but hold no posts.

The rule: a name alone tells nothing; it is what lies beside the file, or stands in it, that makes it a known part.
Facts: forms.md, section 3.4.
"""

from __future__ import annotations

import re

from archive.sources.document import Document
from archive.sources.sniffing import PICTURE, TEMPLATE, looks_like

_BESIDE_A_FEED = {
    "settings.csv": "the settings of the blog",
    "theme-classic.html": TEMPLATE,
    "theme-layouts.xml": TEMPLATE,
    "followers.csv": "the followers of the blog",
    "followers.json": "the followers of the blog",
}
_FEED = "feed.atom"
_PICTURE_NOTES = re.compile(r"(.+?)(\.\w+)?(\(\d+\))?\.json", re.IGNORECASE)


def known_part(document: Document) -> str | None:
    """What the document is, in words for the ledger, if it is a part of a backup without posts; else None."""
    name = document.name.rpartition("/")[2]
    if looks_like(document.start) == TEMPLATE:
        return TEMPLATE
    if name in _BESIDE_A_FEED and document.beside(_FEED):
        return _BESIDE_A_FEED[name]
    if "/Blogger/Profile/" in f"/{document.name}" and name != _FEED:
        return "the profile of the blog's owner"
    return "notes on a picture" if _is_note_on_picture(document, name) else None


def _is_note_on_picture(document: Document, name: str) -> bool:
    """Whether it is "x.jpg.json" beside "x.jpg", or "x.jpg(1).json" beside "x(1).jpg"."""
    parts = _PICTURE_NOTES.fullmatch(name)
    if not parts:
        return False
    stem, ending, number = (part or "" for part in parts.groups())
    picture = document.beside(f"{stem}{number}{ending}")
    return picture is not None and looks_like(picture.start) == PICTURE
