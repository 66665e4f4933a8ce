"""The texts that name a topic and are about something else, each with the words around the first place.

Values in, values out, as in `listings`. The rule: the page of a topic stays short, so these texts have pages of their
own, numbered from the oldest, so that a new text changes the last one only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.markup.render import typeset_line
from archive.pages.lists import ListPage
from archive.pages.paging import parted
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.tags.mentions import Mention

_AROUND = 80
"""Characters shown on either side of a mention, at most."""
_MARKUP = 330
"""Bytes of HTML that an entry takes beside its texts, at most."""
_BEGUN, _ENDED = "\ue000", "\ue001"
"""Stand around the mention while quotes are made curly; private use, in Unicode."""


@dataclass(frozen=True)
class NamedView:
    """A text, and where it first names the topic."""

    post: PostView
    before: str
    word: str
    """Empty if only the title names it."""
    after: str

    @property
    def size(self) -> int:
        """Bytes of HTML, at most; a mark that HTML writes out may take five bytes more than one."""
        texts = (self.post.title, self.post.url, self.before, self.word, self.after)
        return _MARKUP + sum(len(text.encode()) + 5 * sum(map(text.count, "&<>\"'")) for text in texts)


@dataclass(frozen=True)
class _Part:
    url: str
    number: int
    entries: tuple[NamedView, ...]

    @property
    def link(self) -> dict[str, str]:
        return {"url": self.url, "text": f"Page {self.number}"}


def named_url(topic: Topic) -> str:
    """Address of the first of the pages."""
    return f"{topic.url}named/"


def named_pages(topic: Topic) -> Iterator[ListPage]:
    """All of them, the oldest texts first; none if all that name the topic are about it."""
    pages = parted(_named(topic.named[::-1], topic.term.id))
    parts = [_Part(_part_url(topic, number), number, tuple(page)) for number, page in enumerate(pages, 1)]
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        values = {
            "tag": topic.shown,
            "number": part.number if len(parts) > 1 else None,
            "count": len(topic.named),
            "entries": part.entries,
            "older": before.link if before else None,
            "newer": after.link if after else None,
        }
        yield ListPage(part.url, "tag_named", values)


def _part_url(topic: Topic, number: int) -> str:
    return named_url(topic) + (f"{number}/" if number > 1 else "")


def _named(posts: Iterable[PostView], term_id: str) -> Iterator[NamedView]:
    for post in posts:
        found = next((each for each in post.mentions if each.term.id == term_id and not each.in_title), None)
        yield NamedView(post, *_in_context(post.text, found)) if found else NamedView(post, "", "", "")


def _in_context(text: str, found: Mention) -> tuple[str, str, str]:
    """Whole words of its paragraph before the mention, the mention, and those after it, typeset."""
    before = _unmarked(text[max(0, found.start - _AROUND) : found.start]).rpartition("\n")[2]
    after = _unmarked(text[found.stop : found.stop + _AROUND]).partition("\n")[0]
    if len(before) == _AROUND:
        before = f"… {before.partition(' ')[2]}"
    if len(after) == _AROUND:
        after = f"{after.rpartition(' ')[0]} …"
    marked = typeset_line(f"{before}{_BEGUN}{_unmarked(text[found.start : found.stop])}{_ENDED}{after}")
    before, _, rest = marked.partition(_BEGUN)
    word, _, after = rest.partition(_ENDED)
    return before, word, after


def _unmarked(text: str) -> str:
    return text.replace(_BEGUN, " ").replace(_ENDED, " ")
