"""Render Markdown as the HTML that readers see, and as the plain text that is counted, tagged and searched.

The rule: the last step is an allow-list. Whatever an import or a keeper wrote, no script, style, class, id or event
handler leaves this module; templates add our own ids and classes. Links to this site start at its root
("/2017/06/a.html") until `with_base_path` makes them relative to a page or absolute for a feed.
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

EXTENSIONS = ("nl2br", "sane_lists", "tables", "archive.markup.fences")
"""Extensions of Python-Markdown: a newline is a line break."""

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
"""The `rel` of every link in a post or comment: search engines do not count it as our recommendation, and the linked
page cannot control ours."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+", re.IGNORECASE)
_STASH = "\ue000{}\ue001"
_STASHED = re.compile("\ue000(\\d+)\ue001")
_STASH_CHARACTERS = {0xE000: "&#57344;", 0xE001: "&#57345;"}
"""Posts may contain the stash characters themselves; as character references they look the same."""

_OPENING = re.compile(r"(?<!\\)[\[<\t]")
_MARK = re.compile(r"[\[<&\\`*_]")
_OPENINGS_IN_A_BLOCK, _MARKS_IN_A_BLOCK = 2_000, 10_000
"""Above these limits Python-Markdown 3.11.3 takes seconds for a paragraph, and four times as long for twice as many
(measured: 2,000 bare "[" 1.7 s, 10,000 escaped ones 0.5 s). The busiest paragraph of the seeds has 60."""


def to_html(markdown: str) -> str:
    """Render `markdown` as safe HTML, with typographic quotes and dashes outside code and addresses.

    Markdown that the engine cannot handle (lists nested hundreds deep, thousands of brackets in a paragraph) is shown
    as source, so that no word is lost.
    """
    return clean_html(typeset(_converted(markdown)))


@lru_cache(maxsize=256)
def to_text(markdown: str) -> str:
    """Return the text that readers see, from a CommonMark engine that shares no code with the one behind `to_html`.

    Blocks and line breaks become newlines. Raw HTML is not shown and so not included. The latest results are cached,
    because an import asks for the same text several times.
    """
    return "\n".join(_token_text(token) for token in _commonmark().parse(markdown) if token.content)


def to_words(markdown: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the words of `to_text`, and the word offsets at which there is a thematic break."""
    words: list[str] = []
    breaks: list[int] = []
    for token in _commonmark().parse(markdown):
        if token.type == "hr":
            breaks.append(len(words))
        words += _token_text(token).split()
    return words, tuple(breaks)


def clean_html(html: str) -> str:
    """Remove elements and attributes that are not on the allow-list, and links other than http, https and mailto."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    )


def typeset(html: str) -> str:
    """Put curly quotes, dashes and ellipses into `html`. Code, addresses and backslashes stay unchanged; typogrify
    would drop backslashes (https://github.com/getpelican/pelican/issues/2332)."""
    stash: list[str] = []

    def stash_address(found: re.Match[str]) -> str:
        stash.append(found.group())
        return _STASH.format(len(stash) - 1)

    plain = html.translate(_STASH_CHARACTERS).replace("\\", "&#92;")
    typed = str(smartypants(_ADDRESS.sub(stash_address, plain)))
    return _STASHED.sub(lambda found: stash[int(found.group(1))], typed)


def typeset_line(text: str) -> str:
    """Put curly quotes, dashes and ellipses into plain text; the result is plain text and not escaped."""
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
    """Return True if a block has more marks than Python-Markdown can handle in reasonable time."""
    if len(_MARK.findall(markdown)) <= _OPENINGS_IN_A_BLOCK and "\t" not in markdown:
        return False
    return any(
        len(_OPENING.findall(block)) > _OPENINGS_IN_A_BLOCK or len(_MARK.findall(block)) > _MARKS_IN_A_BLOCK
        for block in markdown.split("\n\n")
    )


class _CommonMark(MarkdownIt):
    """markdown-it, showing addresses as written and not decoded, as CommonMark requires."""

    def normalizeLinkText(self, link: str) -> str:
        return link


@cache
def _commonmark() -> MarkdownIt:
    return _CommonMark("commonmark", {"breaks": True}).enable("table")


_SHOWN_TOKENS = frozenset(["text", "text_special", "code_inline", "softbreak", "hardbreak"])
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _token_text(token: Token) -> str:
    if token.type != "inline":
        return token.content if token.type in ("code_block", "fence") else ""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak", "html_inline") else child.content
        for child in token.children or ()
        if child.type in _SHOWN_TOKENS or (child.type == "html_inline" and _BREAK_TAG.fullmatch(child.content))
    )


_AT_ROOT = re.compile(r'<(?:a href|img src)="(?=/(?!/))')
"""Addresses that start with "//" are on another host."""


def with_base_path(html: str, root: str) -> str:
    """Put `root` in front of the addresses in `html` that start at the root of the site.

    `html` must come from `clean_html`, which escapes every "<" in text, so that only tags match.
    """
    return _AT_ROOT.sub(lambda found: found[0] + root, html)
