r"""Split canonical Markdown into its smallest spans, each with the text that readers see.

The rule: the `source` of all spans together is the Markdown, character for character. Lines between fences are shown as
they are. Mark-up that canonical Markdown never contains (reference links, other HTML) counts as text. Runs in linear
time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

_SPAN = re.compile(
    r"""
    (?P<start>^[ ]{0,12}(?:(?:>|(?:-|\d{1,9}\.|\#{1,6})(?=[ ]))[ ]*+)+)
  | (?P<newline>\n)
  | (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<image>!\[(?:\\[^\n]|[^\[\]\\\n])*+\]\(<[^<>\n]*+>\))
  | (?P<coded>`[^`\n]++`)
  | (?P<open>\[)
  | (?P<end>\]\((?:<[^<>\n]*+>|[^\s()<>]*+)\))
  | (?P<tag></?(?:s|ins|u|q|sup|sub)>|<a\ id="[^"<>\n]*+"></a>|<!--\ -->)
  | (?P<break><br>)
  | (?P<autolink><(?:(?i:https?://|mailto:)[^<>\s]++|[^\s<>@]++@[^\s<>@]++)>)
  | (?P<address>(?i:https?://|www\.)[^\s<>"“”\\\[\]*|]++)
  | (?P<star>\*++)
  | (?P<invisible>[\xad\u200b-\u200d\u2060\ufeff]++)
  | (?P<text>(?:(?!(?i:https?://|www\.))[^\n\\&!\[\]<*`\xad\u200b-\u200d\u2060\ufeff])+|[^\n])
    """,
    re.VERBOSE | re.MULTILINE,
)
_FENCED = re.compile(r"^([ >]*)(`{3,})\n(?:.*\n)*?\1\2$", re.MULTILINE)
_SHOWN: dict[str, Callable[[str], str]] = {
    "escape": lambda source: source[1:],
    "entity": unescape,
    "autolink": lambda source: source[1:-1],
    "break": lambda source: "\n",
    **dict.fromkeys(("start", "image", "invisible", "tag"), lambda source: ""),
}


class InlineSpan(NamedTuple):
    """The smallest part of Markdown with a meaning. A tuple, because there may be millions."""

    kind: str
    """The group in the pattern: "text", "open" and "end" of a link, "star" of an emphasis, …; "code" between fences, or
    between two marks of the kind "tick"."""
    source: str
    """The Markdown."""
    shown: str
    """The text that readers see; empty for a mark."""
    pair: int | None = None
    """A number shared by the two marks of a link, an emphasis or a tag; None for all other spans."""
    opens: bool = False
    """True for the first of the two marks."""


def split_spans(markdown: str) -> list[InlineSpan]:
    """Split `markdown` into spans, in order."""
    found: list[InlineSpan] = []
    end = 0
    for fenced in _FENCED.finditer(markdown):
        found += _inline_spans(markdown[end : fenced.start()])
        found += _code_spans(fenced[0], fenced[1])
        end = fenced.end()
    found += _inline_spans(markdown[end:])
    for number, (begin, end) in enumerate(_pairs(found)):
        found[begin] = found[begin]._replace(shown="", pair=number, opens=True)
        found[end] = found[end]._replace(shown="", pair=number)
    return found


def slice_span(span: InlineSpan, start: int, stop: int) -> InlineSpan:
    """Return the part of `span` that shows `span.shown[start:stop]`, or all of `span` if its source differs."""
    if span.source != span.shown:
        return span
    return span._replace(source=span.source[start:stop], shown=span.shown[start:stop])


def _inline_spans(markdown: str) -> Iterator[InlineSpan]:
    for match in _SPAN.finditer(markdown):
        kind, source = match.lastgroup or "text", match.group()
        if kind == "coded":
            yield from (InlineSpan("tick", "`", ""), InlineSpan("code", source[1:-1], source[1:-1]))
            yield InlineSpan("tick", "`", "")
        else:
            yield _span(kind, source)


def _code_spans(fenced: str, prefix: str) -> Iterator[InlineSpan]:
    """Yield the fences as marks, and the lines between them, without the `prefix` of the quote or list around them."""
    rows = fenced.split("\n")
    for number, row in enumerate(rows):
        if number:
            yield InlineSpan("newline", "\n", "\n")
        start = row if number in (0, len(rows) - 1) else row[: len(prefix)]
        yield InlineSpan("start", start, "")
        if start != row:
            yield InlineSpan("code", row[len(start) :], row[len(start) :])


def _span(kind: str, source: str) -> InlineSpan:
    shown = _SHOWN.get(kind)
    return InlineSpan(kind, source, shown(source) if shown else source)


def _pairs(found: Sequence[InlineSpan]) -> list[tuple[int, int]]:
    """Pair the marks: brackets and tags by nesting, and each star with the next one on its line."""
    pairs: list[tuple[int, int]] = []
    brackets: list[int] = []
    tags: list[int] = []
    star: int | None = None
    for at, span in enumerate(found):
        if span.kind == "newline":
            star, tags = None, []
        elif span.kind == "tag" and span.source.startswith("</"):
            if tags and found[tags[-1]].source == span.source.replace("/", ""):
                pairs.append((tags.pop(), at))
        elif span.kind == "tag" and span.source[1] not in "a!":
            tags.append(at)
        elif span.kind == "tick" and found[at - 1].kind == "code":
            pairs.append((at - 2, at))
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
