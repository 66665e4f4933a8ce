"""Show the comments of each post as a thread on its page."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from pelican import signals

from archive.duplicates.find import Findings
from archive.duplicates.repeated_blocks import collapsed_blocks, collapsed_html
from archive.lazy import Lazy
from archive.pages.comment_views import comment_views
from archive.pages.local_links import addresses_in
from archive.site.build_state import KEY, BuildState


def thread_comments(generator) -> None:
    """Set `comments` of each view."""
    build: BuildState = generator.context[KEY]
    hidden, html = _posted_twice(build.findings), _collapsed(build.findings)
    for ref, view in build.views.items():
        for collapsed in html[ref].values():
            build.addresses[ref].update(addresses_in(collapsed.value))
        render = partial(build.render, build.readings[ref].name)
        depends = view.post, hidden[ref], html[ref], view.edits
        view.comments = Lazy(partial(comment_views, *depends, render), *depends)


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


def _collapsed(findings: Findings) -> defaultdict[str, dict[str, Lazy[str]]]:
    """Map the id of each comment with a repeated block to HTML that shows the block once, by post."""
    found: defaultdict[str, dict[str, Lazy[str]]] = defaultdict(dict)
    for name, repeats in collapsed_blocks(findings.repeats).items():
        ref, _, comment = name.partition("#c")
        bodies = {each.id: each.body for each in findings.posts[ref].comments} if comment else {}
        if comment in bodies:
            found[ref][comment] = Lazy(partial(collapsed_html, bodies[comment], repeats), bodies[comment], repeats)
    return found
