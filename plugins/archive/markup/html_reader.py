"""Read foreign HTML, element by element, into Markdown blocks.

The rule: the table at the end lists the elements that mean something; of all others only the words are kept. Nothing
recurses, so nesting of any depth can be read; elements nested deeper than DEEPEST keep only their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archive.markup.block_builder import (
    BuiltBlocks,
    Definition,
    ListItem,
    Part,
    TableCell,
    WordItem,
    build_list,
    build_terms,
    join_lines,
    to_blocks,
)
from archive.markup.blocks import (
    Block,
    Heading,
    Image,
    Paragraph,
    Quote,
    Run,
    ThematicBreak,
)
from archive.markup.html_elements import (
    attribute,
    has_fallback,
    image_address,
    inline_mark,
    is_hidden,
    is_unclosed_player,
    player_address,
    span_of_cell,
)
from archive.markup.html_lines import HtmlLines, Leave
from archive.markup.html_styles import (
    STRUCK,
    is_preformatted,
    item_number,
    keeps_lines,
    may_have_meaning,
    numbering,
    text_tags,
)
from archive.markup.html_targets import NO_TARGETS, TextTargets
from archive.markup.html_tree import Element, parse_html
from archive.markup.html_words import IMAGE_DESCRIPTION, LEFT_OUT, PLAYER, SEPARATES_WORDS
from archive.markup.table_builder import build_row, build_table, is_declared_data, is_declared_layout
from archive.markup.urls import resolve_link
from archive.markup.word_lists import BULLET, LIST_NUMBER, WordLabel, without_label, word_label
from archive.model import LeftOut
from archive.text import clean

DEEPEST = 6
"""Levels of nested quotes and lists. Deeper ones become plain blocks."""
_DEEPEST_TABLE = 20
"""Levels of nested tables. Mailouts use about eight for layout; deeper ones become plain blocks."""
_DEEPEST_HEADING = 20
"""Levels of nested headings, as when end tags are missing. Each level is scanned again, so deeper ones become plain
blocks."""


class HtmlReader(HtmlLines):
    """Reads one page or fragment and records its words, links and images."""

    def __init__(self, base_url: str | None = None, newlines_are_breaks: bool = False) -> None:
        super().__init__(newlines_are_breaks)
        self._base_url = base_url
        self._with_underlines = False
        self._targets = NO_TARGETS
        self._depth = self._tables = self._headings = 0
        self._awaits = ""
        self._around = [""]
        """The names of the elements around, the outermost first."""
        self._in_player = False

    def read(self, html: str) -> None:
        """Read `html`."""
        page = parse_html(html)
        self._with_underlines = bool(STRUCK.search(html))
        self._targets = TextTargets.in_page(page, self._base_url) if "#" in html else NO_TARGETS
        cleaned = clean if "&" in html else str  # only a reference can stand for a character that is to be cleaned
        inside: list[tuple[Iterator[Element | str], Leave]] = [(iter(page.children), self._end_paragraph)]
        while inside:
            children, leave = inside[-1]
            child = next(children, None)
            if isinstance(child, str):
                self._text(cleaned(child))
            elif child:
                inside.append((iter(child.children), self._enter(child)))
                self._around.append(child.name)
            else:
                inside.pop()
                self._around.pop()
                leave()

    def _enter(self, tag: Element) -> Leave:
        """Start an element and return the function that ends it."""
        if tag.name == "img":
            return self._image(tag)
        if self._skipped is not None:
            return self._part(tag)
        if tag.attributes and is_hidden(tag):
            return self._leave_out(tag, "hidden")
        if tag.name in LEFT_OUT and LEFT_OUT[tag.name] != PLAYER:
            return self._leave_out(tag, LEFT_OUT[tag.name])
        self._pending_targets += self._targets.of(tag)
        leave = (_HANDLERS.get(tag.name) or _styled_block(tag))(self, tag)
        return self._with_meaning(tag, leave)

    def _with_meaning(self, tag: Element, leave: Leave) -> Leave:
        """Apply what the tag and its style say about its words, until the element ends."""
        if not may_have_meaning(tag):
            return leave
        tags = text_tags(tag, self._style.tags, self._with_underlines)
        newlines = self._newlines or keeps_lines(tag)
        if (tags, newlines) == (self._style.tags, self._newlines):
            return leave
        end_style = self._with_style(self._style._replace(tags=tags))
        before, self._newlines = self._newlines, newlines

        def leave_all() -> None:
            leave()
            end_style()
            self._newlines = before

        return leave_all

    def _part(self, tag: Element) -> Leave:
        """Start an element of which only the words are kept, as a paragraph or within a line."""
        if tag.name not in SEPARATES_WORDS:
            return _do_nothing
        if self._skipped is None:
            self._end_paragraph()
            return self._end_paragraph
        self._skipped.append(" ")
        return self._append_space

    def _append_space(self) -> None:
        if self._skipped is not None:
            self._skipped.append(" ")

    def _leave_out(self, tag: Element, reason: str) -> Leave:
        end = self._part(tag) if tag.name not in LEFT_OUT else _do_nothing
        self._lines[-1].append(Run(" "))
        self._skipped = skipped = list[str]()

        def leave() -> None:
            self._skipped = None
            self._record_left_out(reason, "".join(skipped))
            self._lines[-1].append(Run(" "))
            end()

        return leave

    def _player(self, tag: Element) -> Leave:
        """Put the player's address on a line of its own. An unclosed player is read further, but players inside it are
        not searched for an address, as the cost would grow with their depth."""
        if self._in_player and has_fallback(tag):
            return self._part(tag)
        address = player_address(tag, self._base_url)
        if address and address not in self.added[-1:]:
            self._end_paragraph()
            self._open[-1].append(Paragraph(((Run(address, link=address),),)))
            self.added.append(address)
        if tag.name != "embed" and not is_unclosed_player(tag):
            return self._leave_out(tag, PLAYER)
        before, self._in_player = self._in_player, has_fallback(tag) or self._in_player
        end = self._part(tag)

        def leave() -> None:
            self._in_player = before
            end()

        return leave

    def _image(self, tag: Element) -> Leave:
        description = " ".join(clean(attribute(tag, "alt")).split())
        address = image_address(tag, self._base_url)
        self._record_left_out(IMAGE_DESCRIPTION, description)
        if address and self._skipped is None:
            self._add_run(self._style._replace(mark="", image=Image(address, description)))
        return _do_nothing

    def _break(self, tag: Element) -> Leave:
        self._break_line()
        return _do_nothing

    def _rule(self, tag: Element) -> Leave:
        self._end_paragraph()
        self._open[-1].append(ThematicBreak())
        return _do_nothing

    def _styled(self, tag: Element) -> Leave:
        return self._with_style(self._style._replace(mark=inline_mark(tag, self._style.mark)))

    def _link(self, tag: Element) -> Leave:
        href = attribute(tag, "href")
        address = self._targets.link(href) or resolve_link(href, self._base_url)
        return self._with_style(self._style._replace(link=address or self._style.link))

    def _preformatted(self, tag: Element) -> Leave:
        """Start preformatted text, which keeps its line breaks and columns."""
        self._end_paragraph()
        before = self._newlines, self._typed
        self._newlines, self._typed = True, is_preformatted(tag)

        def leave() -> None:
            self._end_paragraph()
            self._newlines, self._typed = before

        return leave

    def _block(self, make: Callable[[list[Part]], Sequence[Part]], awaits: str = "") -> Leave:
        """Start a block; at its end, `make` turns the parts read in it into their replacement."""
        self._end_paragraph()
        self._open.append([])
        before, self._awaits = self._awaits, awaits

        def leave() -> None:
            self._end_paragraph()
            self._awaits = before
            parts = self._open.pop()
            self._open[-1] += make(parts)

        return leave

    def _heading(self, tag: Element) -> Leave:
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

    def _quote(self, tag: Element) -> Leave:
        return self._nested(tag, lambda parts: [Quote(blocks)] if (blocks := to_blocks(parts)) else [])

    def _listing(self, tag: Element) -> Leave:
        numbers = numbering(tag)
        return self._nested(tag, lambda parts: self._built(build_list(parts, numbers)), "item")

    def _built(self, built: BuiltBlocks) -> Sequence[Part]:
        self.added += built.added
        return built.blocks

    def _item(self, tag: Element) -> Leave:
        number = item_number(tag)

        def make(parts: list[Part]) -> list[Part]:
            return [ListItem(to_blocks(parts), number)]

        return self._block(make) if self._awaits == "item" else self._nested(tag, make)

    def _terms(self, tag: Element) -> Leave:
        return self._nested(tag, build_terms, "term")

    def _term(self, tag: Element) -> Leave:
        if self._awaits != "term":
            return self._part(tag)
        return self._block(lambda parts: [Definition(to_blocks(parts), tag.name == "dt")])

    def _paragraph(self, tag: Element) -> Leave:
        label = word_label(tag) if tag.attributes and self._depth < DEEPEST else None
        if not label:
            return _styled_block(tag)(self, tag)
        level = min(label.level, DEEPEST - self._depth)
        return self._block(lambda parts: self._word_item(to_blocks(parts), label, level))

    def _word_item(self, blocks: tuple[Block, ...], label: WordLabel, level: int) -> Sequence[Part]:
        """Return the item without a label that Markdown says itself, which is left out."""
        if label.number is None and not label.is_bullet:
            return [WordItem(blocks, level)]
        found = without_label(blocks, label.text)
        if not found:
            return blocks
        self.left_out.append(LeftOut(LIST_NUMBER if label.number is not None else BULLET, label.text))
        return [WordItem(found, level, label.number)]

    def _nested(self, tag: Element, make: Callable[[list[Part]], Sequence[Part]], awaits: str = "") -> Leave:
        if self._depth >= DEEPEST:
            return self._part(tag)
        end = self._block(make, awaits)
        self._depth += 1

        def leave() -> None:
            self._depth -= 1
            end()

        return leave

    def _table(self, tag: Element) -> Leave:
        if self._tables >= _DEEPEST_TABLE:
            return self._part(tag)
        is_data, is_layout = is_declared_data(tag), is_declared_layout(tag)
        end = self._block(lambda parts: self._built(build_table(parts, is_data, is_layout)), "row")
        self._tables += 1

        def leave() -> None:
            self._tables -= 1
            end()

        return leave

    def _row(self, tag: Element) -> Leave:
        return self._block(lambda parts: [build_row(parts)], "cell") if self._awaits == "row" else self._part(tag)

    def _cell(self, tag: Element) -> Leave:
        if self._awaits != "cell":
            return self._part(tag)
        columns, rows = span_of_cell(tag, "colspan"), span_of_cell(tag, "rowspan")
        is_heading = tag.name == "th" or self._around[-2] == "thead"
        return self._block(lambda parts: [TableCell(to_blocks(parts), is_heading, columns, rows)])


def _styled_block(tag: Element) -> Callable[[HtmlReader, Element], Leave]:
    return HtmlReader._preformatted if is_preformatted(tag) else HtmlReader._part


def _do_nothing() -> None:
    """End an element that needs no action."""


_HANDLERS: dict[str, Callable[[HtmlReader, Element], Leave]] = {
    **dict.fromkeys(
        ["b", "code", "em", "font", "i", "kbd", "samp", "span", "strong", "tt"],
        HtmlReader._styled,
    ),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], HtmlReader._heading),
    **dict.fromkeys(["listing", "plaintext", "pre", "xmp"], HtmlReader._preformatted),
    **dict.fromkeys(["td", "th"], HtmlReader._cell),
    **dict.fromkeys(["dd", "dt"], HtmlReader._term),
    **dict.fromkeys(["div", "p"], HtmlReader._paragraph),
    **dict.fromkeys(["embed", *(name for name, reason in LEFT_OUT.items() if reason == PLAYER)], HtmlReader._player),
    **dict.fromkeys(["menu", "ol", "ul"], HtmlReader._listing),
    "a": HtmlReader._link,
    "blockquote": HtmlReader._quote,
    "br": HtmlReader._break,
    "dl": HtmlReader._terms,
    "hr": HtmlReader._rule,
    "li": HtmlReader._item,
    "table": HtmlReader._table,
    "tr": HtmlReader._row,
}
"""The handler for each element; of all others only the words are kept."""
