"""The words of a feed, counted by scanning, without the parser that reads it.

The rule: what a reader would read is words: titles, contents, summaries, and the text of every element that is not
known to be a fact about the entry. Ids, dates, names of authors, labels, numbers and links are facts: no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from archive.markup.from_html import raw_words
from archive.text import clean

TEXTS = frozenset({"content", "description", "encoded", "metaDescription", "subtitle", "summary", "tagline", "title"})
"""Elements that hold a text, by local name."""

_LISTED = """
    author box category channelId city cloud code comment comment-id commentRss comments contributor control country
    created creator date day docs draft edited email enclosure expirationDate extendedProperty featureName featurename
    filename frequency generator group guid height hour icon id image in-reply-to inReplyTo isPermaLink issued
    itemsPerPage keywords language lastBuildDate lat latitude license link location logo long longitude managingEditor
    modified name origEnclosureLink origLink parent point polygon pos post-id pubDate published publisher radius rating
    relationshiptag site span startIndex status subject term thumbnail total totalResults trashed ttl type
    updateBase updateFrequency updatePeriod updated uri url visibility webMaster where width
    """
FACTS = frozenset(_LISTED.split())
"""Elements that hold no words, by local name."""

_HTML_BY_CUSTOM = frozenset({"description", "encoded"})
"""Elements of RSS, which has no way to say that a text is HTML and takes it to be."""
_TAG = re.compile(r"""<(/?)(?:[\w.-]+:)?([\w.-]+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""")
_TYPE = re.compile(r"""\stype\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True)
class Text:
    """A title or content, as HTML or as it is to be read."""

    source: str
    is_html: bool = False

    @property
    def words(self) -> list[str]:
        return raw_words(self.source) if self.is_html else clean(self.source).split()

    @property
    def html(self) -> str:
        return self.source if self.is_html else escape(self.source, quote=False)


def is_html(name: str, said: str | None) -> bool:
    """Whether the text of an element of that local name is HTML; `said` is its "type", if it has one."""
    return name in _HTML_BY_CUSTOM if said is None else "html" in said.lower()


def words_of(xml: str) -> list[str]:
    """The words of the mended `xml` (see `mending`), in order. Never raises; what does not close is read to the end."""
    return [word for text in _texts(xml) for word in text.words]


def all_words(damaged: str) -> list[str]:
    """Every word of a damaged part of a feed: facts and all, and the words of HTML that stands there as text."""
    return raw_words(" ".join(raw_words(damaged)))


def _texts(xml: str) -> Iterator[Text]:
    names: list[str] = []
    at = 0
    tags = _TAG.finditer(xml)
    for tag in tags:
        if not (names and names[-1] in FACTS):
            yield Text(unescape(xml[at : tag.start()]))
        at = tag.end()
        closing, name, attributes = tag.groups()
        if closing:
            _close(names, name)
        elif attributes.endswith("/"):
            continue
        elif name in TEXTS:
            end, at = _end(tags, name, len(xml))
            yield _text(name, attributes, xml[tag.end() : end])
        else:
            names.append(name)
    yield Text(unescape(xml[at:]))


def _close(names: list[str], name: str) -> None:
    if name in names[-1:]:
        names.pop()


def _end(tags: Iterator[re.Match[str]], name: str, length: int) -> tuple[int, int]:
    """Where the text of the element `name`, whose start tag came last, ends, and where its end tag does."""
    depth = 1
    for tag in tags:
        if tag[2] == name and not tag[3].endswith("/"):
            depth += -1 if tag[1] else 1
        if not depth:
            return tag.start(), tag.end()
    return length, length


def _text(name: str, attributes: str, source: str) -> Text:
    if _TAG.search(source):
        return Text(source, is_html=True)
    said = _TYPE.search(attributes)
    return Text(unescape(source), is_html(name, said[1] if said else None))
