"""Saved pages whose posts and comments are marked word by word, so that `followed_words.py` can follow them.

The elements with the texts are found by lxml alone: on the theme pages by the XPath in `expected.toml`, on other pages
by the classes and ids that Blogger's own themes use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lxml.html
from lxml.etree import _Element

from followed_words import Marks, inner_html, mark_script, marks_in, words_of_elements
from mutated_pages import ANCHOR, Mutation, mutated
from theme_pages import ThemePage

_START = re.compile(r".*?(?=<html\b)", re.DOTALL | re.IGNORECASE)
_HAS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
_GADGET = f"ancestor::*[{_HAS.format('widget')}][not({_HAS.format('Blog')})]"
_BODIES = f"//*[({_HAS.format('post-body')} or {_HAS.format('entry-content')}) and not({_GADGET})]"
_CONTAINER = f"ancestor::*[{_HAS.format('post')} or {_HAS.format('hentry')}][1]"
_TITLES = f".//*[{_HAS.format('post-title')} or {_HAS.format('entry-title')}]"
_COMMENT_TEXT = f"[{_HAS.format('comment-content')} or {_HAS.format('comment-body')}]"
_REMOVED = f".//*[{_HAS.format('deleted-comment')}]"
_APART = " | ".join(
    f".//*[{_HAS.format(name)}]" for name in ("post-share-buttons", "addthis_toolbox", "jump-link", "post-footer")
)
"""Furniture that some themes and authors put into a post."""


@dataclass(frozen=True)
class Texts:
    """The elements of one text of a page."""

    owner: str
    elements: list[_Element]
    apart: list[_Element]
    """Elements in them that are no part of the text."""


def texts_of_theme_page(page: ThemePage, root: _Element) -> Iterator[Texts]:
    """Yield the texts that are published; the placeholder of a removed comment is not."""
    removed = {f"comment {one['id']}" for one in page.comments if one.get("removed")}
    for owner, xpath in page.xpaths():
        if owner not in removed:
            yield Texts(owner, root.xpath(xpath), [])


def texts_of_blogger_page(root: _Element) -> Iterator[Texts]:
    """Yield the texts of a page by the names that Blogger's own themes use."""
    for number, body in enumerate(root.xpath(_BODIES)):
        container = next(iter(body.xpath(_CONTAINER)), body.getparent())
        if body.xpath(f"ancestor::*[{_HAS.format('post-body')}]") or not words_of_elements([body]):
            continue
        digits = (re.findall(r"post-body-(\d+)", body.get("id") or "") or [str(number)])[0]
        titles = [one for one in container.xpath(_TITLES) if one not in body.iterdescendants()][:1]
        yield Texts(f"title {digits}", titles, [])
        yield Texts(f"post {digits}", [body], body.xpath(_APART))
    for anchor in root.xpath("//*[self::li or self::dt or self::div][starts-with(@id, 'c')]"):
        text = _comment_text(anchor) if ANCHOR.fullmatch(anchor.get("id")) else None
        if text is not None and not text.xpath(_REMOVED):
            yield Texts(f"comment {anchor.get('id')[1:]}", [text], [])


def _comment_text(anchor: _Element) -> _Element | None:
    if anchor.tag == "dt":
        following = anchor.xpath(f"following-sibling::dd{_COMMENT_TEXT}[1]")
        return next(iter(following), None)
    return next(iter(anchor.xpath(f".//*{_COMMENT_TEXT}")), None)


_ACTIONS = 12
"""Words after the last comment that may belong to it: "Reply", "Delete", a time."""


@dataclass(frozen=True)
class MarkedPage:
    """A page to be changed. Each text of it is marked."""

    name: str
    html: str
    theme: ThemePage | None = None

    @cached_property
    def start(self) -> str:
        """What stands before the root element: the XML declaration and the doctype."""
        found = _START.match(self.html)
        return found.group() if found else ""

    @cached_property
    def root(self) -> _Element:
        return self._marked[0]

    @cached_property
    def owners(self) -> list[str]:
        """The owner of each marked word."""
        return self._marked[1].owners

    @cached_property
    def _marked(self) -> tuple[_Element, Marks]:
        root, marks = lxml.html.document_fromstring(self.html[len(self.start) :]), Marks()
        texts = list(texts_of_theme_page(self.theme, root) if self.theme else texts_of_blogger_page(root))
        for text in texts:
            marks.mark(text.owner, text.elements, text.apart)
        comments = [text for text in texts if text.owner.startswith("comment") and text.elements]
        mark_script(root, {text.owner.split()[1]: inner_html(text.elements[0]) for text in comments})
        return root, marks

    @cached_property
    def beside(self) -> dict[str, set[str]]:
        """The words next to each text that may be its own: bylines and actions of a comment, the byline of a post."""
        words = words_of_elements([self.root.find("body")])
        spans: dict[str, tuple[int, int]] = {}
        for at, word in enumerate(words):
            for number in marks_in(word):
                owner = self.owners[number]
                spans[owner] = (spans.get(owner, (at, at))[0], at)
        edges = sorted(edge for span in spans.values() for edge in span)
        return {owner: set(self._beside(owner, words, span, edges)) for owner, span in spans.items()}

    @staticmethod
    def _beside(owner: str, words: list[str], span: tuple[int, int], edges: list[int]) -> Iterator[str]:
        before = max((edge for edge in edges if edge < span[0]), default=span[0] - 1)
        yield from words[before + 1 : span[0]]
        if owner.startswith("comment"):
            after = min((edge for edge in edges if edge > span[1]), default=span[1] + _ACTIONS)
            yield from words[span[1] + 1 : after]

    def mutated(self, seed: int) -> tuple[str, Mutation]:
        """Return the page as the seed changes it."""
        return mutated(deepcopy(self.root), self.start, f"{self.name} {seed}")


def marked_page(path: Path) -> MarkedPage:
    return MarkedPage(f"{path.parent.name}/{path.stem}", path.read_text(encoding="utf-8", errors="replace"))


def marked_theme_page(page: ThemePage) -> MarkedPage:
    return MarkedPage(f"themes/{page.name}", page.html, page)
