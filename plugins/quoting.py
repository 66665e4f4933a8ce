"""Show quotations: marks and notes at the passages, and a list of them below each post.

Uses what `dedup` found, and runs after `linking` and `glossary`, when the HTML is what the pages show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from pelican import signals

from archive.duplicates.repeated_blocks import RepeatedBlock, collapsed_blocks
from archive.pages.build_state import KEY, BuildState
from archive.pages.quotations.page_texts import PageText, comments_in, mark_texts, page_texts
from archive.pages.quotations.relations import TextLinks
from archive.pages.quotations.views import passages_view
from archive.pages.views import PostView
from archive.text_reuse import Span


def mark_quotations(generator) -> None:
    """Set the marked HTML and the passages of each view."""
    build: BuildState = generator.context[KEY]
    findings = build.findings
    refs = set(chain.from_iterable((passage.one, passage.other) for passage in findings.passages))
    texts = page_texts(build.posts, refs, _blanks(findings.repeats))
    build.quotations, html = mark_texts(texts, findings.passages)
    for post in build.posts:
        _show(post, texts, build.quotations, html)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(mark_quotations)


def _blanks(repeats: Iterable[RepeatedBlock]) -> dict[str, list[Span]]:
    """Map each ref to the spans of repeated words that its page leaves out."""
    return {ref: [each.span for each in found] for ref, found in collapsed_blocks(repeats).items()}


def _show(
    post: PostView, texts: Mapping[str, PageText], links: Mapping[str, TextLinks], html: Mapping[str, str]
) -> None:
    """Show the passages of a post and its comments."""
    anchors = [comment.id for comment in comments_in(post.thread)]
    refs = [ref for ref in (post.ref, *(f"{post.ref}#{anchor}" for anchor in anchors)) if ref in links]
    if not refs:
        return
    post.marked_html = html.get(post.ref, "")
    marked = {anchor: html[ref] for anchor in anchors if (ref := f"{post.ref}#{anchor}") in html}
    if marked:
        post.thread = tuple(comment.marked(marked) for comment in post.thread)
    post.passages = passages_view([links[ref] for ref in refs], lambda ref: texts[ref].listed_words)
