"""Foreign HTML as blocks of Markdown, read element by element.

The rule: elements mean what the table at the end says; all others are their words only. Nothing here recurses, so no
depth of nesting stops it; what is nested deeper than DEEPEST keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from archive.markup.block_builder import (
    ListItem,
    Part,
    TableCell,
    build_list,
    build_row,
    build_table,
    join_lines,
    to_blocks,
)
from archive.markup.blocks import Block, Heading, Image, Line, Paragraph, Quote, Run, ThematicBreak, tidy_line
from archive.markup.html_elements import (
    attribute,
    first_number,
    has_fallback,
    image_address,
    inline_mark,
    is_hidden,
    is_unclosed_player,
    is_wide,
    player_address,
)
from archive.markup.html_words import IMAGE_DESCRIPTION, LEFT_OUT, PLAYER, SEPARATES_WORDS
from archive.markup.urls import resolve_link
from archive.model import LeftOut
from archive.text import clean

DEEPEST = 6
"""Quotes and lists within each other. Deeper ones are blocks only."""
_DEEPEST_TABLE = 20
"""Tables within each other. Mailings lay out with about eight; deeper ones are blocks only."""
_DEEPEST_HEADING = 20
"""Headings within each other, as where none is closed. Each looks at all within it; deeper ones are blocks only."""
_PADDING = re.compile("[\\s\xad\u034f\u061c\u115f\u200b-\u200f\u2060-\u2064\ufeff]+")
"""Characters that show nothing: mailings fill the preview of a mail reader with them."""

Leave = Callable[[], None]
"""What ends an element."""


class HtmlReader:
    """Reads one piece of HTML, element by element and without recursion, so that no depth of nesting stops it."""

    def __init__(self, base_url: str | None = None, newlines_are_breaks: bool = False) -> None:
        self.words: list[str] = []
        """All words met, shown or left out, but for addresses of players."""
        self.left_out: list[LeftOut] = []
        self.links: list[str] = []
        self.images: list[Image] = []
        self.embedded: list[str] = []
        self._base_url = base_url
        self._newlines = newlines_are_breaks
        self._open: list[list[Part]] = [[]]
        self._lines: list[list[Run]] = [[]]
        self._look = Run()
        self._depth = self._tables = self._headings = 0
        self._awaits = ""
        self._plays = False
        self._unread: list[str] | None = None

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

    def blocks(self) -> tuple[Block, ...]:
        """What has been read."""
        return to_blocks(self._open[0])

    def _enter(self, tag: Tag) -> Leave:
        """Begins an element; gives back what ends it."""
        if tag.name == "img":
            return self._image(tag)
        if self._unread is not None:
            return self._part(tag)
        if is_hidden(tag):
            return self._leave_out(tag, "hidden")
        if tag.name in LEFT_OUT and LEFT_OUT[tag.name] != PLAYER:
            return self._leave_out(tag, LEFT_OUT[tag.name])
        return _ENTER.get(tag.name, HtmlReader._part)(self, tag)

    def _text(self, text: str) -> None:
        if self._unread is not None:
            self._unread.append(text)
            return
        for number, line in enumerate(text.split("\n") if self._newlines else [text]):
            if number:
                self._break_line()
            self._lines[-1].append(Run(line, self._look.mark, self._look.link))

    def _break_line(self) -> None:
        if any(run.image or run.text.strip() for run in self._lines[-1]):
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
        self.links += [run.link for run in line if run.link and run.text != " "]
        self.images += images
        return line

    def _count_out(self, reason: str, text: str) -> None:
        if words := text.split():
            self.words += words
            self.left_out.append(LeftOut(reason, " ".join(words)))

    def _part(self, tag: Tag) -> Leave:
        """An element that is only its words: a block of them, or a stretch of a line."""
        if tag.name not in SEPARATES_WORDS:
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
        end = self._part(tag) if tag.name not in LEFT_OUT else _nothing
        self._lines[-1].append(Run(" "))
        self._unread = unread = list[str]()

        def leave() -> None:
            self._unread = None
            self._count_out(reason, "".join(unread))
            self._lines[-1].append(Run(" "))
            end()

        return leave

    def _player(self, tag: Tag) -> Leave:
        """The address on a line of its own. Players that hold more than a word of excuse are read on, but no player
        within them is searched: that would take as long as they are deep."""
        if self._plays and has_fallback(tag):
            return self._part(tag)
        address = player_address(tag, self._base_url)
        if address and address not in self.embedded[-1:]:
            self._end_paragraph()
            self._open[-1].append(Paragraph(((Run(address, link=address),),)))
            self.embedded.append(address)
        if tag.name != "embed" and not is_unclosed_player(tag):
            return self._leave_out(tag, PLAYER)
        before, self._plays = self._plays, has_fallback(tag) or self._plays
        end = self._part(tag)

        def leave() -> None:
            self._plays = before
            end()

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
        self._open[-1].append(ThematicBreak())
        return _nothing

    def _styled(self, tag: Tag) -> Leave:
        return self._with_look(replace(self._look, mark=inline_mark(tag, self._look.mark)))

    def _link(self, tag: Tag) -> Leave:
        address = resolve_link(attribute(tag, "href"), self._base_url)
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
        if self._headings >= _DEEPEST_HEADING:
            return self._part(tag)
        level = max(2, int(tag.name[1]))
        end = self._block(
            lambda parts: [
                Heading(level, join_lines([part])) if isinstance(part, Paragraph) else part for part in parts
            ]
        )
        self._headings += 1

        def leave() -> None:
            self._headings -= 1
            end()

        return leave

    def _quote(self, tag: Tag) -> Leave:
        return self._nested(tag, lambda parts: [Quote(blocks)] if (blocks := to_blocks(parts)) else [])

    def _bullets(self, tag: Tag) -> Leave:
        return self._nested(tag, build_list, "item")

    def _numbers(self, tag: Tag) -> Leave:
        return self._nested(tag, lambda parts: build_list(parts, first_number(tag)), "item")

    def _item(self, tag: Tag) -> Leave:
        def make(parts: list[Part]) -> list[Part]:
            return [ListItem(to_blocks(parts))]

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
        end = self._block(lambda parts: build_table(parts, may_stay), "row")
        self._tables += 1

        def leave() -> None:
            self._tables -= 1
            end()

        return leave

    def _row(self, tag: Tag) -> Leave:
        return self._block(lambda parts: [build_row(parts)], "cell") if self._awaits == "row" else self._part(tag)

    def _cell(self, tag: Tag) -> Leave:
        if self._awaits != "cell":
            return self._part(tag)
        return self._block(lambda parts: [TableCell(to_blocks(parts), tag.name == "th", is_wide(tag))])


def _nothing() -> None:
    """Ends an element that leaves nothing to do."""


_ENTER: dict[str, Callable[[HtmlReader, Tag], Leave]] = {
    **dict.fromkeys(["b", "em", "font", "i", "span", "strong"], HtmlReader._styled),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], HtmlReader._heading),
    **dict.fromkeys(["pre", "xmp"], HtmlReader._as_typed),
    **dict.fromkeys(["td", "th"], HtmlReader._cell),
    **dict.fromkeys(["embed", *(name for name, reason in LEFT_OUT.items() if reason == PLAYER)], HtmlReader._player),
    **dict.fromkeys(["menu", "ul"], HtmlReader._bullets),
    "a": HtmlReader._link,
    "blockquote": HtmlReader._quote,
    "br": HtmlReader._break,
    "hr": HtmlReader._rule,
    "li": HtmlReader._item,
    "ol": HtmlReader._numbers,
    "table": HtmlReader._table,
    "tr": HtmlReader._row,
}
"""What each element means; all others are their words only."""
