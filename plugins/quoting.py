"""Puts who quotes whom on the pages: marks and notes at passages, and the list of all of them under each text.

Works on what `dedup` found, after `linking` has made the HTML what pages show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from pelican import signals

from archive.duplicates.collapse import shown_once
from archive.duplicates.find import Findings, FoundRepeat
from archive.pages.quotations.page_texts import PageText, comments_in, marked_texts, page_texts
from archive.pages.quotations.relations import Web
from archive.pages.quotations.views import passages_view
from archive.pages.views import PostView
from archive.text_reuse import Span


def mark_quotations(generator) -> None:
    """Give the views their marks and lists. `context["QUOTATIONS"]` has the webs of all texts, by ref."""
    findings: Findings = generator.context["FINDINGS"]
    posts: list[PostView] = generator.context["POSTS"]
    refs = set(chain.from_iterable((passage.one, passage.other) for passage in findings.passages))
    texts = page_texts(posts, refs, _blanks(findings.repeats))
    webs, html = marked_texts(texts, findings.passages)
    for post in posts:
        _show(post, texts, webs, html)
    generator.context["QUOTATIONS"] = webs


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(mark_quotations)


def _blanks(repeats: Iterable[FoundRepeat]) -> dict[str, list[Span]]:
    """Words that are not shown a second time, by the ref of their text."""
    return {ref: [each.span for each in found] for ref, found in shown_once(repeats).items()}


def _show(post: PostView, texts: Mapping[str, PageText], webs: Mapping[str, Web], html: Mapping[str, str]) -> None:
    """The passages of one post and its comments."""
    anchors = [comment.id for comment in comments_in(post.thread)]
    refs = [ref for ref in (post.ref, *(f"{post.ref}#{anchor}" for anchor in anchors)) if ref in webs]
    if not refs:
        return
    post.marked_html = html.get(post.ref, "")
    marked = {anchor: html[ref] for anchor in anchors if (ref := f"{post.ref}#{anchor}") in html}
    if marked:
        post.thread = tuple(comment.marked(marked) for comment in post.thread)
    post.passages = passages_view([webs[ref] for ref in refs], lambda ref: texts[ref].words)
