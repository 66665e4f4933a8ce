"""Puts the comments of each article on its page, as a thread."""

from __future__ import annotations

from collections import defaultdict

from pelican import signals

from archive.comment_views import comment_views
from archive.findings import Findings


def thread_comments(generator) -> None:
    """Give each article's view its thread."""
    hidden = _posted_twice(generator.context["FINDINGS"])
    for article in generator.articles:
        article.view.thread = comment_views(article.view.post, hidden[article.view.ref])


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(thread_comments)


def _posted_twice(findings: Findings) -> defaultdict[str, dict[str, str]]:
    """By post: the id of the comment that is shown for the id of each that says the same."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for same in findings.comments:
        (ref, _, hidden), (_, _, shown) = same.hidden.partition("#c"), same.shown.partition("#c")
        found[ref][hidden] = shown
    return found
