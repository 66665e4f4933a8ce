"""A term of the vocabulary with the posts about it, and the names of the kinds of terms.

A term has a page, a feed and an entry in the indexes only if a post of the archive is about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from archive.pages.views import PostView
from archive.tags.vocabulary import Term
from archive.text import MONTHS

INDEX = "/tags/"
"""Address of the index of all topics."""


class KindIndex(NamedTuple):
    """The index of the topics of one kind."""

    name: str
    """The kind in the plural, for readers."""
    url: str


KINDS = {
    "person": KindIndex("People", "/people/"),
    "organisation": KindIndex("Organisations", "/organisations/"),
    "place": KindIndex("Places", "/places/"),
    "topic": KindIndex("Subjects", "/subjects/"),
    "policy": KindIndex("Policies", "/policies/"),
    "programme": KindIndex("Programmes", "/programmes/"),
    "system": KindIndex("Systems", "/systems/"),
    "role": KindIndex("Roles", "/roles/"),
}
"""The kinds by their name in the vocabulary, in the order readers see them."""


@dataclass(frozen=True)
class Topic:
    """A term of the vocabulary with the posts about it, newest first."""

    term: Term
    posts: tuple[PostView, ...]
    mentioned_in: tuple[PostView, ...] = ()
    """Posts that mention it but are about something else, newest first."""

    @property
    def url(self) -> str:
        return term_url(self.term.id)

    @property
    def feed_url(self) -> str:
        return f"{self.url}atom.xml"

    @property
    def former_urls(self) -> tuple[str, ...]:
        """The addresses of its page before it was renamed."""
        return tuple(map(term_url, self.term.formerly))

    @cached_property
    def year_counts(self) -> Mapping[int, int]:
        """The number of posts of each year, without undated posts."""
        counts = Counter(post.year for post in self.posts if post.year)
        return dict(sorted(counts.items()))

    @property
    def shown(self) -> dict[str, Any]:
        """For a template."""
        kind = KINDS[self.term.kind]
        return {
            "label": self.term.label,
            "url": self.url,
            "count": len(self.posts),
            "years": years_text(self.year_counts),
            "kind": self.term.kind,
            "kind_label": kind.name,
            "kind_url": kind.url,
        }


def term_url(term_id: str) -> str:
    """Return the address of the page of a term."""
    return f"{INDEX}{term_id}/"


def years_text(counts: Mapping[int, int]) -> str:
    """Return the first and last year of `counts`: "2012–2019", "2014" or ""."""
    if not counts:
        return ""
    first, last = min(counts), max(counts)
    return str(first) if first == last else f"{first}–{last}"


def period(term: Term) -> str:
    """Return when the subject of `term` existed: "June 2014 to June 2021", "From 1912", "Until 2001" or ""."""
    began, ended = _month(term.began), _month(term.ended)
    if began and ended:
        return began if began == ended else f"{began} to {ended}"
    return f"From {began}" if began else f"Until {ended}" if ended else ""


def _month(day: str) -> str:
    """Return "June 2014" for "2014-06-01" or "2014-06", and "2014" for "2014"."""
    year, month = (*day.split("-"), "")[:2]
    return f"{MONTHS[int(month) - 1]} {year}" if month else year
