r"""Split canonical Markdown into its smallest spans, each with the text that readers see.

The rule: the `source` of all spans together is the Markdown, character for character. Mark-up that canonical Markdown
never contains (code, reference links, raw HTML) counts as text. Runs in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import NamedTuple

_SPAN = re.compile(
    r"""
    (?P<start>^[ ]{0,12}(?:(?:>|(?:-|\d{1,9}\.|\#{1,6})(?=[ ]))[ ]*+)+)
  | (?P<newline>\n)
  | (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<image>!\[(?:\\[^\n]|[^\[\]\\\n])*+\]\(<[^<>\n]*+>\))
  | (?P<open>\[)
  | (?P<end>\]\((?:<[^<>\n]*+>|[^\s()<>]*+)\))
  | (?P<autolink><(?:(?i:https?://|mailto:)[^<>\s]++|[^\s<>@]++@[^\s<>@]++)>)
  | (?P<address>(?i:https?://|www\.)[^\s<>"“”\\\[\]*|]++)
  | (?P<star>\*++)
  | (?P<invisible>[\xad\u200b-\u200d\u2060\ufeff]++)
  | (?P<text>(?:(?!(?i:https?://|www\.))[^\n\\&!\[\]<*\xad\u200b-\u200d\u2060\ufeff])+|[^\n])
    """,
    re.VERBOSE | re.MULTILINE,
)
_SHOWN: dict[str, Callable[[str], str]] = {
    "escape": lambda source: source[1:],
    "entity": unescape,
    "autolink": lambda source: source[1:-1],
    **dict.fromkeys(("start", "image", "invisible"), lambda source: ""),
}


class InlineSpan(NamedTuple):
    """The smallest part of Markdown with a meaning. A tuple, because there may be millions."""

    kind: str
    """The group in the pattern: "text", "open" and "end" of a link, "star" of an emphasis, …"""
    source: str
    """The Markdown."""
    shown: str
    """The text that readers see; empty for a mark."""
    pair: int | None = None
    """A number shared by the two marks of a link or emphasis; None for all other spans."""
    opens: bool = False
    """True for the first of the two marks."""


def split_spans(markdown: str) -> list[InlineSpan]:
    """Split `markdown` into spans, in order."""
    found = [_span(match.lastgroup or "text", match.group()) for match in _SPAN.finditer(markdown)]
    for number, (begin, end) in enumerate(_pairs(found)):
        found[begin] = found[begin]._replace(shown="", pair=number, opens=True)
        found[end] = found[end]._replace(shown="", pair=number)
    return found


def slice_span(span: InlineSpan, start: int, stop: int) -> InlineSpan:
    """Return the part of `span` that shows `span.shown[start:stop]`, or all of `span` if its source differs."""
    if span.source != span.shown:
        return span
    return span._replace(source=span.source[start:stop], shown=span.shown[start:stop])


def _span(kind: str, source: str) -> InlineSpan:
    shown = _SHOWN.get(kind)
    return InlineSpan(kind, source, shown(source) if shown else source)


def _pairs(found: Sequence[InlineSpan]) -> list[tuple[int, int]]:
    """Pair the marks: brackets by nesting, and each star with the next one on its line."""
    pairs: list[tuple[int, int]] = []
    brackets: list[int] = []
    star: int | None = None
    for at, span in enumerate(found):
        if span.kind == "newline":
            star = None
        elif span.kind == "open":
            brackets.append(at)
        elif span.kind == "end" and brackets:
            pairs.append((brackets.pop(), at))
        elif span.kind == "star" and star is not None and found[star].source == span.source:
            pairs.append((star, at))
            star = None
        elif span.kind == "star":
            star = at
    return pairs
