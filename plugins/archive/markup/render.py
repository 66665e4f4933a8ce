"""Markdown to the HTML that readers see, and to the plain text that is counted, tagged and searched.

HTML passes an allow-list last of all: whatever a scrape or a hand wrote, no script, style, class, id or handler
leaves this module. Ids and classes of our own are added by the templates.

Addresses of this site in HTML: they begin at its root until it is known who asks for them.

The rule: "/2017/06/a.html" is where something is; a page two folders deep writes "../../2017/06/a.html", a feed the
full address. Only HTML that passed the allow-list may come here: in it no text has "<a" or "<img", since "<" is written
as an entity.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape, unescape

import nh3
from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token
from typogrify.filters import smartypants

EXTENSIONS = ("nl2br", "sane_lists", "tables")
"""Of Python-Markdown: one newline is a line break; tables are for the site's own pages."""

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ]
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"},
}
LINK_REL = "noopener nofollow ugc"
"""The rel of every link out of a text: search engines do not take it for our word, the page it leads to gets no hold
of ours."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+", re.IGNORECASE)
_STASH = "\ue000{}\ue001"
_STASHED = re.compile("\ue000(\\d+)\ue001")
_STASH_SIGNS = {0xE000: "&#57344;", 0xE001: "&#57345;"}
"""A text may hold the signs of the stash itself: they are written as references, which show as what they were."""

_OPENING = re.compile(r"(?<!\\)[\[<\t]")
_MARK = re.compile(r"[\[<&\\`*_]")
_OPENINGS_IN_A_BLOCK, _MARKS_IN_A_BLOCK = 2_000, 10_000
"""Above these Python-Markdown 3.11.3 takes seconds for one paragraph, and four times as long for twice as many
(measured: 2,000 bare "[" 1.7 s, 10,000 escaped ones 0.5 s). The busiest paragraph of the seeds has 60."""


def to_html(markdown: str) -> str:
    """Safe HTML of `markdown`, with typographic quotes and dashes outside code and addresses.

    What the engine cannot take (lists nested hundreds deep, thousands of brackets in one paragraph) is shown as it is
    written: no word is lost by it.
    """
    return clean_html(typeset(_converted(markdown)))


@lru_cache(maxsize=256)
def to_text(markdown: str) -> str:
    """The words a reader sees, by a CommonMark engine that shares no code with the one behind `to_html`.

    Blocks and line breaks are newlines. Raw HTML is not shown, so not counted. The last texts are remembered: one is
    asked for several times while it is read.
    """
    return "\n".join(_token_text(token) for token in _commonmark().parse(markdown) if token.content)


def to_words(markdown: str) -> tuple[list[str], tuple[int, ...]]:
    """The words of `to_text`, and the offsets of those before which a separator stands (it is no word)."""
    words: list[str] = []
    breaks: list[int] = []
    for token in _commonmark().parse(markdown):
        if token.type == "hr":
            breaks.append(len(words))
        words += _token_text(token).split()
    return words, tuple(breaks)


def clean_html(html: str) -> str:
    """`html` with only what the allow-list has. Links keep http, https and mailto addresses only."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    )


def typeset(html: str) -> str:
    """`html` with curly quotes, dashes and ellipses. Code and addresses stay as they are; so do backslashes,
    which the typographer would eat (pelican issue 2332)."""
    stash: list[str] = []

    def put_away(found: re.Match[str]) -> str:
        stash.append(found.group())
        return _STASH.format(len(stash) - 1)

    plain = html.translate(_STASH_SIGNS).replace("\\", "&#92;")
    typed = str(smartypants(_ADDRESS.sub(put_away, plain)))
    return _STASHED.sub(lambda found: stash[int(found.group(1))], typed)


def typeset_line(text: str) -> str:
    """One line of plain text with curly quotes, dashes and ellipses; plain text, to be escaped where it is shown."""
    return unescape(typeset(escape(text, quote=False)))


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=list(EXTENSIONS), output_format="html")


def _converted(markdown: str) -> str:
    try:
        html = None if _overloads(markdown) else _markdown().reset().convert(markdown)
    except RecursionError:
        html = None
    return f"<pre>{escape(markdown)}</pre>" if html is None else html


def _overloads(markdown: str) -> bool:
    """True if one block has more marks than Python-Markdown takes in reasonable time."""
    if len(_MARK.findall(markdown)) <= _OPENINGS_IN_A_BLOCK and "\t" not in markdown:
        return False
    return any(
        len(_OPENING.findall(block)) > _OPENINGS_IN_A_BLOCK or len(_MARK.findall(block)) > _MARKS_IN_A_BLOCK
        for block in markdown.split("\n\n")
    )


class _CommonMark(MarkdownIt):
    """The engine, showing an address as it is written, as CommonMark asks, and not decoded."""

    def normalizeLinkText(self, link: str) -> str:
        return link


@cache
def _commonmark() -> MarkdownIt:
    return _CommonMark("commonmark", {"breaks": True}).enable("table")


def _token_text(token: Token) -> str:
    if token.type != "inline":
        return token.content if token.type in ("code_block", "fence") else ""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type in ("text", "text_special", "code_inline", "softbreak", "hardbreak")
    )


_AT_ROOT = re.compile(r'<(?:a href|img src)="(?=/(?!/))')
"""What begins with "//" is an address of another host."""


def with_base_path(html: str, root: str) -> str:
    """`html` with `root` in front of the addresses that begin at the root of the site."""
    return _AT_ROOT.sub(lambda found: found[0] + root, html)
