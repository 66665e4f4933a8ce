"""Collect the text of foreign HTML as lines and paragraphs, and account for its words.

The rule: every word that is read is counted once, kept or left out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from itertools import groupby

from archive.markup.block_builder import Part, to_blocks
from archive.markup.blocks import GAP, Block, Image, Line, Paragraph, Preformatted, Run, TypedLines, tidy_line
from archive.markup.html_styles import SHIFTS
from archive.markup.preformatted import aligned_code, columns, preformatted_lines, typed_rows
from archive.model import LeftOut

_PADDING = re.compile("[\\s\xad\u034f\u061c\u115f\u200b-\u200f\u2060-\u2064\ufeff]+")
"""Invisible characters, with which mailouts fill the preview text of mail readers."""

Leave = Callable[[], None]
"""Called at the end of an element."""


class HtmlLines:
    """The lines and blocks read so far, and the words, links and images in them."""

    def __init__(self, newlines_are_breaks: bool = False) -> None:
        self.words: list[str] = []
        """All words read, kept or left out, but not those `added`."""
        self.left_out: list[LeftOut] = []
        self.links: list[str] = []
        self.images: list[Image] = []
        self.added: list[str] = []
        """Words that the HTML does not have: addresses of players, labels of list items, repeated headings."""
        self._newlines = newlines_are_breaks
        self._typed = False
        self._pending_targets: list[str] = []
        self._open: list[list[Part]] = [[]]
        self._lines: list[list[Run]] = [[]]
        self._style = Run()
        self._skipped: list[str] | None = None

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks read so far."""
        return to_blocks(self._open[0])

    def _text(self, text: str) -> None:
        if self._skipped is not None:
            self._skipped.append(text)
            return
        text = text.replace(GAP, " ")
        for number, line in enumerate(text.split("\n") if self._newlines else [text]):
            if number:
                self._break_line()
            style = self._style
            mark = style.mark if SHIFTS.isdisjoint(style.tags) else ""  # marks around a raised figure are hard to read
            self._add_run(Run(line, mark, style.link, None, style.tags))

    def _add_run(self, run: Run) -> None:
        if self._pending_targets and (run.image or run.text.strip()):
            run = run._replace(targets=tuple(dict.fromkeys(self._pending_targets)))
            self._pending_targets = []
        self._lines[-1].append(run)

    def _break_line(self) -> None:
        if self._typed or any(run.image or run.text.strip() for run in self._lines[-1]):
            self._lines.append([])
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        if not (self._lines[0] or self._lines[1:]):
            return
        found, self._lines = self._lines, [[]]
        if typed := preformatted_lines(found) if self._typed else self._columns(found):
            self.words += " ".join(typed).split()
            self._open[-1].append(Preformatted(typed))
            return
        if rows := typed_rows(found) if self._typed else ():
            self._add_typed(rows)
            return
        lines = [tidy_line(runs) for runs in found]
        for is_blank, group in groupby(lines, key=operator.not_) if self._typed else ((False, lines),):
            if not is_blank and (kept := tuple([line for each in group if (line := self._kept(each))])):
                self._open[-1].append(Paragraph(kept))

    def _columns(self, found: list[list[Run]]) -> tuple[str, ...]:
        """Return lines outside `<pre>` as typed if their columns are certain."""
        return aligned_code(found) or (columns(found) if self._newlines else ())

    def _add_typed(self, parts: tuple[tuple[Line, ...], ...]) -> None:
        for rows in parts:
            self.words += "\n".join("".join(run.text for run in row) for row in rows).split()
            self.links += [run.link for row in rows for run in row if run.link and not run.link.startswith("#")]
            self._open[-1].append(TypedLines(rows))

    def _kept(self, line: Line) -> Line:
        """Count the words, links and images of `line`; return an empty line if it is only padding."""
        text = "".join([run.text for run in line])
        images = [run.image for run in line if run.image]
        if not images and _PADDING.fullmatch(text):
            self._record_left_out("padding", text)
            return ()
        self.words += text.split()
        self.links += [run.link for run in line if run.link and run.text != " " and not run.link.startswith("#")]
        self.images += images
        return line

    def _record_left_out(self, reason: str, text: str) -> None:
        if words := text.split():
            self.words += words
            self.left_out.append(LeftOut(reason, " ".join(words)))

    def _with_style(self, style: Run) -> Leave:
        before, self._style = self._style, style

        def leave() -> None:
            self._style = before

        return leave
