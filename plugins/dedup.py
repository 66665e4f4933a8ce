"""Find duplicates and quotations (`archive.duplicates.find`), and show repeated text once.

Nothing is removed from the content folder, and each page says what it shows only once.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pelican import signals

from archive.decisions.folder import decisions_in
from archive.duplicates.cache import FindingsCache
from archive.duplicates.find import find
from archive.duplicates.posts import DuplicatePost
from archive.duplicates.repeated_blocks import collapsed_blocks, collapsed_html, collapsed_views
from archive.lazy import Lazy
from archive.pages.local_links import addresses_in
from archive.pages.views import PostView
from archive.review.session import ContentFindings
from archive.site.build_state import KEY, BuildState


def collapse(generator) -> None:
    """Collapse repeated blocks in each post, and take duplicate posts out of the list."""
    build: BuildState = generator.context[KEY]
    views = build.views
    content = Path(generator.settings["PATH"])
    posts = {ref: view.post for ref, view in views.items()}
    cache = FindingsCache(content)
    findings = find(posts, decisions_in(content), cache.known)
    cache.save()
    for ref, post in findings.posts.items():
        views[ref].post = post
    for ref, repeats in collapsed_blocks(findings.repeats).items():
        if ref in views:
            views[ref].collapsed = collapsed_views(repeats)
            body = views[ref].post.body
            views[ref].html = Lazy(partial(collapsed_html, body, repeats), body, repeats)
            build.addresses[ref].update(addresses_in(views[ref].html.value))
    for same in findings.duplicate_posts:
        _describe_duplicate(views[same.shown], views[same.hidden], same)
        build.addresses[same.shown] |= build.addresses[same.hidden]
    build.findings = findings
    build.doubtful = len(ContentFindings(posts, findings).questions())
    build.hidden_copies = [(views[same.hidden], views[same.shown]) for same in findings.duplicate_posts]
    build.views = {ref: view for ref, view in views.items() if ref in findings.posts}


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(collapse)


def _describe_duplicate(shown: PostView, copy: PostView, same: DuplicatePost) -> None:
    words = len(copy.post.body.split())
    sources = ", ".join(source.name for source in copy.post.sources) or copy.ref
    said = f"A duplicate ({sources}, about {words:,} words) is not shown separately."
    shown.copies += (said,)
    shown.differences += same.differences
