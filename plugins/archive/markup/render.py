"""Render Markdown as the HTML that readers see, and as the plain text that is counted, tagged and searched.

The rule: the last step is an allow-list. Whatever an import or a keeper wrote, no script, style, class or event handler
leaves this module, and no id except those of places that the text itself links to, which get a prefix; templates add
our own ids and classes. Links to this site start at its root ("/2017/06/a.html") until `with_base_path` makes them
relative to a page or absolute for a feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape

import nh3
from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token

from archive.markup.canonical import render_canonical
from archive.markup.plain_paragraphs import has_marks, parted_by_plain
from archive.markup.shown_tables import with_columns, with_headings
from archive.markup.spoken import quote_mark, shifted, spoken_html
from archive.markup.typography import typeset
from archive.text import STRUCK_END, STRUCK_START

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
    "a": {"href", "id"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"},
}
LINK_REL = "noopener nofollow ugc"
"""The `rel` of every link in a post or comment: search engines do not count it as our recommendation, and the linked
page cannot control ours."""
_GLUED_NOTE = STRUCK_START.replace(" ", "\u2060")
"""The note before struck words, as a part of the first of them."""
_OPENING = re.compile(r"(?<!\\)[\[<\t]")
_MARK = re.compile(r"[\[<&\\`*_]")
_OPENINGS_IN_A_BLOCK, _MARKS_IN_A_BLOCK = 2_000, 10_000
"""Above these limits Python-Markdown 3.11.3 takes seconds for a paragraph, and four times as long for twice as many
(measured: 2,000 bare "[" 1.7 s, 10,000 escaped ones 0.5 s). The busiest paragraph of the seeds has 60."""


def to_html(markdown: str, ids: str = "text-") -> str:
    """Render `markdown` as safe HTML, with typographic quotes and dashes outside code and addresses.

    `ids` is put before the names of places in the text, so that no two texts on a page have the same.

    Markdown that the engine cannot handle (lists nested hundreds deep, thousands of brackets in a paragraph) is shown
    as source, so that no word is lost.
    """
    return _with_places(with_columns(with_headings(clean_html(typeset(_converted(markdown))))), ids)


@lru_cache(maxsize=256)
def to_text(markdown: str) -> str:
    """Return the text that readers see, from a CommonMark engine that shares no code with the one behind `to_html`.

    Blocks and line breaks become newlines. Raw HTML is not shown and so not included. The latest results are cached,
    because an import asks for the same text several times. Plain paragraphs, which are most of an archive, are their
    own text.
    """
    texts: list[str] = []
    for part in _text_parts(markdown):
        if isinstance(part, str):
            texts.append(part)
        else:
            texts += (_token_text(token) for token in part if _is_shown(token))
    return "\n".join(texts)


def to_plain_text(markdown: str) -> str:
    """Return the text for readers who don't see tags: `to_text` with struck, raised and quoted words marked as such.

    Don't count or compare its words with those of a source.
    """
    if not _SPOKEN_TAG.search(markdown):
        return to_text(markdown)
    return "\n".join(_spoken_text(token) for token in _shown_tokens(markdown))


def to_plain_words(markdown: str) -> list[str]:
    """Return the words of `to_text`, in number and order, written as in `to_plain_text`."""
    words = to_plain_text(markdown).replace(STRUCK_START, _GLUED_NOTE).split()
    return [word.replace(_GLUED_NOTE, STRUCK_START) for word in words]


def to_words(markdown: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the words of `to_text`, and the word offsets at which there is a thematic break."""
    words: list[str] = []
    breaks: list[int] = []
    for part in _text_parts(markdown):
        if isinstance(part, str):
            words += part.split()
            continue
        for token in part:
            if token.type == "hr":
                breaks.append(len(words))
            words += _token_text(token).split()
    return words, tuple(breaks)


def clean_html(html: str) -> str:
    """Remove elements and attributes that are not on the allow-list, and links other than http, https and mailto."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=LINK_REL
    )


_PLACE = re.compile(r'<a id="([^"]*)"[^>]*>')
_FRAGMENT = re.compile(r'<a href="#([^"]*)"')


def _with_places(html: str, prefix: str) -> str:
    """Put `prefix` before the ids in `html` and in links to them."""
    places = set(_PLACE.findall(html)) if "<a id=" in html else set()
    if not places:
        return html
    html = _PLACE.sub(lambda found: f'<a id="{prefix}{found[1]}">', html)
    return _FRAGMENT.sub(lambda found: f'<a href="#{prefix if found[1] in places else ""}{found[1]}"', html)


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=list(EXTENSIONS), output_format="html")


def _converted(markdown: str) -> str:
    canonical = render_canonical(markdown)
    if canonical is not None:
        return canonical
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


_SHOWN_TOKENS = frozenset(["text", "text_special", "code_inline"])
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _text_parts(markdown: str) -> Iterator[str | list[Token]]:
    """Yield plain paragraphs, which are their own text, and the tokens of all that lies between them."""
    for is_plain, part in parted_by_plain(markdown):
        if is_plain and not has_marks(part):
            yield part
        else:
            yield _commonmark().parseInline(part) if is_plain else _commonmark().parse(part)


def _shown_tokens(markdown: str) -> Iterator[Token]:
    return filter(_is_shown, _commonmark().parse(markdown))


def _is_shown(token: Token) -> bool:
    return bool(token.content) and token.type != "html_block"


def _token_text(token: Token) -> str:
    if token.type != "inline":
        return token.content if token.type in ("code_block", "fence") else ""
    return "".join(map(_child_text, token.children or ()))


def _child_text(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak") or (
        child.type == "html_inline" and _BREAK_TAG.fullmatch(child.content)
    ):
        return "\n"
    return child.content if child.type in _SHOWN_TOKENS else ""


_SPOKEN_TAG = re.compile(r"</?(s|del|q|sup|sub)>")


def _spoken_text(token: Token) -> str:
    """Return the text of a token with notes for its tags."""
    if token.type != "inline":
        return _token_text(token)
    made = [""]
    shifts: list[str] = []
    quotes = 0
    for child in token.children or ():
        tag = _SPOKEN_TAG.fullmatch(child.content) if child.type == "html_inline" else None
        if not tag:
            made[-1] += _child_text(child)
            continue
        name, is_end = tag[1], tag[0].startswith("</")
        if name == "q":
            quotes -= is_end
            made[-1] += quote_mark(quotes, is_end)
            quotes += not is_end
        elif name not in ("sup", "sub"):
            made[-1] += STRUCK_END if is_end else STRUCK_START
        elif not is_end:
            shifts.append(name)
            made.append("")
        elif shifts:
            text = made.pop()
            made[-1] += shifted(shifts.pop(), text)
    return "".join(made)


_AT_ROOT = re.compile(r'<(?:a href|img src)="(?=/(?!/))')
"""Addresses that start with "//" are on another host."""


def finished_html(html: str, root: str) -> str:
    """Return the safe `html` of a text as a page or feed shows it: the last step, after which nothing is searched in
    it. `root` leads to the root of the site."""
    return spoken_html(with_base_path(html, root))


def with_base_path(html: str, root: str) -> str:
    """Put `root` in front of the addresses in `html` that start at the root of the site.

    `html` must come from `clean_html`, which escapes every "<" in text, so that only tags match.
    """
    return _AT_ROOT.sub(lambda found: found[0] + root, html)
