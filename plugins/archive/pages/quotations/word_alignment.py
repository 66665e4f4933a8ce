"""Which words of a page are which words of its text, though two Markdown engines and a typographer read it.

The rule: words agree if their letters and digits do (`text.tokens`), and what agrees nowhere is not found: better no
mark than one on other words. Signs (a dash, a bullet, ". . ." that became "…") have no letters, so they are found by
the words around them.

Time: texts that agree from end to end are compared once. Otherwise rows of four words that stand once in both part
the texts, and only what lies between two of them is aligned (rapidfuzz), unless it is too large: linear whatever the
texts are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from rapidfuzz.distance import Levenshtein

from archive.text import tokens
from archive.text_reuse import Span

_ROW = 4
"""Words in a row that, standing once in both texts, are the same words."""
_LARGEST = 10**8
"""Words of one side times words of the other: more are not aligned (10,000 times as many: 0.05 s, 2026-11-22)."""

_Run = tuple[int, int, int]
"""Position in one text, position in the other, length: equal words."""
_Block = tuple[int, int, int, int]
"""Start and stop in one text, start and stop in the other: the same letters."""


def matched(words: Sequence[str], shown: Sequence[str]) -> list[Span | None]:
    """For each of `words` the stretch of `shown` that it is, in order; None if it is not there, as of a word ""."""
    keys: dict[str, str] = {}
    one, other = _Lettered.of(words, keys), _Lettered.of(shown, keys)
    found: list[Span | None] = [None] * len(words)
    for block in _blocks(one.keys, other.keys):
        for at, (start, stop) in _by_letters(one.keys, other.keys, block):
            found[one.offsets[at]] = (other.offsets[start], other.offsets[stop - 1] + 1)
    for signs, place in _signs(words, shown, one.offsets, found, keys):
        for nth, at in enumerate(signs):
            found[at] = _share(place, nth, len(signs))
    return found


@dataclass(frozen=True)
class _Lettered:
    """Those words of a text that have letters or digits."""

    offsets: list[int]
    keys: list[str]

    @classmethod
    def of(cls, words: Sequence[str], known: dict[str, str]) -> _Lettered:
        """`known` has the letters of each different word and is added to."""
        for word in set(words) - known.keys():
            known[word] = "".join(tokens(word))
        offsets = [at for at, word in enumerate(words) if known[word]]
        return cls(offsets, [known[words[at]] for at in offsets])


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[_Block]:
    """The stretches of both that have the same letters, in order."""
    done, done_there = 0, 0
    for start, there, length in [*_settled(_runs(one, other), one, other), (len(one), len(other), 0)]:
        letters = "".join(one[done:start])
        if letters and letters == "".join(other[done_there:there]):
            yield done, start, done_there, there
        done, done_there = start + length, there + length
        if length:
            yield start, done, there, done_there


def _by_letters(one: Sequence[str], other: Sequence[str], block: _Block) -> Iterator[tuple[int, Span]]:
    """Each word of `one` in `block`, and the words of `other` that hold its letters."""
    start, stop, there, there_stop = block
    ends = list(accumulate(map(len, other[there:there_stop])))
    done = 0
    for at in range(start, stop):
        first = bisect_left(ends, done + 1)
        done += len(one[at])
        yield at, (there + first, there + bisect_left(ends, done) + 1)


def _settled(runs: Iterable[_Run], one: Sequence[str], other: Sequence[str]) -> list[_Run]:
    """`runs`, those shorter than a row moved to the run before or after if the same words stand there too.

    "The" of "The morning" is not that of an image's words before it.
    """
    settled = [(0, 0, 0)]
    for at, there, length in runs:
        before, there_before, size = settled[-1]
        end, there_end = before + size, there_before + size
        if size < _ROW and one[before:end] == one[at - size : at] == other[there - size : there]:
            settled[-1] = (at - size, there - size, size + length)
        elif (
            length < _ROW and one[at : at + length] == one[end : end + length] == other[there_end : there_end + length]
        ):
            settled[-1] = (before, there_before, size + length)
        else:
            settled.append((at, there, length))
    return settled


def _runs(one: Sequence[str], other: Sequence[str]) -> Iterator[_Run]:
    """Equal words in a row: position in both, length. In order, none overlapping."""
    head = _equal(zip(one, other, strict=False))
    most = min(len(one), len(other)) - head
    tail = min(most, _equal(zip(reversed(one), reversed(other), strict=False)))
    yield 0, 0, head
    last, there = len(one) - tail, len(other) - tail
    yield from _inner_runs(one[head:last], other[head:there], head)
    yield last, there, tail


def _equal(pairs: Iterable[tuple[str, str]]) -> int:
    """How many of the first `pairs` are of equal words."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _inner_runs(one: Sequence[str], other: Sequence[str], at: int) -> Iterator[_Run]:
    """The runs of texts that begin at position `at` of both."""
    codes: dict[str, int] = {}
    numbers, others = ([codes.setdefault(key, len(codes)) for key in keys] for keys in (one, other))
    start = there = 0
    for stop, there_stop in [*_certain(numbers, others), (len(one), len(other))]:
        if (stop - start) * (there_stop - there) <= _LARGEST:
            for run in Levenshtein.opcodes(numbers[start:stop], others[there:there_stop]):
                if run.tag == "equal":
                    yield at + start + run.src_start, at + there + run.dest_start, run.src_end - run.src_start
        start, there = stop, there_stop


def _certain(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    """Positions in both of rows that stand once in each, as many as follow each other in both."""
    rows, others = _single_rows(one), _single_rows(other)
    pairs = [(at, others[row]) for row, at in rows.items() if row in others]
    ends: list[int] = []
    lengths = []
    for _, there in pairs:
        length = bisect_left(ends, there)
        ends[length : length + 1] = [there]
        lengths.append(length)
    return _longest(pairs, lengths, len(ends))


def _longest(pairs: Sequence[tuple[int, int]], lengths: Sequence[int], wanted: int) -> list[tuple[int, int]]:
    """A longest row of growing pairs, given how long one before each can be."""
    chosen: list[tuple[int, int]] = []
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted - 1 - len(chosen) and (not chosen or pair[1] < chosen[-1][1]):
            chosen.append(pair)
    return chosen[::-1]


def _single_rows(codes: Sequence[int]) -> dict[tuple[int, ...], int]:
    """The rows that stand once in `codes`, in order, with their positions."""
    rows = list(zip(*(codes[shift:] for shift in range(_ROW)), strict=False))
    counts = Counter(rows)
    return {row: at for at, row in enumerate(rows) if counts[row] == 1}


def _signs(
    words: Sequence[str],
    shown: Sequence[str],
    lettered: Sequence[int],
    found: Sequence[Span | None],
    keys: dict[str, str],
) -> Iterator[tuple[list[int], Span]]:
    """Words without letters between two that are found, and what is shown between these if that has none either."""
    for before, after in zip((-1, *lettered), (*lettered, len(words)), strict=True):
        signs = [at for at in range(before + 1, after) if words[at]]
        left = (0, 0) if before < 0 else found[before]
        right = (len(shown),) if after == len(words) else found[after]
        if signs and left and right:
            place = (left[1], right[0])
            if place[0] < place[1] and not any(keys[word] for word in shown[place[0] : place[1]]):
                yield signs, place


def _share(place: Span, nth: int, of: int) -> Span:
    """The part of `place` that is the `nth` of so many signs: ". . ." are three, and "…" is one."""
    start, size = place[0], place[1] - place[0]
    return start + nth * size // of, start - (-(nth + 1) * size // of)
