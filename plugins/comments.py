"""Puts the comments of each article on its page, as a thread."""

from __future__ import annotations

from collections import defaultdict

from pelican import signals

from archive.duplicates.collapse import collapsed_html, shown_once
from archive.duplicates.find import Findings
from archive.pages.comment_views import comment_views


def thread_comments(generator) -> None:
    """Give each article's view its thread."""
    findings: Findings = generator.context["FINDINGS"]
    hidden, html = _posted_twice(findings), _collapsed(findings)
    for article in generator.articles:
        ref = article.view.ref
        article.view.thread = comment_views(article.view.post, hidden[ref], html[ref])


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


def _collapsed(findings: Findings) -> defaultdict[str, dict[str, str]]:
    """By post: the HTML of the comments in which a block stands twice, by their ids."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, repeats in shown_once(findings.repeats).items():
        ref, _, comment = name.partition("#c")
        bodies = {each.id: each.body for each in findings.posts[ref].comments} if comment else {}
        if comment in bodies:
            found[ref][comment] = collapsed_html(bodies[comment], repeats)
    return found
