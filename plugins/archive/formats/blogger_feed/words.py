"""Count the words of a feed by scanning, without the parser that reads it.

Words are what a reader would read: titles, contents, summaries, and the text of every element not known to hold a fact
about the entry. Facts (ids, dates, author names, labels, numbers, links) are not counted as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from archive.markup.from_html import raw_words
from archive.text import clean

TEXTS = frozenset({"content", "description", "encoded", "metaDescription", "subtitle", "summary", "tagline", "title"})
"""Local names of elements that hold text."""

_FACT_NAMES = """
    author box category channelId city cloud code comment comment-id commentRss comments contributor control country
    created creator date day docs draft edited email enclosure expirationDate extendedProperty featureName featurename
    filename frequency generator group guid height hour icon id image in-reply-to inReplyTo isPermaLink issued
    itemsPerPage keywords language lastBuildDate lat latitude license link location logo long longitude managingEditor
    modified name origEnclosureLink origLink parent point polygon pos post-id pubDate published publisher radius rating
    relationshiptag site span startIndex status subject term thumbnail total totalResults trashed ttl type
    updateBase updateFrequency updatePeriod updated uri url visibility webMaster where width
    """
FACTS = frozenset(_FACT_NAMES.split())
"""Local names of elements that hold no words."""

_HTML_BY_CONVENTION = frozenset({"description", "encoded"})
"""RSS elements that hold HTML; RSS has no attribute to say so."""
_TAG = re.compile(r"""<(/?)(?:[\w.-]+:)?([\w.-]+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#x27;", "'"), ("&amp;", "&"))
"""In this order, because "&amp;lt;" stands for "&lt;"."""
_TYPE = re.compile(r"""\stype\s*=\s*["']([^"']*)["']""")


class FeedText(NamedTuple):
    """The HTML or plain text of a title, body or other element. A tuple, because there are so many."""

    source: str
    is_html: bool = False

    @property
    def words(self) -> list[str]:
        return raw_words(self.source) if self.is_html else clean(self.source).split()

    @property
    def html(self) -> str:
        return self.source if self.is_html else escape(self.source, quote=False)


def is_html(name: str, declared_type: str | None) -> bool:
    """Return True if an element with that local name and "type" attribute holds HTML."""
    return name in _HTML_BY_CONVENTION if declared_type is None else "html" in declared_type.lower()


def words_in_xml(xml: str) -> list[str]:
    """Return the words of sanitized XML, in order. Never raises. An element that isn't closed runs to the end."""
    return [word for text in _texts(xml) for word in text.words]


def words_in_damaged_xml(damaged: str) -> list[str]:
    """Return every word of a damaged part of a feed, including facts and the words of escaped HTML."""
    return raw_words(" ".join(raw_words(damaged)))


def _texts(xml: str) -> Iterator[FeedText]:
    names: list[str] = []
    at = 0
    tags = _TAG.finditer(xml)
    for tag in tags:
        if at < tag.start() and not (names and names[-1] in FACTS):
            yield FeedText(_unescaped(xml[at : tag.start()]))
        at = tag.end()
        closing, name, attributes = tag.groups()
        if closing:
            _pop(names, name)
        elif attributes.endswith("/"):
            continue
        elif name in TEXTS:
            end, at = _find_end(tags, name, len(xml))
            yield _text(name, attributes, xml[tag.end() : end])
        else:
            names.append(name)
    yield FeedText(_unescaped(xml[at:]))


def _pop(names: list[str], name: str) -> None:
    if name in names[-1:]:
        names.pop()


def _find_end(tags: Iterator[re.Match[str]], name: str, length: int) -> tuple[int, int]:
    """Return where the content of the element `name` ends, and where its end tag ends."""
    depth = 1
    for tag in tags:
        if tag[2] == name and not tag[3].endswith("/"):
            depth += -1 if tag[1] else 1
        if not depth:
            return tag.start(), tag.end()
    return length, length


def _text(name: str, attributes: str, source: str) -> FeedText:
    if _TAG.search(source):
        return FeedText(source, is_html=True)
    declared = _TYPE.search(attributes)
    return FeedText(_unescaped(source), is_html(name, declared[1] if declared else None))


def _unescaped(xml: str) -> str:
    """Undo the escapes of XML; sanitized XML has no others."""
    if "&" not in xml:
        return xml
    for escaped, character in _ESCAPES:
        xml = xml.replace(escaped, character)
    return xml
