"""Why two texts were or were not joined or linked, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from archive.decisions.decisions import Decision, Decisions
from archive.duplicates.comments import DuplicateComment
from archive.duplicates.find import Findings
from archive.duplicates.posts import CandidatePair, DuplicatePost
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.duplicates.repeats import Repeat
from archive.review.explain import explained, explained_pair
from archive.text_reuse import Boilerplate, ComparableText, Passage

A, B, C = "posts/2017/06/kettle", "posts/2017/06/kettle-2", "posts/2018/01/teapot"
MAILOUT, COMMENT, HIDDEN = "mailouts/2017/bulletin-9", f"{A}#c1", f"{A}#c2"
LIKENESS = CandidatePair(A, C, 500, 120, False, "120 of 500 words, but their days differ")
PASSAGE = Passage(MAILOUT, (10, 40), COMMENT, (2, 31), 29, 0.8571, "one", "a mailout is quoted by a comment")
SAID = [f"said{at}" for at in range(16)]


def heading(ref: str) -> ComparableText:
    post, sign, _ = ref.partition("#c")
    kind = "comment" if sign else "mailout" if ref == MAILOUT else "post"
    return ComparableText(ref, (), date(2017, 6, 2), None, kind, post if sign else None)


def findings(**found) -> Findings:
    """The findings that are given, and no others, in five texts."""
    nothing = dict.fromkeys(
        (
            "duplicate_posts",
            "candidates",
            "repeats",
            "duplicate_comments",
            "passages",
            "boilerplate",
            "ignored_decisions",
        ),
        (),
    )
    texts = {ref: heading(ref) for ref in (A, B, C, MAILOUT, COMMENT)}
    return Findings(**{**nothing, "ignored_decisions": (), "posts": {}, "texts": texts, **found})


def about(ref: str, decisions=(), **found) -> list[str]:
    return list(explained(ref, findings(**found), Decisions(tuple(decisions))))


def about_pair(one: ComparableText, other: ComparableText, decisions=(), **found) -> list[str]:
    return list(explained_pair(one, other, findings(**found), Decisions(tuple(decisions))))


def words(seed: str, count: int) -> tuple[str, ...]:
    return tuple(f"{seed}{at}" for at in range(count))


def text(ref: str, *parts) -> ComparableText:
    return structs.replace(heading(ref), words=tuple(word for part in parts for word in part))


def test_of_a_text_in_which_nothing_was_found_it_is_said_with_what_it_was_compared():
    assert about(A) == [
        f"{A} and 1 comment: compared with 3 other posts and comments",
        f"{A}: nothing in it appears a second time",
    ]
    assert about(C)[0] == f"{C}: compared with 4 other posts and comments"


def test_a_hidden_copy_was_compared_with_nothing_and_what_it_was_joined_to_is_said():
    gone = "posts/2017/06/kettle-3"
    assert about(gone, duplicate_posts=[DuplicatePost(A, gone, (), "490 of 500 words")]) == [
        f"{gone} is a duplicate of {A}, which is shown: 490 of 500 words"
    ]


def test_a_likeness_is_told_with_its_numbers_joined_or_not():
    numbers = "120 of 500 words, but their days differ"
    assert about(C, candidates=[LIKENESS])[1:] == [f"{A} and {C}: shown as two; {numbers}"]
    joined = about(
        C, candidates=[LIKENESS], duplicate_posts=[DuplicatePost(B, A, (), "why"), DuplicatePost(B, C, (), "because")]
    )
    assert joined[1:] == [
        f"{C} is a duplicate of {B}, which is shown: because",
        f"{A} and {C}: shown as one; {numbers}",
    ]


def test_findings_on_comments_are_told_with_those_on_their_post():
    comments = [DuplicateComment(COMMENT, HIDDEN, "the same words within 3 minutes")]
    assert about(A, duplicate_comments=comments, passages=[PASSAGE])[1:] == [
        f"{HIDDEN} is a duplicate of {COMMENT}, which is shown: the same words within 3 minutes",
        f"words 10-40 of {MAILOUT} are quoted in words 2-31 of {COMMENT} (29 words, score 0.8571): "
        "a mailout is quoted by a comment",
    ]
    assert about(COMMENT, passages=[PASSAGE])[0] == f"{COMMENT}: compared with 4 other posts and comments"
    assert len(about(COMMENT, passages=[PASSAGE])) == 2


def test_findings_on_other_texts_are_not_told():
    other = "posts/2017/06/kettle-2#c1"
    found = about(A, candidates=[replace(LIKENESS, one=B)], passages=[replace(PASSAGE, other=other)])
    assert found[1:] == [f"{A}: nothing in it appears a second time"]


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("one", f"words 10-40 of {MAILOUT} are quoted in words 2-31 of {COMMENT} (29 words, score 0.8571): why"),
        ("other", f"words 2-31 of {COMMENT} are quoted in words 10-40 of {MAILOUT} (29 words, score 0.8571): why"),
        (
            "unknown",
            f"words 10-40 of {MAILOUT} and words 2-31 of {COMMENT} are the same passage (29 words, score 0.8571); "
            "direction unknown: why",
        ),
    ],
)
def test_a_passage_is_told_with_its_places_and_why_it_has_its_direction(direction, said):
    assert about(MAILOUT, passages=[replace(PASSAGE, direction=direction, reason="why")])[1:] == [said]


@pytest.mark.parametrize(
    ("repeat", "said"),
    [
        (
            RepeatedBlock(A, Repeat(2, 1, 3, 40, True), (40, 80), True),
            "the 40 words before them exactly: shown once",
        ),
        (
            RepeatedBlock(A, Repeat(2, 1, 3, 40, False), (40, 80), False),
            "the 40 words before them apart from typography: shown twice, as a keeper decided",
        ),
        (
            RepeatedBlock(A, Repeat(2, 1, 3, 1, True), (1, 2), False),
            "the 1 word before them exactly: shown twice, because it has fewer than 30 words",
        ),
    ],
)
def test_a_repeat_is_told_with_its_words_and_what_became_of_it(repeat, said):
    place = f"words {repeat.span[0]}-{repeat.span[1]} of {A}"
    assert about(A, repeats=[repeat])[1:] == [f"{place} repeat {said}"]
    assert about(C, repeats=[repeat])[1:] == [f"{C}: nothing in it appears a second time"]


def test_withheld_words_are_told_with_the_reason_and_a_few_of_the_other_texts():
    places = ((A, (5, 30)), *((f"posts/x{at}", (0, 25)) for at in range(7)))
    (said,) = about(A, boilerplate=[Boilerplate(places, 8, "it stands in 8 threads")])[1:]
    others = "also in posts/x0, posts/x1, posts/x2, posts/x3, posts/x4 and 2 more"
    assert said == f"words 5-30 of {A} are boilerplate and not linked: it stands in 8 threads; {others}"


def test_verdicts_of_a_person_are_told():
    decisions = [
        Decision(1, "different", (A, C), why="a series"),
        Decision(2, "no-quotation", (B, C), begins="One two"),
        Decision(3, "no-repeat", (A,), begins="One two"),
        Decision(4, "boilerplate", words="Best wishes"),
    ]
    assert about(A, decisions)[1:] == [
        f'decision 1 says "different" of {A} and {C}: a series',
        f'decision 3 says "no-repeat" of {A}, "One two"',
    ]
    assert about_pair(text(A), text(C), decisions)[0] == f'decision 1 says "different" of {A} and {C}: a series'


def test_of_two_texts_only_what_both_have_is_told():
    found = {"candidates": [LIKENESS], "passages": [PASSAGE, replace(PASSAGE, one=A, other=C)]}
    lines = about_pair(text(C), text(A), **found)
    assert len(lines) == 2
    assert all(A in line and C in line for line in lines)


def test_withheld_words_of_two_texts_are_told_with_their_place_in_both():
    withheld = Boilerplate(((A, (5, 30)), (C, (0, 25))), 2, "a form that was filled in twice")
    lines = about_pair(text(A, SAID), text(C, words("z", 40)), boilerplate=[withheld])
    places = f"words 5-30 of {A}, words 0-25 of {C}"
    assert lines[0] == f"{places} are boilerplate and not linked: a form that was filled in twice"


def test_of_two_texts_with_nothing_in_common_that_is_said():
    assert about_pair(text(A, words("y", 60)), text(C, words("z", 60))) == [
        "not compared as duplicates: they have neither the same day and title nor the same first words, "
        "or little in common",
        "not linked: they share no five words in a row",
    ]


def test_of_two_texts_with_little_in_common_the_longest_stretch_is_told():
    one = text(A, words("y", 30), SAID[:7], words("x", 9))
    other = text(C, words("z", 20), SAID[:7], words("w", 50))
    assert about_pair(other, one)[-1] == (
        f"not linked: the longest passage they share has 7 words (words 30-37 of {A} and words 20-27 of {C}); "
        "a quotation needs 22"
    )


def test_of_two_texts_that_agree_too_loosely_the_score_is_told():
    one = [*SAID[:5], *words("y", 8), *SAID[5:10], *words("x", 8), *SAID[10:15]]
    other = [*SAID[:5], *words("z", 8), *SAID[5:10], *words("w", 8), *SAID[10:15]]
    assert about_pair(text(A, one), text(C, other))[1:] == [
        f"not linked: the longest passage they share has 31 words (words 0-31 of {A} and words 0-31 of {C}) "
        "and a score of 0.4839; a quotation needs 0.6"
    ]


def test_of_two_texts_that_share_enough_what_else_may_be_the_reason_is_told():
    (said,) = about_pair(text(A, words("y", 60)), text(C, words("y", 60)))[1:]
    assert "has 60 words" in said
    assert said.endswith("it appears in many places, or in a form or table, or a keeper decided about it")


def test_of_two_texts_that_are_one_nothing_more_is_asked():
    same = [DuplicatePost(A, B, (), "the very same words"), DuplicatePost(A, C, (), "cut off")]
    assert about_pair(text(A, SAID), text(B, SAID), duplicate_posts=same) == [
        f"{B} is a duplicate of {A}, which is shown: the very same words"
    ]
    likely = [replace(LIKENESS, one=B)]
    assert about_pair(text(C, SAID), text(B, SAID), duplicate_posts=same, candidates=likely) == [
        f"{B} and {C}: shown as one; 120 of 500 words, but their days differ"
    ]


def test_a_hidden_text_is_said_to_take_no_part():
    gone = structs.replace(text(A, words("y", 30)), ref="posts/gone")
    lines = about_pair(gone, text(C, words("z", 30)))
    assert lines[1] == "posts/gone was not compared: it is a duplicate, or too short"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (A, MAILOUT, "a post and a mailout are never duplicates"),
        (A, A, "they are the same post or comment"),
        (COMMENT, f"{C}#c1", "comments in different threads are never duplicates"),
        (COMMENT, A, "a comment and a post are never duplicates"),
        (COMMENT, HIDDEN, "comments are duplicates only if they have exactly the same words"),
    ],
)
def test_why_two_texts_were_not_compared_as_one_is_told(one, other, why):
    assert f"not compared as duplicates: {why}" in about_pair(text(one, SAID), text(other, SAID))
