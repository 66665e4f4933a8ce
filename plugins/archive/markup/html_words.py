"""Count the words of HTML without the parser that converts it.

The rule: mark-up that is not closed is text. An unclosed comment, CDATA section, quoted attribute, script or tag loses
no word here, while every parser loses words on one of them; `repair_html` makes such HTML safe for a parser. Attributes
have no words, except the description (`alt`) of an image, so `alpha<beta and gamma>` has one word, as in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape

from archive.markup.html_tokens import TEXT_ONLY, HtmlToken, attribute_names, attribute_of, tokenize
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

_VOID = _names("area base br col embed hr img input link meta param source track wbr")


_PLAIN_TAG = re.compile(
    r"""<(/?[a-zA-Z][a-zA-Z0-9]*+)((?:\s++[a-zA-Z][\w:-]*+(?:=(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+)*+)\s*+/?>"""
)
"""A tag that has nothing to be in doubt about. It ends before the next "<", so nothing is searched for twice."""
_MAY_HIDE = re.compile("hidden|none", re.IGNORECASE)
_NOT_PLAIN = TEXT_ONLY | {f"/{name}" for name in TEXT_ONLY}
_SEPARATORS = SEPARATES_WORDS | {f"/{name}" for name in SEPARATES_WORDS}


def raw_words(html: str) -> list[str]:
    """Return the words of the text in order, including left-out elements such as scripts, then the words of image
    descriptions."""
    return list(_words(html))


@lru_cache(maxsize=4)
def _words(html: str) -> tuple[str, ...]:
    """The latest results are cached, because whoever reads a record asks for its words several times."""
    html = clean(html)
    text = _plain_text(html)
    if text is None:
        lines, descriptions = _lines_and_descriptions(html)
        text = "\n".join([*(line for _, line in lines), *descriptions])
    return tuple(text.split())


def raw_lines(html: str) -> list[tuple[str, str]]:
    """Return the text between tags that separate words, as (name of the script-like element around it or "", text)."""
    return _lines_and_descriptions(clean(html))[0]


def image_descriptions(html: str) -> list[str]:
    """Return the description (`alt`) of each image in order."""
    return _lines_and_descriptions(clean(html))[1]


def _plain_text(html: str) -> str | None:
    """Return the text of HTML whose tags are all plain, and then the image descriptions; None if what is text in it
    needs a closer look."""
    parts = _PLAIN_TAG.split(html)
    texts, tags, attributes = parts[::3], list(map(str.lower, parts[1::3])), parts[2::3]
    if not _NOT_PLAIN.isdisjoint(tags) or any(map(_MAY_HIDE.search, attributes)) or any("<" in text for text in texts):
        return None
    if "&" in html:
        texts = [_unescaped(text) for text in texts]
    spaced = [f" {text}" if tag in _SEPARATORS else text for tag, text in zip(["", *tags], texts, strict=True)]
    images = (each for tag, each in zip(tags, attributes, strict=True) if tag == "img")
    return " ".join(["".join(spaced), *(_unescaped(attribute_of(each, "alt")) for each in images)])


def _unescaped(text: str) -> str:
    return clean(unescape(text)) if "&" in text else text


def _lines_and_descriptions(html: str) -> tuple[list[tuple[str, str]], list[str]]:
    lines: list[tuple[str, str]] = []
    descriptions: list[str] = []
    line: list[str] = []
    hidden = _HiddenTags()
    for token in tokenize(html):
        if token.name in SEPARATES_WORDS or hidden.is_edge(token):
            lines.append(("", "".join(line)))
            line = []
        if token.name == "img" and not token.is_closing:
            descriptions.append(_unescaped(attribute_of(token.source, "alt")))
        if token.kind == "content":
            lines.append((token.name, token.text))
        else:
            line.append(token.text)
    return [*lines, ("", "".join(line))], descriptions


def repair_html(html: str) -> str:
    """Rewrite what makes parsers lose, join or split words: drop comments, turn CDATA and unclosed mark-up into text,
    and put spaces around tags that separate words, as parsers drop some end tags."""
    return "".join(_REPAIRS.get(token.kind, _unchanged)(token) for token in tokenize(html))


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
    return "hidden" in attribute_names(tag) or bool(HIDDEN_STYLE.search(unescape(attribute_of(tag, "style"))))
