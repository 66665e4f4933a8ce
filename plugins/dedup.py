"""Shows once what stands twice: a block and its immediate copy, and a post that came in two copies.

The content folder keeps everything; the page says what is shown once.
"""

from __future__ import annotations

from dataclasses import replace

from pelican import signals

from archive.duplicates import Repeat, repeats, same_posts
from archive.merging import united_comments
from archive.page_views import CollapsedView, PostView
from archive.rendering import to_html


def collapse(generator) -> None:
    """Collapse repeats in each article, and take articles that are copies of another out of the list.

    `context["HIDDEN_COPIES"]` pairs the view of each article taken out with the view that is shown in its place.
    """
    for article in generator.articles:
        _collapse_repeats(article.view)
    views = {article.post.id: article.view for article in generator.articles}
    generator.context["HIDDEN_COPIES"] = hidden = []
    for same in same_posts({article.post: article.view.text for article in generator.articles}):
        shown, copy = views[same.shown], views[same.hidden]
        _show_copy(shown, copy, same.differences)
        hidden.append((copy, shown))
    gone = {copy.ref for copy, _ in hidden}
    generator.articles = [article for article in generator.articles if article.view.ref not in gone]


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(collapse)


def _collapse_repeats(view: PostView) -> None:
    lines = view.post.body.split("\n")
    found = repeats(lines)
    if not found:
        return
    view.collapsed = tuple(_said(repeat) for repeat in found)
    pieces, start = [], 0
    for repeat, collapsed in zip(found, view.collapsed, strict=True):
        pieces += [
            to_html("\n".join(lines[start : repeat.start])),
            f'<p class="collapsed">{collapsed.said}</p>',
        ]
        start = repeat.stop
    view.html = "\n".join([*pieces, to_html("\n".join(lines[start:]))])


def _said(repeat: Repeat) -> CollapsedView:
    lines = "The line above stands" if repeat.lines == 1 else f"The {repeat.lines} lines above stand"
    said = f"{lines} here a second time in the source, word for word ({repeat.words:,} words); shown once."
    return CollapsedView(repeat.words, repeat.lines, said)


def _show_copy(shown: PostView, copy: PostView, differences: tuple[str, ...]) -> None:
    comments = united_comments([shown.post, copy.post])
    shown.post = replace(shown.post, comments=comments, aliases=(*shown.post.aliases, copy.url, *copy.post.aliases))
    words = len(copy.post.body.split())
    sources = ", ".join(source.name for source in copy.post.sources) or copy.ref
    said = f"Another copy of this text ({sources}, about {words:,} words) is not shown by itself."
    shown.copies += (said,)
    shown.differences += differences
