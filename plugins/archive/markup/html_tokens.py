"""Split HTML into text and mark-up, without the parser that converts it.

The rule: mark-up that is not closed is text. An unclosed comment, CDATA section, quoted attribute, script or tag loses
no word here, while every parser loses words on one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from archive.text import clean

NO_ENTITIES = frozenset(["iframe", "noembed", "noframes", "script", "style", "xmp"])
TEXT_ONLY = NO_ENTITIES | {"textarea", "title"}
"""Elements that hold text up to their end tag, and no other elements."""

_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*+)")
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)"""
_TAG = re.compile(rf"</?[a-zA-Z][^\s/>]*+(?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+{_VALUE})?)*>")
"""Nothing around the look-ahead in a value is possessive, because Python 3.11.2 would ignore it."""
_CARELESS_TAG = re.compile(r"</?[a-zA-Z][^<>]*+>")
_ATTRIBUTE = re.compile(rf"[\s/\"']([^\s/>=]++)(?:\s*+=\s*+({_VALUE}))?")
_ADDRESS_AS_NAME = re.compile(r"https?:|mailto:|www\.|[^@]*@", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
_CDATA_END = re.compile(r"\]\]>")
_DECLARATION_END = re.compile(r">")
_MOST_UNCLOSED_TAGS = 50
"""Each unclosed tag costs a scan of the rest; after so many, a tag ends at the next ">", even within quotes."""


class HtmlToken(NamedTuple):
    """A token of HTML: text or mark-up. All tokens in order are the whole source."""

    kind: str
    """"text", "cdata", "tag", "unclosed tag" (of a script and the like), "content" (of a closed script and the like)
    or "nothing" (comments, declarations)."""
    source: str
    name: str = ""
    """The element in lower case; for "content", the element around it."""

    @property
    def text(self) -> str:
        """The text without entities; empty for mark-up."""
        if self.kind == "cdata":
            return self.source[len("<![CDATA[") : -len("]]>")]
        if self.kind == "content" and self.name in NO_ENTITIES:
            return self.source
        return clean(unescape(self.source)) if self.kind in ("text", "content") else ""

    @property
    def is_closing(self) -> bool:
        return self.source.startswith("</")


def tokenize(html: str) -> Iterator[HtmlToken]:
    """Split `html` into text and mark-up, in linear time."""
    return _Tokenizer(html).tokens()


def attribute_of(tag: str, wanted: str) -> str:
    """Return the attribute of a tag as written, without its quotes; empty if it is missing."""
    for name, value in _ATTRIBUTE.findall(tag):
        if name.lower() == wanted:
            return str(value[1:-1] if value[:1] in ("'", '"') else value)
    return ""


def attribute_names(tag: str) -> set[str]:
    """Return the names of a tag's attributes in lower case."""
    return {name.lower() for name, _ in _ATTRIBUTE.findall(tag)}


class _Tokenizer:
    """Splits HTML into tokens. It remembers which ends do not occur any more, so that none is searched for twice."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._last_end = html.rfind(">")
        self._never_ends: set[re.Pattern[str]] = set()
        self._unclosed_tags = 0

    def tokens(self) -> Iterator[HtmlToken]:
        at = text_from = 0
        while 0 <= (at := self._html.find("<", at)) < self._last_end:
            token = self._markup(at)
            if not token:
                at += 1
                continue
            if text_from < at:
                yield HtmlToken("text", self._html[text_from:at])
            yield token
            at = text_from = at + len(token.source)
            if token.kind == "tag" and token.name in TEXT_ONLY and not token.is_closing:
                content = self._content(token.name, at)
                yield content
                at = text_from = at + len(content.source)
        if text_from < len(self._html):
            yield HtmlToken("text", self._html[text_from:])

    def _markup(self, at: int) -> HtmlToken | None:
        """Return the mark-up that starts at the "<" at `at`; None if it is text."""
        html = self._html
        if html.startswith("<!--", at):
            empty = html.startswith((">", "->"), at + len("<!--"))
            return self._until(_COMMENT_END, at, at + (len("<!") if empty else len("<!--")), "nothing")
        if html.startswith("<![CDATA[", at):
            return self._until(_CDATA_END, at, at, "cdata")
        if html.startswith(("<!", "<?"), at):
            return self._until(_DECLARATION_END, at, at, "nothing")
        return self._tag(at)

    def _until(self, end: re.Pattern[str], at: int, search_from: int, kind: str) -> HtmlToken | None:
        found = self._next(end, search_from)
        return HtmlToken(kind, self._html[at : found.end()]) if found else None

    def _tag(self, at: int) -> HtmlToken | None:
        name = _NAME.match(self._html, at)
        if not name or _ADDRESS_AS_NAME.match(name.group(1)):
            return None
        found = (_TAG if self._unclosed_tags < _MOST_UNCLOSED_TAGS else _CARELESS_TAG).match(self._html, at)
        if not found:
            self._unclosed_tags += 1
            return None
        tag = HtmlToken("tag", found.group(), name.group(1).lower())
        ends = tag.name not in TEXT_ONLY or tag.is_closing or self._next(_closing_tag(tag.name), found.end())
        return tag if ends else tag._replace(kind="unclosed tag")

    def _content(self, name: str, at: int) -> HtmlToken:
        found = self._next(_closing_tag(name), at)
        return HtmlToken("content", self._html[at : found.start() if found else at], name)

    def _next(self, end: re.Pattern[str], search_from: int) -> re.Match[str] | None:
        if end in self._never_ends:
            return None
        found = end.search(self._html, search_from)
        if not found:
            self._never_ends.add(end)
        return found


@cache
def _closing_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
