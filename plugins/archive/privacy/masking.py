"""Private details masked: e-mail addresses, telephone and National Insurance numbers, in Markdown and in names.

The rule: nothing but the detail changes. The words around it stay as they are, and what comes out is canonical
Markdown that holds no detail which is not allowed, so that masking it again changes nothing. Of a link to a private
address only the words stay; of a web address that carries one, that value goes. Emphasis that begins or ends within
a detail, or beside it where a sign follows, goes too: Markdown engines differ on it beside a bracket.

Linear, whatever the text: 10 MB of real posts take 3 s, 1 MB of nothing but marks 5 s (2026-11-22, Python 3.11.7).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.markup.from_text import escape, escape_line_start
from archive.markup.inline_spans import InlineSpan, slice_span, split_spans
from archive.privacy.detectors import EMPTY_ALLOWLIST, MAY_HOLD_DETAILS, Allowlist, PrivateDetail, find_details
from archive.privacy.urls import first_detail, remove_details

__all__ = ["Allowlist", "MaskedDetail", "MaskedText", "mask_line", "mask_markdown", "mask_name"]

_AROUND = 6
"""Words before and after a detail that a reviewer sees."""
_WINDOW = 240
"""Characters in which they are looked for."""
_FILLER = "\ufffc"
"""Stands for a sign of a web address, in which no number is that of a telephone."""


@dataclass(frozen=True)
class MaskedDetail:
    """A detail that was masked, for a person to review."""

    kind: str
    """One of "e-mail address", "phone number", "National Insurance number"."""
    words: int
    """Words (between white space) of the text as readers see it that hold the detail. One that two details share
    counts for the first; what only the target of a link or the description of an image held has none."""
    hint: str
    """What may be seen of it: "j…@…", "…958"."""
    before: str
    """Up to six words before it, other details masked."""
    after: str
    """Up to six words after it, likewise."""


@dataclass(frozen=True)
class MaskedText:
    """A text without its private details."""

    markdown: str
    found: tuple[MaskedDetail, ...] = ()
    """In the order of the text."""


class _MaskSpan(NamedTuple):
    """A piece of the text that is wholly within a detail or wholly outside of one."""

    piece: InlineSpan
    within: PrivateDetail | None = None
    hidden: PrivateDetail | None = None
    """A detail that readers do not see, in the address of a link or in an image."""
    written: str | None = None
    """Markdown to stand there instead; None for the mask, or for nothing where there is nothing to see."""


def mask_markdown(markdown: str, allowed: Allowlist = EMPTY_ALLOWLIST) -> MaskedText:
    """The canonical `markdown` with its private details masked, but for those `allowed`."""
    if not MAY_HOLD_DETAILS.search(markdown):
        return MaskedText(markdown)
    bits = list(_bits(split_spans(markdown), allowed))
    if not any(bit.within or bit.hidden for bit in bits):
        return MaskedText(markdown)
    view = "".join(bit.piece.shown for bit in bits)
    return _masked(_kept(bits, _dropped(bits)), view)


def mask_line(text: str, allowed: Allowlist = EMPTY_ALLOWLIST) -> tuple[str, int]:
    """One line of plain `text`, such as a title, with its private details masked, and how many there were."""
    details = find_details(text, allowed)
    kept, end = [], 0
    for detail in details:
        kept += [text[end : detail.start], _mask(detail)]
        end = detail.stop
    return "".join([*kept, text[end:]]), len(details)


def mask_name(author: str) -> str | None:
    """An author's name as it may be published: with a mask for every detail in it. None if it is blank."""
    return mask_line(author.strip())[0] or None


def _mask(detail: PrivateDetail) -> str:
    return f"[{detail.kind} removed]"


def _bits(parts: Sequence[InlineSpan], allowed: Allowlist) -> Iterator[_MaskSpan]:
    details = deque(find_details("".join(map(_sought, parts)), allowed))
    start = 0
    for part in parts:
        stop = start + len(part.shown)
        while details and details[0].stop <= start:
            details.popleft()
        if part.kind in ("autolink", "address"):
            yield _address_bit(part, start, allowed)
        elif part.shown:
            yield from _cut(part, start, stop, details)
        else:
            yield _mark_bit(part, start, details[0] if details and details[0].start < start else None, allowed)
        start = stop


def _sought(part: InlineSpan) -> str:
    return _FILLER * len(part.shown) if part.kind in ("autolink", "address") else part.shown


def _address_bit(part: InlineSpan, start: int, allowed: Allowlist) -> _MaskSpan:
    detail = first_detail(part.shown, allowed)
    if not detail:
        return _MaskSpan(part)
    place = replace(detail, start=start, stop=start + len(part.shown))
    return _MaskSpan(part, within=place, written=remove_details(part.source, allowed))


def _mark_bit(part: InlineSpan, start: int, within: PrivateDetail | None, allowed: Allowlist) -> _MaskSpan:
    detail = first_detail(part.source, allowed) if part.kind in ("image", "end") else None
    if not detail:
        return _MaskSpan(part, within)
    hidden = replace(detail, start=start, stop=start)
    return _MaskSpan(part, within, hidden, remove_details(part.source, allowed))


def _cut(part: InlineSpan, start: int, stop: int, details: Iterable[PrivateDetail]) -> Iterator[_MaskSpan]:
    """`part`, which stands from `start` to `stop`, cut where `details` begin and end."""
    at = start
    for detail in details:
        if detail.start < stop and part.source != part.shown:
            yield _MaskSpan(part, detail)
            return
        if detail.start >= stop:
            break
        if at < detail.start:
            yield _MaskSpan(slice_span(part, at - start, detail.start - start))
        begin, at = max(at, detail.start), min(stop, detail.stop)
        yield _MaskSpan(slice_span(part, begin - start, at - start), detail)
    if at < stop:
        yield _MaskSpan(slice_span(part, at - start, stop - start))


def _dropped(bits: Sequence[_MaskSpan]) -> set[int | None]:
    """The pairs of marks that go: those of links to details, those that a detail is in the way of, and emphasis that
    begins or ends where such a mark stands."""
    dropped = {bit.piece.pair for bit in bits if bit.within or (bit.hidden and bit.written is None)} - {None}
    left: _MaskSpan | None = None
    marks: list[_MaskSpan] = []
    for bit in bits:
        if bit.piece.shown:
            dropped |= {star.piece.pair for star in _stars_in_the_way(left, marks, bit, dropped)}
            left, marks = bit, []
        elif bit.piece.pair is not None:
            marks.append(bit)
    return dropped | {star.piece.pair for star in _stars_in_the_way(left, marks, None, dropped)}


def _stars_in_the_way(
    left: _MaskSpan | None, marks: Sequence[_MaskSpan], right: _MaskSpan | None, dropped: set[int | None]
) -> Iterator[_MaskSpan]:
    """Of the marks between two bits that are shown, those of emphasis that cannot stay there."""
    is_changed = any(mark.piece.pair in dropped for mark in marks)
    for mark in marks:
        if mark.piece.kind == "star" and (is_changed or _is_beside_detail(mark, left, right)):
            yield mark


def _is_beside_detail(star: _MaskSpan, left: _MaskSpan | None, right: _MaskSpan | None) -> bool:
    """Whether a detail begins or ends with `star`, and what is on the other side of it is no space."""
    inner, outer = (right, left) if star.piece.opens else (left, right)
    if not (inner and inner.within and outer):
        return False
    return not outer.piece.shown[-1 if star.piece.opens else 0].isspace()


def _kept(bits: Iterable[_MaskSpan], dropped: set[int | None]) -> list[_MaskSpan]:
    """`bits` without marks that go, and of those within one detail the first, which stands for all."""
    kept: list[_MaskSpan] = []
    last: PrivateDetail | None = None
    is_bared = False
    for bit in bits:
        if bit.within:
            kept += [bit] if bit.within is not last else []
            last = bit.within
        elif bit.piece.pair is None or bit.piece.pair not in dropped:
            kept.append(_at_start(bit) if is_bared else bit)
        elif bit.hidden:
            kept.append(bit._replace(piece=bit.piece._replace(pair=None), written=""))
        is_bared = bit.piece.pair in dropped and (not kept or kept[-1].piece.kind in ("start", "newline"))
    return kept


def _at_start(bit: _MaskSpan) -> _MaskSpan:
    """A bit that now begins its line, for the mark before it is gone."""
    if bit.piece.kind != "text":
        return bit
    return bit._replace(piece=bit.piece._replace(source=escape_line_start(bit.piece.source)))


def _masked(bits: Sequence[_MaskSpan], view: str) -> MaskedText:
    """The text of `bits`, and what was found in it. `view` is the text as readers saw it."""
    markdown: list[str] = []
    shown: list[str] = []
    places: list[tuple[PrivateDetail, int, int]] = []
    length = inside = 0
    for before, bit, after in zip((None, *bits), bits, (*bits[1:], None), strict=False):
        if bit.piece.pair is not None:
            inside += 1 if bit.piece.opens else -1
        written, seen = _written(before, bit, after, bool(inside))
        detail = bit.within or bit.hidden
        if detail and not (bit.hidden and places and _is_echo(bit.hidden, places[-1][0])):
            places.append((detail, length, length + len(seen)))
        markdown.append(written)
        shown.append(seen)
        length += len(seen)
    return MaskedText("".join(markdown), tuple(_findings(places, view, "".join(shown))))


def _written(before: _MaskSpan | None, bit: _MaskSpan, after: _MaskSpan | None, is_inside: bool) -> tuple[str, str]:
    """What is written of `bit`, and what readers see of that. `is_inside`: in a link or emphasis."""
    piece = bit.piece
    if bit.hidden:
        return bit.written or "", ""
    if bit.within and bit.written is not None:
        return bit.written, bit.written.strip("<>")
    if bit.within:
        mask = f"[{bit.within.kind} removed]"
        return (escape(mask).replace("]", "&#93;") if is_inside else escape(mask)), mask
    if before and before.within and piece.kind == "escape" and piece.shown in ").":
        return piece.shown, piece.shown  # was escaped for the number before it
    if piece.kind != "text":
        return piece.source, piece.shown
    opening = "\\" if before and before.within and piece.source.startswith("_") else ""
    ends = after and after.within and piece.source.endswith("_") and len(piece.source) > len(opening)
    return opening + (f"{piece.source[:-1]}\\_" if ends else piece.source), piece.shown


def _is_echo(hidden: PrivateDetail, last: PrivateDetail) -> bool:
    """Whether the words of a link have just said what its address holds."""
    return hidden.start == last.stop and hidden.secret == last.secret


def _findings(places: Sequence[tuple[PrivateDetail, int, int]], view: str, shown: str) -> Iterator[MaskedDetail]:
    """`view` is the text as readers saw it, `shown` as they see it now."""
    end = 0
    for detail, begin, stop in places:
        is_shared = end > 0 and not any(map(str.isspace, view[end - 1 : detail.start]))
        words = len(view[detail.start : detail.stop].split())
        before = _words(shown[max(0, begin - _WINDOW) : begin], is_cut=begin > _WINDOW)[-_AROUND:]
        after = _words(shown[stop : stop + _WINDOW][::-1], is_cut=stop + _WINDOW < len(shown))[-_AROUND:]
        yield MaskedDetail(
            detail.kind,
            words - (is_shared and words > 0),
            detail.hint,
            " ".join(before),
            " ".join(after)[::-1],
        )
        end = max(end, detail.stop) if words else end


def _words(text: str, is_cut: bool) -> list[str]:
    """The words of `text`, without the first if the text before it `is_cut` away."""
    words = text.split()
    return words[1:] if is_cut else words
