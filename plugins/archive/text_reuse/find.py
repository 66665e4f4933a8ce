"""Report the passages that texts share, each from its source only, and boilerplate.

If n texts quote a mailout, they also share its words with each other, but none of them quotes another: those n × n
pairs are dropped. A comment on a post is kept: it quotes its own post, wherever the post has the words from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, cast

import numpy as np

from archive.text_reuse.boilerplate import find_boilerplate, own_tokens, template_text
from archive.text_reuse.index import Index
from archive.text_reuse.model import Boilerplate, ComparableText, Passage, Span, TextReuse
from archive.text_reuse.passages import passage_of
from archive.text_reuse.scoring import PairMatch, pair_matches, steps

_OWN_TOKENS = 14
"""A passage must have so many tokens that belong to no common shingle, or half of its tokens: the rest may be a
sign-off that was quoted with it."""
_MOST = 0.8
"""A passage is transitive if so much of both sides lies within quotations from one third text."""


def find_text_reuse(index: Index) -> TextReuse:
    """Find what the texts of `index` share, sorted by ref and position."""
    matches = list(_without_repeats(index, list(pair_matches(index.scored))))
    found, withheld = [], find_boilerplate(index)
    reasons, are_own = template_text(index, matches), _are_own(index, matches)
    for match, reason, is_own in zip(matches, reasons, are_own, strict=True):
        if reason:
            withheld.append(_as_boilerplate(index.headings, match, reason))
        elif is_own:
            found.append(passage_of(index.headings, match))
    found.sort(key=lambda passage: (passage.one, passage.other, passage.one_span, passage.other_span))
    found = drop_transitive(found, _threads_of(matches, index.headings))
    return TextReuse(tuple(found), tuple(sorted(withheld, key=lambda each: (each.places, each.reason))))


def _are_own(index: Index, matches: Sequence[PairMatch]) -> list[bool]:
    """Return for each match whether enough of its tokens belong to no common shingle."""
    spans = np.array([match[2:4] for match in matches], dtype=np.int64).reshape(-1, 2)
    own = own_tokens(index.common, spans[:, 0], spans[:, 1])
    enough = own >= np.minimum(_OWN_TOKENS, (spans[:, 1] - spans[:, 0]) / 2)
    return cast(list[bool], enough.tolist())


def _without_repeats(index: Index, matches: Sequence[PairMatch]) -> Iterator[PairMatch]:
    """Drop blocks that are immediately followed by their copy: a slip, not a quotation (`duplicates.repeats`)."""
    repeats: defaultdict[int, list[Span]] = defaultdict(list)
    for match in matches:
        if match.one == match.other and match.score == 1 and _words_between(index, match) == 0:
            repeats[match.one].append((match.one_start, match.other_stop))
    merged = {text: _merge_overlapping(spans) for text, spans in repeats.items()}
    for match in matches:
        within = merged.get(match.one, []) if match.one == match.other else []
        if not any(start <= match.one_start and match.other_stop <= stop for start, stop in within):
            yield match


def _merge_overlapping(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            start, stop = found[-1][0], max(stop, found.pop()[1])
        found.append((start, stop))
    return found


def _words_between(index: Index, match: PairMatch) -> int:
    return steps(index.tokens, match.one_stop - 1, match.other_start) - 1


def _as_boilerplate(headings: Sequence[ComparableText], match: PairMatch, reason: str) -> Boilerplate:
    one, other = headings[match.one], headings[match.other]
    places = sorted(((one.ref, match.one_span), (other.ref, match.other_span)))
    return Boilerplate(tuple(places), len({one.thread, other.thread}), reason)


def _threads_of(matches: Iterable[PairMatch], headings: Sequence[ComparableText]) -> dict[str, str]:
    """Map the ref of each text with a match to its thread."""
    numbers = set(chain.from_iterable((match.one, match.other) for match in matches))
    return {headings[number].ref: headings[number].thread for number in numbers}


class _Quotation(NamedTuple):
    """What one text quotes, and where from."""

    span: Span
    source: str
    source_span: Span


def drop_transitive(passages: Sequence[Passage], threads: Mapping[str, str]) -> list[Passage]:
    """Drop the passages of two texts that both quote a third. `threads` maps each ref to its thread."""
    quotations: defaultdict[str, list[_Quotation]] = defaultdict(list)
    for passage in passages:
        if passage.source == passage.one:
            quotations[passage.other].append(_Quotation(passage.other_span, passage.one, passage.one_span))
        elif passage.source == passage.other:
            quotations[passage.one].append(_Quotation(passage.one_span, passage.other, passage.other_span))
    return [passage for passage in passages if not _is_transitive(passage, quotations, threads)]


def _is_transitive(
    passage: Passage, quotations: defaultdict[str, list[_Quotation]], threads: Mapping[str, str]
) -> bool:
    if passage.one == passage.other or _is_of_own_post(passage, threads):
        return False
    ours = _sources(passage.one_span, quotations[passage.one])
    theirs = _sources(passage.other_span, quotations[passage.other])
    return any(_overlap(spans, theirs.get(source, ())) for source, spans in ours.items())


def _is_of_own_post(passage: Passage, threads: Mapping[str, str]) -> bool:
    """Return True if one text is a comment on the other."""
    return threads[passage.one] == passage.other or threads[passage.other] == passage.one


def _sources(span: Span, quotations: Iterable[_Quotation]) -> dict[str, list[Span]]:
    """Return, by source, the source spans of the quotations that contain most of `span`."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for each in quotations:
        if _common(span, each.span) >= _MOST * (span[1] - span[0]):
            found[each.source].append(each.source_span)
    return found


def _overlap(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    return any(_common(one, other) > 0 for one in spans for other in others)


def _common(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
