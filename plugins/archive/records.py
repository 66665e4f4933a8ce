"""What an importer hands over: posts and comments as found in one raw file, with every word of it accounted for.

The rule: each word of the file stands in exactly one `raw` here, and is either in the text that was made of it or in
a `LeftOut` with its reason. `accounts.py` holds importers to that, by counting for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LeftOut:
    """Words of the source that do not stand in the text made of it, and why."""

    reason: str
    text: str


@dataclass(frozen=True)
class FoundComment:
    """One comment as it stands in the raw file."""

    body: str
    """Canonical Markdown."""
    raw: str
    """Its lines of the file, markers included."""
    lines: tuple[int, int]
    """First and last line, counted from 1."""
    parent: int | None = None
    """Position in the post's list of comments of the one it answers; None at top level."""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class FoundPost:
    """One post, mailout or page as it stands in the raw file, without its comments' words."""

    kind: str
    body: str
    raw: str
    lines: tuple[int, int]
    title: str | None = None
    day: date | None = None
    heading: str = ""
    """The date heading as printed: its words are kept as the date."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    declared_comments: int | None = None
    comments: tuple[FoundComment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Rest:
    """Lines that belong to no post."""

    raw: str
    lines: tuple[int, int]
    reason: str
    quarantined: bool
    """False for the furniture of the page, which is left out; True for words that nobody has placed yet."""


@dataclass(frozen=True)
class Reading:
    """All that one raw file holds."""

    form: str
    posts: tuple[FoundPost, ...]
    rest: tuple[Rest, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a keeper should know: each a plain sentence that begins with the line, such as "line 30: …"."""
