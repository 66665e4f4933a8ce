"""Views of posts as a build makes them, without a content folder."""

from __future__ import annotations

from collections.abc import Sequence

from archive.content.ledger import LedgerEntry
from archive.content.parts import NO_EDITS, Edits
from archive.lazy import known
from archive.model import Post
from archive.pages.comment_views import comment_views
from archive.pages.views import PostView, post_summary, post_view

SITE, ADDRESS = "Archive", "https://archive.example"


def view_of(
    post: Post, ref: str, html: str, records: Sequence[LedgerEntry] = (), edits: Edits = NO_EDITS, site: str = SITE
) -> PostView:
    """Return the view of `post` with its comments; `html` is its body."""
    made = post_view(post, ref, known(html), post_summary(post, records, edits), site, ADDRESS, edits)
    made.comments = known(comment_views(post, edits=edits))
    return made
