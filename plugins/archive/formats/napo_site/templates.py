"""The page templates of Napo's Drupal and WordPress sites, as one table of selectors, and the builder that reads it.

See "Drupal" and "WordPress" in docs/formats.md; W0 to W4 and P1 to P3 there are plain-text copies of these pages.

The rule: a page has one whole article, or it is a list of teasers. Whatever is outside the text of an article, such as
"Share this", "Blog type:" and the titles of its neighbours, is boilerplate; readers' comments are quarantined.

Where the systems differ in more than class names, the table refers to a function. Measured on 2026-11-30 with 1,548
pages, made from the samples by removing tags and exchanging classes: the table gives the same records as the two
builders that it replaced, while one rule for the comments of both systems would change 4 of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.formats.napo_site.articles import PageContents, SiteArticle, find_heading, find_title, teaser_address
from archive.formats.napo_site.bylines import (
    PublicationTime,
    find_author,
    find_list_date,
    find_time,
    find_time_in_head,
    parse_printed_time,
)
from archive.formats.napo_site.sites import absolute_address, date_in_address, is_list_address, site_name_suffix
from archive.markup.html_pages import Element, HtmlPage, SourceSpan, first_of_class, outermost, span_of


@dataclass(frozen=True)
class SiteTemplate:
    """How a content management system marks the parts of its pages. Class names are in lower case."""

    form: str
    """The code of its pages that hold a whole article."""
    generator: str
    """What `<meta name="generator">` contains."""
    is_marked: Callable[[HtmlPage], bool]
    """Return True if the page has elements that only this system makes."""
    is_list: Callable[[HtmlPage, str | None], bool]
    find_articles: Callable[[HtmlPage], list[Element]]
    """The whole articles of a page that is not a list. Only the first is used; the others get a remark."""
    find_teasers: Callable[[HtmlPage], list[Element]]
    find_comments: Callable[[HtmlPage, list[Element]], list[Element]]
    """Readers' comments on the page of these articles."""
    comments_are_inside: bool
    """True if comments can be inside the text, so that they are cut out of it."""
    find_content: Callable[[HtmlPage, Element], Element | None]
    """Return the part of an article or teaser that is its text if no element has a class of `texts`."""
    article_time: Callable[[HtmlPage, Sequence[Element], str | None], PublicationTime]
    titles: tuple[str, ...]
    """Classes of the title, best first."""
    titles_are_inside: bool
    """True if the title is inside the article; otherwise the main heading of the page goes first."""
    texts: frozenset[str]
    boilerplate: frozenset[str]
    """Classes of what is inside an article but not part of its text."""
    dates_end_teasers: bool
    """True if lists print the date of a teaser as a line of its own, below the teaser."""


def template_of(page: HtmlPage) -> SiteTemplate | None:
    """Return the template that the page was built with, or None if it is not in the table."""
    generator = (page.meta("generator") or "").lower()
    return next((each for each in TEMPLATES if each.generator in generator or each.is_marked(page)), None)


def read_page(page: HtmlPage, address: str | None, template: SiteTemplate) -> PageContents:
    """Return the article of the page or the teasers of its list."""
    if template.is_list(page, address):
        return PageContents(tuple(_teaser(page, each, address, template) for each in template.find_teasers(page)))
    articles = template.find_articles(page)
    comments = [span_of(each) for each in template.find_comments(page, articles)]
    inside = comments if template.comments_are_inside else []
    others = len(articles) - 1
    return PageContents(
        tuple(_article(page, each, address, template, inside) for each in articles[:1]),
        tuple((each, "comment on a page of Napo's sites") for each in comments),
        (f"left out {others} more whole articles as boilerplate",) if others > 0 else (),
    )


def _article(
    page: HtmlPage, around: Element, address: str | None, template: SiteTemplate, comments: Sequence[SourceSpan]
) -> SiteArticle:
    inside = page.inside(around)
    marked = _of_classes(inside, template.titles) if template.titles_are_inside else []
    title = find_heading(page, marked, template.titles) or find_title(page, around, template.titles)
    time = template.article_time(page, inside, address)
    return SiteArticle(
        body=_body(page, around, template, [title, *comments]),
        title=title,
        title_suffix=site_name_suffix(page),
        url=address,
        time=time,
        author=find_author(page, inside) or page.meta("author"),
    )


def _teaser(page: HtmlPage, around: Element, address: str | None, template: SiteTemplate) -> SiteArticle:
    inside = page.inside(around)
    title = find_heading(page, inside, template.titles)
    url = teaser_address(page, inside, title, address) or absolute_address(around.attributes.get("about"), address)
    date = find_list_date(page, span_of(around)) if template.dates_end_teasers else None
    time = parse_printed_time(page.text(date)) if date else find_time(page, inside)
    time = time or PublicationTime(date_in_address(url), remarks=time.remarks)
    return SiteArticle(
        body=_body(page, around, template, [title, date]),
        title=title,
        url=url,
        time=time,
        author=find_author(page, inside),
        partial=True,
    )


def _body(
    page: HtmlPage, around: Element, template: SiteTemplate, cut: Iterable[SourceSpan | None]
) -> tuple[SourceSpan, ...]:
    """Return where the text is, without the boilerplate and the stretches to `cut`."""
    inside = page.inside(around)
    parts = _outermost_of(inside, template.texts) or [template.find_content(page, around) or around]
    out = [*(each for each in cut if each), *map(span_of, _of_classes(inside, template.boilerplate))]
    return tuple(left for part in parts for left in SourceSpan(part.inner, part.end).without(out))


def _classes(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _of_classes(elements: Iterable[Element], classes: Iterable[str]) -> list[Element]:
    return [each for each in elements if not each.classes.isdisjoint(classes)]


def _outermost_of(elements: Iterable[Element], classes: Iterable[str]) -> list[Element]:
    return outermost(_of_classes(elements, classes), lambda each: True)


_DRUPAL_NODES = ("article", "div", "section", "li")
_DRUPAL_TEASERS = _classes("node-teaser view-mode-teaser teaser node--view-mode-teaser")
_DRUPAL_MAIN = ("block-system-main", "region-content", "main-content")


def _is_node(element: Element) -> bool:
    return "node" in element.classes and element.name in _DRUPAL_NODES


def _nodes_and_rows(elements: Iterable[Element]) -> list[Element]:
    return outermost(elements, lambda each: _is_node(each) or "views-row" in each.classes)


def _full_nodes(page: HtmlPage) -> list[Element]:
    teasers = _DRUPAL_TEASERS | {"views-row"}
    return [each for each in _nodes_and_rows(page.elements) if each.classes.isdisjoint(teasers)]


def _drupal_teasers(page: HtmlPage) -> list[Element]:
    main = next((each for each in page.elements if each.attributes.get("id") in _DRUPAL_MAIN), None)
    main = main or first_of_class(page.elements, *_DRUPAL_MAIN)
    return _nodes_and_rows(page.inside(main) if main else page.elements)


def _drupal_time(page: HtmlPage, inside: Sequence[Element], address: str | None) -> PublicationTime:
    in_node = find_time(page, inside)
    return in_node or find_time_in_head(page) or in_node


_WORDPRESS_TITLES = ("entry-title", "post-title", "page-title", "td-post-title")
_WORDPRESS_TEXTS = _classes("entry-content post-content td-post-content post-entry entry-summary entry-excerpt excerpt")
_WORDPRESS_POSTS = _classes("hentry type-post type-page")
_WORDPRESS_LISTS = _classes("archive category tag search blog home author date")
_WORDPRESS_SINGLE = _classes("single page singular")


def _marked_posts(page: HtmlPage) -> list[Element]:
    """Return what WordPress marks as a post or page, and every `<article>` with a title or text as it marks them."""
    parts = [each.start for each in _of_classes(page.elements, _WORDPRESS_TEXTS.union(_WORDPRESS_TITLES))]

    def is_post(element: Element) -> bool:
        has_part = bisect_left(parts, element.start) < bisect_left(parts, element.end)
        is_marked = (element.name == "article" and has_part) or not element.classes.isdisjoint(_WORDPRESS_POSTS)
        return is_marked and "comment" not in element.classes

    return outermost((each for each in page.elements if each.name != "body"), is_post)


def _posts(page: HtmlPage) -> list[Element]:
    return _marked_posts(page) or _outermost_of(page.elements, _WORDPRESS_TEXTS)


def _first_full_post(page: HtmlPage) -> list[Element]:
    """Return the first post that has a text; those below it are related posts."""
    posts = _posts(page)
    full = (each for each in posts if _of_classes(page.inside(each), _WORDPRESS_TEXTS))
    return [*full, *posts][:1]


def _is_wordpress_list(page: HtmlPage, address: str | None) -> bool:
    """Return True if the address, the classes of the body or several posts on the page show that it is a list."""
    named = next((each.classes for each in page.elements if each.name == "body"), frozenset[str]())
    listed = is_list_address(address) or not named.isdisjoint(_WORDPRESS_LISTS) or len(_posts(page)) > 1
    return listed and named.isdisjoint(_WORDPRESS_SINGLE)


def _is_wordpress_comment(element: Element) -> bool:
    return "comment" in element.classes and element.name in ("li", "div", "article")


def _wordpress_time(page: HtmlPage, inside: Sequence[Element], address: str | None) -> PublicationTime:
    """Return a time from the post, the head or the address; an instant in the head goes before a day in the post."""
    in_post = find_time(page, inside)
    in_head = None if in_post.published else find_time_in_head(page)
    return in_head or in_post or PublicationTime(date_in_address(address), remarks=in_post.remarks)


TEMPLATES = (
    SiteTemplate(
        form="html:union-wordpress",
        generator="wordpress",
        is_marked=lambda page: bool(_marked_posts(page)),
        is_list=_is_wordpress_list,
        find_articles=_first_full_post,
        find_teasers=_posts,
        find_comments=lambda page, posts: outermost(page.elements, _is_wordpress_comment),
        comments_are_inside=True,
        find_content=lambda page, post: None,
        article_time=_wordpress_time,
        titles=_WORDPRESS_TITLES,
        titles_are_inside=True,
        texts=_WORDPRESS_TEXTS,
        boilerplate=_classes(
            "sharedaddy jp-relatedposts wpcnt wp-post-navigation post-navigation nav-links navigation entry-meta"
            " entry-footer entry-header comments-area comment-respond addtoany_share_save_container post-tags"
            " author-box entry-title post-title"
        ),
        dates_end_teasers=False,
    ),
    SiteTemplate(
        form="html:union-drupal",
        generator="drupal",
        is_marked=lambda page: bool(_nodes_and_rows(page.elements)),
        is_list=lambda page, address: is_list_address(address) or not _full_nodes(page),
        find_articles=_full_nodes,
        find_teasers=_drupal_teasers,
        find_comments=lambda page, nodes: _outermost_of(page.inside(nodes[0]), ["comment"]),
        comments_are_inside=False,
        find_content=lambda page, row: (
            first_of_class(page.inside(row), "content", "node__content") if _is_node(row) else None
        ),
        article_time=_drupal_time,
        titles=("views-field-title", "field-name-title", "node-title", "node__title", "title"),
        titles_are_inside=False,
        texts=_classes(
            "field-name-body field--name-body field-type-text-with-summary field-type-text-long"
            " field--type-text-with-summary field--type-text-long views-field-body"
        ),
        boilerplate=_classes(
            "links submitted field-name-post-date views-field-created views-field-view-node node-readmore"
            " comment-wrapper share sharethis-wrapper service-links field-name-field-blog-type node__links"
            " field-name-field-tags views-field-name node__meta"
        ),
        dates_end_teasers=True,
    ),
)
