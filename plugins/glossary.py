"""Explain the first use of each acronym on the page of an article.

Runs after `tagging`, which finds the acronyms, and `linking`, and before `quoting`. Feeds and search are not changed.
"""

from __future__ import annotations

from functools import partial

from pelican import signals

from archive.pages.topics.glossary_marks import with_explanations
from archive.site.build_state import KEY, BuildState
from archive.tags.acronyms import Glossary


def add_explanations(generator) -> None:
    """Set the HTML of the page of each post that has acronyms to explain."""
    build: BuildState = generator.context[KEY]
    glossary = Glossary(build.vocabulary)
    for post in build.posts:
        if wanted := glossary.uses(post.text, post.mentions):
            explained = partial(with_explanations, text=post.text, wanted=wanted)
            post.page_html = post.html.then(explained, post.text, wanted)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(add_explanations)
