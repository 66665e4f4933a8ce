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
from itertools import takewhile

import nh3
from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token

from archive.markup.canonical import render_canonical
from archive.markup.plain_paragraphs import has_marks, parted_by_plain
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
    return _with_places(_with_columns(_with_headings(clean_html(typeset(_converted(markdown))))), ids)


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


_TABLE_HEAD = re.compile(r"<thead>.*?</thead>\n?", re.DOTALL)
_NO_HEADINGS = re.compile(r"<thead>\s*<tr>\s*(?:<th></th>\s*)+</tr>\s*</thead>\n?")


_BODY_ROW = re.compile(r"<tr>\s*(?:<td>(?:(?!</?t[dr]>).)*</td>\s*)+</tr>", re.DOTALL)
_BODY_CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)
_ALL_STRONG = re.compile(r"(?:<strong>[^<>]*</strong>|<(?!strong>)[^<>]*>|\s)*")


def _with_headings(html: str) -> str:
    """Say of each heading of a table that it is one of a column or a row. An empty heading of a column is a plain cell,
    and a row of empty ones is dropped."""
    if "<thead>" not in html:
        return html
    html = _NO_HEADINGS.sub("", html)
    html = _TABLE_HEAD.sub(
        lambda found: found[0].replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">'), html
    )
    return _BODY_ROW.sub(_with_row_headings, html) if "<td><" in html else html


def _with_row_headings(found: re.Match[str]) -> str:
    """Turn the strong cells at the start of a row into its headings; only the first one if all its cells are strong."""
    row = found[0]
    filled = [cell for cell in _BODY_CELL.finditer(row) if cell[1]]
    strong = list(takewhile(_is_strong, filled))
    headings = strong if len(strong) < len(filled) else strong[:1]
    for cell in reversed(headings):
        text = cell[1].replace("<strong>", "").replace("</strong>", "")
        row = f'{row[: cell.start()]}<th scope="row">{text}</th>{row[cell.end() :]}'
    return row


def _is_strong(cell: re.Match[str]) -> bool:
    return "<strong>" in cell[1] and bool(_ALL_STRONG.fullmatch(cell[1]))


_TYPED_LINES = re.compile(r"<p>((?:<code>[^<]*</code>|<br>|&nbsp;|</?(?:a|s|ins|u|q|sup|sub)\b[^<>]*>|\s)+)</p>")


def _with_columns(html: str) -> str:
    """Show a paragraph of nothing but code with no-break spaces between as preformatted text: columns with links."""
    return _TYPED_LINES.sub(_preformatted, html) if "<code>" in html else html


def _preformatted(found: re.Match[str]) -> str:
    typed = found[1]
    if "&nbsp;" not in typed and "  " not in typed:
        return found[0]
    rows = re.sub(r"<br>\s*", "\n", typed).replace("&nbsp;", " ")
    return f"<pre><code>{rows.replace('<code>', '').replace('</code>', '')}\n</code></pre>"


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
