"""Only an exact copy of the lines right before it is a repeat."""

from __future__ import annotations

import re
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import formats
from archive.duplicates import repeats
from archive.duplicates.repeats import REPEAT_WORDS, Repeat, find_repeats
from archive.markup.render import to_text
from archive.text import clean
from shared import SEEDS


def sentence(number: int, words: int = 10) -> str:
    return " ".join(f"w{number}x{at}" for at in range(words))


def block(first: int, lines: int = 4) -> list[str]:
    """Return different lines of ten words each."""
    return [sentence(number) for number in range(first, first + lines)]


def copies(lines: list[str]) -> list[tuple[int, int]]:
    """Return start and stop of each copy."""
    return [(repeat.start, repeat.stop) for repeat in find_repeats(lines)]


def collapsed(lines: list[str]) -> list[tuple[int, int]]:
    return [(repeat.start, repeat.stop) for repeat in find_repeats(lines) if repeat.words >= REPEAT_WORDS]


def test_a_block_followed_by_its_copy_is_a_repeat():
    lines = ["Before", *block(0), *block(0), "After"]
    assert find_repeats(lines) == (Repeat(start=5, lines=4, stop=9, words=40, exact=True),)


def test_blank_lines_do_not_count():
    first = [line for text in block(0) for line in (text, "")]
    copy = [line for text in block(0) for line in (text, "  ", "\xa0")]
    assert find_repeats([*first, "", *copy]) == (Repeat(start=9, lines=4, stop=19, words=40, exact=True),)


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("It “rained” all day.", 'It "rained" all day.'),
        ("Don’t say so.", "Don't say so."),
        ("It rained – all day.", "It rained -- all day."),
        ("It rained – all day.", "It rained—all day."),
        ("It rained … all day.", "It rained... all day."),
        ("It rained all day.", "It\xa0rained  all day."),
        ("It rained all day.Then it snowed.", "It rained all day. Then it snowed."),
        ("1999. It rained.", r"1999\. It rained."),
    ],
)
def test_typography_makes_no_difference(original, copy):
    assert find_repeats([original, "", copy]) == (Repeat(2, 1, 3, len(to_text(copy).split()), exact=False),)


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("It costs 1,500 pounds.", "It costs 1,600 pounds."),
        ("It costs £500 a year.", "It costs $500 a year."),
        ("It costs £500 a year.", "It costs 500 a year."),
        ("It rained all day.", "It snowed all day."),
        ("It rained all day.", "It rained all day"),
        ("Room 1 23 is free.", "Room 12 3 is free."),
        ("Room 12 is free.", "Room 1 2 is free."),
        ("We ask ½ of it.", "We ask 1/2 of it."),
        ("See [here](https://kettle.example/a).", "See [here](https://kettle.example/b)."),
        ("See <https://kettle.example/aB>.", "See <https://kettle.example/Ab>."),
        ("See https://kettle.example/a 5.", "See https://kettle.example/a5."),
        ("See [here](/aB).", "See [here](/Ab)."),
    ],
)
def test_any_other_difference_means_no_repeat(original, copy):
    assert find_repeats([original, copy]) == ()
    assert find_repeats([*block(0), original, *block(0), copy]) == ()


def test_a_copy_may_be_wrapped_differently():
    words = " ".join(block(0)).split()
    wrapped = [" ".join(words[at : at + 7]) for at in range(0, 40, 7)]
    assert find_repeats([*block(0), *wrapped]) == (Repeat(4, 6, 10, 40, exact=False),)
    assert find_repeats([*wrapped, " ".join(words)]) == (Repeat(6, 1, 7, 40, exact=False),)


def test_numbers_are_not_joined_across_lines():
    assert copies(["Rooms 1", "2 and 3", "Rooms 1 2", "and 3"]) == [(2, 4)]
    assert copies(["Rooms 1", "2 and 3", "Rooms 12", "and 3"]) == []
    assert copies(["5 men and 5", "5 men and 5"]) == [(1, 2)]


def test_a_block_and_its_copy_are_whole_lines():
    words = " ".join(block(0))
    assert find_repeats([f"Before {words}", words]) == ()
    assert find_repeats([words, f"{words} and more"]) == ()
    assert find_repeats([f"{words} {words}"]) == ()


def test_a_label_printed_twice_is_reported_as_a_short_repeat():
    (repeat,) = find_repeats(["On your noticeboard this month:"] * 2)
    assert repeat == Repeat(1, 1, 2, 5, exact=True)


def test_a_label_before_a_block_that_begins_with_it_does_not_shorten_the_repeat():
    label = "Noticeboard"
    assert collapsed([label, label, *block(0), label, *block(0)]) == [(6, 11)]
    assert copies([label, label, *block(0), label, *block(0)]) == [(1, 2), (6, 11)]


def test_lines_without_visible_words_are_not_repeats():
    assert find_repeats(["***"] * 2) == ()
    assert find_repeats(["***"] * 200) == ()


@pytest.mark.parametrize("rows", [3, 4, 5, 8, 200])
def test_equal_table_rows_are_not_repeats(rows):
    assert find_repeats(["Monday 1 2 3 4"] * rows) == ()
    assert find_repeats(["Monday 1 2", "Tuesday 3 4", "Wednesday 5"] * rows) == ()
    assert find_repeats(["Before", *["aye"] * rows, "Between", *["aye aye", "no"] * rows]) == ()


def test_a_line_printed_four_times_is_not_a_repeat_of_two_lines():
    assert find_repeats([sentence(1, 20)] * 4) == ()


def test_each_further_copy_of_a_long_line_is_a_repeat():
    line = sentence(1, 40)
    assert find_repeats([line] * 12) == tuple(Repeat(at, 1, at + 1, 40, True) for at in range(1, 12))


def test_three_copies_are_two_repeats():
    assert copies(block(0) * 3) == [(4, 8), (8, 12)]


def test_a_copy_further_down_is_not_a_repeat():
    assert find_repeats([*block(0), "Something between", *block(0)]) == ()


def test_recurring_headings_are_not_repeats():
    lines = [line for number in range(30) for line in ("Proposals:", sentence(number), "We ask members to agree.")]
    assert find_repeats(lines) == ()


def test_a_near_copy_is_not_a_repeat():
    changed = block(0)
    changed[2] += " not"
    assert find_repeats([*block(0), *changed]) == ()


def test_a_truncated_copy_is_not_a_repeat():
    assert find_repeats([*block(0, 5), *block(0, 4)]) == ()


def test_a_heading_that_also_appears_elsewhere_belongs_to_its_block():
    """The first line of the block appears elsewhere too, as headings do."""
    heading = "Members"
    lines = [heading, "Other", heading, *block(0), heading, *block(0)]
    assert find_repeats(lines) == (Repeat(start=7, lines=5, stop=12, words=41, exact=True),)


def test_two_blocks_with_copies_are_two_repeats():
    lines = [*block(0), *block(0), "Between", *block(10, 6), *block(10, 6)]
    assert copies(lines) == [(4, 8), (15, 21)]


def test_copies_within_a_copy_are_part_of_the_longer_repeat():
    inner = [*block(0), *block(0)]
    assert copies([*inner, "End", *inner, "End"]) == [(4, 8), (9, 18)]


def test_a_shorter_copy_that_overlaps_a_longer_one_is_not_a_repeat():
    a, b, x, y = block(0)
    assert copies([a, x, y, b, a, b] * 2) == [(6, 12)]


def test_a_copy_whose_last_line_goes_on_does_not_hide_shorter_repeats():
    label, line = "Noticeboard", sentence(1)
    assert copies([label, label, line, label, label, f"{line} and more"]) == [(1, 2), (4, 5)]


def test_a_block_that_contains_a_table_is_found():
    lines = ["Monday 1 2"] * 50 + block(0)
    assert collapsed(lines * 2) == [(54, 108)]


# Laws

_LINES = st.sampled_from(
    ["", " ", "a b", "> a b", "- x", "***", "7", "7 7", sentence(1, 31), sentence(2, 16), sentence(3, 16)]
)
_TEXTS = st.lists(
    st.lists(_LINES, max_size=6).flatmap(lambda part: st.sampled_from([part, part * 2, part * 3])), max_size=5
)


def comparison(lines: list[str]) -> str:
    """Return `lines` without white space, except between two digits."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(" ".join(lines).split()))


@given(_TEXTS)
def test_the_lines_before_a_copy_are_equal_to_it(parts):
    lines = [line for part in parts for line in part]
    stop = 0
    for repeat in find_repeats(lines):
        assert stop <= repeat.start < repeat.stop
        stop = repeat.stop
        copy = [line for line in lines[repeat.start : repeat.stop] if line.strip()]
        wanted = comparison(copy)
        assert any(comparison(lines[start : repeat.start]) == wanted for start in range(repeat.start))
        assert len(copy) == repeat.lines
        assert repeat.words == sum(len(to_text(line).split()) for line in copy) >= 1


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40))
def test_a_repeat_is_found_whenever_comparing_all_blocks_finds_one(letters):
    lines = [f"{letter} {sentence(0, 31)}" for letter in letters]
    expected = any(
        lines[at : at + size] == lines[at + size : at + 2 * size]
        for size in range(1, len(lines) // 2 + 1)
        for at in range(len(lines) - 2 * size + 1)
    )
    assert bool(find_repeats(lines)) == expected


@given(st.lists(st.integers(0, 10**9), unique=True, max_size=60))
def test_different_lines_have_no_repeats(numbers):
    assert find_repeats([sentence(number, 40) for number in numbers]) == ()


_WORDS = st.sampled_from(["don't", '"yes"', "one", "two", "- ", "three...", "£5", "rain", "kettle"])


@given(st.lists(_WORDS, min_size=3, max_size=40), st.data())
def test_typography_and_wrapping_of_the_copy_make_no_difference(words, data):
    original = ["Once", *words, "end."]
    typed = str.maketrans({"'": "’", '"': "“", "-": "–"})
    space = st.sampled_from([" ", "\n", "  ", "\xa0", "\n\n"])
    copy = "".join(word.translate(typed).replace("...", "…") + data.draw(space) for word in original)
    lines = [" ".join(original), *copy.strip().split("\n")]
    last = find_repeats(lines)[-1]
    assert (last.start, last.stop) == (1, len(lines))


# Hostile text

HOSTILE = {
    "one line": lambda n: [sentence(0, 4)] * n,
    "seven lines": lambda n: [sentence(at % 7, 4) for at in range(n)],
    "rules": lambda n: ["***"] * n,
    "rules and rows": lambda n: [*(["***"] * 99), sentence(0, 4)] * (n // 100),
    "every other line": lambda n: [line for at in range(n // 2) for line in (sentence(0, 40), sentence(at, 4))],
    "a and b": lambda n: ["a" if at.bit_count() % 2 else "b" for at in range(n)],  # Thue and Morse's row of overlaps
    "one word changed": lambda n: [sentence(at % (n // 2) if at != 3 * n // 4 else n, 4) for at in range(n)],
    "no spaces": lambda n: ["a" * (at % 5 + 1) for at in range(n)],
    "shorter and shorter": lambda n: [sentence(at) for k in range(isqrt(2 * n)) for at in range(k, isqrt(2 * n))],
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_hostile_input_takes_little_more_than_twice_the_comparisons(lines, monkeypatch):
    """Counted, not timed: how often two places are compared, and how many characters."""
    counted = 0
    run_end = repeats._Stream._run_end

    def counting(self, period, start):
        nonlocal counted
        known = max(start, self._run_ends.get(period, 0))
        end = run_end(self, period, start)
        counted += 1 + end - known
        return end

    monkeypatch.setattr(repeats._Stream, "_run_end", counting)
    find_repeats(lines(5_000))
    once, counted = counted, 0
    find_repeats(lines(10_000))
    assert counted <= 2.5 * once
    assert counted <= 10_000 * 400


def test_lines_of_invisible_characters_count_as_blank():
    assert find_repeats(["\u200b", "\u200b", ""]) == find_repeats([]) == ()


def test_a_text_without_similar_lines_is_not_compared_at_all(monkeypatch):
    monkeypatch.setattr(repeats, "_Stream", None)
    assert find_repeats([sentence(number) for number in range(1_000)]) == ()


# The real scrapes


@pytest.mark.shared
def test_the_real_scrapes_have_exactly_three_repeats():
    """A label and two blocks, all in the first file ("Repeated passages" in docs/formats.md)."""
    found = []
    for file in sorted(SEEDS.glob("00*.txt")):
        reading = formats.read_text(clean(file.read_text(encoding="utf-8")), one_post=False)
        bodies = [post.body for post in reading.posts]
        bodies += [comment.body for post in reading.posts for comment in post.comments]
        found += [(file.name[:3], repeat) for body in bodies for repeat in find_repeats(body.split("\n"))]
    assert [(name, repeat.lines, repeat.words, repeat.exact) for name, repeat in found] == [
        ("000", 1, 4, True),
        ("000", 15, 720, True),
        ("000", 6, 373, True),
    ]
