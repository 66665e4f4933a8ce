"""Finds series among the articles (`archive.series`) and gives each article of one its place in it."""

from __future__ import annotations

from pelican import signals

from archive.pages.build_state import KEY, BuildState
from archive.pages.series_pages import series_views
from archive.series import SeriesText, find_series, name_key
from archive.tags.vocabulary import Vocabulary

_KINDS = ("topic", "policy", "programme")
"""Of terms that a series may be called after. A person or body with a number, such as "Napo 100", is none."""


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
    """The series and what else may come in numbers, and what has a number in its name, such as "CAS 2", as the
    vocabulary calls them."""
    wordings = ((term.kind, wording) for term in vocabulary.terms for wording in term.sure)
    counted = (wording for kind, wording in wordings if kind in _KINDS or _has_digit(wording))
    return {name_key(name) for name in (*vocabulary.series, *counted)}


def _has_digit(wording: str) -> bool:
    return any(letter.isdecimal() for letter in wording)
