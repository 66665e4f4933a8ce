"""Mark passages in the HTML of a post or comment: where it quotes, and where it is quoted.

The rule: nothing is changed, only added, so that without spans and notes the HTML is what it was, to the byte. A mark
whose words are not on the page is left out: better no mark than a mark on other words (`word_alignment`). The spans are
written in Python, not in a template, because they go between the characters of the HTML of a text (`shown_words`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from archive.pages.quotations.shown_words import ShownWords, TextPiece, shown_words
from archive.pages.quotations.word_alignment import matched
from archive.text_reuse import Span

_FOUND = 0.8
"""Share of its words that must be on the page; otherwise the mark is left out. The rest may be words of raw HTML."""
_CLOSING, _NOTE, _OPENING = range(3)
"""The order of what is added at one place."""

_Added = tuple[int, int, str]
"""Offset into the HTML, order, and the HTML to add."""


@dataclass(frozen=True)
class PassageMark:
    """A passage to be marked."""

    span: Span
    """Offsets into the words of the text, end exclusive."""
    anchor: str
    """Id of its first word; "" for none."""
    note: str
    """Safe HTML for before the outermost block in which the passage starts; "" for none."""


def mark_passages(html: str, words: Sequence[str], marks: Sequence[PassageMark]) -> str:
    """Return `html` with a `<span class="passage">` around the words of each mark, and with their ids and notes.

    `html` is the text from `render.to_html` with local links and images and collapsed repeats; `words` are those of
    `render.to_text` of the same text, "" for each that is not shown. Marks may overlap: the text is split at every end
    of a mark, so that spans never nest. An id is used once, at the first word of the first mark that has it.
    """
    if not marks:
        return html
    shown = shown_words(html)
    found = matched(words, shown.words)
    placed = _placed(sorted(marks, key=lambda mark: mark.span), words, found)
    spans = _Spans(shown, placed, {at for place in found if place for at in range(*place)})
    return _with(html, sorted([*_notes(placed, shown), *spans.added()]))


_Placed = tuple[PassageMark, Span]
"""A mark, and its offsets into the words of the page."""


def _placed(marks: Iterable[PassageMark], words: Sequence[str], found: Sequence[Span | None]) -> list[_Placed]:
    """Return the marks whose words are on the page."""
    wanted = [at for at, word in enumerate(words) if word]
    offsets = [at for at, place in enumerate(found) if place]
    places = [place for place in found if place]
    placed = []
    for mark in marks:
        first, last = _within(offsets, mark.span)
        should_first, should_last = _within(wanted, mark.span)
        if first < last and last - first >= _FOUND * (should_last - should_first):
            placed.append((mark, (places[first][0], places[last - 1][1])))
    return placed


def _within(offsets: Sequence[int], span: Span) -> Span:
    """Return which of the sorted `offsets` are in `span`."""
    return bisect_left(offsets, span[0]), bisect_left(offsets, span[1])


def _notes(placed: Iterable[_Placed], shown: ShownWords) -> list[_Added]:
    notes: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for mark, (start, _) in placed:
        notes[shown.blocks[start]][mark.note] = None
    return [(at, _NOTE, "".join(of_block)) for at, of_block in notes.items()]


class _Spans:
    """The spans of all marks of a text."""

    def __init__(self, shown: ShownWords, placed: Sequence[_Placed], known: Container[int]) -> None:
        """`known` are the words of the page that are also in the text; others are not marked."""
        self._pieces, size = shown.pieces, len(shown.words)
        spans = [span for _, span in placed]
        self._ends = {end for span in spans for end in span}
        self._marked = [depth > 0 and at in known for at, depth in enumerate(_depths(spans, size))]
        inside = _depths([(start + 1, stop) for start, stop in spans], size)
        self._flowing = [
            depth > 0 and self._marked[at - 1] and self._marked[at] and shown.lines[at - 1] == shown.lines[at]
            for at, depth in enumerate(inside)
        ]
        """For each word, whether the white space before it is marked."""
        self._anchors = _anchors(placed)

    def added(self) -> Iterator[_Added]:
        for run in self._runs():
            yield run[0].start, _OPENING, self._opening(run[0])
            yield run[-1].stop, _CLOSING, "</span>"

    def _runs(self) -> Iterator[list[TextPiece]]:
        """Yield the pieces of each span."""
        run: list[TextPiece] = []
        for piece in self._pieces:
            is_marked = self._is_marked(piece)
            if run and not (is_marked and self._continues(run[-1], piece)):
                yield run
                run = []
            if is_marked:
                run.append(piece)
        if run:
            yield run

    def _is_marked(self, piece: TextPiece) -> bool:
        of = self._flowing if piece.white else self._marked
        return piece.word < len(of) and of[piece.word]

    def _continues(self, before: TextPiece, piece: TextPiece) -> bool:
        return before.node == piece.node and (piece.white or piece.word not in self._ends)

    def _opening(self, first: TextPiece) -> str:
        anchors = () if first.white else self._anchors.pop(first.word, ())
        others = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in anchors[1:])
        own = "".join(f' id="{escape(anchor)}"' for anchor in anchors[:1])
        return f'{others}<span class="passage"{own}>'


def _anchors(placed: Iterable[_Placed]) -> dict[int, tuple[str, ...]]:
    """Return the ids at each word of the page, in the order of the marks, each once."""
    words: dict[str, int] = {}
    for mark, (start, _) in placed:
        if mark.anchor:
            words.setdefault(mark.anchor, start)
    anchors: dict[int, tuple[str, ...]] = {}
    for anchor, word in words.items():
        anchors[word] = (*anchors.get(word, ()), anchor)
    return anchors


def _depths(spans: Iterable[Span], size: int) -> list[int]:
    """Return for each of `size` words how many of `spans` it is in."""
    changes = [0] * (size + 1)
    for start, stop in spans:
        if start < stop:
            changes[start] += 1
            changes[stop] -= 1
    return list(accumulate(changes))[:size]


def _with(html: str, added: Iterable[_Added]) -> str:
    pieces, done = [], 0
    for at, _, text in added:
        pieces += [html[done:at], text]
        done = at
    return "".join([*pieces, html[done:]])
