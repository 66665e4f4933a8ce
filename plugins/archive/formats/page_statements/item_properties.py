"""Statements in the attributes of elements: microdata (`itemprop`), RDFa (`property`) and microformats (`h-entry`).

The rule: an element speaks of the innermost item around it, and a person's name is the author only of the item that the
person belongs to. Nothing is read within the text of a post or a comment, because it may have been pasted there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from archive.blogger_ids import parse_post_url
from archive.copied_urls import plain_url
from archive.formats.page_statements.statements import Said, Statement
from archive.markup.html_pages import Element, HtmlPage, SourceSpan

_PROPERTIES = {
    **dict.fromkeys(["url", "mainEntityOfPage", "u-url"], "address"),
    **dict.fromkeys(["headline", "name", "title", "p-name"], "title"),
    **dict.fromkeys(["author", "creator", "p-author"], "author"),
    **dict.fromkeys(["datePublished", "issued", "created", "date", "dt-published"], "published"),
    "published": "published",
    "bookmark": "address",
    "fn": "author",
    "postId": "post_id",
    "blogId": "blog_id",
}
_CLASSES = frozenset(["fn", "u-url", "p-name", "p-author", "dt-published", "published"])
"""Names of microformats. Others, such as "url" and "author", are used by themes for anything."""
_PERMALINK = re.compile(r"permanent link|permalink", re.IGNORECASE)
_ITEM_TYPES = re.compile(r"\b(?:\w*(?:Posting|Article)|Item|Post)\b")
_OTHER_ITEMS = re.compile(r"\b(?:Person|Organization|ImageObject|Comment|UserComments|Rating|Blog|WebSite)\b")
_TEXTS = frozenset(
    ["post-body", "entry-content", "e-content", "comment-body", "comment-content", "comments", "articlebody"]
)
_ENTRIES = frozenset(["hentry", "h-entry"])
_CARDS = frozenset(["vcard", "h-card"])
_AUTHOR_CARDS = frozenset(["author", "post-author"])
_LINK = "the link to the post"
_LOOSE = frozenset(["address", "author", "published", "post_id", "blog_id"])
_NAMES = frozenset(["name", "p-name", "fn"])
_AUTHORS = frozenset(["author", "creator", "p-author"])
_DIGITS = re.compile(r"[0-9]{1,25}")
_LONGEST = 300
"""Characters of the source of a printed value, such as a name."""


@dataclass
class _Item:
    end: int
    kind: str
    """"post", "author" (a person) or "other"."""
    said: Said = field(default_factory=dict)
    parent: _Item | None = None


def item_statements(page: HtmlPage, elements: Iterable[Element]) -> list[Said]:
    """Return what `elements` say about each post on the page, in order; without any, what is said once on the page."""
    return [item.said for item in _items(page, elements) if item.said]


def _items(page: HtmlPage, elements: Iterable[Element]) -> list[_Item]:
    loose = _Item(len(page.html), "post")
    posts: list[_Item] = []
    around: list[_Item] = []
    text_ends = 0
    for element in elements:
        while around and element.start >= around[-1].end:
            around.pop()
        if element.start < text_ends or len(element.tag) < len("<a itemprop=a>"):
            continue
        if _is_text(element):
            text_ends = element.end
            continue
        outer = around[-1] if around else None
        if kind := _kind(element, outer):
            around.append(_Item(element.end, kind, parent=outer))
            posts += around[-1:] if kind == "post" else []
        if (
            kind == "author"
            and outer
            and not _AUTHOR_CARDS & element.classes
            and outer.kind == "post"
            and (name := _value(page, element, "author"))
        ):
            outer.said.setdefault("author", []).append(Statement(name, "the author's element", is_explicit=False))
        _note(page, element, around[-1] if around else loose)
    return posts or [_said_once(loose)]


def _said_once(loose: _Item) -> _Item:
    """Return the item without its titles, which may be of anything, and what is said in several ways.

    Of its addresses only a permalink counts, if all permalinks of the page lead to one post.
    """
    links = [replace(each, value=each.value.partition("#")[0], is_explicit=False) for each in _permalinks(loose)]
    facts = {**loose.said, "address": links}
    kept = {fact: said for fact, said in facts.items() if fact in _LOOSE and len({each.value for each in said}) == 1}
    return _Item(loose.end, loose.kind, kept)


def _permalinks(item: _Item) -> Iterator[Statement]:
    return (each for each in item.said.get("address", ()) if each.said_in == _LINK and parse_post_url(each.value))


def _kind(element: Element, outer: _Item | None) -> str:
    """Return the kind of item that starts at the element, or an empty string."""
    attributes = element.attributes
    types = f"{attributes.get('itemtype', '')} {attributes.get('typeof', '')}"
    is_item = "itemscope" in attributes or "typeof" in attributes
    if _is_author(element, is_item):
        return "author"
    if not _OTHER_ITEMS.search(types) and (_ITEM_TYPES.search(types) or element.classes & _ENTRIES):
        return "" if outer and outer.kind == "post" and not types.strip() else "post"
    return "other" if is_item else ""


def _is_author(element: Element, is_item: bool) -> bool:
    is_card = bool(element.classes & _CARDS)
    named = _AUTHORS & set(_names(element)) if is_item or is_card else frozenset()
    return bool(named) or (is_card and bool(element.classes & _AUTHOR_CARDS))


def _is_text(element: Element) -> bool:
    names = element.classes | {element.attributes.get("id", "").lower()}
    return not names.isdisjoint(_TEXTS) or "articleBody" in _names(element)


def _names(element: Element) -> list[str]:
    """Return the names of its properties, without the prefix of a vocabulary."""
    attributes = element.attributes
    written = f"{attributes.get('itemprop', '')} {attributes.get('property', '')}".split()
    marked = [name for name in attributes.get("class", "").split() if name in _CLASSES]
    if element.name == "a" and (
        "bookmark" in attributes.get("rel", "") or _PERMALINK.match(attributes.get("title", ""))
    ):
        marked.append("bookmark")
    return [re.split(r"[:/#]", name)[-1] for name in written] + marked


def _note(page: HtmlPage, element: Element, item: _Item) -> None:
    """Store what the element says about the item around it, or about the post whose author that item is."""
    if _is_tag_of_head(element):
        return
    for name in _names(element):
        fact = _PROPERTIES.get(name)
        target = _target(item, name)
        if fact and target and target.kind == "post" and (value := _value(page, element, fact)):
            fact = fact if target is item else "author"
            target.said.setdefault(fact, []).append(Statement(value, _place(element, name)))


def _target(item: _Item, name: str) -> _Item | None:
    """Return the item that a property in `item` speaks of: of an author only the name counts, as its post's author."""
    if name in _NAMES - {"name"} or item.kind == "author":
        return item.parent if item.kind == "author" and name in _NAMES else item if name == "p-name" else None
    return item


def _is_tag_of_head(element: Element) -> bool:
    return element.name == "meta" and "property" in element.attributes and "itemprop" not in element.attributes


def _place(element: Element, name: str) -> str:
    notation = next((each for each in ("itemprop", "property") if each in element.attributes), "class")
    return _LINK if name == "bookmark" else f"{notation} {name}"


def _value(page: HtmlPage, element: Element, fact: str) -> str:
    attributes = element.attributes
    if fact == "address":
        written = attributes.get("content") or attributes.get("href") or attributes.get("itemid") or ""
        return plain_url(written)
    written = attributes.get("content") or attributes.get("datetime") or ""
    if not written and element.name == "abbr":
        written = attributes.get("title", "")
    text = written or page.text(SourceSpan(element.inner, min(element.end, element.inner + _LONGEST)))
    if fact.endswith("_id"):
        return text if _DIGITS.fullmatch(text) else ""
    return " ".join(text.split())
