"""Explain the first use of each acronym on the page of an article.

Runs after `tagging`, which finds the acronyms, and `linking`, and before `quoting`. Feeds and search are not changed.
"""

from __future__ import annotations

from pelican import signals

from archive.pages.build_state import KEY, BuildState
from archive.pages.topics.glossary_marks import explain_acronyms
from archive.tags.acronyms import Glossary


def add_explanations(generator) -> None:
    """Set the HTML of each post's page."""
    build: BuildState = generator.context[KEY]
    glossary = Glossary(build.vocabulary)
    for post in build.posts:
        post.page_html = explain_acronyms(post.html, post.text, post.mentions, glossary)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(add_explanations)
