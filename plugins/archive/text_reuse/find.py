"""From an index to what is reported: passages with their direction, and boilerplate.

Passages that say nothing new: where two texts quote the same words of a third, they share them for that reason.

The rule: who quotes whom is told once, from the source. Else the n texts that quote a mailout would quote each other
n × n times, though none of them does. A comment that quotes its own post does so, wherever the post has the words from.

What two texts share when a person says that one quotes the other: nothing is too short, nothing is everybody's.

The rule: a person's word replaces judgement, so boilerplate, forms and frames are shown too; only five equal tokens
in a row are asked for, to know where to look.

Frames: what papers of one kind have around their own words, such as a header, a footer, a standing paragraph.

Words that stand in many threads are known by their spread alone (`boilerplate`). A frame that came twice or thrice
looks like a quotation; it is told by where it stands. Who doubts, does not claim a quotation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from archive.text_reuse.alignment import SeedMatch, TextPair
from archive.text_reuse.boilerplate import boilerplate, own_tokens
from archive.text_reuse.direction import NAPO_KINDS, PassageContext, direction
from archive.text_reuse.index import Index
from archive.text_reuse.matches import continued
from archive.text_reuse.model import Boilerplate, ComparableText, Passage, Span, TextReuse
from archive.text_reuse.scoring import COLUMNS, PairMatch, ScoredMatch, steps, unjudged, word_count, word_span
from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, entries, expanded, places, positions
from archive.text_reuse.tokens import TokenFlag, tokens

PAPERS_SCORE = 0.8
"""Two papers of one kind that agree in less were written on one pattern; the union quotes its own words exactly."""
EDGE = 8
"""Tokens from the start or the end of a text within which its header ends or its footer starts."""
EDGE_THREADS = 3
"""Of posts and comments, which do quote each other's ends, so many threads must have the words there."""


def template_text(index: Index, pair_matches: Sequence[PairMatch]) -> Iterator[str]:
    """For each stretch that two texts share, why it is a frame; "" if it is none."""
    for one, other, match in pair_matches:
        texts = index.headings[one], index.headings[other]
        if match.form:
            yield "a form that was filled in twice: mostly numbers and names differ"
        elif one == other or texts[0].kind != texts[1].kind:
            yield ""
        elif _papers(texts) and match.score < PAPERS_SCORE:
            yield "two papers of one kind on one pattern"
        elif _papers(texts) and len(pair_matches) > 1:
            yield "two papers of one kind with the same standing parts"
        elif _at_edges(index, one, other, match) and (_papers(texts) or _threads(index, match) >= EDGE_THREADS):
            yield "it stands at the same edge of both, as headers and footers do"
        else:
            yield ""


def _papers(texts: tuple[ComparableText, ComparableText]) -> bool:
    return all(text.kind in NAPO_KINDS for text in texts)


def _at_edges(index: Index, one: int, other: int, match: ScoredMatch) -> bool:
    """True if both texts start with it, or both end with it, and have more than as much besides."""
    sides = ((index.bounds(one), match.one), (index.bounds(other), match.other))
    if any(2 * (stop - start) > last - first for (first, last), (start, stop) in sides):
        return False
    heads = all(start - first <= EDGE for (first, _), (start, _) in sides)
    return heads or all(last - stop <= EDGE for (_, last), (_, stop) in sides)


def _threads(index: Index, match: ScoredMatch) -> int:
    """In how many threads the middle row of the stretch stands."""
    return int(np.median(index.threads[slice(*match.one)]))


_MOST = 0.8
"""Of a passage so much lies within what the text quotes of the third."""


class _Taken(NamedTuple):
    """What one text quotes, and where it has it from."""

    span: Span
    source: str
    source_span: Span


def drop_transitive(passages: Sequence[Passage], threads: dict[str, str]) -> list[Passage]:
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


_OWN_TOKENS = 14
"""Of a passage so many tokens, or half of it, belong to no common row: the rest may be a sign-off quoted with it."""
_COLON_REACH = 12
"""Tokens before a passage in which a colon introduces it: room for a headline."""
_COLON_INSIDE = 8
"""The same within the passage."""


def passages(texts: Iterable[ComparableText]) -> TextReuse:
    """What `texts` share with each other, and within themselves. Their order does not matter."""
    return find_in_index(Index.of(texts))


def find_in_index(index: Index) -> TextReuse:
    """What the texts of `index` share, sorted by ref and place."""
    found, standing = [], list(boilerplate(index.match_index, index.headings))
    for _, pair in groupby(_without_repeats(index, list(index.pair_matches())), key=_texts):
        pair_matches = list(pair)
        for (one, other, match), reason in zip(pair_matches, template_text(index, pair_matches), strict=True):
            if reason:
                standing.append(_template_boilerplate(index, one, other, match, reason))
            elif _says_something(index, *match.one):
                found.append(passage_of(index, one, other, match))
    found.sort(key=lambda passage: (passage.one, passage.other, passage.one_span, passage.other_span))
    found = drop_transitive(found, {text.ref: text.thread for text in index.headings})
    return TextReuse(tuple(found), tuple(sorted(standing, key=lambda each: (each.places, each.reason))))


def _says_something(index: Index, start: int, stop: int) -> bool:
    return own_tokens(index.match_index, start, stop) >= min(_OWN_TOKENS, (stop - start) / 2)


def _texts(share: PairMatch) -> tuple[int, int]:
    return share[:2]


def _without_repeats(index: Index, pair_matches: Sequence[PairMatch]) -> Iterator[PairMatch]:
    """Without the copy that follows its original at once: a slip of the copyist (see `same.repeats`)."""
    repeats: defaultdict[int, list[Span]] = defaultdict(list)
    for one, other, match in pair_matches:
        if one == other and match.score == 1 and _words_between(index, match) == 0:
            repeats[one].append((match.one[0], match.other[1]))
    joined = {text: _joined(spans) for text, spans in repeats.items()}
    for one, other, match in pair_matches:
        inside = joined.get(one, []) if one == other else []
        if not any(start <= match.one[0] and match.other[1] <= stop for start, stop in inside):
            yield one, other, match


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap, as one."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            start, stop = found[-1][0], max(stop, found.pop()[1])
        found.append((start, stop))
    return found


def _words_between(index: Index, match: ScoredMatch) -> int:
    return steps(index.tokens, match.one[1] - 1, match.other[0]) - 1


def _template_boilerplate(index: Index, one: int, other: int, match: ScoredMatch, reason: str) -> Boilerplate:
    sides = ((one, match.one), (other, match.other))
    places = sorted((index.headings[text].ref, word_span(index.tokens, stretch)) for text, stretch in sides)
    return Boilerplate(tuple(places), len({index.headings[text].thread for text, _ in sides}), reason)


def passage_of(index: Index, one: int, other: int, match: ScoredMatch) -> Passage:
    """What the texts of these numbers share, as it is reported."""
    spans = word_span(index.tokens, match.one), word_span(index.tokens, match.other)
    source, reason = direction(_context(index, one, match.one), _context(index, other, match.other))
    words = min(word_count(index.tokens, match.one), word_count(index.tokens, match.other))
    refs = index.headings[one].ref, index.headings[other].ref
    return Passage(refs[0], spans[0], refs[1], spans[1], words, _rounded(match.score), source, reason)


def _rounded(score: float) -> float:
    """To four places; what is not exact does not become so."""
    return 1.0 if score >= 1 else min(round(score, 4), 0.9999)


def _context(index: Index, number: int, stretch: Span) -> PassageContext:
    text = index.headings[number]
    first, start = index.bounds(number)[0], stretch[0]
    quoted, after_introduction = _is_quoted(index, first, start), _is_carried(index, first, start)
    return PassageContext(
        text.ref, text.kind, text.day, text.instant, text.parent, quoted, after_introduction, text.carries_mailout
    )


def _is_quoted(index: Index, first: int, start: int) -> bool:
    """True if the text, whose first token is `first`, says close to `start` that somebody else speaks there.

    A colon may belong to the passage: two texts introduce it alike.
    """
    flags = index.tokens.flags
    near = flags[max(first, start - _COLON_REACH) + 1 : start + _COLON_INSIDE]
    return bool(flags[start] & TokenFlag.OPENS or (near & TokenFlag.AFTER_COLON).any())


def _is_carried(index: Index, first: int, start: int) -> bool:
    """True if the text says anywhere before `start` that somebody else speaks, and not that he speaks no more."""
    said = index.speaker_changes[slice(*np.searchsorted(index.speaker_changes, (first + 1, start + 1)))]
    return bool(len(said)) and not index.tokens.flags[said[-1]] & TokenFlag.AFTER_SEPARATOR


_MEETINGS = 64
"""A row that would be compared with its like more often than this (eight times in either text, say) shows no place;
what it belongs to is found by its other rows. Keeps the work in proportion to the length of hostile texts."""


def compare_pair(one: ComparableText, other: ComparableText) -> tuple[Passage, ...]:
    """All that two texts share, sorted by place; or one text twice, if both have the same ref."""
    texts = sorted({text.ref: text for text in (one, other)}.values(), key=_ref)
    index = _unsearched(texts)
    last = len(texts) - 1
    pair = TextPair(index.tokens, index.bounds(0), index.bounds(last))
    found = (unjudged(index.tokens, alignment) for alignment in pair.alignments(_seed_matches(index)))
    passages = (passage_of(index, 0, last, match) for match in found if match.equal >= SHINGLE)
    return tuple(sorted(passages, key=_spans))


def _ref(text: ComparableText) -> str:
    return text.ref


def _spans(passage: Passage) -> tuple[tuple[int, int], tuple[int, int]]:
    return passage.one_span, passage.other_span


def _unsearched(texts: list[ComparableText]) -> Index:
    """An index of the texts that knows of nothing they share."""
    found = tokens(texts)
    headings = tuple(replace(text, words=(), breaks=()) for text in texts)
    rows = np.sort(entries(found.keys, found.ends))
    nothing = np.empty((0, COLUMNS), dtype=np.int64)
    return Index(headings, found, rows, np.zeros(len(found.keys), dtype=np.uint8), nothing)


def _seed_matches(index: Index) -> list[SeedMatch]:
    """All equal rows of the two texts, or of the only one."""
    rows = index.ordered
    apart = len(index.headings) > 1
    one, other = _meetings(*_parted(rows, index.bounds(0)[1]) if apart else (rows, rows))
    later = other > one
    found = continued(index.match_index, one[later], other[later])
    return list(zip(found.one.tolist(), found.other.tolist(), found.length.tolist(), strict=True))


def _parted(rows: Entries, first: int) -> tuple[Entries, Entries]:
    mine = positions(rows) < first
    return rows[mine], rows[~mine]


def _meetings(mine: Entries, theirs: Entries) -> tuple[Numbers, Numbers]:
    """Positions of the same row in one text and in the other."""
    starts, stops = places(theirs, mine)
    first, last = places(mine, mine)
    keep = (stops - starts) * (last - first) <= _MEETINGS
    which, member = expanded(starts[keep], stops[keep])
    return positions(mine[keep][which]), positions(theirs[member])
