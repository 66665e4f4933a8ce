"""Recognise the furniture of pages of Napo's sites by kind; what is not recognised is unplaced.

The rule: words outside an article are furniture only if they are in an element that is named for it, as Drupal and
WordPress name theirs, or on a line that is known. An element around an article, or a part of one, is never furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from archive.formats.napo_site import known_lines
from archive.formats.napo_site.bylines import is_list_date
from archive.formats.records import OtherText
from archive.markup.html_pages import Element, HtmlPage, SourceSpan, span_of
from archive.markup.html_words import LEFT_OUT, image_descriptions, raw_lines, raw_words
from archive.model import FURNITURE

_ELEMENTS = {
    **dict.fromkeys(("script", "style", "noscript", "template"), "script"),
    **dict.fromkeys(("form", "button", "select"), "form"),
    "title": "page title",
    "nav": "navigation",
    "header": "header",
    "footer": "footer",
    "aside": "sidebar",
    "time": "byline",
}
_ROLES = {"navigation": "navigation", "banner": "header", "contentinfo": "footer", "complementary": "sidebar"}
_NAMES = {
    name: kind
    for kind, names in {
        "header": "header branding masthead logo site-name site-title site-slogan site-description name-and-slogan",
        "navigation": "nav navbar navigation menu main-menu secondary-menu breadcrumb breadcrumbs skip-link pager"
        " pagination nav-links post-navigation nav-previous nav-next tabs",
        "sidebar": "sidebar sidebar-first sidebar-second region-sidebar-first region-sidebar-second widget widget-area"
        " secondary",
        "footer": "footer colophon site-info copyright",
        "share buttons": "share sharing sharedaddy sharethis addthis social jp-post-flair service-links",
        "related posts": "jp-relatedposts related-posts related",
        "byline": "entry-date date-display-single views-field-created submitted posted-on byline entry-meta"
        " entry-footer post-meta meta cat-links tags-links",
        "labels": "links terms field-name-field-blog-type field-name-field-tags field-type-taxonomy-term-reference",
        "comment form": "respond comment-respond comment-form",
        "page title": "page-title page-header archive-title",
        "hidden text": "element-invisible screen-reader-text visually-hidden",
        "cookie notice": "cookie-notice eu-cookie-compliance sliding-popup",
        "form": "search search-form searchform block-search user-login-form",
    }.items()
    for name in names.split()
}
_LIST_DATE = "date of a teaser"
_NAME_ENDS = re.compile(r"[-_]?\d+$")


def other_texts(page: HtmlPage, taken: Sequence[SourceSpan], first: int) -> Iterator[OtherText]:
    """Yield everything outside the `taken` parts of articles, numbered from `first`: by kind, and what is unplaced."""
    kinds, unplaced = _sorted_words(page, taken)
    found = Counter(word for words in (*kinds.values(), *(words for words, _ in unplaced)) for word in words)
    if found != Counter(page.words_outside(taken)):  # hidden words across the edge of an element
        kinds, unplaced = {}, [(page.words_outside(taken), "outside the article")]
    records = [(words, f"{FURNITURE}: {kind}", False) for kind, words in kinds.items() if words]
    records += [(words, place, True) for words, place in unplaced if words]
    for number, (words, reason, quarantined) in enumerate(records, first):
        yield OtherText(" ".join(words), (number, number), reason, quarantined, "rest" if quarantined else "furniture")


def _sorted_words(
    page: HtmlPage, taken: Sequence[SourceSpan]
) -> tuple[dict[str, list[str]], list[tuple[list[str], str]]]:
    """Return the words of each kind of furniture, and the unplaced words of each place."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    unplaced: list[tuple[list[str], str]] = []
    elements = list(_furniture(page, taken))
    for span, kind in elements:
        kinds[kind] += raw_words(page.html[span.start : span.end])
    for gap in SourceSpan(0, len(page.html)).without([*taken, *(span for span, _ in elements)]):
        html, left = page.html[gap.start : gap.end], list[str]()
        for name, text in raw_lines(html):
            known = _kind_of_line(name, " ".join(text.split()))
            (kinds[known] if known else left).extend(text.split())
        kinds["image description"] += [word for text in image_descriptions(html) for word in text.split()]
        unplaced.append((left, _place(gap, taken)))
    return dict(kinds), unplaced


def _place(gap: SourceSpan, taken: Sequence[SourceSpan]) -> str:
    if not taken:
        return "on a page without an article"
    if gap.end <= min(span.start for span in taken):
        return "above the article"
    return "below the article" if gap.start >= max(span.end for span in taken) else "between the parts of the articles"


def _kind_of_line(element: str, line: str) -> str | None:
    """Return the kind of furniture that a line outside all known elements is; None if it is not known to be any."""
    if element:
        return LEFT_OUT.get(element, "script")
    return _LIST_DATE if is_list_date(line) else known_lines.furniture_kind(line)


def _furniture(page: HtmlPage, taken: Sequence[SourceSpan]) -> Iterator[tuple[SourceSpan, str]]:
    """Yield the outermost elements that are furniture and have nothing to do with an article."""
    spans = sorted(taken)
    end = 0
    for element in page.elements:
        kind = _kind(element) if element.start >= end else None
        if kind and not _touches(element, spans):
            end = element.end
            yield span_of(element), kind


def _touches(element: Element, spans: Sequence[SourceSpan]) -> bool:
    """Return True if the element has a part in common with one of the `spans`, which are in order."""
    at = bisect_right(spans, element.start, key=lambda span: span.end)
    return at < len(spans) and spans[at].start < element.end


def _kind(element: Element) -> str | None:
    if element.name in ("html", "body", "article", "main"):
        return None
    names = [element.attributes.get("id", "").lower(), *sorted(element.classes)]
    by_name = (_NAMES.get(name) or _NAMES.get(_NAME_ENDS.sub("", name)) for name in names if name)
    role = _ROLES.get(element.attributes.get("role", ""))
    return next((kind for kind in by_name if kind), None) or _ELEMENTS.get(element.name) or role
