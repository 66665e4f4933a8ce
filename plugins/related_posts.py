"""Suggest related articles for each article, and say what they have in common.

Uses what `dedup` and `tagging` found, and leaves out the neighbours that `listing` and `series_links` link to.
"""

from __future__ import annotations

from pelican import signals

from archive.pages.related import features_of, find_related, related_views
from archive.site.build_state import KEY, BuildState


def relate(generator) -> None:
    """Set `related` of each view."""
    build: BuildState = generator.context[KEY]
    found = find_related(features_of(build.posts, build.findings.passages))
    by_ref = {post.ref: post for post in build.posts}
    for post in build.posts:
        post.related = related_views(post, found[post.ref], by_ref)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(relate)
