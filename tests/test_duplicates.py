"""What is shown once is a true copy, and nothing else ever is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import duplicates
from archive.duplicates import REPEAT_WORDS, Repeat, SamePost, repeats
from archive.model import Comment, Post
from archive.rendering import to_text

# Repeats inside a text


def sentence(number: int, words: int = 10) -> str:
    return " ".join(f"w{number}x{at}" for at in range(words))


def block(first: int, lines: int = 4) -> list[str]:
    """Different lines of ten words each."""
    return [sentence(number) for number in range(first, first + lines)]


def test_a_block_followed_by_its_copy_is_a_repeat():
    lines = ["Before", *block(0), *block(0), "After"]
    assert repeats(lines) == (Repeat(start=5, lines=4, stop=9, words=40),)


def test_blank_lines_do_not_count():
    first = [line for text in block(0) for line in (text, "")]
    copy = [line for text in block(0) for line in (text, "  ", "\xa0")]
    assert repeats([*first, "", *copy]) == (Repeat(start=9, lines=4, stop=19, words=40),)


@pytest.mark.parametrize(("words", "found"), [(REPEAT_WORDS - 1, 0), (REPEAT_WORDS, 1)])
def test_a_line_and_its_copy_are_a_repeat_from_thirty_words_on(words, found):
    assert len(repeats([sentence(1, words)] * 2)) == found


def test_signs_that_readers_do_not_see_are_no_words():
    marked = "> " + " ".join(["*", "**a**"] * (REPEAT_WORDS - 1))
    assert len(marked.split()) > REPEAT_WORDS
    assert len(to_text(marked).split()) >= REPEAT_WORDS
    assert repeats(["***"] * 200) == ()


def test_a_label_printed_twice_stays():
    assert repeats(["On your noticeboard this month:"] * 2) == ()


def test_equal_rows_of_a_table_stay_however_many():
    assert repeats(["Monday 1 2 3 4"] * 200) == ()
    assert repeats(["Monday 1 2", "Tuesday 3 4", "Wednesday 5"] * 70) == ()


def test_a_long_line_many_times_is_shown_once():
    line = sentence(1, 40)
    assert repeats([line] * 12) == tuple(Repeat(at, 1, at + 1, 40) for at in range(1, 12))


def test_three_copies_are_two_repeats():
    assert [repeat.start for repeat in repeats(block(0) * 3)] == [4, 8]


def test_a_block_that_comes_again_later_stays():
    assert repeats([*block(0), "Something between", *block(0)]) == ()


def test_headings_and_lines_that_come_again_apart_stay():
    lines = [line for number in range(30) for line in ("Proposals:", sentence(number), "We ask members to agree.")]
    assert repeats(lines) == ()


def test_a_near_copy_stays():
    changed = block(0)
    changed[2] += " not"
    assert repeats([*block(0), *changed]) == ()


def test_a_copy_that_lacks_its_end_stays():
    assert repeats([*block(0, 5), *block(0, 4)]) == ()


def test_what_stands_before_a_copy_of_a_part_is_kept():
    """The first line of the block stands elsewhere too, as a heading does."""
    heading = "Members"
    lines = [heading, "Other", heading, *block(0), heading, *block(0)]
    assert repeats(lines) == (Repeat(start=7, lines=5, stop=12, words=41),)


def test_two_blocks_with_copies_are_two_repeats():
    lines = [*block(0), *block(0), "Between", *block(10, 6), *block(10, 6)]
    assert [(repeat.start, repeat.lines) for repeat in repeats(lines)] == [(4, 4), (15, 6)]


def test_of_copies_inside_a_copy_the_whole_is_shown_once():
    inner = [*block(0), *block(0)]
    lines = [*inner, "End", *inner, "End"]
    assert [(repeat.start, repeat.lines) for repeat in repeats(lines)] in (
        [(9, 9)],
        [(4, 4), (9, 9)],
        [(4, 4), (13, 4)],
    )


_LINES = st.sampled_from(["", " ", "a b", "> a b", "- x", "***", sentence(1, 31), sentence(2, 16), sentence(3, 16)])


@given(
    st.lists(st.lists(_LINES, max_size=6).flatmap(lambda part: st.sampled_from([part, part * 2, part * 3])), max_size=5)
)
def test_what_a_repeat_leaves_out_stands_right_before_it(parts):
    lines = [line for part in parts for line in part]
    stop = 0
    for repeat in repeats(lines):
        assert stop <= repeat.start < repeat.stop
        stop = repeat.stop
        left_out = [line.strip() for line in lines[repeat.start : repeat.stop] if line.strip()]
        before = [line.strip() for line in lines[: repeat.start] if line.strip()]
        assert left_out == before[-len(left_out) :]
        assert len(left_out) == repeat.lines
        assert repeat.words == sum(len(to_text(line).split()) for line in left_out) >= REPEAT_WORDS


@given(st.lists(st.integers(0, 10**9), unique=True, max_size=60))
def test_different_lines_have_no_repeats(numbers):
    assert repeats([sentence(number, 40) for number in numbers]) == ()


@pytest.mark.parametrize(
    "lines",
    [
        lambda n: [sentence(0, 4)] * n,
        lambda n: [sentence(at % 7, 4) for at in range(n)],
        lambda n: ["***"] * n,
        lambda n: [*(["***"] * 99), sentence(0, 4)] * (n // 100),
        lambda n: [line for at in range(n // 2) for line in (sentence(0, 40), sentence(at, 4))],
        lambda n: ["a" if at.bit_count() % 2 else "b" for at in range(n)],  # Thue and Morse's row of overlaps
    ],
    ids=["one line", "seven lines", "rules", "rules and rows", "every other line", "a and b"],
)
def test_twice_the_hostile_input_takes_twice_the_comparisons(lines, monkeypatch):
    """Counted, not timed."""
    compared = 0
    equal = duplicates._Lines.equal

    def counting(self, one, other, length):
        nonlocal compared
        found = equal(self, one, other, length)
        compared += 1 + length * found
        return found

    monkeypatch.setattr(duplicates._Lines, "equal", counting)
    repeats(lines(5_000))
    once, compared = compared, 0
    repeats(lines(10_000))
    assert compared <= 2.2 * once


# One post that came in two copies

TEXT = " ".join(f"word{number}" for number in range(60))


def post(
    id: str, title: str | None = "A title", day: date | None = date(2017, 6, 25), body: str = TEXT, **facts
) -> Post:
    return Post(f"tag:{id}", facts.pop("kind", "post"), f"/x/{id}.html", body, title, day, **facts)


def same_posts(posts: Sequence[Post]) -> tuple[SamePost, ...]:
    return duplicates.same_posts({post: to_text(post.body) for post in posts})


def shown(*posts: Post) -> dict[str, str]:
    """Which copy is shown as which."""
    return {same.hidden.removeprefix("tag:"): same.shown.removeprefix("tag:") for same in same_posts(posts)}


def test_two_copies_with_the_same_words_are_one():
    assert shown(post("a"), post("b")) == {"b": "a"}
    assert shown(post("b"), post("a")) == {"b": "a"}


def test_typography_case_and_layout_make_no_difference():
    assert shown(post("a", body=f"“Yes” – {TEXT}…"), post("b", body=f'"yes" - {TEXT.upper()}...')) == {"b": "a"}


def test_the_copy_with_the_true_address_is_shown():
    assert shown(post("a"), post("b", permalink_known=True)) == {"a": "b"}


def test_the_copy_with_a_day_and_a_title_is_shown():
    assert shown(post("a", day=None), post("b")) == {"a": "b"}
    assert shown(post("a", title=None), post("b")) == {"a": "b"}


def test_the_fuller_copy_is_shown_and_what_only_the_other_has_is_told():
    cut = post("a", body=f"{TEXT.rsplit(' ', 4)[0]}\n\nShare this")
    (same,) = same_posts([cut, post("b")])
    assert (same.shown, same.hidden, same.differences) == ("tag:b", "tag:a", (cut.body.split("\n")[0], "Share this"))


@pytest.mark.parametrize(
    "other",
    [
        post("b", title="Another title"),
        post("b", day=date(2017, 6, 26)),
        post("b", kind="mailout"),
        post("b", kind="page"),
        post("b", title="A title 2"),
    ],
    ids=["title", "day", "mailout", "page", "number"],
)
def test_copies_that_disagree_are_two(other):
    assert shown(post("a"), other) == {}


def test_numbers_of_a_series_are_never_one():
    assert shown(post("a", title="Latest From Napo 199"), post("b", title="Latest From Napo 200")) == {}


def test_two_original_addresses_are_two_posts():
    assert shown(post("a", permalink_known=True), post("b", permalink_known=True)) == {}


def test_short_texts_are_not_known_by_their_words():
    assert shown(post("a", title=None, day=None, body="Thanks."), post("b", title=None, day=None, body="Thanks.")) == {}


def test_a_share_of_the_words_is_not_enough_without_day_and_title():
    assert shown(post("a"), post("b", day=None, body=TEXT + " more")) == {}


@pytest.mark.parametrize(("changed", "one"), [(6, True), (7, False)])
def test_nine_tenths_of_the_words_make_one_of_two_with_one_day_and_title(changed, one):
    words = TEXT.split()
    other = " ".join([*(f"other{at}" for at in range(changed)), *words[changed:]])
    assert bool(shown(post("a"), post("b", body=other))) is one


def test_three_copies_are_shown_as_one():
    assert shown(post("a"), post("b"), post("c")) == {"b": "a", "c": "a"}


def test_a_copy_of_a_copy_is_shown_as_what_is_shown():
    """c has the very words of b, which has most of those of a: there is one page, and both lead to it."""
    fullest = post("a", body=TEXT + " and a line more", permalink_known=True)
    for undated in ("c", "0"):
        copies = [fullest, post("b"), post(undated, day=None)]
        assert shown(*copies) == {"b": "a", undated: "a"}


@given(st.permutations([post("a"), post("b"), post("c", day=None), post("d", title="T"), post("e", body=TEXT + " x")]))
def test_the_order_of_the_posts_does_not_matter(posts):
    assert same_posts(posts) == same_posts(sorted(posts, key=lambda post: post.id))


def test_comments_are_no_part_of_it():
    assert shown(post("a"), replace(post("b"), comments=(Comment("1", "Hello"),))) == {"b": "a"}
