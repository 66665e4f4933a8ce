"""Gives each article the few others that have most in common with it, and says what that is.

Needs what `dedup` and `tagging` found, and the neighbours that `listing` and `series_links` link to.
"""

from __future__ import annotations

from pelican import signals

from archive.duplicates.find import Findings
from archive.pages.related import features_of, related, related_views
from archive.pages.views import PostView


def relate(generator) -> None:
    """Set `related` of each view."""
    posts: list[PostView] = generator.context["POSTS"]
    findings: Findings = generator.context["FINDINGS"]
    found = related(features_of(posts, findings.passages))
    by_ref = {post.ref: post for post in posts}
    for post in posts:
        post.related = related_views(post, found[post.ref], by_ref)


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(relate)
