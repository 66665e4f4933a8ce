"""Passages that say nothing new: where two texts quote the same words of a third, they share them for that reason.

The rule: who quotes whom is told once, from the source. Else the n texts that quote a mailout would quote each other
n × n times, though none of them does. A comment that quotes its own post does so, wherever the post has the words from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.text_reuse.model import Passage, Span

_MOST = 0.8
"""Of a passage so much lies within what the text quotes of the third."""


class _Taken(NamedTuple):
    """What one text quotes, and where it has it from."""

    span: Span
    source: str
    source_span: Span


def without_derived(passages: Sequence[Passage], threads: dict[str, str]) -> list[Passage]:
    """`passages` but for those of two texts that have the words from a third. `threads` has the thread of each text."""
    taken: defaultdict[str, list[_Taken]] = defaultdict(list)
    for passage in passages:
        if passage.source == passage.one:
            taken[passage.other].append(_Taken(passage.other_span, passage.one, passage.one_span))
        elif passage.source == passage.other:
            taken[passage.one].append(_Taken(passage.one_span, passage.other, passage.other_span))
    return [passage for passage in passages if not _is_derived(passage, taken, threads)]


def _is_derived(passage: Passage, taken: defaultdict[str, list[_Taken]], threads: dict[str, str]) -> bool:
    if passage.one == passage.other or _of_own_post(passage, threads):
        return False
    ours = _holding(passage.one_span, taken[passage.one])
    theirs = _holding(passage.other_span, taken[passage.other])
    return any(_meet(spans, theirs.get(source, ())) for source, spans in ours.items())


def _of_own_post(passage: Passage, threads: dict[str, str]) -> bool:
    """True if one of the two is the post that the other is a comment on."""
    return threads[passage.one] == passage.other or threads[passage.other] == passage.one


def _holding(span: Span, taken: Iterable[_Taken]) -> dict[str, list[Span]]:
    """By source the spans there of what holds most of `span` here."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for each in taken:
        if _common(span, each.span) >= _MOST * (span[1] - span[0]):
            found[each.source].append(each.source_span)
    return found


def _meet(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    return any(_common(one, other) > 0 for one in spans for other in others)


def _common(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
