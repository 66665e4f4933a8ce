"""Follow each word of a post or comment through the reading of a page.

`mark` puts a number behind every word of the texts whose elements are known ("clock" becomes "clockZq17qZ"). Whatever
is done to the mark-up afterwards, `placed` says what became of each word: published in its own text, published in
another, published twice, furniture, unplaced, or lost.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import lxml.html
from lxml.etree import _Element

from archive.formats.records import ParsedComment, ParsedPost
from archive.markup.render import to_text
from theme_pages import ReadPage

_NO_TEXT = {"script", "style", "noscript", "iframe", "template", "textarea"}
_INLINE = {
    *("a", "abbr", "acronym", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "q", "s", "samp"),
    *("small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
}
_WORD = re.compile(r"\S*\w")
_MARK = re.compile(r"Zq(\d+)qZ")
_ITEMS = re.compile(r"(?<=var items = )\[.*?\](?=;)", re.DOTALL)


def words_of_elements(elements: Iterable[_Element]) -> list[str]:
    """Return the words of the elements, read by lxml alone. Block elements and line breaks separate words."""
    return "".join(part for element in elements for part in _text(element)).split()


def _text(element: _Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return
    edge = "" if element.tag in _INLINE else " "
    yield edge
    yield element.text or ""
    for child in element:
        yield from _text(child)
        yield child.tail or ""
    yield edge


@dataclass
class Marks:
    """The owner of each marked word: `owners[17]` is "comment 123" for "clockZq17qZ"."""

    owners: list[str] = field(default_factory=list)

    def mark(self, owner: str, elements: Iterable[_Element], apart: Iterable[_Element] = ()) -> None:
        """Mark the words of `elements` that are not in one of `apart`."""
        left_alone = set(apart)
        for element in elements:
            self._mark(owner, element, left_alone)

    def _mark(self, owner: str, element: _Element, apart: set[_Element]) -> None:
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT or element in apart:
            return
        element.text = self._marked(owner, element.text)
        for child in element:
            self._mark(owner, child, apart)
            child.tail = self._marked(owner, child.tail)

    def _marked(self, owner: str, text: str | None) -> str | None:
        return text and _WORD.sub(lambda match: self._next(owner, match.group()), text)

    def _next(self, owner: str, word: str) -> str:
        self.owners.append(owner)
        return f"{word}Zq{len(self.owners) - 1}qZ"


def mark_script(root: _Element, texts: dict[str, str]) -> None:
    """Give the page's comment script the marked text of each comment, by its id."""
    for script in root.iter("script"):
        if script.text and (match := _ITEMS.search(script.text)):
            listed = json.loads(re.sub(r"\\x(?=[0-9a-fA-F]{2})", r"\\u00", match.group()))
            items = [{**item, "body": texts.get(item["id"], item["body"])} for item in listed]
            dumped = json.dumps(items).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
            script.text = script.text[: match.start()] + dumped + script.text[match.end() :]


def inner_html(element: _Element) -> str:
    children = (lxml.html.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(children)


@dataclass(frozen=True)
class Placed:
    """What became of the marked words, by their numbers."""

    right: frozenset[int]
    """Published in their own text."""
    elsewhere: frozenset[int]
    """Published in the text of another."""
    twice: frozenset[int]
    furniture: dict[int, str]
    """Only left out, as recognised furniture or for another reason, with the reason."""
    unplaced: frozenset[int]
    lost: frozenset[int]
    foreign: dict[str, tuple[str, ...]]
    """Words of no text that are published in one, by its owner. A comment may begin with its own byline."""


def placed(marks: Sequence[str], page: ReadPage, beside: Mapping[str, Collection[str]]) -> Placed:
    """Return what became of the words that `marks` owns. `beside` has the words that stand next to each comment."""
    published: Counter[int] = Counter()
    right: set[int] = set()
    elsewhere: set[int] = set()
    foreign: dict[str, tuple[str, ...]] = {}
    for owners, numbers, words in _published(marks, page):
        published.update(numbers)
        allowed = {word for owner in owners for word in beside.get(owner, ())}
        if strange := [word for word in words if _is_unmarked(word) and word not in allowed]:
            foreign[min(owners)] = tuple(strange)
        right |= {number for number in numbers if marks[number] in owners}
        elsewhere |= {number for number in numbers if marks[number] not in owners}
    unplaced = {n for other in page.other_texts if other.quarantined for n in marks_in(other.raw)}
    kept = set(published) | unplaced  # the comment script may hold the same words once more, as furniture
    furniture = {n: reason for reason, text in _left_out(page) for n in marks_in(text) if n not in kept}
    lost = set(range(len(marks))) - kept - set(furniture)
    twice = {number for number, count in published.items() if count > 1}
    return Placed(*map(frozenset, (right, elsewhere, twice)), furniture, frozenset(unplaced), frozenset(lost), foreign)


def _is_unmarked(word: str) -> bool:
    return bool(re.search(r"\w", word)) and not _MARK.search(word) and "://" not in word


def _published(marks: Sequence[str], page: ReadPage) -> Iterator[tuple[set[str], list[int], list[str]]]:
    """Yield the owners of each published text, the numbers of its marked words, and all its words."""
    for post in page.posts:
        numbers = marks_in(post.title or "") + marks_in(post.body)
        owner = _post_owner(post, marks, numbers)
        yield {owner, owner.replace("post", "title", 1)}, numbers, to_text(post.body).split()
    for comment in page.comments:
        numbers = marks_in(comment.body)
        if numbers:  # otherwise it is a placeholder, or only the comment script has it
            yield {_comment_owner(comment, marks, numbers)}, numbers, to_text(comment.body).split()


def _post_owner(post: ParsedPost, marks: Sequence[str], numbers: list[int]) -> str:
    own = f"post {post.id.rpartition('.post-')[2]}" if post.id else ""
    posts = [marks[number].replace("title", "post", 1) for number in numbers if not marks[number].startswith("comment")]
    return own if own in marks else _most_common(posts)


def _comment_owner(comment: ParsedComment, marks: Sequence[str], numbers: list[int]) -> str:
    own = f"comment {comment.id}"
    return own if own in marks else _most_common([marks[n] for n in numbers if marks[n].startswith("comment")])


def _most_common(owners: list[str]) -> str:
    return Counter(owners).most_common(1)[0][0] if owners else "nobody"


def _left_out(page: ReadPage) -> Iterator[tuple[str, str]]:
    for one in (*page.posts, *page.comments):
        yield from ((left.reason, left.text) for left in one.left_out)
    yield from ((other.reason, other.raw) for other in page.other_texts if not other.quarantined)


def marks_in(text: str) -> list[int]:
    """Return the numbers of the marked words in a text, in order."""
    return [int(number) for number in _MARK.findall(text)]
