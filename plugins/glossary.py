"""Explains the first use of each acronym on the page of an article, where it stands.

Works on what `tagging` found, after `linking` has made the HTML what pages show and before `quoting` marks it. Feeds
and search keep the plain text.
"""

from __future__ import annotations

from pelican import signals

from archive.pages.build_state import KEY, BuildState
from archive.pages.topics.glossary_marks import explained
from archive.tags.acronyms import Glossary


def explain_acronyms(generator) -> None:
    """Give the views the HTML of their pages."""
    build: BuildState = generator.context[KEY]
    glossary = Glossary(build.vocabulary)
    for post in build.posts:
        post.page_html = explained(post.html, post.text, post.mentions, glossary)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(explain_acronyms)
