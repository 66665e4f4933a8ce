"""Pages of the union's WordPress sites: the magazine in its old and new theme, and NQ Online (forms.md 4.3, P1-P3).

The rule: a text stands in an element of WordPress's class "hentry" (or an article), its words in "entry-content". What
leads to its neighbours stands outside, so their titles are never taken for its own. A page of several is a list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from archive.formats.napo_site.articles import Article, Contents, first_heading, own_address, page_heading
from archive.formats.napo_site.bylines import When, author_said, when_in_head, when_said
from archive.formats.napo_site.sites import day_in, is_listing, title_end
from archive.markup.html_pages import Element, Page, Stretch, first_of_class, outermost, stretch_of

_TITLES = ("entry-title", "post-title", "page-title", "td-post-title")
_TEXTS = ("entry-content", "post-content", "td-post-content", "post-entry", "entry-summary", "entry-excerpt", "excerpt")
_POSTS = ("hentry", "type-post", "type-page")
_NO_TEXT = frozenset(
    [
        *("sharedaddy", "jp-relatedposts", "wpcnt", "wp-post-navigation", "post-navigation", "nav-links", "navigation"),
        *(
            "entry-meta",
            "entry-footer",
            "entry-header",
            "comments-area",
            "comment-respond",
            "addtoany_share_save_container",
        ),
        *("post-tags", "author-box", "entry-title", "post-title"),
    ]
)
_LISTS = frozenset(["archive", "category", "tag", "search", "blog", "home", "author", "date"])
_ONE = frozenset(["single", "page", "singular"])


def has_form(page: Page) -> bool:
    """Whether the page has a text as WordPress sets it, or WordPress's name in its head."""
    said = (page.meta("generator") or "").lower()
    return "wordpress" in said or bool(_marked(page))


def is_list(page: Page, address: str | None) -> bool:
    """Whether the page is a list: by its address, by the classes of its body, or as it holds several texts."""
    named = next((element.classes for element in page.elements if element.name == "body"), frozenset[str]())
    if is_listing(address) or not named.isdisjoint(_LISTS):
        return named.isdisjoint(_ONE)
    return named.isdisjoint(_ONE) and len(_posts(page)) > 1


def contents(page: Page, address: str | None) -> Contents:
    """The text of the page, or the teasers of its list."""
    posts = _posts(page)
    if is_list(page, address):
        return Contents(tuple(_teaser(page, post, address) for post in posts))
    with_text = [post for post in posts if first_of_class(page.inside(post), *_TEXTS)] or posts
    comments = outermost(page.elements, _is_comment)
    aside = tuple((stretch_of(comment), "comment on a page of the union") for comment in comments)
    return Contents(tuple(_article(page, post, address, comments) for post in with_text[:1]), aside)


def _is_comment(element: Element) -> bool:
    return "comment" in element.classes and element.name in ("li", "div", "article")


def _posts(page: Page) -> list[Element]:
    return _marked(page) or outermost(page.elements, lambda element: not element.classes.isdisjoint(_TEXTS))


def _marked(page: Page) -> list[Element]:
    """What WordPress marks as a post or page, and articles that hold a title or a text as it marks them."""
    parts = [element.start for element in page.elements if not element.classes.isdisjoint((*_TITLES, *_TEXTS))]

    def is_post(element: Element) -> bool:
        if element.name == "article" and bisect_left(parts, element.start) < bisect_left(parts, element.end):
            return "comment" not in element.classes
        return not element.classes.isdisjoint(_POSTS) and element.classes.isdisjoint(("comment",))

    return outermost((element for element in page.elements if element.name != "body"), is_post)


def _article(page: Page, post: Element, address: str | None, comments: Sequence[Element]) -> Article:
    inside = page.inside(post)
    title = first_heading(page, [each for each in inside if not each.classes.isdisjoint(_TITLES)], _TITLES)
    title = title or page_heading(page, post, _TITLES)
    said = when_said(page, inside)
    when = (said if said.published else when_in_head(page)) or said or When(day_in(address), remarks=said.remarks)
    return Article(
        body=_body(page, post, inside, [*([title] if title else []), *(stretch_of(each) for each in comments)]),
        title=title,
        title_end=title_end(page),
        url=address,
        day=when.day,
        published=when.published,
        author=author_said(page, inside) or page.meta("author"),
        remarks=when.remarks,
    )


def _teaser(page: Page, post: Element, address: str | None) -> Article:
    inside = page.inside(post)
    title = first_heading(page, inside, _TITLES)
    url = own_address(page, inside, title, address)
    when = when_said(page, inside)
    when = when or When(day_in(url), remarks=when.remarks)
    return Article(
        body=_body(page, post, inside, [title] if title else []),
        title=title,
        url=url,
        day=when.day,
        published=when.published,
        author=author_said(page, inside),
        partial=True,
        remarks=when.remarks,
    )


def _body(page: Page, post: Element, inside: Sequence[Element], cut: list[Stretch]) -> tuple[Stretch, ...]:
    """The words of a text; without an element of their own, all but what is known to be none."""
    texts = outermost(inside, lambda element: not element.classes.isdisjoint(_TEXTS))
    others = [stretch_of(element) for element in inside if not element.classes.isdisjoint(_NO_TEXT)]
    return tuple(left for part in texts or [post] for left in Stretch(part.inner, part.end).without([*cut, *others]))
