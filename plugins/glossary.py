"""Explains the first use of each acronym on the page of an article, where it stands.

Works on what `tagging` found, after `linking` has made the HTML what pages show and before `quoting` marks it. Feeds
and search keep the plain text.
"""

from __future__ import annotations

from pathlib import Path

from pelican import signals

from archive.glossary import Glossary
from archive.glossary_marks import explained
from archive.page_views import PostView
from archive.vocabulary_file import read_vocabulary


def explain_acronyms(generator) -> None:
    """Give the views the HTML of their pages. `context["VOCABULARY"]` is all that can be explained."""
    posts: list[PostView] = generator.context["POSTS"]
    path = Path(generator.settings["VOCABULARY"])
    generator.context["VOCABULARY"] = vocabulary = read_vocabulary(path.read_text(encoding="utf-8"), path.name)
    glossary = Glossary(vocabulary)
    for post in posts:
        post.page_html = explained(post.html, post.text, post.mentions, glossary)


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(explain_acronyms)
