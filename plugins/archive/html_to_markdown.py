"""The one way from foreign HTML to our Markdown: exports, saved pages and mailings all come through here.

The rule: no word is lost and none invented. Every word of the HTML, as `html_words` counts it without a parser, stands
in the Markdown or in `left_out` with a reason; the addresses of players, which become links, are named in `embedded`.

The parser. Measured 2026-11-22 (lxml 6.1.3 with libxml2 2.14.6, beautifulsoup4 4.15.0, Python 3.11.7, 2 cores):
XXX
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from archive.foreign_addresses import link_address
from archive.html_elements import (
    attribute,
    first_number,
    image_address,
    is_hidden,
    is_wide,
    mark,
    player_address,
)
from archive.html_parts import Cell, Item, Part, flow, listing, one_line, row, table
from archive.html_words import IMAGE_DESCRIPTION, LEFT_OUT, PARTING, image_descriptions, mended, raw_lines, raw_words
from archive.markdown_blocks import Heading, Image, Line, Paragraph, Quote, Rule, Run, markdown, tidy_line
from archive.records import LeftOut
from archive.text import clean

__all__ = ["DEEPEST", "Converted", "Image", "raw_words", "to_markdown"]

DEEPEST = 6
"""Quotes and lists within each other. What is nested deeper keeps its words and lines, not its marks."""
_DEEPEST_TABLE = 20
"""Tables within each other. Mailings lay out with about eight; deeper ones are blocks only."""

_WITH_BREAKS = re.compile(r"<(?:br|p|div|blockquote|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_PADDING = re.compile("[\\s\xad\u034f\u061c\u115f\u200b-\u200f\u2060-\u2064\ufeff]+")

Leave = Callable[[], None]


@dataclass(frozen=True)
class Converted:
    """Markdown made of a piece of HTML, with every word accounted for."""

    markdown: str
    """Canonical Markdown (see `markdown_blocks`)."""
    left_out: tuple[LeftOut, ...] = ()
    """Words of the HTML that are not in the text, image descriptions included."""
    links: tuple[str, ...] = ()
    """Addresses that the text links to, in order, each once; as they stand in `markdown`."""
    images: tuple[Image, ...] = ()
    """Images that the text shows, in order."""
    embedded: tuple[str, ...] = ()
    """Addresses of players, each a line of its own: the only words of the text that are no words of the HTML."""


def to_markdown(html: str, base_url: str | None = None, newlines_are_breaks: bool = False) -> Converted:
    """What `html`, a whole page or a part of one, says. Never raises, whatever the HTML.

    `base_url`: what relative links are relative to; without it they lose the link and keep the words.
    `newlines_are_breaks`: for comments that were typed as plain text. Ignored where the HTML has breaks of its own.
    """
    html = clean(html)
    words = Counter(raw_words(html))
    newlines = newlines_are_breaks and not _WITH_BREAKS.search(html)
    for repaired in (str, mended):
        reader = _Reader(base_url, newlines)
        reader.read(repaired(html))
        if Counter(reader.words) == words:
            return reader.converted()
    return _all_as_text(html)


def _all_as_text(html: str) -> Converted:
    """The words of `html` without any mark-up, for what no parser reads as it is written."""
    shown: list[Line] = []
    left_out: list[LeftOut] = [LeftOut(IMAGE_DESCRIPTION, text) for text in image_descriptions(html) if text.split()]
    for element, text in raw_lines(html):
        if element in LEFT_OUT:
            left_out.append(LeftOut(LEFT_OUT[element], text))
        else:
            shown.append(tidy_line([Run(text)]))
    blocks = [Paragraph((line,)) for line in shown if line]
    return Converted(markdown(blocks), tuple(left for left in left_out if left.text.split()))


class _Reader:
    """Reads one piece of HTML, element by element and without recursion, so that no depth of nesting stops it."""

    def __init__(self, base_url: str | None, newlines_are_breaks: bool) -> None:
        self.words: list[str] = []
        """All words met, shown or left out, without addresses of players."""
        self._base_url = base_url
        self._newlines = newlines_are_breaks
        self._open: list[list[Part]] = [[]]
        self._lines: list[list[Run]] = [[]]
        self._look = Run()
        self._depth = self._tables = 0
        self._awaits = ""
        self._unread: list[str] | None = None
        self._left_out: list[LeftOut] = []
        self._links: list[str] = []
        self._images: list[Image] = []
        self._embedded: list[str] = []

    def read(self, html: str) -> None:
        """Takes in `html`; `<body>` comes first lest the parser warns of what looks like a file name or XML."""
        soup = BeautifulSoup(f"<body>{html}", "lxml", multi_valued_attributes=None)
        inside: list[tuple[Iterator[PageElement], Leave]] = [(iter(soup.contents), self._end_paragraph)]
        while inside:
            children, leave = inside[-1]
            child = next(children, None)
            if child is None:
                inside.pop()
                leave()
            elif isinstance(child, Tag):
                inside.append((iter(child.contents), self._enter(child)))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._text(clean(child))

    def converted(self) -> Converted:
        """What has been read."""
        return Converted(
            markdown(flow(self._open[0])),
            tuple(left for left in self._left_out if left.text.split()),
            tuple(dict.fromkeys(self._links)),
            tuple(self._images),
            tuple(self._embedded),
        )

    def _enter(self, tag: Tag) -> Leave:
        """Begins an element; gives back what ends it."""
        if tag.name == "img":
            return self._image(tag)
        if self._unread is not None:
            return self._part(tag)
        if reason := "hidden" if is_hidden(tag) else LEFT_OUT.get(tag.name, ""):
            return self._leave_out(tag, reason)
        return _ENTER.get(tag.name, _Reader._part)(self, tag)

    def _text(self, text: str) -> None:
        if self._unread is not None:
            self._unread.append(text)
            return
        first, *further = text.split("\n") if self._newlines else [text]
        self._lines[-1].append(Run(first, self._look.mark, self._look.link))
        for line in further:
            self._break_line()
            self._lines[-1].append(Run(line, self._look.mark, self._look.link))

    def _break_line(self) -> None:
        if any(run.image or not run.text.isspace() for run in self._lines[-1] if run.text or run.image):
            self._lines.append([])
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        kept = tuple(line for runs in self._lines if (line := self._kept(tidy_line(runs))))
        self._lines = [[]]
        if kept:
            self._open[-1].append(Paragraph(kept))

    def _kept(self, line: Line) -> Line:
        """`line`, its words, links and images counted; nothing if it only fills space."""
        text = "".join(run.text for run in line)
        images = [run.image for run in line if run.image]
        if not images and _PADDING.fullmatch(text):
            self._count_out("padding", text)
            return ()
        self.words += text.split()
        self._links += [run.link for run in line if run.link and run.text != " "]
        self._images += images
        return line

    def _count_out(self, reason: str, text: str) -> None:
        self.words += text.split()
        self._left_out.append(LeftOut(reason, " ".join(text.split())))

    def _part(self, tag: Tag) -> Leave:
        """An element that is only its words: a block of them, or a stretch of a line."""
        if tag.name not in PARTING:
            return _nothing
        if self._unread is None:
            self._end_paragraph()
            return self._end_paragraph
        self._unread.append(" ")
        return self._unread_space

    def _unread_space(self) -> None:
        if self._unread is not None:
            self._unread.append(" ")

    def _leave_out(self, tag: Tag, reason: str) -> Leave:
        if tag.name in PARTING and tag.name not in LEFT_OUT:
            self._end_paragraph()
        address = player_address(tag, self._base_url) if reason == "embedded player" else None
        if address:
            self._end_paragraph()
            self._embedded.append(address)
            self._open[-1].append(Paragraph(((Run(address, link=address),),)))
        self._unread = []

        def leave() -> None:
            self._count_out(reason, "".join(self._unread or ()))
            self._unread = None
            self._lines[-1].append(Run(" "))
            if tag.name in PARTING and tag.name not in LEFT_OUT:
                self._end_paragraph()

        self._lines[-1].append(Run(" "))
        return leave

    def _image(self, tag: Tag) -> Leave:
        description = " ".join(clean(attribute(tag, "alt")).split())
        address = image_address(tag, self._base_url)
        self._count_out(IMAGE_DESCRIPTION, description)
        if address and self._unread is None:
            self._lines[-1].append(Run(link=self._look.link, image=Image(address, description)))
        return _nothing

    def _break(self, tag: Tag) -> Leave:
        self._break_line()
        return _nothing

    def _rule(self, tag: Tag) -> Leave:
        self._end_paragraph()
        self._open[-1].append(Rule())
        return _nothing

    def _styled(self, tag: Tag) -> Leave:
        return self._with_look(replace(self._look, mark=mark(tag, self._look.mark)))

    def _link(self, tag: Tag) -> Leave:
        address = link_address(attribute(tag, "href"), self._base_url)
        return self._with_look(replace(self._look, link=address or self._look.link))

    def _with_look(self, look: Run) -> Leave:
        before, self._look = self._look, look

        def leave() -> None:
            self._look = before

        return leave

    def _as_typed(self, tag: Tag) -> Leave:
        """Preformatted text: its lines stay lines."""
        self._end_paragraph()
        before, self._newlines = self._newlines, True

        def leave() -> None:
            self._end_paragraph()
            self._newlines = before

        return leave

    def _block(self, make: Callable[[list[Part]], Sequence[Part]], awaits: str = "") -> Leave:
        """Begins a block; when it ends, what was read within becomes what `make` makes of it."""
        self._end_paragraph()
        self._open.append([])
        before, self._awaits = self._awaits, awaits

        def leave() -> None:
            self._end_paragraph()
            self._awaits = before
            parts = self._open.pop()
            self._open[-1] += make(parts)

        return leave

    def _heading(self, tag: Tag) -> Leave:
        level = max(2, int(tag.name[1]))
        return self._block(
            lambda parts: [Heading(level, one_line([part])) if isinstance(part, Paragraph) else part for part in parts]
        )

    def _quote(self, tag: Tag) -> Leave:
        return self._nested(tag, lambda parts: [Quote(blocks)] if (blocks := flow(parts)) else [])

    def _bullets(self, tag: Tag) -> Leave:
        return self._nested(tag, listing, "item")

    def _numbers(self, tag: Tag) -> Leave:
        return self._nested(tag, lambda parts: listing(parts, first_number(tag)), "item")

    def _item(self, tag: Tag) -> Leave:
        def make(parts: list[Part]) -> list[Part]:
            return [Item(flow(parts))]

        return self._block(make) if self._awaits == "item" else self._nested(tag, make)

    def _nested(self, tag: Tag, make: Callable[[list[Part]], Sequence[Part]], awaits: str = "") -> Leave:
        if self._depth >= DEEPEST:
            return self._part(tag)
        end = self._block(make, awaits)
        self._depth += 1

        def leave() -> None:
            self._depth -= 1
            end()

        return leave

    def _table(self, tag: Tag) -> Leave:
        if self._tables >= _DEEPEST_TABLE:
            return self._part(tag)
        may_stay = not self._depth
        end = self._block(lambda parts: table(parts, may_stay), "row")
        self._tables += 1

        def leave() -> None:
            self._tables -= 1
            end()

        return leave

    def _row(self, tag: Tag) -> Leave:
        return self._block(lambda parts: [row(parts)], "cell") if self._awaits == "row" else self._part(tag)

    def _cell(self, tag: Tag) -> Leave:
        if self._awaits != "cell":
            return self._part(tag)
        return self._block(lambda parts: [Cell(flow(parts), tag.name == "th", is_wide(tag))])


def _nothing() -> None:
    """Ends an element that leaves nothing to do."""


_ENTER: dict[str, Callable[[_Reader, Tag], Leave]] = {
    **dict.fromkeys(["b", "em", "font", "i", "span", "strong"], _Reader._styled),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], _Reader._heading),
    **dict.fromkeys(["pre", "xmp"], _Reader._as_typed),
    **dict.fromkeys(["td", "th"], _Reader._cell),
    **dict.fromkeys(["menu", "ul"], _Reader._bullets),
    "a": _Reader._link,
    "blockquote": _Reader._quote,
    "br": _Reader._break,
    "hr": _Reader._rule,
    "li": _Reader._item,
    "ol": _Reader._numbers,
    "table": _Reader._table,
    "tr": _Reader._row,
}
"""What each element means; all others are their words only."""
