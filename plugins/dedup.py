"""Shows once what stands twice, and finds who quotes whom (`archive.findings`).

The content folder keeps everything; the page says what is shown once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pelican import signals

from archive.content_findings import decisions_in
from archive.duplicates import SamePost
from archive.findings import Findings, FoundRepeat, find
from archive.kept_index import KeptIndex
from archive.page_views import CollapsedView, PostView
from archive.rendering import to_html
from archive.repeats import Repeat


def collapse(generator) -> None:
    """Collapse repeats in each article, and take articles that are copies of another out of the list.

    `context["FINDINGS"]` is all that was found; `context["HIDDEN_COPIES"]` pairs the view of each article taken out
    with the view that is shown in its place.
    """
    views: dict[str, PostView] = {article.view.ref: article.view for article in generator.articles}
    content = Path(generator.settings["PATH"])
    posts = {ref: view.post for ref, view in views.items()}
    findings = find(posts, decisions_in(content), KeptIndex(content).index)
    for ref, post in findings.posts.items():
        views[ref].post = post
    _collapse_repeats(views, findings)
    for same in findings.same:
        _say_copy(views[same.shown], views[same.hidden], same)
    generator.context["FINDINGS"] = findings
    generator.context["HIDDEN_COPIES"] = [(views[same.hidden], views[same.shown]) for same in findings.same]
    generator.articles = [article for article in generator.articles if article.view.ref in findings.posts]


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(collapse)


def _collapse_repeats(views: dict[str, PostView], findings: Findings) -> None:
    shown_once: defaultdict[str, list[FoundRepeat]] = defaultdict(list)
    for found in findings.repeats:
        if found.shown_once:
            shown_once[found.ref].append(found)
    for ref, repeats in shown_once.items():
        views[ref].collapsed = tuple(_said(found) for found in repeats)
        views[ref].html = _without(repeats, views[ref])


def _without(repeats: Sequence[FoundRepeat], view: PostView) -> str:
    """The HTML of the text, with a sentence in the place of each repeat."""
    lines = view.post.body.split("\n")
    pieces, start = [], 0
    for found, collapsed in zip(repeats, view.collapsed, strict=True):
        pieces += [
            to_html("\n".join(lines[start : found.repeat.start])),
            f'<p class="collapsed">{collapsed.said}</p>',
        ]
        start = found.repeat.stop
    return "\n".join([*pieces, to_html("\n".join(lines[start:]))])


def _said(found: FoundRepeat) -> CollapsedView:
    lines, words = found.repeat.lines, found.repeat.words
    said = f"{_stands(found.repeat)} ({words:,} words); shown once."
    return CollapsedView(words, lines, said)


def _stands(repeat: Repeat) -> str:
    if not repeat.exact:
        return "The passage above stands here a second time in the source, in the same words and other typography"
    lines = "The line above stands" if repeat.lines == 1 else f"The {repeat.lines} lines above stand"
    return f"{lines} here a second time in the source, word for word"


def _say_copy(shown: PostView, copy: PostView, same: SamePost) -> None:
    words = len(copy.post.body.split())
    sources = ", ".join(source.name for source in copy.post.sources) or copy.ref
    said = f"Another copy of this text ({sources}, about {words:,} words) is not shown by itself."
    shown.copies += (said,)
    shown.differences += same.differences
