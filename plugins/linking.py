"""Leads links between posts of the blog to this archive's own pages."""

from __future__ import annotations

from pelican import signals

from archive.local_links import LocalLinks


def link_articles(generator) -> None:
    """Make the links in each article, and in its comments, local where they can be."""
    posts, topics = generator.context["POSTS"], generator.context["TOPICS"]
    links = LocalLinks((view.post for view in posts), topics, generator.settings["BLOG_ADDRESS"])
    for view in posts:
        view.localise(links.localised)


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(link_articles)
