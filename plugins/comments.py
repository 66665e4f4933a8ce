"""Show the comments of each article as a thread on its page."""

from __future__ import annotations

from collections import defaultdict

from pelican import signals

from archive.duplicates.find import Findings
from archive.duplicates.repeated_blocks import collapsed_blocks, collapsed_html
from archive.pages.build_state import KEY, BuildState
from archive.pages.comment_views import comment_views


def thread_comments(generator) -> None:
    """Set `thread` of each article's view."""
    build: BuildState = generator.context[KEY]
    hidden, html = _posted_twice(build.findings), _collapsed(build.findings)
    for article in generator.articles:
        ref = article.view.ref
        article.view.thread = comment_views(article.view.post, hidden[ref], html[ref], article.view.edits)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(thread_comments)


def _posted_twice(findings: Findings) -> defaultdict[str, dict[str, str]]:
    """Map the id of each duplicate comment to the id of the one that is shown, by post."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for same in findings.duplicate_comments:
        (ref, _, hidden), (_, _, shown) = same.hidden.partition("#c"), same.shown.partition("#c")
        found[ref][hidden] = shown
    return found


def _collapsed(findings: Findings) -> defaultdict[str, dict[str, str]]:
    """Map the id of each comment with a repeated block to HTML that shows the block once, by post."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, repeats in collapsed_blocks(findings.repeats).items():
        ref, _, comment = name.partition("#c")
        bodies = {each.id: each.body for each in findings.posts[ref].comments} if comment else {}
        if comment in bodies:
            found[ref][comment] = collapsed_html(bodies[comment], repeats)
    return found
