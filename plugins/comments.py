"""Puts the comments of each article on its page, as a thread."""

from __future__ import annotations

from pelican import signals

from archive.comment_views import comment_views


def thread_comments(generator) -> None:
    """Give each article's view its thread."""
    for article in generator.articles:
        article.view.thread = comment_views(article.view.post)


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(thread_comments)
