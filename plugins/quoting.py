"""Show quotations: marks and notes at the passages, and a list of them below each post.

Uses what `dedup` found, and runs after `linking` and `glossary`, when the HTML is what the pages show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

import msgspec
from pelican import signals

from archive.cache import Cache
from archive.duplicates.repeated_blocks import RepeatedBlock, collapsed_blocks
from archive.lazy import Lazy
from archive.pages.quotations.page_texts import PageText, comments_in, mark_texts, page_texts
from archive.pages.quotations.relations import TextLinks
from archive.pages.quotations.views import passages_view
from archive.pages.views import PostView
from archive.site.build_state import KEY, BuildState
from archive.text_reuse import Span

_Places = dict[str, list[int]]
_KEY = "places"
"""The entry of the cache with the passages that were found in marked HTML."""


def mark_quotations(generator) -> None:
    """Set the marked HTML and the passages of each view."""
    build: BuildState = generator.context[KEY]
    findings = build.findings
    refs = set(chain.from_iterable((passage.one, passage.other) for passage in findings.passages))
    texts = page_texts(build.posts, refs, _blanks(findings.repeats))
    cache = Cache(Path(generator.settings["PATH"]), "quotations")
    stored = cache.get(_KEY)
    before = msgspec.msgpack.decode(stored, type=_Places) if stored else {}
    build.quotations, html, places = mark_texts(texts, findings.passages, before)
    if places != before:
        cache.put(_KEY, msgspec.msgpack.encode(places))
    pages = {ref.partition("#")[0] for ref in build.quotations}
    for post in build.posts:
        if post.ref in pages:
            _show(post, texts, build.quotations, html)


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(mark_quotations)


def _blanks(repeats: Iterable[RepeatedBlock]) -> dict[str, list[Span]]:
    """Map each ref to the spans of repeated words that its page leaves out."""
    return {ref: [each.span for each in found] for ref, found in collapsed_blocks(repeats).items()}


def _show(
    post: PostView, texts: Mapping[str, PageText], links: Mapping[str, TextLinks], html: Mapping[str, Lazy[str]]
) -> None:
    """Show the passages of a post and its comments."""
    anchors = [comment.id for comment in comments_in(post.thread)]
    refs = [ref for ref in (post.ref, *(f"{post.ref}#{anchor}" for anchor in anchors)) if ref in links]
    post.marked_html = html.get(post.ref)
    marked = {anchor: html[ref] for anchor in anchors if (ref := f"{post.ref}#{anchor}") in html}
    if marked:
        post.comments = post.comments.then(lambda thread: tuple(each.marked(marked) for each in thread), marked)
    of_page = [links[ref] for ref in refs]
    bodies = [(texts[ref].body, texts[ref].blanks) for ref in refs]
    post.shared = Lazy(lambda: passages_view(of_page, lambda ref: texts[ref].listed_words), of_page, bodies)
