"""Count the words of HTML without the parser that converts it.

The rule: mark-up that is not closed is text. An unclosed comment, CDATA section, quoted attribute, script or tag loses
no word here, while every parser loses words on one of them; `repair_html` makes such HTML safe for a parser. Attributes
have no words, except the description (`alt`) of an image, so `alpha<beta and gamma>` has one word, as in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape, unescape
from typing import NamedTuple

from archive.text import clean


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SEPARATES_WORDS = _names(
    """
    address article aside audio blockquote body br button canvas caption center col colgroup datalist dd details dialog
    dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr
    html iframe legend li main menu meta nav noembed noframes noscript object ol optgroup option p pre script search
    section select style summary svg table tbody td template textarea tfoot th thead title tr ul video xml xmp
    """
)
"""Elements that separate the words before, in and after them. All others are inline: `pro<b>bation</b>` is one word,
and so is `pro<o:p>bation`, as in a browser."""

PLAYER = "embedded player"
IMAGE_DESCRIPTION = "image description"

LEFT_OUT = {
    **dict.fromkeys(["audio", "canvas", "iframe", "noembed", "object", "video"], PLAYER),
    **dict.fromkeys(["button", "datalist", "select", "textarea"], "form control"),
    **dict.fromkeys(["frameset", "noframes"], "frame"),
    "script": "script",
    "style": "style",
    "svg": "drawing",
    "template": "template",
    "title": "page title",
    "xml": "office settings",
}
"""Elements whose words are left out, and the reason. All of them are in SEPARATES_WORDS."""

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_NO_ENTITIES = _names("iframe noembed noframes script style xmp")
_TEXT_ONLY = _NO_ENTITIES | {"textarea", "title"}
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*+)")
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)"""
_TAG = re.compile(rf"</?[a-zA-Z][^\s/>]*+(?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+{_VALUE})?+)*+>")
_CARELESS_TAG = re.compile(r"</?[a-zA-Z][^<>]*+>")
_ATTRIBUTE = re.compile(rf"[\s/\"']([^\s/>=]++)(?:\s*+=\s*+({_VALUE}))?+")
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
        if self.kind == "content" and self.name in _NO_ENTITIES:
            return self.source
        return clean(unescape(self.source)) if self.kind in ("text", "content") else ""

    @property
    def is_closing(self) -> bool:
        return self.source.startswith("</")


def raw_words(html: str) -> list[str]:
    """Return the words of the text in order, including left-out elements such as scripts, then the words of image
    descriptions."""
    words = [word for _, text in raw_lines(html) for word in text.split()]
    return words + [word for text in image_descriptions(html) for word in text.split()]


def raw_lines(html: str) -> Iterator[tuple[str, str]]:
    """Yield the text between tags that separate words, as (name of the script-like element around it or "", text)."""
    line: list[str] = []
    hidden = _HiddenTags()
    for token in tokenize(clean(html)):
        if token.name in SEPARATES_WORDS or hidden.is_edge(token):
            yield "", "".join(line)
            line = []
        if token.kind == "content":
            yield token.name, token.text
        else:
            line.append(token.text)
    yield "", "".join(line)


def image_descriptions(html: str) -> Iterator[str]:
    """Yield the description (`alt`) of each image in order."""
    for token in tokenize(clean(html)):
        if token.name == "img" and not token.is_closing:
            yield clean(unescape(_attribute(token.source, "alt")))


def repair_html(html: str) -> str:
    """Rewrite what makes parsers lose, join or split words: drop comments, turn CDATA and unclosed mark-up into text,
    and put spaces around tags that separate words, as parsers drop some end tags."""
    return "".join(_REPAIRS.get(token.kind, _unchanged)(token) for token in tokenize(html))


def tokenize(html: str) -> Iterator[HtmlToken]:
    """Split `html` into text and mark-up, in linear time."""
    return _Tokenizer(html).tokens()


def _unchanged(token: HtmlToken) -> str:
    return token.source


def _spaced(tag: HtmlToken) -> str:
    if tag.name not in SEPARATES_WORDS:
        return tag.source
    return f" {tag.source} " if tag.name != "br" else " <br> "


_REPAIRS: dict[str, Callable[[HtmlToken], str]] = {
    "tag": _spaced,
    "text": lambda token: token.source.replace("<", "&lt;"),
    "cdata": lambda token: escape(token.text, quote=False),
    "unclosed tag": lambda token: f" {token.source}</{token.name}> ",
    "nothing": lambda token: "",
}


def _attribute(tag: str, wanted: str) -> str:
    for name, value in _ATTRIBUTE.findall(tag):
        if name.lower() == wanted:
            return str(value[1:-1] if value[:1] in ("'", '"') else value)
    return ""


class _HiddenTags:
    """Finds where hidden inline elements start and end, because these places separate words."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0

    def is_edge(self, token: HtmlToken) -> bool:
        """Return True if this tag starts or ends a hidden element."""
        if token.kind != "tag":
            return False
        if self._depth:
            self._depth += (-1 if token.is_closing else 1) * (token.name == self._name)
            return not self._depth
        if token.is_closing or token.name in _VOID or not _is_hidden(token.source):
            return False
        self._name, self._depth = token.name, 1
        return True


def _is_hidden(tag: str) -> bool:
    if "hidden" not in tag.lower() and "none" not in tag.lower():
        return False
    names = {name.lower() for name, _ in _ATTRIBUTE.findall(tag)}
    return "hidden" in names or bool(HIDDEN_STYLE.search(unescape(_attribute(tag, "style"))))


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
            if token.kind == "tag" and token.name in _TEXT_ONLY and not token.is_closing:
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
        ends = tag.name not in _TEXT_ONLY or tag.is_closing or self._next(_closing_tag(tag.name), found.end())
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
