"""The words of a piece of HTML, counted without the parser that converts it.

The rule: what does not close is text. A comment, CDATA section, quoted attribute, script or tag that never ends loses
no word here, while every parser loses words on one of these; `mended` makes such HTML safe for a parser. Attributes
are no words, but for the description (`alt`) of an image; so `alpha<beta and gamma>` has one word, as in a browser.
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
"""Elements that part the words before, in and after them. All others stand within a line: `pro<b>bation</b>` is one
word, and so is `pro<o:p>bation`, as browsers show it."""

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
"""Elements whose words are no part of the text, and why. All of them are PARTING."""

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
"""Each costs a look at all that follows; after so many, a tag ends at the next ">", whatever its quotes say."""


class HtmlToken(NamedTuple):
    """One stretch of HTML; its pieces, in order, are all of it."""

    kind: str
    """"text", "cdata", "tag", "unclosed tag" (of a script and the like), "content" (of one that is closed) or
    "nothing" (comments, declarations)."""
    source: str
    name: str = ""
    """The element, in lower case; of a "content" the one it stands in."""

    @property
    def text(self) -> str:
        """The text as a reader would see it; empty for mark-up."""
        if self.kind == "cdata":
            return self.source[len("<![CDATA[") : -len("]]>")]
        if self.kind == "content" and self.name in _NO_ENTITIES:
            return self.source
        return clean(unescape(self.source)) if self.kind in ("text", "content") else ""

    @property
    def is_closing(self) -> bool:
        return self.source.startswith("</")


def raw_words(html: str) -> list[str]:
    """The words of `html`: those of its text in order, left-out elements such as scripts included, then those of its
    image descriptions."""
    words = [word for _, text in raw_lines(html) for word in text.split()]
    return words + [word for text in image_descriptions(html) for word in text.split()]


def raw_lines(html: str) -> Iterator[tuple[str, str]]:
    """The text of `html` between what parts words, in order: (the text-only element it stands in or "", text)."""
    line: list[str] = []
    hidden = _HiddenTags()
    for piece in tokenize(clean(html)):
        if piece.name in SEPARATES_WORDS or hidden.edge(piece):
            yield "", "".join(line)
            line = []
        if piece.kind == "content":
            yield piece.name, piece.text
        else:
            line.append(piece.text)
    yield "", "".join(line)


def image_descriptions(html: str) -> Iterator[str]:
    """What the images of `html` say of themselves (`alt`), in order."""
    for piece in tokenize(clean(html)):
        if piece.name == "img" and not piece.is_closing:
            yield clean(unescape(_attribute(piece.source, "alt")))


def repair_html(html: str) -> str:
    """`html` without what makes parsers lose, join or part words: comments go, CDATA is text, so is what does not
    close, and a space on either side of what parts words makes up for end tags that a parser drops."""
    return "".join(_REPAIRS.get(piece.kind, _as_it_is)(piece) for piece in tokenize(html))


def tokenize(html: str) -> Iterator[HtmlToken]:
    """`html` cut into text and mark-up, in time linear in its length."""
    return _Tokenizer(html).tokens()


def _as_it_is(piece: HtmlToken) -> str:
    return piece.source


def _spaced(tag: HtmlToken) -> str:
    if tag.name not in SEPARATES_WORDS:
        return tag.source
    return f" {tag.source} " if tag.name != "br" else " <br> "


_REPAIRS: dict[str, Callable[[HtmlToken], str]] = {
    "tag": _spaced,
    "text": lambda piece: piece.source.replace("<", "&lt;"),
    "cdata": lambda piece: escape(piece.text, quote=False),
    "unclosed tag": lambda piece: f" {piece.source}</{piece.name}> ",
    "nothing": lambda piece: "",
}


def _attribute(tag: str, wanted: str) -> str:
    for name, value in _ATTRIBUTE.findall(tag):
        if name.lower() == wanted:
            return str(value[1:-1] if value[:1] in ("'", '"') else value)
    return ""


class _HiddenTags:
    """Finds where an element within a line that is not shown begins and ends: there, words are parted."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0

    def edge(self, piece: HtmlToken) -> bool:
        """Whether this piece begins or ends what is hidden."""
        if piece.kind != "tag":
            return False
        if self._depth:
            self._depth += (-1 if piece.is_closing else 1) * (piece.name == self._name)
            return not self._depth
        if piece.is_closing or piece.name in _VOID or not _is_hidden(piece.source):
            return False
        self._name, self._depth = piece.name, 1
        return True


def _is_hidden(tag: str) -> bool:
    if "hidden" not in tag.lower() and "none" not in tag.lower():
        return False
    names = {name.lower() for name, _ in _ATTRIBUTE.findall(tag)}
    return "hidden" in names or bool(HIDDEN_STYLE.search(unescape(_attribute(tag, "style"))))


class _Tokenizer:
    """Cuts one piece of HTML. Remembers which ends were looked for in vain, so that nothing is searched twice."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._last_end = html.rfind(">")
        self._never_ends: set[re.Pattern[str]] = set()
        self._unclosed_tags = 0

    def tokens(self) -> Iterator[HtmlToken]:
        at = text_from = 0
        while 0 <= (at := self._html.find("<", at)) < self._last_end:
            piece = self._markup(at)
            if not piece:
                at += 1
                continue
            if text_from < at:
                yield HtmlToken("text", self._html[text_from:at])
            yield piece
            at = text_from = at + len(piece.source)
            if piece.kind == "tag" and piece.name in _TEXT_ONLY and not piece.is_closing:
                content = self._content(piece.name, at)
                yield content
                at = text_from = at + len(content.source)
        if text_from < len(self._html):
            yield HtmlToken("text", self._html[text_from:])

    def _markup(self, at: int) -> HtmlToken | None:
        """The mark-up that begins at the "<" there; None if it is text."""
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
