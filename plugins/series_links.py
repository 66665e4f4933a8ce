"""Find series among the articles, and give each article its place in one."""

from __future__ import annotations

from pelican import signals

from archive.pages.series_pages import series_views
from archive.series import SeriesText, find_series, name_key
from archive.site.build_state import KEY, BuildState
from archive.tags.vocabulary import Vocabulary

_KINDS = ("topic", "policy", "programme")
"""Kinds of terms that can name a series. A person or an organisation with a number, such as "Napo 100", is not one."""


def link_series(generator) -> None:
    """Set `series` of the views."""
    build: BuildState = generator.context[KEY]
    titled = (SeriesText(post.ref, post.post.title, post.post.day) for post in build.posts if post.post.title)
    build.series = find_series(titled, _names(build.vocabulary))
    views = series_views(build.posts, build.series)
    for post in build.posts:
        post.series = views.get(post.ref)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(link_series)


def _names(vocabulary: Vocabulary) -> set[str]:
    """Return the keys of known names: series, terms that can name one, and wordings with a number ("CAS 2")."""
    wordings = ((term.kind, wording) for term in vocabulary.terms for wording in term.sure)
    counted = (wording for kind, wording in wordings if kind in _KINDS or _has_digit(wording))
    return {name_key(name) for name in (*vocabulary.series, *counted)}


def _has_digit(wording: str) -> bool:
    return any(letter.isdecimal() for letter in wording)
